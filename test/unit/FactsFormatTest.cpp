//===- FactsFormatTest.cpp - Facts as bytes and back ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/FactsFormat.h"
#include "FlowSample.h"
#include "engine/FactsDump.h"
#include "gtest/gtest.h"
#include <limits>

using namespace hangproof;

namespace {

FileFacts sample() {
  FlowSample Sample(4);
  Sample.F.Id = std::numeric_limits<SymbolId>::max();
  ValueId Flag = Sample.local("flag");
  CallId Call =
      Sample.call(0, "std::stoi", Sample.handler("std::exception", 2));
  Sample.F.Calls[Call].Where = {1, 12, 7, 240, 12, 11, 244};
  Sample.F.Calls[Call].InMacro = true;
  Sample.store(0, Flag, Sample.integer(std::numeric_limits<int64_t>::min()));
  Sample.branch(0, Sample.compare(Flag, CompareOp::Less, Sample.integer(-1)), 1,
                2);
  Sample.throws(2, "Error");
  Sample.returns(1, Sample.result(Call));
  FileFacts File;
  File.MainPath = "/src/a.cpp";
  File.Paths = {"/src/a.cpp", "/src/ä b.h"};
  File.Functions = {Sample.F, Sample.F};
  File.Unseen.MissingHeaders = 3;
  File.Mistakes = {""};
  return File;
}

std::string dump(const FileFacts &File) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  dumpFacts(File, OS);
  return OS.str();
}

std::string messageOf(llvm::StringRef Bytes) {
  llvm::Expected<FileFacts> Read = readFacts(Bytes);
  return Read ? "" : llvm::toString(Read.takeError());
}

TEST(FactsFormat, ComesBackAsItWas) {
  FileFacts File = sample();
  std::string Bytes = writeFacts(File);
  llvm::Expected<FileFacts> Read = readFacts(Bytes);
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(dump(File), dump(*Read));
  EXPECT_EQ(Bytes, writeFacts(*Read));
  EXPECT_EQ(Read->Paths[1], "/src/ä b.h");
  EXPECT_EQ(Read->Unseen.MissingHeaders, 3u);
  EXPECT_EQ(Read->Mistakes.size(), 1u);
  const FunctionFacts &F = Read->Functions[1];
  EXPECT_EQ(F.Id, std::numeric_limits<SymbolId>::max());
  EXPECT_EQ(F.Calls[0].Object, NoIndex);
  EXPECT_EQ(F.Calls[0].Where.EndColumn, 11u);
  EXPECT_EQ(F.Calls[0].Where.File, 1u);
  EXPECT_TRUE(F.Calls[0].InMacro);
  EXPECT_EQ(F.Stores[0].Value, F.Flow.Blocks[0].Events[1].Value);
  EXPECT_EQ(F.Values[F.Stores[0].Value].Number,
            std::numeric_limits<int64_t>::min());
}

TEST(FactsFormat, EveryDamageIsSeen) {
  std::string Bytes = writeFacts(sample());
  for (size_t I = 0; I < Bytes.size(); ++I) {
    std::string Damaged = Bytes;
    Damaged[I] ^= 0x20;
    EXPECT_NE(messageOf(Damaged), "") << "byte " << I;
    EXPECT_NE(messageOf(llvm::StringRef(Bytes).take_front(I)), "") << I;
  }
  EXPECT_EQ(messageOf(Bytes + "x"), "damaged");
}

TEST(FactsFormat, SaysWhatIsWrong) {
  std::string Bytes = writeFacts(sample());
  EXPECT_EQ(messageOf("library: x"), "not written by hangproof");
  EXPECT_EQ(messageOf(writeFindings({})), "not written by hangproof");
  ++Bytes[4];
  EXPECT_EQ(messageOf(Bytes), "written by another version");
}

TEST(FactsFormat, FindingsComeBack) {
  Finding F;
  F.Check = "hangproof-x";
  F.Where = {"/src/a.cpp", 3, 5, 30, 3, 9, 34};
  F.Message = "'recv' waits";
  F.Level = Confidence::High;
  F.Evidence = {{F.Where, "here"}};
  F.Fixes = {{F.Where, "recv_timeout"}};
  llvm::Expected<std::vector<Finding>> Read = readFindings(writeFindings({F}));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  ASSERT_EQ(Read->size(), 1u);
  EXPECT_EQ(Read->front().Where, F.Where);
  EXPECT_EQ(Read->front().Where.EndColumn, 9u);
  EXPECT_EQ(Read->front().Level, Confidence::High);
  EXPECT_EQ(Read->front().Evidence[0].Message, "here");
  EXPECT_EQ(Read->front().Fixes[0].Replacement, "recv_timeout");
}

} // namespace
