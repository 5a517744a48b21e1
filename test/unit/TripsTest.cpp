//===- TripsTest.cpp - What bounds the turns of a loop --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Trips.h"
#include "HandMadeFunction.h"
#include "engine/ValueWalk.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: take
    source: s
    effects:
      - effect: yields-item
)";

class TripsTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
    Entry = M.block();
    Head = M.block();
    Body = M.block();
    Exit = M.block();
    M.F.Flow.Entry = Entry;
    M.F.Flow.Exit = Exit;
    M.edge(Entry, Head);
    M.edge(Body, Head);
  }

  /// while (Condition) { Body }
  uint32_t whileLoop(ValueId Condition) {
    M.branch(Head, Condition, Body, Exit);
    return M.loop(LoopKind::While, Head, Condition);
  }
  /// for (;;) { Body }
  uint32_t endlessLoop() {
    M.edge(Head, Body);
    uint32_t Loop = M.loop(LoopKind::For, Head);
    M.F.Loops[Loop].ConditionIsConstantTrue = true;
    return Loop;
  }

  Trips tripsOf(uint32_t Loop, std::vector<FunctionFacts> Others = {}) {
    Others.insert(Others.begin(), M.F);
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Others)));
    Program P(std::move(Files), Api);
    return LoopTrips(P).of(P.find(SymbolId(1)), Loop);
  }

  ApiTable Api;
  HandMadeFunction M{Api, 1, "f"};
  uint32_t Entry, Head, Body, Exit;
};

TEST_F(TripsTest, ARangeIsOncePerElement) {
  uint32_t Loop = M.loop(LoopKind::RangeFor, Head);
  M.F.Loops[Loop].Range = M.parameter("files");
  Trips T = tripsOf(Loop);
  EXPECT_EQ(T.Class, TripClass::Data);
  EXPECT_TRUE(T.IsPlain);
  EXPECT_EQ(T.PerItem, "each element of 'files'");
  EXPECT_EQ(T.Sentence, "loop over 'files' runs once per element");
}

TEST_F(TripsTest, AnInitializerListIsConstant) {
  uint32_t Loop = M.loop(LoopKind::RangeFor, Head);
  ValueId Names = M.local("names", "const char *[2]");
  M.define(Names,
           M.value(ValueKind::Aggregate, {M.string("a"), M.string("b")}));
  M.F.Loops[Loop].Range = Names;
  EXPECT_EQ(tripsOf(Loop).Class, TripClass::Constant);
}

TEST_F(TripsTest, AListThatGrowsIsData) {
  uint32_t Loop = M.loop(LoopKind::RangeFor, Head);
  ValueId Names = M.local("names", "std::vector<int>");
  M.define(Names, M.value(ValueKind::Aggregate, {M.integer(1)}));
  M.F.Loops[Loop].Range = Names;
  CallId Push = M.call(Entry, "std::vector::push_back", {M.integer(2)});
  M.F.Calls[Push].Object = Names;
  EXPECT_EQ(tripsOf(Loop).Class, TripClass::Data);
}

TEST_F(TripsTest, AFewKnownTurnsAreConstant) {
  uint32_t Loop = M.loop(LoopKind::For, Head);
  M.F.Loops[Loop].ConstantTrips = 3;
  EXPECT_EQ(tripsOf(Loop).Class, TripClass::Constant);
}

TEST_F(TripsTest, AListWalkIsData) {
  ValueId P = M.local("p", "struct node *");
  M.define(P, M.parameter("list"));
  M.define(P, M.value(ValueKind::Field, {M.value(ValueKind::Deref, {P})}, 0, 7,
                      "next"));
  Trips T = tripsOf(whileLoop(M.compare(CompareOp::NotEqual, P, M.null())));
  EXPECT_EQ(T.Class, TripClass::Data);
  EXPECT_EQ(T.PerItem, "each element that 'p' visits");
}

TEST_F(TripsTest, AWalkOverAConstantTableIsConstant) {
  HandMadeFunction Globals(Api, 9, "static initialization");
  Globals.F.IsStaticInitializer = true;
  Globals.F.FlowFailed = true;
  Globals.store(NoIndex, Globals.global(8, "table"),
                Globals.value(ValueKind::Aggregate,
                              {Globals.string("a"), Globals.null()}));
  ValueId P = M.local("p", "const char **");
  M.define(P, M.global(8, "table"));
  M.define(P, M.value(ValueKind::Add, {P, M.integer(1)}));
  ValueId Test = M.value(ValueKind::Deref, {P});
  EXPECT_EQ(tripsOf(whileLoop(Test), {Globals.F}).Class, TripClass::Constant);
}

TEST_F(TripsTest, AnIndexIsBoundByWhatItIsComparedWith) {
  ValueId I = M.local("i");
  M.define(I, M.integer(0));
  M.define(I, M.value(ValueKind::Add, {I, M.integer(1)}));
  ValueId Count = M.parameter("used");
  M.value(ValueKind::Element, {M.parameter("names"), I});
  Trips T = tripsOf(whileLoop(M.compare(CompareOp::Less, I, Count)));
  EXPECT_EQ(T.Class, TripClass::Data);
  EXPECT_EQ(T.PerItem, "each element of 'names'");
}

TEST_F(TripsTest, ANumberOfThreadsIsConfigured) {
  ValueId I = M.local("i");
  M.define(I, M.integer(0));
  M.define(I, M.value(ValueKind::Add, {I, M.integer(1)}));
  M.value(ValueKind::Element, {M.parameter("handles"), I});
  ValueId Test = M.compare(CompareOp::Less, I, M.global(5, "worker_threads"));
  EXPECT_EQ(tripsOf(whileLoop(Test)).Class, TripClass::Configured);
}

TEST_F(TripsTest, AnItemPerTurnIsData) {
  uint32_t Loop = endlessLoop();
  M.call(Body, "take", {M.parameter("queue")}, Loop);
  Trips T = tripsOf(Loop);
  EXPECT_EQ(T.Class, TripClass::Data);
  EXPECT_TRUE(T.IsEndless);
  EXPECT_FALSE(T.IsPlain);
  EXPECT_EQ(T.PerItem, "each item from 'take'");
}

TEST_F(TripsTest, AWrapperOfAnItemSourceIsOne) {
  HandMadeFunction Wrapper(Api, 2, "nextLine");
  uint32_t Only = Wrapper.block();
  Wrapper.F.Flow.Entry = Wrapper.F.Flow.Exit = Only;
  CallId Take = Wrapper.call(Only, "take", {});
  Wrapper.giveBack(Only, Wrapper.result(Take));

  uint32_t Loop = endlessLoop();
  M.call(Body, "nextLine", {}, Loop, 2);
  Trips T = tripsOf(Loop, {Wrapper.F});
  EXPECT_EQ(T.Class, TripClass::Data);
  EXPECT_EQ(T.PerItem, "each item from 'nextLine'");
}

TEST_F(TripsTest, WhatThisTurnOpenedGivesNoItemPerTurn) {
  uint32_t Loop = endlessLoop();
  ValueId File = M.local("file", "FILE *");
  CallId Open = M.call(Body, "fopen", {M.string("/proc/stat")}, Loop);
  M.define(File, M.result(Open));
  M.call(Body, "take", {File}, Loop);
  EXPECT_EQ(tripsOf(Loop).Class, TripClass::Forever);
}

TEST_F(TripsTest, AStopFlagLeavesALoopForEver) {
  ValueId Stop = M.global(3, "stop");
  Trips T = tripsOf(whileLoop(M.value(ValueKind::Not, {Stop})));
  EXPECT_EQ(T.Class, TripClass::Forever);
  EXPECT_TRUE(T.IsEndless);
}

TEST_F(TripsTest, ATestOfAStatusIsUnknown) {
  ValueId Status = M.local("status");
  CallId Try = M.call(Body, "attempt", {}, 0);
  M.define(Status, M.result(Try));
  ValueId Test = M.compare(CompareOp::NotEqual, Status, M.integer(0));
  EXPECT_EQ(tripsOf(whileLoop(Test)).Class, TripClass::Unknown);
}

TEST(ValueWalkTest, FindsWordsOfIdentifiers) {
  EXPECT_TRUE(hasWord("worker_count", "worker"));
  EXPECT_TRUE(hasWord("workerCount", "count"));
  EXPECT_TRUE(hasWord("nWorkers", "worker"));
  EXPECT_TRUE(hasWord("MAX_RETRIES", "retries"));
  EXPECT_FALSE(hasWord("networker", "worker"));
  EXPECT_FALSE(hasWord("discount", "count"));
  EXPECT_FALSE(hasWord("", "count"));
}

} // namespace
} // namespace hangproof
