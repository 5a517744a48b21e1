//===- Acts.cpp - Functions that do something, by whatever path -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Acts.h"
#include "ConstantArguments.h"
#include "Dispatch.h"
#include "LoopFlow.h"
#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

/// Carries the objects whose members guard the callee's act over to the
/// caller's step; false if they are the same at each call.
static bool mapGuards(ActStep &Step, const ActStep &Next) {
  const FunctionFacts &Callee = *Next.In;
  const FunctionFacts &F = *Step.In;
  const CallFacts &Call = Step.facts();
  for (ValueId Object : Next.GuardObjects) {
    const ValueFacts &V = Callee.Values[Object];
    ValueId Given = NoIndex;
    if (V.Kind == ValueKind::Parameter &&
        size_t(V.Number) < Call.Arguments.size())
      Given = Call.Arguments[V.Number];
    else if (V.Kind == ValueKind::This)
      Given = Call.Object;
    if (Given == NoIndex)
      return false;
    if (F.Values[baseOf(F, Given)].Kind == ValueKind::Global)
      return false;
    Step.GuardObjects.push_back(Given);
  }
  return true;
}

void Acts::find(const Program &P, const Entries &Handed, OnceGuards &Guards,
                DirectTest IsDirect, Consumer Consume, ActsFollow Follow) {
  // A path as long as this convinces nobody.
  constexpr unsigned MostDepth = 8;
  llvm::DenseSet<std::pair<const FunctionFacts *, CallId>> Visited;
  llvm::SmallVector<FunctionRef, 16> Level, NextLevel;

  auto Visit = [&](ActStep Step) {
    if (!Visited.insert({Step.In.Function, Step.Call}).second)
      return;
    // Code that no path reaches.
    if (!Step.In->FlowFailed && Step.facts().Block == NoIndex)
      return;
    if (Consume(Step) || StepOf.count(Step.In.Function) ||
        !canReturn(Step.In->Flow, Step.trigger().Block))
      return;
    OnceGuard Guard = Guards.find(Step.In, Step.trigger());
    if (Guard.IsFull)
      return;
    Step.GuardObjects.append(Guard.Objects);
    FunctionRef In = Step.In;
    StepOf[In.Function] = std::move(Step);
    NextLevel.push_back(In);
  };

  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (std::optional<CallId> Trigger = IsDirect(F, I)) {
        ActStep Step;
        Step.In = F;
        Step.Call = I;
        Step.Trigger = *Trigger;
        Visit(Step);
      }

  for (unsigned Depth = 1; Depth <= MostDepth && !NextLevel.empty(); ++Depth) {
    Level = std::exchange(NextLevel, {});
    for (FunctionRef F : Level) {
      bool Over = StepOf[F.Function].IsOverApproximated;
      auto VisitCaller = [&](const CallRef &Caller) {
        ActStep Step;
        Step.In = Caller.Caller;
        Step.Call = Step.Trigger = Caller.Call;
        Step.Next = F;
        Step.Depth = Depth;
        const CallFacts &Call = Caller.facts();
        Dispatch How = dispatchOf(P, Caller);
        bool Doubtful = Call.Callee == 0 || Call.IsVirtual;
        Step.IsOverApproximated = Over || (Doubtful && How.Alternatives > 1);
        Step.IsDoubtful = StepOf[F.Function].IsDoubtful || How.isDoubtful();
        if (isRuledOut(Caller, F, StepOf[F.Function].trigger().Block))
          return;
        if (!mapGuards(Step, StepOf[F.Function]))
          return;
        Visit(std::move(Step));
      };
      auto IsElsewhere = [&](const CallRef &Caller) {
        return Follow == ActsFollow::SameThread &&
               (Caller.facts().InTask ||
                llvm::any_of(Handed.of(F), [&](const Entry &E) {
                  return E.By == Caller && E.Kind != EntryKind::Now;
                }));
      };
      for (const CallRef &Caller : P.callers(F->Id))
        if (!IsElsewhere(Caller) &&
            llvm::is_contained(P.targets(Caller.Caller, Caller.facts()), F))
          VisitCaller(Caller);
      for (const CallRef &Caller : Handed.handedTo(F))
        if (!IsElsewhere(Caller))
          VisitCaller(Caller);
    }
  }
}

const ActStep *Acts::of(FunctionRef F) const {
  auto It = StepOf.find(F.Function);
  return It == StepOf.end() ? nullptr : &It->second;
}

llvm::SmallVector<ActStep, 4> Acts::path(const ActStep &Step) const {
  llvm::SmallVector<ActStep, 4> Result{Step};
  while (Result.back().Next && Result.size() < 16) {
    const ActStep *Next = of(Result.back().Next);
    if (!Next)
      break;
    Result.push_back(*Next);
  }
  return Result;
}

} // namespace hangproof
