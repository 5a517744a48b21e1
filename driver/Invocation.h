//===- Invocation.h - How a unit is parsed --------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_INVOCATION_H
#define HANGPROOF_DRIVER_INVOCATION_H

#include "Commands.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>

namespace hangproof {

/// The frontend's options for one unit; null if the command is none of a C or
/// C++ compilation.
std::unique_ptr<clang::CompilerInvocation>
makeInvocation(const Unit &U,
               llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_INVOCATION_H
