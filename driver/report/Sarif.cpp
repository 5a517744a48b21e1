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
// Columns count UTF-16 code units, which is what editors and GitHub count.
//
//===----------------------------------------------------------------------===//

#include "Fingerprint.h"
#include "Json.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Utf16.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace llvm;

namespace hangproof {

namespace {

// GitHub refuses runs with more results, and results with more locations.
constexpr size_t MaxResults = 25000;
constexpr size_t MaxSteps = 900;
// A snippet is for reading; generated lines can be megabytes.
constexpr size_t MaxSnippetBytes = 4000;
constexpr unsigned ContextLines = 2;
constexpr const char *BaseId = "%SRCROOT%";
constexpr const char *OurFingerprint = "hangproof/v1";

class SarifWriter {
public:
  explicit SarifWriter(const Report &R)
      : R(R), Texts(R.FileSystem), Paths(R.Root, Texts.fileSystem()),
        HasBase(R.WithBase && !R.Root.empty()) {}

  Json document();

private:
  void collectArtifacts();
  std::vector<size_t> keptFindings() const;
  ArrayRef<EvidenceStep> steps(const Finding &F) const {
    return ArrayRef(F.Evidence).take_front(MaxSteps);
  }

  std::string uri(StringRef Path);
  Json artifactLocation(StringRef Path);
  Json region(const SourceRange &Where);
  Json contextRegion(const SourceRange &Where);
  Json location(const SourceRange &Where, bool WithContext);
  Json step(const Finding &F, const EvidenceStep &Step);
  Json fix(const Finding &F);
  Json codeFlow(const Finding &F);
  Json result(const ReportedFinding &F, StringRef Fingerprint);

  Json driver();
  Json invocation(size_t LeftOut);
  Json artifacts();
  Json versionControl();
  Json counts();

  const Report &R;
  SourceTexts Texts;
  ReportPaths Paths;
  bool HasBase;
  std::vector<size_t> Kept; ///< Indices of R.Findings that are written.
  std::map<std::string, std::pair<unsigned, std::string>>
      Artifacts; ///< URI -> index in the file, path.
};

/// An entry of toolExecutionNotifications with its place in
/// tool.driver.notifications.
enum NotificationKind : unsigned { NotWhole, LeftOut, Failed };

} // namespace

/// A base ends in a slash: readers join it and a path as text.
static std::string directoryUri(StringRef Path) {
  std::string Uri = fileUri(Path);
  return StringRef(Uri).ends_with("/") ? Uri : Uri + "/";
}

static Json message(std::string Text) { return {{"text", std::move(Text)}}; }

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

std::string SarifWriter::uri(StringRef Path) {
  const ReportPath &Known = Paths.get(Path);
  return Known.InRoot ? encodePath(Known.Path) : fileUri(Known.Path);
}

/// Numbers the files in the order of their URIs.
void SarifWriter::collectArtifacts() {
  auto Add = [&](const std::string &Path) {
    if (!Path.empty())
      Artifacts.try_emplace(uri(Path), 0, Path);
  };
  for (size_t Index : Kept) {
    const Finding &F = R.Findings[Index].What;
    Add(F.Where.Path);
    for (const EvidenceStep &Step : steps(F))
      Add(Step.Where.Path);
    for (const FixEdit &Edit : F.Fixes)
      Add(Edit.Where.Path);
  }
  for (const IncompleteFile &File : R.Incomplete)
    Add(File.Path);
  unsigned Index = 0;
  for (auto &Entry : Artifacts)
    Entry.second.first = Index++;
}

Json SarifWriter::artifactLocation(StringRef Path) {
  std::string Uri = uri(Path);
  Json Location = {{"uri", Uri}};
  if (HasBase && Paths.get(Path).InRoot)
    Location["uriBaseId"] = BaseId;
  if (auto Known = Artifacts.find(Uri); Known != Artifacts.end())
    Location["index"] = Known->second.first;
  return Location;
}

/// The language by the file's name, or null where it does not say.
static const char *sourceLanguage(StringRef Path) {
  return StringSwitch<const char *>(sys::path::extension(Path))
      .Case(".c", "c")
      .Cases(".cc", ".cpp", ".cxx", ".c++", ".C", "cplusplus")
      .Cases(".hh", ".hpp", ".hxx", ".ipp", ".tpp", ".inl", "cplusplus")
      .Default(nullptr);
}

Json SarifWriter::artifacts() {
  Json All = Json::array();
  for (const auto &[Uri, Entry] : Artifacts) {
    Json Location = artifactLocation(Entry.second);
    // An artifact that points at itself says nothing.
    Location.erase("index");
    Json Artifact = {{"location", std::move(Location)}};
    if (const char *Language = sourceLanguage(Entry.second))
      Artifact["sourceLanguage"] = Language;
    All.push_back(std::move(Artifact));
  }
  return All;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

static Json regionNumbers(const Utf16Region &Numbers) {
  return {{"startLine", Numbers.StartLine},
          {"startColumn", Numbers.StartColumn},
          {"endLine", Numbers.EndLine},
          {"endColumn", Numbers.EndColumn}};
}

/// The numbers of a place in a file that cannot be read: bytes are the best
/// guess.
static Utf16Region unreadRegion(const SourceRange &Where) {
  Utf16Region Numbers;
  Numbers.StartLine = std::max(Where.Line, 1u);
  Numbers.StartColumn = std::max(Where.Column, 1u);
  Numbers.EndLine = std::max(Where.EndLine, Numbers.StartLine);
  Numbers.EndColumn =
      Where.EndLine ? std::max(Where.EndColumn, 1u) : Numbers.StartColumn;
  return Numbers;
}

Json SarifWriter::region(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  if (!Text)
    return regionNumbers(unreadRegion(Where));
  Json Region = regionNumbers(Text->region(Where, /*Widen=*/true));
  StringRef Snippet = Text->text(Where, /*Widen=*/true);
  if (!Snippet.empty() && Snippet.size() <= MaxSnippetBytes)
    Region["snippet"] = {{"text", toValidUtf8(Snippet)}};
  return Region;
}

/// Some lines around a place, or null. It must be more than the place itself.
Json SarifWriter::contextRegion(const SourceRange &Where) {
  const SourceText *Text = Texts.get(Where.Path);
  if (!Text)
    return nullptr;
  Utf16Region Inner = Text->region(Where, /*Widen=*/true);
  unsigned First = std::max(Inner.StartLine, ContextLines + 1) - ContextLines;
  unsigned Last = std::min(Inner.EndLine + ContextLines, Text->lineCount());
  // The empty line behind the last line end is a line to nobody else.
  while (Last > Inner.EndLine && Text->lines(Last, Last).empty())
    --Last;
  StringRef Snippet = Text->lines(First, Last);
  if (Snippet.size() > MaxSnippetBytes ||
      Snippet.size() <= Text->text(Where, /*Widen=*/true).size())
    return nullptr;
  return {{"startLine", First},
          {"endLine", Last},
          {"snippet", {{"text", toValidUtf8(Snippet)}}}};
}

Json SarifWriter::location(const SourceRange &Where, bool WithContext) {
  if (Where.Path.empty())
    return Json::object();
  Json Physical = {{"artifactLocation", artifactLocation(Where.Path)},
                   {"region", region(Where)}};
  if (WithContext)
    if (Json Context = contextRegion(Where); !Context.is_null())
      Physical["contextRegion"] = std::move(Context);
  return {{"physicalLocation", std::move(Physical)}};
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Json SarifWriter::step(const Finding &F, const EvidenceStep &Step) {
  // GitHub refuses a file in which a location has no place.
  const SourceRange &Where = Step.Where.isValid() ? Step.Where : F.Where;
  Json Location = location(Where, /*WithContext=*/false);
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
    std::string Uri = uri(Edit.Where.Path);
    auto Change = find_if(Changes, [&](auto &C) { return C.first == Uri; });
    if (Change == Changes.end()) {
      Json Empty = {{"artifactLocation", artifactLocation(Edit.Where.Path)},
                    {"replacements", Json::array()}};
      Change = Changes.insert(Change, {Uri, std::move(Empty)});
    }
    const SourceText *Text = Texts.get(Edit.Where.Path);
    Json Replacement;
    Replacement["deletedRegion"] =
        regionNumbers(Text ? Text->region(Edit.Where, /*Widen=*/false)
                           : unreadRegion(Edit.Where));
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
  Result["message"] = message(sentence(What.Message));

  Json Primary = location(What.Where, /*WithContext=*/true);
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
  if (const SourceText *Text = Texts.get(What.Where.Path))
    if (StringRef Hash = Text->lineHash(What.Where.Line); !Hash.empty())
      Fingerprints["primaryLocationLineHash"] = Hash.str();
  Fingerprints[OurFingerprint] = Fingerprint.str();
  Result["partialFingerprints"] = std::move(Fingerprints);
  if (!What.Fixes.empty())
    Result["fixes"] = Json::array({fix(What)});
  Result["properties"] = {{"confidence", toString(What.Level)}};
  return Result;
}

/// The findings to write, in order: all of them, or the surest if there are
/// more than a reader takes.
std::vector<size_t> SarifWriter::keptFindings() const {
  std::vector<size_t> Indices(R.Findings.size());
  for (auto [Position, Index] : enumerate(Indices))
    Index = Position;
  if (Indices.size() <= MaxResults)
    return Indices;
  sort(Indices, [&](size_t A, size_t B) {
    Confidence LevelA = R.Findings[A].What.Level;
    Confidence LevelB = R.Findings[B].What.Level;
    return LevelA != LevelB ? LevelA > LevelB : A < B;
  });
  Indices.resize(MaxResults);
  sort(Indices);
  return Indices;
}

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

static Json notificationKind(StringRef Id, StringRef Name, StringRef Level,
                             StringRef Text, StringRef Help) {
  return {{"id", Id.str()},
          {"name", Name.str()},
          {"shortDescription", message(Text.str())},
          {"fullDescription", message(Text.str())},
          {"help", {{"text", Help.str()}, {"markdown", Help.str()}}},
          {"defaultConfiguration", {{"level", Level.str()}}}};
}

Json SarifWriter::driver() {
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
  // In the order of NotificationKind.
  Driver["notifications"] = Json::array(
      {notificationKind(
           "file-not-analysed-whole", "FileNotAnalysedWhole", "warning",
           "A file was not analysed, or not as a whole.",
           "The compiler could not read all of the file, so defects in it may "
           "be missed. Give the flags and headers that the build uses."),
       notificationKind(
           "findings-left-out", "FindingsLeftOut", "warning",
           "There are more findings than readers of this format take.",
           "Run fewer checks, or ask for findings of a higher confidence."),
       notificationKind("tool-failed", "ToolFailed", "error",
                        "The analysis could not be done.",
                        "The message says why.")});
  return Driver;
}

static Json notification(NotificationKind Kind, StringRef Id, StringRef Level,
                         std::string Text) {
  return {{"descriptor", {{"id", Id.str()}, {"index", unsigned(Kind)}}},
          {"level", Level.str()},
          {"message", message(std::move(Text))}};
}

Json SarifWriter::invocation(size_t LeftOutCount) {
  // Files with errors are no failure of the tool; a run that is said to have
  // failed is refused by GitHub with all that it found.
  Json Invocation = {{"executionSuccessful", R.ToolError.empty()}};
  if (HasBase)
    Invocation["workingDirectory"] = {{"uri", directoryUri(R.Root)}};
  Json Notifications = Json::array();
  for (const IncompleteFile &File : R.Incomplete) {
    Json Entry = notification(NotWhole, "file-not-analysed-whole", "warning",
                              sentence("not analysed whole: " + File.Reason));
    Entry["locations"] =
        Json::array({{{"physicalLocation",
                       {{"artifactLocation", artifactLocation(File.Path)}}}}});
    Notifications.push_back(std::move(Entry));
  }
  if (LeftOutCount)
    Notifications.push_back(notification(
        LeftOut, "findings-left-out", "warning",
        utostr(LeftOutCount) + " of " + utostr(R.Findings.size()) +
            " findings are left out, those of the lowest confidence first: a "
            "run may have " +
            utostr(MaxResults) + " results."));
  if (!R.ToolError.empty())
    Notifications.push_back(
        notification(Failed, "tool-failed", "error", sentence(R.ToolError)));
  if (!Notifications.empty())
    Invocation["toolExecutionNotifications"] = std::move(Notifications);
  return Invocation;
}

/// Null when nothing is known: the URI is required.
Json SarifWriter::versionControl() {
  std::string Uri = repositoryUri(R.Version.RepositoryUri);
  if (Uri.empty())
    return nullptr;
  Json Details = {{"repositoryUri", Uri}};
  if (!R.Version.Revision.empty())
    Details["revisionId"] = R.Version.Revision;
  if (!R.Version.Branch.empty())
    Details["branch"] = R.Version.Branch;
  if (HasBase)
    Details["mappedTo"] = {{"uriBaseId", BaseId}};
  return Details;
}

/// What the run saw, so that silence is not taken for safety.
Json SarifWriter::counts() {
  Json Counts = {{"filesAnalysed", R.Files.size()},
                 {"filesNotAnalysedWhole", R.Incomplete.size()},
                 {"suppressed", R.Suppressed.size()}};
  Json Spots = Json::object();
  for (const BlindSpot &Spot : R.BlindSpots)
    Spots[Spot.What] = Spot.Count;
  Counts["blindSpots"] = std::move(Spots);
  return Counts;
}

Json SarifWriter::document() {
  Kept = keptFindings();
  collectArtifacts();

  Json Run = {{"tool", {{"driver", driver()}}}};
  Run["invocations"] =
      Json::array({invocation(R.Findings.size() - Kept.size())});
  if (!R.SarifCategory.empty())
    Run["automationDetails"] = {{"id", "hangproof/" + R.SarifCategory + "/"}};
  if (Json Details = versionControl(); !Details.is_null())
    Run["versionControlProvenance"] = Json::array({std::move(Details)});
  if (HasBase)
    Run["originalUriBaseIds"] = {{BaseId, {{"uri", directoryUri(R.Root)}}}};
  Run["columnKind"] = "utf16CodeUnits";
  Run["newlineSequences"] = {"\r\n", "\n", "\r"};
  Run["artifacts"] = artifacts();
  Json Results = Json::array();
  std::vector<std::string> Fingerprints = fingerprints(R, Texts);
  for (size_t Index : Kept)
    Results.push_back(result(R.Findings[Index], Fingerprints[Index]));
  Run["results"] = std::move(Results);
  Run["properties"] = counts();

  Json Document = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                   {"version", "2.1.0"}};
  Document["runs"] = Json::array({std::move(Run)});
  return Document;
}

void writeSarif(raw_ostream &OS, const Report &R) {
  writeJsonValue(OS, SarifWriter(R).document());
}

} // namespace hangproof
