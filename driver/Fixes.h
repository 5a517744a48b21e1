//===- Fixes.h - Fixes of findings, applied or exported ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_FIXES_H
#define HANGPROOF_DRIVER_FIXES_H

#include "report/Report.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>
#include <vector>

namespace hangproof {

struct FixOutcome {
  std::map<std::string, unsigned> Applied; ///< Fixes by file (absolute).
  unsigned Findings = 0;                   ///< Whose fixes were applied.
  unsigned Conflicting = 0; ///< Whose fixes overlap others' and wait.
  unsigned WithoutFix = 0;
  /// What was refused and why, each a sentence for the user.
  std::vector<std::string> Refused;
};

/// Applies the fixes of the findings shown, each whole or not at all, in the
/// order of the findings; what overlaps an earlier one is left. IsAsAnalyzed
/// tells whether a file is still what the analysis has read: any other is
/// refused. All files are written beside the old ones before the first of them
/// is replaced.
llvm::Expected<FixOutcome>
applyFixes(const Report &R,
           llvm::function_ref<bool(llvm::StringRef Path)> IsAsAnalyzed);

/// Says what was done, with paths relative to Root.
void tellFixes(llvm::raw_ostream &OS, const FixOutcome &Outcome,
               llvm::StringRef Root);

/// Writes the findings with their fixes as clang-tidy does for
/// clang-apply-replacements.
llvm::Error exportFixes(llvm::StringRef File, const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_FIXES_H
