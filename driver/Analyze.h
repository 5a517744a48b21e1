//===- Analyze.h - From a command to the facts of its file ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_ANALYZE_H
#define HANGPROOF_DRIVER_ANALYZE_H

#include "Closures.h"
#include "Commands.h"
#include "engine/Api.h"
#include "engine/Facts.h"
#include <optional>

namespace hangproof {

class Prelude;

/// What saves work in one unit.
struct Shortcuts {
  /// Null: every body of every file is parsed.
  const HeaderOwners *Owners = nullptr;
  /// Holds headers that have been parsed already. May be null.
  const Prelude *Before = nullptr;
};

/// What came of one unit.
struct UnitResult {
  /// Empty when the file could not be analysed at all.
  std::optional<FileFacts> Facts;
  /// Why the file was not seen whole; empty when it was.
  std::string Problem;
  /// It took too long, or crashed: another run may see more.
  bool IsCutShort = false;
  /// One of its files was written while it was read.
  bool WasOvertaken = false;
  bool IsKept = false;     ///< From the cache: nothing was parsed.
  bool HasPrelude = false; ///< Some of its headers were parsed before.
};

/// Parses unit number Index and reads its facts. After Seconds of its thread's
/// CPU time (0: never) no more bodies and instances are read. Has nothing to
/// do with crashes.
void analyzeUnit(const Unit &U, size_t Index, Shortcuts Ways,
                 const ApiTable &Api, unsigned Seconds, UnitResult &Result);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_ANALYZE_H
