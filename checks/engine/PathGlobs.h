//===- PathGlobs.h - Files that a list of globs names -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PATHGLOBS_H
#define HANGPROOF_ENGINE_PATHGLOBS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace hangproof {

/// Whether one of the globs matches Path relative to Root, or a folder that
/// Path lies in. Both are absolute. In a glob '*' stands for any text, slashes
/// included. What is no glob matches nothing.
bool matchesAnyGlob(llvm::StringRef Path, llvm::StringRef Root,
                    llvm::ArrayRef<std::string> Globs);

/// The globs of an option, parted by ';' or ','. What is wrong with one goes to
/// Mistakes.
std::vector<std::string> globsIn(llvm::StringRef Option,
                                 std::vector<std::string> &Mistakes);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PATHGLOBS_H
