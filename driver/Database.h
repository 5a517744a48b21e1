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

/// A database that was looked for, not named by the user.
struct FoundDatabase {
  std::string Path;   ///< Of the compile_commands.json; empty: none.
  std::string Folder; ///< The folder that has it, itself or in build*/.
};

/// Looks for a compile_commands.json in Folder, in its build folders, and in
/// the same places of its parents.
FoundDatabase findDatabase(llvm::StringRef Folder);

/// The source folder of the build that made the database, as CMake noted it
/// beside; empty if that is not known.
std::string sourceFolderOf(llvm::StringRef DatabasePath);

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
