//===- PathsTest.cpp - Feasible paths through one function ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Paths.h"
#include "FlowSample.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <set>

namespace hangproof {
namespace {

/// Collects which named calls each path to an exit has made: call "x" sets a
/// bit of its own in the mark.
class Recorder : public PathClient {
public:
  explicit Recorder(const FunctionFacts &F) : F(F) {}

  void atEvent(const PathPoint &, const FlowEvent &E, uint32_t Mark,
               llvm::SmallVectorImpl<PathOutcome> &Outcomes) override {
    if (E.Kind != EventKind::Call)
      return;
    const std::string &Name = F.Calls[E.Index].CalleeName;
    if (Name.size() == 1)
      Outcomes[0].Mark = Mark | 1u << (Name[0] - 'a');
    if (Name == "split") {
      Outcomes.clear();
      Outcomes.push_back(
          {Mark | 1u << 30, F.Calls[E.Index].Result, KnownValue::constant(0)});
      Outcomes.push_back(
          {Mark, F.Calls[E.Index].Result, KnownValue::nonZero()});
    }
  }
  void atCall(const PathPoint &, const FlowEvent &E, uint32_t,
              PathThrow &Thrown) override {
    if (F.Calls[E.Index].CalleeName == "thrower")
      Thrown.Types.push_back("std::runtime_error");
  }
  void atExit(const PathPoint &At, const PathExit &Exit,
              uint32_t Mark) override {
    std::string Calls;
    for (unsigned I = 0; I < 26; ++I)
      if (Mark >> I & 1)
        Calls += char('a' + I);
    if (Mark >> 30 & 1)
      Calls += '!';
    Paths.insert(Calls);
    Exits.push_back(Exit);
    LastNode = At.Node;
  }

  const FunctionFacts &F;
  std::set<std::string> Paths;
  std::vector<PathExit> Exits;
  uint32_t LastNode = NoIndex;
};

using Set = std::set<std::string>;

Set pathsOf(const FunctionFacts &F, llvm::ArrayRef<ValueId> Watched = {}) {
  Recorder Client(F);
  PathWalk Walk(F, Client, Watched);
  EXPECT_TRUE(Walk.run());
  return Client.Paths;
}

// if (p) a(); if (p) b();
TEST(PathsTest, OneConditionTestedTwice) {
  FlowSample S(6);
  ValueId P = S.parameter(0);
  S.branch(0, P, 1, 2);
  S.call(1, "a");
  S.jump(1, 2);
  S.branch(2, P, 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"", "ab"}));
}

// if (x < y) a(); if (y <= x) b();
TEST(PathsTest, AComparisonAndItsOpposite) {
  FlowSample S(6);
  ValueId X = S.parameter(0), Y = S.parameter(1);
  S.branch(0, S.compare(X, CompareOp::Less, Y), 1, 2);
  S.call(1, "a");
  S.jump(1, 2);
  S.branch(2, S.compare(Y, CompareOp::LessEqual, X), 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"a", "b"}));
}

// flag = 0; if (p) { a(); flag = 1; } if (flag) b();
TEST(PathsTest, AFlagThatIsSet) {
  FlowSample S(6);
  ValueId Flag = S.local("flag");
  S.store(0, Flag, S.integer(0));
  S.branch(0, S.parameter(0), 1, 2);
  S.call(1, "a");
  S.store(1, Flag, S.integer(1));
  S.jump(1, 2);
  S.branch(2, Flag, 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"", "ab"}));
}

// if (p) a(); p = q; if (p) b();
TEST(PathsTest, AStoreForgets) {
  FlowSample S(6);
  ValueId P = S.local("p");
  S.branch(0, P, 1, 2);
  S.call(1, "a");
  S.jump(1, 2);
  S.store(2, P, S.parameter(0));
  S.branch(2, P, 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"", "a", "b", "ab"}));
}

// if (p) a(); fill(&p); if (p) b();
TEST(PathsTest, AnOutArgumentForgets) {
  FlowSample S(6);
  ValueId P = S.local("p");
  S.branch(0, P, 1, 2);
  S.call(1, "a");
  S.jump(1, 2);
  CallId Fill = S.call(2, "fill");
  S.F.Locals[0].Definitions.push_back(
      {S.value(ValueKind::OutArgument, {}, Fill), 0, {}});
  S.branch(2, P, 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"", "a", "b", "ab"}));
}

// rc = split(); if (rc != 0) return; a();
TEST(PathsTest, AWatchedResultDecides) {
  FlowSample S(4);
  ValueId Rc = S.local("rc");
  CallId Split = S.call(0, "split");
  S.store(0, Rc, S.result(Split));
  S.branch(0, S.compare(Rc, CompareOp::NotEqual, S.integer(0)), 1, 2);
  S.returns(1);
  S.call(2, "a");
  S.jump(2, 3);
  EXPECT_EQ(pathsOf(S.F, {S.result(Split)}), (Set{"", "a!"}));
}

// if ((rc = work()) != 0) goto out; a(); out: if (rc != 0) b();
TEST(PathsTest, AResultStoredInTheCondition) {
  FlowSample S(6);
  ValueId Rc = S.local("rc");
  CallId Call = S.call(0, "work");
  S.store(0, Rc, S.result(Call));
  S.branch(0, S.compare(S.result(Call), CompareOp::NotEqual, S.integer(0)), 2,
           1);
  S.call(1, "a");
  S.jump(1, 2);
  S.branch(2, S.compare(Rc, CompareOp::NotEqual, S.integer(0)), 3, 4);
  S.call(3, "b");
  S.jump(3, 4);
  S.jump(4, 5);
  EXPECT_EQ(pathsOf(S.F), (Set{"a", "b"}));
}

// while (p) { if (p) a(); }: the loop ends all the same.
TEST(PathsTest, AConditionDoesNotDecideItself) {
  FlowSample S(5);
  ValueId P = S.parameter(0);
  S.branch(0, P, 1, 4);
  S.branch(1, P, 2, 3);
  S.call(2, "a");
  S.jump(2, 3);
  S.jump(3, 0);
  EXPECT_EQ(pathsOf(S.F), (Set{"", "a"}));
}

// do { a(); if (stop) return; b(); } while (!stop): others may set stop.
TEST(PathsTest, ASharedFlagMayEndALoopAnywhere) {
  FlowSample S(4);
  ValueId Stop = S.global(1);
  S.call(0, "a");
  S.branch(0, Stop, 1, 2);
  S.returns(1);
  S.call(2, "b");
  S.branch(2, S.notOf(Stop), 0, 3);
  EXPECT_EQ(pathsOf(S.F), (Set{"a", "ab"}));
}

// switch (p) { case 1: a(); break; case 2: b(); break; default: c(); }
// if (p == 1) d();
TEST(PathsTest, SwitchesTeachToo) {
  FlowSample S(7);
  ValueId P = S.parameter(0);
  S.F.Flow.Blocks[0].Condition = P;
  S.F.Flow.Blocks[0].Successors = {{1, EdgeKind::Case, 1},
                                   {2, EdgeKind::Case, 2},
                                   {3, EdgeKind::Default, 0}};
  S.call(1, "a");
  S.call(2, "b");
  S.call(3, "c");
  for (uint32_t From : {1, 2, 3})
    S.jump(From, 4);
  S.branch(4, S.compare(P, CompareOp::Equal, S.integer(1)), 5, 6);
  S.call(5, "d");
  S.jump(5, 6);
  EXPECT_EQ(pathsOf(S.F), (Set{"ad", "b", "c"}));
}

// return failed ? -1 : 0;
TEST(PathsTest, ReturnsAreEvaluated) {
  FlowSample S(4);
  ValueId Failed = S.parameter(0);
  S.branch(0, Failed, 1, 2);
  S.call(1, "a");
  S.jump(1, 2);
  S.returns(2,
            S.value(ValueKind::Select, {Failed, S.integer(-1), S.integer(0)}));
  Recorder Client(S.F);
  PathWalk Walk(S.F, Client);
  ASSERT_TRUE(Walk.run());
  ASSERT_EQ(Client.Exits.size(), 2u);
  std::set<int64_t> Results;
  for (const PathExit &Exit : Client.Exits)
    Results.insert(Exit.Result.constant().value_or(99));
  EXPECT_EQ(Results, (std::set<int64_t>{-1, 0}));
}

TEST(PathsTest, NoReturnEndsAPath) {
  FlowSample S(4);
  S.branch(0, S.parameter(0), 1, 2);
  S.call(1, "a");
  S.F.Flow.Blocks[1].IsNoReturn = true;
  S.jump(1, 3);
  S.call(2, "b");
  S.jump(2, 3);
  EXPECT_EQ(pathsOf(S.F), (Set{"b"}));
}

TEST(PathsTest, AnExceptionLeaves) {
  FlowSample S(3);
  S.call(0, "a");
  S.call(0, "thrower");
  S.call(0, "b");
  S.jump(0, 2);
  Recorder Client(S.F);
  PathWalk Walk(S.F, Client);
  ASSERT_TRUE(Walk.run());
  EXPECT_EQ(Client.Paths, (Set{"a", "ab"}));
  EXPECT_TRUE(llvm::any_of(Client.Exits, [](const PathExit &Exit) {
    return Exit.Kind == ExitKind::Exception && Exit.Index == 1;
  }));
}

TEST(PathsTest, AnExceptionGoesToItsHandler) {
  FlowSample S(4);
  uint32_t Try = S.handler("std::exception", 2);
  S.call(0, "a");
  S.call(0, "thrower", Try);
  S.call(0, "b");
  S.jump(0, 3);
  S.call(2, "c");
  S.jump(2, 3);
  EXPECT_EQ(pathsOf(S.F), (Set{"ab", "ac"}));
}

TEST(PathsTest, AnExceptionGoesPastAnotherHandler) {
  FlowSample S(4);
  uint32_t Try = S.handler("std::bad_alloc", 2);
  S.throws(0, "std::runtime_error", Try);
  S.call(2, "c");
  S.jump(2, 3);
  Recorder Client(S.F);
  PathWalk Walk(S.F, Client);
  ASSERT_TRUE(Walk.run());
  ASSERT_EQ(Client.Exits.size(), 1u);
  EXPECT_EQ(Client.Exits[0].Kind, ExitKind::Throw);
}

TEST(PathsTest, NothingLeavesNoexcept) {
  FlowSample S(3);
  S.F.IsNoexcept = true;
  S.call(0, "thrower");
  S.call(0, "b");
  S.jump(0, 2);
  EXPECT_EQ(pathsOf(S.F), (Set{"b"}));
}

// N flags, each tested twice: too many paths for the limit.
TEST(PathsTest, GivesUpOverTheLimit) {
  constexpr unsigned Flags = 12;
  FlowSample S(4 * Flags + 1);
  for (unsigned I = 0; I < 2 * Flags; ++I) {
    S.branch(2 * I, S.parameter(I % Flags), 2 * I + 1, 2 * I + 2);
    S.call(2 * I + 1, "x");
    S.jump(2 * I + 1, 2 * I + 2);
  }
  Recorder Client(S.F);
  PathWalk Walk(S.F, Client, {}, PathDetail::Feasible, 1000);
  EXPECT_FALSE(Walk.run());
  // Without knowledge of the flags it is a small graph.
  PathWalk Coarse(S.F, Client, {}, PathDetail::Graph, 1000);
  EXPECT_TRUE(Coarse.run());
  EXPECT_LT(Coarse.states(), 200u);
}

TEST(PathsTest, TraceNamesTheBranches) {
  FlowSample S(4);
  S.branch(0, S.parameter(0), 1, 2);
  S.F.Flow.Blocks[1].IsNoReturn = true;
  S.jump(2, 3);
  Recorder Client(S.F);
  PathWalk Walk(S.F, Client);
  ASSERT_TRUE(Walk.run());
  std::vector<PathStep> Steps = Walk.trace(Client.LastNode);
  ASSERT_EQ(Steps.size(), 3u);
  EXPECT_EQ(Steps[0].Block, 0u);
  EXPECT_EQ(Steps[0].Edge, 1u);
  EXPECT_EQ(Steps[1].Block, 2u);
  EXPECT_EQ(Steps[2].Block, 3u);
}

TEST(PathsTest, NoFlowGraphIsNoPath) {
  FunctionFacts F;
  F.FlowFailed = true;
  EXPECT_EQ(pathsOf(F), Set{});
}

} // namespace
} // namespace hangproof
