//===- Analyze.h - From a command to the facts of its file ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_ANALYZE_H
#define HANGPROOF_DRIVER_ANALYZE_H

#include "Commands.h"
#include "Scan.h"
#include "engine/Api.h"
#include "engine/Facts.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace hangproof {

/// What came of one unit.
struct UnitResult {
  /// Empty when the file could not be analysed at all.
  std::optional<FileFacts> Facts;
  /// Why the file was not seen whole; empty when it was.
  std::string Problem;
};

/// Parses every unit and reads its facts, Jobs at the same time. The results
/// are in the order of the units. Progress is called before each file with
/// the number of files begun, from any thread but never twice at once.
std::vector<UnitResult>
analyzeUnits(llvm::ArrayRef<Unit> Units, const HeaderOwners &Owners,
             const ApiTable &Api, unsigned Jobs,
             llvm::function_ref<void(size_t, const Unit &)> Progress);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_ANALYZE_H
