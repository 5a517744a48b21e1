//===- Gate.h - Which findings count ----------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What passes the configuration and the comments in the code still need not
// count: it may be known (baseline), or not touched by the change under review.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_GATE_H
#define HANGPROOF_DRIVER_GATE_H

#include "Baseline.h"
#include "ChangedLines.h"
#include "GateOptions.h"
#include "report/Report.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hangproof {

/// What a run can tell about the findings that it did not make.
struct RunScope {
  /// Whether the run would have shown the finding of this check in this file
  /// (a path as reports have it), if it were still there.
  llvm::function_ref<bool(llvm::StringRef Path, llvm::StringRef Check)> Judges;
  /// Found, but not sure enough to be shown: no new findings, yet not gone.
  llvm::ArrayRef<ReportedFinding> Unsure;
  llvm::ArrayRef<FileFunctions> Functions;
};

class Gate {
public:
  /// Reads the baseline and the change before the analysis begins, so that a
  /// mistake in them costs no time. Root is absolute.
  static llvm::Expected<Gate> create(const GateOptions &O,
                                     llvm::StringRef Root);

  /// Moves what is known to R.Suppressed, leaves out what the change does not
  /// touch, and writes the baselines. Told gets what the user should know.
  llvm::Error apply(Report &R, const RunScope &Scope,
                    std::vector<std::string> &Told);

private:
  Gate(const GateOptions &O, llvm::StringRef Root) : O(O), Root(Root.str()) {}
  void followRenames();
  bool isGone(llvm::StringRef Path) const;
  std::string revision() const;
  llvm::Error leaveOutKnown(Report &R, const RunScope &Scope,
                            std::vector<std::string> &Told);
  llvm::Error writeBaseline(Report &R, const RunScope &Scope,
                            std::vector<std::string> &Told);
  void leaveOutUntouched(Report &R, const RunScope &Scope);

  GateOptions O;
  std::string Root;
  std::optional<Baseline> Known;
  bool HasRenames = false; ///< A path in Known is another than in its file.
  std::optional<Baseline> Written; ///< What the file to write holds so far.
  std::optional<ChangedLines> Changes;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_GATE_H
