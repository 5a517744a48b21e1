//===- ValueWalk.h - What a value of one function is made of ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Inside one function and without regard to order: the operands of a value,
// the arguments of the calls in it, and what was ever assigned to the locals
// in it. Questions that cross functions are asked elsewhere.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_VALUEWALK_H
#define HANGPROOF_ENGINE_VALUEWALK_H

#include "Facts.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

namespace hangproof {

/// What a walk looks through.
enum WalkThrough : unsigned {
  WalkOperands = 0,
  WalkLocals = 1,    ///< Definitions of locals and parameters.
  WalkArguments = 2, ///< Object and arguments of a call, for its result and
                     ///< for what it wrote.
};

/// Visits Root and what it is made of, each value once. Visit returns false to
/// stop below a value. Ends after some hundred values.
void walkValue(const FunctionFacts &F, ValueId Root, unsigned Through,
               llvm::function_ref<bool(ValueId)> Visit);

/// Whether Wanted is Root or part of it.
bool isMadeOf(const FunctionFacts &F, ValueId Root, ValueId Wanted,
              unsigned Through);

/// Whether a value is made of what the call gave or wrote through an argument.
bool comesOf(const FunctionFacts &F, ValueId Value, const CallFacts &Call);

/// Root without address-of, dereference, element and member accesses, and
/// without the object of a call's result: the variable that it hangs on.
ValueId baseOf(const FunctionFacts &F, ValueId Root);

/// What a reader calls the value: the name of the variable, member or callee;
/// empty if it has none.
llvm::StringRef nameOf(const FunctionFacts &F, ValueId Value);

/// "size" of "std::vector::size".
llvm::StringRef lastComponent(llvm::StringRef QualifiedName);

/// Whether the identifier holds one of the words, as a word of snake_case or
/// camelCase: "workerCount" and "n_workers" hold "worker" (a plural s is
/// dropped). Words is a space-separated list in lower case.
bool hasWord(llvm::StringRef Identifier, llvm::StringRef Words);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_VALUEWALK_H
