//===- Waits.cpp - Waits that end at a clock time -------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Waits.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include <optional>

namespace hangproof::wallclock {

namespace {

/// What is known about one wait.
struct Wait {
  FunctionRef Function;
  CallId Call = NoIndex;
  const AppliedEffect *Effect = nullptr;
  ValueId Deadline = NoIndex;
  HandleClock Handle; ///< Of the object that is waited on, if it has a clock.
};

/// Readings of one clock that the deadline is made from when the wait runs for
/// the caller Escape; empty if anything else can be in it.
std::vector<const Origin *> readingsOf(const OriginSet &Set,
                                       const CallRef &Escape, ClockKind Clock) {
  std::vector<const Origin *> Result;
  if (Set.Incomplete)
    return {};
  for (const Origin &O : Set.Roots) {
    if (O.Escape.Caller && !(O.Escape == Escape))
      continue;
    switch (O.Kind) {
    case OriginKind::Reading:
      if (O.Clock != Clock || O.IsCalendar)
        return {};
      Result.push_back(&O);
      break;
    case OriginKind::Constant:
    case OriginKind::Difference:
    case OriginKind::Entity:
      break;
    default:
      return {};
    }
  }
  return Result;
}

/// The clock of what is waited on; of what Escape passes, if it is passed.
HandleClock clockOfHandle(const ConditionClocks &Clocks, FunctionRef F,
                          ValueId Handle, const CallRef &Escape) {
  ValueId Base = Handle == NoIndex ? NoIndex : ValueSources::baseOf(*F, Handle);
  if (Escape.Caller && Base != NoIndex &&
      F->Values[Base].Kind == ValueKind::Parameter) {
    const CallFacts &Call = Escape.facts();
    size_t Index = F->Values[Base].Number;
    if (Index < Call.Arguments.size())
      return Clocks.clockOf(Escape.Caller, Call.Arguments[Index]);
  }
  return Clocks.clockOf(F, Handle);
}

bool isDirect(const Origin &O) {
  for (const OriginStep &Step : O.Path)
    if (Step.Kind != StepKind::Defined && Step.Kind != StepKind::Stored)
      return false;
  return true;
}

std::string nameOfCall(const CallFacts &Call) {
  return "'" + shortName(Call.CalleeName) + "'";
}

Finding start(const Program &P, const Wait &W) {
  Finding Result;
  Result.Check = "hangproof-wall-clock-duration";
  Result.Where = P.range(W.Function, W.Function->Calls[W.Call].Where);
  Result.Function = W.Function->Name;
  return Result;
}

void addHandleStep(const Program &P, const Wait &W, const char *Text,
                   Finding &Result) {
  SourceRange Where = P.range(W.Handle.Function, W.Handle.Where);
  if (Where.isValid())
    Result.Evidence.insert(Result.Evidence.begin(), {Where, Text});
}

std::string handleOf(const Wait &W) {
  ValueId V = argumentOf(W.Function->Calls[W.Call], W.Effect->What->Handle);
  return V == NoIndex ? "the waiting object"
                      : "'" + describe(*W.Function, V) + "'";
}

Finding mismatch(const Program &P, const Wait &W, const Origin &Reading,
                 bool DeadlineIsWall) {
  const CallFacts &Call = W.Function->Calls[W.Call];
  Finding Result = start(P, W);
  Result.Level = Confidence::High;
  const std::string Handle = handleOf(W);
  if (DeadlineIsWall)
    Result.Message = nameOfCall(Call) + " gets a wall-clock deadline but " +
                     Handle +
                     " uses the monotonic clock: the wait does not end in "
                     "time; make the deadline from " +
                     remedyFor(Reading);
  else
    Result.Message = nameOfCall(Call) + " gets a monotonic deadline but " +
                     Handle +
                     " uses the wall clock: the wait ends at once, in a busy "
                     "loop; set CLOCK_MONOTONIC in the attributes of " +
                     Handle;
  addEvidence(P, Reading, false, Result.Evidence);
  if (!DeadlineIsWall) {
    const CallFacts &Read = Reading.Function->Calls[Reading.Call];
    Result.Evidence.front().Message =
        nameOfCall(Read) + " reads the monotonic clock here";
  }
  if (W.Handle.IsInitialized)
    addHandleStep(P, W,
                  DeadlineIsWall ? "given the monotonic clock here"
                                 : "initialized for the wall clock here",
                  Result);
  return Result;
}

Finding wallWait(const Program &P, const Wait &W, const Origin &Reading) {
  const CallFacts &Call = W.Function->Calls[W.Call];
  Finding Result = start(P, W);
  Result.Level = isDirect(Reading) ? Confidence::High : Confidence::Medium;
  Result.Message =
      nameOfCall(Call) +
      " waits for a wall-clock time: a clock step (NTP, manual set) makes the "
      "wait end early or hang; use " +
      (W.Effect->Row->Remedy.empty() ? "a deadline from " + remedyFor(Reading)
                                     : W.Effect->Row->Remedy);
  if (W.Effect->What->Clock == "handle")
    Result.Message +=
        " and set the same clock in the attributes of " + handleOf(W);
  addEvidence(P, Reading, false, Result.Evidence);
  return Result;
}

} // namespace

/// The defect of a wait for one caller, if there is one.
static std::optional<Finding> judge(const Program &P, Wait W,
                                    const OriginSet &Set, const CallRef &Escape,
                                    const Origins &From,
                                    const ConditionClocks &Clocks) {
  auto Wall = readingsOf(Set, Escape, ClockKind::Wall);
  auto Monotonic = readingsOf(Set, Escape, ClockKind::Monotonic);
  if (Wall.empty() && Monotonic.empty())
    return std::nullopt;
  const CallFacts &Call = W.Function->Calls[W.Call];
  llvm::StringRef Clock = W.Effect->What->Clock;
  ClockKind Uses = ClockKind::Unknown;
  if (Clock == "handle") {
    W.Handle = clockOfHandle(Clocks, W.Function,
                             argumentOf(Call, W.Effect->What->Handle), Escape);
    Uses = W.Handle.Clock;
    // A clock that is chosen at run time is somebody's care.
    if (W.Handle.IsInitialized && Uses == ClockKind::Unknown)
      return std::nullopt;
  } else if (Clock == "argument" || Clock == "wall" || Clock == "monotonic") {
    Uses = From.sources().clockOf(W.Function, W.Call, *W.Effect->What);
    if (Uses == ClockKind::Unknown)
      return std::nullopt;
  }
  if (!Wall.empty())
    return Uses == ClockKind::Monotonic ? mismatch(P, W, *Wall.front(), true)
                                        : wallWait(P, W, *Wall.front());
  if (Uses == ClockKind::Wall)
    return mismatch(P, W, *Monotonic.front(), false);
  return std::nullopt;
}

void waitsIn(FunctionRef F, Origins &From, const ConditionClocks &Clocks,
             std::vector<Finding> &Findings) {
  const Program &P = From.sources().program();
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    for (const AppliedEffect &Effect : From.sources().effects(F, C)) {
      // sem_timedwait leaves no choice.
      if (Effect.What->Kind != EffectKind::WaitsUntil ||
          Effect.What->Clock == "forced-wall")
        continue;
      Wait W;
      W.Function = F;
      W.Call = C;
      W.Effect = &Effect;
      W.Deadline = argumentOf(F->Calls[C], Effect.What->Deadline);
      if (W.Deadline == NoIndex ||
          !(From.flow().marks(F, W.Deadline) & AnyReading))
        continue;
      const OriginSet &Set = From.of(F, W.Deadline);
      // A wrapper is judged for each caller; the first defect stands for all.
      std::vector<CallRef> Escapes;
      for (const Origin &O : Set.Roots)
        if (O.Escape.Caller && !llvm::is_contained(Escapes, O.Escape))
          Escapes.push_back(O.Escape);
      if (Escapes.empty())
        Escapes.emplace_back();
      std::optional<Finding> Found;
      for (const CallRef &Escape : Escapes)
        if (!Found)
          Found = judge(P, W, Set, Escape, From, Clocks);
      if (Found)
        Findings.push_back(std::move(*Found));
      break;
    }
  }
}

} // namespace hangproof::wallclock
