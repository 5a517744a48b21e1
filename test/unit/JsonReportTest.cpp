//===- JsonReportTest.cpp - What docs/json-format.md promises -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SampleReport.h"
#include "report/Json.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

static Json jsonOf(const Report &R) {
  std::string Text;
  raw_string_ostream OS(Text);
  writeJson(OS, R);
  return Json::parse(Text);
}

TEST(JsonReport, EmptyReportHasAllMembers) {
  Report R;
  R.Root = "/r";
  Json Document = jsonOf(R);
  EXPECT_EQ(Document["format"], 1);
  for (const char *Name : {"tool", "root", "checks", "findings", "suppressed",
                           "files", "incomplete", "blindSpots"})
    EXPECT_TRUE(Document.contains(Name)) << Name;
  EXPECT_FALSE(Document.contains("error"));
}

TEST(JsonReport, RootAndErrorOnlyWhenTheyAreSaid) {
  Report R;
  R.Root = "/r";
  R.WithBase = false;
  R.ToolError = "it broke";
  Json Document = jsonOf(R);
  EXPECT_FALSE(Document.contains("root"));
  EXPECT_EQ(Document["error"], "it broke");
}

TEST(JsonReport, ColumnsCountBytes) {
  SampleFiles Files;
  Files.add("a.c", "/* \xC3\xBC */ time();\n");
  Finding F;
  F.Where = Files.token("a.c", "time");
  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  R.Findings = {{F, true, ""}};
  Json Found = jsonOf(R)["findings"][0];
  EXPECT_EQ(Found["level"], "error");
  EXPECT_EQ(Found["place"], (Json{{"path", "a.c"},
                                  {"line", 1},
                                  {"column", 10},
                                  {"offset", 9},
                                  {"endLine", 1},
                                  {"endColumn", 14},
                                  {"endOffset", 13}}));
}

TEST(JsonReport, BytesThatAreNoTextAreReplaced) {
  Finding F;
  F.Message = "'caf\xE9' waits";
  Report R;
  R.Findings = {{F, false, ""}};
  EXPECT_EQ(jsonOf(R)["findings"][0]["message"], "'caf\xEF\xBF\xBD' waits");
}

} // namespace hangproof
