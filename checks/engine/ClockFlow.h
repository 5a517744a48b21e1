//===- ClockFlow.h - Where clock readings may flow --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Marks every value of the program that may hold a clock reading, or the
// difference of two, whatever else it may hold. This is cheap, for it touches
// only what readings reach; it says which operations deserve the walk back of
// Origins, and which operand of `now + n` is the reading.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CLOCKFLOW_H
#define HANGPROOF_ENGINE_CLOCKFLOW_H

#include "ValueSources.h"
#include <map>
#include <vector>

namespace hangproof {

/// What a value may hold. An interval added to a reading leaves a reading: a
/// deadline is one too.
enum ClockMark : uint8_t {
  WallReading = 1,
  MonotonicReading = 2,
  WallDifference = 4,
  MonotonicDifference = 8,
  AnyReading = WallReading | MonotonicReading,
  AnyWall = WallReading | WallDifference,
  AnyMonotonic = MonotonicReading | MonotonicDifference,
};

class ClockFlow {
public:
  explicit ClockFlow(const ValueSources &Sources);

  /// ClockMark bits of a value.
  uint8_t marks(FunctionRef F, ValueId V) const;
  uint8_t marks(FunctionRef F, ValueNode N) const;

  /// Functions that readings reach: the others need no look.
  bool touches(FunctionRef F) const { return States.count(F.Function) != 0; }

private:
  struct State {
    FunctionRef Function;
    std::vector<uint8_t> Values;
    std::vector<uint8_t> Before; ///< Values of the round before.
    std::vector<uint8_t> Parameters;
    std::vector<uint8_t> Outs; ///< Written through each parameter.
    uint8_t Return = 0;
    bool IsQueued = false;
  };

  State &state(FunctionRef F);
  const State *known(FunctionRef F) const;
  void spread();
  void enqueue(FunctionRef F);
  void evaluate(State &S);
  uint8_t pull(const State &S, ValueNode N, unsigned Depth) const;
  uint8_t arithmetic(const State &S, ValueId V) const;
  bool completesDifference(const State &S, const ValueFacts &Sum) const;
  void publish(State &S);

  const ValueSources &Sources;
  std::map<const FunctionFacts *, State> States;
  llvm::DenseMap<SymbolId, uint8_t> Variables;
  std::vector<State *> Queue;
  unsigned Round = 0;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CLOCKFLOW_H
