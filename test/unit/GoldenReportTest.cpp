//===- GoldenReportTest.cpp - Reports, byte by byte -----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The golden files are in test/sarif and test/formats; with
// HANGPROOF_UPDATE_GOLDENS set, this test writes them. The validators beside
// them read the same files.
//
//===----------------------------------------------------------------------===//

#include "SampleReport.h"
#include "report/Format.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

/// Compares Text with the golden file, or writes it.
static void expectGolden(StringRef Name, StringRef Text) {
  SmallString<256> Path(HANGPROOF_SOURCE_DIR);
  sys::path::append(Path, "test", Name);
  if (sys::Process::GetEnv("HANGPROOF_UPDATE_GOLDENS")) {
    std::error_code Code;
    raw_fd_ostream OS(Path, Code);
    ASSERT_FALSE(Code) << Code.message();
    OS << Text;
    return;
  }
  auto Golden = MemoryBuffer::getFile(Path);
  ASSERT_TRUE(static_cast<bool>(Golden)) << Path.c_str();
  EXPECT_EQ((*Golden)->getBuffer().str(), Text.str()) << Path.c_str();
}

template <typename WriterT> static std::string written(WriterT Write) {
  std::string Text;
  raw_string_ostream OS(Text);
  Write(OS);
  return Text;
}

static std::string sarif(const Report &R) {
  return written([&](raw_ostream &OS) { writeSarif(OS, R); });
}

TEST(GoldenReport, Text) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  expectGolden("sarif/sample.txt.golden", written([&](raw_ostream &OS) {
                 writeText(OS, R, /*Colour=*/false);
                 writeSummary(OS, R);
               }));
}

TEST(GoldenReport, Json) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  expectGolden("sarif/sample.json.golden",
               written([&](raw_ostream &OS) { writeJson(OS, R); }));
}

TEST(GoldenReport, SmallFormats) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  std::pair<const char *, OutputFormat> Formats[] = {
      {"gitlab", OutputFormat::GitLab},
      {"github", OutputFormat::GitHub},
      {"rdjson", OutputFormat::Rdjson},
      {"junit", OutputFormat::Junit}};
  for (auto [Name, Format] : Formats)
    expectGolden(("formats/sample." + Twine(Name) + ".golden").str(),
                 written([&, Format = Format](raw_ostream &OS) {
                   writeReport(OS, R, Format, /*Colour=*/false);
                 }));
}

TEST(GoldenReport, Sarif) {
  SampleFiles Files = sampleFiles();
  expectGolden("sarif/sample.sarif.golden", sarif(sampleReport(Files)));
}

TEST(GoldenReport, SarifWithoutFindings) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  R.Findings.clear();
  R.Incomplete.clear();
  R.Version = {};
  expectGolden("sarif/empty.sarif.golden", sarif(R));
}

TEST(GoldenReport, SarifWithoutBase) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  R.WithBase = false;
  R.ToolUri.clear();
  R.SarifCategory.clear();
  // Files outside of the root have no name that is the same everywhere.
  R.Findings.pop_back();
  std::string Text = sarif(R);
  EXPECT_EQ(Text.find(SampleRoot), std::string::npos);
  EXPECT_EQ(Text.find("file:"), std::string::npos);
  expectGolden("sarif/no-base.sarif.golden", Text);
}

TEST(GoldenReport, NothingDependsOnTheTimeTaken) {
  SampleFiles Files = sampleFiles();
  Report R = sampleReport(Files);
  std::string First = sarif(R);
  R.Duration = std::chrono::milliseconds(99);
  EXPECT_EQ(First, sarif(R));
}

} // namespace hangproof
