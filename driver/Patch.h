//===- Patch.h - A unified diff as plain values -----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PATCH_H
#define HANGPROOF_DRIVER_PATCH_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// A run of changed lines of the new file.
struct ChangedRange {
  unsigned First = 0, Last = 0; ///< From 1, both included.
  /// Nothing was added: lines were removed between First and Last, which are
  /// neighbours. First is 0 at the begin of the file.
  bool IsGap = false;
};

/// A line that the patch says the new file has.
struct PatchLine {
  unsigned Number = 0;
  std::string Text; ///< Without its line end.
};

struct PatchFile {
  std::string OldPath; ///< As written, unquoted; empty if it is new.
  std::string NewPath; ///< Empty if it is deleted.
  bool IsBinary = false;
  /// It is no file with lines: a symbolic link or a submodule.
  bool IsSpecial = false;
  std::vector<ChangedRange> Changes; ///< In the order of their lines.
  std::vector<PatchLine> Lines;      ///< Added and unchanged ones.
};

/// Reads the files of a unified diff, as git, hg, svn and diff -u write it.
/// Text around it, such as the head of a mail, is skipped. The error is
/// "NAME:LINE: text".
llvm::Expected<std::vector<PatchFile>> parsePatch(llvm::StringRef Text,
                                                  llvm::StringRef Name);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PATCH_H
