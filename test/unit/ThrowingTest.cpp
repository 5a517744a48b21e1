//===- ThrowingTest.cpp - Which exceptions leave a function ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Throwing.h"
#include "FlowSample.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

TEST(ThrowingTest, HandlersTakeTheirClassAndWhatIsDerived) {
  EXPECT_EQ(catches("...", "int"), Catches::Yes);
  EXPECT_EQ(catches("int", "int"), Catches::Yes);
  EXPECT_EQ(catches("std::exception", "std::out_of_range"), Catches::Yes);
  EXPECT_EQ(catches("std::logic_error", "std::out_of_range"), Catches::Yes);
  EXPECT_EQ(catches("std::runtime_error", "std::out_of_range"), Catches::No);
  EXPECT_EQ(catches("std::system_error", "std::filesystem::filesystem_error"),
            Catches::Yes);
  EXPECT_EQ(catches("std::exception", "int"), Catches::No);
  EXPECT_EQ(catches("std::exception", "const char *"), Catches::No);
}

TEST(ThrowingTest, ClassesOfTheProjectMayBeBases) {
  EXPECT_EQ(catches("Error", "ParseError"), Catches::Maybe);
  EXPECT_EQ(catches("std::exception", "ParseError"), Catches::Yes);
  EXPECT_EQ(catches("std::runtime_error", "ParseError"), Catches::Maybe);
  EXPECT_EQ(catches("Error", ""), Catches::Maybe);
}

FunctionFacts thrower(SymbolId Id, const char *Type) {
  FlowSample S(2);
  S.throws(0, Type);
  S.F.Id = Id;
  return S.F;
}

FunctionFacts callerOf(SymbolId Id, SymbolId Callee, const char *Caught) {
  FlowSample S(3);
  uint32_t Try = *Caught ? S.handler(Caught, 1) : NoIndex;
  CallId Call = S.call(0, "callee", Try);
  S.F.Calls[Call].Callee = Callee;
  S.jump(0, 2);
  S.F.Id = Id;
  // Same name at another place, so that linking keeps each.
  S.F.Where.Line = Id;
  S.F.Where.Offset = Id;
  return S.F;
}

/// The program of one file with these functions.
Program programOf(std::vector<FunctionFacts> Functions, const ApiTable &Api,
                  std::vector<ExceptionClass> Classes = {}) {
  FileFacts File;
  File.MainPath = "/a.cpp";
  File.Paths = {"/a.cpp"};
  File.Functions = std::move(Functions);
  File.Exceptions = std::move(Classes);
  std::vector<FileFacts> Files;
  Files.push_back(std::move(File));
  return Program(std::move(Files), Api);
}

TEST(ThrowingTest, BasesInViewDecide) {
  ApiTable Api;
  Program P = programOf({}, Api,
                        {{"ParseError", {"Error", "std::exception"}},
                         {"Plain", {}},
                         {"lib::special", {"lib::error"}}});
  ExceptionClasses Classes(P);
  EXPECT_EQ(Classes.catches("Error", "ParseError"), Catches::Yes);
  EXPECT_EQ(Classes.catches("Other", "ParseError"), Catches::No);
  EXPECT_EQ(Classes.catches("std::exception", "ParseError"), Catches::Yes);
  EXPECT_EQ(Classes.catches("std::exception", "Plain"), Catches::No);
  EXPECT_EQ(Classes.catches("...", "Plain"), Catches::Yes);
  EXPECT_EQ(Classes.catches("lib::special", "lib::error"), Catches::Maybe);
}

TEST(ThrowingTest, HandlersThatThrowOnEndNoWay) {
  FlowSample S(3);
  uint32_t Try = S.handler("std::exception", 1);
  S.call(0, "callee", Try);
  ApiTable Api;
  Program P = programOf({}, Api);
  ExceptionClasses Classes(P);
  EXPECT_FALSE(Classes.leaves(S.F, Try, "std::out_of_range"));
  EXPECT_TRUE(Classes.leaves(S.F, Try, "int"));
  S.throws(1, "");
  S.F.Throws.back().RethrownTry = Try;
  S.F.Throws.back().RethrownHandler = 0;
  EXPECT_TRUE(Classes.leaves(S.F, Try, "std::out_of_range"));
}

TEST(ThrowingTest, TheShortestWayCounts) {
  FunctionFacts Near = callerOf(3, 2, "");
  Near.Calls.push_back(Near.Calls[0]);
  Near.Calls[1].Callee = 1;
  ApiTable Api;
  Program P = programOf(
      {thrower(1, "std::runtime_error"), callerOf(2, 1, ""), std::move(Near)},
      Api);
  ThrowSummaries Throws(P);
  FunctionRef F = P.find(3);
  ASSERT_EQ(Throws.escaping(F).size(), 1u);
  EXPECT_EQ(Throws.escaping(F)[0].Doubt, 1u);
  EXPECT_EQ(Throws.path(F, Throws.escaping(F)[0]).size(), 2u);
  EXPECT_EQ(Throws.leaving(F).size(), 2u);
}

TEST(ThrowingTest, NothingLeavesNoexcept) {
  FunctionFacts Quiet = callerOf(2, 1, "");
  Quiet.IsNoexcept = true;
  ApiTable Api;
  Program P = programOf(
      {thrower(1, "std::runtime_error"), std::move(Quiet), callerOf(3, 2, "")},
      Api);
  ThrowSummaries Throws(P);
  EXPECT_TRUE(Throws.escaping(P.find(2)).empty());
  EXPECT_EQ(Throws.leaving(P.find(2)).size(), 1u);
  EXPECT_TRUE(Throws.leaving(P.find(3)).empty());
  EXPECT_TRUE(Throws.isHarmless(P.find(2)));
  EXPECT_FALSE(Throws.isHarmless(P.find(1)));
}

TEST(ThrowingTest, NoReportForMemory) {
  ApiTable Api;
  Program P = programOf({thrower(1, "std::bad_alloc")}, Api);
  EXPECT_TRUE(ThrowSummaries(P).escaping(P.find(1)).empty());
}

TEST(ThrowingTest, ExceptionsPassThroughCallers) {
  FileFacts File;
  File.MainPath = "/a.cpp";
  File.Paths = {"/a.cpp"};
  File.Functions = {thrower(1, "std::runtime_error"), callerOf(2, 1, ""),
                    callerOf(3, 2, "std::exception"), callerOf(4, 2, "int")};
  ApiTable Api;
  std::vector<FileFacts> Files;
  Files.push_back(std::move(File));
  Program P(std::move(Files), Api);
  ThrowSummaries Throws(P);
  auto Escaping = [&](SymbolId Id) {
    auto Types = Throws.escaping(P.find(Id));
    return Types.empty() ? std::string("none") : Types.front().Type;
  };
  EXPECT_EQ(Escaping(1), "std::runtime_error");
  EXPECT_EQ(Escaping(2), "std::runtime_error");
  EXPECT_EQ(Escaping(3), "none");
  EXPECT_EQ(Escaping(4), "std::runtime_error");
  FunctionRef Caller = P.find(2);
  EXPECT_EQ(Throws.thrownBy(Caller, Caller->Calls[0]).size(), 1u);
}

} // namespace
} // namespace hangproof
