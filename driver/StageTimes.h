//===- StageTimes.h - What a run spends its time on -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAGETIMES_H
#define HANGPROOF_DRIVER_STAGETIMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Timer.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace hangproof {

/// Wall and CPU time of the stages of one run, in the order in which they were
/// begun.
class StageTimes {
public:
  /// Measures until it is destroyed.
  class Scope {
  public:
    Scope(StageTimes &Times, llvm::StringRef Stage)
        : Times(Times), Stage(Stage),
          Begin(llvm::TimeRecord::getCurrentTime(/*Start=*/true)) {}
    ~Scope();
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    StageTimes &Times;
    std::string Stage;
    llvm::TimeRecord Begin;
  };

  /// A stage that was measured elsewhere; in seconds.
  void add(llvm::StringRef Stage, double Wall, double Cpu) {
    Stages.push_back({Stage.str(), Wall, Cpu});
  }

  /// How often something happened: "files parsed".
  void count(llvm::StringRef What, uint64_t Number) {
    Counts.push_back({What.str(), Number});
  }

  /// A line for each stage and count.
  void print(llvm::raw_ostream &OS) const;

private:
  struct Stage {
    std::string Name;
    double Wall, Cpu; ///< Seconds.
  };
  std::vector<Stage> Stages;
  std::vector<std::pair<std::string, uint64_t>> Counts;
};

/// The CPU time of the calling thread, in seconds.
double threadCpuSeconds();

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAGETIMES_H
