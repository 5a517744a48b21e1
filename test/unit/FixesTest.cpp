//===- FixesTest.cpp - Fixes are applied whole or not at all --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

namespace {

/// A folder with files, which goes away with the test.
class FixesTest : public testing::Test {
protected:
  FixesTest() {
    EXPECT_FALSE(sys::fs::createUniqueDirectory("fixes", Folder));
    R.Root = std::string(Folder);
  }
  ~FixesTest() override { sys::fs::remove_directories(Folder); }

  std::string path(StringRef Name) const { return (Folder + "/" + Name).str(); }

  void write(StringRef Name, StringRef Text) {
    std::error_code Code;
    raw_fd_ostream OS(path(Name), Code);
    EXPECT_FALSE(Code);
    OS << Text;
  }

  std::string read(StringRef Name) const {
    auto Buffer = MemoryBuffer::getFile(path(Name));
    return Buffer ? (*Buffer)->getBuffer().str() : "cannot read";
  }

  FixEdit edit(StringRef Name, unsigned Begin, unsigned End,
               StringRef Text) const {
    FixEdit Edit;
    Edit.Where.Path = path(Name);
    Edit.Where.Line = 1;
    Edit.Where.Offset = Begin;
    Edit.Where.EndOffset = End;
    Edit.Replacement = Text.str();
    return Edit;
  }

  void finding(std::vector<FixEdit> Edits) {
    ReportedFinding F;
    F.What.Check = "hangproof-x";
    F.What.Where.Path = path("a.c");
    F.What.Where.Line = 1;
    F.What.Fixes = std::move(Edits);
    R.Findings.push_back(std::move(F));
  }

  FixOutcome apply(function_ref<bool(StringRef)> IsAsAnalyzed = [](StringRef) {
    return true;
  }) {
    Expected<FixOutcome> Outcome = applyFixes(R, IsAsAnalyzed);
    if (Outcome)
      return std::move(*Outcome);
    FixOutcome Failed;
    Failed.Refused.push_back(toString(Outcome.takeError()));
    return Failed;
  }

  /// How many files are in the folder.
  unsigned count() const {
    unsigned Result = 0;
    std::error_code Code;
    for (sys::fs::directory_iterator At(Folder, Code), End; At != End && !Code;
         At.increment(Code))
      ++Result;
    return Result;
  }

  SmallString<128> Folder;
  Report R;
};

TEST_F(FixesTest, OverlappingFixesWait) {
  write("a.c", "0123456789");
  finding({edit("a.c", 1, 3, "A"), edit("a.c", 8, 9, "B")});
  finding({edit("a.c", 5, 6, "C"), edit("a.c", 2, 4, "D")});
  finding({edit("a.c", 4, 5, "E")});
  finding({});
  FixOutcome Outcome = apply();
  // The second one is left as a whole.
  EXPECT_EQ(read("a.c"), "0A3E567B9");
  EXPECT_EQ(Outcome.Findings, 2u);
  EXPECT_EQ(Outcome.Conflicting, 1u);
  EXPECT_EQ(Outcome.WithoutFix, 1u);
  EXPECT_EQ(count(), 1u);
}

TEST_F(FixesTest, TheSameLineIsAddedOnce) {
  write("a.c", "body\n");
  finding({edit("a.c", 0, 0, "#include <x>\n")});
  finding({edit("a.c", 0, 0, "#include <x>\n"), edit("a.c", 0, 4, "BODY")});
  FixOutcome Outcome = apply();
  EXPECT_EQ(read("a.c"), "#include <x>\nBODY\n");
  EXPECT_EQ(Outcome.Findings, 2u);
}

TEST_F(FixesTest, AFileThatHasChangedIsRefused) {
  write("a.c", "one");
  write("b.c", "two");
  finding({edit("a.c", 0, 1, "O"), edit("b.c", 0, 1, "T")});
  finding({edit("a.c", 2, 3, "E")});
  FixOutcome Outcome =
      apply([&](StringRef Path) { return Path != path("b.c"); });
  // Half of a fix is none.
  EXPECT_EQ(read("a.c"), "onE");
  EXPECT_EQ(read("b.c"), "two");
  ASSERT_EQ(Outcome.Refused.size(), 1u);
  EXPECT_EQ(Outcome.Refused.front(),
            "'" + path("b.c") +
                "' has changed since it was analysed: its fixes are not "
                "applied; run again");
}

TEST_F(FixesTest, AFileThatIsGoneOrShorterIsLeft) {
  write("a.c", "x");
  finding({edit("gone.c", 0, 1, "y")});
  finding({edit("a.c", 0, 5, "y")});
  FixOutcome Outcome = apply();
  EXPECT_EQ(read("a.c"), "x");
  EXPECT_EQ(Outcome.Refused.size(), 1u);
  EXPECT_EQ(Outcome.Findings, 0u);
  EXPECT_EQ(count(), 1u);
}

TEST_F(FixesTest, LineEndsAreThoseOfTheFile) {
  write("a.c", "x\r\ny\r\n");
  finding({edit("a.c", 0, 0, "a\nb\r\n\n")});
  apply();
  EXPECT_EQ(read("a.c"), "a\r\nb\r\n\r\nx\r\ny\r\n");
}

TEST_F(FixesTest, ALinkStaysALink) {
  write("real.c", "x");
  ASSERT_FALSE(sys::fs::create_link(path("real.c"), path("a.c")));
  finding({edit("a.c", 0, 1, "y")});
  apply();
  EXPECT_EQ(read("real.c"), "y");
  bool IsLink = false;
  EXPECT_FALSE(sys::fs::is_symlink_file(path("a.c"), IsLink));
  EXPECT_TRUE(IsLink);
}

TEST_F(FixesTest, ExportedFixesHoldTheEvidence) {
  write("a.c", "time(0);");
  finding({edit("a.c", 0, 4, "mono")});
  R.Findings.front().What.Message = "say 'it'";
  R.Findings.front().What.Evidence.push_back(
      {edit("a.c", 5, 6, "").Where, "here"});
  ASSERT_FALSE(bool(exportFixes(path("f.yaml"), R)));
  std::string Text = read("f.yaml");
  for (const char *Part :
       {"DiagnosticName:  hangproof-x", "Message:         'say ''it'''",
        "ReplacementText: mono", "Length:          4",
        "Notes:", "Message:         here"})
    EXPECT_NE(Text.find(Part), std::string::npos) << Part << " in " << Text;
}

} // namespace

} // namespace hangproof
