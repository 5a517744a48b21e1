//===- ReportTargets.h - Which report goes where ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORTTARGETS_H
#define HANGPROOF_DRIVER_REPORTTARGETS_H

#include "report/Format.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// One report of a run.
struct ReportTarget {
  OutputFormat Format = OutputFormat::Text;
  std::string Path = "-"; ///< "-" is standard output.
};

/// Joins the --format and --output options of a command line, each list in its
/// order. The n-th format is that of the n-th output. Outputs with no format
/// at all have the one that their name stands for, or text. One format with no
/// output goes to standard output. Everything else, and one place for two
/// reports, is an error.
llvm::Expected<std::vector<ReportTarget>>
pairReports(llvm::ArrayRef<OutputFormat> Formats,
            llvm::ArrayRef<std::string> Outputs);

/// What makes it certain that a report cannot be written, found before the
/// analysis has taken its time: a folder that is not there or that refuses new
/// files.
llvm::Error checkWritable(llvm::ArrayRef<ReportTarget> Targets);

/// Whether what is printed for people has colours.
enum class ColorMode {
  Auto, ///< On a terminal, unless NO_COLOR is set.
  Always,
  Never
};

/// Writes all of them, the others too when one fails.
llvm::Error writeReports(llvm::ArrayRef<ReportTarget> Targets, ColorMode Color,
                         const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORTTARGETS_H
