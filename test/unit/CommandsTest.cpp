//===- CommandsTest.cpp - Arguments and paths of commands -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Paths.h"
#include "engine/PathGlobs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

/// The adjusted command without what is always added, and without the folder of
/// the compiler.
static std::string adjusted(std::vector<std::string> Command) {
  std::vector<std::string> Result = adjustArguments(Command);
  erase_if(Result, [](StringRef Argument) {
    return Argument.starts_with("-resource-dir=") ||
           Argument == "-fsyntax-only";
  });
  if (!Result.empty())
    Result[0] = sys::path::filename(Result[0]).str();
  return join(Result, " ");
}

TEST(Arguments, TheCompilerHasARealFolder) {
  EXPECT_EQ(adjustArguments({"no-such-compiler"}).front(),
            "/usr/bin/no-such-compiler");
  EXPECT_EQ(adjustArguments({"no/such/folder/cc"}).front(),
            "no/such/folder/cc");
  EXPECT_EQ(adjustArguments({"/dev/../usr/bin/cc"}).front(), "/usr/bin/cc");
}

TEST(Arguments, OutputsAreDropped) {
  EXPECT_EQ(adjusted({"cc", "-c", "-o", "x.o", "-ox.o", "-MD", "-MF", "x.d",
                      "-MFx.d", "-MT", "x", "-Wp,-MD,x.d", "x.c"}),
            "cc x.c");
  EXPECT_EQ(adjusted({"cc", "--serialize-diagnostics", "x.dia", "-save-temps",
                      "-MJ", "x.json", "x.c"}),
            "cc x.c");
}

TEST(Arguments, WhatChangesTheCodeStays) {
  std::vector<std::string> Command = {"c++",
                                      "-O2",
                                      "-DX=1",
                                      "-Iinclude",
                                      "-isystem",
                                      "sys",
                                      "-c++-is-no-option",
                                      "-std=c++20",
                                      "-m32",
                                      "-pthread",
                                      "-Wp,-DY",
                                      "x.cpp"};
  EXPECT_EQ(adjusted(Command), join(Command, " "));
}

TEST(Arguments, WarningsAreNoErrors) {
  EXPECT_EQ(adjusted({"cc", "-Werror", "-Werror=format", "-Wall", "x.c"}),
            "cc -Wall x.c");
}

TEST(Arguments, PluginsAndPrecompiledHeadersAreDropped) {
  EXPECT_EQ(adjusted({"clang", "-fplugin=x.so", "-Xclang", "-load", "-Xclang",
                      "x.so", "-Xclang", "-add-plugin", "-Xclang", "x",
                      "-Xclang", "-include-pch", "-Xclang", "x.pch", "-Xclang",
                      "-fno-pch-timestamp", "x.c"}),
            "clang -Xclang -fno-pch-timestamp x.c");
}

TEST(Arguments, NothingAfterTwoDashesIsAnOption) {
  std::vector<std::string> Result = adjustArguments({"cc", "-c", "--", "-c"});
  EXPECT_EQ(Result.back(), "-c");
  EXPECT_EQ(Result[Result.size() - 2], "--");
  EXPECT_EQ(Result[Result.size() - 3], "-fsyntax-only");
}

TEST(Arguments, AtTheEndOfACommand) {
  EXPECT_EQ(adjusted({"cc", "x.c", "-o"}), "cc x.c");
  EXPECT_EQ(adjusted({"cc", "x.c", "-Xclang"}), "cc x.c -Xclang");
  EXPECT_EQ(adjusted({"cc", "x.c", "-Xclang", "-load"}), "cc x.c");
  EXPECT_TRUE(adjustArguments({}).empty());
}

TEST(Arguments, KeysOfStaticAndSharedObjects) {
  auto Key = [](std::vector<std::string> Command) {
    return commandKey(adjustArguments(Command));
  };
  EXPECT_EQ(
      Key({"cc", "-O2", "-o", "a.o", "x.c"}),
      Key({"cc", "-O2", "-fPIC", "-Dx_EXPORTS", "-g", "-o", "b.o", "x.c"}));
  EXPECT_NE(Key({"cc", "-DX=1", "x.c"}), Key({"cc", "-DX=2", "x.c"}));
  EXPECT_NE(Key({"cc", "-std=c99", "x.c"}), Key({"cc", "-std=c11", "x.c"}));
}

TEST(Paths, Absolute) {
  EXPECT_EQ(absolutePath("../x/./y.c", "/a/b"), "/a/x/y.c");
  EXPECT_EQ(absolutePath("/a//b/", "/c"), "/a/b");
  EXPECT_EQ(absolutePath("/"), "/");
}

TEST(Paths, Below) {
  EXPECT_TRUE(isBelow("/a/b", "/a"));
  EXPECT_TRUE(isBelow("/a", "/a"));
  EXPECT_TRUE(isBelow("/a", "/"));
  EXPECT_FALSE(isBelow("/ab", "/a"));
  EXPECT_FALSE(isBelow("/a", "/a/b"));
  EXPECT_EQ(relativeTo("/a/b/c", "/a"), "b/c");
  EXPECT_EQ(relativeTo("/a/b", "/"), "a/b");
  EXPECT_EQ(relativeTo("/a/b", "/c"), "/a/b");
}

TEST(Paths, Common) {
  EXPECT_EQ(commonFolder({}), "");
  EXPECT_EQ(commonFolder({"/a/b/c.c"}), "/a/b");
  EXPECT_EQ(commonFolder({"/a/b/c.c", "/a/bc/d.c"}), "/a");
  EXPECT_EQ(commonFolder({"/a/b.c", "/c/d.c"}), "/");
}

TEST(Paths, Globs) {
  auto Matches = [](StringRef Path, std::string Glob) {
    return matchesAnyGlob(Path, "/r", {Glob});
  };
  EXPECT_TRUE(Matches("/r/third_party/x/y.c", "third_party"));
  EXPECT_TRUE(Matches("/r/third_party/x/y.c", "third_party/"));
  EXPECT_TRUE(Matches("/r/third_party/x/y.c", "./third_party"));
  EXPECT_TRUE(Matches("/r/a/b_test.cc", "*_test.cc"));
  EXPECT_TRUE(Matches("/r/a/b.c", "/r/a"));
  EXPECT_FALSE(Matches("/r/src/third_party/y.c", "third_party"));
  EXPECT_FALSE(Matches("/r/a/b.c", "r"));
  EXPECT_FALSE(Matches("/r/a/b.c", "["));
}

} // namespace hangproof
