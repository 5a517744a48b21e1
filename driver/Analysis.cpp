//===- Analysis.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis.h"
#include "Findings.h"
#include "Parallel.h"
#include "Paths.h"
#include "engine/Check.h"
#include "engine/Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace hangproof {

namespace {

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

} // namespace

/// What the facts and the findings depend on besides files and commands.
static std::pair<uint64_t, uint64_t>
saltsOf(const ApiTable &Api, const FolderConfig &Settings, const Report &R) {
  uint64_t Facts[] = {buildOfThisTool(), Api.fingerprint()};
  std::string Text(reinterpret_cast<const char *>(Facts), sizeof(Facts));
  uint64_t Salt = xxh3_64bits(Text);
  for (const CheckInfo &Info : R.Checks)
    (Text += Info.Name) += '\n';
  return {Salt, xxh3_64bits(Text + Settings.allOptions())};
}

Analysis::Analysis(const Options &O, const CommandSet &Commands,
                   const ApiTable &Api, Config &Settings, Report &R,
                   StageTimes &Times)
    : O(O), Commands(Commands), Api(Api), Settings(Settings), R(R),
      Times(Times), Jobs(O.Jobs ? O.Jobs : availableCpus()),
      Store(!O.UseCache             ? ""
            : O.CacheFolder.empty() ? defaultCacheFolder()
                                    : absolutePath(O.CacheFolder),
            uint64_t(O.CacheMegabytes) << 20) {}

RunResult Analysis::run() {
  findKeys();
  std::optional<RunResult> Result = keptRun(Keys, Commands.Units.size(), Store);
  Times.count("units scanned", Files->scanned());
  Times.count("units in all", Commands.Units.size());
  if (!Result)
    Result = make();
  {
    StageTimes::Scope Measured(Times, "prune the cache");
    Store.prune();
  }
  return std::move(*Result);
}

std::vector<UnitResult> Analysis::read() {
  if (!Files)
    findKeys();
  StageTimes::Scope Measured(Times, "read facts");
  ProgressLine Progress(Commands.Units.size(), R.Root, O.Quiet);
  return readUnits(
      Commands.Units, *Files, Keys, Api, {Jobs, O.TimeoutSeconds}, Store,
      [&](size_t Begun, const Unit &U) { Progress.show(Begun, U.File); });
}

void Analysis::findKeys() {
  StageTimes::Scope Measured(Times, "find closures");
  Files.emplace(Commands.Units, R.Root, Jobs, Store);
  auto [Salt, RunSalt] =
      saltsOf(Api, programConfig(Commands.Units, Settings), R);
  Keys = keysOf(*Files, Commands.Units.size(), Salt, RunSalt);
}

RunResult Analysis::make() {
  std::vector<UnitResult> Read = read();
  RunResult Result;
  std::vector<FileFacts> Facts;
  bool IsWhole = true;
  for (UnitResult &Unit : Read) {
    Result.Units.push_back(notesOf(Unit));
    if (Unit.Facts)
      Facts.push_back(std::move(*Unit.Facts));
    IsWhole &= Unit.Facts && !Unit.IsCutShort;
  }
  Times.count("units parsed", count_if(Read, [](const UnitResult &Unit) {
                return !Unit.IsKept;
              }));
  Read.clear();
  std::optional<Program> P;
  {
    StageTimes::Scope Measured(Times, "link");
    P.emplace(std::move(Facts), Api);
  }
  Result.Findings = runChecks(*P, Commands.Units, Settings, R, Times);
  if (IsWhole && R.ToolError.empty())
    keepRun(Keys, Result, Store);
  return Result;
}

} // namespace hangproof
