//===- ThrowingCreations.h - Thread objects whose making throws -*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The constructor of std::thread throws where a thread cannot be made. When
// the exception destroys another std::thread that is still joinable, the
// program ends at once, without a word on why. In an event handler the
// exception itself does harm.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNCHECKEDTHREADCREATION_THROWINGCREATIONS_H
#define HANGPROOF_UNCHECKEDTHREADCREATION_THROWINGCREATIONS_H

#include "engine/Effects.h"
#include "engine/Entries.h"
#include "engine/EventLoops.h"
#include "engine/Finding.h"
#include "engine/StartUp.h"
#include "engine/TestCode.h"
#include "engine/Trips.h"

namespace hangproof {

class ThrowingCreations {
public:
  ThrowingCreations(const Program &P, const char *Check,
                    std::vector<Finding> &Findings)
      : P(P), Check(Check), Findings(Findings), Loops(P), Tests(P) {}

  void run();

private:
  bool judgeLoop(FunctionRef F, CallId Id);
  bool judgeLocals(FunctionRef F, CallId Id);
  bool judgeHandler(FunctionRef F, CallId Id);
  bool judgeEndless(FunctionRef F, CallId Id, const CallRef &Here,
                    const CallRef &Through);
  bool isLoopGuarded();
  bool isThrowing(FunctionRef F, CallId Id, bool &Terminates) const;
  bool isEnded(FunctionRef F, const CallFacts &Call) const;
  ValueId containerOf(FunctionRef F, CallId Id) const;
  Finding make(FunctionRef F, const CallFacts &Call) const;

  const Program &P;
  const char *Check;
  std::vector<Finding> &Findings;
  /// Costly, and most programs make no such thread.
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<StartUp> Start;
  std::unique_ptr<EventLoops> Events;
  std::optional<bool> IsGuarded;
  LoopTrips Loops;
  TestCode Tests;
};

} // namespace hangproof

#endif // HANGPROOF_UNCHECKEDTHREADCREATION_THROWINGCREATIONS_H
