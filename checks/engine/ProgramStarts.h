//===- ProgramStarts.h - The calls that start a program ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PROGRAMSTARTS_H
#define HANGPROOF_ENGINE_PROGRAMSTARTS_H

#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include <optional>

namespace hangproof {

/// The block where the child of a fork begins, if the block Branch asks on
/// which side of the fork with that result this is; NoIndex otherwise.
uint32_t childOfFork(const FunctionFacts &F, const FlowBlock &Branch,
                     ValueId Result);

/// system, popen and the like start a program by themselves; exec does only
/// behind a fork, and without one it ends this program.
class ProgramStarts {
public:
  explicit ProgramStarts(const Program &P);

  /// For a call that starts a program: the call whose repetition counts, the
  /// fork for an exec and the call itself otherwise.
  std::optional<CallId> trigger(FunctionRef F, CallId Id) const;

  /// From a call to a child's function down to its exec; empty for a call that
  /// starts the program by itself.
  llvm::SmallVector<CallRef, 2> pathToExec(FunctionRef F, CallId Id) const;

  const Program &program() const { return P; }

private:
  bool startsProgram(FunctionRef F, const CallFacts &Call) const;
  bool replaces(FunctionRef F, const CallFacts &Call) const;
  bool forks(FunctionRef F, const CallFacts &Call) const;
  bool hasFork(FunctionRef F) const;
  /// The last fork before the call, NoIndex if there is none.
  CallId forkBefore(FunctionRef F, CallId Call) const;

  const Program &P;
  /// Functions that exec and do not fork: what a child runs.
  llvm::DenseSet<const FunctionFacts *> Replacing;
  /// Functions that return what fork gave them.
  llvm::DenseSet<const FunctionFacts *> Forking;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PROGRAMSTARTS_H
