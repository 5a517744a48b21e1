//===- CountedThreads.cpp - The result is told by a member ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CountedThreads.h"
#include "engine/LoopFlow.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

static SymbolId symbolOf(const FunctionFacts &F, ValueId V) {
  if (V >= F.Values.size())
    return 0;
  const ValueFacts &Facts = F.Values[V];
  return Facts.Kind == ValueKind::Field || Facts.Kind == ValueKind::Global
             ? Facts.Symbol
             : 0;
}

/// Whether the block is run for one outcome of the call only.
static bool dependsOn(const FunctionFacts &F, uint32_t Block,
                      const CallFacts &Call) {
  const FlowGraph &Flow = F.Flow;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Branch = Flow.Blocks[I];
    llvm::BitVector None, Region;
    if (Branch.Condition != NoIndex && Branch.Successors.size() == 2 &&
        isMadeOf(F, Branch.Condition, Call.Result, WalkLocals) &&
        onlySideTo(Flow, I, Block, None, Region))
      return true;
  }
  return false;
}

bool isTestedByMember(FunctionRef Caller, const CallRef &Inner) {
  const FunctionFacts &Wrapper = *Inner.Caller;
  if (Wrapper.FlowFailed)
    return false;
  llvm::DenseSet<SymbolId> Told;
  for (uint32_t B = 0; B < Wrapper.Flow.Blocks.size(); ++B)
    for (const FlowEvent &Event : Wrapper.Flow.Blocks[B].Events)
      if (Event.Kind == EventKind::Store)
        if (SymbolId S = symbolOf(Wrapper, Wrapper.Stores[Event.Index].Target);
            S && !Told.contains(S) && dependsOn(Wrapper, B, Inner.facts()))
          Told.insert(S);
  if (Told.empty())
    return false;
  for (ValueId V = 0; V < Caller->Values.size(); ++V) {
    if (Caller->Values[V].Kind != ValueKind::Compare)
      continue;
    bool Found = false;
    walkValue(*Caller, V, WalkLocals, [&](ValueId Part) {
      Found |= Told.contains(symbolOf(*Caller, Part));
      return !Found;
    });
    if (Found)
      return true;
  }
  return false;
}

} // namespace hangproof
