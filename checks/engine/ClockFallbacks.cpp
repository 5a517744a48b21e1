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

/// What the caller asks for decides on the branch.
static bool asksCaller(const FunctionFacts &F, ValueId Condition) {
  bool Asks = false;
  walkValue(F, Condition, WalkOperands, [&](ValueId Id) {
    Asks |= F.Values[Id].Kind == ValueKind::Parameter;
    return !Asks;
  });
  return Asks;
}

/// Whether Block is only reached when the branch fails, or a part of the same
/// condition that stands before it: `if (known && read(..) == 0) return ..;`.
static bool followsFailure(const FunctionFacts &F, uint32_t Branch,
                           uint32_t Block) {
  const FlowGraph &Flow = F.Flow;
  llvm::BitVector Parts(Flow.Blocks.size());
  Parts.set(Branch);
  const FlowEdge *Failed = nullptr;
  for (const FlowEdge &Edge : Flow.Blocks[Branch].Successors)
    if (reachableOver(Flow, Edge.To, Parts).test(Block)) {
      if (Failed)
        return false;
      Failed = &Edge;
    }
  if (!Failed)
    return false;
  for (uint32_t First = Branch, Next = NoIndex; First != NoIndex;
       First = Next) {
    Next = NoIndex;
    for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
      const FlowBlock &Part = Flow.Blocks[I];
      if (Parts.test(I) || Part.Condition == NoIndex ||
          Part.Successors.size() != 2 || asksCaller(F, Part.Condition))
        continue;
      bool IsFirst = Part.Successors[0].To == First;
      if (Part.Successors[IsFirst ? 0 : 1].To == First &&
          Part.Successors[IsFirst ? 1 : 0].To == Failed->To)
        Next = I;
    }
    if (Next != NoIndex)
      Parts.set(Next);
  }
  return Parts.test(Flow.Entry) ||
         !reachableOver(Flow, Flow.Entry, Parts).test(Block);
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
    // What it returns says whether it worked; the time is what it wrote.
    for (CallId Id : Others) {
      ValueId Result = F->Calls[Id].Result;
      if (Id != Reading && !(Clocks.marks(F, Result) & AnyMonotonic) &&
          isMadeOf(*F, Branch.Condition, Result, WalkLocals) &&
          followsFailure(*F, I, Block))
        return true;
    }
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
    }
  }
  return false;
}

} // namespace hangproof
