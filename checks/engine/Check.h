//===- Check.h - What a check is --------------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A check is a function from the facts of a program to findings. The driver
// gives it the whole program, clang-tidy the program of one file.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CHECK_H
#define HANGPROOF_ENGINE_CHECK_H

#include "Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace hangproof {

class Program;

/// Value of a check option ("CheckOptions: hangproof-x.Name"), if it is set.
using OptionLookup =
    llvm::function_ref<std::optional<llvm::StringRef>(llvm::StringRef Name)>;

/// The one source of a check's metadata; the list, SARIF rules, --explain and
/// docs/checks.md are made from it.
struct CheckInfo {
  const char *Name;        ///< "hangproof-wall-clock-duration"
  const char *Summary;     ///< One sentence, no full stop: shortDescription.
  const char *Description; ///< fullDescription, at most 1024 characters.
  const char *Precision;   ///< SARIF precision: high or medium.
  const char *Severity;    ///< SARIF level: warning or error.
  const char *Cwe;         ///< "CWE-367"; tags of the rule.
  /// CVSS-like number ("5.9") of checks whose defects somebody outside can
  /// provoke, so that SARIF's readers rank them with security problems; empty
  /// for the others.
  const char *SecuritySeverity = "";
  const char *ConfidenceRules; ///< When high, medium, low.
  /// The rules of clang-tidy, the Clang analyzer and CodeQL that come nearest,
  /// and what they do not see: sentences of Markdown.
  const char *Nearest = "";
  bool NeedsProgram; ///< Sees more with the whole program.
  bool HasFixes;
  const char *Page; ///< The embedded user page, Markdown.
  void (*Run)(const Program &P, OptionLookup Option,
              std::vector<Finding> &Findings);
};

/// Every check, sorted by name. Generated from the list in
/// checks/CMakeLists.txt.
llvm::ArrayRef<CheckInfo> allChecks();

/// The check called Name, or null.
const CheckInfo *findCheck(llvm::StringRef Name);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CHECK_H
