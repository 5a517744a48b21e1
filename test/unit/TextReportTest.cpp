//===- TextReportTest.cpp - Headers, carets and colours -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SampleReport.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

static std::string textOf(const Report &R, bool Colour = false) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeText(OS, R, Colour);
  return Text;
}

/// A report with one finding at the Token of a file "a.c".
static Report reportAt(StringRef Text, StringRef Token) {
  SampleFiles Files;
  Files.add("/a.c", Text);
  Finding F;
  F.Check = "hangproof-x";
  F.Where = Files.token("/a.c", Token);
  F.Message = "message";
  Report R;
  R.FileSystem = Files.Files;
  R.Findings = {{F, false, ""}};
  return R;
}

TEST(TextReport, TabsAreEight) {
  EXPECT_EQ(textOf(reportAt("int a;\n\tf();\n", "f()")),
            "/a.c:2:2: warning: message [hangproof-x]\n"
            "    2 |         f();\n"
            "      |         ^~~\n");
}

TEST(TextReport, WideCharactersDoNotMoveTheCaret) {
  // The column counts bytes, the caret counts what a terminal shows.
  EXPECT_EQ(textOf(reportAt("\"\xC3\xBC\xE4\xB8\xAD\", f", "f")),
            "/a.c:1:10: warning: message [hangproof-x]\n"
            "    1 | \"\xC3\xBC\xE4\xB8\xAD\", f\n"
            "      |        ^\n");
}

TEST(TextReport, WarningsAsErrors) {
  Report R = reportAt("f\n", "f");
  R.Findings.front().AsError = true;
  EXPECT_EQ(textOf(R), "/a.c:1:1: error: message "
                       "[hangproof-x,-warnings-as-errors]\n"
                       "    1 | f\n"
                       "      | ^\n");
}

TEST(TextReport, PlaceThatIsGone) {
  Report R = reportAt("a\nb\nf\n", "f");
  R.FileSystem = new vfs::InMemoryFileSystem;
  EXPECT_EQ(textOf(R), "/a.c:3:1: warning: message [hangproof-x]\n");
  // The file is shorter than it was.
  SampleFiles Shorter;
  Shorter.add("/a.c", "a\n");
  R.FileSystem = Shorter.Files;
  EXPECT_EQ(textOf(R), "/a.c:3:1: warning: message [hangproof-x]\n");
}

TEST(TextReport, EveryNoteHasItsPath) {
  Report R = reportAt("f g\n", "f");
  R.Findings.front().What.Evidence = {
      {R.Findings.front().What.Where, "first"},
      {R.Findings.front().What.Where, "second"}};
  EXPECT_EQ(textOf(R), "/a.c:1:1: warning: message [hangproof-x]\n"
                       "    1 | f g\n"
                       "      | ^\n"
                       "/a.c:1:1: note: first\n"
                       "    1 | f g\n"
                       "      | ^\n"
                       "/a.c:1:1: note: second\n"
                       "    1 | f g\n"
                       "      | ^\n");
}

TEST(TextReport, FixesAreShown) {
  Report R = reportAt("f(x);\n", "f");
  Finding &F = R.Findings.front().What;
  FixEdit Edit{F.Where, "g"};
  F.Fixes = {Edit};
  EXPECT_EQ(textOf(R), "/a.c:1:1: warning: message [hangproof-x]\n"
                       "    1 | f(x);\n"
                       "      | ^\n"
                       "      | g\n");
}

TEST(TextReport, ColourOnlyOnDemand) {
  Report R = reportAt("f\n", "f");
  EXPECT_EQ(textOf(R).find('\x1b'), std::string::npos);
  std::string Coloured = textOf(R, /*Colour=*/true);
  EXPECT_NE(Coloured.find('\x1b'), std::string::npos);
  R.FileSystem = new vfs::InMemoryFileSystem;
  EXPECT_NE(textOf(R, /*Colour=*/true).find('\x1b'), std::string::npos);
}

static std::string summaryOf(const Report &R) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeSummary(OS, R);
  return Text;
}

TEST(Summary, SaysWhatWasSeen) {
  Report R;
  EXPECT_EQ(summaryOf(R), "hangproof: 0 findings in 0 files\n");
  R = reportAt("f\n", "f");
  R.Files = {"/a.c"};
  EXPECT_EQ(summaryOf(R), "hangproof: 1 finding (1 warning) in 1 file\n");
  R.Incomplete = {{"/a.c", "'x.h' file not found"}};
  EXPECT_EQ(summaryOf(R),
            "hangproof: '/a.c' was not analysed whole: 'x.h' file not found\n"
            "hangproof: 1 finding (1 warning) in 1 file, 1 of them "
            "not analysed whole\n");
}

} // namespace hangproof
