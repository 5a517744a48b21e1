//===- ThrowingCreations.cpp - Thread objects whose making throws ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThrowingCreations.h"
#include "engine/ValueWalk.h"

namespace hangproof {

static bool hasRow(const CallFacts &Call) {
  return Call.ApiRow != NoIndex || Call.ConstructsRow != NoIndex;
}

static std::string className(const CallFacts &Call) {
  llvm::StringRef Name = Call.CalleeName;
  if (Call.IsConstructor)
    Name = Name.rsplit("::").first;
  return ("'" + Name + "'").str();
}

/// Whether the call makes a thread or throws; Terminates if the object that it
/// makes ends the program when it goes while the thread runs.
bool ThrowingCreations::isThrowing(FunctionRef F, CallId Id,
                                   bool &Terminates) const {
  const CallFacts &Call = F->Calls[Id];
  if (!hasRow(Call) || (!F->FlowFailed && Call.Block == NoIndex))
    return false;
  bool Spawns = false, Throws = false;
  Terminates = false;
  for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
    Spawns |= Applied.What->Kind == EffectKind::Spawns;
    Terminates |= Applied.What->Dropped == "terminates";
    Throws |= Applied.What->Kind == EffectKind::Throws;
  }
  return Spawns && Throws;
}

/// Whether the call joins, detaches or moves a thread away.
bool ThrowingCreations::isEnded(FunctionRef F, const CallFacts &Call) const {
  if (!hasRow(Call))
    return false;
  for (const AppliedEffect &Applied : effectsOf(P, F, Call))
    if (Applied.What->Kind == EffectKind::Joins ||
        Applied.What->Kind == EffectKind::Detaches)
      return true;
  return false;
}

/// The container that the new thread object goes into; NoIndex if it goes into
/// none.
ValueId ThrowingCreations::containerOf(FunctionRef F, CallId Id) const {
  // threads.emplace_back(f)
  if (F->Calls[Id].ConstructsRow != NoIndex && F->Calls[Id].Object != NoIndex)
    return F->Calls[Id].Object;
  ValueId Thread = F->Calls[Id].Result;
  for (const CallFacts &Call : F->Calls) {
    if (Call.Object == NoIndex || Call.ApiRow == NoIndex ||
        !llvm::is_contained(Call.Arguments, Thread))
      continue;
    for (const AppliedEffect &Applied : effectsOf(P, F, Call))
      if (Applied.What->Kind == EffectKind::PassesValue &&
          Applied.What->Into == RoleObject)
        return Call.Object;
  }
  for (const StoreFacts &S : F->Stores)
    if (S.Value == Thread && F->Values[S.Target].Kind == ValueKind::Element)
      return F->Values[S.Target].Operands[0];
  return NoIndex;
}

Finding ThrowingCreations::make(FunctionRef F, const CallFacts &Call) const {
  Finding Found;
  Found.Check = Check;
  Found.Where = P.range(F, Call.Where);
  Found.Function = F->Name;
  Found.Level = Confidence::Medium;
  return Found;
}

/// A loop that fills a container with threads.
bool ThrowingCreations::judgeLoop(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.Loop == NoIndex || Call.Try != NoIndex)
    return false;
  const LoopFlow &Flow = Loops.flow(F, Call.Loop);
  if (!Flow.isKnown() || !Flow.repeats(Call.Block))
    return false;
  ValueId Container = containerOf(F, Id);
  if (Container == NoIndex)
    return false;
  const ValueFacts &Base = F->Values[baseOf(*F, Container)];
  bool IsLocal = Base.Kind == ValueKind::Local &&
                 !F->Locals[Base.Number].IsStatic &&
                 !F->Locals[Base.Number].IsReference;
  bool IsMember = Base.Kind == ValueKind::This;
  if (!IsLocal && !IsMember)
    return false;
  for (const CallFacts &Other : F->Calls) {
    bool IsInside = false;
    for (uint32_t L = Other.Loop; L != NoIndex; L = F->Loops[L].Parent)
      IsInside |= L == Call.Loop;
    if (IsInside && isEnded(F, Other))
      return false;
  }
  llvm::StringRef Name = nameOf(*F, Container);
  Finding Found = make(F, Call);
  // A method leaves the object as it is; who catches may still join.
  if (IsMember && !F->IsConstructor)
    Found.Level = Confidence::Low;
  Found.Message = className(Call) +
                  " throws where no thread can be made (EAGAIN at pids.max or "
                  "ulimit -u), and '" +
                  Name.str() +
                  "' then destroys the joinable threads that it holds, which "
                  "ends the program; catch it, stop and join those first";
  Found.Evidence.push_back(
      {P.range(F, F->Loops[Call.Loop].Where),
       "each turn adds one more joinable thread to '" + Name.str() + "'"});
  Findings.push_back(std::move(Found));
  return true;
}

/// A second thread is made while a local one is joinable.
bool ThrowingCreations::judgeLocals(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  for (CallId First = 0; First < F->Calls.size(); ++First) {
    const CallFacts &Held = F->Calls[First];
    bool Terminates;
    if (First == Id || Held.ConstructedLocal == NoIndex ||
        Held.Try != Call.Try || !isThrowing(F, First, Terminates) ||
        !Terminates)
      continue;
    const LocalFacts &Local = F->Locals[Held.ConstructedLocal];
    if (Local.IsStatic || Held.Block == NoIndex)
      continue;
    auto IsLocal = [&](ValueId V) {
      return V < F->Values.size() && F->Values[V].Kind == ValueKind::Local &&
             F->Values[V].Number == Held.ConstructedLocal;
    };
    // Joined, detached or moved away on the way.
    llvm::BitVector Ends(F->Flow.Blocks.size());
    bool EndsBefore = false;
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      const CallFacts &Other = F->Calls[C];
      if (Other.Block == NoIndex || Other.IsImplicitDestructor)
        continue;
      bool IsEnd = (Other.Object != NoIndex && IsLocal(Other.Object) &&
                    isEnded(F, Other)) ||
                   llvm::any_of(Other.Arguments, IsLocal);
      if (!IsEnd)
        continue;
      if (Other.Block == Held.Block || Other.Block == Call.Block) {
        EndsBefore |= Other.Where.Offset > Held.Where.Offset &&
                      Other.Where.Offset < Call.Where.Offset;
        if (Other.Block == Held.Block && Held.Block != Call.Block)
          EndsBefore |= Other.Where.Offset > Held.Where.Offset;
      } else {
        Ends.set(Other.Block);
      }
    }
    for (const StoreFacts &S : F->Stores)
      EndsBefore |= S.Value != NoIndex && IsLocal(S.Value);
    bool Follows = Held.Block == Call.Block
                       ? First < Id
                       : reachable(F->Flow, Held.Block, Ends).test(Call.Block);
    if (EndsBefore || !Follows)
      continue;
    Finding Found = make(F, Call);
    Found.Message =
        className(Call) +
        " throws where no thread can be made (EAGAIN at pids.max or ulimit "
        "-u), and '" +
        Local.Name +
        "' is then destroyed while it is joinable, which ends the program; "
        "catch it and join '" +
        Local.Name + "' first, or use std::jthread";
    Found.Evidence.push_back(
        {P.range(F, Held.Where), "'" + Local.Name + "' is joinable from here"});
    Findings.push_back(std::move(Found));
    return true;
  }
  return false;
}

/// Whether the program runs its event loops inside of try blocks only.
bool ThrowingCreations::isLoopGuarded() {
  if (IsGuarded)
    return *IsGuarded;
  bool Any = false, All = true;
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls)
      if (Call.ApiRow != NoIndex &&
          effectOf(P, F, Call, EffectKind::RunsEvents)) {
        Any = true;
        All &= Call.Try != NoIndex;
      }
  IsGuarded = Any && All;
  return *IsGuarded;
}

/// Here, the creation or a call that leads to it, stands in a loop that takes
/// one connection or request after the other.
bool ThrowingCreations::judgeEndless(FunctionRef F, CallId Id,
                                     const CallRef &Here,
                                     const CallRef &Through) {
  FunctionRef In = Here.Caller;
  for (uint32_t Loop = Here.facts().Loop; Loop != NoIndex;
       Loop = In->Loops[Loop].Parent) {
    const Trips &T = Loops.of(In, Loop);
    if (T.Class != TripClass::Data || !T.IsEndless || !T.TakesItem ||
        !Loops.flow(In, Loop).repeats(Here.facts().Block))
      continue;
    Finding Found = make(F, F->Calls[Id]);
    Found.Message = className(F->Calls[Id]) +
                    " throws where no thread can be made (EAGAIN at pids.max "
                    "or ulimit -u), and the exception ends the loop of '" +
                    In->Name + "' that serves " + T.PerItem +
                    "; catch it and refuse the work";
    Found.Evidence.push_back({P.range(In, T.Where), T.Sentence});
    if (Through.Caller)
      Found.Evidence.push_back({P.range(In, Here.facts().Where),
                                "nothing catches around this call"});
    Findings.push_back(std::move(Found));
    return true;
  }
  return false;
}

/// A thread is made inside a handler of events or an event loop, and nobody
/// catches.
bool ThrowingCreations::judgeHandler(FunctionRef F, CallId Id) {
  if (F->Calls[Id].Try != NoIndex)
    return false;
  constexpr unsigned MostDepth = 2;
  struct Step {
    FunctionRef In;
    CallRef Through;
    unsigned Depth;
  };
  llvm::SmallVector<Step, 8> Work{{F, {}, 0}};
  for (size_t I = 0; I < Work.size() && I < 32; ++I) {
    Step At = Work[I];
    if (const Entry *Hot = Handed->handler(At.In)) {
      const CallFacts &Call = F->Calls[Id];
      Finding Found = make(F, Call);
      std::string Handler =
          At.In->IsLambda ? "the handler" : "'" + At.In->Name + "'";
      Found.Message = className(Call) +
                      " throws where no thread can be made (EAGAIN at pids.max "
                      "or ulimit -u), and the exception leaves " +
                      Handler + ", which runs for " +
                      perEvent(Hot->Context).str() +
                      "; catch it and refuse the work";
      if (Hot->IsGuess || isLoopGuarded())
        Found.Level = Confidence::Low;
      Found.Evidence.push_back(
          Hot->By.Caller
              ? EvidenceStep{P.range(Hot->By.Caller, Hot->By.facts().Where),
                             Handler + " is handed over here: " + Hot->How}
              : EvidenceStep{P.range(At.In, At.In->Where),
                             Handler + " is a handler: " + Hot->How});
      if (At.Through.Caller)
        Found.Evidence.push_back(
            {P.range(At.Through.Caller, At.Through.facts().Where),
             "nothing catches around this call"});
      Findings.push_back(std::move(Found));
      return true;
    }
    CallRef Here = At.Through.Caller ? At.Through : CallRef{F, Id};
    if (uint32_t Loop = Events->loopAround(At.In, Here.facts());
        Loop != NoIndex) {
      Finding Found = make(F, F->Calls[Id]);
      Found.Message = className(F->Calls[Id]) +
                      " throws where no thread can be made (EAGAIN at pids.max "
                      "or ulimit -u), and the exception leaves the event loop "
                      "of '" +
                      At.In->Name + "'; catch it and refuse the work";
      Found.Evidence.push_back(
          {P.range(At.In, At.In->Loops[Loop].Where),
           "loop serves what " +
               className(At.In->Calls[Events->waitOf(At.In, Loop)->Call]) +
               " tells of"});
      if (At.Through.Caller)
        Found.Evidence.push_back({P.range(At.In, Here.facts().Where),
                                  "nothing catches around this call"});
      Findings.push_back(std::move(Found));
      return true;
    }
    if (judgeEndless(F, Id, Here, At.Through))
      return true;
    if (At.Depth == MostDepth)
      continue;
    for (const CallRef &Caller : P.callers(At.In->Id))
      if (Caller.facts().Try == NoIndex)
        Work.push_back({Caller.Caller, Caller, At.Depth + 1});
  }
  return false;
}

void ThrowingCreations::run() {
  for (FunctionRef F : P.functions()) {
    if (F->FlowFailed || Tests.holds(F))
      continue;
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      bool Terminates;
      if (!isThrowing(F, C, Terminates))
        continue;
      if (!Handed) {
        Handed = std::make_unique<Entries>(P);
        Start = std::make_unique<StartUp>(P, *Handed, Loops);
        Events = std::make_unique<EventLoops>(P, *Handed, Loops);
      }
      // A program that does not come up says so.
      if (Start->isStartUp(F, F->Calls[C].Block))
        continue;
      if (Terminates && !F->IsMain && (judgeLoop(F, C) || judgeLocals(F, C)))
        continue;
      judgeHandler(F, C);
    }
  }
}

} // namespace hangproof
