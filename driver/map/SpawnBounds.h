//===- SpawnBounds.h - How many a spawn can make ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_MAP_SPAWNBOUNDS_H
#define HANGPROOF_DRIVER_MAP_SPAWNBOUNDS_H

#include "ThreadMap.h"
#include "engine/Counts.h"
#include "engine/Entries.h"
#include "engine/Limits.h"
#include "engine/OnceGuards.h"
#include "engine/Spawns.h"
#include "engine/StartUp.h"

namespace hangproof {

/// A bound with its place still in the terms of the engine.
struct FoundBound {
  BoundKind Kind = BoundKind::Unknown;
  std::string Per, By;
  FunctionRef In; ///< Of Where; none if there is no place.
  Place Where;
};

/// Goes from a call that makes something outwards, over loops and callers, to
/// what decides how often it runs.
class SpawnBounds {
public:
  SpawnBounds(const Program &P, const Entries &Handed, LoopTrips &Loops,
              Outcomes &Results, OnceGuards &Guards, ThreadHandles &Fates)
      : P(P), Handed(Handed), Loops(Loops), Results(Results), Guards(Guards),
        Fates(Fates), Caps(P, Loops), Sizes(P, Loops),
        Starting(P, Handed, Loops) {}

  /// Tasks are what the call has run elsewhere.
  FoundBound of(FunctionRef F, CallId Call, llvm::ArrayRef<FunctionRef> Tasks,
                bool IsFork) {
    return of(F, Call, Tasks, IsFork, 0);
  }

private:
  FoundBound of(FunctionRef F, CallId Id, llvm::ArrayRef<FunctionRef> Tasks,
                bool IsFork, unsigned Depth);
  std::optional<FoundBound> byLoops(FunctionRef F, CallId Id,
                                    llvm::ArrayRef<FunctionRef> Tasks,
                                    bool IsFork);
  BoundKind sizeOf(FunctionRef F, const Trips &T);
  FoundBound byCallers(FunctionRef F, llvm::ArrayRef<FunctionRef> Tasks,
                       bool IsFork, unsigned Depth);

  const Program &P;
  const Entries &Handed;
  LoopTrips &Loops;
  Outcomes &Results;
  OnceGuards &Guards;
  ThreadHandles &Fates;
  Limits Caps;
  Counts Sizes;
  StartUp Starting;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_MAP_SPAWNBOUNDS_H
