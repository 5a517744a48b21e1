//===- Origins.h - Where a value came from ----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks back from a value to its roots: clock readings, constants, calls of
// which nothing is known, parameters that nobody in view fills, ... Every root
// comes with the way that it took, which is the evidence of a finding.
//
// The walk follows locals over all their definitions, fields and globals over
// all stores of the program, parameters over all callers and calls over the
// returns of all targets. A walk that entered a callee through its result
// leaves it through the same call, so that two users of one conversion helper
// are not mixed up. Units (sec * 1000 + usec / 1000) are looked through.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_ORIGINS_H
#define HANGPROOF_ENGINE_ORIGINS_H

#include "ClockFlow.h"
#include "ValueSources.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hangproof {

enum class OriginKind : uint8_t {
  Reading,    ///< A call that reads Clock.
  Difference, ///< An interval: one reading minus another.
  Constant,
  Text,
  Entity,    ///< A function, closure or object.
  Parameter, ///< No caller is in view.
  Call,      ///< No body in view and no row that says what it gives.
  Variable,  ///< A local, field or global that nobody in view writes.
  Unknown,   ///< Not understood, or the walk was cut short.
};

enum class StepKind : uint8_t {
  Defined,  ///< Put into the local Name.
  Stored,   ///< Put into the field or global Name.
  Returned, ///< Returned by the function Name, called at Where.
  Written,  ///< Written by the function Name through an argument.
  Passed,   ///< Passed as argument to the function Name.
};

/// One place on the way from a root to the value that was asked about.
struct OriginStep {
  StepKind Kind = StepKind::Defined;
  FunctionRef Function; ///< Where the step stands.
  Place Where;
  std::string Name;
  SymbolId Variable = 0; ///< Stored: the field or global.
  bool IsStatic = false; ///< Defined: the local lives on after the call.
};

struct Origin {
  OriginKind Kind = OriginKind::Unknown;
  ClockKind Clock = ClockKind::Unknown; ///< Of a Reading.
  FunctionRef Function;                 ///< Where the root stands.
  ValueId Value = NoIndex;              ///< The root, if it is a value.
  CallId Call = NoIndex;                ///< Reading, Call: in Function.
  const ApiRow *Row = nullptr;          ///< Of that call.
  const Effect *What = nullptr;         ///< Reading: the effect of the row.
  SymbolId Variable = 0;                ///< Variable: the field or global.
  /// An interval was added or taken away: a deadline, not a plain reading.
  bool HasOffset = false;
  /// Went through a remainder or the like: a date or hash, not an instant.
  bool IsCalendar = false;
  /// Went through a call that may run several functions.
  bool IsAlternative = false;
  /// The caller through whose argument the way left the function that was
  /// asked about, if it did so through a parameter.
  CallRef Escape;
  /// The first call on the way, seen from the value that was asked about: the
  /// reading itself or the helper that returned it.
  CallRef Entry;
  /// From the root to the value that was asked about.
  std::vector<OriginStep> Path;

  bool isReading(ClockKind K) const {
    return Kind == OriginKind::Reading && Clock == K;
  }
};

struct OriginSet {
  std::vector<Origin> Roots;
  /// A bound was hit: there are roots that were not seen.
  bool Incomplete = false;
};

class Origins {
public:
  explicit Origins(const Program &P) : Sources(P), Flow(Sources) {}

  const ValueSources &sources() const { return Sources; }
  const ClockFlow &flow() const { return Flow; }

  /// The roots of a value of F. The result lives as long as this object.
  const OriginSet &of(FunctionRef F, ValueId V) {
    return of(F, ValueNode::of(V));
  }
  const OriginSet &of(FunctionRef F, ValueNode N);

private:
  ValueSources Sources;
  ClockFlow Flow;
  std::map<std::tuple<const FunctionFacts *, uint32_t, uint32_t>,
           std::unique_ptr<OriginSet>>
      Known;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_ORIGINS_H
