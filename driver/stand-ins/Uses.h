//===- Uses.h - What uses say of an unknown type ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_USES_H
#define HANGPROOF_DRIVER_STAND_INS_USES_H

#include "Declarations.h"
#include "clang/AST/ASTContext.h"

namespace hangproof {

/// Gives the fields and variables in Stands whose type is not known the type
/// of what is stored in them, or of what they are handed on as. Returns whether
/// that changed any. C++ only.
bool learnTypes(clang::ASTContext &Context, StandIns &Stands);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_USES_H
