//===- NoLint.h - NOLINT comments of a text ---------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clang-tidy's own code decides whether a comment suppresses a finding (see
// Suppress.h), but it does not say which one, nor why. This reads the comments
// by the same rules.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_NOLINT_H
#define HANGPROOF_DRIVER_NOLINT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

enum class NoLintKind { Line, NextLine, Begin, End };

/// One "NOLINT...(checks): reason".
struct NoLintComment {
  NoLintKind Kind = NoLintKind::Line;
  size_t Offset = 0;    ///< Of the "N", in bytes.
  size_t EndOffset = 0; ///< Behind the ")", or behind the word.
  unsigned Line = 0;    ///< From 1; lines end with LF, as for clang-tidy.
  /// The globs between the brackets, as written, without blanks around them.
  /// None without brackets: every check is meant.
  std::optional<std::vector<std::string>> Checks;
  /// What stands behind it in the line; empty if nothing does.
  std::string Reason;
  /// For Begin: where the End stands that belongs to it.
  std::optional<size_t> BlockEnd;

  bool suppresses(llvm::StringRef Check) const;
};

/// All of a file, in order.
std::vector<NoLintComment> findNoLints(llvm::StringRef Text);

/// The comments that suppress what a check says at Offset (in Line), in the
/// order in which clang-tidy asks them: those in the line, those in the line
/// before, blocks.
std::vector<const NoLintComment *>
responsible(llvm::ArrayRef<NoLintComment> Comments, llvm::StringRef Check,
            size_t Offset, unsigned Line);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_NOLINT_H
