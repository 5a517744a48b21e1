//===- SpawnBounds.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpawnBounds.h"

using namespace llvm;

namespace hangproof {

static FoundBound boundBy(BoundKind Kind, FunctionRef In, const Place &Where,
                          StringRef Per = "", StringRef By = "") {
  return {Kind, Per.str(), By.str(), In, Where};
}

static FoundBound boundBy(const Limit &L, StringRef Per) {
  return boundBy(BoundKind::Limited, L.In, L.Where, Per, L.Name);
}

/// What is known of the number of turns of a loop over data.
BoundKind SpawnBounds::sizeOf(FunctionRef F, const Trips &T) {
  if (T.TakesItem)
    return BoundKind::Unbounded;
  CountClass Size = CountClass::Unknown;
  if (T.Bound != NoIndex)
    Size = Sizes.of(F, T.Bound);
  else if (T.Over != NoIndex)
    Size = Sizes.sizeOf(F, T.Over);
  switch (Size) {
  case CountClass::Constant:
    return BoundKind::Constant;
  case CountClass::Configured:
    return BoundKind::Configured;
  case CountClass::Unknown:
    // A bare number may be anything; the length of something is data.
    return T.Bound != NoIndex && F->Values[T.Bound].Kind != ValueKind::Call
               ? BoundKind::Configured
               : BoundKind::Unbounded;
  case CountClass::Data:
    return BoundKind::Unbounded;
  }
  return BoundKind::Unbounded;
}

/// What the loops around the call say; nothing if there are none that repeat
/// it.
std::optional<FoundBound> SpawnBounds::byLoops(FunctionRef F, CallId Id,
                                               ArrayRef<FunctionRef> Tasks,
                                               bool IsFork) {
  const CallFacts &Call = F->Calls[Id];
  std::optional<FoundBound> Inner;
  uint32_t Next = Call.Loop;
  for (unsigned Depth = 0; Next != NoIndex && Depth < 64; ++Depth) {
    uint32_t Loop = std::exchange(Next, F->Loops[Next].Parent);
    const LoopFlow &Flow = Loops.flow(F, Loop);
    if (Flow.isKnown() && !Flow.repeats(Call.Block))
      continue;
    const Trips &T = Loops.of(F, Loop);
    BoundKind Kind = BoundKind::Unknown;
    switch (T.Class) {
    case TripClass::Unknown:
      continue;
    case TripClass::Constant:
      Kind = BoundKind::Constant;
      break;
    case TripClass::Configured:
      Kind = BoundKind::Configured;
      break;
    case TripClass::Data:
      Kind = sizeOf(F, T);
      break;
    case TripClass::Forever:
      Kind = BoundKind::Unbounded;
      break;
    }
    if (Kind != BoundKind::Unbounded) {
      // The outermost number counts: it is the larger one.
      Inner = boundBy(Kind, F, T.Where);
      continue;
    }
    std::string Per = T.Class == TripClass::Forever
                          ? "each turn of an endless loop"
                          : T.PerItem;
    if (Fates.of(F, Id, Loop).Fate == ThreadFate::JoinedInTurn)
      return boundBy(BoundKind::InTurn, F, T.Where, Per);
    if (std::optional<Limit> L = Caps.around(F, Call, Loop, Tasks))
      return boundBy(*L, Per);
    if (Guards.find(F, Call, Loop).IsFull ||
        Results.endsSearch(F, Flow, Call, IsFork))
      continue;
    // A pool that is filled again after each failure is still a pool.
    if (Inner && T.Class == TripClass::Forever)
      continue;
    if (!T.TakesItem && Starting.isStartUp(F, Call.Block))
      return boundBy(BoundKind::Configured, F, T.Where);
    return boundBy(BoundKind::Unbounded, F, T.Where, Per);
  }
  return Inner;
}

FoundBound SpawnBounds::of(FunctionRef F, CallId Id,
                           ArrayRef<FunctionRef> Tasks, bool IsFork,
                           unsigned Depth) {
  if (std::optional<FoundBound> ByLoop = byLoops(F, Id, Tasks, IsFork))
    return *ByLoop;
  const CallFacts &Call = F->Calls[Id];
  OnceGuard Guard = Guards.find(F, Call);
  if (Guard.IsFull || F->IsMain || F->IsStaticInitializer)
    return boundBy(BoundKind::Once, F, Call.Where);
  if (std::optional<Limit> L = Caps.around(F, Call, NoIndex, Tasks))
    return boundBy(*L, "");
  ThreadHandle Kept = Fates.of(F, Id, NoIndex);
  if (Kept.Fate == ThreadFate::JoinedInTurn && !Kept.IsOneOfObject)
    return boundBy(BoundKind::InTurn, F, Call.Where);
  if (!Guard.isNone() || Kept.IsOneOfObject)
    return boundBy(BoundKind::Unknown, F, Call.Where, "each object");
  if (const Entry *Item = Handed.perItem(F))
    return boundBy(BoundKind::Unbounded, Item->By.Caller,
                   Item->By.facts().Where, "each element");
  if (const Entry *Hot = Handed.hot(F)) {
    bool HasCall = static_cast<bool>(Hot->By.Caller);
    return boundBy(BoundKind::Unbounded, HasCall ? Hot->By.Caller : F,
                   HasCall ? Hot->By.facts().Where : F->Where,
                   perEvent(Hot->Context));
  }
  return byCallers(F, Tasks, IsFork, Depth);
}

/// The worst that a caller does.
FoundBound SpawnBounds::byCallers(FunctionRef F, ArrayRef<FunctionRef> Tasks,
                                  bool IsFork, unsigned Depth) {
  // Farther away, a reader does not see how one leads to the other.
  constexpr unsigned MostLevels = 4, MostCallers = 20;
  FoundBound Worst;
  if (Depth == MostLevels)
    return Worst;
  bool IsFirst = true;
  unsigned Seen = 0;
  for (ArrayRef<CallRef> Callers : {P.callers(F->Id), Handed.handedTo(F)})
    for (const CallRef &Caller : Callers) {
      if (Caller.Caller == F || ++Seen > MostCallers)
        continue;
      FoundBound Found =
          of(Caller.Caller, Caller.Call, Tasks, IsFork, Depth + 1);
      if (IsFirst || Found.Kind > Worst.Kind)
        Worst = std::move(Found);
      IsFirst = false;
    }
  return Worst;
}

} // namespace hangproof
