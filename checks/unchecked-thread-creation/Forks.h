//===- Forks.h - Forks whose failure looks like a child ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// fork() gives 0 in the child, and in the parent a process id or -1. Code that
// only asks for 0 takes -1 for a process: waitpid(-1) waits for any child,
// kill(-1) signals every process.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNCHECKEDTHREADCREATION_FORKS_H
#define HANGPROOF_UNCHECKEDTHREADCREATION_FORKS_H

#include "engine/Effects.h"
#include "engine/Finding.h"
#include "engine/TestCode.h"

namespace hangproof {

class Forks {
public:
  Forks(const Program &P, const char *Check, std::vector<Finding> &Findings)
      : P(P), Check(Check), Findings(Findings), Tests(P) {}

  void run();

private:
  struct Fork {
    CallRef Call;
    CallRef Origin;
    unsigned Depth = 0;
  };
  /// What the function that forks does with the result.
  struct Trace {
    llvm::SmallVector<ValueId, 4> Values; ///< That hold the result.
    bool TellsFailure = false;
    bool IsReturned = false;
    bool IsGivenOn = false; ///< To something that is not in view.
    CallRef Acts;           ///< waitpid, kill: the first call with it.
    bool ActsBySignal = false;
    bool ActsOnFailure = false; ///< Where a test has told that there is none.
    CallRef Keeps;              ///< Put into a container.
    Place Kept;                 ///< Stored in a member, global or element.
    std::string KeptIn;         ///< Its name.
    FunctionRef WrongSlot;      ///< Another element is tested...
    Place WrongTest;            ///< ...here.
    std::string WrongName;
  };

  Trace trace(const Fork &F);
  void collectValues(FunctionRef F, Trace &T) const;
  bool isWaited(FunctionRef F, ValueId V) const;
  void lookAtTests(FunctionRef F, Trace &T) const;
  void lookAtCalls(FunctionRef F, Trace &T) const;
  void lookAtMembers(FunctionRef F, Trace &T) const;
  bool actsOnFailure(FunctionRef F, const Fork &Fork, const Trace &T) const;
  bool testsParameter(FunctionRef F, uint32_t Index) const;
  void report(const Fork &F, const Trace &T);

  const Program &P;
  const char *Check;
  std::vector<Finding> &Findings;
  TestCode Tests;
};

} // namespace hangproof

#endif // HANGPROOF_UNCHECKEDTHREADCREATION_FORKS_H
