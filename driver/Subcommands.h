//===- Subcommands.h - What hangproof does besides --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// "hangproof NAME ..." with one of these names is a command of its own; without
// one, the command line is that of an analysis. To add one: write its function
// in a file of its own and add a line to the table in Subcommands.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_SUBCOMMANDS_H
#define HANGPROOF_DRIVER_SUBCOMMANDS_H

#include "llvm/ADT/ArrayRef.h"

namespace llvm::cl {
class SubCommand;
} // namespace llvm::cl

namespace hangproof {

struct Subcommand {
  const char *Name;
  const char *Arguments; ///< What stands behind the options in the help.
  /// Holds the options and the help; see parseSubcommand in Options.h.
  llvm::cl::SubCommand *Options;
  /// Gets the whole command line, with the name as Argv[1]; returns the exit
  /// code.
  int (*Run)(int Argc, const char **Argv);
};

/// In the order of the help.
llvm::ArrayRef<Subcommand> subcommands();

/// The one that the command line asks for, or null. A file or folder of the
/// same name has to be written as "./NAME".
const Subcommand *findSubcommand(int Argc, const char **Argv);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_SUBCOMMANDS_H
