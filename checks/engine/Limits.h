//===- Limits.h - What caps how many run at once ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Work that is made per item is harmless when something caps how much of it
// there is at once: a semaphore that is taken before, or a count of what runs
// that is compared with a maximum. The comparison may stand anywhere in the
// turn: before the accept, in front of the work, or at the end where it stops
// listening; and either of them may stand in a function that is called.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_LIMITS_H
#define HANGPROOF_ENGINE_LIMITS_H

#include "Holders.h"
#include "Trips.h"
#include <map>

namespace hangproof {

enum class LimitKind : uint8_t {
  Slots, ///< A semaphore: a call takes one of finitely many slots.
  Count, ///< A count of what runs is compared with a maximum.
  Lock,  ///< A mutex that is held: a limit of one.
};

struct Limit {
  LimitKind Kind = LimitKind::Slots;
  FunctionRef In;
  Place Where;      ///< The call that takes the slot, or the comparison.
  std::string Name; ///< Of the semaphore or count; may be empty.
};

class Limits {
public:
  Limits(const Program &P, LoopTrips &Loops) : P(P), Loops(Loops) {}

  /// The limit that every run of the call meets: in each turn of the loop, or,
  /// for no loop, in each run of F. Tasks are what the call has run elsewhere,
  /// if that is known: a semaphore that they do not give back is no limit.
  /// What is given back before the call is none either. A mutex is one for what
  /// runs while it is held, not for threads that are started meanwhile: ask for
  /// it with LocksCount.
  std::optional<Limit> around(FunctionRef F, const CallFacts &Call,
                              uint32_t Loop = NoIndex,
                              llvm::ArrayRef<FunctionRef> Tasks = {},
                              bool LocksCount = false);

  /// The semaphore that the call takes a slot of, by its row or as a function
  /// of the project that takes one and keeps it: a wrapper, or the constructor
  /// of a scoped permit.
  std::optional<Limit> taken(FunctionRef F, const CallFacts &Call);

private:
  /// Words of methods that make a container longer.
  static constexpr llvm::StringLiteral FillingWords =
      "push insert emplace add append enqueue put prepend create";

  /// Something that is counted up and down, or whose size is asked for.
  struct Count {
    Holder In;
    SymbolId Symbol = 0;
    bool IsSize = false;
    std::string Name;
    bool IsNamed = false; ///< Only its name says that it counts what runs.
  };

  /// A semaphore or mutex in one function.
  struct Slot {
    Limit What;
    Holder In; ///< None if a function of the project takes it.
    SymbolId Symbol = 0;
    /// Locals whose end gives it back.
    llvm::SmallVector<uint32_t, 1> Guards;
    /// Calls that take it (true) or give it back.
    std::map<CallId, bool> Changes;
  };

  std::optional<Limit> taken(FunctionRef F, const CallFacts &Call,
                             unsigned Depth);
  std::vector<Slot> slotsIn(FunctionRef F, unsigned Depth);
  bool givesBack(FunctionRef F, const CallFacts &Call, unsigned Depth);
  std::optional<Limit> counted(FunctionRef F, const CallFacts &Call,
                               uint32_t Loop);
  std::optional<Limit> waitsForSlot(FunctionRef F, unsigned Depth);
  bool isGivenBack(const Limit &L, SymbolId Symbol, FunctionRef F,
                   llvm::ArrayRef<FunctionRef> Tasks) const;

  std::optional<Count> countIn(FunctionRef F, ValueId V, unsigned Depth) const;
  /// The count that the condition compares with a maximum.
  std::optional<Count> comparison(FunctionRef F, ValueId Condition,
                                  unsigned Depth) const;
  std::optional<Count> reserved(FunctionRef F, ValueId Result,
                                unsigned Depth) const;
  ValueId tableSearched(FunctionRef F, ValueId Cursor,
                        const CallFacts *Outside) const;
  std::optional<Limit> freePlace(FunctionRef F, const CallFacts &Call,
                                 uint32_t Loop) const;
  std::optional<Count> placeGiven(FunctionRef Target) const;
  bool countsUpOnOneSide(FunctionRef F, uint32_t Branch, const Count &C) const;
  bool isMaximum(FunctionRef F, ValueId V, const Count &C) const;
  bool isRelated(FunctionRef F, const Count &C, const CallFacts &Call,
                 uint32_t Loop);
  bool outlives(FunctionRef F, const Count &C, uint32_t Loop);
  bool stepsDown(const Count &C, FunctionRef F) const;
  bool holdsBack(FunctionRef F, uint32_t Branch, const CallFacts &Call,
                 uint32_t Loop, const Count &C);
  bool waits(FunctionRef F, const CallFacts &Call, unsigned Depth) const;

  const Program &P;
  LoopTrips &Loops;
  std::map<const FunctionFacts *, std::optional<Limit>> Takers;
  std::map<const FunctionFacts *, bool> Givers;
  std::map<const FunctionFacts *, std::vector<Slot>> Slots;
  std::map<const FunctionFacts *, std::optional<Limit>> Waiters;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_LIMITS_H
