//===- Reports.h - What is said of a bind that stays ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNRELEASEDTHREADAFFINITY_REPORTS_H
#define HANGPROOF_UNRELEASEDTHREADAFFINITY_REPORTS_H

#include "engine/Entries.h"
#include "engine/Finding.h"
#include "engine/PairSummaries.h"

namespace hangproof::affinity {

constexpr const char *CheckName = "hangproof-unreleased-thread-affinity";

/// A way out that keeps what other ways give back.
Finding leakFinding(const Program &P, const PairSummaries &Pairs,
                    const ThrowSummaries &Throws, const BindRecord &Bind,
                    Confidence Level);

/// The old state given back with the operation of a bind.
/// Bind is null if another function has bound.
Finding wrongOperationFinding(const Program &P, FunctionRef F,
                              const BindRecord *Bind, const PairEvent &Restore);

/// The same fixed state set again where the saved one was to come back.
Finding wrongValueFinding(const Program &P, const BindRecord &Bind,
                          CallId Rebind);

/// The saved state overwritten by a second save.
Finding overwrittenFinding(const Program &P, const BindRecord &Bind,
                           CallId Overwrite);

/// A saved state that nobody reads.
Finding neverReadFinding(const Program &P, const BindRecord &Bind);

/// A bind that a task or handler leaves on a thread that is not its own, or a
/// thread's entry on a thread that must not end bound.
Finding entryFinding(const Program &P, const PairSummaries &Pairs,
                     const BindRecord &Bind, const Entry &By);

} // namespace hangproof::affinity

#endif // HANGPROOF_UNRELEASEDTHREADAFFINITY_REPORTS_H
