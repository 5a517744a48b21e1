//===- Guess.h - Commands for code without a compile database ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_GUESS_H
#define HANGPROOF_DRIVER_GUESS_H

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace hangproof {

/// The C and C++ sources below Folder, sorted; hidden and build folders left
/// out.
std::vector<std::string> findSources(llvm::StringRef Folder);

/// "clang" or "clang++", by the file's extension.
std::string compilerFor(llvm::StringRef File);

/// Whether the file has directives of OpenMP. A compiler that is not told to
/// look at them runs the code of one thread, which is not what it is meant for.
bool usesOpenMp(llvm::StringRef File);

/// One command a file. The include folders are those of the headers below
/// Folders that the sources and headers name in their #include lines, so that
/// no build system need be understood.
std::vector<clang::tooling::CompileCommand>
guessCommands(llvm::ArrayRef<std::string> Files,
              llvm::ArrayRef<std::string> Folders);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_GUESS_H
