//===- OutputFileTest.cpp - Whole files or the old ones -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/OutputFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

namespace {

class OutputFile : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("hangproof-output", Folder));
  }
  void TearDown() override { sys::fs::remove_directories(Folder); }

  std::string in(StringRef Name) const { return (Folder + "/" + Name).str(); }
  /// The error's text, or "" on success.
  std::string write(StringRef Path, StringRef Text) {
    return toString(
        writeOutputFile(Path, [&](raw_ostream &OS) { OS << Text; }));
  }
  static std::string read(StringRef Path) {
    auto Buffer = MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "<unreadable>";
  }
  unsigned fileCount() const {
    unsigned Count = 0;
    std::error_code Code;
    for (sys::fs::directory_iterator I(Folder, Code), E; I != E && !Code;
         I.increment(Code))
      ++Count;
    return Count;
  }

  SmallString<128> Folder;
};

} // namespace

TEST_F(OutputFile, WritesAndReplaces) {
  EXPECT_EQ(write(in("report"), "one"), "");
  EXPECT_EQ(read(in("report")), "one");
  EXPECT_EQ(write(in("report"), "two"), "");
  EXPECT_EQ(read(in("report")), "two");
  EXPECT_EQ(fileCount(), 1u);
  // A report is no program.
  EXPECT_FALSE(sys::fs::can_execute(in("report")));
}

TEST_F(OutputFile, NobodySeesHalfAReport) {
  EXPECT_EQ(write(in("report"), "old"), "");
  std::string Seen;
  Error E = writeOutputFile(in("report"), [&](raw_ostream &OS) {
    OS << "new";
    OS.flush();
    Seen = read(in("report"));
  });
  EXPECT_EQ(toString(std::move(E)), "");
  EXPECT_EQ(Seen, "old");
  EXPECT_EQ(read(in("report")), "new");
}

TEST_F(OutputFile, LinksAreFollowed) {
  EXPECT_EQ(write(in("target"), "old"), "");
  ASSERT_FALSE(sys::fs::create_link(in("target"), in("link")));
  EXPECT_EQ(write(in("link"), "new"), "");
  EXPECT_EQ(read(in("target")), "new");
  EXPECT_TRUE(sys::fs::is_symlink_file(in("link")));
}

TEST_F(OutputFile, ErrorsNameThePath) {
  std::string Path = in("no/such/folder/report");
  EXPECT_EQ(write(Path, "x"),
            "cannot write '" + Path + "': No such file or directory");
  EXPECT_EQ(write(Folder, "x"),
            ("cannot write '" + Folder + "': Is a directory").str());
  EXPECT_EQ(fileCount(), 0u);
}

TEST_F(OutputFile, FullDeviceIsAnError) {
  if (!sys::fs::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full";
  EXPECT_EQ(write("/dev/full", "x"),
            "cannot write '/dev/full': No space left on device");
  EXPECT_EQ(write("/dev/null", "x"), "");
}

} // namespace hangproof
