//===- EventLoops.cpp - Threads on which others wait ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EventLoops.h"
#include "CodeNames.h"
#include "Dispatch.h"
#include "Effects.h"
#include "ValueWalk.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <deque>

namespace hangproof {

/// Calls between a loop and its wait. Further away is a function that waits for
/// its own purposes.
static constexpr unsigned MostWaitDepth = 3;
/// Functions that are asked who runs them.
static constexpr size_t MostCallers = 96;
/// Parameters that say how long to wait.
static constexpr llvm::StringLiteral TimeWords =
    "sec secs seconds ms msec msecs millis milliseconds us usec usecs micros "
    "microseconds ns nsec time timeout delay interval duration period";

bool isOnLoop(const Entry &E) {
  return E.Kind == EntryKind::Handler && E.Context != "worker" &&
         E.Context != "signal";
}

static bool isWorker(const Entry &E) {
  return E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task ||
         (E.Kind == EntryKind::Handler && E.Context == "worker");
}

EventLoops::EventLoops(const Program &P, const Entries &Handed,
                       LoopTrips &Loops)
    : P(P), Handed(Handed), Loops(Loops) {
  findWaiters();
}

bool EventLoops::runsEvents(FunctionRef F, const CallFacts &Call) const {
  return Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::RunsEvents);
}

/// Whether the function, or one that it calls, runs a loop that is a member.
bool EventLoops::runsOwnLoop(FunctionRef F, unsigned Depth) const {
  return llvm::any_of(F->Calls, [&](const CallFacts &Call) {
    if (runsEvents(F, Call))
      return Call.Object < F->Values.size() &&
             F->Values[Call.Object].Kind == ValueKind::Field;
    return Depth > 0 &&
           llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
             return runsOwnLoop(Target, Depth - 1);
           });
  });
}

/// What a handler does: a lambda does what it calls.
static llvm::SmallPtrSet<const FunctionFacts *, 4> workOf(const Program &P,
                                                          FunctionRef F) {
  llvm::SmallPtrSet<const FunctionFacts *, 4> Result;
  if (F->IsLambda)
    for (const CallFacts &Call : F->Calls)
      for (FunctionRef Target : P.targets(F, Call))
        Result.insert(Target.Function);
  if (Result.empty())
    Result.insert(F.Function);
  return Result;
}

bool EventLoops::isAlone(FunctionRef F, const Entry &Handler) const {
  SymbolId Class = Handler.By.Caller ? Handler.By.Caller->Class : 0;
  if (!Class)
    return false;
  llvm::SmallPtrSet<const FunctionFacts *, 4> Work = workOf(P, F);
  bool OwnsThread = false;
  for (FunctionRef Other : P.functions())
    for (const Entry &E : Handed.of(Other)) {
      if (!E.By.Caller || E.By.Caller->Class != Class)
        continue;
      if (E.Kind == EntryKind::Thread)
        OwnsThread |= runsOwnLoop(Other, 2);
      else if (E.Kind != EntryKind::Now &&
               llvm::none_of(workOf(P, Other), [&](const FunctionFacts *Other) {
                 return Work.contains(Other);
               }))
        return false;
    }
  return OwnsThread;
}

/// Whether the value is a local that nothing of interest was put into: it comes
/// from a call that is given constants, and so is whatever else is done to it.
static bool isEmptySet(const FunctionFacts &F, ValueId Value,
                       const CallFacts &Wait) {
  ValueId Base = baseOf(F, Value);
  if (Base >= F.Values.size() || F.Values[Base].Kind != ValueKind::Local)
    return false;
  auto IsConstant = [&](ValueId V) {
    return V < F.Values.size() && (F.Values[V].Kind == ValueKind::Integer ||
                                   F.Values[V].Kind == ValueKind::Null);
  };
  auto Holds = [&](ValueId V) { return baseOf(F, V) == Base; };
  for (const DefinitionFacts &D : F.Locals[F.Values[Base].Number].Definitions) {
    if (IsConstant(D.Value))
      continue;
    if (D.Value >= F.Values.size() ||
        (F.Values[D.Value].Kind != ValueKind::Call &&
         F.Values[D.Value].Kind != ValueKind::OutArgument))
      return false;
    const CallFacts &From = F.Calls[F.Values[D.Value].Number];
    if (From.Object != NoIndex && !Holds(From.Object))
      return false;
  }
  for (const CallFacts &Call : F.Calls) {
    bool MakesIt = llvm::any_of(
        F.Locals[F.Values[Base].Number].Definitions,
        [&](const DefinitionFacts &D) { return D.Value == Call.Result; });
    bool TakesIt = MakesIt || llvm::any_of(Call.Arguments, Holds) ||
                   (Call.Object != NoIndex && Holds(Call.Object));
    if (TakesIt && !llvm::all_of(Call.Arguments, [&](ValueId V) {
          // How long to wait may come from outside.
          return IsConstant(V) || Holds(V) || &Call == &Wait;
        }))
      return false;
  }
  return true;
}

/// Whether a function of the project that waits for the events of a set is
/// given an empty one here, and nobody asks what came of it: that is a sleep.
static bool isSleep(const FunctionFacts &F, const CallFacts &Call) {
  if (Call.ApiRow != NoIndex || !Call.ResultUnused)
    return false;
  bool HasSet = false;
  auto IsHarmless = [&](ValueId V) {
    if (isEmptySet(F, V, Call))
      return HasSet = true;
    bool IsTime = true;
    walkValue(F, V, WalkOperands, [&](ValueId Part) {
      const ValueFacts &P = F.Values[Part];
      switch (P.Kind) {
      case ValueKind::Integer:
      case ValueKind::Null:
      case ValueKind::Add:
      case ValueKind::Subtract:
      case ValueKind::Multiply:
      case ValueKind::Divide:
        break;
      case ValueKind::Parameter:
        IsTime &= !F.Parameters[P.Number].IsPointerOrReference &&
                  hasWord(F.Parameters[P.Number].Name, TimeWords);
        break;
      default:
        IsTime = false;
      }
      return IsTime;
    });
    return IsTime;
  };
  return llvm::all_of(Call.Arguments, IsHarmless) &&
         (Call.Object == NoIndex || isEmptySet(F, Call.Object, Call)) &&
         (HasSet || Call.Object != NoIndex);
}

/// Functions around epoll_wait and the like that return to a loop of their
/// caller. A wait in a loop without end is that loop's own.
void EventLoops::findWaiters() {
  std::vector<FunctionRef> Level;
  auto Add = [&](FunctionRef F, CallId Id, const EventWait &Inner) {
    const CallFacts &Call = F->Calls[Id];
    if (Waiters.count(F.Function) || F->IsMain || isSleep(*F, Call))
      return;
    uint32_t Loop = Call.Loop;
    for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
      if (Loops.of(F, Loop).IsEndless &&
          (F->FlowFailed || Loops.flow(F, Loop).repeats(Call.Block)))
        return;
      Loop = F->Loops[Loop].Parent;
    }
    if (!canReturn(F->Flow, Call.Block))
      return;
    Waiters[F.Function] = {Id, Inner.Wait, Inner.What};
    Level.push_back(F);
  };
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex)
        if (const Effect *E =
                effectOf(P, F, F->Calls[I], EffectKind::TakesEvents))
          Add(F, I, {I, {F, I}, E});
  for (unsigned Depth = 1; Depth < MostWaitDepth && !Level.empty(); ++Depth)
    for (FunctionRef F : std::exchange(Level, {})) {
      EventWait Inner = Waiters[F.Function];
      for (const CallRef &Caller : P.callers(F->Id))
        if (llvm::is_contained(P.targets(Caller.Caller, Caller.facts()), F))
          Add(Caller.Caller, Caller.Call, Inner);
    }
}

std::optional<EventWait> EventLoops::waitIn(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow != NoIndex) {
    if (const Effect *E = effectOf(P, F, Call, EffectKind::TakesEvents))
      return EventWait{Id, {F, Id}, E};
    // What only says that it is to be waited for does not wait.
    if (effectOf(P, F, Call, EffectKind::Blocks))
      if (const Effect *E = effectOf(P, F, Call, EffectKind::Polls))
        return EventWait{Id, {F, Id}, E};
  }
  for (FunctionRef Target : P.targets(F, Call)) {
    auto It = Waiters.find(Target.Function);
    if (It != Waiters.end())
      return EventWait{Id, It->second.Wait, It->second.What};
  }
  return std::nullopt;
}

const EventWait *EventLoops::waitOf(FunctionRef F, uint32_t Loop) {
  auto Key = std::make_pair(F.Function, Loop);
  auto It = Waits.find(Key);
  if (It != Waits.end())
    return It->second.get();
  // A recursion through a loop that is just looked at finds none.
  Waits[Key] = nullptr;
  return judge(F, Loop);
}

const EventWait *EventLoops::judge(FunctionRef F, uint32_t Loop) {
  const LoopFlow &Flow = Loops.flow(F, Loop);
  const Trips &T = Loops.of(F, Loop);
  const LoopFacts &Facts = F->Loops[Loop];
  if (Facts.Kind == LoopKind::RangeFor || T.Class == TripClass::Constant ||
      T.Class == TripClass::Configured)
    return nullptr;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    bool IsInside = false;
    uint32_t Around = Call.Loop;
    for (unsigned Depth = 0; Around != NoIndex && Depth < 64; ++Depth) {
      IsInside |= Around == Loop;
      Around = F->Loops[Around].Parent;
    }
    if (!IsInside || (Flow.isKnown() && !Flow.repeats(Call.Block)))
      continue;
    std::optional<EventWait> Wait = waitIn(F, I);
    if (!Wait)
      continue;
    // `while ((n = epoll_wait(...)) >= 0)`, `while (GetMessage(&m, ...))`.
    bool IsCondition = Facts.Condition != NoIndex &&
                       isMadeOf(*F, Facts.Condition, Call.Result, WalkLocals);
    bool IsItem = llvm::is_contained(T.Items, Call.Result);
    if (!T.IsEndless && !IsCondition && !IsItem &&
        (T.Class == TripClass::Data || !T.PerItem.empty()))
      continue;
    // A handle of one's own is waited for in a worker's loop too.
    if (Wait->What->Kind == EffectKind::Polls && isOnlyOnWorkers(F))
      continue;
    auto Result = std::make_unique<EventWait>(*Wait);
    const EventWait *Raw = Result.get();
    Waits[{F.Function, Loop}] = std::move(Result);
    return Raw;
  }
  return nullptr;
}

uint32_t EventLoops::loopAround(FunctionRef F, const CallFacts &Call) {
  uint32_t Loop = Call.Loop;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    const LoopFlow &Flow = Loops.flow(F, Loop);
    if ((!Flow.isKnown() || Flow.repeats(Call.Block)) && waitOf(F, Loop))
      return Loop;
    Loop = F->Loops[Loop].Parent;
  }
  return NoIndex;
}

/// From the handlers and loops down to all that they call, nearest first.
void EventLoops::findContexts() {
  HasContexts = true;
  std::deque<FunctionRef> Work;
  for (FunctionRef F : P.functions())
    for (const Entry &E : Handed.of(F))
      if (isOnLoop(E) &&
          Reached.try_emplace(F.Function, Via{{}, F, &E, NoIndex}).second) {
        Work.push_back(F);
        break;
      }
  auto Follow = [&](FunctionRef F, CallId Id, FunctionRef Root,
                    const Entry *Handler, uint32_t Loop) {
    for (FunctionRef Target : P.targets(F, F->Calls[Id]))
      if (Reached
              .try_emplace(Target.Function, Via{{F, Id}, Root, Handler, Loop})
              .second)
        Work.push_back(Target);
  };
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].Loop != NoIndex)
        if (uint32_t Loop = loopAround(F, F->Calls[I]); Loop != NoIndex)
          Follow(F, I, F, nullptr, Loop);
  auto FollowAll = [&] {
    while (!Work.empty()) {
      FunctionRef F = Work.front();
      Work.pop_front();
      const Via From = Reached.find(F.Function)->second;
      for (CallId I = 0; I < F->Calls.size(); ++I)
        Follow(F, I, From.Root, From.Handler, From.Loop);
    }
  };
  FollowAll();
  // Calls through tables and parameters, and functions that are run at once.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (FunctionRef F : P.functions()) {
      if (Reached.count(F.Function))
        continue;
      for (const CallRef &By : Handed.handedTo(F)) {
        auto It = Reached.find(By.Caller.Function);
        if (It == Reached.end() || isLater(F, By) ||
            dispatchOf(P, By).isDoubtful())
          continue;
        Via From = It->second;
        From.From = By;
        Reached.try_emplace(F.Function, From);
        Work.push_back(F);
        Changed = true;
        break;
      }
    }
    FollowAll();
  }
}

/// Whether the call only has another thread run F.
bool EventLoops::isLater(FunctionRef F, const CallRef &By) const {
  return llvm::any_of(
      Handed.of(F), [&](const Entry &E) { return isWorker(E) && E.By == By; });
}

const LoopContext *EventLoops::of(FunctionRef F) {
  if (!HasContexts)
    findContexts();
  auto It = Reached.find(F.Function);
  if (It == Reached.end())
    return nullptr;
  std::unique_ptr<LoopContext> &Context = Contexts[F.Function];
  if (Context)
    return Context.get();
  Context = std::make_unique<LoopContext>();
  Context->Root = It->second.Root;
  Context->Handler = It->second.Handler;
  Context->Loop = It->second.Loop;
  CallRef From = It->second.From;
  while (From.Caller && Context->Path.size() < 64) {
    Context->Path.insert(Context->Path.begin(), From);
    if (From.Caller == Context->Root)
      break;
    From = Reached.find(From.Caller.Function)->second.From;
  }
  return Context.get();
}

RunPlaces EventLoops::placesOf(FunctionRef F, const CallFacts &Call) {
  // Over more calls, nobody can say any more that this is what the loop does.
  constexpr unsigned MostToLoop = 5;
  RunPlaces Result;
  std::vector<std::pair<FunctionRef, unsigned>> Work; // Nearest first.
  llvm::SmallPtrSet<const FunctionFacts *, 16> Seen;
  auto Visit = [&](FunctionRef In, const CallFacts &At, unsigned Depth) {
    if (Depth <= MostToLoop && loopAround(In, At) != NoIndex)
      Result.OnLoop = true;
    else if (Seen.insert(In.Function).second)
      Work.push_back({In, Depth});
  };
  Visit(F, Call, 0);
  for (size_t I = 0; I < Work.size(); ++I) {
    FunctionRef At = Work[I].first;
    unsigned Depth = Work[I].second;
    if (Seen.size() > MostCallers) {
      Result.Unknown = true;
      break;
    }
    bool IsEntry = false;
    for (const Entry &E : Handed.of(At)) {
      IsEntry |= E.Kind != EntryKind::Now;
      Result.OnLoop |= Depth <= MostToLoop && isOnLoop(E);
      Result.OnWorker |= isWorker(E);
    }
    Result.InMain |= At->IsMain;
    // A call that may run something else says nothing.
    bool IsCalled = false;
    auto Follow = [&](const CallRef &By) {
      if (isLater(At, By) || dispatchOf(P, By).isDoubtful())
        return;
      IsCalled = true;
      Visit(By.Caller, By.facts(), Depth + 1);
    };
    llvm::for_each(Handed.handedTo(At), Follow);
    llvm::for_each(P.callers(At->Id), Follow);
    Result.Unknown |= !IsCalled && !IsEntry && !At->IsMain;
  }
  return Result;
}

bool EventLoops::isOnlyOnWorkers(FunctionRef F) {
  // Cheap first: somebody must start a thread.
  llvm::SmallVector<FunctionRef, 8> Work{F};
  llvm::SmallPtrSet<const FunctionFacts *, 16> Seen{F.Function};
  bool Any = false;
  while (!Work.empty()) {
    FunctionRef At = Work.pop_back_val();
    bool OnWorker = false;
    for (const Entry &E : Handed.of(At)) {
      if (isWorker(E))
        OnWorker = true;
      else if (E.Kind == EntryKind::Handler)
        return false;
    }
    llvm::ArrayRef<CallRef> Callers = P.callers(At->Id);
    llvm::ArrayRef<CallRef> Given = Handed.handedTo(At);
    if (At->IsMain || (Callers.empty() && Given.empty() && !OnWorker))
      return false;
    Any |= OnWorker;
    auto Visit = [&](FunctionRef From) {
      if (Seen.insert(From.Function).second)
        Work.push_back(From);
    };
    for (const CallRef &Caller : Callers)
      Visit(Caller.Caller);
    for (const CallRef &By : Given)
      if (!isLater(At, By))
        Visit(By.Caller);
    if (Seen.size() > MostCallers)
      return false;
  }
  return Any;
}

} // namespace hangproof
