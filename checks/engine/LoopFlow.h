//===- LoopFlow.h - Which blocks a loop runs again --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop as the flow graph has it: the blocks between its head and the edges
// that jump back to the head. What stands in the braces of a loop but always
// leaves by break or return is not among them, which is what checks want to
// know.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_LOOPFLOW_H
#define HANGPROOF_ENGINE_LOOPFLOW_H

#include "Facts.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallVector.h"

namespace hangproof {

/// Blocks that can follow the block From by one or more edges, on paths that
/// do not enter a block of Avoid. Paths end in blocks that do not return.
llvm::BitVector reachable(const FlowGraph &Flow, uint32_t From,
                          const llvm::BitVector &Avoid);
llvm::BitVector reachable(const FlowGraph &Flow, uint32_t From);

/// The same for a start that is one side of a branch: To itself counts.
llvm::BitVector reachableOver(const FlowGraph &Flow, uint32_t To,
                              const llvm::BitVector &Avoid);

/// For a branch that every path to the block To passes: the one edge over which
/// To is reached, without entering a block of Avoid; null if there are more, or
/// none. Region gets the blocks that follow that edge, up to the branch.
const FlowEdge *onlySideTo(const FlowGraph &Flow, uint32_t Branch, uint32_t To,
                           const llvm::BitVector &Avoid,
                           llvm::BitVector &Region);

/// Whether control can leave the function by its end or a return after Block
/// has begun; false if all that follows exits the program or loops for ever.
bool canReturn(const FlowGraph &Flow, uint32_t Block);

/// The natural loop of FunctionFacts::Loops[Loop].
class LoopFlow {
public:
  LoopFlow(const FunctionFacts &F, uint32_t Loop);

  /// False when the function has no flow graph, or the loop's head was pruned
  /// from it.
  bool isKnown() const { return Known; }
  uint32_t head() const { return Head; }

  /// Whether the block can run again in the next turn of this loop, in the
  /// same run of the loop.
  bool repeats(uint32_t Block) const {
    return Known && Block < Body.size() && Body.test(Block);
  }

  /// Whether control that goes on at this block never comes back for another
  /// turn.
  bool leaves(uint32_t Block) const { return Known && !repeats(Block); }

  const llvm::BitVector &body() const { return Body; }

  /// Blocks of the body that have a condition and a side that leaves.
  llvm::SmallVector<uint32_t, 4> exits() const;

private:
  const FlowGraph &Flow;
  llvm::BitVector Body;
  uint32_t Head = NoIndex;
  bool Known = false;
};

/// The blocks of a condition `a || b || ..` that begins with the block First,
/// if every path to the block To comes through it and over its true side, which
/// Region then gets. Empty if First is no such block.
llvm::SmallVector<uint32_t, 4> partsOfChoice(const FlowGraph &Flow,
                                             uint32_t First, uint32_t To,
                                             llvm::BitVector Avoid,
                                             llvm::BitVector &Region);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_LOOPFLOW_H
