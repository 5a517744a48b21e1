//===- NoLintTest.cpp - Comments that suppress, and why -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NoLint.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

TEST(NoLint, KindsAndChecks) {
  std::vector<NoLintComment> All = findNoLints("a(); // NOLINT\n"
                                               "// NOLINTNEXTLINE(x-a , x-*)\n"
                                               "/* NOLINTBEGIN(x) */\n"
                                               "// NOLINTEND(x)\n"
                                               "// NOLINTS NOLINT(y\n");
  ASSERT_EQ(All.size(), 5u);
  EXPECT_EQ(All[0].Kind, NoLintKind::Line);
  EXPECT_FALSE(All[0].Checks);
  EXPECT_EQ(All[0].Line, 1u);
  EXPECT_EQ(All[1].Kind, NoLintKind::NextLine);
  EXPECT_EQ(*All[1].Checks, (std::vector<std::string>{"x-a", "x-*"}));
  EXPECT_EQ(All[1].EndOffset - All[1].Offset,
            StringRef("NOLINTNEXTLINE(x-a , x-*)").size());
  EXPECT_EQ(All[2].Kind, NoLintKind::Begin);
  EXPECT_EQ(All[2].BlockEnd, All[3].Offset);
  EXPECT_EQ(All[3].Kind, NoLintKind::End);
  EXPECT_EQ(All[3].Line, 4u);
  // A bracket that the line does not close belongs to no list.
  EXPECT_FALSE(All[4].Checks);
  EXPECT_EQ(All[4].Line, 5u);
}

static std::string reasonOf(StringRef Line) {
  std::vector<NoLintComment> All = findNoLints(Line);
  return All.empty() ? "none" : All.front().Reason;
}

TEST(NoLint, Reasons) {
  EXPECT_EQ(reasonOf("// NOLINT(x): once an hour\n"), "once an hour");
  EXPECT_EQ(reasonOf("// NOLINT(x) once an hour"), "once an hour");
  EXPECT_EQ(reasonOf("// NOLINT(x) - once an hour\r\n"), "once an hour");
  EXPECT_EQ(reasonOf("// NOLINT: why not"), "why not");
  EXPECT_EQ(reasonOf("f(); /* NOLINT(x): short */ g();"), "short");
  EXPECT_EQ(reasonOf("// NOLINT(x) // bounded"), "bounded");
  EXPECT_EQ(reasonOf("// NOLINT(x) NOLINT(y): of y"), "");
  EXPECT_EQ(reasonOf("// NOLINT(x)\nnext line"), "");
}

TEST(NoLint, ResponsibleInTheOrderOfClangTidy) {
  StringRef Text = "// NOLINTBEGIN(x-*): block\n"
                   "// NOLINTNEXTLINE(x-a): next\n"
                   "f(); // NOLINT(x-a): line\n"
                   "g(); // NOLINT(-x-a,x-b)\n"
                   "// NOLINTEND(x-*)\n"
                   "h();\n";
  std::vector<NoLintComment> All = findNoLints(Text);
  auto Reasons = [&](StringRef Code, unsigned Line) {
    std::string Result;
    for (const NoLintComment *Each :
         responsible(All, "x-a", Text.find(Code), Line))
      Result += Each->Reason + ";";
    return Result;
  };
  EXPECT_EQ(Reasons("f()", 3), "line;next;block;");
  EXPECT_EQ(Reasons("g()", 4), "block;");
  EXPECT_EQ(Reasons("h()", 6), "");
}

TEST(NoLint, BlocksNestAndNameTheSameChecks) {
  std::vector<NoLintComment> All = findNoLints("// NOLINTBEGIN(a)\n"
                                               "// NOLINTBEGIN(b)\n"
                                               "// NOLINTEND(a)\n"
                                               "// NOLINTEND( b )\n");
  ASSERT_EQ(All.size(), 4u);
  EXPECT_FALSE(All[0].BlockEnd);
  EXPECT_EQ(All[1].BlockEnd, All[3].Offset);
}

} // namespace hangproof
