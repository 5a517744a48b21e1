//===- Json.cpp - Findings in a small format of our own -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The format is described in docs/json-format.md. Members are only ever added;
// a change of meaning raises the format number.
//
//===----------------------------------------------------------------------===//

#include "Json.h"
#include "Fingerprint.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SourceText.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace hangproof {

static constexpr int FormatNumber = 1;

static Json place(const SourceRange &Where, ReportPaths &Paths) {
  Json Result = {{"path", Paths.get(Where.Path).Path},
                 {"line", Where.Line},
                 {"column", Where.Column},
                 {"offset", Where.Offset}};
  if (Where.EndLine) {
    Result["endLine"] = Where.EndLine;
    Result["endColumn"] = Where.EndColumn;
    Result["endOffset"] = Where.EndOffset;
  }
  return Result;
}

static Json finding(const Report &R, const ReportedFinding &F,
                    StringRef Fingerprint, ReportPaths &Paths) {
  const Finding &What = F.What;
  Json Result = {{"check", What.Check},
                 {"level", levelOf(R, F)},
                 {"confidence", toString(What.Level)},
                 {"message", What.Message},
                 {"function", What.Function},
                 {"fingerprint", Fingerprint.str()},
                 {"place", place(What.Where, Paths)}};
  Json Evidence = Json::array();
  for (const EvidenceStep &Step : What.Evidence)
    Evidence.push_back(
        {{"message", Step.Message}, {"place", place(Step.Where, Paths)}});
  Result["evidence"] = std::move(Evidence);
  Json Fixes = Json::array();
  for (const FixEdit &Edit : What.Fixes)
    Fixes.push_back({{"replacement", Edit.Replacement},
                     {"place", place(Edit.Where, Paths)}});
  Result["fixes"] = std::move(Fixes);
  return Result;
}

void writeJson(raw_ostream &OS, const Report &R) {
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());

  Json Document = {
      {"format", FormatNumber},
      {"tool", {{"name", "hangproof"}, {"version", R.ToolVersion}}}};
  if (R.WithBase)
    Document["root"] = R.Root;
  if (!R.ToolError.empty())
    Document["error"] = R.ToolError;

  Json Checks = Json::array();
  for (const CheckInfo &Check : R.Checks)
    Checks.push_back(Check.Name);
  Document["checks"] = std::move(Checks);

  Json Findings = Json::array();
  for (auto [F, Fingerprint] : zip_equal(R.Findings, fingerprints(R, Texts)))
    Findings.push_back(finding(R, F, Fingerprint, Paths));
  Document["findings"] = std::move(Findings);
  Document["suppressed"] = R.Suppressed.size();
  if (R.HasBaseline) {
    Document["known"] = countSuppressed(R, SuppressionKind::Baseline);
    Document["gone"] = R.GoneFromBaseline;
  }
  if (R.ChangedFiles)
    Document["untouched"] = R.Untouched;

  Json Files = Json::array();
  for (const std::string &Path : R.Files)
    Files.push_back(Paths.get(Path).Path);
  Document["files"] = std::move(Files);
  Json Incomplete = Json::array();
  for (const IncompleteFile &File : R.Incomplete)
    Incomplete.push_back({{"path", Paths.get(File.Path).Path},
                          {"reason", reasonWords(R, File)}});
  Document["incomplete"] = std::move(Incomplete);
  Json BlindSpots = Json::array();
  for (const BlindSpot &Spot : R.BlindSpots)
    BlindSpots.push_back({{"what", Spot.What}, {"count", Spot.Count}});
  Document["blindSpots"] = std::move(BlindSpots);
  writeJsonValue(OS, Document);
}

} // namespace hangproof
