//===- KnownValueTest.cpp - What one path knows of a number ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/KnownValue.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

TEST(KnownValueTest, NothingIsKnownAtFirst) {
  KnownValue V;
  EXPECT_TRUE(V.isAny());
  EXPECT_EQ(V.truth(), std::nullopt);
  EXPECT_EQ(V.compare(CompareOp::Less, 3), std::nullopt);
}

TEST(KnownValueTest, BranchesTeachSigns) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::Less, 0));
  EXPECT_EQ(V.signs(), unsigned(KnownValue::Negative));
  EXPECT_EQ(V.truth(), true);
  EXPECT_EQ(V.compare(CompareOp::GreaterEqual, 0), false);
  EXPECT_FALSE(V.restrict(CompareOp::Equal, 0));
}

TEST(KnownValueTest, TheOtherBranchIsNotNegative) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::GreaterEqual, 0));
  EXPECT_EQ(V.truth(), std::nullopt);
  ASSERT_TRUE(V.restrict(CompareOp::NotEqual, 0));
  EXPECT_EQ(V.compare(CompareOp::Greater, 0), true);
}

TEST(KnownValueTest, EqualityGivesAConstant) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::Equal, -2));
  EXPECT_EQ(V.constant(), -2);
  EXPECT_EQ(V.compare(CompareOp::Equal, -2), true);
  EXPECT_EQ(V.compare(CompareOp::Equal, 0), false);
}

TEST(KnownValueTest, OtherConstantsAreExcluded) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::NotEqual, 7));
  EXPECT_FALSE(V.isAny());
  EXPECT_EQ(V.compare(CompareOp::Equal, 7), false);
  EXPECT_EQ(V.compare(CompareOp::Equal, 8), std::nullopt);
}

TEST(KnownValueTest, RangesAreKept) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::Greater, 1));
  EXPECT_EQ(V.compare(CompareOp::Greater, 1), true);
  EXPECT_EQ(V.compare(CompareOp::LessEqual, 1), false);
  EXPECT_EQ(V.compare(CompareOp::Greater, 2), std::nullopt);
  ASSERT_TRUE(V.restrict(CompareOp::NotEqual, 2));
  EXPECT_EQ(V.compare(CompareOp::GreaterEqual, 3), true);
  ASSERT_TRUE(V.restrict(CompareOp::Less, 4));
  EXPECT_EQ(V.constant(), 3);
}

TEST(KnownValueTest, JoinRemembersThatBothAreNotZero) {
  KnownValue V = KnownValue::constant(-1);
  V.join(KnownValue::constant(2));
  EXPECT_EQ(V.truth(), true);
  EXPECT_EQ(V.compare(CompareOp::Greater, 2), false);
}

TEST(KnownValueTest, NeitherNegativeNorPositiveIsZero) {
  KnownValue V;
  ASSERT_TRUE(V.restrict(CompareOp::GreaterEqual, 0));
  ASSERT_TRUE(V.restrict(CompareOp::LessEqual, 0));
  EXPECT_EQ(V.constant(), 0);
}

TEST(KnownValueTest, JoinKeepsWhatHoldsForBoth) {
  KnownValue V = KnownValue::constant(0);
  V.join(KnownValue::constant(-1));
  EXPECT_EQ(V.constant(), std::nullopt);
  EXPECT_EQ(V.compare(CompareOp::Greater, 0), false);
  KnownValue Same = KnownValue::constant(4);
  Same.join(KnownValue::constant(4));
  EXPECT_EQ(Same.constant(), 4);
}

TEST(KnownValueTest, JoinKeepsOnlyCommonExclusions) {
  KnownValue A, B;
  ASSERT_TRUE(A.restrict(CompareOp::NotEqual, 7));
  ASSERT_TRUE(A.restrict(CompareOp::NotEqual, 9));
  ASSERT_TRUE(B.restrict(CompareOp::NotEqual, 9));
  A.join(B);
  EXPECT_EQ(A.compare(CompareOp::Equal, 9), false);
  EXPECT_EQ(A.compare(CompareOp::Equal, 7), std::nullopt);
}

TEST(KnownValueTest, Overlap) {
  EXPECT_FALSE(KnownValue::constant(1).overlaps(KnownValue::constant(0)));
  EXPECT_FALSE(KnownValue::nonZero().overlaps(KnownValue::constant(0)));
  EXPECT_TRUE(KnownValue().overlaps(KnownValue::constant(0)));
  EXPECT_TRUE(KnownValue::constant(5).overlaps(KnownValue::nonZero()));
}

TEST(KnownValueTest, Operators) {
  EXPECT_EQ(negated(CompareOp::Less), CompareOp::GreaterEqual);
  EXPECT_EQ(negated(CompareOp::Equal), CompareOp::NotEqual);
  EXPECT_EQ(swapped(CompareOp::Less), CompareOp::Greater);
  EXPECT_EQ(swapped(CompareOp::Equal), CompareOp::Equal);
}

} // namespace
} // namespace hangproof
