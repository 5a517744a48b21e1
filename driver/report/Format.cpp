//===- Format.cpp - The forms of a report ---------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Format.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

std::optional<OutputFormat> formatOfFile(StringRef Path) {
  using Result = std::optional<OutputFormat>;
  std::string Name = sys::path::filename(Path).lower();
  return StringSwitch<Result>(Name)
      .EndsWith(".sarif", OutputFormat::Sarif)
      .EndsWith(".sarif.json", OutputFormat::Sarif)
      .EndsWith(".rdjson", OutputFormat::Rdjson)
      .EndsWith(".rdjson.json", OutputFormat::Rdjson)
      // The name that GitLab's own documentation and templates use.
      .Case("gl-code-quality-report.json", OutputFormat::GitLab)
      .EndsWith(".json", OutputFormat::Json)
      .EndsWith(".html", OutputFormat::Html)
      .EndsWith(".htm", OutputFormat::Html)
      .EndsWith(".xml", OutputFormat::Junit)
      .EndsWith(".txt", OutputFormat::Text)
      .Default(std::nullopt);
}

void writeReport(raw_ostream &OS, const Report &R, OutputFormat Format,
                 bool Colour) {
  switch (Format) {
  case OutputFormat::Text:
    return writeText(OS, R, Colour);
  case OutputFormat::Sarif:
    return writeSarif(OS, R);
  case OutputFormat::Json:
    return writeJson(OS, R);
  case OutputFormat::Html:
    return writeHtml(OS, R);
  case OutputFormat::GitLab:
    return writeGitLab(OS, R);
  case OutputFormat::GitHub:
    return writeGitHub(OS, R);
  case OutputFormat::Rdjson:
    return writeRdjson(OS, R);
  case OutputFormat::Junit:
    return writeJunit(OS, R);
  }
  llvm_unreachable("no such format");
}

} // namespace hangproof
