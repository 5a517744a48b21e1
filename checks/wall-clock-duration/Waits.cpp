//===- Waits.cpp - Waits that end at a clock time -------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Waits.h"
#include "Names.h"

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

/// Readings of one clock that the deadline is made from; empty if anything else
/// can be in it.
std::vector<const Origin *> readingsOf(const OriginSet &Set, ClockKind Clock) {
  std::vector<const Origin *> Result;
  if (Set.Incomplete)
    return {};
  for (const Origin &O : Set.Roots)
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
  return Result;
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

void waitsIn(FunctionRef F, Origins &From, const ConditionClocks &Clocks,
             std::vector<Finding> &Findings) {
  const Program &P = From.sources().program();
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    for (const AppliedEffect &Effect : From.sources().effects(F, C)) {
      if (Effect.What->Kind != EffectKind::WaitsUntil)
        continue;
      // sem_timedwait leaves no choice.
      llvm::StringRef Clock = Effect.What->Clock;
      if (Clock == "forced-wall")
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
      auto Wall = readingsOf(Set, ClockKind::Wall);
      auto Monotonic = readingsOf(Set, ClockKind::Monotonic);
      if (Wall.empty() && Monotonic.empty())
        continue;
      ClockKind Uses = ClockKind::Unknown;
      if (Clock == "handle") {
        W.Handle =
            Clocks.clockOf(F, argumentOf(F->Calls[C], Effect.What->Handle));
        Uses = W.Handle.Clock;
        // A clock that is chosen at run time is somebody's care.
        if (W.Handle.IsInitialized && Uses == ClockKind::Unknown)
          continue;
      } else if (Clock == "argument" || Clock == "wall" ||
                 Clock == "monotonic") {
        Uses = From.sources().clockOf(F, C, *Effect.What);
        if (Uses == ClockKind::Unknown)
          continue;
      }
      if (!Wall.empty() && Uses == ClockKind::Monotonic)
        Findings.push_back(mismatch(P, W, *Wall.front(), true));
      else if (!Monotonic.empty() && Uses == ClockKind::Wall)
        Findings.push_back(mismatch(P, W, *Monotonic.front(), false));
      else if (!Wall.empty())
        Findings.push_back(wallWait(P, W, *Wall.front()));
      break;
    }
  }
}

} // namespace hangproof::wallclock
