//===- Handles.h - Waits on handles, and what bounds them -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For every wait on a handle whose creation is in view: was anything done to
// the handle, between the one and the other, that ends the wait?
//
// Handles in locals are followed along the paths of their function. Those in
// members and globals are shared by all functions that touch the variable: what
// any of them does is taken to be in force. Handles that come as parameters are
// judged where they were made, with the callee's waits as the caller's.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_HANDLES_H
#define HANGPROOF_ENGINE_HANDLES_H

#include "Entries.h"
#include "HandleFrame.h"
#include <memory>

namespace hangproof {

/// One wait on one handle.
struct HandleUse {
  CallRef At; ///< The wait, or the call that leads to it.
  HandleWait Wait;
  ValueId Handle = NoIndex; ///< A value of the function of At.
  /// Where the handle was made; no Leaf.Caller if it was made by nobody in
  /// view, and the call waits for ever whatever was done.
  HandleOrigin Origin;
  /// The call that gave the handle to the function that has it; none if it came
  /// through a member or global.
  CallRef OpenedBy;
  uint32_t State = 0; ///< What is in force.
  bool IsBounded = false;
  /// Some call that put a bound on the handle.
  CallRef BoundBy;
  /// The call that made the handle blocking again, if one did.
  CallRef ClearedBy;
};

class Handles : public HandleLookup {
public:
  Handles(const Program &P, const Entries &Handed);
  ~Handles() override;

  /// Every wait on a handle that was made in view, in program order.
  llvm::ArrayRef<HandleUse> uses() const { return Uses; }

private:
  /// A member or global that holds handles.
  struct Variable {
    uint32_t Bounds = 0;
    uint32_t CanWait = 0;
    bool IsForeign = false; ///< Files and pipes come into it too.
    llvm::SmallVector<HandleOrigin, 2> Origins;
    llvm::SmallVector<FunctionRef, 2> EndedIn;
    CallRef BoundBy;
  };

  const HandleSummary *summaryOf(FunctionRef F) const override;
  const HandleFrame *frameOf(FunctionRef F) const override;
  llvm::SmallVector<HandleCallee, 2> calleesOf(FunctionRef F,
                                               CallId Id) const override;
  void findRelevant();
  void summarize();
  void collectVariables();
  void judge(const HandleFrame &Frame);
  Variable *variableOf(const HandleFrame &Frame, uint32_t Handle);
  bool isUnderTimer(FunctionRef F, unsigned Depth) const;
  bool isEndedByOther(const Variable &V, FunctionRef Waits) const;
  bool hasWatchdog(const Variable &V, FunctionRef Waits) const;
  bool runsOnOwnThread(FunctionRef F) const;

  const Program &P;
  const Entries &Handed;
  HandleActs Acts;
  std::vector<FunctionRef> Relevant;
  std::map<const FunctionFacts *, std::vector<HandleEvent>> Direct;
  llvm::DenseMap<const FunctionFacts *, unsigned> Distance;
  llvm::DenseMap<const FunctionFacts *, std::unique_ptr<HandleFrame>> Frames;
  llvm::DenseMap<const FunctionFacts *, HandleSummary> Summaries;
  /// Callees by call: the same in every round.
  mutable llvm::DenseMap<std::pair<const FunctionFacts *, CallId>,
                         llvm::SmallVector<HandleCallee, 2>>
      Callees;
  /// Variables that hold the same handles, joined.
  std::map<SymbolId, SymbolId> Joined;
  std::map<SymbolId, Variable> Variables;
  std::vector<HandleUse> Uses;

  SymbolId find(SymbolId Id);
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_HANDLES_H
