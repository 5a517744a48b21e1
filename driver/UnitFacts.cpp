//===- UnitFacts.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitFacts.h"
#include "Parallel.h"
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
HANGPROOF_FIELDS(RunResult, Units, Findings, Functions)

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
  std::mutex ProgressLock;
  size_t Done = 0;
  forEachParallel(
      Units.size(), Settings.Jobs,
      [&](size_t I) {
        {
          std::lock_guard<std::mutex> Guard(ProgressLock);
          Progress(Done, Units[I]);
        }
        // Moved when all is done: what a crash leaves half made must not be
        // touched again.
        UnitResult Result;
        uint64_t Key = Keys.Units[I];
        if (!takeKept(Key, Store, Result)) {
          analyzeUnit(Units[I], I, Files.owners(), Api, Settings.Seconds,
                      Result);
          Result.WasOvertaken = Key && !Store.isOff() && !Files.isUnchanged(I);
          if (Key && !Store.isOff() && Result.Facts && !Result.IsCutShort &&
              !Result.WasOvertaken) {
            KeptUnit Kept{std::move(*Result.Facts), Result.Problem};
            Store.put(Key, FactsName,
                      writeBytes(Kept, UnitKind, FactsFormatVersion));
            Result.Facts = std::move(Kept.Facts);
          }
        }
        Results[I] = std::move(Result);
        std::lock_guard<std::mutex> Guard(ProgressLock);
        ++Done;
      },
      [&](size_t I) {
        {
          std::lock_guard<std::mutex> Guard(ProgressLock);
          ++Done;
        }
        Results[I].Problem = "the analysis crashed; please report this";
        Results[I].IsCutShort = true;
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
