//===- Sarif.cpp - Findings as SARIF 2.1.0 --------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What readers do with the file decides what is in it:
// - GitHub reads one location a result, and of fingerprints only
//   primaryLocationLineHash; it ignores base URIs, so that a URI must be
//   relative to the repository by itself, shows related locations nowhere but
//   in code flows, refuses files that are over its limits, and files of a run
//   that failed.
// - CodeChecker drops a file whose uriBaseId has no originalUriBaseIds, and a
//   step of a code flow that has no message. Jenkins joins base and URI as
//   text.
// - GitLab takes `rank` for a severity: there is none.
// - Nearly everybody prints links in a message as they are written: there are
//   none.
// - A run without results is written as well: it closes old alerts.
// - GitHub takes a suppressed result for an open alert: they are left out
//   unless asked for.
// Columns count UTF-16 code units, which is what editors and GitHub count.
//
//===----------------------------------------------------------------------===//

#include "Fingerprint.h"
#include "Json.h"
#include "Report.h"
#include "SarifPlaces.h"
#include "SarifRule.h"
#include "SarifRun.h"
#include "Utf16.h"
#include "Words.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include <algorithm>

using namespace llvm;

namespace hangproof {

// GitHub refuses runs with more results.
static constexpr size_t MaxResults = 25000;
static constexpr const char *OurFingerprint = "hangproof/v1";

namespace {

/// How much of the report goes into the file.
struct SarifExtent {
  size_t Results = MaxResults;
  bool WithText = true;
  std::string Why; ///< The limit that made it less than all.
};

class SarifWriter {
public:
  SarifWriter(const Report &R, const SarifExtent &Extent)
      : R(R), Extent(Extent), Places(R) {
    Places.WithSnippets = Extent.WithText;
  }

  Json document();
  size_t resultCount() const { return Kept.size() + KeptSuppressed.size(); }

private:
  void chooseFindings();
  void addFiles(const Finding &F);
  ArrayRef<EvidenceStep> steps(const Finding &F) const {
    return ArrayRef(F.Evidence).take_front(MaxSarifSteps);
  }

  Json step(const Finding &F, const EvidenceStep &Step);
  Json codeFlow(const Finding &F);
  Json fix(const Finding &F);
  Json suppression(const SuppressedFinding &F);
  Json result(const ReportedFinding &F, StringRef Fingerprint);

  const Report &R;
  const SarifExtent &Extent;
  SarifPlaces Places;
  std::vector<size_t> Kept; ///< Indices of R.Findings that are written.
  ArrayRef<SuppressedFinding> KeptSuppressed;
  SarifLeftOut LeftOut;
};

} // namespace

static Json message(std::string Text) { return {{"text", std::move(Text)}}; }

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Json SarifWriter::step(const Finding &F, const EvidenceStep &Step) {
  // GitHub refuses a file in which a location has no place.
  const SourceRange &Where = Step.Where.isValid() ? Step.Where : F.Where;
  Json Location = Places.location(Where, /*WithContext=*/false);
  Location["message"] = message(sentence(Step.Message));
  return Location;
}

/// The evidence in time order, ending where the finding is.
Json SarifWriter::codeFlow(const Finding &F) {
  Json Locations = Json::array();
  for (const EvidenceStep &Step : steps(F))
    Locations.push_back({{"location", step(F, Step)}});
  if (!(steps(F).back().Where == F.Where))
    Locations.push_back({{"location", step(F, {F.Where, F.Message})}});
  Json Flow;
  Flow["threadFlows"] = Json::array({{{"locations", std::move(Locations)}}});
  return Flow;
}

Json SarifWriter::fix(const Finding &F) {
  // One change a file, in the order in which files are first edited.
  std::vector<std::pair<std::string, Json>> Changes;
  for (const FixEdit &Edit : F.Fixes) {
    std::string Uri = Places.uri(Edit.Where.Path);
    auto Change = find_if(Changes, [&](auto &C) { return C.first == Uri; });
    if (Change == Changes.end()) {
      Json Empty = {
          {"artifactLocation", Places.artifactLocation(Edit.Where.Path)},
          {"replacements", Json::array()}};
      Change = Changes.insert(Change, {Uri, std::move(Empty)});
    }
    Json Replacement;
    Replacement["deletedRegion"] = Places.deletedRegion(Edit.Where);
    if (!Edit.Replacement.empty())
      Replacement["insertedContent"] = {
          {"text", toValidUtf8(Edit.Replacement)}};
    Change->second["replacements"].push_back(std::move(Replacement));
  }
  Json All = Json::array();
  for (auto &Change : Changes)
    All.push_back(std::move(Change.second));
  return {{"description", message("Apply the suggested change.")},
          {"artifactChanges", std::move(All)}};
}

Json SarifWriter::result(const ReportedFinding &F, StringRef Fingerprint) {
  const Finding &What = F.What;
  Json Result = {{"ruleId", What.Check}};
  if (const CheckInfo *Check = checkOf(R, What.Check))
    Result["ruleIndex"] = Check - R.Checks.data();
  Result["level"] = levelOf(R, F);
  // What a baseline knows is not here.
  if (R.HasBaseline)
    Result["baselineState"] = "new";
  Result["message"] = message(sentence(What.Message));

  Json Primary = Places.location(What.Where, /*WithContext=*/true);
  if (!What.Function.empty())
    Primary["logicalLocations"] = Json::array(
        {{{"fullyQualifiedName", What.Function}, {"kind", "function"}}});
  Result["locations"] = Json::array({std::move(Primary)});

  if (!What.Evidence.empty()) {
    Json Related = Json::array();
    for (const EvidenceStep &Step : steps(What)) {
      Json Numbered = {{"id", Related.size() + 1}};
      Numbered.update(step(What, Step));
      Related.push_back(std::move(Numbered));
    }
    Result["relatedLocations"] = std::move(Related);
    Result["codeFlows"] = Json::array({codeFlow(What)});
  }

  Json Fingerprints;
  if (StringRef Hash = Places.lineHash(What.Where); !Hash.empty())
    Fingerprints["primaryLocationLineHash"] = Hash.str();
  if (!Fingerprint.empty())
    Fingerprints[OurFingerprint] = Fingerprint.str();
  Result["partialFingerprints"] = std::move(Fingerprints);
  if (!What.Fixes.empty())
    Result["fixes"] = Json::array({fix(What)});
  Result["properties"] = {{"confidence", toString(What.Level)}};
  return Result;
}

/// Why a finding is in the file all the same. Nobody reviews what the code or
/// the baseline says, so it stands as it is: accepted.
Json SarifWriter::suppression(const SuppressedFinding &F) {
  bool InSource = F.Kind == SuppressionKind::InSource;
  Json Result = {{"kind", InSource ? "inSource" : "external"},
                 {"status", "accepted"}};
  std::string Reason = toValidUtf8(F.Reason);
  if (Reason.empty() && !InSource)
    Reason = "Known from the baseline.";
  if (!Reason.empty())
    Result["justification"] = Reason;
  if (F.Comment.isValid())
    Result["location"] = Places.location(F.Comment, /*WithContext=*/false);
  return Result;
}

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

/// All findings, or the most important ones if there are more than go in; of
/// the suppressed ones as many as there is room for.
void SarifWriter::chooseFindings() {
  Kept = mostImportantFirst(R);
  Kept.resize(std::min(Kept.size(), Extent.Results));
  llvm::sort(Kept);
  LeftOut.FindingsInAll = R.Findings.size();
  if (R.SarifSuppressed) {
    KeptSuppressed =
        ArrayRef(R.Suppressed).take_front(Extent.Results - Kept.size());
    LeftOut.FindingsInAll += R.Suppressed.size();
  }
  LeftOut.Findings = LeftOut.FindingsInAll - resultCount();
  LeftOut.Text = !Extent.WithText;
  LeftOut.Why = Extent.Why.empty()
                    ? "a run may have " + utostr(MaxResults) + " results"
                    : Extent.Why;
}

void SarifWriter::addFiles(const Finding &F) {
  Places.addFile(F.Where.Path);
  for (const EvidenceStep &Step : steps(F))
    Places.addFile(Step.Where.Path);
  for (const FixEdit &Edit : F.Fixes)
    Places.addFile(Edit.Where.Path);
  LeftOut.Steps += F.Evidence.size() - steps(F).size();
}

Json SarifWriter::document() {
  chooseFindings();
  for (size_t Index : Kept)
    addFiles(R.Findings[Index].What);
  for (const SuppressedFinding &F : KeptSuppressed) {
    addFiles(F.Finding.What);
    Places.addFile(F.Comment.Path);
  }
  for (const IncompleteFile &File : R.Incomplete)
    Places.addFile(File.Path);
  Places.numberFiles();

  Json Run = {{"tool", {{"driver", sarifDriver(R)}}}};
  Run["invocations"] = Json::array({sarifInvocation(R, Places, LeftOut)});
  if (!R.SarifCategory.empty())
    Run["automationDetails"] = {{"id", "hangproof/" + R.SarifCategory + "/"}};
  if (Json Details = sarifVersionControl(R, Places.hasBase());
      !Details.is_null())
    Run["versionControlProvenance"] = Json::array({std::move(Details)});
  if (Places.hasBase())
    Run["originalUriBaseIds"] = sarifBases(R);
  Run["columnKind"] = "utf16CodeUnits";
  Run["newlineSequences"] = {"\r\n", "\n", "\r"};
  Run["artifacts"] = Places.artifacts();
  Json Results = Json::array();
  std::vector<std::string> Fingerprints = fingerprints(R, Places.texts());
  for (size_t Index : Kept) {
    Results.push_back(result(R.Findings[Index], Fingerprints[Index]));
    // Once the file has suppressed results, silence is "unknown".
    if (R.SarifSuppressed)
      Results.back()["suppressions"] = Json::array();
  }
  for (const SuppressedFinding &F : KeptSuppressed) {
    Results.push_back(result(F.Finding, F.Finding.Fingerprint));
    if (F.Kind == SuppressionKind::Baseline)
      Results.back()["baselineState"] = "unchanged";
    Results.back()["suppressions"] = Json::array({suppression(F)});
  }
  Run["results"] = std::move(Results);
  Run["properties"] = sarifCounts(R);

  Json Document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"}};
  Document["runs"] = Json::array({std::move(Run)});
  return Document;
}

/// Size of the text as it is uploaded.
static size_t compressedSize(StringRef Text, size_t Enough) {
  if (Text.size() <= Enough || !compression::zlib::isAvailable())
    return Text.size();
  SmallVector<uint8_t, 0> Compressed;
  compression::zlib::compress(arrayRefFromStringRef(Text), Compressed);
  return Compressed.size();
}

void writeSarif(raw_ostream &OS, const Report &R) {
  SarifExtent Extent;
  while (true) {
    SarifWriter Writer(R, Extent);
    std::string Text;
    raw_string_ostream Stream(Text);
    writeJsonValue(Stream, Writer.document());
    size_t Size = compressedSize(Text, R.SarifMaxBytes);
    if (Size <= R.SarifMaxBytes || Writer.resultCount() == 0) {
      OS << Text;
      return;
    }
    Extent.Why =
        "a compressed file may have " + utostr(R.SarifMaxBytes / 1000) + " kB";
    // What can be read from the sources goes first. A finding more or less has
    // little to do with the size of others, so a tenth is spared.
    if (Extent.WithText)
      Extent.WithText = false;
    else
      Extent.Results =
          uint64_t(Writer.resultCount()) * R.SarifMaxBytes / Size * 9 / 10;
  }
}

} // namespace hangproof
