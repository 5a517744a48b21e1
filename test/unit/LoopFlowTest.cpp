//===- LoopFlowTest.cpp - Which blocks a loop runs again ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/LoopFlow.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

class LoopFlowTest : public testing::Test {
protected:
  ApiTable Api;
  HandMadeFunction M{Api, 1, "f"};
};

/// for (;;) { if (c) { A; break; } B; }
TEST_F(LoopFlowTest, AMatchThatLeavesIsNoPartOfTheLoop) {
  uint32_t Entry = M.block(), Head = M.block(), Match = M.block(),
           Rest = M.block(), Exit = M.block();
  M.F.Flow.Entry = Entry;
  M.F.Flow.Exit = Exit;
  M.edge(Entry, Head);
  M.branch(Head, M.parameter("c"), Match, Rest);
  M.edge(Match, Exit);
  M.edge(Rest, Head);
  uint32_t Loop = M.loop(LoopKind::For, Head);

  LoopFlow Flow(M.F, Loop);
  EXPECT_TRUE(Flow.isKnown());
  EXPECT_TRUE(Flow.repeats(Head));
  EXPECT_TRUE(Flow.repeats(Rest));
  EXPECT_FALSE(Flow.repeats(Match));
  EXPECT_FALSE(Flow.repeats(Entry));
  ASSERT_EQ(Flow.exits().size(), 1u);
  EXPECT_EQ(Flow.exits()[0], Head);
}

/// for (outer) { for (inner) { A; break; } }: A runs once in each run of the
/// inner loop, and again with the outer one.
TEST_F(LoopFlowTest, TheLoopAroundDoesNotMakeTheInnerOneRepeat) {
  uint32_t Entry = M.block(), Outer = M.block(), Inner = M.block(),
           A = M.block(), Exit = M.block();
  M.F.Flow.Entry = Entry;
  M.F.Flow.Exit = Exit;
  M.edge(Entry, Outer);
  M.branch(Outer, M.parameter("c"), Inner, Exit);
  M.branch(Inner, M.parameter("d"), A, Outer);
  M.edge(A, Outer);
  uint32_t OuterLoop = M.loop(LoopKind::While, Outer);
  uint32_t InnerLoop = M.loop(LoopKind::While, Inner);

  EXPECT_FALSE(LoopFlow(M.F, InnerLoop).repeats(A));
  EXPECT_TRUE(LoopFlow(M.F, OuterLoop).repeats(A));
}

TEST_F(LoopFlowTest, NestedLoopsHaveBodiesOfTheirOwn) {
  uint32_t Entry = M.block(), Outer = M.block(), Inner = M.block(),
           A = M.block(), B = M.block(), Exit = M.block();
  M.F.Flow.Entry = Entry;
  M.F.Flow.Exit = Exit;
  M.edge(Entry, Outer);
  M.branch(Outer, M.parameter("c"), Inner, Exit);
  M.branch(Inner, M.parameter("d"), A, B);
  M.edge(A, Inner);
  M.edge(B, Outer);
  uint32_t OuterLoop = M.loop(LoopKind::While, Outer);
  uint32_t InnerLoop = M.loop(LoopKind::While, Inner);

  LoopFlow InnerFlow(M.F, InnerLoop), OuterFlow(M.F, OuterLoop);
  EXPECT_TRUE(InnerFlow.repeats(A));
  EXPECT_FALSE(InnerFlow.repeats(B));
  EXPECT_TRUE(OuterFlow.repeats(A));
  EXPECT_TRUE(OuterFlow.repeats(B));
}

TEST_F(LoopFlowTest, NothingIsKnownWithoutAHead) {
  uint32_t Loop = M.loop(LoopKind::While, NoIndex);
  LoopFlow Flow(M.F, Loop);
  EXPECT_FALSE(Flow.isKnown());
  EXPECT_FALSE(Flow.repeats(0));
  EXPECT_FALSE(Flow.leaves(0));
}

TEST_F(LoopFlowTest, PathsEndWhereTheProgramEnds) {
  uint32_t Entry = M.block(), Fatal = M.block(), Work = M.block(),
           Exit = M.block();
  M.F.Flow.Entry = Entry;
  M.F.Flow.Exit = Exit;
  M.branch(Entry, M.parameter("c"), Fatal, Work);
  M.edge(Fatal, Exit);
  M.F.Flow.Blocks[Fatal].IsNoReturn = true;
  M.edge(Work, Exit);

  EXPECT_TRUE(canReturn(M.F.Flow, Entry));
  EXPECT_FALSE(canReturn(M.F.Flow, Fatal));
  EXPECT_TRUE(canReturn(M.F.Flow, Work));
  // A call in code without a graph: nothing speaks against it.
  EXPECT_TRUE(canReturn(M.F.Flow, NoIndex));
}

} // namespace
} // namespace hangproof
