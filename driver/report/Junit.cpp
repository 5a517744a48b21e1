//===- Junit.cpp - Findings as results of tests, in JUnit's XML -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For servers that show tests and nothing else. A check is a test suite and a
// finding a failed test; a check that found nothing is one test that passed,
// so that a clean run is not an empty one. Findings of low confidence are
// told, but fail nothing. A test's name has no line number: servers follow a
// test by its name from run to run.
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "ReportPaths.h"
#include "SarifRule.h"
#include "SourceText.h"
#include "Utf16.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <map>

using namespace llvm;

namespace hangproof {

/// Text for an attribute or between tags. XML has no way to write most control
/// characters; a line end in an attribute would be read as a blank.
static std::string xml(StringRef Text) {
  static constexpr StringLiteral Replacement = "\xEF\xBF\xBD";
  std::string Valid = toValidUtf8(Text);
  std::string Result;
  for (StringRef Rest = Valid; !Rest.empty();) {
    // U+FFFE and U+FFFF are no characters of XML either.
    if (Rest.consume_front("\xEF\xBF\xBE") ||
        Rest.consume_front("\xEF\xBF\xBF")) {
      Result += Replacement;
      continue;
    }
    unsigned char C = Rest.front();
    Rest = Rest.drop_front();
    if (StringRef("\n\r\t<>&\"").contains(C))
      Result += "&#" + utostr(C) + ";";
    else if (C < 0x20)
      Result += Replacement;
    else
      Result += C;
  }
  return Result;
}

namespace {

class JunitWriter {
public:
  JunitWriter(raw_ostream &OS, const Report &R)
      : OS(OS), R(R), Texts(R.FileSystem), Paths(R.Root, Texts.fileSystem()) {}

  void write();

private:
  void suite(StringRef Check, ArrayRef<const ReportedFinding *> Findings);
  void testCase(const ReportedFinding &F, StringRef Name);
  void filesNotWhole();
  std::string nameOf(const Finding &F);
  bool fails(const ReportedFinding &F) const {
    return StringRef(levelOf(R, F)) != "note";
  }

  raw_ostream &OS;
  const Report &R;
  SourceTexts Texts;
  ReportPaths Paths;
  StringMap<unsigned> Names; ///< How often a name was given in the suite.
};

} // namespace

std::string JunitWriter::nameOf(const Finding &F) {
  std::string Name = Paths.get(F.Where.Path).Path;
  if (!F.Function.empty())
    Name += ": " + F.Function;
  unsigned Ordinal = ++Names[Name];
  return Ordinal == 1 ? Name : Name + " #" + utostr(Ordinal);
}

void JunitWriter::testCase(const ReportedFinding &F, StringRef Name) {
  const Finding &What = F.What;
  std::string Path = Paths.get(What.Where.Path).Path;
  std::string Place = Path;
  if (What.Where.isValid())
    Place += ":" + utostr(What.Where.Line) + ":" + utostr(What.Where.Column);
  std::string Words = Place + ": " + levelOf(R, F) + ": " + What.Message +
                      " [" + What.Check + "]";
  if (std::string Evidence = evidenceWords(What, Paths); !Evidence.empty())
    Words += "\n" + Evidence;

  OS << "    <testcase classname=\"" << xml(What.Check) << "\" name=\""
     << xml(Name) << "\" file=\"" << xml(Path) << "\"";
  if (What.Where.isValid())
    OS << " line=\"" << What.Where.Line << "\"";
  OS << " time=\"0\">\n";
  if (fails(F))
    OS << "      <failure type=\"" << levelOf(R, F) << "\" message=\""
       << xml(sentence(What.Message)) << "\">" << xml(Words) << "</failure>\n";
  else
    OS << "      <system-out>" << xml(Words) << "</system-out>\n";
  OS << "    </testcase>\n";
}

void JunitWriter::suite(StringRef Check,
                        ArrayRef<const ReportedFinding *> Findings) {
  Names.clear();
  size_t Failures =
      count_if(Findings, [&](const ReportedFinding *F) { return fails(*F); });
  OS << "  <testsuite name=\"" << xml(Check) << "\" tests=\""
     << std::max<size_t>(Findings.size(), 1) << "\" failures=\"" << Failures
     << "\" errors=\"0\" skipped=\"0\" time=\"0\">\n";
  if (Findings.empty())
    OS << "    <testcase classname=\"" << xml(Check)
       << "\" name=\"no findings\" time=\"0\"/>\n";
  for (const ReportedFinding *F : Findings)
    testCase(*F, nameOf(F->What));
  OS << "  </testsuite>\n";
}

/// A file that was not seen whole is a test that could not be run.
void JunitWriter::filesNotWhole() {
  size_t Count = R.Incomplete.size() + !R.ToolError.empty();
  if (!Count)
    return;
  OS << "  <testsuite name=\"hangproof\" tests=\"" << Count
     << "\" failures=\"0\" errors=\"" << Count
     << "\" skipped=\"0\" time=\"0\">\n";
  auto Error = [&](StringRef Name, StringRef Message) {
    OS << "    <testcase classname=\"hangproof\" name=\"" << xml(Name)
       << "\" time=\"0\">\n      <error type=\"incomplete\" message=\""
       << xml(Message) << "\"/>\n    </testcase>\n";
  };
  for (const IncompleteFile &File : R.Incomplete)
    Error(Paths.get(File.Path).Path,
          "not analysed whole: " + reasonWords(R, File));
  if (!R.ToolError.empty())
    Error("analysis", R.ToolError);
  OS << "  </testsuite>\n";
}

void JunitWriter::write() {
  // A finding of a check that is not in the list has a suite as well.
  std::map<std::string, std::vector<const ReportedFinding *>> Suites;
  for (const CheckInfo &Check : R.Checks)
    Suites[Check.Name];
  for (const ReportedFinding &F : R.Findings)
    Suites[F.What.Check].push_back(&F);

  size_t Tests = R.Incomplete.size() + !R.ToolError.empty();
  size_t Errors = Tests;
  for (const auto &[Check, Findings] : Suites)
    Tests += std::max<size_t>(Findings.size(), 1);
  size_t Failures =
      count_if(R.Findings, [&](const ReportedFinding &F) { return fails(F); });
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
     << "<testsuites name=\"hangproof\" tests=\"" << Tests << "\" failures=\""
     << Failures << "\" errors=\"" << Errors << "\" time=\"0\">\n";
  for (const auto &[Check, Findings] : Suites)
    suite(Check, Findings);
  filesNotWhole();
  OS << "</testsuites>\n";
}

void writeJunit(raw_ostream &OS, const Report &R) {
  JunitWriter(OS, R).write();
}

} // namespace hangproof
