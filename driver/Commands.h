//===- Commands.h - Which files are analysed, and how -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_COMMANDS_H
#define HANGPROOF_DRIVER_COMMANDS_H

#include "Options.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// One file to analyse with the command that compiles it.
struct Unit {
  std::string File;                   ///< Absolute, dots removed.
  std::string Directory;              ///< Where the command runs.
  std::vector<std::string> Arguments; ///< Adjusted for analysis.
};

/// All that one run analyses.
struct CommandSet {
  /// Sorted by file; equal commands for one file are there once.
  std::vector<Unit> Units;
  std::string Database; ///< The compile_commands.json; empty if there is none.
  bool IsGuessed = false; ///< No database: flags are guesses.
  /// The database has files besides, which were not asked for.
  bool IsPartial = false;
  std::vector<std::string> MissingFiles; ///< Entries with no such file.
  std::vector<std::string> Inferred; ///< Files that are not in the database.
};

/// Finds the database or guesses commands. The error names the file and what
/// is wrong with it.
llvm::Expected<CommandSet> collectCommands(const Options &O);

/// The folder that paths are shown relative to: --root, or the repository, or
/// the source folder of the build, or the common folder of the files.
std::string findRoot(const Options &O, const CommandSet &Commands);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_COMMANDS_H
