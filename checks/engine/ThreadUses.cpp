//===- ThreadUses.cpp - Whose thread a function runs on -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadUses.h"
#include "Effects.h"
#include "Submissions.h"
#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

const ThreadUse *ThreadUses::of(FunctionRef F) {
  auto [It, IsNew] = Known.try_emplace(F.Function);
  if (IsNew)
    It->second = find(F);
  return It->second ? &*It->second : nullptr;
}

void ThreadUses::findTasks() {
  HasTasks = true;
  Submissions Made(P, Handed);
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const Submission *What = Made.at(F, I);
      if (!What)
        continue;
      for (FunctionRef Work : What->Entries) {
        CallRef By{F, I};
        if (llvm::any_of(Handed.of(Work),
                         [&](const Entry &E) { return E.By == By; }))
          continue;
        Entry E;
        E.Kind = EntryKind::Task;
        E.By = By;
        E.IsGuess = What->IsGuess || What->Pool == PoolKind::Own;
        E.How = "'" + F->Calls[I].CalleeName + "' has a pool's thread run it";
        Tasks[Work.Function].push_back(std::move(E));
      }
    }
}

std::optional<ThreadUse> ThreadUses::find(FunctionRef F) {
  std::optional<ThreadUse> Best;
  auto RankOf = [](const ThreadUse &Use) {
    unsigned Rank = Use.Owner == ThreadOwner::Pool        ? 1
                    : Use.Owner == ThreadOwner::Operation ? 2
                    : Use.By->IsConcurrent                ? 3
                                                          : 4;
    return Rank + (Use.IsGuess ? 4 : 0);
  };
  auto Add = [&](ThreadUse Use) {
    if (!Best || RankOf(Use) < RankOf(*Best))
      Best = std::move(Use);
  };
  if (!HasTasks)
    findTasks();
  if (auto It = Tasks.find(F.Function); It != Tasks.end())
    for (const Entry &E : It->second) {
      ThreadUse Use;
      Use.Owner = ThreadOwner::Pool;
      Use.By = &E;
      Use.IsGuess = E.IsGuess;
      Add(std::move(Use));
    }
  for (const Entry &E : Handed.of(F)) {
    ThreadUse Use;
    Use.By = &E;
    Use.IsGuess = E.IsGuess;
    switch (E.Kind) {
    case EntryKind::Task:
      Use.Owner = ThreadOwner::Pool;
      Add(std::move(Use));
      break;
    case EntryKind::Handler:
      // A signal handler's state ends with it, and a worker has its thread,
      // but for those of which many share a pool's.
      if (E.Context == "signal" || (E.Context == "worker" && !E.IsConcurrent))
        break;
      Use.Owner =
          E.Context == "worker" ? ThreadOwner::Pool : ThreadOwner::Handlers;
      Add(std::move(Use));
      break;
    case EntryKind::Thread:
      if (std::optional<ThreadUse> Made = operation(F, E))
        Add(std::move(*Made));
      break;
    case EntryKind::Now:
      break;
    }
  }
  return Best;
}

std::optional<ThreadUse> ThreadUses::around(FunctionRef F,
                                            const CallFacts &Call,
                                            EventLoops &Events) const {
  ThreadUse Result;
  for (uint32_t L = Call.Loop; L != NoIndex; L = F->Loops[L].Parent)
    if (F->Loops[L].IsParallel) {
      Result.Reasons.push_back({F, F->Loops[L].Directive,
                                "the turns of this loop run on the threads of "
                                "OpenMP, which run other loops next"});
      return Result;
    }
  if (Call.InTask) {
    Result.Reasons.push_back(
        {F, Call.Where, "this is part of a task that a thread of OpenMP runs"});
    return Result;
  }
  uint32_t Loop = Events.loopAround(F, Call);
  if (Loop == NoIndex)
    return std::nullopt;
  Result.Owner = ThreadOwner::Handlers;
  const EventWait *Wait = Events.waitOf(F, Loop);
  Result.Reasons.push_back({F, F->Loops[Loop].Where,
                            "this loop serves what '" +
                                Wait->Wait.facts().CalleeName + "' tells of"});
  return Result;
}

bool ThreadUses::isEndless(FunctionRef F) {
  for (uint32_t L = 0; L < F->Loops.size(); ++L)
    if (Loops.of(F, L).IsEndless)
      return true;
  return false;
}

std::optional<ThreadUse> ThreadUses::operation(FunctionRef F, const Entry &E) {
  ThreadUse Result;
  Result.Owner = ThreadOwner::Operation;
  Result.By = &E;
  if (!E.By.Caller)
    return std::nullopt;
  if (runsPerOperation(E.By, Result))
    return Result;
  // What goes on until it is told to stop serves more than one operation.
  FunctionRef Maker = E.By.Caller;
  if (isEndless(F) || Maker->IsMain || Maker->IsConstructor ||
      Maker->IsStaticInitializer || !Guards.find(Maker, E.By.facts()).isNone())
    return std::nullopt;
  // Somebody asks for its result, or the maker sees it off: it has the one
  // operation to do.
  if (E.Exceptions != "kept" && !endsWhereItIsMade(E.By))
    return std::nullopt;
  Result.IsGuess = true;
  return Result;
}

/// Whether the call is made for each item of a loop over data or for each event
/// or request: in its function, or some callers up.
bool ThreadUses::runsPerOperation(const CallRef &Call, ThreadUse &Result) {
  // Farther away, a reader does not see how one leads to the other.
  constexpr unsigned MostLevels = 4, MostCalls = 200;
  struct Node {
    CallRef Call;
    size_t From;
  };
  std::vector<Node> Work{{Call, 0}};
  llvm::DenseSet<const FunctionFacts *> Seen;
  auto Tell = [&](size_t I, FunctionRef In, const Place &Where,
                  std::string Text) {
    Result.Reasons.push_back({In, Where, std::move(Text)});
    for (; I != 0; I = Work[I].From) {
      const CallRef &Link = Work[I].Call;
      FunctionRef Callee = Work[Work[I].From].Call.Caller;
      Result.Reasons.push_back(
          {Link.Caller, Link.facts().Where,
           "'" + Link.Caller->Name + "' calls '" + Callee->Name + "' here"});
    }
    return true;
  };
  size_t LevelEnd = 1;
  unsigned Level = 0;
  for (size_t I = 0; I < Work.size() && I < MostCalls; ++I) {
    if (I == LevelEnd) {
      LevelEnd = Work.size();
      if (++Level == MostLevels)
        break;
    }
    const CallRef At = Work[I].Call;
    FunctionRef F = At.Caller;
    const CallFacts &Facts = At.facts();
    if (F->IsStaticInitializer || (!F->FlowFailed && Facts.Block == NoIndex) ||
        !Guards.find(F, Facts).isNone())
      continue;
    for (uint32_t L = Facts.Loop; L != NoIndex; L = F->Loops[L].Parent) {
      const Trips &T = Loops.of(F, L);
      bool IsMany = T.Class == TripClass::Data || T.Class == TripClass::Forever;
      if (IsMany && Loops.flow(F, L).repeats(Facts.Block))
        return Tell(I, F, T.Where, T.Sentence);
    }
    if (const Entry *Hot = Handed.handler(F)) {
      std::string Who =
          F->IsLambda ? std::string("this function") : "'" + F->Name + "'";
      bool HasCall = Hot->By.Call != NoIndex;
      return Tell(I, HasCall ? Hot->By.Caller : F,
                  HasCall ? Hot->By.facts().Where : F->Where,
                  Who + " runs for " + perEvent(Hot->Context).str());
    }
    if (std::optional<Entry> Named = entryByName(P, Handed, F)) {
      Result.IsGuess = true;
      return Tell(I, F, F->Where, "'" + F->Name + "': " + Named->How);
    }
    if (F->IsMain || !Seen.insert(F.Function).second)
      continue;
    for (const CallRef &Caller : P.callers(F->Id))
      Work.push_back({Caller, I});
  }
  return false;
}

/// Whether the function that makes the thread also joins or detaches it.
bool ThreadUses::endsWhereItIsMade(const CallRef &Spawn) const {
  const FunctionFacts &F = *Spawn.Caller;
  const CallFacts &Made = Spawn.facts();
  llvm::SmallVector<ValueId, 4> Held;
  if (Made.Result != NoIndex)
    Held.push_back(Made.Result);
  for (const AppliedEffect &E : effectsOf(P, Spawn.Caller, Made))
    if (E.What->Kind == EffectKind::Spawns) {
      ValueId Handle = argumentOf(Made, E.What->Thread);
      if (Handle == NoIndex && E.What->Entry == RoleObject)
        Handle = Made.Object;
      if (Handle != NoIndex)
        Held.push_back(baseOf(F, Handle));
    }
  for (ValueId I = 0; I < F.Values.size(); ++I) {
    if (F.Values[I].Kind != ValueKind::Local)
      continue;
    bool IsMade = F.Values[I].Number == int64_t(Made.ConstructedLocal) &&
                  Made.ConstructedLocal != NoIndex;
    for (const DefinitionFacts &D : F.Locals[F.Values[I].Number].Definitions)
      IsMade |= Made.Result != NoIndex && D.Value == Made.Result;
    if (IsMade)
      Held.push_back(I);
  }
  for (const CallFacts &Call : F.Calls) {
    if (Call.ApiRow == NoIndex)
      continue;
    for (const AppliedEffect &E : effectsOf(P, Spawn.Caller, Call)) {
      if (E.What->Kind != EffectKind::Joins &&
          E.What->Kind != EffectKind::Detaches)
        continue;
      ValueId Thread = argumentOf(Call, E.What->Thread);
      if (Thread != NoIndex && (llvm::is_contained(Held, Thread) ||
                                llvm::is_contained(Held, baseOf(F, Thread))))
        return true;
    }
  }
  return false;
}

} // namespace hangproof
