//===- ConditionClocks.cpp - The clock a condition variable uses ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConditionClocks.h"

namespace hangproof::wallclock {

ConditionClocks::ConditionClocks(const ValueSources &Sources)
    : Sources(Sources) {
  const Program &P = Sources.program();
  for (FunctionRef F : P.functions()) {
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      const CallFacts &Call = F->Calls[C];
      const ApiRow *Row = P.row(Call);
      if (!Row)
        continue;
      for (const AppliedEffect &Effect : Sources.effects(F, C))
        if (Effect.What->Kind == EffectKind::Initializes)
          for (const Variable &V :
               variables(F, argumentOf(Call, Effect.What->Handle), false))
            Initializations[V].push_back(
                {F, argumentOf(Call, Effect.What->Attributes), Call.Where});
      // A clock id that is not known makes no effect hold, and still says that
      // the clock is not the default one.
      for (const Effect &Effect : Row->Effects) {
        if (Effect.Kind != EffectKind::SetsClock)
          continue;
        hangproof::Effect ById = Effect;
        ById.Clock = "argument";
        ClockKind Clock = Sources.clockOf(F, C, ById);
        for (const Variable &V :
             variables(F, argumentOf(Call, Effect.Handle), false))
          Settings[V].push_back({Clock, F, Call.Where});
        break;
      }
    }
    // PTHREAD_COND_INITIALIZER is an initializer list.
    for (const StoreFacts &S : F->Stores) {
      if (F->Values[S.Value].Kind != ValueKind::Aggregate)
        continue;
      const ValueFacts &Target = F->Values[S.Target];
      if (Target.Kind == ValueKind::Global || Target.Kind == ValueKind::Field)
        Initializations[{Target.Symbol, nullptr, NoIndex}].push_back(
            {F, NoIndex, S.Where});
    }
    for (uint32_t L = 0; L < F->Locals.size(); ++L)
      for (const DefinitionFacts &D : F->Locals[L].Definitions)
        if (D.Value != NoIndex &&
            F->Values[D.Value].Kind == ValueKind::Aggregate) {
          if (D.Field)
            Initializations[{D.Field, nullptr, NoIndex}].push_back(
                {F, NoIndex, D.Where});
          else
            Initializations[{0, F.Function, L}].push_back(
                {F, NoIndex, D.Where});
        }
  }
}

/// The variables that a pointer (or, with IsObject, an object expression)
/// names. Empty when that is not known.
std::vector<Variable> ConditionClocks::variables(FunctionRef F, ValueId V,
                                                 bool IsObject,
                                                 unsigned Depth) const {
  if (V == NoIndex || Depth > 8)
    return {};
  const ValueFacts &Facts = F->Values[V];
  auto Collect = [&](llvm::ArrayRef<std::pair<FunctionRef, ValueId>> Values) {
    std::vector<Variable> Result;
    for (const auto &[In, Value] : Values)
      for (const Variable &Found : variables(In, Value, IsObject, Depth + 1))
        Result.push_back(Found);
    return Result;
  };
  switch (Facts.Kind) {
  case ValueKind::AddressOf:
    return variables(F, Facts.Operands[0], true, Depth + 1);
  case ValueKind::Deref:
    return variables(F, Facts.Operands[0], false, Depth + 1);
  case ValueKind::Element:
    return variables(F, Facts.Operands[0], IsObject, Depth + 1);
  case ValueKind::Field:
  case ValueKind::Global:
    return {{Facts.Symbol, nullptr, NoIndex}};
  case ValueKind::Local: {
    const LocalFacts &Local = F->Locals[Facts.Number];
    if (IsObject && !Local.IsReference)
      return {{0, F.Function, uint32_t(Facts.Number)}};
    std::vector<std::pair<FunctionRef, ValueId>> Values;
    for (const DefinitionFacts &D : Local.Definitions)
      if (!D.Field)
        Values.push_back({F, D.Value});
    return Collect(Values);
  }
  case ValueKind::Parameter: {
    std::vector<std::pair<FunctionRef, ValueId>> Values;
    for (const CallRef &Caller : Sources.program().callers(F->Id))
      if (size_t(Facts.Number) < Caller.facts().Arguments.size())
        Values.push_back(
            {Caller.Caller, Caller.facts().Arguments[Facts.Number]});
    return Collect(Values);
  }
  default:
    return {};
  }
}

HandleClock ConditionClocks::ofInitialization(const Initialization &I) const {
  HandleClock Result;
  Result.IsInitialized = true;
  Result.Function = I.Function;
  Result.Where = I.Where;
  Result.Clock = ClockKind::Wall; // What POSIX gives by default.
  if (I.Attributes == NoIndex ||
      I.Function->Values[I.Attributes].Kind == ValueKind::Null)
    return Result;
  std::vector<Variable> Attributes = variables(I.Function, I.Attributes, false);
  if (Attributes.empty())
    Result.Clock = ClockKind::Unknown;
  for (const Variable &V : Attributes) {
    auto It = Settings.find(V);
    if (It == Settings.end())
      continue;
    for (const ClockSetting &Setting : It->second) {
      Result.Clock = Setting.Clock;
      Result.Function = Setting.Function;
      Result.Where = Setting.Where;
      if (Setting.Clock != It->second.front().Clock) {
        Result.Clock = ClockKind::Unknown;
        return Result;
      }
    }
  }
  return Result;
}

HandleClock ConditionClocks::clockOf(FunctionRef F, ValueId Handle) const {
  HandleClock Result;
  for (const Variable &V : variables(F, Handle, false)) {
    auto It = Initializations.find(V);
    if (It == Initializations.end())
      continue;
    for (const Initialization &I : It->second) {
      HandleClock One = ofInitialization(I);
      if (!Result.IsInitialized)
        Result = One;
      else if (Result.Clock != One.Clock)
        Result.Clock = ClockKind::Unknown;
    }
  }
  return Result;
}

} // namespace hangproof::wallclock
