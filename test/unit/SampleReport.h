//===- SampleReport.h - A report with everything in it ----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Made by hand over files in memory, so that it is the same on every machine:
// with a byte order mark, CR LF, tabs, Latin-1 bytes, characters outside the
// basic plane, and names that a URI cannot hold as they are.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_TEST_UNIT_SAMPLEREPORT_H
#define HANGPROOF_TEST_UNIT_SAMPLEREPORT_H

#include "report/Report.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace hangproof {

constexpr const char *SampleRoot = "/home/somebody/my project";

/// A file system in memory.
class SampleFiles {
public:
  SampleFiles() : Files(new llvm::vfs::InMemoryFileSystem) {
    Files->setCurrentWorkingDirectory("/");
  }

  /// Adds a file; the path is relative to the root or absolute.
  void add(llvm::StringRef Path, llvm::StringRef Text) {
    std::string Absolute = absolute(Path);
    Files->addFile(Absolute, 0, llvm::MemoryBuffer::getMemBufferCopy(Text));
    Texts[Absolute] = Text.str();
  }

  /// The Occurrence-th Token of a file (from 0), with all its numbers counted
  /// as Clang does: in bytes, a byte order mark too.
  SourceRange token(llvm::StringRef Path, llvm::StringRef Token,
                    unsigned Occurrence = 0) const {
    std::string Absolute = absolute(Path);
    llvm::StringRef Text = Texts.find(Absolute)->second;
    size_t At = Text.find(Token);
    for (; Occurrence && At != llvm::StringRef::npos; --Occurrence)
      At = Text.find(Token, At + 1);
    SourceRange Where;
    Where.Path = Absolute;
    Where.Offset = At;
    Where.EndOffset = At + Token.size();
    lineAndColumn(Text, Where.Offset, Where.Line, Where.Column);
    lineAndColumn(Text, Where.EndOffset, Where.EndLine, Where.EndColumn);
    return Where;
  }

  /// The empty place before a token.
  SourceRange before(llvm::StringRef Path, llvm::StringRef Token) const {
    SourceRange Where = token(Path, Token);
    Where.EndLine = Where.Line;
    Where.EndColumn = Where.Column;
    Where.EndOffset = Where.Offset;
    return Where;
  }

  static std::string absolute(llvm::StringRef Path) {
    return Path.starts_with("/") ? Path.str()
                                 : (SampleRoot + ("/" + Path)).str();
  }

  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> Files;

private:
  static void lineAndColumn(llvm::StringRef Text, size_t Offset, uint32_t &Line,
                            uint32_t &Column) {
    Line = 1;
    size_t Start = 0;
    for (size_t I = 0; I < Offset; ++I) {
      bool EndsLine =
          Text[I] == '\n' ||
          (Text[I] == '\r' && !(I + 1 < Text.size() && Text[I + 1] == '\n'));
      if (!EndsLine)
        continue;
      ++Line;
      Start = I + 1;
    }
    Column = Offset - Start + 1;
  }

  llvm::StringMap<std::string> Texts;
};

inline CheckInfo sampleCheck(const char *Name, const char *Severity,
                             const char *Cwe) {
  CheckInfo Check{};
  Check.Name = Name;
  Check.Summary = "wall-clock time is used as a duration";
  Check.Description =
      "The difference of two readings of a clock that can be set is no "
      "duration; a step of the clock makes a wait end at once or never";
  Check.Precision = "high";
  Check.Severity = Severity;
  Check.Cwe = Cwe;
  Check.ConfidenceRules = "high: both readings are in view";
  Check.Page = R"page(# hangproof-sample

## Symptoms
A **timeout** fires at once after `ntpd` steps the clock ([more](x.md)).

## Code
```cpp bad
auto Start = time(nullptr);  // *not* monotonic
```

## Fix
Use `CLOCK_MONOTONIC`.
)page";
  return Check;
}

/// The files of the sample report.
inline SampleFiles sampleFiles() {
  SampleFiles Files;
  // Byte order mark, CR LF, tab, an umlaut and a character of two UTF-16 units
  // before the place.
  Files.add(
      "src/caf\xC3\xA9 \"menu\".cpp",
      "\xEF\xBB\xBF"
      "long T0 = time(0); // \xC3\xBC\r\n"
      "void wait() {\r\n"
      "\tlog(\"\xF0\x9F\x98\x80 \xC3\xBC\"); long Used = time(0) - T0;\r\n"
      "\tif (Used > 5)\r\n"
      "\t\tstop();\r\n"
      "}\r\n");
  // Latin-1: 0xE9 alone is no UTF-8. No line end at the end of the file.
  Files.add("src/latin1 #1.c", "/* caf\xE9 */ int run(void) {\n"
                               "  return system(\"\xE9t\xE9\"); }");
  Files.add("include/clock.h", "#pragma once\n"
                               "inline long now() { return time(0); }\n");
  Files.add("/usr/include/lib/pool.h", "void submit(void (*)());\n");
  return Files;
}

/// Two checks that ran, five findings of all kinds, everything else set.
inline Report sampleReport(const SampleFiles &Files) {
  const char *Clock = "hangproof-wall-clock-duration";
  const char *Exec = "hangproof-exec-in-hot-loop";
  std::string Menu = "src/caf\xC3\xA9 \"menu\".cpp";
  std::string Latin = "src/latin1 #1.c";

  Report R;
  R.Root = SampleRoot;
  R.FileSystem = Files.Files;
  R.ToolVersion = "1.2.3";
  R.ToolUri = "https://example.com/hangproof";
  R.Checks = {sampleCheck(Exec, "warning", ""),
              sampleCheck(Clock, "warning", "CWE-367, CWE-682")};

  Finding Header;
  Header.Check = Clock;
  Header.Where = Files.token("include/clock.h", "time");
  Header.Message = "'time' reads the wall clock, and 'now' gives it out as a "
                   "tick count; read CLOCK_MONOTONIC";
  Header.Function = "now";
  Header.Level = Confidence::Low;

  Finding Difference;
  Difference.Check = Clock;
  Difference.Where = Files.token(Menu, "-");
  Difference.Message = "difference of 'T0' and 'time' is taken for a duration, "
                       "and a step of the clock makes the wait endless; read "
                       "CLOCK_MONOTONIC at both ends";
  Difference.Function = "wait";
  Difference.Level = Confidence::High;
  Difference.Evidence = {
      {Files.token(Menu, "time"), "the wall clock is read into 'T0'"},
      {Files.token(Menu, "time", 1), "the wall clock is read again"},
      {Files.token("include/clock.h", "now"), "'now' gives the same"}};
  Difference.Fixes = {
      {Files.token(Menu, "time", 1), "monotonic"},
      {Files.before("include/clock.h", "inline"), "#include <time.h>\n"},
      {Files.token(Menu, "time"), "monotonic"}};

  Finding Program;
  Program.Check = Exec;
  Program.Where = Files.token(Latin, "system");
  Program.Message = "'system' starts a program for each item of "
                    "'Items[i](x)'; start it once";
  Program.Function = "run";
  Program.Evidence = {{Files.token(Latin, "run"), "'run' is called in a loop"},
                      {Program.Where, "the program is started here"}};

  // Nothing after the first character of the range is known.
  Finding Outside;
  Outside.Check = Exec;
  Outside.Where = Files.before("/usr/include/lib/pool.h", "submit");
  Outside.Message = "'submit' runs a program";

  Finding Gone;
  Gone.Check = Exec;
  Gone.Where = Files.token("include/clock.h", "now");
  Gone.Where.Path = SampleFiles::absolute("src/gone.cpp");
  Gone.Message = "'now' is in a file that cannot be read any more";
  Gone.Evidence = {{SourceRange(), "this happens nowhere in particular"}};

  R.Findings = {{Header, false, ""},
                {Difference, false, ""},
                {Gone, false, ""},
                {Program, true, ""},
                {Outside, false, ""}};
  R.Files = {SampleFiles::absolute(Menu), SampleFiles::absolute(Latin)};
  R.Incomplete = {{SampleFiles::absolute(Latin), "'x.h' file not found"}};
  R.BlindSpots = {{"calls through unknown pointers", 7},
                  {"virtual calls with no body", 2}};
  R.Suppressed.resize(3);
  R.Duration = std::chrono::milliseconds(1234);
  R.Version = {"git@example.com:group/project.git",
               "0123456789abcdef0123456789abcdef01234567", "main"};
  return R;
}

} // namespace hangproof

#endif // HANGPROOF_TEST_UNIT_SAMPLEREPORT_H
