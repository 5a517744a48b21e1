//===- MemberBits.h - Flags that a call is given ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `hints.ai_flags = AI_NUMERICHOST; getaddrinfo(host, port, &hints, &list)`:
// what a call does may stand in a member of a library's struct, or in a
// variable, `flags |= AI_NUMERICHOST; hints.ai_flags = flags`. The stores that
// reach the call are looked up against the flow, from the call to the entry.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_MEMBERBITS_H
#define HANGPROOF_ENGINE_MEMBERBITS_H

#include "Program.h"

namespace hangproof {

struct WantedBits {
  llvm::StringRef Member; ///< "ai_flags"
  uint64_t Bits = 0;
};

/// Whether the member of the struct that Pointer points to has all the bits on
/// every path to the call, as far as can be seen.
bool memberHasBits(const Program &P, FunctionRef F, const CallFacts &Call,
                   ValueId Pointer, WantedBits Wanted, CallPath Path = {});

/// Whether it has them on some path to the call.
bool memberMayHaveBits(const Program &P, FunctionRef F, const CallFacts &Call,
                       ValueId Pointer, WantedBits Wanted, CallPath Path = {});

/// Whether a number that the call is given has all the bits on every path to
/// the call, as far as can be seen.
bool valueHasBits(const Program &P, FunctionRef F, const CallFacts &Call,
                  ValueId Value, uint64_t Bits, CallPath Path = {});

} // namespace hangproof

#endif // HANGPROOF_ENGINE_MEMBERBITS_H
