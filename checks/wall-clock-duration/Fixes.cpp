//===- Fixes.cpp - Edits that change the clock of a meeting ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

namespace hangproof::wallclock {

namespace {

class Planner {
public:
  Planner(const Program &P, const Meeting &M, const ValueSources &Sources)
      : P(P), M(M), F(M.Function), Sources(Sources) {}

  std::vector<FixEdit> run();

private:
  bool value(ValueId V, bool IsOperand);
  bool local(uint32_t Index);
  bool reading(CallId Call);
  void edit(const Place &Where, llvm::StringRef Text);

  const Program &P;
  const Meeting &M;
  FunctionRef F;
  const ValueSources &Sources;
  llvm::SmallSet<uint32_t, 4> Locals;
  llvm::SmallSet<uint32_t, 4> Calls;
  std::vector<FixEdit> Edits;
};

void Planner::edit(const Place &Where, llvm::StringRef Text) {
  FixEdit E{P.range(F, Where), Text.str()};
  for (const FixEdit &Known : Edits)
    if (Known.Where == E.Where)
      return;
  Edits.push_back(std::move(E));
}

/// A call that reads the clock by a name that has a monotonic twin.
bool Planner::reading(CallId C) {
  if (!Calls.insert(C).second)
    return true;
  const CallFacts &Call = F->Calls[C];
  if (Call.InMacro)
    return false;
  if (Call.ClockToken.isValid()) {
    edit(Call.ClockToken, "steady_clock");
    return true;
  }
  for (const AppliedEffect &Effect : Sources.effects(F, C)) {
    if (Effect.What->Kind != EffectKind::ReadsClock)
      continue;
    // The clock is named by an argument: clock_gettime(CLOCK_REALTIME, &now).
    for (const Condition &Condition : Effect.What->When) {
      ValueId Id = argumentOf(Call, Condition.Role);
      if (Id == NoIndex || Condition.Role < 0)
        continue;
      llvm::StringRef Twin =
          llvm::StringSwitch<llvm::StringRef>(F->Values[Id].Text)
              .Case("CLOCK_REALTIME", "CLOCK_MONOTONIC")
              .Case("CLOCK_REALTIME_COARSE", "CLOCK_MONOTONIC_COARSE")
              .Default("");
      if (F->Values[Id].Kind != ValueKind::Integer || Twin.empty())
        return false;
      edit(Call.ArgumentPlaces[Condition.Role], Twin);
      return true;
    }
    return false;
  }
  return false;
}

bool Planner::local(uint32_t Index) {
  if (!Locals.insert(Index).second)
    return true;
  const LocalFacts &Local = F->Locals[Index];
  if (Local.IsStatic || Local.IsReference || Local.Definitions.empty() ||
      Local.Reads != Local.ReadsInArithmetic)
    return false;
  if (Local.ClockToken.isValid())
    edit(Local.ClockToken, "steady_clock");
  bool NamesType = Local.IsAuto || Local.ClockToken.isValid();
  for (const DefinitionFacts &D : Local.Definitions) {
    if (D.Field || D.Value == NoIndex || !value(D.Value, false))
      return false;
    // A time point has its clock in its type; a timespec has not.
    const ValueFacts &V = F->Values[D.Value];
    if (V.Kind == ValueKind::Call && !NamesType)
      return false;
  }
  // A subtraction or comparison elsewhere must not be left with two clocks.
  auto IsLocal = [&](ValueId V) {
    return F->Values[V].Kind == ValueKind::Local &&
           F->Values[V].Number == Index;
  };
  for (const ValueFacts &V : F->Values) {
    if (V.Kind != ValueKind::Subtract && V.Kind != ValueKind::Compare)
      continue;
    for (unsigned I : {0, 1})
      if (IsLocal(V.Operands[I]) && !value(V.Operands[1 - I], true))
        return false;
  }
  return true;
}

bool Planner::value(ValueId V, bool IsOperand) {
  const ValueFacts &Facts = F->Values[V];
  switch (Facts.Kind) {
  case ValueKind::Local:
    return IsOperand && local(uint32_t(Facts.Number));
  case ValueKind::Call:
    return reading(CallId(Facts.Number)) &&
           F->Calls[Facts.Number].ClockToken.isValid();
  case ValueKind::OutArgument:
    return !IsOperand && reading(CallId(Facts.Number));
  default:
    return false;
  }
}

std::vector<FixEdit> Planner::run() {
  if (M.Through.Caller || M.Call != NoIndex)
    return {};
  if (!value(M.Left.Value, true) || !value(M.Right.Value, true))
    return {};
  std::sort(Edits.begin(), Edits.end(), [](const FixEdit &A, const FixEdit &B) {
    return A.Where < B.Where;
  });
  return std::move(Edits);
}

} // namespace

std::vector<FixEdit> fixesFor(const Program &P, const Meeting &M,
                              const ValueSources &Sources) {
  return Planner(P, M, Sources).run();
}

} // namespace hangproof::wallclock
