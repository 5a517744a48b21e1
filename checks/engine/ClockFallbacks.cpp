//===- ClockFallbacks.cpp - Wall clocks as a last resort ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClockFallbacks.h"
#include "LoopFlow.h"
#include "ValueWalk.h"

namespace hangproof {

const std::vector<CallId> &ClockFallbacks::monotonicIn(FunctionRef F) {
  auto [It, IsNew] = Monotonic.try_emplace(F.Function);
  if (!IsNew)
    return It->second;
  for (ValueId V = 0; V < F->Values.size(); ++V)
    if ((F->Values[V].Kind == ValueKind::Call ||
         F->Values[V].Kind == ValueKind::OutArgument) &&
        Clocks.marks(F, V) & AnyMonotonic)
      It->second.push_back(CallId(F->Values[V].Number));
  return It->second;
}

bool ClockFallbacks::contains(FunctionRef F, CallId Reading) {
  if (!F || Reading >= F->Calls.size() || F->FlowFailed)
    return false;
  const std::vector<CallId> &Others = monotonicIn(F);
  if (Others.empty())
    return false;
  const FlowGraph &Flow = F->Flow;
  uint32_t Block = F->Calls[Reading].Block;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Branch = Flow.Blocks[I];
    if (Branch.Condition == NoIndex || Branch.Successors.size() != 2)
      continue;
    llvm::BitVector AvoidBranch(Flow.Blocks.size()), None, Region;
    AvoidBranch.set(I);
    const FlowEdge *Side = onlySideTo(Flow, I, Block, None, Region);
    if (!Side)
      continue;
    const FlowEdge *Other = &Branch.Successors[0] == Side
                                ? &Branch.Successors[1]
                                : &Branch.Successors[0];
    llvm::BitVector OtherSide = reachableOver(Flow, Other->To, AvoidBranch);
    OtherSide.reset(Region);
    for (CallId Id : Others) {
      const CallFacts &Call = F->Calls[Id];
      if (Id == Reading)
        continue;
      if (Call.Block < OtherSide.size() && OtherSide.test(Call.Block))
        return true;
      // What it returns says whether it worked; the time is what it wrote.
      if (!(Clocks.marks(F, Call.Result) & AnyMonotonic) &&
          isMadeOf(*F, Branch.Condition, Call.Result, WalkLocals))
        return true;
    }
  }
  return false;
}

} // namespace hangproof
