//===- ConstantArguments.h - What a call's constants rule out ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `read_file(name, 0)` does not do what read_file does under `if (is_script)`.
// One function with a switch among its parameters would otherwise lend the
// worst of its branches to every caller.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CONSTANTARGUMENTS_H
#define HANGPROOF_ENGINE_CONSTANTARGUMENTS_H

#include "Program.h"
#include "llvm/ADT/BitVector.h"
#include <optional>

namespace hangproof {

/// The blocks of Callee, which the call runs, that the constants among the
/// arguments keep it from coming to. Empty if there are none.
llvm::BitVector ruledOutBlocks(const CallRef &Call, FunctionRef Callee);

/// Whether Block is one of these.
bool isRuledOut(const CallRef &Call, FunctionRef Callee, uint32_t Block);

/// What a condition of F comes to when F is reached over the path, as far as
/// constants that are passed on it decide that.
std::optional<bool> truthOnPath(const Program &P, FunctionRef F,
                                ValueId Condition, CallPath Path);

/// The blocks that the constants that are passed on the path keep F from coming
/// to. Empty if there are none.
llvm::BitVector ruledOutBlocksOnPath(const Program &P, FunctionRef F,
                                     CallPath Path);

/// Whether Block is one of these.
bool isRuledOutOnPath(const Program &P, FunctionRef F, uint32_t Block,
                      CallPath Path);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CONSTANTARGUMENTS_H
