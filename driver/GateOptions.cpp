//===- GateOptions.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GateOptions.h"
#include "manual/OptionTable.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace hangproof {

cl::OptionCategory &gateTopic() {
  static cl::OptionCategory Topic("gate",
                                  "Which findings count, and what is fixed");
  return Topic;
}

static cl::opt<std::string>
    Baseline("baseline", cl::value_desc("file"),
             cl::desc("leave out the findings that this file knows"),
             cl::cat(gateTopic()));
static cl::opt<std::string>
    WriteBaseline("write-baseline", cl::value_desc("file"),
                  cl::desc("write the findings into this file; they are known\n"
                           "from then on"),
                  cl::cat(gateTopic()));
static cl::opt<bool>
    PruneBaseline("prune-baseline",
                  cl::desc("take out of the baseline what is not found any\n"
                           "more"),
                  cl::cat(gateTopic()));
static cl::opt<std::string>
    DiffBase("diff-base", cl::value_desc("revision"),
             cl::desc("show only findings that the change since the merge\n"
                      "base of HEAD with this revision touches"),
             cl::cat(gateTopic()));
static cl::opt<std::string>
    ChangedLinesFile("changed-lines", cl::value_desc("file"),
                     cl::desc("show only findings that this unified diff\n"
                              "touches; '-' reads standard input"),
                     cl::cat(gateTopic()));
static WithWords<cl::opt<ChangedScope>>
    Scope("changed-scope", cl::desc("what a change touches"),
          cl::values(clEnumValN(ChangedScope::Line, "line", "its lines"),
                     clEnumValN(ChangedScope::Function, "function",
                                "the functions with its lines (the default)"),
                     clEnumValN(ChangedScope::File, "file",
                                "the files with its lines")),
          cl::init(ChangedScope::Function), cl::cat(gateTopic()));
static cl::opt<bool>
    ReportUnused("report-unused-suppressions",
                 cl::desc("report NOLINT comments for hangproof that suppress\n"
                          "nothing"),
                 cl::cat(gateTopic()));
static cl::opt<bool>
    Fix("fix", cl::desc("apply the fixes of the findings that are shown"),
        cl::cat(gateTopic()));
static cl::opt<std::string>
    ExportFixes("export-fixes", cl::value_desc("file"),
                cl::desc("write the findings with their fixes into a YAML\n"
                         "file for clang-apply-replacements"),
                cl::cat(gateTopic()));

std::string readGateOptions(GateOptions &O) {
  O.Baseline = Baseline;
  O.WriteBaseline = WriteBaseline;
  O.PruneBaseline = PruneBaseline;
  if (DiffBase.getNumOccurrences())
    O.DiffBase = DiffBase.getValue();
  if (ChangedLinesFile.getNumOccurrences())
    O.ChangedLines = ChangedLinesFile.getValue();
  O.Scope = Scope;
  O.ReportUnusedSuppressions = ReportUnused;
  O.Fix = Fix;
  O.ExportFixes = ExportFixes;

  if (O.PruneBaseline && O.Baseline.empty())
    return "--prune-baseline needs --baseline=FILE";
  if (O.DiffBase && O.ChangedLines)
    return "--diff-base and --changed-lines exclude each other";
  if (Scope.getNumOccurrences() && !O.DiffBase && !O.ChangedLines)
    return "--changed-scope needs --diff-base or --changed-lines";
  for (const cl::opt<std::string> *Each :
       {&Baseline, &WriteBaseline, &ExportFixes})
    if (Each->getNumOccurrences() && Each->getValue().empty())
      return "--" + Each->ArgStr.str() + " needs the name of a file";
  return "";
}

} // namespace hangproof
