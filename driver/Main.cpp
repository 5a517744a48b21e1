//===- Main.cpp - The driver, from files to a report ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis.h"
#include "Commands.h"
#include "Config.h"
#include "ExplainConfig.h"
#include "Findings.h"
#include "Fixes.h"
#include "Gate.h"
#include "Options.h"
#include "Paths.h"
#include "Provenance.h"
#include "StageTimes.h"
#include "Subcommands.h"
#include "engine/Api.h"
#include "engine/Check.h"
#include "engine/FactsDump.h"
#include "engine/PathGlobs.h"
#include "map/WriteMap.h"
#include "report/CheckList.h"
#include "report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <csignal>
#include <map>
#include <set>

using namespace llvm;

namespace hangproof {
namespace {

int fail(const Twine &Message) {
  errs() << "hangproof: error: " << Message << '\n';
  return ExitError;
}

int fail(Error E) { return fail(toString(std::move(E))); }

void warn(const Twine &Message) {
  errs() << "hangproof: warning: " << Message << '\n';
}

/// Prints the names of the checks that are enabled here, or all that is known
/// of every check.
int listChecks(Config &Settings, ArrayRef<ReportTarget> Reports) {
  if (any_of(Reports, [](const ReportTarget &Target) {
        return Target.Format == OutputFormat::Json;
      })) {
    writeCheckList(outs(), allChecks());
    return ExitClean;
  }
  const FolderConfig &Here = Settings.of(absolutePath("x.cpp"));
  outs() << "Enabled checks:\n";
  for (const CheckInfo &Info : allChecks())
    if (Here.isEnabled(Info.Name))
      outs() << "    " << Info.Name << '\n';
  for (const std::string &Mistake : Settings.errors())
    fail(Mistake);
  return Settings.errors().empty() ? ExitClean : ExitError;
}

/// Prints the page of a check; the prefix of its name may be left out.
int explain(StringRef Name) {
  const CheckInfo *Info = findCheck(Name);
  if (!Info)
    Info = findCheck(("hangproof-" + Name).str());
  if (!Info)
    return fail("--explain: there is no check '" + Name +
                "'; see --list-checks");
  outs() << StringRef(Info->Page).trim() << '\n';
  return ExitClean;
}

/// The built-in rows and the user's: --api files, and the one that the
/// configuration names.
Expected<ApiTable> readApi(const Options &O, const CommandSet &Commands,
                           Config &Settings) {
  ApiTable Api = ApiTable::builtIn();
  std::vector<std::string> Files = O.ApiFiles;
  std::string Configured = configuredApiFile(Commands.Units, Settings);
  if (!Configured.empty())
    Files.push_back(Configured);
  for (const std::string &File : Files) {
    auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      return createStringError(File + ": " + Buffer.getError().message());
    if (Error E = Api.addYaml((*Buffer)->getBuffer(), File,
                              /*IsUserFile=*/true))
      return std::move(E);
  }
  return std::move(Api);
}

/// Writes into the report what could not be seen.
void addNotes(const CommandSet &Commands, const RunResult &Result, Report &R) {
  // A file that is compiled twice is one line.
  std::map<std::string, std::string> Problems;
  uint64_t MissingHeaders = 0;
  for (auto [U, Notes] : zip(Commands.Units, Result.Units)) {
    if (R.Files.empty() || R.Files.back() != U.File)
      R.Files.push_back(U.File);
    if (!Notes.Problem.empty())
      Problems.try_emplace(U.File, Notes.Problem);
    MissingHeaders += Notes.Unseen.MissingHeaders;
  }
  for (const std::string &File : Commands.MissingFiles)
    Problems.try_emplace(File, "in the compile database, but does not exist");
  for (auto &[File, Problem] : Problems)
    R.Incomplete.push_back({File, Problem});
  sort(R.Incomplete, [](const IncompleteFile &A, const IncompleteFile &B) {
    return A.Path < B.Path;
  });
  auto Count = [&](StringRef What, uint64_t Number) {
    if (Number)
      R.BlindSpots.push_back({What.str(), Number});
  };
  Count("functions with no flow graph", Result.Unseen.FailedFlowGraphs);
  Count("templates that are never instantiated", Result.Unseen.UnusedTemplates);
  Count("indirect calls with no known target", Result.Unseen.IndirectCalls);
  Count("missing headers", MissingHeaders);
}

/// Says which commands were used where they were not simply given.
void tellCommands(const Options &O, const CommandSet &Commands) {
  if (O.Quiet)
    return;
  if (O.BuildPath.empty() && !Commands.Database.empty())
    errs() << "hangproof: using '" << Commands.Database << "'\n";
  if (Commands.IsGuessed)
    errs() << "hangproof: no compile_commands.json: compiler flags are "
              "guessed\n";
  for (const std::string &File : Commands.Inferred)
    errs() << "hangproof: '" << File
           << "' is not in the compile database: its flags are inferred\n";
}

/// Leaves out what --exclude names.
Error exclude(const Options &O, StringRef Root, CommandSet &Commands) {
  auto IsExcluded = [&](StringRef File) {
    return matchesAnyGlob(File, Root, O.Exclude);
  };
  erase_if(Commands.Units, [&](const Unit &U) { return IsExcluded(U.File); });
  erase_if(Commands.MissingFiles, IsExcluded);
  if (Commands.Units.empty() && Commands.MissingFiles.empty())
    return createStringError("--exclude leaves no file to analyse");
  return Error::success();
}

/// Prints what the user has to mend; true if it is reason to end with
/// ExitError.
bool tellMistakes(ArrayRef<std::string> Warnings, const Config &Settings,
                  const std::set<std::string> &Annotations) {
  for (const std::string &Warning : Warnings)
    warn(Warning);
  for (const std::string &Mistake : Annotations)
    fail(Mistake);
  for (const std::string &Mistake : Settings.errors())
    fail(Mistake);
  return !Annotations.empty() || !Settings.errors().empty();
}

/// The files whose comments are judged, sorted: those that no unit could only
/// read in part. Empty unless they are asked for and all files are looked at.
std::vector<std::string> judgedFiles(const Options &O,
                                     const CommandSet &Commands,
                                     ArrayRef<UnitNotes> Units,
                                     const Closures &Files,
                                     std::vector<std::string> &Warnings) {
  if (!O.Gate.ReportUnusedSuppressions)
    return {};
  if (Commands.IsPartial) {
    Warnings.push_back("--report-unused-suppressions needs all files of the "
                       "compile database");
    return {};
  }
  std::set<std::string> Whole, Broken;
  for (size_t I = 0; I < Commands.Units.size(); ++I) {
    std::set<std::string> &Into = Units[I].Problem.empty() ? Whole : Broken;
    Into.insert(Commands.Units[I].File);
    for (StringRef Own : Files.ownFiles(I))
      Into.insert(Own.str());
  }
  for (const std::string &File : Broken)
    Whole.erase(File);
  return {Whole.begin(), Whole.end()};
}

/// Applies and exports fixes. False if something could not be done.
bool fix(const Options &O, const Report &R, const Closures &Files) {
  bool IsDone = true;
  if (!O.Gate.ExportFixes.empty())
    if (Error E = exportFixes(O.Gate.ExportFixes, R)) {
      fail(std::move(E));
      IsDone = false;
    }
  if (!O.Gate.Fix)
    return IsDone;
  Expected<FixOutcome> Outcome = applyFixes(R, [&](StringRef Path) {
    std::optional<uint64_t> Then = Files.contentOf(Path);
    return Then && Then == Closures::currentContentOf(Path);
  });
  if (!Outcome) {
    fail(Outcome.takeError());
    return false;
  }
  for (const std::string &Why : Outcome->Refused)
    fail(Why);
  if (!O.Quiet)
    tellFixes(errs(), *Outcome, R.Root);
  return IsDone && Outcome->Refused.empty();
}

Program programOf(std::vector<UnitResult> Units, const ApiTable &Api) {
  std::vector<FileFacts> Facts;
  for (UnitResult &Unit : Units)
    if (Unit.Facts)
      Facts.push_back(std::move(*Unit.Facts));
  return Program(std::move(Facts), Api);
}

/// The map in place of findings.
int drawMap(const Options &O, const CommandSet &Commands, const ApiTable &Api,
            Analysis &Run, Report &R) {
  std::vector<UnitResult> Units = Run.read();
  RunResult Result;
  for (const UnitResult &Unit : Units)
    Result.Units.push_back(notesOf(Unit));
  Program P = programOf(std::move(Units), Api);
  Result.Unseen = unseenOf(P);
  addNotes(Commands, Result, R);
  for (const std::string &Warning : Run.takeNotes())
    warn(Warning);
  ThreadMap Map = makeThreadMap(P, R.Root);
  if (Error E = writeMap(*O.Map, Map))
    return fail(std::move(E));
  if (!O.Quiet)
    writeMapSummary(errs(), Map, R);
  return R.Incomplete.empty() || O.AllowIncomplete ? ExitClean : ExitIncomplete;
}

/// From files to a report.
int analyze(const Options &O, Config &Settings) {
  auto Begin = std::chrono::steady_clock::now();
  if (Error E = checkWritable(O.Reports))
    return fail(std::move(E));
  Expected<CommandSet> Commands = collectCommands(O);
  if (!Commands)
    return fail(Commands.takeError());
  tellCommands(O, *Commands);

  Report R;
  R.Root = findRoot(O, *Commands);
  R.ToolVersion = HANGPROOF_VERSION;
  R.SarifCategory = O.SarifCategory;
  R.WithBase = !O.SarifNoBase;
  R.SarifSuppressed = O.SarifSuppressed;
  if (Error E = exclude(O, R.Root, *Commands))
    return fail(std::move(E));
  R.Checks = enabledChecks(Commands->Units, Settings);
  if (R.Checks.empty() && !Commands->Units.empty())
    return fail("no check is enabled; see --checks and the Checks of the "
                ".clang-tidy file");
  Expected<ApiTable> Api = readApi(O, *Commands, Settings);
  if (!Api)
    return fail(Api.takeError());

  Expected<Gate> Filter = Gate::create(O.Gate, R.Root);
  if (!Filter)
    return fail(Filter.takeError());

  StageTimes Times;
  Analysis Run(O, *Commands, *Api, Settings, R, Times);
  if (O.DumpFacts) {
    bool IsWhole = true;
    for (const UnitResult &Result : Run.read()) {
      IsWhole &= Result.Problem.empty();
      if (Result.Facts)
        dumpFacts(*Result.Facts, outs());
    }
    return IsWhole ? ExitClean : ExitIncomplete;
  }
  if (O.Map)
    return drawMap(O, *Commands, *Api, Run, R);
  RunResult Result = Run.run();
  if (O.HtmlMap) {
    Expected<std::string> Svg =
        mapAsSvg(makeThreadMap(programOf(Run.read(), *Api), R.Root));
    if (Svg)
      R.MapSvg = std::move(*Svg);
    else
      warn("--html-map: " + toString(Svg.takeError()));
  }
  std::set<std::string> BadAnnotations;
  for (const UnitNotes &Notes : Result.Units)
    BadAnnotations.insert(Notes.Mistakes.begin(), Notes.Mistakes.end());
  addNotes(*Commands, Result, R);
  std::vector<std::string> Warnings = Run.takeNotes();
  SelectedFindings Selected;
  {
    StageTimes::Scope Measured(Times, "select findings");
    Selected = addFindings(
        std::move(Result.Findings), Commands->Units, O, Settings,
        judgedFiles(O, *Commands, Result.Units, Run.files(), Warnings), R);
    append_range(Warnings, Selected.Warnings);
  }
  bool HasMistakes = tellMistakes(Warnings, Settings, BadAnnotations);
  auto Judges = [&](StringRef Path, StringRef Check) {
    std::string File = absolutePath(Path, R.Root);
    return !Commands->IsPartial && checkOf(R, Check) &&
           Settings.of(File).isEnabled(Check) &&
           !matchesAnyGlob(File, R.Root, O.Exclude) &&
           none_of(R.Incomplete, [&](const IncompleteFile &Each) {
             return Each.Path == File;
           });
  };
  std::vector<std::string> Told;
  if (Error E =
          Filter->apply(R, {Judges, Selected.Unsure, Result.Functions}, Told))
    return fail(std::move(E));
  if (!O.Quiet)
    for (const std::string &Line : Told)
      errs() << "hangproof: " << Line << '\n';

  if (any_of(O.Reports, [](const ReportTarget &Target) {
        return Target.Format != OutputFormat::Text;
      }))
    R.Version = versionOf(R.Root);
  R.Duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - Begin);
  bool IsWritten = true;
  if (Error E = writeReports(O.Reports, O.Color, R)) {
    IsWritten = false;
    handleAllErrors(std::move(E),
                    [](const ErrorInfoBase &One) { fail(One.message()); });
  }
  if (!O.Quiet)
    writeSummary(errs(), R);
  else if (!R.ToolError.empty())
    fail(R.ToolError);
  if (O.Stats)
    Times.print(errs());

  // The report shows the lines as they were.
  if (IsWritten)
    HasMistakes |= !fix(O, R, Run.files());

  if (!IsWritten || HasMistakes || !R.ToolError.empty())
    return ExitError;
  if (shallFail(R, O.Fail))
    return ExitFindings;
  if (!R.Incomplete.empty() && !O.AllowIncomplete)
    return ExitIncomplete;
  return ExitClean;
}

int run(const Options &O) {
  if (O.Explain)
    return explain(*O.Explain);
  Expected<Config> Settings = Config::create(O);
  if (!Settings)
    return fail(Settings.takeError());
  if (O.ExplainConfig) {
    for (const std::string &File : O.Inputs)
      explainConfig(outs(), *Settings, O, File);
    for (const std::string &Mistake : Settings->errors())
      fail(Mistake);
    return Settings->errors().empty() ? ExitClean : ExitError;
  }
  return O.ListChecks ? listChecks(*Settings, O.Reports)
                      : analyze(O, *Settings);
}

} // namespace
} // namespace hangproof

int main(int Argc, const char **Argv) {
  // A file that grows over a limit is a write that fails, and told as such.
  std::signal(SIGXFSZ, SIG_IGN);
  if (const hangproof::Subcommand *Asked =
          hangproof::findSubcommand(Argc, Argv))
    return Asked->Run(Argc, Argv);
  hangproof::Options O;
  if (std::optional<int> Code = hangproof::parseCommandLine(Argc, Argv, O))
    return *Code;
  return hangproof::run(O);
}
