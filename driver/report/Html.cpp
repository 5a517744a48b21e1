//===- Html.cpp - Findings as a page for a browser ------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One file with everything in it, which asks nothing of a network. The report
// is data in a script element; html/*.js draws what is looked at, so that
// thousands of findings cost nothing before they are. The data:
//   project, version, repository, revision, branch, error   texts
//   checks      [{name, summary, page}], page is HTML
//   files       paths; everything else names a file by its number
//   lines       for each file, [[first line, [text, ...]], ...]: only what is
//               near a place that some finding names
//   findings    [{check, level, confidence, message, function, id, place,
//               steps: [[message, place or null]], fixes: [[text, place]]}];
//               level counts error, warning, note; confidence high, medium, low
//   incomplete  [[path, reason]], blindSpots [[what, count]]
//   analysed, suppressed   counts
// A place is [file, line, column, end line, end column], in UTF-16 units as
// JavaScript counts them.
//
//===----------------------------------------------------------------------===//

#include "Fingerprint.h"
#include "HtmlPage.h"
#include "Json.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Utf16.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <map>
#include <set>

using namespace llvm;

namespace hangproof {

namespace {

// Source lines kept before and after a place.
constexpr unsigned LinesAround = 4;
// A range may span a function of a thousand lines; its begin tells enough.
constexpr unsigned MaxLinesOfPlace = 60;
// Generated lines can be megabytes.
constexpr size_t MaxLineBytes = 1000;

class HtmlData {
public:
  explicit HtmlData(const Report &R)
      : R(R), Texts(R.FileSystem), Paths(R.Root, Texts.fileSystem()) {}

  Json document();
  /// An element of a list for each finding, for browsers without scripts.
  std::string list();
  std::string project();

private:
  unsigned file(StringRef Path);
  Json place(const SourceRange &Where);
  Json finding(const ReportedFinding &F, StringRef Fingerprint);
  Json lines(StringRef Path, const std::set<unsigned> &Lines);

  const Report &R;
  SourceTexts Texts;
  ReportPaths Paths;
  std::map<std::string, unsigned> Numbers; ///< Of files, by shown path.
  std::vector<std::string> Files;          ///< As findings name them.
  std::vector<std::set<unsigned>> Wanted;  ///< Lines of each file.
};

} // namespace

unsigned HtmlData::file(StringRef Path) {
  auto [Entry, IsNew] =
      Numbers.try_emplace(Paths.get(Path).Path, unsigned(Files.size()));
  if (IsNew) {
    Files.push_back(Path.str());
    Wanted.emplace_back();
  }
  return Entry->second;
}

Json HtmlData::place(const SourceRange &Where) {
  unsigned File = file(Where.Path);
  const SourceText *Text = Texts.get(Where.Path);
  Utf16Region Region;
  if (Text) {
    Region = Text->region(Where, /*Widen=*/true);
    unsigned Last =
        std::min(Region.EndLine, Region.StartLine + MaxLinesOfPlace);
    if (Last != Region.EndLine)
      Region.EndColumn = 1;
    Region.EndLine = Last;
    unsigned First =
        Region.StartLine - std::min(LinesAround, Region.StartLine - 1);
    // What follows the last line end is no line to people.
    unsigned End = Text->lineCount();
    while (End > Last && Text->line(End).empty())
      --End;
    for (unsigned Line = First; Line <= std::min(Last + LinesAround, End);
         ++Line)
      Wanted[File].insert(Line);
  } else {
    Region.StartLine = Region.EndLine = std::max(Where.Line, 1u);
    Region.StartColumn = Region.EndColumn = std::max(Where.Column, 1u);
  }
  return {File, Region.StartLine, Region.StartColumn, Region.EndLine,
          Region.EndColumn};
}

Json HtmlData::finding(const ReportedFinding &F, StringRef Fingerprint) {
  const Finding &What = F.What;
  unsigned Level = StringSwitch<unsigned>(levelOf(R, F))
                       .Case("error", 0)
                       .Case("warning", 1)
                       .Default(2);
  unsigned Confidence = 2 - static_cast<unsigned>(What.Level);
  auto Check = find_if(
      R.Checks, [&](const CheckInfo &Info) { return What.Check == Info.Name; });
  Json Result = {
      {"check", Check - R.Checks.begin()}, {"level", Level},
      {"confidence", Confidence},          {"message", sentence(What.Message)},
      {"function", What.Function},         {"id", Fingerprint.str()},
      {"place", place(What.Where)}};
  Json Steps = Json::array();
  for (const EvidenceStep &Step : What.Evidence)
    Steps.push_back(Json::array(
        {Step.Message, Step.Where.isValid() ? place(Step.Where) : Json()}));
  Result["steps"] = std::move(Steps);
  Json Fixes = Json::array();
  for (const FixEdit &Edit : What.Fixes) {
    Json Where = place(Edit.Where);
    // A place to look at is never empty, one to insert at is.
    if (const SourceText *Text = Texts.get(Edit.Where.Path)) {
      Utf16Region Exact = Text->region(Edit.Where, /*Widen=*/false);
      Where[3] = Exact.EndLine;
      Where[4] = Exact.EndColumn;
    }
    Fixes.push_back(Json::array({Edit.Replacement, std::move(Where)}));
  }
  Result["fixes"] = std::move(Fixes);
  return Result;
}

Json HtmlData::lines(StringRef Path, const std::set<unsigned> &Lines) {
  Json Runs = Json::array();
  const SourceText *Text = Texts.get(Path);
  if (!Text)
    return Runs;
  unsigned Previous = 0;
  for (unsigned Line : Lines) {
    std::string Words = toValidUtf8(Text->line(Line).take_front(MaxLineBytes));
    if (Text->line(Line).size() > MaxLineBytes)
      Words += "\xE2\x80\xA6";
    if (Runs.empty() || Line != Previous + 1)
      Runs.push_back(Json::array({Line, Json::array()}));
    Runs.back()[1].push_back(std::move(Words));
    Previous = Line;
  }
  return Runs;
}

/// What the report is about, in a word. The folder's name is no part of a
/// report that must not depend on where the sources are.
std::string HtmlData::project() {
  StringRef Name = sys::path::filename(R.Version.RepositoryUri);
  Name.consume_back(".git");
  if (Name.empty() && R.WithBase)
    Name = sys::path::filename(R.Root);
  return Name.str();
}

Json HtmlData::document() {
  Json Document = {{"project", project()},
                   {"version", R.ToolVersion},
                   {"repository", repositoryUri(R.Version.RepositoryUri)},
                   {"revision", R.Version.Revision},
                   {"branch", R.Version.Branch},
                   {"error", R.ToolError}};
  Json Checks = Json::array();
  for (const CheckInfo &Check : R.Checks)
    Checks.push_back({{"name", Check.Name},
                      {"summary", sentence(Check.Summary)},
                      {"page", htmlOfMarkdown(Check.Page)}});
  Json Findings = Json::array();
  for (auto [F, Fingerprint] : zip_equal(R.Findings, fingerprints(R, Texts))) {
    // A check that is not in the list; the number that the finding has is the
    // one behind the last.
    if (!checkOf(R, F.What.Check) && Checks.size() == R.Checks.size())
      Checks.push_back({{"name", F.What.Check}, {"summary", ""}, {"page", ""}});
    Findings.push_back(finding(F, Fingerprint));
  }
  Document["checks"] = std::move(Checks);
  Json Names = Json::array();
  Json Lines = Json::array();
  for (auto [Path, Wants] : zip_equal(Files, Wanted)) {
    Names.push_back(Paths.get(Path).Path);
    Lines.push_back(lines(Path, Wants));
  }
  Document["files"] = std::move(Names);
  Document["lines"] = std::move(Lines);
  Document["findings"] = std::move(Findings);
  Json Incomplete = Json::array();
  for (const IncompleteFile &File : R.Incomplete)
    Incomplete.push_back(
        Json::array({Paths.get(File.Path).Path, reasonWords(R, File)}));
  Document["incomplete"] = std::move(Incomplete);
  Json BlindSpots = Json::array();
  for (const BlindSpot &Spot : R.BlindSpots)
    BlindSpots.push_back(Json::array({Spot.What, Spot.Count}));
  Document["blindSpots"] = std::move(BlindSpots);
  Document["analysed"] = R.Files.size();
  Document["suppressed"] = R.Suppressed.size();
  return Document;
}

std::string HtmlData::list() {
  std::string Text;
  raw_string_ostream OS(Text);
  for (const ReportedFinding &F : R.Findings) {
    const SourceRange &Where = F.What.Where;
    std::string Place = Paths.get(Where.Path).Path + ":" + utostr(Where.Line);
    OS << "<li><code>";
    printHTMLEscaped(toValidUtf8(Place), OS);
    OS << "</code> ";
    printHTMLEscaped(sentence(F.What.Message), OS);
    OS << " [" << F.What.Check << "]</li>\n";
  }
  return Text;
}

void writeHtml(raw_ostream &OS, const Report &R) {
  HtmlData Data(R);
  std::string Values = Data.document().dump(-1, ' ', /*ensure_ascii=*/false,
                                            Json::error_handler_t::replace);
  std::string Title;
  raw_string_ostream TitleStream(Title);
  TitleStream << "hangproof";
  if (std::string Project = Data.project(); !Project.empty()) {
    TitleStream << ": ";
    printHTMLEscaped(toValidUtf8(Project), TitleStream);
  }
  writeHtmlPage(OS, Title, R.MapSvg, Data.list(), Values);
}

} // namespace hangproof
