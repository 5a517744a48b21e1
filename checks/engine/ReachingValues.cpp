//===- ReachingValues.cpp - What a local may hold when a call runs --------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleActs.h"
#include "llvm/ADT/BitVector.h"

namespace hangproof {

llvm::SmallVector<std::pair<ValueId, uint32_t>, 4>
reachingValues(const FunctionFacts &F, ValueId Local, CallId Call) {
  llvm::SmallVector<std::pair<ValueId, uint32_t>, 4> Result;
  const FlowGraph &Flow = F.Flow;
  uint32_t At = F.Calls[Call].Block;
  if (F.FlowFailed || At >= Flow.Blocks.size())
    return Result;
  std::vector<llvm::SmallVector<uint32_t, 2>> Before(Flow.Blocks.size());
  for (uint32_t B = 0; B < Flow.Blocks.size(); ++B)
    for (const FlowEdge &E : Flow.Blocks[B].Successors)
      if (E.To < Before.size())
        Before[E.To].push_back(B);
  // The last definition among the first End events of a block.
  auto LastIn = [&](uint32_t Block, size_t End) {
    const std::vector<FlowEvent> &Events = Flow.Blocks[Block].Events;
    for (size_t I = std::min(End, Events.size()); I-- > 0;) {
      const FlowEvent &E = Events[I];
      bool Defines = (E.Kind == EventKind::Store && E.Index < F.Stores.size() &&
                      F.Stores[E.Index].Target == Local) ||
                     (E.Kind == EventKind::Define &&
                      F.Values[Local].Kind == ValueKind::Local &&
                      int64_t(E.Index) == F.Values[Local].Number);
      if (!Defines)
        continue;
      ValueId Value =
          E.Kind == EventKind::Store ? F.Stores[E.Index].Value : E.Value;
      if (Value < F.Values.size())
        Result.push_back({Value, Block});
      return true;
    }
    return false;
  };
  size_t End = 0;
  for (const FlowEvent &E : Flow.Blocks[At].Events) {
    if (E.Kind == EventKind::Call && E.Index == Call)
      break;
    ++End;
  }
  if (LastIn(At, End))
    return Result;
  llvm::BitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 8> Work(Before[At].begin(), Before[At].end());
  while (!Work.empty() && Result.size() < 16) {
    uint32_t Block = Work.pop_back_val();
    if (Seen.test(Block))
      continue;
    Seen.set(Block);
    if (!LastIn(Block, ~size_t(0)))
      Work.append(Before[Block].begin(), Before[Block].end());
  }
  return Result;
}

} // namespace hangproof
