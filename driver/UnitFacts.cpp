//===- UnitFacts.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitFacts.h"
#include "Parallel.h"
#include "Prelude.h"
#include "engine/FactsFields.h"
#include "engine/FactsFormat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"
#include <mutex>

using namespace llvm;

namespace hangproof {

/// A unit as it is kept.
struct KeptUnit {
  FileFacts Facts;
  std::string Problem;
};

HANGPROOF_FIELDS(KeptUnit, Facts, Problem)
HANGPROOF_FIELDS(UnitNotes, Problem, Unseen, Mistakes, HasFacts)
HANGPROOF_FIELDS(FunctionLines, First, Last)
HANGPROOF_FIELDS(FileFunctions, Path, Functions)
HANGPROOF_FIELDS(UnseenParts, FailedFlowGraphs, UnusedTemplates, IndirectCalls)
HANGPROOF_FIELDS(RunResult, Units, Unseen, Findings, Functions)

static constexpr char UnitKind = 'U', RunKind = 'S';
static constexpr StringLiteral FactsName = "facts", RunName = "run";

RunKeys keysOf(const Closures &Files, size_t Units, uint64_t Salt,
               uint64_t RunSalt) {
  RunKeys Keys;
  std::vector<uint64_t> All = {RunSalt};
  bool IsWhole = true;
  for (size_t I = 0; I < Units; ++I) {
    uint64_t Key = Files.keyOf(I, Salt);
    Keys.Units.push_back(Key);
    All.push_back(Key);
    IsWhole &= Key != 0;
  }
  if (IsWhole)
    Keys.Run = xxh3_64bits(
        ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(All.data()),
                          All.size() * sizeof(uint64_t)));
  return Keys;
}

static bool takeKept(uint64_t Key, Cache &Store, UnitResult &Result) {
  if (!Key)
    return false;
  auto Buffer = Store.get(Key, FactsName);
  if (!Buffer)
    return false;
  Expected<KeptUnit> Read =
      readBytes<KeptUnit>(Buffer->getBuffer(), UnitKind, FactsFormatVersion);
  if (!Read) {
    Store.drop(Key, FactsName, toString(Read.takeError()));
    return false;
  }
  Result.Facts = std::move(Read->Facts);
  Result.Problem = std::move(Read->Problem);
  Result.IsKept = true;
  return true;
}

std::vector<UnitResult>
readUnits(ArrayRef<Unit> Units, const Closures &Files, const RunKeys &Keys,
          const ApiTable &Api, FactsSettings Settings, Cache &Store,
          function_ref<void(size_t, const Unit &)> Progress) {
  std::vector<UnitResult> Results(Units.size());
  auto Crashed = [&](size_t I) {
    Results[I].Problem = "the analysis crashed; please report this";
    Results[I].IsCutShort = true;
  };
  forEachParallel(
      Units.size(), Settings.Jobs,
      [&](size_t I) { takeKept(Keys.Units[I], Store, Results[I]); }, Crashed);
  std::vector<size_t> Rest;
  for (size_t I = 0; I < Units.size(); ++I)
    if (!Results[I].IsKept)
      Rest.push_back(I);
  std::optional<Preludes> Before;
  if (!Settings.IsExhaustive)
    Before.emplace(Units, Rest, Files, Settings.Jobs);

  std::mutex ProgressLock;
  size_t Done = Units.size() - Rest.size();
  auto Read = [&](size_t I, const Prelude *Headers) {
    {
      std::lock_guard<std::mutex> Guard(ProgressLock);
      Progress(Done, Units[I]);
    }
    // Moved when all is done: what a crash leaves half made must not be
    // touched again.
    UnitResult Result;
    analyzeUnit(Units[I], I,
                {Settings.IsExhaustive ? nullptr : &Files.owners(), Headers},
                Api, Settings.Seconds, Result);
    uint64_t Key = Keys.Units[I];
    Result.WasOvertaken = Key && !Store.isOff() && !Files.isUnchanged(I);
    if (Key && !Store.isOff() && Result.Facts && !Result.IsCutShort &&
        !Result.WasOvertaken) {
      KeptUnit Kept{std::move(*Result.Facts), Result.Problem};
      Store.put(Key, FactsName, writeBytes(Kept, UnitKind, FactsFormatVersion));
      Result.Facts = std::move(Kept.Facts);
    }
    Results[I] = std::move(Result);
    std::lock_guard<std::mutex> Guard(ProgressLock);
    ++Done;
  };
  std::vector<size_t> Again;
  forEachParallel(
      Rest.size(), Settings.Jobs,
      [&](size_t Number) {
        size_t I = Rest[Number];
        Read(I, Before ? Before->of(I) : nullptr);
      },
      [&](size_t Number) {
        bool HadPrelude = Before && Before->of(Rest[Number]);
        if (!HadPrelude)
          Crashed(Rest[Number]);
        std::lock_guard<std::mutex> Guard(ProgressLock);
        if (HadPrelude)
          Again.push_back(Rest[Number]);
        else
          ++Done;
      });
  Before.reset();
  // A prelude shall not be what a crash comes from.
  forEachParallel(
      Again.size(), Settings.Jobs,
      [&](size_t Number) { Read(Again[Number], nullptr); },
      [&](size_t Number) {
        Crashed(Again[Number]);
        std::lock_guard<std::mutex> Guard(ProgressLock);
        ++Done;
      });
  return Results;
}

UnitNotes notesOf(const UnitResult &Result) {
  UnitNotes Notes;
  Notes.Problem = Result.Problem;
  Notes.HasFacts = Result.Facts.has_value();
  if (Result.Facts) {
    Notes.Unseen = Result.Facts->Unseen;
    Notes.Mistakes = Result.Facts->Mistakes;
  }
  return Notes;
}

std::optional<RunResult> keptRun(const RunKeys &Keys, size_t Units,
                                 Cache &Store) {
  if (!Keys.Run)
    return std::nullopt;
  auto Buffer = Store.get(Keys.Run, RunName);
  if (!Buffer)
    return std::nullopt;
  Expected<RunResult> Read =
      readBytes<RunResult>(Buffer->getBuffer(), RunKind, FactsFormatVersion);
  if (!Read) {
    Store.drop(Keys.Run, RunName, toString(Read.takeError()));
    return std::nullopt;
  }
  if (Read->Units.size() != Units)
    return std::nullopt;
  return std::move(*Read);
}

void keepRun(const RunKeys &Keys, const RunResult &Result, Cache &Store) {
  if (Keys.Run)
    Store.put(Keys.Run, RunName,
              writeBytes(Result, RunKind, FactsFormatVersion));
}

} // namespace hangproof
