//===- ReportTargetsTest.cpp - Which report goes where --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReportTargets.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {
namespace {

using Formats = std::vector<OutputFormat>;
using Outputs = std::vector<std::string>;

/// "format path" of each report, or the message of the error.
Outputs paired(const Formats &F, const Outputs &O) {
  Expected<std::vector<ReportTarget>> Targets = pairReports(F, O);
  if (!Targets)
    return {toString(Targets.takeError())};
  Outputs Result;
  for (const ReportTarget &Target : *Targets)
    Result.push_back(std::to_string(static_cast<int>(Target.Format)) + " " +
                     Target.Path);
  return Result;
}

TEST(ReportTargets, PairsInOrder) {
  ASSERT_EQ(static_cast<int>(OutputFormat::Text), 0);
  ASSERT_EQ(static_cast<int>(OutputFormat::Sarif), 1);
  EXPECT_EQ(paired({}, {}), Outputs({"0 -"}));
  EXPECT_EQ(paired({OutputFormat::Sarif}, {}), Outputs({"1 -"}));
  EXPECT_EQ(paired({OutputFormat::Sarif}, {"x"}), Outputs({"1 x"}));
  // What is said counts, whatever the name looks like.
  EXPECT_EQ(
      paired({OutputFormat::Sarif, OutputFormat::Text}, {"a.html", "b.sarif"}),
      Outputs({"1 a.html", "0 b.sarif"}));
  EXPECT_EQ(paired({OutputFormat::Sarif, OutputFormat::Text}, {"x", ""}),
            Outputs({"1 x", "0 -"}));
}

TEST(ReportTargets, NamesTellTheFormat) {
  EXPECT_EQ(paired({}, {"a/b.sarif", "c", "-"}),
            Outputs({"1 a/b.sarif", "0 c", "0 -"}));
  EXPECT_EQ(formatOfFile("x.sarif.json"), OutputFormat::Sarif);
  EXPECT_EQ(formatOfFile("X.SARIF"), OutputFormat::Sarif);
  EXPECT_EQ(formatOfFile("x.json"), OutputFormat::Json);
  EXPECT_EQ(formatOfFile("gl-code-quality-report.json"), OutputFormat::GitLab);
  EXPECT_EQ(formatOfFile("x.html"), OutputFormat::Html);
  EXPECT_EQ(formatOfFile("x.xml"), OutputFormat::Junit);
  EXPECT_EQ(formatOfFile("x.rdjson"), OutputFormat::Rdjson);
  EXPECT_EQ(formatOfFile("sarif"), std::nullopt);
  EXPECT_EQ(formatOfFile("a.html/log"), std::nullopt);
}

TEST(ReportTargets, WhatDoesNotGoTogether) {
  EXPECT_EQ(paired({OutputFormat::Sarif}, {"a", "b"})[0],
            "1 --format and 2 --output do not go together: give every --output "
            "its --format, in the same order ('-' is standard output)");
  EXPECT_EQ(paired({OutputFormat::Sarif, OutputFormat::Text}, {}).size(), 1u);
  EXPECT_EQ(paired({OutputFormat::Sarif, OutputFormat::Text}, {"a"})[0].find(
                "2 --format and 1 --output do not go together"),
            0u);
  EXPECT_EQ(paired({}, {"a.sarif", "./a.sarif"})[0],
            "two reports go to './a.sarif'");
  EXPECT_EQ(paired({}, {"-", "-"})[0], "two reports go to '-'");
  EXPECT_EQ(paired({}, {"/dev/null", "/dev/null"}).size(), 2u);
}

} // namespace
} // namespace hangproof
