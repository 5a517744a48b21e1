//===- Paths.h - Paths as the driver compares them --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PATHS_H
#define HANGPROOF_DRIVER_PATHS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace hangproof {

/// Path made absolute against Base (or the working directory), dots removed,
/// no slash at the end. Symbolic links stay as they are written, except before
/// a "..".
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Base = "");

/// Whether Path is Folder or lies below it. Both absolute.
bool isBelow(llvm::StringRef Path, llvm::StringRef Folder);

/// Path relative to Folder if it lies below it, else Path.
llvm::StringRef relativeTo(llvm::StringRef Path, llvm::StringRef Folder);

/// The deepest folder that holds all Paths; empty for no path.
std::string commonFolder(llvm::ArrayRef<std::string> Paths);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PATHS_H
