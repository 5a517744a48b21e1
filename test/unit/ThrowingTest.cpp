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
