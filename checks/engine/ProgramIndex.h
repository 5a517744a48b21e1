//===- ProgramIndex.h - A whole program's facts in one file -----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A run over the whole program writes it; a front end that sees one file only,
// in an editor, links that file's facts with those of the rest.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PROGRAMINDEX_H
#define HANGPROOF_ENGINE_PROGRAMINDEX_H

#include "Api.h"
#include "Facts.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

struct ProgramIndex {
  std::string ToolVersion;
  uint64_t Rows = 0; ///< ApiTable::fingerprint(): facts hold numbers of rows.
  std::vector<FileFacts> Files;
};

/// The bytes of an index. Takes the facts and gives them back.
std::string writeIndex(std::vector<FileFacts> &Files, const ApiTable &Api);

/// The error says why the bytes are of no use here: damaged, or made by another
/// version or with other rows.
llvm::Expected<ProgramIndex> readIndex(llvm::StringRef Bytes,
                                       const ApiTable &Api);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PROGRAMINDEX_H
