//===- SavedTokens.h - Where a bind keeps the old state ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SAVEDTOKENS_H
#define HANGPROOF_ENGINE_SAVEDTOKENS_H

#include "PairSummaries.h"

namespace hangproof {

/// The local that a storage expression is or is part of, or NoIndex. A pointer
/// to a local is that local.
uint32_t localBehind(const FunctionFacts &F, ValueId V);

/// Where the old state is kept that Bind overwrites: by the bind itself, or by
/// a call before it (sched_getaffinity). Events are those of the function.
SavedToken tokenOf(const Program &P, FunctionRef F,
                   llvm::ArrayRef<PairEvent> Events, const PairEvent &Bind);

/// The argument of an event that holds the state that is put back or set, or
/// NoIndex.
ValueId stateArgument(const FunctionFacts &F, const PairEvent &Event);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SAVEDTOKENS_H
