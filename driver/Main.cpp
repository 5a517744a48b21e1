//===- Main.cpp - The driver, from files to a report ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analyze.h"
#include "Commands.h"
#include "Config.h"
#include "Findings.h"
#include "Options.h"
#include "Parallel.h"
#include "Paths.h"
#include "Provenance.h"
#include "Scan.h"
#include "engine/Api.h"
#include "engine/Check.h"
#include "engine/FactsDump.h"
#include "engine/Program.h"
#include "report/CheckList.h"
#include "report/OutputFile.h"
#include "report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
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
int listChecks(Config &Settings, OutputFormat Format) {
  if (Format == OutputFormat::Json) {
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

/// "[12/340] file", on a terminal only: in a log it would be noise.
class ProgressLine {
public:
  ProgressLine(size_t Count, StringRef Root, bool IsQuiet)
      : Count(Count), Root(Root),
        IsShown(!IsQuiet && sys::Process::StandardErrIsDisplayed()) {}

  void show(size_t Begun, StringRef File) {
    if (!IsShown)
      return;
    std::string Text = ("[" + Twine(Begun) + "/" + Twine(Count) + "] " +
                        relativeTo(File, Root))
                           .str();
    unsigned Columns = sys::Process::StandardErrColumns();
    if (Columns > 1 && Text.size() >= Columns)
      Text.resize(Columns - 1);
    // Back to the first column, and erase what the last file left there.
    errs() << '\r' << Text << "\033[K";
  }
  ~ProgressLine() {
    if (IsShown)
      errs() << "\r\033[K";
  }

private:
  size_t Count;
  StringRef Root;
  bool IsShown;
};

/// Moves the facts out of the results and writes into the report what could
/// not be seen.
std::vector<FileFacts> takeFacts(const CommandSet &Commands,
                                 std::vector<UnitResult> Results, Report &R) {
  std::vector<FileFacts> Facts;
  // A file that is compiled twice is one line.
  std::map<std::string, std::string> Problems;
  uint64_t IndirectCalls = 0, FailedFlowGraphs = 0, MissingHeaders = 0;
  uint64_t UnusedTemplates = 0;
  for (auto [U, Result] : zip(Commands.Units, Results)) {
    if (R.Files.empty() || R.Files.back() != U.File)
      R.Files.push_back(U.File);
    if (!Result.Problem.empty())
      Problems.try_emplace(U.File, Result.Problem);
    if (!Result.Facts)
      continue;
    IndirectCalls += Result.Facts->Unseen.IndirectCalls;
    FailedFlowGraphs += Result.Facts->Unseen.FailedFlowGraphs;
    MissingHeaders += Result.Facts->Unseen.MissingHeaders;
    UnusedTemplates += Result.Facts->Unseen.UnusedTemplates;
    Facts.push_back(std::move(*Result.Facts));
  }
  for (const std::string &File : Commands.MissingFiles)
    Problems.try_emplace(File, "in the compile database, but does not exist");
  for (auto &[File, Problem] : Problems)
    R.Incomplete.push_back({File, Problem});
  auto Count = [&](StringRef What, uint64_t Number) {
    if (Number)
      R.BlindSpots.push_back({What.str(), Number});
  };
  Count("functions with no flow graph", FailedFlowGraphs);
  Count("templates that are never instantiated", UnusedTemplates);
  Count("indirect calls with no known target", IndirectCalls);
  Count("missing headers", MissingHeaders);
  return Facts;
}

Error writeReport(const Options &O, const Report &R) {
  StringRef Path = O.Output.empty() ? StringRef("-") : StringRef(O.Output);
  bool Colour = O.Output.empty() && sys::Process::StandardOutHasColors() &&
                sys::Process::StandardOutIsDisplayed();
  return writeOutputFile(Path, [&](raw_ostream &OS) {
    switch (O.Format) {
    case OutputFormat::Text:
      return writeText(OS, R, Colour);
    case OutputFormat::Sarif:
      return writeSarif(OS, R);
    case OutputFormat::Json:
      return writeJson(OS, R);
    }
  });
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

/// Scans and parses every unit. What cannot be seen goes into the report.
std::vector<FileFacts> readFacts(const Options &O, const CommandSet &Commands,
                                 const ApiTable &Api, Report &R) {
  unsigned Jobs = O.Jobs ? O.Jobs : availableCpus();
  HeaderOwners Owners = scanHeaders(Commands.Units, R.Root, Jobs);
  ProgressLine Progress(Commands.Units.size(), R.Root, O.Quiet);
  return takeFacts(Commands,
                   analyzeUnits(Commands.Units, Owners, Api, Jobs,
                                [&](size_t Begun, const Unit &U) {
                                  Progress.show(Begun, U.File);
                                }),
                   R);
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

/// From files to a report.
int analyze(const Options &O, Config &Settings) {
  auto Begin = std::chrono::steady_clock::now();
  Expected<CommandSet> Commands = collectCommands(O);
  if (!Commands)
    return fail(Commands.takeError());
  tellCommands(O, *Commands);

  Report R;
  R.Root = findRoot(O, *Commands);
  R.ToolVersion = HANGPROOF_VERSION;
  R.SarifCategory = O.SarifCategory;
  R.WithBase = !O.SarifNoBase;
  if (Error E = exclude(O, R.Root, *Commands))
    return fail(std::move(E));
  R.Checks = enabledChecks(Commands->Units, Settings);
  if (R.Checks.empty() && !Commands->Units.empty())
    return fail("no check is enabled; see --checks and the Checks of the "
                ".clang-tidy file");
  Expected<ApiTable> Api = readApi(O, *Commands, Settings);
  if (!Api)
    return fail(Api.takeError());

  std::vector<FileFacts> Facts = readFacts(O, *Commands, *Api, R);
  if (O.DumpFacts) {
    for (const FileFacts &File : Facts)
      dumpFacts(File, outs());
    return R.Incomplete.empty() ? ExitClean : ExitIncomplete;
  }
  std::set<std::string> BadAnnotations;
  for (const FileFacts &File : Facts)
    BadAnnotations.insert(File.Mistakes.begin(), File.Mistakes.end());

  Program P(std::move(Facts), *Api);
  std::vector<std::string> Warnings;
  addFindings(P, Commands->Units, O, Settings, R, Warnings);
  bool HasMistakes = tellMistakes(Warnings, Settings, BadAnnotations);

  if (O.Format != OutputFormat::Text)
    R.Version = versionOf(R.Root);
  R.Duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - Begin);
  if (Error E = writeReport(O, R))
    return fail(std::move(E));
  if (!O.Quiet)
    writeSummary(errs(), R);
  else if (!R.ToolError.empty())
    fail(R.ToolError);

  if (HasMistakes || !R.ToolError.empty())
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
  return O.ListChecks ? listChecks(*Settings, O.Format) : analyze(O, *Settings);
}

} // namespace
} // namespace hangproof

int main(int Argc, const char **Argv) {
  hangproof::Options O;
  if (std::optional<int> Code = hangproof::parseCommandLine(Argc, Argv, O))
    return *Code;
  return hangproof::run(O);
}
