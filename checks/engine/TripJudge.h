//===- TripJudge.h - The judgement of one loop ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The judgement behind LoopTrips, in two files: the tests that can end a loop
// (TripTests.cpp), and what they compare with (TripBounds.cpp).
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_TRIPJUDGE_H
#define HANGPROOF_ENGINE_TRIPJUDGE_H

#include "Trips.h"

namespace hangproof {

/// Tables above this many rows are data, whatever their rows are.
constexpr int64_t MostConstantTrips = 16;

/// What one test says about the loop.
struct Verdict {
  TripClass Class = TripClass::Unknown;
  bool IsPlain = true;
  std::string PerItem;
  std::string Sentence;
  ValueId Over = NoIndex;
  ValueId Bound = NoIndex;
  bool TakesItem = false;
  llvm::SmallVector<ValueId, 2> Items;
};

class LoopJudge {
public:
  LoopJudge(LoopTrips &Loops, FunctionRef F, uint32_t Loop)
      : Loops(Loops), F(F), Facts(*F), Index(Loop), Loop(Facts.Loops[Loop]),
        Flow(Loops.flow(F, Loop)) {}

  Trips judge();

private:
  const ValueFacts &value(ValueId V) const { return Facts.Values[V]; }
  bool is(ValueId V, ValueKind Kind) const {
    return V < Facts.Values.size() && Facts.Values[V].Kind == Kind;
  }
  const CallFacts *callOf(ValueId V) const {
    return is(V, ValueKind::Call) ? &Facts.Calls[value(V).Number] : nullptr;
  }
  bool isInside(uint32_t Inner) const {
    for (unsigned Depth = 0; Inner != NoIndex && Depth < 64; ++Depth) {
      if (Inner == Index)
        return true;
      Inner = Facts.Loops[Inner].Parent;
    }
    return false;
  }

  // TripTests.cpp
  Verdict rangeFor();
  Verdict test(ValueId Condition);
  Verdict comparison(const ValueFacts &Compare);
  Verdict truth(ValueId V);
  ValueId awaited(ValueId Condition, bool Leaves) const;
  bool leavesIfTrue(uint32_t Block) const;
  Verdict itemPerTurn();

  // TripBounds.cpp
  /// Once per element of a container, or per item that a queue gives.
  Verdict container(ValueId Object, bool IsQueue);
  /// Once per item that the call takes from outside.
  Verdict item(const CallFacts &Call);
  /// Once per element that the cursor visits, which Tested looks at.
  Verdict walk(ValueId Cursor, ValueId Tested);
  /// As often as the bound says, or for each row of what the counter indexes.
  Verdict counted(ValueId Counter, ValueId Bound);
  Verdict bound(ValueId Bound, ValueId Counter, unsigned Depth);
  /// The variable in a tested value that the loop moves on: p in `p->name`, i
  /// in `argv[i]`; NoIndex if there is none.
  ValueId cursorOf(ValueId V) const;
  bool moves(ValueId Variable) const;
  /// Moved by ++ or += and the like.
  bool isStepped(ValueId Variable) const;
  bool isFreshHandle(const CallFacts &Call) const;
  bool isPointer(ValueId V) const;
  /// The table that the loop looks into at the counter, NoIndex if none.
  ValueId indexedBy(ValueId Counter) const;

  LoopTrips &Loops;
  FunctionRef F;
  const FunctionFacts &Facts;
  uint32_t Index;
  const LoopFacts &Loop;
  const LoopFlow &Flow;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_TRIPJUDGE_H
