//===- Counts.h - Where the number of turns comes from ----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `for (i = 0; i < n; i++)` says nothing of n. A pool is filled up to a number
// that is written in the code, asked of the machine or set by somebody; data
// is as long as it is. The number is followed back through variables, members,
// getters and callers, and the length of a container to the places that fill
// it.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_COUNTS_H
#define HANGPROOF_ENGINE_COUNTS_H

#include "Holders.h"
#include "Trips.h"
#include "llvm/ADT/DenseSet.h"
#include <map>

namespace hangproof {

/// Data is larger than what is chosen, so that the larger of two decides.
enum class CountClass : uint8_t {
  Constant,
  Configured, ///< A number of threads, or what an option says.
  Unknown,
  Data,
};

class Counts {
public:
  Counts(const Program &P, LoopTrips &Loops) : P(P), Loops(Loops) {}

  /// Where the number comes from.
  CountClass of(FunctionRef F, ValueId Number) {
    Seen.clear();
    return of(F, Number, 0);
  }

  /// Where the length of the container or array comes from.
  CountClass sizeOf(FunctionRef F, ValueId Container) {
    Seen.clear();
    return sizeOf(F, Container, 0);
  }

private:
  CountClass of(FunctionRef F, ValueId Number, unsigned Depth);
  CountClass ofCall(FunctionRef F, const CallFacts &Call, unsigned Depth);
  CountClass ofDefinitions(FunctionRef F, ValueId Variable,
                           const std::vector<DefinitionFacts> &Definitions,
                           unsigned Depth);
  CountClass sizeOf(FunctionRef F, ValueId Container, unsigned Depth);
  std::optional<CountClass> filledBy(FunctionRef F, const CallFacts &Call,
                                     unsigned Depth);
  bool isHeldTo(FunctionRef F, ValueId Variable, ValueId Bound) const;

  const Program &P;
  LoopTrips &Loops;
  llvm::DenseSet<std::pair<const FunctionFacts *, ValueId>> Seen;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_COUNTS_H
