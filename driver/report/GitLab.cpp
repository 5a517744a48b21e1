//===- GitLab.cpp - Findings as a Code Quality report of GitLab -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A JSON array of issues in the form of Code Climate. GitLab compares reports
// by fingerprint, which must be unique in a file, and shows the description
// only, so the evidence is part of what other readers take (content, other
// locations).
//
//===----------------------------------------------------------------------===//

#include "Fingerprint.h"
#include "Json.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace hangproof {

/// GitLab's five severities; "blocker" is for people to give.
static const char *severity(const Report &R, const ReportedFinding &F) {
  StringRef Level = levelOf(R, F);
  if (Level == "error")
    return "critical";
  if (Level == "note")
    return "info";
  return F.What.Level == Confidence::High ? "major" : "minor";
}

static Json location(const SourceRange &Where, ReportPaths &Paths) {
  unsigned Begin = std::max(Where.Line, 1u);
  return {
      {"path", Paths.get(Where.Path).Path},
      {"lines", {{"begin", Begin}, {"end", std::max(Where.EndLine, Begin)}}}};
}

void writeGitLab(raw_ostream &OS, const Report &R) {
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());
  Json Issues = Json::array();
  for (auto [F, Fingerprint] : zip_equal(R.Findings, fingerprints(R, Texts))) {
    Json Issue = {{"type", "issue"},
                  {"check_name", F.What.Check},
                  {"description", sentence(F.What.Message)},
                  {"categories", Json::array({"Bug Risk"})},
                  {"severity", severity(R, F)},
                  {"fingerprint", Fingerprint},
                  {"location", location(F.What.Where, Paths)}};
    if (!F.What.Evidence.empty()) {
      Issue["content"] = {{"body", evidenceWords(F.What, Paths)}};
      Json Others = Json::array();
      for (const EvidenceStep &Step : F.What.Evidence)
        if (Step.Where.isValid())
          Others.push_back(location(Step.Where, Paths));
      Issue["other_locations"] = std::move(Others);
    }
    Issues.push_back(std::move(Issue));
  }
  writeJsonValue(OS, Issues);
}

} // namespace hangproof
