//===- StageTimes.cpp -----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StageTimes.h"
#include "llvm/Support/Format.h"
#include <ctime>

using namespace llvm;

namespace hangproof {

StageTimes::Scope::~Scope() {
  TimeRecord Spent = TimeRecord::getCurrentTime(/*Start=*/false);
  Spent -= Begin;
  Times.Stages.push_back({Stage, Spent.getWallTime(), Spent.getProcessTime()});
}

double threadCpuSeconds() {
  timespec Time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &Time);
  return double(Time.tv_sec) + double(Time.tv_nsec) * 1e-9;
}

void StageTimes::print(raw_ostream &OS) const {
  for (const Stage &S : Stages)
    OS << format("%8.3f s wall, %8.3f s CPU  ", S.Wall, S.Cpu) << S.Name
       << '\n';
  for (const auto &[What, Number] : Counts)
    OS << format("%8llu  ", static_cast<unsigned long long>(Number)) << What
       << '\n';
}

} // namespace hangproof
