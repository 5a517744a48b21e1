//===- Findings.h - From the program to what is shown -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_FINDINGS_H
#define HANGPROOF_DRIVER_FINDINGS_H

#include "Commands.h"
#include "Config.h"
#include "StageTimes.h"
#include "engine/Program.h"
#include "report/Report.h"

namespace hangproof {

/// The checks that are enabled for at least one of the files.
std::vector<CheckInfo> enabledChecks(llvm::ArrayRef<Unit> Units,
                                     Config &Settings);

/// Settings for what is judged once for the whole program: those of the folder
/// that holds all its files.
const FolderConfig &programConfig(llvm::ArrayRef<Unit> Units, Config &Settings);

/// The file of API rows that the configuration names ("hangproof.Api"); empty
/// if it names none. A relative name is looked for in the folder that holds
/// all files and in its parents, as .clang-tidy is.
std::string configuredApiFile(llvm::ArrayRef<Unit> Units, Config &Settings);

/// What R.Checks find, before configuration and comments are asked; Jobs of
/// them run at the same time. A check that crashes is named in R.ToolError; the
/// others still run.
std::vector<Finding> runChecks(const Program &P, llvm::ArrayRef<Unit> Units,
                               Config &Settings, unsigned Jobs, Report &R,
                               StageTimes &Times);

/// What addFindings tells besides the report.
struct SelectedFindings {
  /// What is only not sure enough to be shown.
  std::vector<ReportedFinding> Unsure;
  /// Mistakes in comments and in options.
  std::vector<std::string> Warnings;
};

/// Puts into R the findings that the configuration lets through; those that a
/// comment suppresses among the suppressed ones. R.Root is set already. The
/// comments in JudgedFiles (absolute) that suppress nothing become findings.
SelectedFindings addFindings(std::vector<Finding> Found,
                             llvm::ArrayRef<Unit> Units, const Options &O,
                             Config &Settings,
                             llvm::ArrayRef<std::string> JudgedFiles,
                             Report &R);

/// Whether one of the findings is at or above the level of --fail-on.
bool shallFail(const Report &R, FailOn Least);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_FINDINGS_H
