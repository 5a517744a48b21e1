//===- PatchTest.cpp - Reading unified diffs ------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patch.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

/// The files in a few words: "old>new 3-5 |7" with lines that were changed, and
/// with the line before which others were removed.
static std::string read(StringRef Text) {
  Expected<std::vector<PatchFile>> Files = parsePatch(Text, "p");
  if (!Files)
    return toString(Files.takeError());
  std::string Result;
  for (const PatchFile &File : *Files) {
    Result += (Result.empty() ? "" : "; ") + File.OldPath + ">" + File.NewPath;
    if (File.IsBinary)
      Result += " binary";
    if (File.IsSpecial)
      Result += " special";
    for (const ChangedRange &Range : File.Changes)
      Result += Range.IsGap ? " |" + std::to_string(Range.Last)
                            : " " + std::to_string(Range.First) + "-" +
                                  std::to_string(Range.Last);
  }
  return Result;
}

TEST(Patch, LinesOfGit) {
  EXPECT_EQ(read("diff --git a/x.c b/x.c\n"
                 "index 1..2 100644\n"
                 "--- a/x.c\n"
                 "+++ b/x.c\n"
                 "@@ -3 +3,2 @@ int f()\n"
                 "-old\n"
                 "+new\n"
                 "+more\n"
                 "@@ -9,2 +10,0 @@\n"
                 "-gone\n"
                 "-gone\n"),
            "a/x.c>b/x.c 3-4 |11");
}

TEST(Patch, ContextIsNoChange) {
  EXPECT_EQ(read("--- x.c\t2026-01-01 10:00:00\n"
                 "+++ x.c\t2026-01-02 10:00:00\n"
                 "@@ -1,5 +1,5 @@\n"
                 " a\n"
                 "-b\n"
                 "+B\n"
                 "\n" // Some mailers drop the blank of an empty line.
                 "-d\n"
                 " e\n"
                 "+f\n"
                 "\\ No newline at end of file\n"),
            "x.c>x.c 2-2 |4 5-5");
}

TEST(Patch, NewDeletedRenamed) {
  EXPECT_EQ(read("diff --git a/n.c b/n.c\nnew file mode 100644\n"
                 "--- /dev/null\n+++ b/n.c\n@@ -0,0 +1 @@\n+a\n"
                 "diff --git a/d.c b/d.c\ndeleted file mode 100644\n"
                 "--- a/d.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
                 "diff --git a/o.c b/p q.c\nsimilarity index 100%\n"
                 "rename from o.c\nrename to p q.c\n"),
            ">b/n.c 1-1; a/d.c> |1; o.c>p q.c");
}

TEST(Patch, OddNames) {
  EXPECT_EQ(read("diff --git \"a/\\303\\244 \\\"x\\\".c\" \"b/\\303\\244.c\"\n"
                 "--- \"a/\\303\\244 \\\"x\\\".c\"\n+++ \"b/\\303\\244.c\"\n"
                 "@@ -1 +1 @@\n-a\n+b\n"),
            "a/ä \"x\".c>b/ä.c 1-1");
  EXPECT_EQ(read("diff --git a/with blank b/with blank\n"
                 "Binary files a/with blank and b/with blank differ\n"),
            "a/with blank>b/with blank binary");
}

TEST(Patch, BinaryAndSpecial) {
  EXPECT_EQ(read("diff --git a/i.png b/i.png\nindex 1..2 100644\n"
                 "GIT binary patch\nliteral 3\nKcmZQz0D\n\nliteral 0\n\n"
                 "diff --git a/l b/l\nnew file mode 120000\n"
                 "--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+x.c\n"
                 "\\ No newline at end of file\n"
                 "diff --git a/m b/m\nindex 1..2 160000\n"
                 "--- a/m\n+++ b/m\n@@ -1 +1 @@\n"
                 "-Subproject commit 1\n+Subproject commit 2\n"),
            "a/i.png>b/i.png binary; >b/l special 1-1; a/m>b/m special 1-1");
}

TEST(Patch, CrLf) {
  Expected<std::vector<PatchFile>> Files =
      parsePatch("--- a/x.c\r\n+++ b/x.c\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n", "p");
  ASSERT_TRUE(bool(Files));
  ASSERT_EQ(Files->size(), 1u);
  EXPECT_EQ(Files->front().NewPath, "b/x.c");
  ASSERT_EQ(Files->front().Lines.size(), 1u);
  EXPECT_EQ(Files->front().Lines.front().Text, "b");
}

TEST(Patch, TextAroundIsSkipped) {
  EXPECT_EQ(
      read("From 1 Mon Sep 17\nSubject: [PATCH] x\n\n---\n x.c | 2 +-\n"
           "\n--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n--- a\n+++ b\n-- \n2.39\n"),
      "a/x.c>b/x.c 1-1");
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("\n"), "");
}

TEST(Patch, MistakesAreNamed) {
  EXPECT_EQ(read("hello\n"), "p: there is no unified diff in it");
  EXPECT_EQ(read("--- a\n+++ b\n@@ -1,2 +1 @@\n-a\n"),
            "p:4: the patch ends within a hunk");
  EXPECT_EQ(read("--- a\n+++ b\n@@ -1 +1 @@\n-a\n-b\n"),
            "p:5: a hunk has not the lines that its head says");
  EXPECT_EQ(read("--- a\n+++ b\n@@ -x +1 @@\n"),
            "p:3: '@@ -x +1 @@' is no head of a hunk");
  EXPECT_EQ(read("@@ -1 +1 @@\n-a\n+b\n"),
            "p:1: a hunk without the name of its file");
  EXPECT_EQ(read("diff --cc x.c\nindex 1,2..3\n"),
            "p:1: a combined diff of a merge; give the diff against one side");
  EXPECT_EQ(read("--- \"a\n+++ b\n"),
            "p:1: the name of the old file is not closed");
}

/// No part of a patch makes the reader crash or hang.
TEST(Patch, EveryPrefixIsReadOrRefused) {
  StringRef Text =
      "diff --git \"a/\\303\" b/x\nold mode 100644\n--- \"a/\\30\"\n"
      "+++ b/x\n@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n\\ No\n";
  for (size_t I = 0; I <= Text.size(); ++I) {
    (void)read(Text.take_front(I));
    (void)read(Text.drop_front(I));
  }
}

} // namespace hangproof
