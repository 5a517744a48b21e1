//===- Trips.h - What bounds the turns of a loop ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Work that is harmless once is not harmless once per element of data that the
// program did not choose. A loop is told by the tests that can end it: a count
// written in the code, a count that somebody configured, the length of data,
// or nothing.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_TRIPS_H
#define HANGPROOF_ENGINE_TRIPS_H

#include "LoopFlow.h"
#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <string>

namespace hangproof {

enum class TripClass : uint8_t {
  Unknown,
  Constant,   ///< A number in the code, or the rows of a constant table.
  Configured, ///< A thread count, a number of attempts, an option.
  Data,       ///< Once per element, node or item from outside.
  Forever,    ///< No end but a stop flag, and no item is taken per turn.
};

/// What is known about the number of turns of one loop.
struct Trips {
  TripClass Class = TripClass::Unknown;
  /// The data is plain to see; false where a name or a test inside the body
  /// decided.
  bool IsPlain = true;
  /// Only a stop flag ends it, or a test inside its body.
  bool IsEndless = false;
  /// "each element of 'files'": goes after "for".
  std::string PerItem;
  /// "loop over 'files' runs once per element".
  std::string Sentence;
  Place Where; ///< The loop's keyword.
  /// What it runs over: a container, or the table that the counter indexes.
  ValueId Over = NoIndex;
  /// The number of turns, if it is counted.
  ValueId Bound = NoIndex;
  /// Each turn takes an item from a call.
  bool TakesItem = false;
  /// Values that are another thing each turn: the loop variable, the cursor,
  /// the result of the call that takes an item.
  llvm::SmallVector<ValueId, 2> Items;
};

/// Answers for the loops of a program, remembering what it has found.
class LoopTrips {
public:
  explicit LoopTrips(const Program &P);

  const Trips &of(FunctionRef F, uint32_t Loop);
  const LoopFlow &flow(FunctionRef F, uint32_t Loop);

  /// Whether each call gives one more item of outside data: a row says so, or
  /// it is a function of the project around such a call.
  bool yieldsItem(FunctionRef F, const CallFacts &Call) const;

  /// "item", or what else the call gives one more of: "connection", "request".
  std::string kindOfItem(FunctionRef F, const CallFacts &Call) const;

  /// Whether Value is, or is made from, what the loop has another of each turn.
  bool isItem(FunctionRef F, uint32_t Loop, ValueId Value);

  /// Whether the object (a container or table) only ever holds what the code
  /// lists. OrText: a string literal is a table of characters.
  bool isConstantTable(FunctionRef F, ValueId Object, bool OrText) const;

private:
  void findItemSources();

  const Program &P;
  llvm::DenseSet<const FunctionFacts *> ItemSources;
  using LoopKey = std::pair<const FunctionFacts *, uint32_t>;
  std::map<LoopKey, Trips> Known;
  std::map<LoopKey, LoopFlow> Flows;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_TRIPS_H
