//===- SarifRule.cpp - A check as SARIF describes it ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SarifRule.h"
#include "Utf16.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

// GitHub refuses the file when one of these is longer.
static constexpr size_t MaxNameLength = 255;
static constexpr size_t MaxDescriptionLength = 1024;
// GitHub shows no more of them.
static constexpr size_t MaxTags = 10;

/// "hangproof-wall-clock-duration" -> "WallClockDuration". The name must not be
/// the id again.
static std::string pascalCase(StringRef Id) {
  Id.consume_front("hangproof-");
  std::string Name;
  SmallVector<StringRef, 6> Words;
  Id.split(Words, '-', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef Word : Words) {
    Name += toUpper(Word.front());
    Name += Word.drop_front();
  }
  return limitText(Name, MaxNameLength);
}

/// "CWE-367, CWE-400" -> tags as CodeQL writes them, which GitHub and GitLab
/// read.
static void addCweTags(Json &Tags, StringRef Cwe) {
  while (!Cwe.empty()) {
    Cwe = Cwe.drop_until(isDigit);
    StringRef Number = Cwe.take_while(isDigit);
    Cwe = Cwe.drop_front(Number.size());
    if (!Number.empty() && Tags.size() < MaxTags)
      Tags.push_back("external/cwe/cwe-" + Number.str());
  }
}

std::string sentence(StringRef Message) {
  std::string Text = toValidUtf8(Message.trim());
  if (Text.empty())
    return Text;
  StringRef First = StringRef(Text).take_until([](char C) { return C == ' '; });
  if (all_of(First, [](char C) { return isLower(C) || C == '-'; }))
    Text[0] = toUpper(Text[0]);
  if (!StringRef(".!?").contains(Text.back()))
    Text += '.';
  // "[text](1)" is a link to a related location.
  for (size_t At = 0; (At = Text.find("](", At)) != std::string::npos;)
    Text.insert(At + 1, " ");
  return Text;
}

/// Drops the marks of one line that is not code.
static std::string plainLine(StringRef Line) {
  if (Line.starts_with("#"))
    Line = Line.ltrim('#').ltrim();
  std::string Text;
  bool InCode = false;
  for (size_t I = 0; I < Line.size(); ++I) {
    if (Line[I] == '`') {
      InCode = !InCode;
      continue;
    }
    if (InCode) {
      Text += Line[I];
      continue;
    }
    if (Line.substr(I).starts_with("**")) {
      ++I;
      continue;
    }
    if (Line[I] == '[') {
      size_t Middle = Line.find("](", I);
      size_t End = Middle == StringRef::npos ? Middle : Line.find(')', Middle);
      if (End != StringRef::npos) {
        StringRef Words = Line.slice(I + 1, Middle);
        StringRef Address = Line.slice(Middle + 2, End);
        Text += plainLine(Words);
        if (Words != Address)
          Text += (" (" + Address + ")").str();
        I = End;
        continue;
      }
    }
    Text += Line[I];
  }
  return Text;
}

std::string plainText(StringRef Markdown) {
  std::string Text;
  bool InCode = false;
  SmallVector<StringRef, 0> Lines;
  Markdown.trim().split(Lines, '\n');
  for (StringRef Line : Lines) {
    Line = Line.rtrim();
    if (Line.ltrim().starts_with("```")) {
      InCode = !InCode;
      continue;
    }
    Text += InCode ? ("    " + Line).str() : plainLine(Line);
    Text += '\n';
  }
  return toValidUtf8(Text);
}

Json sarifRule(const CheckInfo &Check, StringRef ToolUri) {
  StringRef Severity =
      StringRef(Check.Severity) == "error" ? "error" : "warning";
  Json Tags = Json::array();
  if (*Check.SecuritySeverity)
    Tags.push_back("security");
  for (const char *Tag : {"reliability", "availability", "hang"})
    Tags.push_back(Tag);
  addCweTags(Tags, Check.Cwe);
  std::string Summary =
      limitText(sentence(Check.Summary), MaxDescriptionLength);
  std::string Description =
      limitText(sentence(Check.Description), MaxDescriptionLength);
  // Empty strings are refused, so whatever is missing is made of the rest.
  if (Summary.empty())
    Summary = Check.Name;
  if (Description.empty())
    Description = Summary;
  std::string Markdown = toValidUtf8(StringRef(Check.Page).trim());
  if (Markdown.empty())
    Markdown = Description;

  Json Rule = {
      {"id", Check.Name},
      {"name", pascalCase(Check.Name)},
      {"shortDescription", {{"text", Summary}}},
      {"fullDescription", {{"text", Description}}},
      {"help", {{"text", plainText(Markdown)}, {"markdown", Markdown}}}};
  if (!ToolUri.empty())
    Rule["helpUri"] = ToolUri.str();
  Rule["defaultConfiguration"] = {{"level", Severity.str()}};
  Rule["properties"] = {{"tags", std::move(Tags)},
                        {"precision", Check.Precision},
                        {"problem.severity", Severity.str()}};
  // Its presence makes a rule a security rule. GitHub refuses a number.
  if (*Check.SecuritySeverity)
    Rule["properties"]["security-severity"] = Check.SecuritySeverity;
  return Rule;
}

} // namespace hangproof
