//===- SarifTest.cpp - What the golden SARIF files do not show ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SampleReport.h"
#include "report/Json.h"
#include "report/SarifRule.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

/// The run that is written for a report.
static Json runOf(const Report &R) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeSarif(OS, R);
  return Json::parse(Text)["runs"][0];
}

TEST(Sarif, OnlyAToolErrorIsAFailure) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  EXPECT_EQ(runOf(R)["invocations"][0]["executionSuccessful"], true);
  R.ToolError = "cannot read the compile database";
  Json Invocation = runOf(R)["invocations"][0];
  EXPECT_EQ(Invocation["executionSuccessful"], false);
  Json Last = Invocation["toolExecutionNotifications"].back();
  EXPECT_EQ(Last["level"], "error");
  EXPECT_EQ(Last["message"]["text"], "Cannot read the compile database.");
}

TEST(Sarif, EmptyReportIsARunAllTheSame) {
  Json Run = runOf(Report());
  EXPECT_TRUE(Run["results"].is_array());
  EXPECT_TRUE(Run["results"].empty());
  EXPECT_TRUE(Run["tool"]["driver"]["rules"].is_array());
  EXPECT_FALSE(Run.contains("originalUriBaseIds"));
}

TEST(Sarif, TooManyFindingsLoseTheLeastSure) {
  SampleFiles Files;
  Files.add("a.c", "time time time\n");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  for (int I = 0; I != 25002; ++I) {
    Finding F;
    F.Check = "hangproof-x";
    F.Where = Files.token("a.c", "time", I % 3);
    F.Message = std::to_string(I);
    F.Level =
        I == 1 || I == 7 || I == 25000 ? Confidence::Low : Confidence::Medium;
    R.Findings.push_back({F, false, ""});
  }
  Json Run = runOf(R);
  ASSERT_EQ(Run["results"].size(), 25000u);
  // Two of the three low ones go, those that come last, and the order stays.
  EXPECT_EQ(Run["results"][1]["message"]["text"], "1.");
  EXPECT_EQ(Run["results"][7]["message"]["text"], "8.");
  EXPECT_EQ(Run["results"].back()["message"]["text"], "25001.");
  Json Notes = Run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(Notes.size(), 1u);
  EXPECT_EQ(Notes[0]["descriptor"]["id"], "findings-left-out");
  EXPECT_EQ(Notes[0]["message"]["text"].get<std::string>().find(
                "2 of 25002 findings are left out"),
            0u);
}

TEST(Sarif, FlowEndsInThePrimaryPlaceOnce) {
  SampleFiles Files = sampleFiles();
  Json Run = runOf(sampleReport(Files));
  for (const Json &Result : Run["results"]) {
    if (!Result.contains("codeFlows"))
      continue;
    const Json &Steps = Result["codeFlows"][0]["threadFlows"][0]["locations"];
    const Json &Last = Steps.back()["location"]["physicalLocation"]["region"];
    EXPECT_EQ(Last, Result["locations"][0]["physicalLocation"]["region"]);
    if (Steps.size() > 1) {
      const Json &Before = Steps[Steps.size() - 2]["location"];
      EXPECT_NE(Before["message"], Steps.back()["location"]["message"]);
    }
  }
}

TEST(Sarif, CheckThatDidNotRunHasNoIndex) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  R.Checks.clear();
  Json Result = runOf(R)["results"][0];
  EXPECT_FALSE(Result.contains("ruleIndex"));
  EXPECT_EQ(Result["ruleId"], "hangproof-wall-clock-duration");
}

TEST(Sarif, LongLinesAreNotQuoted) {
  SampleFiles Files;
  Files.add("a.c", "time" + std::string(100000, ' ') + "\n");
  Finding F;
  F.Where = Files.token("a.c", "time");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  R.Findings = {{F, false, ""}};
  Json Place = runOf(R)["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(Place["region"]["snippet"]["text"], "time");
  EXPECT_FALSE(Place.contains("contextRegion"));
}

TEST(Sarif, ContextIsMoreThanThePlace) {
  SampleFiles Files;
  Files.add("a.c", "time");
  Finding F;
  F.Where = Files.token("a.c", "time");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  R.Findings = {{F, false, ""}};
  Json Place = runOf(R)["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_FALSE(Place.contains("contextRegion"));
}

TEST(SarifRule, TagsAndSeverity) {
  Json Rule = sarifRule(
      sampleCheck("hangproof-lost-signal", "error", "CWE-367, CWE-400"), "");
  EXPECT_EQ(Rule["name"], "LostSignal");
  EXPECT_EQ(Rule["defaultConfiguration"]["level"], "error");
  EXPECT_EQ(Rule["properties"]["problem.severity"], "error");
  EXPECT_FALSE(Rule["properties"].contains("security-severity"));
  EXPECT_FALSE(Rule.contains("helpUri"));
  EXPECT_EQ(Rule["properties"]["tags"][3], "external/cwe/cwe-367");
  EXPECT_EQ(Rule["properties"]["tags"][4], "external/cwe/cwe-400");
}

TEST(SarifRule, NothingIsEmptyOrTooLong) {
  CheckInfo Check = sampleCheck("hangproof-x", "warning", "");
  std::string Long(5000, 'a');
  Check.Summary = Long.c_str();
  Check.Description = "";
  Check.Page = "";
  Json Rule = sarifRule(Check, "");
  std::string Summary = Rule["shortDescription"]["text"];
  EXPECT_EQ(Summary.size(), 1024u);
  EXPECT_EQ(Rule["fullDescription"]["text"], Summary);
  EXPECT_EQ(Rule["help"]["markdown"], Summary);
  EXPECT_NE(Rule["help"]["text"], "");
}

TEST(SarifRule, Sentences) {
  EXPECT_EQ(sentence("the loop never ends"), "The loop never ends.");
  EXPECT_EQ(sentence("wall-clock time is used"), "Wall-clock time is used.");
  // These begin with code.
  EXPECT_EQ(sentence("'recv' waits"), "'recv' waits.");
  EXPECT_EQ(sentence("epoll_wait waits"), "epoll_wait waits.");
  EXPECT_EQ(sentence("waits for ever? "), "Waits for ever?");
  EXPECT_EQ(sentence("'a[i](x)' waits"), "'a[i] (x)' waits.");
  EXPECT_EQ(sentence(""), "");
}

TEST(SarifRule, PlainText) {
  EXPECT_EQ(plainText("# Title\n\nSome **bold** `code_with_*` and "
                      "[a page](http://x/y).\n"),
            "Title\n\nSome bold code_with_* and a page (http://x/y).\n");
  EXPECT_EQ(plainText("```cpp\na[i](*b);  # `x`\n```\nend"),
            "    a[i](*b);  # `x`\nend\n");
  // An open bracket is just that.
  EXPECT_EQ(plainText("a [b"), "a [b\n");
}

} // namespace hangproof
