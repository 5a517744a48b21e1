//===- Suppress.h - NOLINT comments -----------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_SUPPRESS_H
#define HANGPROOF_DRIVER_SUPPRESS_H

#include "NoLint.h"
#include "engine/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include <memory>
#include <string>

namespace hangproof {

/// NOLINT, NOLINTNEXTLINE and NOLINTBEGIN/NOLINTEND, by clang-tidy's own code.
class Suppressions {
public:
  Suppressions();
  ~Suppressions();

  bool isSuppressed(const Finding &F);

  /// The comments that suppress the finding, the nearest first.
  std::vector<const NoLintComment *> responsible(const Finding &F);

  /// The comments of a file; none if it cannot be read.
  llvm::ArrayRef<NoLintComment> commentsOf(llvm::StringRef Path);

  /// The text of a file; empty if it cannot be read.
  llvm::StringRef textOf(llvm::StringRef Path);

  /// A comment as a place.
  SourceRange placeOf(llvm::StringRef Path, const NoLintComment &Comment);

  /// Mistakes in comments met so far, such as a NOLINTBEGIN without an end:
  /// "FILE:LINE:COLUMN: text", without repetition.
  llvm::ArrayRef<std::string> mistakes() const;

private:
  class Judge;
  std::unique_ptr<Judge> Impl;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_SUPPRESS_H
