//===- Names.h - Words for readings, variables and remedies -----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_NAMES_H
#define HANGPROOF_WALLCLOCKDURATION_NAMES_H

#include "Meetings.h"

namespace hangproof::wallclock {

/// +1 when the names of the variables speak of durations (timeout, elapsed,
/// last), -1 when they speak of dates (mtime, epoch, log), else 0.
int hintOf(const Side &S);

/// The expression as a reader would name it: "now - start", "last_", "time()".
std::string describe(const FunctionFacts &F, ValueId V);

/// The name as code mostly has it: "system_clock::now" of
/// "std::chrono::system_clock::now", "time" of "std::time".
std::string shortName(llvm::StringRef Qualified);

/// What to read instead of the clock that Reading reads.
std::string remedyFor(const Origin &Reading);

/// The way of a reading to the operation, in time order, at most a handful of
/// steps. SkipInto leaves out the last step when it is the call that the
/// finding points at.
void addEvidence(const Program &P, const Origin &Reading, bool SkipLast,
                 std::vector<EvidenceStep> &Evidence);

/// The finding of a meeting, without fixes.
Finding findingOf(const Program &P, const Meeting &M);

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_NAMES_H
