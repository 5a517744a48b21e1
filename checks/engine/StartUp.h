//===- StartUp.h - What runs once, before the work begins -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is slow in a main loop is of no matter before it: nobody waits yet. A
// program has a main loop if main, or something that main calls once, has a
// loop without end or runs a library's event loop.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_STARTUP_H
#define HANGPROOF_ENGINE_STARTUP_H

#include "Entries.h"
#include "Program.h"
#include "Trips.h"

namespace hangproof {

class StartUp {
public:
  StartUp(const Program &P, const Entries &Handed, LoopTrips &Loops)
      : P(P), Handed(Handed), Loops(Loops) {}

  /// Whether the block of F runs only before the main loop: each way to it that
  /// is in view begins in main, and main comes to its loop later.
  bool isStartUp(FunctionRef F, uint32_t Block);

private:
  bool isBeforeMainLoop(FunctionRef F, uint32_t Block);
  bool runsForEver(FunctionRef F, unsigned Depth);
  bool isCalledOnce(FunctionRef F, unsigned Depth);

  const Program &P;
  const Entries &Handed;
  LoopTrips &Loops;
  llvm::DenseMap<const FunctionFacts *, bool> Forever;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_STARTUP_H
