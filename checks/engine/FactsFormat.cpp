//===- FactsFormat.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FactsFormat.h"
#include "ByteFormat.h"
#include "FactsFields.h"

namespace hangproof {

static constexpr char FactsKind = 'F', FindingsKind = 'R';

std::string writeFacts(const FileFacts &Facts) {
  return writeBytes(Facts, FactsKind, FactsFormatVersion);
}

llvm::Expected<FileFacts> readFacts(llvm::StringRef Bytes) {
  return readBytes<FileFacts>(Bytes, FactsKind, FactsFormatVersion);
}

std::string writeFindings(llvm::ArrayRef<Finding> Findings) {
  return writeBytes(Findings.vec(), FindingsKind, FactsFormatVersion);
}

llvm::Expected<std::vector<Finding>> readFindings(llvm::StringRef Bytes) {
  return readBytes<std::vector<Finding>>(Bytes, FindingsKind,
                                         FactsFormatVersion);
}

} // namespace hangproof
