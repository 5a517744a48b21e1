//===- Outcome.h - Whether a branch is taken on success ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that leaves once a call has succeeded tries things until one works; a
// loop that leaves when it has failed does its work for every item. The code
// says which by how it tests the result, and that depends on whether zero is
// success.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_OUTCOME_H
#define HANGPROOF_ENGINE_OUTCOME_H

#include "LoopFlow.h"
#include "Program.h"
#include "llvm/ADT/DenseMap.h"
#include <optional>

namespace hangproof {

/// The number that stands for success in the result of a call: 0 for a status,
/// 1 for a truth value, handle or pointer; none when it is not known.
using SuccessNumber = std::optional<int64_t>;

/// What values come to when a call has worked.
using DerivedValues = llvm::SmallDenseMap<ValueId, SuccessNumber, 8>;

class Outcomes {
public:
  explicit Outcomes(const Program &P) : P(P) {}

  /// What the call gives when it worked: from its row, or from what the
  /// project's own function returns after the call in it has worked.
  SuccessNumber successOf(FunctionRef F, const CallFacts &Call,
                          unsigned Depth = 0);

  /// Whether Condition holds when Call has worked; none when it does not
  /// depend on the call or cannot be told.
  std::optional<bool> holdsOnSuccess(FunctionRef F, const CallFacts &Call,
                                     ValueId Condition);

  /// Whether the loop is left because Call has worked: a search or a retry.
  /// IsFork: the call forks, and what counts is what became of the child.
  bool endsSearch(FunctionRef F, const LoopFlow &Flow, const CallFacts &Call,
                  bool IsFork);

private:
  /// Results of Call, and of calls that were given its result.
  DerivedValues derived(FunctionRef F, const CallFacts &Call, bool IsFork);
  void readValuesOf(FunctionRef F);
  SuccessNumber returnedOnSuccess(FunctionRef F, unsigned Depth);

  const Program &P;
  llvm::DenseMap<const FunctionFacts *, SuccessNumber> Returned;
  const CallFacts *LastCall = nullptr; ///< Of holdsOnSuccess.
  DerivedValues LastValues;
  const FunctionFacts *ValuesOf = nullptr; ///< Of the two below.
  /// What a call stores through its arguments.
  llvm::DenseMap<CallId, llvm::SmallVector<ValueId, 2>> Written;
  std::vector<llvm::SmallVector<ValueId, 2>> Users;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_OUTCOME_H
