//===- Analysis.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analysis.h"
#include "Findings.h"
#include "IndexFile.h"
#include "Parallel.h"
#include "Paths.h"
#include "Progress.h"
#include "engine/Check.h"
#include "engine/Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace hangproof {

/// What the facts and the findings depend on besides files and commands.
static std::pair<uint64_t, uint64_t> saltsOf(const Options &O,
                                             const ApiTable &Api,
                                             const FolderConfig &Settings,
                                             const Report &R) {
  uint64_t Facts[] = {buildOfThisTool(), Api.fingerprint(), O.IsExhaustive};
  std::string Text(reinterpret_cast<const char *>(Facts), sizeof(Facts));
  uint64_t Salt = xxh3_64bits(Text);
  for (const CheckInfo &Info : R.Checks)
    (Text += Info.Name) += '\n';
  return {Salt, xxh3_64bits(Text + Settings.allOptions())};
}

/// Where the functions of the files are that the findings speak of.
static std::vector<FileFunctions> functionsOf(const Program &P,
                                              ArrayRef<Finding> Findings) {
  StringMap<std::vector<FunctionLines>> Lines;
  for (const Finding &F : Findings) {
    Lines.try_emplace(F.Where.Path);
    for (const EvidenceStep &Step : F.Evidence)
      Lines.try_emplace(Step.Where.Path);
  }
  for (FunctionRef F : P.functions()) {
    if (F->IsStaticInitializer || !F->EndOfBody.isValid())
      continue;
    auto Of = Lines.find(P.range(F, F->Where).Path);
    if (Of != Lines.end())
      Of->second.push_back({F->Where.Line, F->EndOfBody.Line});
  }
  std::vector<FileFunctions> Result;
  for (auto &File : Lines) {
    sort(File.second);
    if (!File.second.empty())
      Result.push_back({File.first().str(), std::move(File.second)});
  }
  sort(Result, [](const FileFunctions &A, const FileFunctions &B) {
    return A.Path < B.Path;
  });
  return Result;
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
  // An index takes facts, or brings some that the keys know nothing of.
  std::optional<RunResult> Result;
  if (!usesIndex())
    Result = keptRun(Keys, Commands.Units.size(), Store);
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
      Commands.Units, *Files, Keys, Api,
      {Jobs, O.TimeoutSeconds, O.IsExhaustive}, Store,
      [&](size_t Done, const Unit &U) { Progress.show(Done, U.File); });
}

void Analysis::findKeys() {
  StageTimes::Scope Measured(Times, "find closures");
  Files.emplace(Commands.Units, R.Root, Jobs, Store,
                /*IsNeeded=*/O.Gate.Fix || O.Gate.ReportUnusedSuppressions);
  auto [Salt, RunSalt] =
      saltsOf(O, Api, programConfig(Commands.Units, Settings), R);
  Keys = keysOf(*Files, Commands.Units.size(), Salt, RunSalt);
}

UnseenParts unseenOf(const Program &P) {
  UnseenParts Unseen;
  for (FunctionRef F : P.functions()) {
    Unseen.IndirectCalls += F->IndirectCalls;
    Unseen.UnusedTemplates += F->IsTemplate;
    Unseen.FailedFlowGraphs +=
        F->FlowFailed && !F->IsTemplate && !F->IsStaticInitializer;
  }
  return Unseen;
}

RunResult Analysis::make() {
  std::vector<UnitResult> Read = read();
  RunResult Result;
  std::vector<FileFacts> Facts;
  bool IsWhole = true;
  for (auto [U, Unit] : zip(Commands.Units, Read)) {
    Result.Units.push_back(notesOf(Unit));
    if (Unit.WasOvertaken)
      Notes.push_back("'" + U.File +
                      "', or a header of it, was written while it was read: "
                      "what is said of it may be neither old nor new");
    if (Unit.Facts)
      Facts.push_back(std::move(*Unit.Facts));
    IsWhole &= Unit.Facts && !Unit.IsCutShort && !Unit.WasOvertaken;
  }
  Times.count("units parsed", count_if(Read, [](const UnitResult &Unit) {
                return !Unit.IsKept;
              }));
  Times.count("units with a prelude",
              count_if(Read, [](const UnitResult &U) { return U.HasPrelude; }));
  Read.clear();
  if (!O.IndexOutput.empty()) {
    StageTimes::Scope Measured(Times, "write the index");
    if (Error E = writeIndexFile(O.IndexOutput, Facts, Api))
      R.ToolError = "--write-index: " + toString(std::move(E));
  }
  std::shared_ptr<const ProgramIndex> Index = readIndex();
  std::optional<Program> P;
  {
    StageTimes::Scope Measured(Times, "link");
    P.emplace(std::move(Facts), Api, std::move(Index));
  }
  Result.Findings = runChecks(*P, Commands.Units, Settings, Jobs, R, Times);
  erase_if(Result.Findings,
           [&](const Finding &F) { return !P->isInView(F.Where.Path); });
  Result.Functions = functionsOf(*P, Result.Findings);
  Result.Unseen = unseenOf(*P);
  if (IsWhole && R.ToolError.empty() && !usesIndex())
    keepRun(Keys, Result, Store);
  return Result;
}

std::shared_ptr<const ProgramIndex> Analysis::readIndex() {
  if (O.IndexFile.empty())
    return nullptr;
  StageTimes::Scope Measured(Times, "read the index");
  auto Index = readIndexFile(O.IndexFile, Api);
  if (Index)
    return std::move(*Index);
  R.Incomplete.push_back(
      {absolutePath(O.IndexFile),
       "the index is not used: " + toString(Index.takeError())});
  return nullptr;
}

std::vector<std::string> Analysis::takeNotes() {
  std::vector<std::string> All = std::move(Notes);
  append_range(All, Store.takeNotes());
  return All;
}

} // namespace hangproof
