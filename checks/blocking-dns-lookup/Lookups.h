//===- Lookups.h - The calls that ask a name server -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPS_H
#define HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPS_H

#include "engine/Acts.h"
#include "engine/Effects.h"
#include "engine/Outcome.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

/// A resolver call asks a server only if it is given a name: a numeric address
/// is answered at once. What it is given may be seen at the call, or by the
/// callers of the function around it.
class Lookups {
public:
  Lookups(const Program &P, Outcomes &Results);

  /// The effect of a call that may ask a server and wait; null if it does not,
  /// reached over the path.
  const Effect *of(FunctionRef F, const CallFacts &Call,
                   CallPath Path = {}) const;

  /// Whether the call is made only where a test has told that what it is given
  /// is a numeric address.
  bool isGuarded(FunctionRef F, const CallFacts &Call);

  /// The name that is looked up, as far as it is one variable: for messages.
  llvm::StringRef nameIn(FunctionRef F, const CallFacts &Call) const;

  /// The value in the role of the name; NoIndex if there is none.
  ValueId askedFor(FunctionRef F, const CallFacts &Call) const;

private:
  bool isAddress(FunctionRef F, ValueId Value, CallPath Path,
                 unsigned Depth) const;
  /// What a call tests for being a numeric address; NoIndex if nothing.
  ValueId testedBy(FunctionRef F, const CallFacts &Call) const;
  std::optional<bool> holdsForNumbers(FunctionRef F, const CallFacts &Test,
                                      ValueId Condition);
  void findPredicates();

  const Program &P;
  Outcomes &Results;
  /// Functions of the project that say whether a parameter is numeric.
  llvm::DenseMap<const FunctionFacts *, unsigned> Predicates;
};

} // namespace hangproof

#endif // HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPS_H
