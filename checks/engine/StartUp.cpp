//===- StartUp.cpp - Code that runs once, before the main loop ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StartUp.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

/// Whether the function has a loop without end: a server's main loop.
bool StartUp::runsForEver(FunctionRef F) {
  for (uint32_t L = 0; L < F->Loops.size(); ++L)
    if (Loops.of(F, L).IsEndless && !Loops.flow(F, L).body().none())
      return true;
  return false;
}

/// Whether a block of main runs before its main loop.
bool StartUp::isBeforeMainLoop(FunctionRef Main, uint32_t Block) {
  if (Block == NoIndex || Main->FlowFailed)
    return false;
  const FlowGraph &Graph = Main->Flow;
  llvm::BitVector After = reachable(Graph, Block);
  auto IsBefore = [&](uint32_t Later) {
    return Later != Block && After.test(Later) &&
           !reachable(Graph, Later).test(Block);
  };
  for (uint32_t L = 0; L < Main->Loops.size(); ++L) {
    const LoopFlow &Flow = Loops.flow(Main, L);
    if (Flow.isKnown() && !Flow.body().none() && Loops.of(Main, L).IsEndless &&
        IsBefore(Flow.head()))
      return true;
  }
  for (const CallFacts &Call : Main->Calls)
    if (Call.Block != NoIndex && IsBefore(Call.Block))
      for (FunctionRef Target : P.targets(Main, Call))
        if (runsForEver(Target))
          return true;
  return false;
}

bool StartUp::contains(FunctionRef F, uint32_t Block) {
  if (F->IsMain)
    return isBeforeMainLoop(F, Block);
  constexpr size_t MostFunctions = 64;
  llvm::SmallVector<FunctionRef, 8> Work{F};
  llvm::SmallPtrSet<const FunctionFacts *, 16> Seen{F.Function};
  while (!Work.empty()) {
    FunctionRef At = Work.pop_back_val();
    llvm::ArrayRef<CallRef> Callers = P.callers(At->Id);
    if (Callers.empty() || !Handed.of(At).empty() ||
        !Handed.handedTo(At).empty())
      return false;
    for (const CallRef &Caller : Callers) {
      if (Caller.Caller->IsMain) {
        if (!isBeforeMainLoop(Caller.Caller, Caller.facts().Block))
          return false;
      } else if (Seen.insert(Caller.Caller.Function).second) {
        if (Seen.size() > MostFunctions)
          return false;
        Work.push_back(Caller.Caller);
      }
    }
  }
  return true;
}

} // namespace hangproof
