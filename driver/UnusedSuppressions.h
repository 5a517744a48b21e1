//===- UnusedSuppressions.h - NOLINT that suppresses nothing ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_UNUSEDSUPPRESSIONS_H
#define HANGPROOF_DRIVER_UNUSEDSUPPRESSIONS_H

#include "Suppress.h"
#include "engine/Finding.h"
#include "report/Report.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hangproof {

/// Whether findings of a check in a file (absolute) are shown.
using WantedFindings =
    llvm::function_ref<bool(llvm::StringRef Path, llvm::StringRef Check)>;

/// A finding for each glob in a NOLINT comment of Files that names checks of
/// hangproof and suppresses none of Found. Found has all that was found,
/// whatever its confidence. A glob is judged only if all the checks that it
/// names are wanted in the file; a comment for every check is other tools' too.
std::vector<Finding> unusedSuppressions(llvm::ArrayRef<Finding> Found,
                                        llvm::ArrayRef<std::string> Files,
                                        Suppressions &Comments,
                                        WantedFindings IsWanted);

/// Puts them into the report, with what reports have to know of their rule.
void addUnusedSuppressions(std::vector<Finding> Unused, Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_UNUSEDSUPPRESSIONS_H
