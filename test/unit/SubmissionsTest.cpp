//===- SubmissionsTest.cpp - Work that is handed to a pool ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Submissions.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: submit
    source: s
    args: {pool: 0, function: 1}
    effects:
      - effect: submits
        entry: function
        executor: pool
  - function: shared
    source: s
    args: {function: 0}
    effects:
      - effect: submits
        entry: function
  - function: pool_new
    source: s
    args: {function: 0}
    effects:
      - effect: submits
        entry: function
      - effect: opens
        family: pool
  - function: pool_push
    source: s
    args: {pool: 0}
    effects:
      - effect: submits
        executor: pool
)";

class SubmissionsTest : public testing::Test {
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

  void link(std::vector<FunctionFacts> Functions) {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Functions)));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Found = std::make_unique<Submissions>(*P, *Handed);
  }

  const Submission *at(SymbolId Id, CallId Call) {
    return Found->at(P->find(Id), Call);
  }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<Submissions> Found;
};

constexpr SymbolId Work = 9;

TEST_F(SubmissionsTest, PoolsWithoutAnExecutorAreShared) {
  HandMadeFunction M = function(1, "f");
  M.call(0, "shared", {M.function(Work)});
  M.call(0, "other", {M.function(Work)});
  link({M.F, function(Work, "work").F});
  const Submission *S = at(1, 0);
  ASSERT_TRUE(S);
  EXPECT_EQ(S->Pool, PoolKind::Shared);
  ASSERT_EQ(S->Entries.size(), 1u);
  EXPECT_EQ(S->Entries[0]->Name, "work");
  EXPECT_FALSE(at(1, 1));
}

TEST_F(SubmissionsTest, ALocalPoolIsOfItsOwn) {
  HandMadeFunction M = function(1, "f");
  ValueId Pool = M.local("pool", "pool *");
  CallId Made = M.call(0, "pool_new", {M.function(Work)});
  M.define(Pool, M.result(Made));
  CallId Push = M.call(0, "pool_push", {Pool});
  link({M.F, function(Work, "work").F});
  // Making it hands over nothing yet; what is pushed runs its function.
  EXPECT_FALSE(at(1, Made));
  const Submission *S = at(1, Push);
  ASSERT_TRUE(S);
  EXPECT_EQ(S->Pool, PoolKind::Own);
  ASSERT_EQ(S->Entries.size(), 1u);
  EXPECT_EQ(S->Entries[0]->Name, "work");
}

TEST_F(SubmissionsTest, AParameterIsWhatCallersPass) {
  HandMadeFunction M = function(1, "f");
  ValueId Given = M.parameter("pool");
  CallId Submit = M.call(0, "submit", {Given, M.function(Work)});
  HandMadeFunction Caller = function(2, "caller");
  ValueId Pool = Caller.local("pool", "pool *");
  CallId Made = Caller.call(0, "pool_new", {Caller.function(Work)});
  Caller.define(Pool, Caller.result(Made));
  Caller.call(0, "f", {Pool}, NoIndex, 1);
  link({M.F, function(Work, "work").F});
  ASSERT_TRUE(at(1, Submit));
  EXPECT_EQ(at(1, Submit)->Pool, PoolKind::Unknown);
  link({M.F, Caller.F, function(Work, "work").F});
  ASSERT_TRUE(at(1, Submit));
  EXPECT_EQ(at(1, Submit)->Pool, PoolKind::Own);
}

TEST_F(SubmissionsTest, AGlobalOfTwoUsersIsShared) {
  constexpr SymbolId Variable = 77;
  HandMadeFunction Start = function(3, "start");
  CallId Made = Start.call(0, "pool_new", {Start.function(Work)});
  Start.store(0, Start.global(Variable, "pool"), Start.result(Made));
  HandMadeFunction One = function(1, "one"), Two = function(2, "two");
  for (HandMadeFunction *M : {&One, &Two})
    M->call(0, "submit", {M->global(Variable, "pool"), M->function(Work)});
  link({Start.F, One.F, function(Work, "work").F});
  ASSERT_TRUE(at(1, 0));
  EXPECT_EQ(at(1, 0)->Pool, PoolKind::Own);
  link({Start.F, One.F, Two.F, function(Work, "work").F});
  ASSERT_TRUE(at(1, 0));
  EXPECT_EQ(at(1, 0)->Pool, PoolKind::Shared);
}

} // namespace
} // namespace hangproof
