//===- Waits.h - Waits that end at a clock time -----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_WAITS_H
#define HANGPROOF_WALLCLOCKDURATION_WAITS_H

#include "ConditionClocks.h"
#include "engine/Finding.h"

namespace hangproof::wallclock {

/// Waits of F that end at a wall-clock time, or at a time of another clock
/// than the one that the waiting object uses.
void waitsIn(FunctionRef F, Origins &From, const ConditionClocks &Clocks,
             std::vector<Finding> &Findings);

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_WAITS_H
