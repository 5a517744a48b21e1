//===- GateOptions.h - What a merge is gated on -----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_GATEOPTIONS_H
#define HANGPROOF_DRIVER_GATEOPTIONS_H

#include <optional>
#include <string>

namespace llvm::cl {
class OptionCategory;
} // namespace llvm::cl

namespace hangproof {

/// What counts as touched by a change, besides new files.
enum class ChangedScope {
  Line,     ///< Changed lines, and those beside removed ones.
  Function, ///< The functions that they are in, too.
  File,     ///< The files.
};

/// The options that leave out what is known, and those that change the code.
struct GateOptions {
  std::string Baseline;      ///< File; empty: none.
  std::string WriteBaseline; ///< File; empty: none.
  bool PruneBaseline = false;
  std::optional<std::string> DiffBase;     ///< A revision.
  std::optional<std::string> ChangedLines; ///< A patch; "-": standard input.
  ChangedScope Scope = ChangedScope::Function;
  bool ReportUnusedSuppressions = false;
  bool Fix = false;
  std::string ExportFixes; ///< File; empty: none.
};

/// The topic of these options in the help.
llvm::cl::OptionCategory &gateTopic();

/// Copies what the command line has set. The message is a usage error; empty
/// if there is none.
std::string readGateOptions(GateOptions &O);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_GATEOPTIONS_H
