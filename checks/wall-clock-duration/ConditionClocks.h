//===- ConditionClocks.h - The clock a condition variable uses --*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_CONDITIONCLOCKS_H
#define HANGPROOF_WALLCLOCKDURATION_CONDITIONCLOCKS_H

#include "engine/Origins.h"
#include <map>

namespace hangproof::wallclock {

/// A variable that a pointer or reference names: a field or global by its
/// symbol, a local by its function and index.
struct Variable {
  SymbolId Symbol = 0;
  const FunctionFacts *Function = nullptr;
  uint32_t Local = NoIndex;
  friend bool operator<(const Variable &A, const Variable &B) {
    return std::tie(A.Symbol, A.Function, A.Local) <
           std::tie(B.Symbol, B.Function, B.Local);
  }
};

/// The clock of a waiting object and the place that gave it to it.
struct HandleClock {
  ClockKind Clock = ClockKind::Unknown;
  bool IsInitialized = false; ///< Some initialization is in view.
  FunctionRef Function;
  Place Where; ///< Of the initialization, or of the call that set the clock.
};

/// Follows pthread_condattr_setclock and pthread_cond_init (by their effects)
/// over the program: attribute object to clock, condition variable to
/// attribute object.
class ConditionClocks {
public:
  explicit ConditionClocks(const ValueSources &Sources);

  /// Unknown when initializations differ or the clock is chosen at run time.
  HandleClock clockOf(FunctionRef F, ValueId Handle) const;

private:
  struct Initialization {
    FunctionRef Function;
    ValueId Attributes = NoIndex;
    Place Where;
  };
  struct ClockSetting {
    ClockKind Clock = ClockKind::Unknown;
    FunctionRef Function;
    Place Where;
  };

  std::vector<Variable> variables(FunctionRef F, ValueId V, bool IsObject,
                                  unsigned Depth = 0) const;
  HandleClock ofInitialization(const Initialization &I) const;

  const ValueSources &Sources;
  std::map<Variable, std::vector<Initialization>> Initializations;
  std::map<Variable, std::vector<ClockSetting>> Settings;
};

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_CONDITIONCLOCKS_H
