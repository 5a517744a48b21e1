//===- ExplainConfig.h - Which setting says what ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_EXPLAINCONFIG_H
#define HANGPROOF_DRIVER_EXPLAINCONFIG_H

#include "Config.h"
#include "llvm/Support/raw_ostream.h"

namespace hangproof {

/// For each check: whether it is on for the file, which glob of which file or
/// option decided that, and what else is set for it.
void explainConfig(llvm::raw_ostream &OS, Config &Settings, const Options &O,
                   llvm::StringRef File);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_EXPLAINCONFIG_H
