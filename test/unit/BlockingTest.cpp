//===- BlockingTest.cpp - What a piece of work waits for ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Blocking.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: resolve
    source: s
    effects:
      - effect: blocks
        kind: dns
  - function: load
    source: s
    args: {path: 0, name: 0, flags: 1}
    effects:
      - effect: blocks
        kind: disk
        when: {path: [unlike /proc/*], flags: [lacks NOW=4]}
  - function: look
    source: s
    effects:
      - effect: blocks
        kind: disk
        lasts: short
  - function: sync
    source: s
    effects:
      - effect: blocks
        kind: disk
        lasts: long
  - function: wait
    source: s
    args: {timeout: 0}
    effects:
      - effect: blocks
        kind: network
        timeout: timeout
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
)";

class BlockingTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
  }

  HandMadeFunction function(SymbolId Id, const char *Name) {
    HandMadeFunction M(Api, Id, Name);
    uint32_t Only = M.block(), Exit = M.block();
    M.edge(Only, Exit);
    M.F.Flow.Entry = Only;
    M.F.Flow.Exit = Exit;
    return M;
  }

  HandMadeFunction caller(SymbolId Id, const char *Name, const char *Callee,
                          SymbolId CalleeId = 0, SymbolId Argument = 0) {
    HandMadeFunction M = function(Id, Name);
    std::vector<ValueId> Arguments;
    if (Argument)
      Arguments.push_back(M.function(Argument));
    M.call(0, Callee, Arguments, NoIndex, CalleeId);
    return M;
  }

  void link(std::vector<FunctionFacts> Functions,
            Blocking::LimitTest IsLimited = {}) {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Functions)));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Results = std::make_unique<Outcomes>(*P);
    Guards = std::make_unique<OnceGuards>(*P, *Results);
    Waits = std::make_unique<Blocking>(*P, *Handed, *Guards, IsLimited);
  }

  std::optional<BlockPath> of(SymbolId Id, BlockKindSet Kinds = WorkKinds,
                              BlockLength Least = BlockLength::Normal) {
    return Waits->of(P->find(Id), Kinds, Least);
  }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<Outcomes> Results;
  std::unique_ptr<OnceGuards> Guards;
  std::unique_ptr<Blocking> Waits;
};

TEST_F(BlockingTest, KeepsThePath) {
  link({caller(1, "top", "middle", 2).F, caller(2, "middle", "inner", 3).F,
        caller(3, "inner", "resolve").F});
  std::optional<BlockPath> Path = of(1);
  ASSERT_TRUE(Path);
  EXPECT_EQ(Path->What.Kind, BlockKind::Dns);
  ASSERT_EQ(Path->Steps.size(), 3u);
  EXPECT_EQ(Path->first().facts().CalleeName, "middle");
  EXPECT_EQ(Path->blockingCall().CalleeName, "resolve");
  EXPECT_FALSE(of(1, bit(BlockKind::Disk)));

  std::optional<BlockPath> Through = Waits->through(P->find(1), 0);
  ASSERT_TRUE(Through);
  EXPECT_EQ(Through->Steps.size(), 3u);
  EXPECT_EQ(Through->first().Depth, 2u);
}

TEST_F(BlockingTest, TakesTheWorst) {
  HandMadeFunction M = function(1, "f");
  M.call(0, "load", {M.parameter("path")});
  M.call(0, "resolve", {});
  link({M.F});
  ASSERT_TRUE(of(1));
  EXPECT_EQ(of(1)->What.Kind, BlockKind::Dns);
}

TEST_F(BlockingTest, ALookIsNoBlock) {
  link({caller(1, "f", "look").F});
  EXPECT_FALSE(of(1));
  EXPECT_FALSE(Waits->through(P->find(1), 0));
}

TEST_F(BlockingTest, LengthIsAsked) {
  HandMadeFunction Load = function(1, "f");
  Load.call(0, "load", {Load.parameter("path")});
  link({Load.F, caller(2, "g", "sync").F});
  EXPECT_TRUE(of(1));
  EXPECT_FALSE(of(1, WorkKinds, BlockLength::Long));
  EXPECT_TRUE(of(2, WorkKinds, BlockLength::Long));
}

TEST_F(BlockingTest, ZeroTimeoutsDoNotBlock) {
  HandMadeFunction Zero = function(1, "zero"), Some = function(2, "some");
  Zero.call(0, "wait", {Zero.integer(0)});
  Some.call(0, "wait", {Some.integer(100)});
  link({Zero.F, Some.F});
  EXPECT_FALSE(of(1));
  EXPECT_TRUE(of(2));
}

TEST_F(BlockingTest, ConditionsAreAsked) {
  HandMadeFunction Kernel = function(1, "kernel"), Flag = function(2, "flag"),
                   Plain = function(3, "plain");
  Kernel.call(0, "load", {Kernel.string("/proc/stat")});
  Flag.call(0, "load", {Flag.parameter("path"), Flag.integer(6)});
  Plain.call(0, "load", {Plain.parameter("path"), Plain.integer(2)});
  link({Kernel.F, Flag.F, Plain.F});
  EXPECT_FALSE(of(1));
  EXPECT_FALSE(of(2));
  EXPECT_TRUE(of(3));
}

TEST_F(BlockingTest, OtherThreadsTimeIsTheirs) {
  HandMadeFunction Task = caller(5, "task", "resolve");
  HandMadeFunction InTask = caller(4, "tasks", "resolve");
  InTask.F.Calls[0].InTask = true;
  link({caller(1, "submits", "submit", 0, 5).F,
        caller(2, "runs", "each", 0, 5).F, InTask.F, Task.F});
  EXPECT_FALSE(of(1));
  EXPECT_TRUE(of(2));
  EXPECT_FALSE(of(4));
}

TEST_F(BlockingTest, LimitedStepsDoNotCount) {
  HandMadeFunction Critical = caller(3, "critical", "resolve");
  Critical.F.Calls[0].InCritical = true;
  link({caller(1, "limited", "inner", 2).F, caller(2, "inner", "resolve").F,
        Critical.F},
       [](const ActStep &Step) { return Step.In->Name == "limited"; });
  EXPECT_FALSE(of(1));
  EXPECT_TRUE(of(2));
  EXPECT_FALSE(of(3));
}

} // namespace
} // namespace hangproof
