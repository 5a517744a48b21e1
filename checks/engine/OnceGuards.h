//===- OnceGuards.h - Calls that run once, or seldom ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A call in a hot place is harmless when it is kept from running again: by a
// flag, by a cache that is filled after it, by a rate limit. All of them are a
// branch on something that outlives the turn and that is written once the
// branch was taken.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_ONCEGUARDS_H
#define HANGPROOF_ENGINE_ONCEGUARDS_H

#include "Outcome.h"
#include "Program.h"

namespace hangproof {

class OnceGuards {
public:
  OnceGuards(const Program &P, Outcomes &Results) : P(P), Results(Results) {}

  /// Whether the call is kept from running each time its place is reached.
  /// With a loop, variables that are declared outside it count as well.
  bool isGuarded(FunctionRef F, const CallFacts &Call, uint32_t Loop = NoIndex);

private:
  struct Guard;
  bool isInStaticInitializer(const FunctionFacts &F,
                             const CallFacts &Call) const;
  void collectReads(FunctionRef F, ValueId Condition, uint32_t Loop,
                    Guard &Found) const;
  bool isWritten(FunctionRef F, const Guard &G, const llvm::BitVector &Region,
                 const CallFacts &Call);
  bool storesInto(FunctionRef F, const CallFacts &Call, SymbolId Variable,
                  unsigned Depth) const;

  const Program &P;
  Outcomes &Results;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_ONCEGUARDS_H
