//===- Format.h - The forms of a report -------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_FORMAT_H
#define HANGPROOF_DRIVER_REPORT_FORMAT_H

#include "Report.h"
#include <optional>

namespace hangproof {

enum class OutputFormat {
  Text,
  Sarif,
  Json,
  Html,
  GitLab,
  GitHub,
  Rdjson,
  Junit
};

/// The format that the name of a file stands for ("x.sarif", "x.html",
/// "gl-code-quality-report.json", ...), if it stands for one.
std::optional<OutputFormat> formatOfFile(llvm::StringRef Path);

/// Writes the report in the given form; Colour is for Text alone.
void writeReport(llvm::raw_ostream &OS, const Report &R, OutputFormat Format,
                 bool Colour);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_FORMAT_H
