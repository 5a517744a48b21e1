//===- SarifTest.cpp - What the golden SARIF files do not show ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SampleReport.h"
#include "report/Json.h"
#include "report/SarifRule.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "gtest/gtest.h"
#include <map>

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

TEST(Sarif, ReasonsNameFilesAsTheReportDoes) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  R.Incomplete = {
      {SampleFiles::absolute("a.c"),
       std::string("2 errors, first: ") + SampleRoot + "/a.c:3: x"}};
  EXPECT_EQ(runOf(R)["invocations"][0]["toolExecutionNotifications"][0]
                    ["message"]["text"],
            "Not analysed whole: 2 errors, first: a.c:3: x.");
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

/// The notices of a run by id.
static std::map<std::string, Json> noticesOf(const Json &Run) {
  std::map<std::string, Json> Result;
  const Json &Invocation = Run["invocations"][0];
  if (!Invocation.contains("toolExecutionNotifications"))
    return Result;
  for (const Json &One : Invocation["toolExecutionNotifications"]) {
    // The index must lead to the kind with that id.
    const Json &Kinds = Run["tool"]["driver"]["notifications"];
    EXPECT_EQ(Kinds[One["descriptor"]["index"].get<size_t>()]["id"],
              One["descriptor"]["id"]);
    Result[One["descriptor"]["id"]] = One;
  }
  return Result;
}

TEST(Sarif, ErrorsAreKeptBeforeSureWarnings) {
  SampleFiles Files;
  Files.add("a.c", "time\n");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  for (int I = 0; I != 25001; ++I) {
    Finding F;
    F.Where = Files.token("a.c", "time");
    F.Message = std::to_string(I);
    F.Level = I == 25000 ? Confidence::Medium : Confidence::High;
    R.Findings.push_back({F, /*AsError=*/I == 25000, ""});
  }
  Json Run = runOf(R);
  EXPECT_EQ(Run["results"].size(), 25000u);
  EXPECT_EQ(Run["results"].back()["message"]["text"], "25000.");
}

TEST(Sarif, SizeLimitTakesTextFirstThenFindings) {
  SampleFiles Files;
  Files.add("a.c", "int before;\ntime(0);\nint after;\n");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  for (int I = 0; I != 500; ++I) {
    Finding F;
    F.Where = Files.token("a.c", "time");
    F.Message = std::to_string(I);
    F.Level = I == 499 ? Confidence::High : Confidence::Low;
    R.Findings.push_back({F, false, ""});
  }
  auto PlaceOf = [](const Json &Run) {
    return Run["results"].back()["locations"][0]["physicalLocation"];
  };
  Json All = runOf(R);
  EXPECT_TRUE(PlaceOf(All).contains("contextRegion"));
  EXPECT_TRUE(noticesOf(All).empty());

  auto Sizes = [](const Report &R) {
    std::string Text;
    raw_string_ostream OS(Text);
    writeSarif(OS, R);
    SmallVector<uint8_t, 0> Compressed;
    compression::zlib::compress(arrayRefFromStringRef(Text), Compressed);
    return Compressed.size();
  };
  R.SarifMaxBytes = Sizes(R) - 1;
  Json WithoutText = runOf(R);
  EXPECT_EQ(WithoutText["results"].size(), 500u);
  EXPECT_FALSE(PlaceOf(WithoutText).contains("contextRegion"));
  EXPECT_FALSE(PlaceOf(WithoutText)["region"].contains("snippet"));
  ASSERT_EQ(noticesOf(WithoutText).size(), 1u);
  EXPECT_EQ(noticesOf(WithoutText).count("source-text-left-out"), 1u);

  R.SarifMaxBytes = Sizes(R) / 2;
  EXPECT_LE(Sizes(R), R.SarifMaxBytes);
  Json Fewer = runOf(R);
  EXPECT_GT(Fewer["results"].size(), 50u);
  EXPECT_LT(Fewer["results"].size(), 400u);
  EXPECT_EQ(Fewer["results"].back()["message"]["text"], "499.");
  std::string Notice = noticesOf(Fewer)["findings-left-out"]["message"]["text"];
  EXPECT_NE(Notice.find(" of 500 findings are left out"), std::string::npos);
  EXPECT_NE(Notice.find("a compressed file may have "), std::string::npos);

  // A limit that nothing meets: the run is written all the same.
  R.SarifMaxBytes = 1;
  EXPECT_TRUE(runOf(R)["results"].empty());
}

TEST(Sarif, StepsBeyondTheLimitAreTold) {
  SampleFiles Files;
  Files.add("a.c", "time\n");
  Finding F;
  F.Where = Files.token("a.c", "time");
  F.Message = "m";
  for (int I = 0; I != 1200; ++I) {
    F.Evidence.push_back({F.Where, std::to_string(I)});
    F.Evidence.back().Where.EndOffset = F.Where.Offset + 2;
  }
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  R.Findings = {{F, false, ""}};
  Json Run = runOf(R);
  const Json &Result = Run["results"][0];
  EXPECT_EQ(Result["relatedLocations"].size(), 900u);
  const Json &Steps = Result["codeFlows"][0]["threadFlows"][0]["locations"];
  EXPECT_EQ(Steps.size(), 901u);
  EXPECT_EQ(Steps.back()["location"]["message"]["text"], "M.");
  EXPECT_EQ(noticesOf(Run)["steps-left-out"]["message"]["text"],
            "300 steps are left out: a finding may have 900.");
}

TEST(Sarif, SuppressedOnlyIfAskedFor) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  ReportedFinding Hidden = R.Findings[1];
  Hidden.Fingerprint = std::string(32, 'a');
  R.Suppressed = {{Hidden, SuppressionKind::InSource, "seen by caf\xE9",
                   Files.token("include/clock.h", "inline")},
                  {Hidden, SuppressionKind::Baseline, "", SourceRange()}};
  size_t Count = R.Findings.size();
  Json Without = runOf(R);
  EXPECT_EQ(Without["results"].size(), Count);
  EXPECT_FALSE(Without["results"][0].contains("suppressions"));
  EXPECT_EQ(Without["properties"]["suppressed"], 2);

  R.SarifSuppressed = true;
  Json Run = runOf(R);
  ASSERT_EQ(Run["results"].size(), Count + 2);
  EXPECT_TRUE(Run["results"][0]["suppressions"].empty());
  const Json &Comment = Run["results"][Count]["suppressions"][0];
  EXPECT_EQ(Comment["kind"], "inSource");
  EXPECT_EQ(Comment["status"], "accepted");
  EXPECT_EQ(Comment["justification"], "seen by caf\xEF\xBF\xBD");
  EXPECT_EQ(Comment["location"]["physicalLocation"]["artifactLocation"]["uri"],
            "include/clock.h");
  const Json &Known = Run["results"][Count + 1]["suppressions"][0];
  EXPECT_EQ(Known["kind"], "external");
  EXPECT_FALSE(Known.contains("location"));
  EXPECT_EQ(Run["results"][Count]["partialFingerprints"]["hangproof/v1"],
            Hidden.Fingerprint);
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
  EXPECT_EQ(Rule["properties"]["tags"][0], "reliability");
  EXPECT_FALSE(Rule.contains("helpUri"));
  EXPECT_EQ(Rule["properties"]["tags"][3], "external/cwe/cwe-367");
  EXPECT_EQ(Rule["properties"]["tags"][4], "external/cwe/cwe-400");
}

TEST(SarifRule, SecuritySeverityIsText) {
  CheckInfo Check = sampleCheck("hangproof-x", "warning", "CWE-400");
  Check.SecuritySeverity = "5.9";
  Json Properties = sarifRule(Check, "")["properties"];
  EXPECT_TRUE(Properties["security-severity"].is_string());
  EXPECT_EQ(Properties["security-severity"], "5.9");
  EXPECT_EQ(Properties["tags"][0], "security");
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
