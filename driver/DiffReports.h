//===- DiffReports.h - What differs between two reports ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_DIFFREPORTS_H
#define HANGPROOF_DRIVER_DIFFREPORTS_H

#include "GitRepository.h"
#include "SarifReader.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>
#include <vector>

namespace llvm::cl {
class OptionCategory;
class SubCommand;
} // namespace llvm::cl

namespace hangproof {

/// For each result of New the index of the result of Old that it is. Results
/// are alike by fingerprint and file; then, for files that were renamed or
/// moved, without the file's old name. Results without our fingerprint are told
/// by rule, file, and the hash of the line or else the message.
std::vector<std::optional<size_t>>
matchResults(llvm::ArrayRef<SarifResult> Old, llvm::ArrayRef<SarifResult> New,
             llvm::ArrayRef<GitRename> Renames);

/// The options of "hangproof diff", and their topic in the help.
llvm::cl::SubCommand &diffCommand();
llvm::cl::OptionCategory &diffTopic();

/// "hangproof diff OLD.sarif NEW.sarif"; returns the exit code.
int diffReports(int Argc, const char **Argv);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_DIFFREPORTS_H
