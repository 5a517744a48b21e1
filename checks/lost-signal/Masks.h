//===- Masks.h - Signals that nobody can hear -------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_LOSTSIGNAL_MASKS_H
#define HANGPROOF_LOSTSIGNAL_MASKS_H

#include "engine/Finding.h"
#include "engine/ProgramStarts.h"
#include "engine/SignalMasks.h"

namespace hangproof::lostsignal {

class MaskJudge {
public:
  MaskJudge(const Program &P, const Entries &Handed,
            std::vector<Finding> &Findings)
      : P(P), Masks(P, Handed), Findings(Findings) {}

  void run();

private:
  void judgePrograms();
  void judgeExec(FunctionRef F, CallId Exec, CallId Fork,
                 llvm::ArrayRef<CallRef> Way);
  void judgeSpawnedProgram(FunctionRef F, CallId Id, const Effect &Starts);
  bool isMaskChosen(FunctionRef F, ValueId Attributes) const;
  void reportProgram(FunctionRef F, CallId Id, CallId Fork,
                     llvm::ArrayRef<CallRef> Way,
                     const SignalMasks::Blocked &By);
  void judgeEmptySets();
  void judgeEarlyThreads();
  void findSpawners();
  void findSignalThreads();
  bool spawns(FunctionRef F, CallId Id) const;
  bool takesSignals(FunctionRef F, CallId Spawn) const;
  bool blocksAtStart(FunctionRef F, CallId Spawn);

  const Program &P;
  SignalMasks Masks;
  std::vector<Finding> &Findings;
  /// Functions that make a thread, and those that lead to one.
  llvm::DenseMap<const FunctionFacts *, CallRef> Spawners;
  /// Functions that wait for signals by themselves or a few calls down.
  llvm::DenseMap<const FunctionFacts *, CallRef> SignalTakers;
  std::vector<CallRef> Takes;
};

} // namespace hangproof::lostsignal

#endif // HANGPROOF_LOSTSIGNAL_MASKS_H
