//===- ResultUseTest.cpp - Whether a failed call is noticed ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/ResultUse.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

class ResultUseTest : public testing::Test {
protected:
  ResultUseTest() : Made(Api, 1, "f") {
    // Block 0 calls and branches, 1 is one side, 2 the other, 3 the exit.
    for (unsigned I = 0; I < 4; ++I)
      Made.block();
    Made.F.Flow.Entry = 0;
    Made.F.Flow.Exit = 3;
    Made.edge(1, 3);
    Made.edge(2, 3);
    Call = Made.call(0, "create", {});
  }

  ValueId result() { return Made.result(Call); }
  ValueId test(CompareOp Op, ValueId Of, int64_t Number) {
    ValueId V = Made.compare(Op, Of, Made.integer(Number));
    OperationFacts O;
    O.Value = V;
    O.Where = O.Range = Made.place();
    Made.F.Operations.push_back(O);
    return V;
  }
  ValueId kept() {
    ValueId Local = Made.local("rc");
    Made.define(Local, result());
    FlowEvent E;
    E.Kind = EventKind::Define;
    E.Index = Made.F.Values[Local].Number;
    E.Value = result();
    Made.F.Flow.Blocks[0].Events.push_back(E);
    return Local;
  }
  ResultUse use(FailureForm Form = FailureForm::Positive) {
    return useOf(Made.F, Call, *resultsOf(Form));
  }

  ApiTable Api;
  HandMadeFunction Made;
  CallId Call;
};

TEST_F(ResultUseTest, ABareCallIsUnused) {
  Made.F.Calls[Call].ResultUnused = true;
  Made.edge(0, 1);
  EXPECT_TRUE(use().IsUnused);
}

TEST_F(ResultUseTest, AZeroTestNoticesAPositiveError) {
  Made.branch(0, test(CompareOp::NotEqual, result(), 0), 1, 2);
  ResultUse Use = use();
  EXPECT_TRUE(Use.IsNoticed);
  EXPECT_TRUE(Use.WrongTests.empty());
  ASSERT_EQ(Use.FailureBlocks.size(), 1u);
  EXPECT_EQ(Use.FailureBlocks[0], 1u);
}

TEST_F(ResultUseTest, ASignTestDoesNot) {
  for (auto [Op, Number] :
       {std::pair(CompareOp::Less, 0), std::pair(CompareOp::Equal, -1),
        std::pair(CompareOp::GreaterEqual, 0),
        std::pair(CompareOp::NotEqual, -1)}) {
    Made.F.Flow.Blocks[0].Successors.clear();
    Made.F.Operations.clear();
    Made.branch(0, test(Op, result(), Number), 1, 2);
    ResultUse Use = use();
    EXPECT_FALSE(Use.IsNoticed);
    EXPECT_EQ(Use.WrongTests.size(), 1u);
  }
}

TEST_F(ResultUseTest, TheRightTestDependsOnTheForm) {
  Made.branch(0, test(CompareOp::Less, result(), 0), 1, 2);
  EXPECT_TRUE(use(FailureForm::Negative).IsNoticed);
  EXPECT_TRUE(use(FailureForm::MinusOne).IsNoticed);
  EXPECT_TRUE(use(FailureForm::NonZero).IsNoticed);
  EXPECT_FALSE(use(FailureForm::Null).IsNoticed);
  EXPECT_FALSE(use(FailureForm::Positive).IsNoticed);
}

TEST_F(ResultUseTest, WhatADeadSideDoesIsNoLook) {
  ValueId Local = kept();
  Made.branch(0, test(CompareOp::Less, Local, 0), 1, 2);
  Made.call(1, "log", {Local});
  EXPECT_FALSE(use().IsNoticed);
  Made.call(2, "log", {Local});
  EXPECT_TRUE(use().IsNoticed);
}

TEST_F(ResultUseTest, AReturnAfterAWrongTestIsToldApart) {
  ValueId Local = kept();
  Made.branch(0, test(CompareOp::Less, Local, 0), 1, 2);
  Made.giveBack(2, Local);
  ResultUse Use = use();
  EXPECT_TRUE(Use.IsReturned);
  EXPECT_FALSE(Use.IsNoticed);
  EXPECT_EQ(Use.WrongTests.size(), 1u);
}

TEST_F(ResultUseTest, ATestOfALaterValueIsNoneOfThis) {
  ValueId Local = kept();
  CallId Later = Made.call(0, "other", {});
  Made.store(0, Local, Made.result(Later));
  Made.branch(0, test(CompareOp::NotEqual, Local, 0), 1, 2);
  ResultUse Use = use();
  EXPECT_FALSE(Use.IsNoticed);
  EXPECT_TRUE(Use.IsForgotten);
}

TEST_F(ResultUseTest, AMemberMayBeReadByOthers) {
  Made.store(0, Made.global(7, "status"), result());
  Made.edge(0, 1);
  EXPECT_TRUE(use().IsNoticed);
}

} // namespace
} // namespace hangproof
