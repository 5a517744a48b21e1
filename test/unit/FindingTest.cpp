//===- FindingTest.cpp - Order and repeats of findings --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Finding.h"
#include "gtest/gtest.h"
#include <algorithm>

namespace hangproof {

static Finding finding(const char *Path, unsigned Offset, const char *Check,
                       const char *Message) {
  Finding F;
  F.Where.Path = Path;
  F.Where.Line = 1;
  F.Where.Offset = Offset;
  F.Where.EndOffset = Offset + 1;
  F.Check = Check;
  F.Message = Message;
  return F;
}

static std::string namesOf(const std::vector<Finding> &Findings) {
  std::string Names;
  for (const Finding &F : Findings)
    Names += F.Where.Path + std::to_string(F.Where.Offset) + F.Check +
             F.Message + " ";
  return Names;
}

TEST(Finding, SortedByPlaceThenCheckThenMessage) {
  std::vector<Finding> All = {
      finding("b", 1, "x", "m"), finding("a", 20, "x", "m"),
      finding("a", 3, "y", "m"), finding("a", 3, "x", "n"),
      finding("a", 3, "x", "m")};
  sortAndUnique(All);
  EXPECT_EQ(namesOf(All), "a3xm a3xn a3ym a20xm b1xm ");
}

TEST(Finding, TheBestOfEqualOnesStays) {
  Finding Low = finding("a", 1, "x", "m");
  Low.Level = Confidence::Low;
  Finding Bare = finding("a", 1, "x", "m");
  Bare.Level = Confidence::High;
  Finding Explained = Bare;
  Explained.Evidence = {{Bare.Where, "step"}};
  std::vector<Finding> All = {Low, Bare, Explained};
  do {
    std::vector<Finding> Found = All;
    sortAndUnique(Found);
    ASSERT_EQ(Found.size(), 1u);
    EXPECT_EQ(Found[0].Level, Confidence::High);
    EXPECT_EQ(Found[0].Evidence.size(), 1u);
    std::rotate(All.begin(), All.begin() + 1, All.end());
  } while (All[0].Level != Confidence::Low);
}

TEST(Finding, ConfidenceHasAName) {
  EXPECT_STREQ(toString(Confidence::Low), "low");
  EXPECT_STREQ(toString(Confidence::Medium), "medium");
  EXPECT_STREQ(toString(Confidence::High), "high");
}

} // namespace hangproof
