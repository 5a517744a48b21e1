//===- ThreadBodies.h - The functions that threads live in ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a library runs on a thread is often a mere step to the function where
// the thread spends its life: a lambda around a member function, a static
// function for pthread_create that calls the object's virtual run(). That
// function is the *body* of the thread, and there a reader looks for the try.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ESCAPINGTHREADEXCEPTION_THREADBODIES_H
#define HANGPROOF_ESCAPINGTHREADEXCEPTION_THREADBODIES_H

#include "engine/Entries.h"
#include "engine/Throwing.h"

namespace hangproof::escaping {

struct ThreadBody {
  FunctionRef Body;
  FunctionRef First;         ///< What the library runs.
  const Entry *By = nullptr; ///< How it is handed over.
  std::vector<CallRef> Way;  ///< The calls from First to Body.
  /// Body is a step itself: what this call runs is another body.
  CallId PassedOn = NoIndex;
  /// Body is one of several that a step may run, and is run elsewhere, too.
  bool IsDoubtful = false;
};

/// In program order, each body once.
std::vector<ThreadBody> threadBodies(const Program &P, const Entries &Handed,
                                     const ThrowSummaries &Throws);

} // namespace hangproof::escaping

#endif // HANGPROOF_ESCAPINGTHREADEXCEPTION_THREADBODIES_H
