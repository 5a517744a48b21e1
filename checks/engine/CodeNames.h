//===- CodeNames.h - What messages call functions ---------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CODENAMES_H
#define HANGPROOF_ENGINE_CODENAMES_H

#include "Facts.h"

namespace hangproof {

/// "'fetch'", "the lambda", "a function pointer": what a call of F runs. A
/// constructor is called by its class, a stored lambda by its variable.
std::string calleeName(const FunctionFacts &F, const CallFacts &Call);

/// "'fetch'", "the lambda".
std::string functionName(const FunctionFacts &F);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CODENAMES_H
