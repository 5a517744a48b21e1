//===- HandlesTest.cpp - Waits on handles, and what bounds them -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Handles.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: open
    source: s
    args: {kind: 0}
    effects:
      - effect: opens
        family: x
        waits: none
        when: {kind: [FILE=9]}
      - effect: opens
        family: x
  - function: limit
    source: s
    args: {handle: 0, time: 1}
    effects:
      - effect: bounds
        family: x
        handle: handle
        waits: read
        timeout: time
  - function: mode
    source: s
    args: {handle: 0, flags: 1}
    effects:
      - effect: bounds
        family: x
        handle: handle
        when: {flags: [has FAST=4]}
      - effect: unbounds
        family: x
        handle: handle
        when: {flags: [clears FAST=4]}
  - function: wait
    source: s
    args: {handle: 0}
    effects:
      - effect: waits
        family: x
        handle: handle
        waits: read
)";

class HandlesTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
  }

  HandMadeFunction function(SymbolId Id, const char *Name,
                            unsigned Blocks = 1) {
    HandMadeFunction M(Api, Id, Name);
    for (unsigned I = 0; I <= Blocks; ++I)
      M.block();
    M.F.Flow.Entry = 0;
    M.F.Flow.Exit = Blocks;
    return M;
  }

  void link(std::vector<FunctionFacts> Functions) {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf(std::move(Functions)));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Found = std::make_unique<Handles>(*P, *Handed);
  }

  /// For each wait, whether it is bounded.
  std::vector<bool> bounded() const {
    std::vector<bool> Result;
    for (const HandleUse &Use : Found->uses())
      Result.push_back(Use.IsBounded);
    return Result;
  }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<Handles> Found;
};

using Bools = std::vector<bool>;

TEST_F(HandlesTest, ABoundHoldsFromThereOn) {
  HandMadeFunction M = function(1, "f");
  ValueId H = M.local("h");
  M.define(H, M.result(M.call(0, "open", {M.integer(1)})));
  M.call(0, "wait", {H});
  M.call(0, "limit", {H, M.integer(5)});
  M.call(0, "wait", {H});
  M.edge(0, 1);
  link({M.F});
  EXPECT_EQ(bounded(), (Bools{false, true}));
  EXPECT_EQ(Found->uses()[0].Origin.Leaf.facts().CalleeName, "open");
}

TEST_F(HandlesTest, NoTimeIsNoBound) {
  HandMadeFunction M = function(1, "f");
  ValueId H = M.local("h");
  M.define(H, M.result(M.call(0, "open", {M.integer(1)})));
  M.call(0, "limit", {H, M.integer(0)});
  M.call(0, "wait", {H});
  M.edge(0, 1);
  link({M.F});
  EXPECT_EQ(bounded(), Bools{false});
}

TEST_F(HandlesTest, ABoundUnderAConditionCounts) {
  HandMadeFunction M = function(1, "f", 3);
  ValueId H = M.local("h");
  M.define(H, M.result(M.call(0, "open", {M.integer(1)})));
  M.branch(0, M.parameter("option"), 1, 2);
  M.call(1, "limit", {H, M.integer(5)});
  M.edge(1, 2);
  M.call(2, "wait", {H});
  M.edge(2, 3);
  link({M.F});
  EXPECT_EQ(bounded(), Bools{true});
}

TEST_F(HandlesTest, AModeCanBeTakenBack) {
  HandMadeFunction M = function(1, "f");
  ValueId H = M.local("h");
  M.define(H, M.result(M.call(0, "open", {M.integer(1)})));
  M.call(0, "mode", {H, M.integer(4)});
  M.call(0, "wait", {H});
  M.call(0, "mode", {H, M.integer(0)});
  M.call(0, "wait", {H});
  M.edge(0, 1);
  link({M.F});
  EXPECT_EQ(bounded(), (Bools{true, false}));
  EXPECT_EQ(Found->uses()[1].ClearedBy.Call, 3u);
}

TEST_F(HandlesTest, FilesAreNoHandles) {
  HandMadeFunction M = function(1, "f");
  ValueId H = M.local("h");
  M.define(H, M.result(M.call(0, "open", {M.integer(9)})));
  M.call(0, "wait", {H});
  M.edge(0, 1);
  link({M.F});
  EXPECT_EQ(bounded(), Bools{});
}

TEST_F(HandlesTest, AParameterIsJudgedWhereItWasMade) {
  HandMadeFunction Inner = function(1, "inner");
  Inner.call(0, "wait", {Inner.parameter("h")});
  Inner.edge(0, 1);
  HandMadeFunction Outer = function(2, "outer");
  ValueId H = Outer.local("h");
  Outer.define(H, Outer.result(Outer.call(0, "open", {Outer.integer(1)})));
  Outer.call(0, "inner", {H}, NoIndex, 1);
  Outer.edge(0, 1);
  link({Inner.F, Outer.F});
  ASSERT_EQ(bounded(), Bools{false});
  const HandleUse &Use = Found->uses()[0];
  EXPECT_EQ(Use.At.Caller->Name, "outer");
  ASSERT_EQ(Use.Wait.Path.size(), 1u);
  EXPECT_EQ(Use.Wait.Path[0].facts().CalleeName, "wait");
}

TEST_F(HandlesTest, AResultBringsWhatWasDoneToIt) {
  auto Maker = [&](SymbolId Id, const char *Name, bool IsLimited) {
    HandMadeFunction M = function(Id, Name);
    ValueId H = M.local("h");
    M.define(H, M.result(M.call(0, "open", {M.integer(1)})));
    if (IsLimited)
      M.call(0, "limit", {H, M.integer(5)});
    M.giveBack(0, H);
    M.edge(0, 1);
    return M.F;
  };
  HandMadeFunction M = function(3, "user");
  ValueId A = M.local("a"), B = M.local("b");
  M.define(A, M.result(M.call(0, "plain", {}, NoIndex, 1)));
  M.define(B, M.result(M.call(0, "limited", {}, NoIndex, 2)));
  M.call(0, "wait", {A});
  M.call(0, "wait", {B});
  M.edge(0, 1);
  link({Maker(1, "plain", false), Maker(2, "limited", true), M.F});
  EXPECT_EQ(bounded(), (Bools{false, true}));
}

TEST_F(HandlesTest, AGlobalIsSharedByAllFunctions) {
  auto User = [&](SymbolId Id, const char *Name, SymbolId Variable) {
    HandMadeFunction M = function(Id, Name);
    M.call(0, "wait", {M.global(Variable, "g")});
    M.edge(0, 1);
    return M.F;
  };
  HandMadeFunction Opens = function(1, "opens");
  for (SymbolId Variable : {100, 101}) {
    CallId Call = Opens.call(0, "open", {Opens.integer(1)});
    Opens.store(0, Opens.global(Variable, "g"), Opens.result(Call));
  }
  Opens.edge(0, 1);
  HandMadeFunction Tunes = function(2, "tunes");
  Tunes.call(0, "limit", {Tunes.global(101, "g"), Tunes.integer(5)});
  Tunes.edge(0, 1);
  link({Opens.F, Tunes.F, User(3, "first", 100), User(4, "second", 101)});
  EXPECT_EQ(bounded(), (Bools{false, true}));
}

TEST_F(HandlesTest, RecursionEnds) {
  HandMadeFunction M = function(1, "f");
  ValueId H = M.parameter("h");
  M.call(0, "wait", {H});
  M.call(0, "f", {H}, NoIndex, 1);
  M.edge(0, 1);
  link({M.F});
  EXPECT_EQ(bounded(), Bools{});
}

} // namespace
} // namespace hangproof
