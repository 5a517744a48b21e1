//===- Tokens.h - The tokens of a file, unexpanded --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_TOKENS_H
#define HANGPROOF_DRIVER_STAND_INS_TOKENS_H

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include <string>
#include <utility>
#include <vector>

namespace hangproof {

/// A token of a file as it is written.
struct WrittenToken {
  llvm::StringRef Text;
  unsigned Offset = 0; ///< Bytes from the start of the file.
  bool IsName = false; ///< Identifier or keyword.
};

/// The tokens of File, in order; without comments, directives, and what lies
/// in Skipped: ranges of offsets, in order, that conditions leave out. Text
/// points into the file's buffer.
std::vector<WrittenToken>
tokensOf(const clang::SourceManager &SM, clang::FileID File,
         const clang::LangOptions &Language,
         const std::vector<std::pair<unsigned, unsigned>> &Skipped);

/// The tokens from First to before Last, each after a space.
std::string textOf(const std::vector<WrittenToken> &Tokens, size_t First,
                   size_t Last);

/// The index after the bracket that closes the one at Open: "(", "[" or "{".
size_t afterBracket(const std::vector<WrittenToken> &Tokens, size_t Open);

/// The index after the ">" that closes the "<" at Open; Open if what is there
/// is rather a comparison.
size_t afterAngles(const std::vector<WrittenToken> &Tokens, size_t Open);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_TOKENS_H
