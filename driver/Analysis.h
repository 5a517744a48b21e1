//===- Analysis.h - From commands to findings -------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_ANALYSIS_H
#define HANGPROOF_DRIVER_ANALYSIS_H

#include "Cache.h"
#include "Closures.h"
#include "Commands.h"
#include "Config.h"
#include "StageTimes.h"
#include "UnitFacts.h"
#include "engine/Api.h"
#include "engine/ProgramIndex.h"
#include "report/Report.h"
#include <memory>

namespace hangproof {

/// One run of the analysis: what its stages share.
class Analysis {
public:
  /// All arguments outlive it. R holds the root and the checks already.
  Analysis(const Options &O, const CommandSet &Commands, const ApiTable &Api,
           Config &Settings, Report &R, StageTimes &Times);

  /// Takes the result that an earlier run has kept, or makes it.
  RunResult run();

  /// The facts of every unit.
  std::vector<UnitResult> read();

  /// What is known of the files; after run() or read().
  const Closures &files() const { return *Files; }

  /// What went wrong, with what is kept for instance.
  std::vector<std::string> takeNotes();

private:
  void findKeys();
  RunResult make();
  bool usesIndex() const {
    return !O.IndexFile.empty() || !O.IndexOutput.empty();
  }
  /// The index of --index; null without one, or if it cannot be used.
  std::shared_ptr<const ProgramIndex> readIndex();

  const Options &O;
  const CommandSet &Commands;
  const ApiTable &Api;
  Config &Settings;
  Report &R;
  StageTimes &Times;
  unsigned Jobs;
  Cache Store;
  std::optional<Closures> Files;
  RunKeys Keys;
  std::vector<std::string> Notes;
};

/// Static initialization has no flow graph, and needs none.
UnseenParts unseenOf(const Program &P);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_ANALYSIS_H
