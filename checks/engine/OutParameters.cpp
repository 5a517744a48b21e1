//===- OutParameters.cpp - What a function writes through its parameters --===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueSources.h"

namespace hangproof {

const std::vector<ValueSources::Write> &
ValueSources::writes(FunctionRef F, uint32_t Index) const {
  auto [It, IsNew] = Writes.try_emplace({F.Function, Index});
  std::vector<Write> &Result = It->second;
  if (!IsNew)
    return Result;
  auto IsParameter = [&](ValueId V) {
    ValueId Base = baseOf(*F, V);
    if (Base == NoIndex)
      return false;
    const ValueFacts &Facts = F->Values[Base];
    // The members of a method's own object are what it writes of the object.
    if (Index == ObjectArgument)
      return Facts.Kind == ValueKind::Field && Facts.Operands[0] != NoIndex &&
             F->Values[Facts.Operands[0]].Kind == ValueKind::This;
    return Facts.Kind == ValueKind::Parameter && Facts.Number == Index;
  };
  // *out = now, out[0] = now; `out = other` changes the parameter only.
  for (const StoreFacts &S : F->Stores)
    if (F->Values[S.Target].Kind != ValueKind::Parameter &&
        IsParameter(S.Target))
      Result.push_back({ValueNode::of(S.Value), S.Where});
  // The pointer is passed on to a function that fills it. One that is not in
  // view may only look at what others filled, but if nobody else did it must
  // have been that one.
  std::vector<Write> Unseen;
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    const CallFacts &Call = F->Calls[C];
    // out.assign(year, month): a method of the project's own gives it a value.
    if (Index != ObjectArgument && Call.Object != NoIndex &&
        !Call.Arguments.empty() && IsParameter(Call.Object)) {
      bool Fills = llvm::any_of(targets(F, C), [&](FunctionRef Target) {
        return !writes(Target, ObjectArgument).empty();
      });
      if (Fills)
        Result.push_back({ValueNode::written(C, ObjectArgument), Call.Where});
      else if (targets(F, C).empty() && effects(F, C).empty())
        Unseen.push_back({ValueNode::written(C, ObjectArgument), Call.Where});
    }
    for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
      if (!IsParameter(Call.Arguments[A]))
        continue;
      bool Fills = false;
      for (FunctionRef Target : targets(F, C))
        Fills |= A < Target->Parameters.size() &&
                 Target->Parameters[A].IsPointerOrReference &&
                 !writes(Target, A).empty();
      for (const AppliedEffect &Effect : effects(F, C))
        Fills |= Effect.What->Into == int(A);
      if (Fills)
        Result.push_back({ValueNode::written(C, A), Call.Where});
      else if (targets(F, C).empty())
        Unseen.push_back({ValueNode::written(C, A), Call.Where});
    }
  }
  if (Result.empty() && Index < F->Parameters.size() &&
      F->Parameters[Index].IsPointerOrReference)
    Result = std::move(Unseen);
  return Result;
}

} // namespace hangproof
