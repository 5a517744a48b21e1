//===- ClockFallbacks.h - Wall clocks as a last resort ----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `if (has_monotonic) clock_gettime(CLOCK_MONOTONIC, ..) else gettimeofday(..)`
// reads the wall clock where there is no other. Nothing is to be cured there.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CLOCKFALLBACKS_H
#define HANGPROOF_ENGINE_CLOCKFALLBACKS_H

#include "ClockFlow.h"
#include "llvm/ADT/DenseMap.h"

namespace hangproof {

class ClockFallbacks {
public:
  explicit ClockFallbacks(const ClockFlow &Clocks) : Clocks(Clocks) {}

  /// Whether the call in F stands on one side of a branch whose other side
  /// reads a monotonic clock, or which tests whether such a reading worked.
  bool contains(FunctionRef F, CallId Reading);

private:
  /// The calls of F that read a monotonic clock, or run a function that does.
  const std::vector<CallId> &monotonicIn(FunctionRef F);

  const ClockFlow &Clocks;
  llvm::DenseMap<const FunctionFacts *, std::vector<CallId>> Monotonic;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CLOCKFALLBACKS_H
