//===- ReportPathsTest.cpp - Names of files and repositories --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/ReportPaths.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

TEST(ReportPaths, RelativeBelowTheRootOnly) {
  vfs::InMemoryFileSystem Files;
  ReportPaths Paths("/a/top/", Files);
  EXPECT_EQ(Paths.get("/a/top/src/x.c").Path, "src/x.c");
  EXPECT_TRUE(Paths.get("/a/top/src/x.c").InRoot);
  EXPECT_EQ(Paths.get("/a/top/../top/./x.c").Path, "x.c");
  EXPECT_EQ(Paths.get("/a/top2/x.c").Path, "/a/top2/x.c");
  EXPECT_FALSE(Paths.get("/a/top2/x.c").InRoot);
  EXPECT_FALSE(Paths.get("/a/top").InRoot);

  ReportPaths Everything("/", Files);
  EXPECT_EQ(Everything.get("/usr/x.c").Path, "usr/x.c");
  ReportPaths Nothing("", Files);
  EXPECT_EQ(Nothing.get("/usr/x.c").Path, "/usr/x.c");
}

TEST(ReportPaths, ResolvesLinks) {
  SmallString<128> Folder;
  ASSERT_FALSE(sys::fs::createUniqueDirectory("hangproof-paths", Folder));
  auto In = [&](StringRef Name) { return (Folder + "/" + Name).str(); };
  sys::fs::create_directory(In("real"));
  sys::fs::create_directory(In("elsewhere"));
  for (StringRef Name : {"real/a.c", "elsewhere/b.c"}) {
    std::error_code Code;
    raw_fd_ostream OS(In(Name), Code);
    ASSERT_FALSE(Code);
  }
  sys::fs::create_link(In("real"), In("link"));
  sys::fs::create_link(In("real/a.c"), In("real/alias.c"));
  sys::fs::create_link(In("elsewhere/b.c"), In("real/b.c"));

  IntrusiveRefCntPtr<vfs::FileSystem> Files = vfs::getRealFileSystem();
  ReportPaths Paths(In("link"), *Files);
  // The root is a link, or the file is named through one.
  EXPECT_EQ(Paths.get(In("link/a.c")).Path, "a.c");
  EXPECT_EQ(Paths.get(In("real/a.c")).Path, "a.c");
  // Two names of one file.
  EXPECT_EQ(Paths.get(In("link/alias.c")).Path, "a.c");
  // A link in the tree to a file outside of it keeps its name in the tree.
  EXPECT_EQ(Paths.get(In("link/b.c")).Path, "b.c");
  EXPECT_TRUE(Paths.get(In("link/b.c")).InRoot);
  sys::fs::remove_directories(Folder);
}

TEST(ReportPaths, EncodesWhatAUriCannotHold) {
  EXPECT_EQ(encodePath("src/a.c"), "src/a.c");
  EXPECT_EQ(encodePath("c++/a b%c#d?e:f\\g\"h[i]"),
            "c++/a%20b%25c%23d%3Fe%3Af%5Cg%22h%5Bi%5D");
  EXPECT_EQ(encodePath("caf\xC3\xA9\xE9"), "caf%C3%A9%E9");
  EXPECT_EQ(fileUri("/a b/c"), "file:///a%20b/c");
}

TEST(ReportPaths, RepositoryUris) {
  EXPECT_EQ(repositoryUri("https://example.com/a/b.git"),
            "https://example.com/a/b.git");
  EXPECT_EQ(repositoryUri("git@example.com:a/b.git"),
            "ssh://git@example.com/a/b.git");
  EXPECT_EQ(repositoryUri("ssh://git@example.com:2222/a/b.git\n"),
            "ssh://git@example.com:2222/a/b.git");
  EXPECT_EQ(repositoryUri("/srv/git/a b.git"), "file:///srv/git/a%20b.git");
  EXPECT_EQ(repositoryUri("https://example.com/a b"),
            "https://example.com/a%20b");
  EXPECT_EQ(repositoryUri(""), "");
  EXPECT_EQ(repositoryUri("../sibling"), "");
}

TEST(ReportPaths, CredentialsStayAtHome) {
  EXPECT_EQ(repositoryUri("https://user:secret@example.com/a/b"),
            "https://example.com/a/b");
  EXPECT_EQ(repositoryUri("https://token@example.com/a/b"),
            "https://example.com/a/b");
  EXPECT_EQ(repositoryUri("ssh://git:secret@example.com/a"),
            "ssh://git@example.com/a");
}

} // namespace hangproof
