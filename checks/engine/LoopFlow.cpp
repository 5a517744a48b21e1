//===- LoopFlow.cpp - Which blocks a loop runs again ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoopFlow.h"

namespace hangproof {

static llvm::BitVector walk(const FlowGraph &Flow,
                            llvm::SmallVector<uint32_t, 16> Work,
                            llvm::BitVector Seen,
                            const llvm::BitVector &Avoid) {
  while (!Work.empty()) {
    const FlowBlock &Block = Flow.Blocks[Work.pop_back_val()];
    if (Block.IsNoReturn)
      continue;
    for (const FlowEdge &Edge : Block.Successors) {
      if (Edge.To >= Seen.size() || Seen.test(Edge.To) ||
          (Edge.To < Avoid.size() && Avoid.test(Edge.To)))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return Seen;
}

llvm::BitVector reachable(const FlowGraph &Flow, uint32_t From,
                          const llvm::BitVector &Avoid) {
  llvm::BitVector Seen(Flow.Blocks.size());
  if (From >= Seen.size())
    return Seen;
  return walk(Flow, {From}, std::move(Seen), Avoid);
}

llvm::BitVector reachable(const FlowGraph &Flow, uint32_t From) {
  return reachable(Flow, From, llvm::BitVector());
}

llvm::BitVector reachableOver(const FlowGraph &Flow, uint32_t To,
                              const llvm::BitVector &Avoid) {
  llvm::BitVector Seen(Flow.Blocks.size());
  if (To >= Seen.size() || (To < Avoid.size() && Avoid.test(To)))
    return Seen;
  Seen.set(To);
  return walk(Flow, {To}, std::move(Seen), Avoid);
}

const FlowEdge *onlySideTo(const FlowGraph &Flow, uint32_t Branch, uint32_t To,
                           const llvm::BitVector &Avoid,
                           llvm::BitVector &Region) {
  llvm::BitVector AvoidBranch(Flow.Blocks.size());
  AvoidBranch.set(Branch);
  if (Branch != Flow.Entry &&
      reachableOver(Flow, Flow.Entry, AvoidBranch).test(To))
    return nullptr; // There is a way around the branch.
  AvoidBranch |= Avoid;
  const FlowEdge *Only = nullptr;
  for (const FlowEdge &Edge : Flow.Blocks[Branch].Successors) {
    if (Edge.To == Branch)
      continue;
    llvm::BitVector Side = reachableOver(Flow, Edge.To, AvoidBranch);
    if (!Side.test(To))
      continue;
    if (Only)
      return nullptr;
    Only = &Edge;
    Region = std::move(Side);
  }
  return Only;
}

bool canReturn(const FlowGraph &Flow, uint32_t Block) {
  if (Block >= Flow.Blocks.size() || Flow.Exit >= Flow.Blocks.size())
    return true; // Not known: nothing speaks against it.
  return Block == Flow.Exit || reachable(Flow, Block).test(Flow.Exit);
}

LoopFlow::LoopFlow(const FunctionFacts &F, uint32_t Loop) : Flow(F.Flow) {
  if (F.FlowFailed || Loop >= F.Loops.size())
    return;
  Head = F.Loops[Loop].Head;
  if (Head >= Flow.Blocks.size() || Flow.Entry >= Flow.Blocks.size())
    return;
  Known = true;
  Body.resize(Flow.Blocks.size());

  // Edges back to the head come from blocks that only the head leads to.
  llvm::BitVector AvoidHead(Flow.Blocks.size());
  AvoidHead.set(Head);
  llvm::BitVector Outside = reachableOver(Flow, Flow.Entry, AvoidHead);
  llvm::BitVector Inside = reachable(Flow, Head, AvoidHead);
  std::vector<llvm::SmallVector<uint32_t, 2>> Predecessors(Flow.Blocks.size());
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I)
    if (!Flow.Blocks[I].IsNoReturn)
      for (const FlowEdge &Edge : Flow.Blocks[I].Successors)
        if (Edge.To < Predecessors.size())
          Predecessors[Edge.To].push_back(I);
  llvm::SmallVector<uint32_t, 16> Work;
  auto Add = [&](uint32_t Block) {
    if (Body.test(Block))
      return;
    Body.set(Block);
    Work.push_back(Block);
  };
  for (uint32_t From : Predecessors[Head])
    if ((Inside.test(From) && !Outside.test(From)) || From == Head)
      Add(From);
  if (Work.empty())
    return; // Every path through the braces leaves: no second turn.
  Body.set(Head);
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    if (Block == Head)
      continue;
    for (uint32_t From : Predecessors[Block])
      if (Inside.test(From) || From == Head)
        Add(From);
  }
}

llvm::SmallVector<uint32_t, 4> LoopFlow::exits() const {
  llvm::SmallVector<uint32_t, 4> Result;
  for (unsigned Block : Body.set_bits()) {
    const FlowBlock &B = Flow.Blocks[Block];
    if (B.Condition == NoIndex)
      continue;
    bool Leaves = B.Successors.empty();
    for (const FlowEdge &Edge : B.Successors)
      Leaves |= !repeats(Edge.To);
    if (Leaves)
      Result.push_back(Block);
  }
  return Result;
}

llvm::SmallVector<uint32_t, 4> partsOfChoice(const FlowGraph &Flow,
                                             uint32_t First, uint32_t To,
                                             llvm::BitVector Avoid,
                                             llvm::BitVector &Region) {
  llvm::BitVector AvoidFirst(Flow.Blocks.size());
  AvoidFirst.set(First);
  if (Flow.Blocks[First].Successors.size() != 2 ||
      (First != Flow.Entry &&
       reachableOver(Flow, Flow.Entry, AvoidFirst).test(To)))
    return {};
  for (unsigned Side : {0u, 1u}) {
    // `a && b` around what is left out is one as well: `!a || !b` around To.
    uint32_t Shared = Flow.Blocks[First].Successors[Side].To;
    uint32_t Next = Flow.Blocks[First].Successors[1 - Side].To;
    llvm::SmallVector<uint32_t, 4> Parts{First};
    while (Next < Flow.Blocks.size() &&
           Flow.Blocks[Next].Condition != NoIndex &&
           Flow.Blocks[Next].Successors.size() == 2 &&
           !llvm::is_contained(Parts, Next)) {
      llvm::ArrayRef<FlowEdge> Edges = Flow.Blocks[Next].Successors;
      if (Edges[0].To != Shared && Edges[1].To != Shared)
        break;
      Parts.push_back(Next);
      Next = Edges[Edges[0].To == Shared ? 1 : 0].To;
    }
    if (Parts.size() < 2)
      continue;
    llvm::BitVector Out = Avoid;
    Out |= AvoidFirst;
    if (reachableOver(Flow, Next, Out).test(To))
      continue;
    llvm::BitVector Taken = reachableOver(Flow, Shared, Out);
    if (!Taken.test(To))
      continue;
    Region = std::move(Taken);
    return Parts;
  }
  return {};
}

} // namespace hangproof
