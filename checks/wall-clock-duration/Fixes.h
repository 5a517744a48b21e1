//===- Fixes.h - Edits that change the clock of a meeting -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_FIXES_H
#define HANGPROOF_WALLCLOCKDURATION_FIXES_H

#include "Meetings.h"

namespace hangproof::wallclock {

/// Edits that make both readings monotonic; empty unless everything that holds
/// one of them is a local of this function that is used for nothing else.
std::vector<FixEdit> fixesFor(const Program &P, const Meeting &M,
                              const ValueSources &Sources);

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_FIXES_H
