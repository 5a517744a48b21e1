//===- FingerprintTest.cpp - What survives an edit ------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Fingerprint.h"
#include "SampleReport.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

/// A report with a finding at each "time" of a.c, all in function f.
static Report reportOn(StringRef Text, StringRef Path = "a.c",
                       StringRef Function = "f") {
  SampleFiles Files;
  Files.add(Path, Text);
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  for (unsigned I = 0; I != Text.count("time"); ++I) {
    Finding F;
    F.Check = "hangproof-x";
    F.Where = Files.token(Path, "time", I);
    F.Function = Function.str();
    R.Findings.push_back({F, false, ""});
  }
  return R;
}

static std::vector<std::string> of(const Report &R) {
  SourceTexts Texts(R.FileSystem);
  return fingerprints(R, Texts);
}

TEST(Fingerprint, MovedAndIndentedLinesKeepIt) {
  std::vector<std::string> Before = of(reportOn("  x = time(0);\n"));
  EXPECT_EQ(Before.front().size(), 32u);
  EXPECT_EQ(Before, of(reportOn("// more\n\n\tx=time( 0 );\r\n")));
  EXPECT_EQ(Before, of(reportOn("x = time(0);", "other/folder/a.c")));
}

TEST(Fingerprint, OtherCodeHasAnother) {
  std::vector<std::string> One = of(reportOn("x = time(0);"));
  EXPECT_NE(One, of(reportOn("y = time(0);")));
  EXPECT_NE(One, of(reportOn("x = time(0);", "b.c")));
  EXPECT_NE(One, of(reportOn("x = time(0);", "a.c", "g")));
  Report R = reportOn("x = time(0);");
  R.Findings.front().What.Check = "hangproof-y";
  EXPECT_NE(One, of(R));
}

TEST(Fingerprint, EqualLinesAreNumbered) {
  std::vector<std::string> Two = of(reportOn("x = time(0);\nx = time(0);\n"));
  ASSERT_EQ(Two.size(), 2u);
  EXPECT_NE(Two[0], Two[1]);
  EXPECT_EQ(Two[0], of(reportOn("x = time(0);")).front());
}

TEST(Fingerprint, FilteringDoesNotRenumber) {
  Report R = reportOn("x = time(0);\nx = time(0);\n");
  std::vector<std::string> Two = of(R);
  assignFingerprints(R);
  R.Findings.erase(R.Findings.begin());
  EXPECT_EQ(of(R), std::vector<std::string>{Two[1]});
}

TEST(Fingerprint, UnreadableFileStillHasOne) {
  Report R = reportOn("x = time(0);");
  R.FileSystem = new vfs::InMemoryFileSystem;
  EXPECT_EQ(of(R).front().size(), 32u);
}

} // namespace hangproof
