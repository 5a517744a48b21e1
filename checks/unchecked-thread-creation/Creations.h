//===- Creations.h - Calls that make a thread and tell if not ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A library call that makes a thread or process, and each function of the
// project that hands the failure of such a call to its own caller and does no
// more about it: then the caller is who must look.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNCHECKEDTHREADCREATION_CREATIONS_H
#define HANGPROOF_UNCHECKEDTHREADCREATION_CREATIONS_H

#include "engine/Effects.h"
#include "engine/ResultUse.h"

namespace hangproof {

struct Creation {
  CallRef Call;
  /// The library call itself, at any depth.
  CallRef Origin;
  const Effect *What = nullptr; ///< Of Origin.
  FailureForm Fails = FailureForm::Unknown;
  unsigned Depth = 0;
  ResultUse Use;
  /// The next call on the way to Origin; none for Origin itself.
  uint32_t Inner = NoIndex;
};

class Creations {
public:
  explicit Creations(const Program &P);

  llvm::ArrayRef<Creation> all() const { return All; }

private:
  void add(Creation C);
  void addCallers(uint32_t Index);
  FailureForm handedOn(const Creation &C) const;

  const Program &P;
  std::vector<Creation> All;
};

/// Whether the function is itself one that the rows know to make a thread: a
/// shim for another system, or an interposer.
bool isShim(const Program &P, const FunctionFacts &F);

/// The rows' effect of a call that makes a thread or process and tells when it
/// has not; null for others.
const Effect *creationBy(const Program &P, FunctionRef F,
                         const CallFacts &Call);

} // namespace hangproof

#endif // HANGPROOF_UNCHECKEDTHREADCREATION_CREATIONS_H
