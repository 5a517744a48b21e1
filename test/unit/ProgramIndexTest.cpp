//===- ProgramIndexTest.cpp - One file with the rest of its program -------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/ProgramIndex.h"
#include "engine/Program.h"
#include "gtest/gtest.h"

using namespace hangproof;

namespace {

FileFacts file(const char *MainPath,
               std::vector<std::pair<const char *, unsigned>> Functions,
               const char *Path = nullptr) {
  FileFacts File;
  File.MainPath = MainPath;
  File.Paths = {Path ? Path : MainPath};
  for (auto [Name, Line] : Functions) {
    FunctionFacts F;
    F.Name = Name;
    F.Id = SymbolId(Name[0]);
    F.Where.Line = Line;
    F.Where.Offset = Line * 10;
    File.Functions.push_back(F);
  }
  return File;
}

/// "NAME:LINE" of all functions of the program.
std::string functions(const Program &P) {
  std::string Text;
  for (FunctionRef F : P.functions())
    Text += F->Name + ":" + std::to_string(F->Where.Line) + " ";
  return Text;
}

class ProgramIndexTest : public ::testing::Test {
protected:
  std::shared_ptr<const ProgramIndex> index(std::vector<FileFacts> Files) {
    std::string Bytes = writeIndex(Files, Api);
    EXPECT_FALSE(Files.empty()) << "the facts are given back";
    llvm::Expected<ProgramIndex> Read = readIndex(Bytes, Api);
    EXPECT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
    return std::make_shared<const ProgramIndex>(std::move(*Read));
  }

  std::string linked(FileFacts Open, std::vector<FileFacts> Rest) {
    std::vector<FileFacts> Files;
    Files.push_back(std::move(Open));
    return functions(Program(std::move(Files), Api, index(std::move(Rest))));
  }

  ApiTable Api;
};

TEST_F(ProgramIndexTest, TheOpenFileReplacesItsOwnFacts) {
  EXPECT_EQ(linked(file("/b.c", {{"new", 1}}),
                   {file("/a.c", {{"first", 1}}), file("/b.c", {{"old", 1}}),
                    file("/c.c", {{"third", 1}})}),
            "first:1 new:1 third:1 ");
}

TEST_F(ProgramIndexTest, AFunctionOfAHeaderHasMoved) {
  EXPECT_EQ(linked(file("/b.c", {{"inline", 5}}, "/h.h"),
                   {file("/a.c", {{"inline", 4}, {"other", 9}}, "/h.h")}),
            "other:9 inline:5 ");
}

TEST_F(ProgramIndexTest, TheOpenHeaderIsNewerThanWhoIncludesIt) {
  EXPECT_EQ(linked(file("/h.h", {{"inline", 5}}),
                   {file("/a.c", {{"inline", 5}, {"gone", 9}}, "/h.h"),
                    file("/b.c", {{"kept", 9}})}),
            "kept:9 inline:5 ");
}

TEST_F(ProgramIndexTest, AnInstanceOfTheIndexSaysMoreThanATemplate) {
  FileFacts Open = file("/b.c", {{"template", 5}}, "/h.h");
  Open.Functions[0].FlowFailed = true;
  EXPECT_EQ(linked(Open, {file("/a.c", {{"template", 5}}, "/h.h")}),
            "template:5 ");
  std::vector<FileFacts> Files = {Open};
  Program P(Files, Api, index({file("/a.c", {{"template", 5}}, "/h.h")}));
  EXPECT_FALSE(P.functions()[0]->FlowFailed);
}

TEST_F(ProgramIndexTest, FindingsAreShownInWhatIsOpen) {
  std::vector<FileFacts> Files = {file("/b.c", {{"inline", 5}}, "/h.h")};
  Program Alone(Files, Api);
  EXPECT_TRUE(Alone.isInView("/a.c"));
  Program P(Files, Api, index({file("/a.c", {{"first", 4}})}));
  EXPECT_TRUE(P.isInView("/h.h"));
  EXPECT_FALSE(P.isInView("/a.c"));
}

TEST_F(ProgramIndexTest, WhatCannotBeUsed) {
  std::vector<FileFacts> Files = {file("/a.c", {{"first", 1}})};
  std::string Bytes = writeIndex(Files, Api);
  auto Problem = [](llvm::StringRef Bytes, const ApiTable &Rows) {
    llvm::Expected<ProgramIndex> Read = readIndex(Bytes, Rows);
    return Read ? "" : llvm::toString(Read.takeError());
  };
  EXPECT_EQ(Problem(Bytes, Api), "");
  EXPECT_EQ(Problem("", Api), "not written by hangproof");
  EXPECT_EQ(Problem(llvm::StringRef(Bytes).drop_back(), Api), "damaged");
  EXPECT_NE(Problem(Bytes, ApiTable::builtIn()).find("other rows"),
            std::string::npos);
  Bytes[4] ^= 1;
  EXPECT_EQ(Problem(Bytes, Api), "written by another version");
}

TEST(Program, TheNearestDefinitionInTheTreeIsFound) {
  ApiTable Api;
  std::vector<FileFacts> Files;
  for (const char *Path : {"/p/a/main.c", "/p/b/x/main.c", "/p/b/y/main.c",
                           "/p/c/main.c", "/q/main.c"})
    Files.push_back(file(Path, {{"main", 1}}));
  Files.push_back(file("/p/b/y/z.c", {{"z", 1}}));
  Files.push_back(file("/p/b/z.c", {{"y", 1}}));
  Files.push_back(file("/a/z.c", {{"x", 1}}));
  Program P(std::move(Files), Api);
  auto From = [&](char Name) {
    return P.find('m', P.find(SymbolId(Name))).File->MainPath;
  };
  EXPECT_EQ(From('z'), "/p/b/y/main.c");
  EXPECT_EQ(From('y'), "/p/b/x/main.c"); // The first of the equally near.
  EXPECT_EQ(From('x'), "/p/a/main.c");
  EXPECT_EQ(P.find('m').File->MainPath, "/p/a/main.c");
}

} // namespace
