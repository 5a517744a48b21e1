//===- EffectConditions.h - When an effect applies --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_EFFECTCONDITIONS_H
#define HANGPROOF_ENGINE_EFFECTCONDITIONS_H

#include "Program.h"
#include <optional>
#include <string>

namespace hangproof {

/// A value that is exactly known.
struct KnownConstant {
  int64_t Number = 0;
  std::string Name; ///< Macro or enumerator, if it was written as one.
};

/// The constant that a value always has: a literal, or a variable to which
/// only one constant is ever given. A null pointer is 0. On a path, a parameter
/// is what the caller passes.
std::optional<KnownConstant> constantOf(const Program &P, FunctionRef F,
                                        ValueId Value, CallPath Path = {});

/// What is known of a condition.
enum class Truth : uint8_t { False, Unknown, True };

/// Whether C, a condition of E, holds for a value of F that is given to Call.
Truth holds(const Program &P, FunctionRef F, const CallFacts &Call,
            const ApiRow &Row, const Effect &E, const Condition &C,
            ValueId Value);

/// Whether all conditions of E hold for the call, reached over the path.
bool applies(const Program &P, FunctionRef F, const CallFacts &Call,
             const ApiRow &Row, const Effect &E, CallPath Path = {});

/// Whether no condition of E is known to fail. Looks at no saved state, so
/// that the saved states can be found with it.
bool mayApply(const Program &P, FunctionRef F, const CallFacts &Call,
              const ApiRow &Row, const Effect &E);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_EFFECTCONDITIONS_H
