//===- ActsTest.cpp - Paths to an act, entries, guards --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Acts.h"
#include "HandMadeFunction.h"
#include "engine/Effects.h"
#include "engine/FunctionValues.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: start
    source: s
    fails: nonzero
    effects:
      - effect: starts-program
  - function: on_tick
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: timer
  - function: later
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: once
  - function: submit
    source: s
    args: {function: 0}
    effects:
      - effect: submits
        entry: function
  - function: each
    source: s
    args: {function: 0}
    effects:
      - effect: runs-now
        entry: function
      - effect: yields-item
)";

class ActsTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
  }

  /// A function of one block that makes one call.
  HandMadeFunction caller(SymbolId Id, const char *Name, const char *Callee,
                          SymbolId CalleeId = 0,
                          std::vector<SymbolId> Functions = {}) {
    HandMadeFunction M(Api, Id, Name);
    uint32_t Only = M.block(), Exit = M.block();
    M.edge(Only, Exit);
    M.F.Flow.Entry = Only;
    M.F.Flow.Exit = Exit;
    std::vector<ValueId> Arguments;
    for (SymbolId F : Functions)
      Arguments.push_back(M.function(F));
    M.call(Only, Callee, Arguments, NoIndex, CalleeId);
    return M;
  }

  void link(std::vector<FunctionFacts> Functions) {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Functions)));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Results = std::make_unique<Outcomes>(*P);
    Guards = std::make_unique<OnceGuards>(*P, *Results);
  }

  /// The steps that the consumer is told of, and what it answers.
  std::vector<ActStep> search(Acts &Found, bool Consume = false) {
    std::vector<ActStep> Steps;
    Found.find(
        *P, *Handed, *Guards,
        [&](FunctionRef F, CallId Call) -> std::optional<CallId> {
          if (effectOf(*P, F, F->Calls[Call], EffectKind::StartsProgram))
            return Call;
          return std::nullopt;
        },
        [&](const ActStep &Step) {
          Steps.push_back(Step);
          return Consume;
        });
    return Steps;
  }

  FunctionRef function(SymbolId Id) { return P->find(Id); }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<Outcomes> Results;
  std::unique_ptr<OnceGuards> Guards;
};

TEST_F(ActsTest, FindsTheShortestPath) {
  HandMadeFunction Top = caller(1, "top", "middle", 2);
  // A long way round first, the short one second.
  Top.call(0, "inner", {}, NoIndex, 3);
  link({Top.F, caller(2, "middle", "inner", 3).F,
        caller(3, "inner", "start").F});
  Acts Found;
  search(Found);
  const ActStep *Step = Found.of(function(1));
  ASSERT_TRUE(Step);
  EXPECT_EQ(Step->Depth, 1u);
  EXPECT_EQ(Step->facts().CalleeName, "inner");
  auto Path = Found.path(*Step);
  ASSERT_EQ(Path.size(), 2u);
  EXPECT_EQ(Path[1].facts().CalleeName, "start");
  EXPECT_FALSE(Path[1].Next);
}

TEST_F(ActsTest, WhatIsConsumedGoesNoFurther) {
  link({caller(1, "top", "inner", 2).F, caller(2, "inner", "start").F});
  Acts Found;
  EXPECT_EQ(search(Found, /*Consume=*/true).size(), 1u);
  EXPECT_FALSE(Found.of(function(2)));
}

TEST_F(ActsTest, RecursionEnds) {
  HandMadeFunction Inner = caller(2, "inner", "start");
  Inner.call(0, "inner", {}, NoIndex, 2);
  link({caller(1, "top", "inner", 2).F, Inner.F});
  Acts Found;
  EXPECT_EQ(search(Found).size(), 3u);
}

TEST_F(ActsTest, TasksLeadToWhatTheyRun) {
  link({caller(1, "top", "submit", 0, {2}).F, caller(2, "task", "start").F});
  Acts Found;
  search(Found);
  const ActStep *Step = Found.of(function(1));
  ASSERT_TRUE(Step);
  EXPECT_EQ(Step->facts().CalleeName, "submit");
  ASSERT_EQ(Handed->handedTo(function(2)).size(), 1u);
  EXPECT_FALSE(Handed->hot(function(2)));
}

TEST_F(ActsTest, WhatEndsTheProgramIsNoAct) {
  HandMadeFunction Fatal = caller(2, "fatal", "start");
  Fatal.F.Flow.Blocks[0].IsNoReturn = true;
  link({caller(1, "top", "fatal", 2).F, Fatal.F});
  Acts Found;
  EXPECT_EQ(search(Found).size(), 1u);
}

/// if (!done) { start(); done = 1; }
static HandMadeFunction guarded(const ApiTable &Api, ValueKind Kind,
                                bool IsStatic) {
  HandMadeFunction M(Api, 2, "guarded");
  uint32_t Entry = M.block(), Then = M.block(), Exit = M.block();
  M.F.Flow.Entry = Entry;
  M.F.Flow.Exit = Exit;
  ValueId Done = Kind == ValueKind::Global ? M.global(77, "done")
                                           : M.local("done", "int", IsStatic);
  M.branch(Entry, M.value(ValueKind::Not, {Done}), Then, Exit);
  M.edge(Then, Exit);
  M.call(Then, "start", {});
  M.store(Then, Done, M.integer(1));
  return M;
}

TEST_F(ActsTest, AOnceFlagKeepsTheFunctionFromDoingIt) {
  for (auto [Kind, IsStatic] : {std::pair(ValueKind::Global, false),
                                std::pair(ValueKind::Local, true)}) {
    link({caller(1, "top", "guarded", 2).F, guarded(Api, Kind, IsStatic).F});
    Acts Found;
    EXPECT_EQ(search(Found).size(), 1u);
    EXPECT_FALSE(Found.of(function(2)));
  }
}

TEST_F(ActsTest, ALocalFlagIsForgotten) {
  link({caller(1, "top", "guarded", 2).F,
        guarded(Api, ValueKind::Local, false).F});
  Acts Found;
  search(Found);
  EXPECT_TRUE(Found.of(function(1)));
}

TEST_F(ActsTest, AFlagThatIsClearedAgainGuardsNothing) {
  HandMadeFunction M = guarded(Api, ValueKind::Global, false);
  M.store(1, M.global(77, "done"), M.integer(0));
  link({caller(1, "top", "guarded", 2).F, M.F});
  Acts Found;
  search(Found);
  EXPECT_TRUE(Found.of(function(1)));
}

TEST_F(ActsTest, HandlersAreHot) {
  link({caller(1, "top", "on_tick", 0, {2}).F, caller(2, "tick", "start").F});
  const Entry *Hot = Handed->hot(function(2));
  ASSERT_TRUE(Hot);
  EXPECT_EQ(Hot->Context, "timer");
  EXPECT_EQ(Hot->How, "'on_tick' has it run for each timer tick");
  EXPECT_TRUE(Handed->handedTo(function(2)).empty());
}

TEST_F(ActsTest, ASingleRunIsHotOnlyWhenItHandsItselfOver) {
  HandMadeFunction Again = caller(3, "again", "later", 0, {3});
  link({caller(1, "top", "later", 0, {2}).F, caller(2, "single", "start").F,
        Again.F});
  EXPECT_FALSE(Handed->hot(function(2)));
  EXPECT_TRUE(Handed->hot(function(3)));
}

TEST_F(ActsTest, ACallThatRunsPerElementIsKnown) {
  link({caller(1, "top", "each", 0, {2}).F, caller(2, "item", "start").F});
  const Entry *Item = Handed->perItem(function(2));
  ASSERT_TRUE(Item);
  EXPECT_EQ(Item->Kind, EntryKind::Now);
}

TEST_F(ActsTest, FunctionsAreFoundThroughVariables) {
  HandMadeFunction M(Api, 1, "top");
  ValueId Callback = M.local("callback", "void (*)()");
  M.define(Callback, M.null());
  M.define(Callback, M.value(ValueKind::Aggregate, {M.function(2)}));
  link({M.F, caller(2, "inner", "start").F});
  auto Functions = functionsIn(*P, function(1), Callback);
  ASSERT_EQ(Functions.size(), 1u);
  EXPECT_EQ(Functions[0]->Name, "inner");
}

/// for (;;) { status = start(); if (status == 0) break; }
TEST_F(ActsTest, LeavingOnSuccessIsASearch) {
  for (bool OnSuccess : {true, false}) {
    HandMadeFunction M(Api, 1, "top");
    uint32_t Entry = M.block(), Head = M.block(), Next = M.block(),
             Exit = M.block();
    M.F.Flow.Entry = Entry;
    M.F.Flow.Exit = Exit;
    uint32_t Loop = M.loop(LoopKind::For, Head);
    M.edge(Entry, Head);
    CallId Start = M.call(Head, "start", {}, Loop);
    ValueId Status = M.local("status");
    M.define(Status, M.result(Start));
    M.branch(Head,
             M.compare(OnSuccess ? CompareOp::Equal : CompareOp::NotEqual,
                       Status, M.integer(0)),
             Exit, Next);
    M.edge(Next, Head);
    link({M.F});
    FunctionRef F = function(1);
    LoopFlow Flow(*F, Loop);
    EXPECT_EQ(Results->endsSearch(F, Flow, F->Calls[Start], false), OnSuccess);
  }
}

} // namespace
} // namespace hangproof
