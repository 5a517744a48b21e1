//===- ApiConditions.h - When a row says that an effect applies -*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The texts of the alternatives below `when:`, such as "not SIG_BLOCK=0" or
// "lacks ai_flags.AI_NUMERICHOST=4".
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_APICONDITIONS_H
#define HANGPROOF_ENGINE_APICONDITIONS_H

#include "Api.h"
#include "ApiYaml.h"
#include <optional>

namespace hangproof {

/// What one alternative, a scalar, asks of an argument of the effect's call.
/// None, with a complaint, if it is not understood.
std::optional<ArgumentTest> parseArgumentTest(const YamlNode &Node,
                                              const Effect &Result,
                                              YamlComplaints &Complaints);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_APICONDITIONS_H
