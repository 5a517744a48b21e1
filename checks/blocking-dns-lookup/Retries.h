//===- Retries.h - The same lookup at each attempt --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_BLOCKINGDNSLOOKUP_RETRIES_H
#define HANGPROOF_BLOCKINGDNSLOOKUP_RETRIES_H

#include "LookupReports.h"
#include "engine/Outcome.h"
#include "engine/Trips.h"

namespace hangproof {

/// A loop of attempts asks for one name again and again, unless each attempt
/// is for another one.
class Retries {
public:
  Retries(const Program &P, LoopTrips &Trip, Outcomes &Results,
          const Lookups &Names)
      : P(P), Trip(Trip), Results(Results), Names(Names) {}

  /// Whether the loop, in the first function of the path, makes one and the
  /// same lookup again, to try something else than the lookup.
  bool isSameAgain(const LookupPath &Path, uint32_t Loop);

  /// Whether the loop tries something until it has worked: it sleeps between
  /// the turns and is left for what a call of it has given, other than the
  /// lookup itself. A loop of sessions goes on after that.
  bool isAttempt(FunctionRef F, uint32_t Loop, const CallFacts &Lookup);

  /// Whether the loop comes back to its head after the call has worked.
  bool repeatsOnSuccess(FunctionRef F, const LoopFlow &Flow,
                        const CallFacts &Call);

private:
  bool sleeps(FunctionRef F, const CallFacts &Call, unsigned Depth) const;
  bool isAnotherName(const LookupPath &Path, uint32_t Loop);
  bool changes(FunctionRef F, const LoopFlow &Flow, ValueId Value,
               unsigned Depth);

  const Program &P;
  LoopTrips &Trip;
  Outcomes &Results;
  const Lookups &Names;
};

} // namespace hangproof

#endif // HANGPROOF_BLOCKINGDNSLOOKUP_RETRIES_H
