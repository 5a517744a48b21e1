//===- Holders.h - The variables that hold something ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread handle, a semaphore or a counter is found again by the variable
// that it is in: `threads[i]`, `&pool->slots` and `*it` are parts of the
// variables threads, pool->slots and what it runs over.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_HOLDERS_H
#define HANGPROOF_ENGINE_HOLDERS_H

#include "Program.h"

namespace hangproof {

/// A variable as one function sees it.
struct Holder {
  /// A local, parameter, `this`, or the result of a call; for a member the
  /// object that it is of. NoIndex for a global and for its members.
  ValueId Base = NoIndex;
  /// The field or global; 0 for the base itself.
  SymbolId Member = 0;
  /// Only one of many: an element of the variable, or what was put into it.
  bool IsElement = false;

  bool isNone() const { return Base == NoIndex && !Member; }
  bool isSame(const Holder &Other) const {
    return Base == Other.Base && Member == Other.Member;
  }
};

/// The variable that a storage expression is, or is part of.
Holder holderOf(const FunctionFacts &F, ValueId V);

/// The same, and the variables that a reference, pointer or iterator in it was
/// made from.
llvm::SmallVector<Holder, 4> holdersOf(const FunctionFacts &F, ValueId V);

/// Adds H once; one of many if either is.
void add(llvm::SmallVectorImpl<Holder> &To, const Holder &H);

/// A holder of Callee as the caller of that call sees it; none if it is a
/// local of the callee.
Holder inCaller(const FunctionFacts &Callee, const Holder &In,
                const FunctionFacts &Caller, const CallFacts &Call);

/// The symbol by which other functions and closures know the holder: that of a
/// field or global, or of a captured local. 0 if there is none.
SymbolId symbolOf(const FunctionFacts &F, const Holder &H);

/// What a reader calls it.
llvm::StringRef nameOf(const Program &P, const FunctionFacts &F,
                       const Holder &H);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_HOLDERS_H
