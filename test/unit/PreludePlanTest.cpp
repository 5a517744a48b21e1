//===- PreludePlanTest.cpp - Which headers are parsed once ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreludePlan.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace hangproof;

namespace {

class PreludePlanTest : public ::testing::Test {
protected:
  PreludePlanTest() {
    llvm::sys::fs::createUniqueDirectory("hangproof-plan", Folder);
  }
  ~PreludePlanTest() override {
    llvm::sys::fs::remove_directories(Folder, /*IgnoreErrors=*/true);
  }

  std::string write(llvm::StringRef Name, llvm::StringRef Text) {
    llvm::SmallString<128> Path = Folder;
    llvm::sys::path::append(Path, Name);
    std::error_code Error;
    llvm::raw_fd_ostream(Path, Error) << Text;
    return Path.str().str();
  }

  /// A header that is worth a prelude; returns how a prelude includes it.
  std::string header(llvm::StringRef Name) {
    return '"' + write(Name, "#pragma once\n//" + std::string(1 << 17, '-')) +
           '"';
  }

  void units(unsigned Count, llvm::StringRef Includes) {
    for (unsigned I = 0; I < Count; ++I) {
      std::string File =
          write("unit" + std::to_string(Units.size()) + ".cpp", Includes);
      Units.push_back({File, Folder.str().str(), {"clang++", "-c", File}});
    }
  }

  std::vector<PreludePlan> plan(size_t Most) {
    Cache Off("", 0);
    Closures Files(Units, Folder, /*Jobs=*/1, Off);
    std::vector<size_t> All(Units.size());
    std::iota(All.begin(), All.end(), 0);
    return planPreludes(All, Files, Most);
  }

  llvm::SmallString<128> Folder;
  std::vector<Unit> Units;
};

using Numbers = std::vector<size_t>;
using Lines = std::vector<std::string>;

TEST_F(PreludePlanTest, WhatAllIncludeIsOnePlan) {
  std::string A = header("a.h"), B = header("b.h");
  units(5, "#include \"b.h\"\n#include \"a.h\"\n");
  std::vector<PreludePlan> Plans = plan(4);
  ASSERT_EQ(Plans.size(), 1u);
  EXPECT_EQ(Plans[0].Users, (Numbers{0, 1, 2, 3, 4}));
  // In the order in which they are included.
  EXPECT_EQ(Plans[0].Headers, (Lines{B, A}));
}

TEST_F(PreludePlanTest, UnitsWithLittleInCommonAreDivided) {
  std::string A = header("a.h"), B = header("b.h");
  units(5, "#include \"a.h\"\n");
  units(6, "#include \"b.h\"\n");
  std::vector<PreludePlan> Plans = plan(4);
  ASSERT_EQ(Plans.size(), 2u);
  EXPECT_EQ(Plans[0].Users.size() + Plans[1].Users.size(), 11u);
  for (const PreludePlan &P : Plans)
    EXPECT_EQ(P.Headers, P.Users.size() == 5 ? Lines{A} : Lines{B});
}

TEST_F(PreludePlanTest, MoreInCommonIsAPartOfItsOwn) {
  std::string A = header("a.h"), B = header("b.h");
  units(9, "#include \"a.h\"\n");
  units(9, "#include \"a.h\"\n#include \"b.h\"\n");
  EXPECT_EQ(plan(1).size(), 1u);
  std::vector<PreludePlan> Plans = plan(2);
  ASSERT_EQ(Plans.size(), 2u);
  for (const PreludePlan &P : Plans)
    EXPECT_EQ(P.Headers, P.Users.front() == 0 ? Lines{A} : (Lines{A, B}));
}

TEST_F(PreludePlanTest, FewUnitsAndWhatIsNoHeaderHaveNone) {
  header("a.h");
  header("table.inc");
  units(3, "#include \"a.h\"\n");
  units(6, "#include \"table.inc\"\n");
  EXPECT_TRUE(plan(4).empty());
}

} // namespace
