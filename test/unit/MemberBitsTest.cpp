//===- MemberBitsTest.cpp - Flags in structs, values on a path ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/MemberBits.h"
#include "HandMadeFunction.h"
#include "engine/Effects.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: look
    source: s
    args: {name: 0, hints: 1, flags: 2}
    effects:
      - effect: blocks
        kind: dns
        value: name
        when: {name: [nonnull], hints: [lacks ai_flags.NUMERIC=4],
               flags: [lacks QUICK=1]}
)";

class MemberBitsTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
    for (uint32_t I = 0; I < 4; ++I)
      M.block();
    M.F.Flow.Entry = 0;
    M.F.Flow.Exit = 3;
    Hints = M.local("hints", "addrinfo");
    Pointer = M.value(ValueKind::AddressOf, {Hints});
  }

  void store(uint32_t Block, ValueId Value, const char *Member = "ai_flags") {
    M.store(Block, Hints, Value);
    M.F.Stores.back().Member = Member;
  }
  ValueId bits(ValueId A, BitwiseOp Op, int64_t N) {
    ValueId V = M.value(ValueKind::Unknown, {A, M.integer(N)});
    M.F.Values[V].Kind = ValueKind::Bitwise;
    M.F.Values[V].Extra = uint8_t(Op);
    return V;
  }
  void look(uint32_t Block) { M.call(Block, "look", {M.string("n"), Pointer}); }

  bool has() {
    std::vector<FileFacts> Files;
    Files.push_back(fileOf({M.F}));
    Program P(std::move(Files), Api);
    FunctionRef F = P.find(SymbolId(1));
    bool Result =
        memberHasBits(P, F, F->Calls.back(), Pointer, {"ai_flags", 4});
    // The row asks the same.
    EXPECT_EQ(Result, !effectOf(P, F, F->Calls.back(), EffectKind::Blocks));
    return Result;
  }

  ApiTable Api;
  HandMadeFunction M{Api, 1, "f"};
  ValueId Hints, Pointer;
};

TEST_F(MemberBitsTest, TheLastStoreCounts) {
  M.edge(0, 3);
  store(0, M.integer(0));
  store(0, M.integer(5));
  store(0, M.integer(2), "ai_family");
  look(0);
  EXPECT_TRUE(has());
}

TEST_F(MemberBitsTest, OtherMembersSayNothing) {
  M.edge(0, 3);
  store(0, M.integer(4), "ai_family");
  look(0);
  EXPECT_FALSE(has());
}

TEST_F(MemberBitsTest, BitsAreAddedAndTakenAway) {
  M.edge(0, 3);
  store(0, bits(Hints, BitwiseOp::Or, 4));
  store(0, bits(Hints, BitwiseOp::Or, 2));
  look(0);
  EXPECT_TRUE(has());
  store(0, bits(Hints, BitwiseOp::And, ~int64_t(4)));
  look(0);
  EXPECT_FALSE(has());
}

TEST_F(MemberBitsTest, EveryPathMustSetThem) {
  M.branch(0, M.parameter("numeric"), 1, 2);
  M.edge(1, 2);
  M.edge(2, 3);
  store(1, M.integer(4));
  look(2);
  EXPECT_FALSE(has());
  store(0, M.integer(4));
  EXPECT_TRUE(has());
}

TEST_F(MemberBitsTest, AnInitializerNamesItsMembers) {
  M.edge(0, 3);
  M.store(0, Hints,
          M.value(ValueKind::Aggregate, {M.integer(4), M.integer(2)}, 0, 0,
                  "ai_flags ai_family"));
  look(0);
  EXPECT_TRUE(has());
  M.store(0, Hints,
          M.value(ValueKind::Aggregate, {M.integer(4)}, 0, 0, "ai_family"));
  look(0);
  EXPECT_FALSE(has());
}

TEST_F(MemberBitsTest, AVariableGivesWhatItHoldsThen) {
  ValueId Flags = M.local("flags", "int");
  M.branch(0, M.parameter("numeric"), 1, 2);
  M.edge(1, 2);
  M.edge(2, 3);
  M.store(0, Flags, M.integer(0));
  M.store(1, Flags, bits(Flags, BitwiseOp::Or, 4));
  store(2, Flags);
  look(2);
  EXPECT_FALSE(has()); // On one path only.
  M.store(0, Flags, bits(Flags, BitwiseOp::Or, 6));
  EXPECT_TRUE(has());
  M.store(2, Flags, M.integer(0));
  look(2);
  EXPECT_TRUE(has()); // The member has kept what the variable was.
  store(2, Flags);
  look(2);
  EXPECT_FALSE(has());
}

TEST_F(MemberBitsTest, SomePathIsEnoughForMay) {
  M.branch(0, M.parameter("numeric"), 1, 2);
  M.edge(1, 2);
  M.edge(2, 3);
  store(0, M.integer(2));
  store(1, bits(Hints, BitwiseOp::Or, 4));
  look(2);
  look(0);
  std::vector<FileFacts> Files;
  Files.push_back(fileOf({M.F}));
  Program P(std::move(Files), Api);
  FunctionRef F = P.find(SymbolId(1));
  auto May = [&](CallId Call) {
    return memberMayHaveBits(P, F, F->Calls[Call], Pointer, {"ai_flags", 4});
  };
  EXPECT_TRUE(May(0));
  EXPECT_FALSE(May(1)); // Before the branch.
}

TEST_F(MemberBitsTest, APathTellsWhatTheCallersPass) {
  // f(host, flags) { look(host, null, flags); }
  ValueId Host = M.parameter("host"), Flags = M.parameter("flags");
  M.edge(0, 3);
  M.call(0, "look", {Host, M.null(), Flags});
  HandMadeFunction Caller(Api, 2, "g");
  Caller.call(NoIndex, "f", {Caller.string("n"), Caller.integer(0)}, NoIndex,
              1);
  Caller.call(NoIndex, "f", {Caller.null(), Caller.integer(0)}, NoIndex, 1);
  Caller.call(NoIndex, "f", {Caller.string("n"), Caller.integer(3)}, NoIndex,
              1);
  std::vector<FileFacts> Files;
  Files.push_back(fileOf({M.F, Caller.F}));
  Program P(std::move(Files), Api);
  FunctionRef F = P.find(SymbolId(1)), G = P.find(SymbolId(2));
  auto Blocks = [&](CallPath Path) {
    return effectOf(P, F, F->Calls[0], EffectKind::Blocks, Path) != nullptr;
  };
  EXPECT_TRUE(Blocks({}));
  EXPECT_TRUE(Blocks(CallRef{G, 0}));
  EXPECT_FALSE(Blocks(CallRef{G, 1}));
  EXPECT_FALSE(Blocks(CallRef{G, 2}));
}

} // namespace
} // namespace hangproof
