//===- CleanPath.h - Paths without dots -------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CLEANPATH_H
#define HANGPROOF_ENGINE_CLEANPATH_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace hangproof {

/// An absolute path without "." and "..". A symbolic link before a ".." is
/// followed, for that leads to the parent of what the link means; others stay
/// as they are written.
std::string cleanPath(llvm::StringRef Absolute);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CLEANPATH_H
