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
// A member of an object guards the calls for that object only. In a loop over
// such objects each of them still has its turn, so the object is told.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_ONCEGUARDS_H
#define HANGPROOF_ENGINE_ONCEGUARDS_H

#include "Outcome.h"
#include "Program.h"

namespace hangproof {

/// What keeps a call from running again.
struct OnceGuard {
  /// A variable that there is once: global, static, or of this loop.
  bool IsFull = false;
  /// A variable that each thread has: the call is made once in every thread, as
  /// far as it is made once.
  bool IsPerThread = false;
  /// Parameters, locals or `this`, a member of which is the guard.
  llvm::SmallVector<ValueId, 2> Objects;

  bool isNone() const { return !IsFull && Objects.empty(); }
};

/// Which variables a caller takes for guards, by words of their names. Without
/// words all are.
struct GuardNames {
  /// What remembers the result of the call.
  llvm::StringRef Memory;
  /// What remembers something else that comes of it, such as a connection.
  llvm::StringRef Other;
};

class OnceGuards {
public:
  OnceGuards(const Program &P, Outcomes &Results, GuardNames Names = {})
      : P(P), Results(Results), Names(Names) {}

  /// The guards around the call. With a loop: those that hold between the
  /// turns of this loop. Then locals that are declared outside it count as
  /// well, and members that are tested outside it do not.
  OnceGuard find(FunctionRef F, const CallFacts &Call, uint32_t Loop = NoIndex);

private:
  struct Branch;
  const LocalFacts *staticInitializedBy(const FunctionFacts &F,
                                        const CallFacts &Call) const;
  void collectReads(FunctionRef F, uint32_t Loop, Branch &B) const;
  void collectWrites(FunctionRef F, Branch &B, const CallFacts &Call);
  bool storesInto(FunctionRef F, const CallFacts &Call, SymbolId Variable,
                  unsigned Depth);
  bool setsFlag(FunctionRef F, const CallFacts &Call, SymbolId Variable) const;

  const Program &P;
  Outcomes &Results;
  GuardNames Names;
  /// Whether a function stores into a variable, within a number of calls.
  llvm::DenseMap<
      std::pair<const FunctionFacts *, std::pair<SymbolId, unsigned>>, bool>
      StoredWithin;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_ONCEGUARDS_H
