//===- CountedThreads.h - The result is told by a member --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `add_thread(pool); ... ok = pool->num_threads >= wanted`: the caller drops
// the result, but looks at what the wrapper stores only when it has worked.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNCHECKEDTHREADCREATION_COUNTEDTHREADS_H
#define HANGPROOF_UNCHECKEDTHREADCREATION_COUNTEDTHREADS_H

#include "engine/Program.h"

namespace hangproof {

/// Whether the function around Inner, a call that creates, stores to a member
/// or global only when that has worked, and Caller, which calls that function,
/// compares the same one.
bool isTestedByMember(FunctionRef Caller, const CallRef &Inner);

} // namespace hangproof

#endif // HANGPROOF_UNCHECKEDTHREADCREATION_COUNTEDTHREADS_H
