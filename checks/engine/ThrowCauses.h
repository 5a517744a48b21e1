//===- ThrowCauses.h - Why a throw happens one day --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_THROWCAUSES_H
#define HANGPROOF_ENGINE_THROWCAUSES_H

#include "Effects.h"
#include "Program.h"

namespace hangproof {

/// Doubt, as in EscapingType, about what nobody has to reckon with.
constexpr unsigned DoubtOfRare = 6;

/// The doubt about a class that says: the code is wrong, not the world; 0 for
/// others.
unsigned doubtOfClass(llvm::StringRef Type);

/// Whether F only gives access to what its object holds (`->`, `*`, `[]`): what
/// such an operator throws tells of a caller that did not look first.
bool isAccessOperator(const FunctionFacts &F);

/// The doubt about what a row throws, by its cause.
unsigned doubtOf(const Effect &What);
bool isUnlikely(const Effect &What);

/// Whether the throw only says that a lock or the like was misused: each way to
/// it goes over the failure of a call that fails by mistake only.
bool isOfRareFailure(const Program &P, FunctionRef F, uint32_t Throw);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_THROWCAUSES_H
