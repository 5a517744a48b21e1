//===- Rdjson.cpp - Findings as reviewdog reads them ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The JSON form of reviewdog's DiagnosticResult. Its reader refuses a file with
// a member that it does not know, so there is none that older versions lack;
// the evidence is in the message. Columns count bytes, as ours do.
//
//===----------------------------------------------------------------------===//

#include "Json.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace hangproof {

static Json range(const SourceRange &Where) {
  Json Result;
  Result["start"] = {{"line", Where.Line}, {"column", Where.Column}};
  if (Where.EndLine)
    Result["end"] = {{"line", Where.EndLine}, {"column", Where.EndColumn}};
  return Result;
}

/// The edits as suggestions. One has a range and no path; when the fix reaches
/// into another file, half of it would be worse than none.
static Json suggestions(const Finding &F) {
  Json Result = Json::array();
  for (const FixEdit &Edit : F.Fixes) {
    if (Edit.Where.Path != F.Where.Path || !Edit.Where.isValid())
      return Json::array();
    Json One = {{"range", range(Edit.Where)}};
    // Without an end, a range is empty as well; but it is said to be required.
    if (!Edit.Where.EndLine)
      One["range"]["end"] = One["range"]["start"];
    One["text"] = Edit.Replacement;
    Result.push_back(std::move(One));
  }
  return Result;
}

void writeRdjson(raw_ostream &OS, const Report &R) {
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());
  Json Source = {{"name", "hangproof"}};
  if (!R.ToolUri.empty())
    Source["url"] = R.ToolUri;
  Json Diagnostics = Json::array();
  for (const ReportedFinding &F : R.Findings) {
    const Finding &What = F.What;
    std::string Message = sentence(What.Message);
    if (std::string Evidence = evidenceWords(What, Paths); !Evidence.empty())
      Message += "\n" + Evidence;
    Json Location = {{"path", Paths.get(What.Where.Path).Path}};
    if (What.Where.isValid())
      Location["range"] = range(What.Where);
    Json Diagnostic = {{"message", Message},
                       {"location", std::move(Location)},
                       {"severity", StringSwitch<const char *>(levelOf(R, F))
                                        .Case("error", "ERROR")
                                        .Case("note", "INFO")
                                        .Default("WARNING")}};
    Diagnostic["code"] = {{"value", What.Check}};
    if (Json Suggestions = suggestions(What); !Suggestions.empty())
      Diagnostic["suggestions"] = std::move(Suggestions);
    Diagnostics.push_back(std::move(Diagnostic));
  }
  Json Document = {{"source", std::move(Source)}, {"severity", "WARNING"}};
  Document["diagnostics"] = std::move(Diagnostics);
  writeJsonValue(OS, Document);
}

} // namespace hangproof
