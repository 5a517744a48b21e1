//===- Database.h - The compile database ------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_DATABASE_H
#define HANGPROOF_DRIVER_DATABASE_H

#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace hangproof {

/// Path of the compile_commands.json in Folder, in one of its build folders,
/// or in the same places of a parent; empty if there is none.
std::string findDatabase(llvm::StringRef Folder);

/// A compile_commands.json.
class Database {
public:
  /// The error has the form "FILE: reason".
  static llvm::Expected<Database> load(llvm::StringRef Path);

  /// Every entry, in the file's order.
  std::vector<clang::tooling::CompileCommand> commands() const;

  /// Commands for a file that has no entry, made from those of its
  /// neighbours.
  std::vector<clang::tooling::CompileCommand>
  commandsFor(llvm::StringRef File) const;

private:
  std::unique_ptr<clang::tooling::CompilationDatabase> Entries;
};

/// Whether the entry compiles C or C++ that people wrote: no assembler, no
/// resource files, no precompiled header that the build system made up.
bool isAnalyzable(const clang::tooling::CompileCommand &Command);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_DATABASE_H
