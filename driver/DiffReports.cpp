//===- DiffReports.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffReports.h"
#include "Options.h"
#include "manual/OptionTable.h"
#include "report/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace hangproof {

//===----------------------------------------------------------------------===//
// Which results are the same
//===----------------------------------------------------------------------===//

static std::string keyOf(std::initializer_list<StringRef> Parts) {
  return join(Parts, StringRef("\0", 1));
}

std::vector<std::optional<size_t>> matchResults(ArrayRef<SarifResult> Old,
                                                ArrayRef<SarifResult> New,
                                                ArrayRef<GitRename> Renames) {
  StringMap<std::string> NewNames;
  for (const GitRename &Rename : Renames)
    NewNames[Rename.From] = Rename.To;
  auto NowOf = [&](const SarifResult &R) -> StringRef {
    auto Found = NewNames.find(R.Path);
    return Found == NewNames.end() ? StringRef(R.Path) : Found->second;
  };
  std::vector<std::optional<size_t>> Result(New.size());
  std::vector<char> IsTaken(Old.size());
  using KeyFunction =
      function_ref<std::string(const SarifResult &, StringRef Path)>;
  auto Pass = [&](KeyFunction Key) {
    StringMap<SmallVector<size_t, 1>> Known;
    for (size_t I = Old.size(); I--;)
      if (!IsTaken[I])
        if (std::string Text = Key(Old[I], NowOf(Old[I])); !Text.empty())
          Known[Text].push_back(I);
    for (size_t I = 0; I < New.size(); ++I) {
      if (Result[I])
        continue;
      std::string Text = Key(New[I], New[I].Path);
      auto Found = Text.empty() ? Known.end() : Known.find(Text);
      if (Found == Known.end() || Found->second.empty())
        continue;
      Result[I] = Found->second.pop_back_val();
      IsTaken[*Result[I]] = true;
    }
  };
  Pass([](const SarifResult &R, StringRef Path) {
    return R.Fingerprint.empty() ? "" : keyOf({R.Fingerprint, Path});
  });
  Pass([](const SarifResult &R, StringRef) { return R.Fingerprint; });
  // Our fingerprint holds the name of the file.
  Pass([](const SarifResult &R, StringRef Path) {
    return R.LineHash.empty() ? ""
                              : keyOf({R.Rule, Path, R.Function, R.LineHash});
  });
  // Last what nothing but its words can tell, from tools without fingerprints.
  Pass([](const SarifResult &R, StringRef Path) {
    return R.Fingerprint.empty() && R.LineHash.empty()
               ? keyOf({R.Rule, Path, R.Function, R.Message})
               : "";
  });
  return Result;
}

//===----------------------------------------------------------------------===//
// The command
//===----------------------------------------------------------------------===//

namespace {

struct Difference {
  std::vector<const SarifResult *> Introduced, Fixed, Unchanged;
};

enum class DiffFormat { Text, Json, Sarif };

} // namespace

cl::OptionCategory &diffTopic() {
  static cl::OptionCategory Topic("comparison", "The comparison");
  return Topic;
}

static cl::SubCommand
    Diff("diff",
         "compare two SARIF reports: what was introduced, what was fixed; the "
         "exit code is 1 if something was introduced");
static cl::list<std::string> Reports(cl::Positional,
                                     cl::desc("OLD.sarif NEW.sarif"),
                                     cl::cat(diffTopic()), cl::sub(Diff));
static WithWords<cl::opt<DiffFormat>>
    Format("format", cl::desc("form of the comparison"),
           cl::values(clEnumValN(DiffFormat::Text, "text",
                                 "what is new and what is fixed (the default)"),
                      clEnumValN(DiffFormat::Json, "json", "the same as JSON"),
                      clEnumValN(DiffFormat::Sarif, "sarif",
                                 "the new report with baselineState")),
           cl::init(DiffFormat::Text), cl::cat(diffTopic()), cl::sub(Diff));
static cl::opt<std::string>
    Output("output", cl::value_desc("file"),
           cl::desc("write the comparison to this file"), cl::cat(diffTopic()),
           cl::sub(Diff));

static Json shortForm(const SarifResult &R) {
  Json Result = {{"check", R.Rule}, {"level", R.Level}, {"message", R.Message},
                 {"path", R.Path},  {"line", R.Line},   {"column", R.Column}};
  if (!R.Function.empty())
    Result["function"] = R.Function;
  if (!R.Fingerprint.empty())
    Result["fingerprint"] = R.Fingerprint;
  return Result;
}

static void writeDiffText(raw_ostream &OS, const Difference &D) {
  auto List = [&](StringRef Title, ArrayRef<const SarifResult *> Results) {
    if (Results.empty())
      return;
    OS << Title << ":\n";
    for (const SarifResult *R : Results)
      OS << R->Path << ':' << R->Line << ':' << R->Column << ": " << R->Level
         << ": " << R->Message << " [" << R->Rule << "]\n";
    OS << '\n';
  };
  List("introduced", D.Introduced);
  List("fixed", D.Fixed);
  OS << D.Introduced.size() << " introduced, " << D.Fixed.size() << " fixed, "
     << D.Unchanged.size() << " unchanged\n";
}

static void writeDiffJson(raw_ostream &OS, const Difference &D) {
  Json Document = {{"format", 1}};
  auto Add = [&](const char *Name, ArrayRef<const SarifResult *> Results) {
    Json All = Json::array();
    for (const SarifResult *R : Results)
      All.push_back(shortForm(*R));
    Document[Name] = std::move(All);
  };
  Add("introduced", D.Introduced);
  Add("fixed", D.Fixed);
  Add("unchanged", D.Unchanged);
  writeJsonValue(OS, Document);
}

/// Takes out what points into tables of the run that a result comes from.
static void dropIndices(Json &Value) {
  if (Value.is_object()) {
    for (const char *Name : {"index", "ruleIndex"})
      if (memberOf(Value, Name).is_number())
        Value.erase(Name);
    for (auto &[Name, Member] : Value.items())
      dropIndices(Member);
  } else if (Value.is_array()) {
    for (Json &Element : Value)
      dropIndices(Element);
  }
}

/// The new report, each result with its state; what is gone is added to its
/// first run as absent.
static void writeDiffSarif(raw_ostream &OS, const Difference &D,
                           const SarifFile &Old, const SarifFile &New) {
  Json Document = New.Document;
  auto Mark = [&](ArrayRef<const SarifResult *> Results, const char *State) {
    for (const SarifResult *R : Results)
      Document["runs"][R->Run]["results"][R->Index]["baselineState"] = State;
  };
  // A suppressed result was there before, or it would count.
  for (Json &Run : Document["runs"])
    if (memberOf(Run, "results").is_array())
      for (Json &Result : Run["results"])
        Result["baselineState"] = "unchanged";
  Mark(D.Introduced, "new");
  for (const SarifResult *R : D.Fixed) {
    if (Document["runs"].empty() || !Document["runs"][0].is_object())
      break;
    Json Gone = Old.Document["runs"][R->Run]["results"][R->Index];
    dropIndices(Gone);
    Gone["baselineState"] = "absent";
    Document["runs"][0]["results"].push_back(std::move(Gone));
  }
  writeJsonValue(OS, Document);
}

/// What git says was renamed between the two; nothing if it does not know
/// both.
static std::vector<GitRename> renamesBetween(const SarifFile &Old,
                                             const SarifFile &New) {
  if (Old.Revision.empty() || New.Revision.empty())
    return {};
  Expected<GitRepository> Git = GitRepository::open(".");
  if (!Git) {
    consumeError(Git.takeError());
    return {};
  }
  Expected<std::string> From = Git->commit(Old.Revision);
  Expected<std::string> To = Git->commit(New.Revision);
  if (!From || !To) {
    consumeError(From.takeError());
    consumeError(To.takeError());
    return {};
  }
  Expected<std::vector<GitRename>> Renames = Git->renames(*From, *To);
  if (Renames)
    return std::move(*Renames);
  consumeError(Renames.takeError());
  return {};
}

static int fail(Error E) {
  errs() << "hangproof: error: " << toString(std::move(E)) << '\n';
  return ExitError;
}

cl::SubCommand &diffCommand() { return Diff; }

int diffReports(int Argc, const char **Argv) {
  if (std::optional<int> Code = parseSubcommand(Argc, Argv))
    return *Code;
  if (Reports.size() != 2)
    return fail(createStringError(
        "'hangproof diff' needs two reports: OLD.sarif NEW.sarif"));
  Expected<SarifFile> Old = SarifFile::read(Reports[0]);
  if (!Old)
    return fail(Old.takeError());
  Expected<SarifFile> New = SarifFile::read(Reports[1]);
  if (!New)
    return fail(New.takeError());

  std::vector<std::optional<size_t>> Matches =
      matchResults(Old->Results, New->Results, renamesBetween(*Old, *New));
  Difference D;
  std::vector<char> IsThere(Old->Results.size());
  for (auto [R, Match] : zip_equal(New->Results, Matches)) {
    (Match ? D.Unchanged : D.Introduced).push_back(&R);
    if (Match)
      IsThere[*Match] = true;
  }
  for (auto [R, Is] : zip_equal(Old->Results, IsThere))
    if (!Is)
      D.Fixed.push_back(&R);

  StringRef Path = Output.empty() ? StringRef("-") : StringRef(Output);
  if (Error E = writeOutputFile(Path, [&](raw_ostream &OS) {
        switch (Format) {
        case DiffFormat::Text:
          return writeDiffText(OS, D);
        case DiffFormat::Json:
          return writeDiffJson(OS, D);
        case DiffFormat::Sarif:
          return writeDiffSarif(OS, D, *Old, *New);
        }
      }))
    return fail(std::move(E));
  return D.Introduced.empty() ? ExitClean : ExitFindings;
}

} // namespace hangproof
