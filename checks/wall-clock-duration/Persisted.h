//===- Persisted.h - Readings that outlive the process ----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_PERSISTED_H
#define HANGPROOF_WALLCLOCKDURATION_PERSISTED_H

#include "engine/Origins.h"
#include "llvm/ADT/DenseMap.h"

namespace hangproof::wallclock {

/// Finds variables whose value is saved or sent: a reading that is copied to a
/// record which is also read from a file or a peer has a meaning beyond this
/// process, and only the wall clock gives it one.
class Persisted {
public:
  explicit Persisted(Origins &From) : From(From) {}

  bool contains(SymbolId Variable);

private:
  bool isFilledFromOutside(SymbolId Variable);

  Origins &From;
  llvm::DenseMap<SymbolId, bool> Known;
};

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_PERSISTED_H
