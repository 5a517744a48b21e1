//===- FactsFormat.h - Facts as bytes ---------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Facts are kept between runs and handed from the driver to editors.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FACTSFORMAT_H
#define HANGPROOF_ENGINE_FACTSFORMAT_H

#include "Facts.h"
#include "Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// Raised whenever the bytes of the same facts change. New members of the
/// facts change it too: see FactsFormat.cpp.
constexpr unsigned FactsFormatVersion = 10;

std::string writeFacts(const FileFacts &Facts);
llvm::Expected<FileFacts> readFacts(llvm::StringRef Bytes);

std::string writeFindings(llvm::ArrayRef<Finding> Findings);
llvm::Expected<std::vector<Finding>> readFindings(llvm::StringRef Bytes);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FACTSFORMAT_H
