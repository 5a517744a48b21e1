//===- PathKnowledge.h - What a path has learnt of values -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A *subject* is a value that conditions of the function test or that a store
// sets and a condition tests: a flag, an error code, a repeated comparison. A
// path carries facts about subjects; branches add to them, stores and calls
// that may write take them away.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PATHKNOWLEDGE_H
#define HANGPROOF_ENGINE_PATHKNOWLEDGE_H

#include "Facts.h"
#include "KnownValue.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hangproof {

/// What a path knows of one subject. Origin is the block whose condition
/// taught it, NoIndex for a store: a condition is never decided by its own
/// last outcome, or loops over it would not end.
struct PathFact {
  uint32_t Subject = NoIndex;
  uint32_t Origin = NoIndex;
  KnownValue Value;
};

/// Sorted by subject.
using PathFacts = llvm::SmallVector<PathFact, 4>;

/// The subjects of one function, and how its events and branches change what
/// is known of them.
class PathKnowledge {
public:
  /// Watched values (results of calls) are subjects in any case.
  PathKnowledge(const FunctionFacts &F, llvm::ArrayRef<ValueId> Watched);

  KnownValue evaluate(ValueId V, const PathFacts &Known) const;
  /// What an event writes, other than what learn() is told of calls.
  void apply(const FlowEvent &E, PathFacts &Known) const;
  void learn(ValueId Watched, const KnownValue &Value, PathFacts &Known) const;
  /// Takes an edge of a block. False when the path cannot.
  bool follow(uint32_t Block, unsigned Edge, PathFacts &Known) const;
  /// Drops facts that nothing after the entry of Block asks for.
  void dropDead(uint32_t Block, PathFacts &Known) const;

private:
  /// "Value Op Constant", the form that conditions are brought to.
  struct Atom {
    ValueId Value = NoIndex;
    CompareOp Op = CompareOp::NotEqual;
    int64_t Constant = 0;
  };

  /// Expressions deeper than this are not looked into.
  static constexpr unsigned MostDepth = 12;

  Atom atomOf(ValueId Condition) const;
  /// In `if ((rc = f()) != 0)` the condition is about rc.
  Atom conditionOf(const FlowBlock &Block) const;
  ValueId canonical(ValueId V) const;
  uint32_t subjectOf(ValueId V) const;
  void findCanonicalForms();
  void findSubjects(llvm::ArrayRef<ValueId> Watched);
  void findWrites();
  void findLiveness();
  void findLoopExits();
  /// Values of which the truth or number of V is made.
  void collectLeaves(ValueId V, llvm::SmallVectorImpl<ValueId> &Leaves,
                     unsigned Depth = 0) const;
  uint64_t subjectsReadBy(ValueId V) const;
  ValueId targetOf(const FlowEvent &E) const;
  KnownValue evaluate(ValueId V, const PathFacts &Known, unsigned Depth) const;
  void forget(uint64_t Set, PathFacts &Known) const;
  void set(uint32_t Subject, const KnownValue &Value, uint32_t Origin,
           PathFacts &Known) const;
  void forEachPart(ValueId V, llvm::function_ref<void(ValueId)> Do) const;

  const FunctionFacts &F;
  /// At most 64 values, so that sets of them are words.
  std::vector<ValueId> Subjects;
  llvm::DenseMap<ValueId, uint32_t> IndexOf;
  /// Equal comparisons and equal getter calls have one form.
  llvm::DenseMap<ValueId, ValueId> CanonicalOf;
  /// Where the result of a call is stored, if it is stored once.
  llvm::DenseMap<ValueId, ValueId> StoredIn;
  llvm::DenseMap<ValueId, uint64_t> SubjectsWithPart;
  /// Results of calls that stand alone: each evaluation is a new value.
  std::vector<uint64_t> FreshAt;
  /// Subjects that a call may write through its arguments.
  std::vector<uint64_t> WrittenBy;
  std::vector<ValueId> LocalValue;
  std::vector<uint64_t> LiveAt; ///< By block, at its entry.
  /// Subjects that others may change: members, globals, results of getters.
  uint64_t Shared = 0;
  /// Blocks whose branch may leave a loop. Others may change what such a
  /// branch waits for.
  std::vector<char> LeavesLoop;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PATHKNOWLEDGE_H
