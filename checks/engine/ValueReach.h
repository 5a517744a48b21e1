//===- ValueReach.h - Where a value goes ------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks from the result of one call forward to everything that is made from
// it: through locals, arithmetic, fields and globals, parameters of callees of
// any file, and the results of the functions that return it. It is Origins the
// other way round, and takes the same single steps (ValueSources).
//
// A way that entered a callee through a parameter leaves it through the same
// call, so that two users of one helper are not mixed up. The walk is breadth
// first: the first way to a place is a shortest one.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_VALUEREACH_H
#define HANGPROOF_ENGINE_VALUEREACH_H

#include "Origins.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <vector>

namespace hangproof {

/// A value that the walk came to.
struct ReachedValue {
  FunctionRef Function;
  ValueId Value = NoIndex;
  uint32_t From = NoIndex; ///< The value that it came from.
  /// The step from there, if it has one that is worth telling.
  std::optional<OriginStep> Step;
  CallRef Inside; ///< The call through whose argument the function was entered.
  /// Functions, fields and globals between here and the start.
  unsigned Hops = 0;
};

class ValueReach {
public:
  explicit ValueReach(const ValueSources &Sources) : Sources(Sources) {}

  /// Whether the walk goes on from a value that it has come to.
  using Visitor =
      llvm::function_ref<bool(const ReachedValue &At, uint32_t Index)>;

  /// Starts a walk at Value of F; what an earlier walk has found is forgotten.
  /// False when there is more than was looked at.
  bool walk(FunctionRef F, llvm::ArrayRef<ValueId> Start, Visitor Visit);

  const ReachedValue &at(uint32_t Index) const { return Reached[Index]; }

  /// The steps from the start to a value.
  std::vector<OriginStep> path(uint32_t Index) const;

  /// Whether the walk has come to the value.
  bool reaches(FunctionRef F, ValueId V) const {
    return Values.contains({F.Function, V});
  }

private:
  struct Use {
    ValueId User = NoIndex;
    bool IsDefinition = false;
    Place Where;
  };
  using UseMap = std::map<ValueId, std::vector<Use>>;

  const UseMap &usesIn(FunctionRef F);
  void add(ReachedValue Next);
  void step(uint32_t Index);
  void returned(uint32_t Index);
  void passed(uint32_t Index);
  void stored(uint32_t Index);
  void written(uint32_t Index);

  const ValueSources &Sources;
  std::vector<ReachedValue> Reached;
  llvm::DenseSet<std::pair<const FunctionFacts *, ValueId>> Values;
  std::map<const FunctionFacts *, UseMap> Uses;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_VALUEREACH_H
