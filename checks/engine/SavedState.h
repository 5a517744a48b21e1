//===- SavedState.h - Variables that hold saved thread state ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "pthread_sigmask(SIG_BLOCK, &set, &old)" saves the signal mask in old. Only
// what was saved can be restored, so whether a later SIG_SETMASK binds or
// releases depends on where its set comes from.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SAVEDSTATE_H
#define HANGPROOF_ENGINE_SAVEDSTATE_H

#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include <set>

namespace hangproof {

class SavedState {
public:
  explicit SavedState(const Program &P);

  /// Whether Value, as call Use of F reads it, comes from a saved state of the
  /// pair: through locals, parameters (looking at the callers), fields,
  /// globals and what project functions save for their callers. A local that
  /// was changed between the saving and Use is saved no more.
  bool isSaved(const Program &P, FunctionRef F, ValueId Value,
               llvm::StringRef Pair, const CallFacts &Use) const;

private:
  /// A variable of one function, or (no Function) a field or global.
  struct Variable {
    const FunctionFacts *Function = nullptr;
    ValueKind Kind = ValueKind::Unknown;
    uint64_t Id = 0; ///< Index of a local or parameter, or a symbol.
    friend bool operator<(const Variable &A, const Variable &B) {
      return std::tie(A.Function, A.Kind, A.Id) <
             std::tie(B.Function, B.Kind, B.Id);
    }
  };
  struct Query;

  static void variablesBehind(const FunctionFacts &F, ValueId Value,
                              llvm::SmallVectorImpl<Variable> &Result,
                              unsigned Depth = 0);
  bool isFilled(const std::string &Pair, const Variable &V) const;
  bool isSavedValue(Query &Q, FunctionRef F, ValueId Value,
                    const CallFacts *Use, unsigned Depth) const;
  bool isSavedLocal(Query &Q, FunctionRef F, uint32_t Local,
                    const CallFacts *Use, unsigned Depth) const;
  bool savesInto(Query &Q, FunctionRef F, const CallFacts &Call, int Role,
                 unsigned Depth) const;

  /// Variables that some call fills with a saved state, by pair.
  std::set<std::pair<std::string, Variable>> Filled;
  /// Objects of a library that are made of a value and of the function that is
  /// given it when they go: `unique_ptr<T, D> old(uselocale(c))`.
  llvm::DenseMap<SymbolId, llvm::SmallVector<CallRef, 1>> Holders;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SAVEDSTATE_H
