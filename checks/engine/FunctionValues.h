//===- FunctionValues.h - Functions as values -------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function that is handed on is a value like others: it is stored, bound,
// wrapped and passed before somebody calls it.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FUNCTIONVALUES_H
#define HANGPROOF_ENGINE_FUNCTIONVALUES_H

#include "Program.h"

namespace hangproof {

/// The functions that a value may be: a function or lambda itself, also
/// through locals, members, globals, parameters, std::bind and the like.
/// In registering calls of Qt also a slot that is named in a string.
/// Kept gets those inside something that keeps their exceptions, such as
/// std::packaged_task.
llvm::SmallVector<FunctionRef, 2>
functionsIn(const Program &P, FunctionRef F, ValueId Value,
            llvm::SmallVectorImpl<FunctionRef> *Kept = nullptr);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FUNCTIONVALUES_H
