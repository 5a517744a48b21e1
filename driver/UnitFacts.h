//===- UnitFacts.h - Facts of all units, kept or read anew ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_UNITFACTS_H
#define HANGPROOF_DRIVER_UNITFACTS_H

#include "Analyze.h"
#include "Cache.h"
#include "Closures.h"
#include "engine/Finding.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hangproof {

/// What the report says of one unit, besides findings.
struct UnitNotes {
  std::string Problem;
  BlindSpots Unseen;
  std::vector<std::string> Mistakes;
  bool HasFacts = false;
};

/// First and last line of a function.
struct FunctionLines {
  uint32_t First = 0, Last = 0;
  friend bool operator<(const FunctionLines &A, const FunctionLines &B) {
    return std::tie(A.First, A.Last) < std::tie(B.First, B.Last);
  }
};

struct FileFunctions {
  std::string Path;                     ///< Absolute.
  std::vector<FunctionLines> Functions; ///< Sorted.
};

/// What the program's functions hide, each function counted once.
struct UnseenParts {
  uint64_t FailedFlowGraphs = 0;
  uint64_t UnusedTemplates = 0; ///< Never instantiated: read without flow.
  uint64_t IndirectCalls = 0;   ///< Through pointers with no known target.
};

/// The whole result of a run over unchanged files.
struct RunResult {
  std::vector<UnitNotes> Units;
  UnseenParts Unseen;
  std::vector<Finding> Findings; ///< As the checks give them.
  /// Of the files that the findings speak of, sorted by path.
  std::vector<FileFunctions> Functions;
};

/// The keys of all that a run reads and writes.
struct RunKeys {
  std::vector<uint64_t> Units; ///< 0: not to be kept.
  uint64_t Run = 0;            ///< 0 if that of a unit is.
};

/// Salt is a hash of what the facts depend on besides files: tool and rows.
/// RunSalt of what the findings depend on besides the facts.
RunKeys keysOf(const Closures &Files, size_t Units, uint64_t Salt,
               uint64_t RunSalt);

struct FactsSettings {
  unsigned Jobs = 1;
  unsigned Seconds = 0;      ///< For one file; 0: no limit.
  bool IsExhaustive = false; ///< No shortcuts.
};

/// The facts of every unit, Jobs read at the same time. The results are in the
/// order of the units. Progress is called before each file with the number of
/// files done, from any thread but never twice at once.
std::vector<UnitResult>
readUnits(llvm::ArrayRef<Unit> Units, const Closures &Files,
          const RunKeys &Keys, const ApiTable &Api, FactsSettings Settings,
          Cache &Store,
          llvm::function_ref<void(size_t, const Unit &)> Progress);

UnitNotes notesOf(const UnitResult &Result);

/// The result of a run with the same keys, if one is kept.
std::optional<RunResult> keptRun(const RunKeys &Keys, size_t Units,
                                 Cache &Store);
void keepRun(const RunKeys &Keys, const RunResult &Result, Cache &Store);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_UNITFACTS_H
