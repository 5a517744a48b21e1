//===- Acts.cpp - Functions that do something, by whatever path -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Acts.h"
#include "LoopFlow.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

void Acts::find(const Program &P, const Entries &Handed, OnceGuards &Guards,
                DirectTest IsDirect, Consumer Consume) {
  // A path as long as this convinces nobody.
  constexpr unsigned MostDepth = 8;
  llvm::DenseSet<std::pair<const FunctionFacts *, CallId>> Visited;
  llvm::SmallVector<FunctionRef, 16> Level, NextLevel;

  auto Visit = [&](const ActStep &Step) {
    if (!Visited.insert({Step.In.Function, Step.Call}).second)
      return;
    // Code that no path reaches.
    if (!Step.In->FlowFailed && Step.facts().Block == NoIndex)
      return;
    if (Consume(Step))
      return;
    if (StepOf.count(Step.In.Function) ||
        Guards.isGuarded(Step.In, Step.trigger()) ||
        !canReturn(Step.In->Flow, Step.trigger().Block))
      return;
    StepOf[Step.In.Function] = Step;
    NextLevel.push_back(Step.In);
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
        bool IsIndirect = Call.Callee == 0 && Call.Target != NoIndex;
        Step.IsOverApproximated =
            Over || ((Call.IsVirtual || IsIndirect) &&
                     P.targets(Caller.Caller, Call).size() > 1);
        Visit(Step);
      };
      for (const CallRef &Caller : P.callers(F->Id))
        if (llvm::is_contained(P.targets(Caller.Caller, Caller.facts()), F))
          VisitCaller(Caller);
      for (const CallRef &Caller : Handed.handedTo(F))
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
