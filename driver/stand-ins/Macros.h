//===- Macros.h - Macros of headers that are missing ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_MACROS_H
#define HANGPROOF_DRIVER_STAND_INS_MACROS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace hangproof {

/// Adds to Text the macros that are statements, or parts of one, of the
/// libraries whose headers are missing: without them the code around is
/// dropped. False if there are none.
bool defineMacros(llvm::ArrayRef<std::string> Missing, std::string &Text);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_MACROS_H
