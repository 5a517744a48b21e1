//===- TripTests.h - The tests that end a loop ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_TRIPTESTS_H
#define HANGPROOF_ENGINE_TRIPTESTS_H

#include "Trips.h"

namespace hangproof {

/// The judgement behind LoopTrips::of.
Trips classifyTrips(LoopTrips &Loops, const Program &P, FunctionRef F,
                    uint32_t Loop);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_TRIPTESTS_H
