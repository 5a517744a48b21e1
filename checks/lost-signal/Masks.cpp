//===- Masks.cpp - Signals that nobody can hear ---------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Masks.h"
#include "Waits.h"
#include "engine/Effects.h"
#include "engine/FunctionValues.h"
#include "engine/LoopFlow.h"
#include "engine/ValueWalk.h"

namespace hangproof::lostsignal {

static std::string quoted(llvm::StringRef Name) {
  return ("'" + Name + "'").str();
}

static std::string calleeName(const CallFacts &Call) {
  llvm::StringRef Name = Call.CalleeName;
  if (Call.IsConstructor)
    Name = Name.rsplit("::").first;
  return quoted(Name);
}

/// Whether B can run after A in the same run of F, and A not after B.
static bool isBefore(FunctionRef F, CallId A, CallId B) {
  uint32_t From = F->Calls[A].Block, To = F->Calls[B].Block;
  if (From == NoIndex || To == NoIndex)
    return false;
  if (From == To)
    return A < B;
  return reachable(F->Flow, From).test(To) &&
         !reachable(F->Flow, To).test(From);
}

/// Functions from which Found is reached in a few calls, with the first call.
static void spread(const Program &P,
                   llvm::DenseMap<const FunctionFacts *, CallRef> &Found) {
  std::vector<FunctionRef> Level, Next;
  for (FunctionRef F : P.functions())
    if (Found.count(F.Function))
      Level.push_back(F);
  for (unsigned Depth = 0; Depth < 3; ++Depth) {
    for (FunctionRef F : Level)
      for (const CallRef &Caller : P.callers(F->Id))
        if (!Caller.Caller->IsMain &&
            Found.try_emplace(Caller.Caller.Function, Caller).second)
          Next.push_back(Caller.Caller);
    Level = std::exchange(Next, {});
  }
}

void MaskJudge::findSpawners() {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex && !F->IsMain &&
          effectOf(P, F, F->Calls[I], EffectKind::Spawns))
        Spawners.try_emplace(F.Function, CallRef{F, I});
  spread(P, Spawners);
}

void MaskJudge::findSignalThreads() {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex &&
          effectOf(P, F, F->Calls[I], EffectKind::TakesSignals)) {
        SignalTakers.try_emplace(F.Function, CallRef{F, I});
        Takes.push_back({F, I});
      }
  spread(P, SignalTakers);
}

bool MaskJudge::spawns(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow != NoIndex)
    return effectOf(P, F, Call, EffectKind::Spawns) != nullptr;
  return llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
    return Spawners.count(Target.Function);
  });
}

/// The functions that the thread runs which the call makes, directly or
/// through a wrapper.
static llvm::SmallVector<FunctionRef, 2>
entriesOf(const Program &P,
          const llvm::DenseMap<const FunctionFacts *, CallRef> &Spawners,
          FunctionRef F, CallId Id) {
  CallRef At{F, Id};
  for (unsigned Depth = 0; Depth < 6; ++Depth) {
    const CallFacts &Call = At.facts();
    if (Call.ApiRow != NoIndex) {
      const Effect *Spawn = effectOf(P, At.Caller, Call, EffectKind::Spawns);
      if (!Spawn)
        return {};
      ValueId Entry = argumentOf(Call, Spawn->Entry);
      return Entry == NoIndex ? llvm::SmallVector<FunctionRef, 2>()
                              : functionsIn(P, At.Caller, Entry);
    }
    CallRef Next;
    for (FunctionRef Target : P.targets(At.Caller, Call))
      if (auto It = Spawners.find(Target.Function); It != Spawners.end())
        Next = It->second;
    if (!Next.Caller)
      return {};
    At = Next;
  }
  return {};
}

bool MaskJudge::takesSignals(FunctionRef F, CallId Spawn) const {
  return llvm::any_of(entriesOf(P, Spawners, F, Spawn), [&](FunctionRef Entry) {
    return SignalTakers.count(Entry.Function);
  });
}

/// A thread that blocks the signals itself is open for a moment only.
bool MaskJudge::blocksAtStart(FunctionRef F, CallId Spawn) {
  llvm::SmallVector<FunctionRef, 2> Entries = entriesOf(P, Spawners, F, Spawn);
  return !Entries.empty() && llvm::all_of(Entries, [&](FunctionRef Entry) {
    return !Masks.acts(Entry).empty();
  });
}

static void addBlocked(const Program &P, Finding &Found,
                       const SignalMasks::Blocked &By) {
  const CallRef &Direct = By.Act.Direct;
  Found.Evidence.push_back({P.range(Direct.Caller, Direct.facts().Where),
                            quoted(Direct.Caller->Name) + " blocks " +
                                By.Act.Set.describe() + " here"});
  for (auto It = By.Path.rbegin(); It != By.Path.rend(); ++It) {
    bool Spawns = It->facts().ApiRow != NoIndex;
    Found.Evidence.push_back(
        {P.range(It->Caller, It->facts().Where),
         quoted(It->Caller->Name) +
             (Spawns ? " starts a thread with that mask: " : " calls ") +
             calleeName(It->facts())});
  }
}

void MaskJudge::reportProgram(FunctionRef F, CallId Id, CallId Fork,
                              llvm::ArrayRef<CallRef> Way,
                              const SignalMasks::Blocked &By) {
  const CallFacts &Call = F->Calls[Id];
  Finding Found;
  Found.Check = CheckName;
  Found.Where = P.range(F, Call.Where);
  Found.Function = F->Name;
  bool IsFork = Fork != Id;
  Found.Message =
      calleeName(Call) + " starts a program that inherits a signal mask with " +
      By.Act.Set.describe() + " blocked: it cannot be stopped by a signal; " +
      (IsFork ? "empty the mask with 'sigprocmask' and SIG_SETMASK in the "
                "child before the exec"
              : "give it an empty mask with 'posix_spawnattr_setsigmask'");
  addBlocked(P, Found, By);
  if (IsFork)
    Found.Evidence.push_back(
        {P.range(F, F->Calls[Fork].Where),
         calleeName(F->Calls[Fork]) + " makes a child with the same mask"});
  for (const CallRef &Step : Way)
    Found.Evidence.push_back(
        {P.range(Step.Caller, Step.facts().Where),
         quoted(Step.Caller->Name) + " calls " + calleeName(Step.facts())});
  Found.Level = By.In == F           ? Confidence::High
                : By.Path.size() > 4 ? Confidence::Low
                                     : Confidence::Medium;
  Findings.push_back(std::move(Found));
}

void MaskJudge::judgeExec(FunctionRef F, CallId Exec, CallId Fork,
                          llvm::ArrayRef<CallRef> Way) {
  if (Masks.opensBetween(F, Fork, Exec))
    return;
  for (const CallRef &Step : Way)
    if (Masks.opensBefore(Step.Caller, Step.Call))
      return;
  if (std::optional<SignalMasks::Blocked> By = Masks.blockedAt(F, Fork))
    reportProgram(F, Exec, Fork, Way, *By);
}

/// Whether the attributes of a started program choose its mask.
bool MaskJudge::isMaskChosen(FunctionRef F, ValueId Attributes) const {
  if (Attributes >= F->Values.size())
    return false;
  if (F->Values[Attributes].Kind == ValueKind::Null)
    return false;
  ValueId Base = Attributes;
  while (F->Values[Base].Kind == ValueKind::AddressOf ||
         F->Values[Base].Kind == ValueKind::Deref)
    Base = F->Values[Base].Operands[0];
  if (F->Values[Base].Kind != ValueKind::Local)
    return true; // Not in view.
  for (const CallFacts &Call : F->Calls) {
    if (Call.ApiRow == NoIndex) {
      // A function of the project that may choose it.
      if (!Call.CalleeIsSystem)
        for (ValueId Argument : Call.Arguments)
          if (isMadeOf(*F, Argument, Base, WalkOperands))
            return true;
      continue;
    }
    if (const Effect *Masks = effectOf(P, F, Call, EffectKind::MasksProgram))
      if (isMadeOf(*F, argumentOf(Call, Masks->Attributes), Base, WalkOperands))
        return true;
  }
  // `attr_p` may be null or &attr: as long as nothing sets a mask, it is open.
  return false;
}

void MaskJudge::judgeSpawnedProgram(FunctionRef F, CallId Id,
                                    const Effect &Starts) {
  ValueId Attributes = argumentOf(F->Calls[Id], Starts.Attributes);
  if (Attributes == NoIndex || isMaskChosen(F, Attributes))
    return;
  if (std::optional<SignalMasks::Blocked> By = Masks.blockedAt(F, Id))
    reportProgram(F, Id, Id, {}, *By);
}

/// (c) Programs that are started with signals blocked.
void MaskJudge::judgePrograms() {
  if (!Masks.isUsed())
    return;
  ProgramStarts Starts(P);
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow != NoIndex)
        if (const Effect *What =
                effectOf(P, F, Call, EffectKind::StartsProgram)) {
          if (What->Attributes != RoleNone)
            judgeSpawnedProgram(F, I, *What);
          continue;
        }
      std::optional<CallId> Fork = Starts.trigger(F, I);
      if (Fork && *Fork != I)
        judgeExec(F, I, *Fork, Starts.pathToExec(F, I));
    }
}

/// (d) An empty set that was to be a full one.
void MaskJudge::judgeEmptySets() {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow == NoIndex || Call.Block == NoIndex)
        continue;
      const Effect *Binds = effectOf(P, F, Call, EffectKind::Binds);
      if (!Binds || Binds->Pair != "signal-mask" ||
          !Masks.setOf(F, argumentOf(Call, Binds->Value), I).isEmpty())
        continue;
      ValueId Old = argumentOf(Call, Binds->Saves);
      bool IsSaved = Old != NoIndex && F->Values[Old].Kind != ValueKind::Null;
      if (F->IsMain && !IsSaved)
        continue; // Clears what it has inherited.
      // A child of a fork, or a thread, that opens what its maker has blocked,
      // and does not mean to go back to it.
      if (!IsSaved)
        if (std::optional<SignalMasks::Blocked> By = Masks.blockedAt(F, I);
            By && !By->IsGuess && !(By->In == F))
          continue;
      for (CallId Spawn = I + 1; Spawn < F->Calls.size(); ++Spawn) {
        if (!isBefore(F, I, Spawn) || !spawns(F, Spawn))
          continue;
        // The next change of the mask ends it.
        bool IsChanged = llvm::any_of(Masks.acts(F), [&](const MaskAct &Act) {
          return Act.Call != I && Act.Call > I && Act.Call < Spawn;
        });
        if (IsChanged || takesSignals(F, Spawn))
          break;
        Finding Found;
        Found.Check = CheckName;
        Found.Where = P.range(F, Call.Where);
        Found.Function = F->Name;
        Found.Message =
            calleeName(Call) + " is given an empty set before " +
            calleeName(F->Calls[Spawn]) +
            ": it opens all signals where it was to block them, so that the "
            "new thread takes signals from the one that waits for them; fill "
            "the set with 'sigfillset'";
        Found.Evidence.push_back(
            {P.range(F, F->Calls[Spawn].Where),
             calleeName(F->Calls[Spawn]) +
                 " starts a thread, which inherits the mask"});
        Found.Level = IsSaved ? Confidence::High : Confidence::Medium;
        Findings.push_back(std::move(Found));
        break;
      }
    }
}

/// (e) Threads that are made before the signals are blocked which one thread
/// is to take.
void MaskJudge::judgeEarlyThreads() {
  if (Takes.empty())
    return;
  const CallRef &Take = Takes.front();
  auto Report = [&](FunctionRef F, CallId Spawn, const MaskAct *Later) {
    Finding Found;
    Found.Check = CheckName;
    Found.Where = P.range(F, F->Calls[Spawn].Where);
    Found.Function = F->Name;
    Found.Message =
        calleeName(F->Calls[Spawn]) +
        " starts a thread with signals open, while " +
        calleeName(Take.facts()) + " in " + quoted(Take.Caller->Name) +
        " is to take them: a signal goes to the new thread and is lost or ends "
        "the program; block the signals before the first thread is started";
    if (F->Calls[Spawn].ApiRow == NoIndex)
      for (FunctionRef Target : P.targets(F, F->Calls[Spawn]))
        if (auto It = Spawners.find(Target.Function); It != Spawners.end())
          Found.Evidence.push_back(
              {P.range(It->second.Caller, It->second.facts().Where),
               quoted(Target->Name) + " starts it by " +
                   calleeName(It->second.facts())});
    if (Later)
      Found.Evidence.push_back(
          {P.range(Later->Direct.Caller, Later->Direct.facts().Where),
           quoted(Later->Direct.Caller->Name) + " blocks " +
               Later->Set.describe() + " only here"});
    Found.Evidence.push_back({P.range(Take.Caller, Take.facts().Where),
                              "the signals are to be taken here"});
    Found.Level = Later ? Confidence::High : Confidence::Medium;
    Findings.push_back(std::move(Found));
  };
  for (FunctionRef F : P.functions()) {
    const std::vector<MaskAct> &Acts = Masks.acts(F);
    for (const MaskAct &Act : Acts) {
      if (Act.Change != MaskChange::Blocks)
        continue;
      // Blocked for a while only.
      if (llvm::any_of(Acts, [&](const MaskAct &Other) {
            return Other.Change == MaskChange::Opens &&
                   isBefore(F, Act.Call, Other.Call);
          }))
        continue;
      for (CallId Spawn = 0; Spawn < F->Calls.size(); ++Spawn) {
        if (!isBefore(F, Spawn, Act.Call) || !spawns(F, Spawn) ||
            takesSignals(F, Spawn) || blocksAtStart(F, Spawn))
          continue;
        if (std::optional<SignalMasks::Blocked> By = Masks.blockedAt(F, Spawn);
            By && !By->IsGuess)
          continue;
        // A wrapper that minds the mask itself.
        bool IsGuarded = false;
        if (F->Calls[Spawn].ApiRow == NoIndex)
          for (FunctionRef Target : P.targets(F, F->Calls[Spawn]))
            if (auto It = Spawners.find(Target.Function); It != Spawners.end())
              IsGuarded |= !Masks.acts(It->second.Caller).empty();
        if (!IsGuarded)
          Report(F, Spawn, &Act);
      }
      break;
    }
  }
  if (Masks.isUsed())
    return;
  // Nobody blocks them at all.
  SignalSet Set;
  if (const Effect *What =
          effectOf(P, Take.Caller, Take.facts(), EffectKind::TakesSignals))
    Set = Masks.setOf(Take.Caller, argumentOf(Take.facts(), What->Value),
                      Take.Call);
  if (!Set.holdsStop())
    return;
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex &&
          effectOf(P, F, F->Calls[I], EffectKind::Spawns) &&
          !takesSignals(F, I)) {
        Report(F, I, nullptr);
        return;
      }
}

void MaskJudge::run() {
  findSpawners();
  findSignalThreads();
  judgePrograms();
  if (Masks.isUsed())
    judgeEmptySets();
  judgeEarlyThreads();
}

} // namespace hangproof::lostsignal
