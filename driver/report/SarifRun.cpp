//===- SarifRun.cpp - What SARIF says of a run as a whole -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SarifRun.h"
#include "SarifRule.h"
#include "Words.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

namespace {

/// An entry of tool.driver.notifications: something that was not done.
struct NoticeKind {
  const char *Id, *Name, *Level, *Text, *Help;
};

/// Indices of NoticeKinds.
enum : unsigned { NotWhole, FindingsLeft, TextLeft, StepsLeft, Failed };

constexpr NoticeKind NoticeKinds[] = {
    {"file-not-analysed-whole", "FileNotAnalysedWhole", "warning",
     "A file was not analysed, or not as a whole.",
     "The compiler could not read all of the file, so defects in it may be "
     "missed. Give the flags and headers that the build uses."},
    {"findings-left-out", "FindingsLeftOut", "warning",
     "There are more findings than readers of this format take.",
     "Run fewer checks, or ask for findings of a higher confidence."},
    {"source-text-left-out", "SourceTextLeftOut", "note",
     "The file would be larger than readers of this format take.",
     "Places have no source text; readers that have the sources show it all "
     "the same."},
    {"steps-left-out", "StepsLeftOut", "note",
     "A finding has more steps than readers of this format take.",
     "The last steps before the finding itself are left out."},
    {"tool-failed", "ToolFailed", "error", "The analysis could not be done.",
     "The message says why."}};

} // namespace

/// A base ends in a slash: readers join it and a path as text.
static std::string directoryUri(StringRef Path) {
  std::string Uri = fileUri(Path);
  return StringRef(Uri).ends_with("/") ? Uri : Uri + "/";
}

static Json message(std::string Text) { return {{"text", std::move(Text)}}; }

Json sarifBases(const Report &R) {
  return {{SarifBaseId, {{"uri", directoryUri(R.Root)}}}};
}

Json sarifDriver(const Report &R) {
  Json Driver = {{"name", "hangproof"}};
  if (!R.ToolVersion.empty()) {
    Driver["fullName"] = "hangproof " + R.ToolVersion;
    Driver["version"] = R.ToolVersion;
    Driver["semanticVersion"] = R.ToolVersion;
  }
  if (!R.ToolUri.empty())
    Driver["informationUri"] = R.ToolUri;
  Json Rules = Json::array();
  for (const CheckInfo &Check : R.Checks)
    Rules.push_back(sarifRule(Check, R.ToolUri));
  Driver["rules"] = std::move(Rules);
  Json Kinds = Json::array();
  for (const NoticeKind &Kind : NoticeKinds)
    Kinds.push_back({{"id", Kind.Id},
                     {"name", Kind.Name},
                     {"shortDescription", message(Kind.Text)},
                     {"fullDescription", message(Kind.Text)},
                     {"help", {{"text", Kind.Help}, {"markdown", Kind.Help}}},
                     {"defaultConfiguration", {{"level", Kind.Level}}}});
  Driver["notifications"] = std::move(Kinds);
  return Driver;
}

static Json notice(unsigned Kind, std::string Text) {
  return {{"descriptor", {{"id", NoticeKinds[Kind].Id}, {"index", Kind}}},
          {"level", NoticeKinds[Kind].Level},
          {"message", message(std::move(Text))}};
}

Json sarifInvocation(const Report &R, SarifPlaces &Places,
                     const SarifLeftOut &LeftOut) {
  // Files with errors are no failure of the tool; a run that is said to have
  // failed is refused by GitHub with all that it found.
  Json Invocation = {{"executionSuccessful", R.ToolError.empty()}};
  if (Places.hasBase())
    Invocation["workingDirectory"] = {{"uri", directoryUri(R.Root)}};
  Json Notices = Json::array();
  for (const IncompleteFile &File : R.Incomplete) {
    Json Entry = notice(
        NotWhole, sentence("not analysed whole: " + reasonWords(R, File)));
    Entry["locations"] = Json::array(
        {{{"physicalLocation",
           {{"artifactLocation", Places.artifactLocation(File.Path)}}}}});
    Notices.push_back(std::move(Entry));
  }
  if (LeftOut.Findings)
    Notices.push_back(
        notice(FindingsLeft, utostr(LeftOut.Findings) + " of " +
                                 utostr(LeftOut.FindingsInAll) +
                                 " findings are left out, the least important "
                                 "ones: " +
                                 LeftOut.Why + "."));
  if (LeftOut.Text)
    Notices.push_back(
        notice(TextLeft, "Places have no source text: " + LeftOut.Why + "."));
  if (LeftOut.Steps)
    Notices.push_back(
        notice(StepsLeft, utostr(LeftOut.Steps) +
                              " steps are left out: a finding may have " +
                              utostr(MaxSarifSteps) + "."));
  if (!R.ToolError.empty())
    Notices.push_back(notice(Failed, sentence(R.ToolError)));
  if (!Notices.empty())
    Invocation["toolExecutionNotifications"] = std::move(Notices);
  return Invocation;
}

Json sarifVersionControl(const Report &R, bool HasBase) {
  std::string Uri = repositoryUri(R.Version.RepositoryUri);
  if (Uri.empty())
    return nullptr;
  Json Details = {{"repositoryUri", Uri}};
  if (!R.Version.Revision.empty())
    Details["revisionId"] = R.Version.Revision;
  if (!R.Version.Branch.empty())
    Details["branch"] = R.Version.Branch;
  if (HasBase)
    Details["mappedTo"] = {{"uriBaseId", SarifBaseId}};
  return Details;
}

Json sarifCounts(const Report &R) {
  Json Counts = {{"filesAnalysed", R.Files.size()},
                 {"filesNotAnalysedWhole", R.Incomplete.size()},
                 {"suppressed", R.Suppressed.size()}};
  Json Spots = Json::object();
  for (const BlindSpot &Spot : R.BlindSpots)
    Spots[Spot.What] = Spot.Count;
  Counts["blindSpots"] = std::move(Spots);
  return Counts;
}

} // namespace hangproof
