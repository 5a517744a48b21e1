//===- ApiConditions.cpp - When a row says that an effect applies ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ApiConditions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"

namespace hangproof {

std::optional<ArgumentTest> parseArgumentTest(const YamlNode &Node,
                                              const Effect &Result,
                                              YamlComplaints &Complaints) {
  using Kind = ArgumentTest::Kind;
  ArgumentTest Test;
  static constexpr std::pair<llvm::StringLiteral, Kind> Words[] = {
      {"null", Kind::Null},          {"nonnull", Kind::NonNull},
      {"self", Kind::Self},          {"saved", Kind::Saved},
      {"not-saved", Kind::NotSaved}, {"absent", Kind::Absent},
      {"computed", Kind::Computed},  {"not-text", Kind::NotText},
  };
  for (const auto &[Word, WordKind] : Words) {
    if (Node.Text != Word)
      continue;
    Test.Test = WordKind;
    bool NeedsPair = WordKind == Kind::Saved || WordKind == Kind::NotSaved;
    if (NeedsPair && Result.Pair.empty())
      Complaints.add(Node, "'" + Word + "' needs an effect with a pair");
    return Test;
  }
  llvm::StringRef Text = Node.Text;
  bool IsUnlike = Text.consume_front("unlike ");
  if (IsUnlike || Text.consume_front("like ")) {
    Test.Test = IsUnlike ? Kind::Unlike : Kind::Like;
    Test.Name = Text.trim().str();
    llvm::Expected<llvm::GlobPattern> Pattern =
        llvm::GlobPattern::create(Test.Name);
    if (Pattern && !Test.Name.empty())
      return Test;
    Complaints.add(Node, "bad pattern '" + Test.Name + "'" +
                             (Pattern ? "" : ": ") +
                             llvm::toString(Pattern.takeError()));
    return std::nullopt;
  }
  if (Text.consume_front("not "))
    Test.Test = Kind::ConstantNot;
  else if (Text.consume_front("has "))
    Test.Test = Kind::HasBits;
  else if (Text.consume_front("lacks "))
    Test.Test = Kind::LacksBits;
  else if (Text.consume_front("clears "))
    Test.Test = Kind::ClearsBits;
  else if (Text.consume_front("holds "))
    Test.Test = Kind::HoldsBits;
  if ((Test.Test == Kind::LacksBits || Test.Test == Kind::HoldsBits) &&
      Text.contains('.')) {
    auto [Member, Bits] = Text.split('.');
    Test.Member = Member.str();
    Text = Bits;
  }
  auto [Name, Number] = Text.split('=');
  int64_t Value = 0;
  auto IsWord = [](char C) { return llvm::isAlnum(C) || C == '_' || C == ':'; };
  if (Name.empty() || !llvm::all_of(Name, IsWord) ||
      Number.getAsInteger(0, Value)) {
    Complaints.add(Node,
                   "unknown alternative '" + Node.Text +
                       "'; expected NAME=NUMBER, not NAME=NUMBER, "
                       "has NAME=NUMBER, lacks NAME=NUMBER, "
                       "lacks MEMBER.NAME=NUMBER, clears NAME=NUMBER, "
                       "holds NAME=NUMBER, holds MEMBER.NAME=NUMBER, "
                       "like PATTERN, unlike PATTERN, null, nonnull, self, "
                       "saved, not-saved, computed, not-text or absent");
    return std::nullopt;
  }
  Test.Name = Name.str();
  Test.Number = Value;
  return Test;
}

} // namespace hangproof
