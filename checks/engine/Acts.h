//===- Acts.h - Functions that do something, by whatever path ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "This function starts a program", "this function blocks in a resolver": an
// act is a call that does it, and a function does it when it makes such a call
// each time it runs. The search goes from the acts up to their callers, level
// by level, so that the path it finds is a shortest one.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_ACTS_H
#define HANGPROOF_ENGINE_ACTS_H

#include "Entries.h"
#include "OnceGuards.h"
#include "Program.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace hangproof {

/// A call that does the act, or that leads to it.
struct ActStep {
  FunctionRef In;
  CallId Call = NoIndex;
  /// The call whose repetition is the act's: the fork of a fork and exec, else
  /// the call itself.
  CallId Trigger = NoIndex;
  FunctionRef Next;   ///< Where the path goes on; none for the act itself.
  unsigned Depth = 0; ///< Calls between this one and the act.
  /// Some call on the path is dispatched at run time and may run other
  /// functions that do not do the act.
  bool IsOverApproximated = false;
  /// It is not even likely: a function among many overriders, or one of those
  /// that the callers of a function pass to it.
  bool IsDoubtful = false;
  /// Objects of this function, a member of which keeps the act from being done
  /// again for the same object: values of In.
  llvm::SmallVector<ValueId, 2> GuardObjects;

  const CallFacts &facts() const { return In->Calls[Call]; }
  const CallFacts &trigger() const { return In->Calls[Trigger]; }
};

/// What counts as a call of a function.
enum class ActsFollow : uint8_t {
  Everything, ///< Tasks and threads too: they are run once for each.
  SameThread, ///< What the caller waits for.
};

class Acts {
public:
  /// The trigger of a call that does the act by itself; none if it does not.
  using DirectTest =
      llvm::function_ref<std::optional<CallId>(FunctionRef F, CallId Call)>;
  /// Told every step once, nearest to the act first. True: the step is dealt
  /// with, and does not make its function one that does the act.
  using Consumer = llvm::function_ref<bool(const ActStep &Step)>;

  /// Steps under a once guard, and steps after which the function never
  /// returns, do not make their function one that does the act.
  void find(const Program &P, const Entries &Handed, OnceGuards &Guards,
            DirectTest IsDirect, Consumer Consume,
            ActsFollow Follow = ActsFollow::Everything);

  /// How F does the act, or null.
  const ActStep *of(FunctionRef F) const;

  /// Step and what follows it, down to the act.
  llvm::SmallVector<ActStep, 4> path(const ActStep &Step) const;

private:
  llvm::DenseMap<const FunctionFacts *, ActStep> StepOf;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_ACTS_H
