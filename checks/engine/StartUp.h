//===- StartUp.h - Code that runs once, before the main loop ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_STARTUP_H
#define HANGPROOF_ENGINE_STARTUP_H

#include "Entries.h"
#include "Trips.h"

namespace hangproof {

class StartUp {
public:
  StartUp(const Program &P, const Entries &Handed, LoopTrips &Loops)
      : P(P), Handed(Handed), Loops(Loops) {}

  /// What only main reaches, and only before its main loop, runs once.
  bool contains(FunctionRef F, uint32_t Block);

private:
  bool isBeforeMainLoop(FunctionRef Main, uint32_t Block);
  bool runsForEver(FunctionRef F);

  const Program &P;
  const Entries &Handed;
  LoopTrips &Loops;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_STARTUP_H
