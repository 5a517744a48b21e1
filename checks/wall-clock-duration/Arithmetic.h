//===- Arithmetic.h - What is computed from readings ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_ARITHMETIC_H
#define HANGPROOF_WALLCLOCKDURATION_ARITHMETIC_H

#include "engine/Facts.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace hangproof::wallclock {

/// Whether both sides are parts of one number that the function was given: the
/// days of an age are taken from the age, to get its hours.
bool areOneNumber(const FunctionFacts &F, ValueId L, ValueId R);

/// What the value of an operation is used for.
struct Uses {
  bool OnlySign = true; ///< Compared with zero and nothing else.
  bool OnlyCompared = true;
  bool GuardsSign = false; ///< Compared with zero, among others.
};
Uses usesOf(const FunctionFacts &F, ValueId Value);

/// Whether every run of F stores a wall reading in the variable that Kept
/// names.
bool alwaysRenews(const FunctionFacts &F, ValueId Kept,
                  llvm::function_ref<bool(ValueId)> Reads);

/// The value that names the variable a side is written with, through units and
/// intervals; NoIndex if there is none.
ValueId variableValue(const FunctionFacts &F, ValueId V,
                      llvm::function_ref<bool(ValueId)> Reads);

/// That variable, as text that is equal for equal variables of one function.
std::string variableOf(const FunctionFacts &F, ValueId V,
                       llvm::function_ref<bool(ValueId)> Reads);

/// The arithmetic expression that a value is part of: the differences of
/// seconds and of microseconds are one duration.
ValueId wholeOf(const FunctionFacts &F, ValueId V);

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_ARITHMETIC_H
