//===- Baseline.h - Findings that are known already -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A baseline is a text file of JSON lines: the first names the format and the
// revision it was written at, each other one is a finding. None holds a line
// number, so that the file changes only when findings do; they are sorted by
// path, so that a diff of it reads well. docs/gate.md describes it.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_BASELINE_H
#define HANGPROOF_DRIVER_BASELINE_H

#include "report/Json.h"
#include "report/Report.h"
#include "report/ReportPaths.h"
#include "report/SourceText.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

/// A finding as a baseline knows it.
struct KnownFinding {
  std::string Path; ///< As reports name files: relative to the root, with '/'.
  std::string Check;
  std::string Function;
  std::string Code; ///< The line, without comments, blanks made one.
  /// How-manieth among those alike in all of the above, from 1.
  unsigned Ordinal = 1;
  std::string Message; ///< For people; two that are alike are told apart by it.
  std::string Reason;  ///< Why it is accepted; people may add it.
  Json Members;        ///< The whole line, with members that we do not know.
};

/// What stands in a line of code besides comments, in one form however it is
/// indented.
std::string codeOf(llvm::StringRef Line);

/// The findings as a baseline would know them, in their order.
std::vector<KnownFinding>
knownForm(llvm::ArrayRef<const ReportedFinding *> Findings, SourceTexts &Texts,
          ReportPaths &Paths);

struct Baseline {
  std::string Revision; ///< Commit it was written at; empty without git.
  std::vector<KnownFinding> Findings;

  /// The error is "FILE:LINE: text".
  static llvm::Expected<Baseline> read(llvm::StringRef File);
  /// Sorts and writes.
  llvm::Error write(llvm::StringRef File);
};

/// For each of Found the index of the entry of Known that it is. Each entry is
/// one finding: what was found twice where one is known is new once.
///
/// First what is alike in all; then what is in another scope by the same name,
/// as in code that is put into a namespace; then what has moved to another file
/// with its function, if MayHaveLeft says that it may have.
std::vector<std::optional<size_t>>
matchKnown(llvm::ArrayRef<KnownFinding> Known,
           llvm::ArrayRef<KnownFinding> Found,
           llvm::function_ref<bool(const KnownFinding &)> MayHaveLeft);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_BASELINE_H
