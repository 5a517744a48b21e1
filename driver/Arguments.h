//===- Arguments.h - Compiler arguments, made fit for analysis --*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_ARGUMENTS_H
#define HANGPROOF_DRIVER_ARGUMENTS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace hangproof {

/// The command without what writes files, loads plugins or precompiled
/// headers, or makes warnings errors; with our resource folder.
std::vector<std::string> adjustArguments(llvm::ArrayRef<std::string> Command);

/// What is left of an adjusted command when the differences are dropped that
/// two builds of the same source in one project have (static and shared
/// objects): equal keys mean one analysis is enough.
std::string commandKey(llvm::ArrayRef<std::string> Adjusted);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_ARGUMENTS_H
