//===- Effects.h - What a given call does -----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_EFFECTS_H
#define HANGPROOF_ENGINE_EFFECTS_H

#include "Program.h"

namespace hangproof {

/// An effect that holds for one call, with the row that says so.
struct AppliedEffect {
  const Effect *What = nullptr;
  const ApiRow *Row = nullptr;
};

/// The effects of Call whose `when` conditions hold. A condition on a value
/// that is not known does not hold, except `nonnull`, `not-saved` and `lacks`.
/// With a path to F: when the call is reached over it.
llvm::SmallVector<AppliedEffect, 2> effectsOf(const Program &P, FunctionRef F,
                                              const CallFacts &Call,
                                              CallPath Path = {});

/// The first effect of that kind, or null.
const Effect *effectOf(const Program &P, FunctionRef F, const CallFacts &Call,
                       EffectKind Kind, CallPath Path = {});

/// The value in a role: an argument, the result or the object; NoIndex when
/// the call has no such argument.
ValueId argumentOf(const CallFacts &Call, int Role);

/// The effects of the rows that describe F itself: annotations in the code and
/// library methods that it overrides.
llvm::SmallVector<AppliedEffect, 2> effectsOfFunction(const Program &P,
                                                      const FunctionFacts &F);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_EFFECTS_H
