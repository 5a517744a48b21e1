//===- EventLoopsTest.cpp - Event loops, start-up, workers ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/EventLoops.h"
#include "HandMadeFunction.h"
#include "engine/StartUp.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
callbacks:
  - parameters: ["loop *", int]
    result: void
    context: timer
    source: s
  - parameters: ["job *"]
    context: worker
    source: s
rows:
  - function: wait
    source: s
    effects:
      - effect: takes-events
  - function: poll_one
    source: s
    effects:
      - effect: polls
      - effect: blocks
        kind: network
  - function: run
    source: s
    effects:
      - effect: runs-events
  - function: on_event
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: event
  - function: on_signal
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: signal
  - function: start
    source: s
    args: {function: 0}
    effects:
      - effect: spawns
        entry: function
)";

class EventLoopsTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
  }

  struct Called {
    const char *Name;
    SymbolId Id = 0;
    std::vector<SymbolId> Functions = {};
  };

  void add(HandMadeFunction &M, uint32_t Block, const Called &C,
           uint32_t Loop = NoIndex) {
    std::vector<ValueId> Arguments;
    for (SymbolId F : C.Functions)
      Arguments.push_back(M.function(F));
    M.call(Block, C.Name, Arguments, Loop, C.Id);
  }

  /// Before; for (;;) { Inside }. Without Inside there is no loop.
  FunctionFacts function(SymbolId Id, const char *Name,
                         std::vector<Called> Before,
                         std::vector<Called> Inside = {}) {
    HandMadeFunction M(Api, Id, Name);
    uint32_t Entry = M.block(), Head = M.block(), Body = M.block(),
             Exit = M.block();
    M.F.Flow.Entry = Entry;
    M.F.Flow.Exit = Exit;
    M.F.IsMain = M.F.Name == "main";
    for (const Called &C : Before)
      add(M, Entry, C);
    M.edge(Entry, Inside.empty() ? Exit : Head);
    if (Inside.empty())
      return M.F;
    M.edge(Head, Body);
    M.edge(Body, Head);
    uint32_t Loop = M.loop(LoopKind::For, Head);
    M.F.Loops[Loop].ConditionIsConstantTrue = true;
    for (const Called &C : Inside)
      add(M, Body, C, Loop);
    return M.F;
  }

  void link(std::vector<FunctionFacts> Functions) {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Functions)));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Trips = std::make_unique<LoopTrips>(*P);
    Loops = std::make_unique<EventLoops>(*P, *Handed, *Trips);
    Start = std::make_unique<StartUp>(*P, *Handed, *Trips);
  }

  FunctionRef find(SymbolId Id) { return P->find(Id); }
  bool isStartUp(SymbolId Id) { return Start->isStartUp(find(Id), 0); }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<LoopTrips> Trips;
  std::unique_ptr<EventLoops> Loops;
  std::unique_ptr<StartUp> Start;
};

TEST_F(EventLoopsTest, ALoopThatTakesEventsRunsWhatItCalls) {
  link({function(1, "main", {{"init", 3}}, {{"wait"}, {"tick", 2}}),
        function(2, "tick", {{"inner", 4}}), function(3, "init", {}),
        function(4, "inner", {})});
  const EventWait *Wait = Loops->waitOf(find(1), 0);
  ASSERT_TRUE(Wait);
  EXPECT_EQ(Wait->Wait.facts().CalleeName, "wait");
  EXPECT_EQ(find(1)->Calls[Wait->Call].CalleeName, "wait");
  EXPECT_EQ(Loops->loopAround(find(1), find(1)->Calls[2]), 0u);
  EXPECT_EQ(Loops->loopAround(find(1), find(1)->Calls[0]), NoIndex);
  const LoopContext *Inner = Loops->of(find(4));
  ASSERT_TRUE(Inner);
  EXPECT_EQ(Inner->Root->Name, "main");
  EXPECT_EQ(Inner->Loop, 0u);
  ASSERT_EQ(Inner->Path.size(), 2u);
  EXPECT_EQ(Inner->Path[0].facts().CalleeName, "tick");
  EXPECT_EQ(Inner->Path[1].facts().CalleeName, "inner");
  EXPECT_FALSE(Loops->of(find(3)));
  EXPECT_FALSE(Loops->of(find(1)));
}

TEST_F(EventLoopsTest, TheWaitMayBeInAnotherFunction) {
  link({function(1, "f", {{"x"}}, {{"turn", 2}}),
        function(2, "turn", {{"wait_once", 3}, {"tick", 4}}),
        function(3, "wait_once", {{"wait"}}), function(4, "tick", {})});
  const EventWait *Wait = Loops->waitOf(find(1), 0);
  ASSERT_TRUE(Wait);
  EXPECT_EQ(find(1)->Calls[Wait->Call].CalleeName, "turn");
  EXPECT_EQ(Wait->Wait.Caller->Name, "wait_once");
  EXPECT_TRUE(Loops->of(find(4)));
}

TEST_F(EventLoopsTest, AFunctionWithALoopOfItsOwnWaitsForItself) {
  link({function(1, "f", {}, {{"request", 2}, {"tick", 3}}),
        function(2, "request", {}, {{"wait"}}), function(3, "tick", {})});
  EXPECT_FALSE(Loops->waitOf(find(1), 0));
  EXPECT_TRUE(Loops->waitOf(find(2), 0));
  EXPECT_FALSE(Loops->of(find(3)));
}

TEST_F(EventLoopsTest, APollForOneHandleCountsInTheLoopItselfOnly) {
  link({function(1, "f", {}, {{"poll_one"}, {"tick", 2}}),
        function(2, "tick", {}),
        function(3, "g", {}, {{"poll_own", 4}, {"other", 5}}),
        function(4, "poll_own", {{"poll_one"}}), function(5, "other", {})});
  EXPECT_TRUE(Loops->waitOf(find(1), 0));
  EXPECT_FALSE(Loops->waitOf(find(3), 0));
}

TEST_F(EventLoopsTest, AWorkerThatPollsItsHandleServesNobodyElse) {
  link({function(1, "setup", {{"start", 0, {2}}}),
        function(2, "work", {}, {{"poll_one"}, {"tick", 3}}),
        function(3, "tick", {})});
  EXPECT_FALSE(Loops->waitOf(find(2), 0));
  EXPECT_FALSE(Loops->of(find(3)));
}

TEST_F(EventLoopsTest, HandlersAreOnTheLoop) {
  link({function(1, "setup", {{"on_event", 0, {2}}, {"on_signal", 0, {4}}}),
        function(2, "handle", {{"inner", 3}}), function(3, "inner", {}),
        function(4, "caught", {{"other", 5}}), function(5, "other", {})});
  const LoopContext *Inner = Loops->of(find(3));
  ASSERT_TRUE(Inner);
  ASSERT_TRUE(Inner->Handler);
  EXPECT_EQ(Inner->Root->Name, "handle");
  EXPECT_EQ(Inner->Handler->How, "'on_event' has it run for each event");
  ASSERT_TRUE(Loops->of(find(2)));
  EXPECT_TRUE(Loops->of(find(2))->Path.empty());
  EXPECT_FALSE(Loops->of(find(5)));
  EXPECT_FALSE(Loops->of(find(1)));
}

TEST_F(EventLoopsTest, CallbacksAreToldByTheirParameters) {
  FunctionFacts Tick = function(1, "tick", {}), Job = function(2, "job", {}),
                Called = function(3, "called", {}),
                Other = function(4, "other", {}),
                Caller = function(5, "caller", {{"called", 3}});
  for (FunctionFacts *F : {&Tick, &Called, &Other}) {
    F->Parameters.resize(2);
    F->Parameters[0].TypeName = "loop *";
    F->Parameters[1].TypeName = "int";
    F->ResultTypeName = "void";
  }
  Other.ResultTypeName = "int";
  Job.Parameters.resize(1);
  Job.Parameters[0].TypeName = "job *";
  link({Tick, Job, Called, Other, Caller});
  ASSERT_EQ(Handed->of(find(1)).size(), 1u);
  EXPECT_EQ(Handed->of(find(1))[0].How,
            "it takes what x gives to a function for each timer tick");
  EXPECT_TRUE(Loops->of(find(1)));
  EXPECT_FALSE(Loops->of(find(2)));
  EXPECT_TRUE(Handed->of(find(3)).empty());
  EXPECT_TRUE(Handed->of(find(4)).empty());
  EXPECT_TRUE(Loops->isOnlyOnWorkers(find(2)));
}

TEST_F(EventLoopsTest, TellsWhatOnlyWorkersRun) {
  link({function(1, "setup", {{"start", 0, {2}}, {"shared", 4}}),
        function(2, "work", {{"own", 3}, {"shared", 4}}),
        function(3, "own", {}), function(4, "shared", {})});
  EXPECT_TRUE(Loops->isOnlyOnWorkers(find(2)));
  EXPECT_TRUE(Loops->isOnlyOnWorkers(find(3)));
  EXPECT_FALSE(Loops->isOnlyOnWorkers(find(4)));
  EXPECT_FALSE(Loops->isOnlyOnWorkers(find(1)));
}

TEST_F(EventLoopsTest, TellsFromWhereAFunctionIsRun) {
  link({function(1, "main", {{"init", 3}}, {{"wait"}, {"tick", 2}}),
        function(2, "tick", {{"shared", 4}}),
        function(3, "init", {{"start", 0, {5}}, {"shared", 4}}),
        function(4, "shared", {{"x"}}), function(5, "work", {{"shared", 4}}),
        function(6, "api", {{"open", 7}}), function(7, "open", {{"x"}})});
  RunPlaces Shared = Loops->placesOf(find(4), find(4)->Calls[0]);
  EXPECT_TRUE(Shared.OnLoop);
  EXPECT_TRUE(Shared.OnWorker);
  EXPECT_TRUE(Shared.InMain);
  EXPECT_FALSE(Shared.Unknown);
  RunPlaces Open = Loops->placesOf(find(7), find(7)->Calls[0]);
  EXPECT_TRUE(Open.Unknown);
  EXPECT_FALSE(Open.OnLoop || Open.OnWorker || Open.InMain);
}

TEST_F(EventLoopsTest, StartUpIsWhatMainDoesBeforeItsLoop) {
  link({function(1, "main", {{"init", 2}}, {{"wait"}, {"tick", 3}}),
        function(2, "init", {{"open", 4}}), function(3, "tick", {{"again", 5}}),
        function(4, "open", {}), function(5, "again", {})});
  EXPECT_TRUE(isStartUp(1));
  EXPECT_TRUE(isStartUp(4));
  EXPECT_FALSE(isStartUp(3));
  EXPECT_FALSE(isStartUp(5));
}

TEST_F(EventLoopsTest, TheMainLoopMayBeTheLibrarys) {
  HandMadeFunction Main(Api, 1, "main");
  uint32_t First = Main.block(), Second = Main.block(), Exit = Main.block();
  Main.F.Flow.Entry = First;
  Main.F.Flow.Exit = Exit;
  Main.F.IsMain = true;
  Main.edge(First, Second);
  Main.edge(Second, Exit);
  add(Main, First, {"init", 2});
  add(Main, Second, {"run"});
  link({Main.F, function(2, "init", {})});
  EXPECT_TRUE(isStartUp(2));
  EXPECT_TRUE(Loops->runsEvents(find(1), find(1)->Calls[1]));
}

TEST_F(EventLoopsTest, WhatMainCallsOnceHasAStartUpToo) {
  link({function(1, "main", {{"serve", 2}}),
        function(2, "serve", {{"init", 3}}, {{"tick", 4}}),
        function(3, "init", {}), function(4, "tick", {})});
  EXPECT_TRUE(isStartUp(3));
  EXPECT_FALSE(isStartUp(4));
}

TEST_F(EventLoopsTest, WithoutAMainLoopNothingIsStartUp) {
  link({function(1, "main", {{"init", 2}}), function(2, "init", {})});
  EXPECT_FALSE(isStartUp(2));
}

} // namespace
} // namespace hangproof
