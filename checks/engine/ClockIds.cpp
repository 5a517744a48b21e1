//===- ClockIds.cpp - Which clock a call reads ----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueSources.h"

namespace hangproof {

bool ValueSources::collectConstants(
    FunctionRef F, ValueNode N, unsigned Depth,
    llvm::SmallVectorImpl<const ValueFacts *> &Found) const {
  if (!N.isWritten() && F->Values[N.Index].Kind == ValueKind::Integer) {
    Found.push_back(&F->Values[N.Index]);
    return Found.size() <= 16;
  }
  if (Depth == 0)
    return false;
  bool IsWhole = true;
  forEach(F, N, [&](const ValueSource &S) {
    if (!IsWhole)
      return;
    switch (S.Kind) {
    case SourceKind::Same:
    case SourceKind::Definition:
      IsWhole = collectConstants(F, S.Node, Depth - 1, Found);
      break;
    case SourceKind::Stored:
      for (const VariableStore &Store : stores(S.Variable))
        IsWhole = IsWhole && collectConstants(Store.Function, Store.Node,
                                              Depth - 1, Found);
      break;
    case SourceKind::Return:
      for (const ReturnFacts &R : S.Target->Returns)
        IsWhole = IsWhole && R.Value != NoIndex &&
                  collectConstants(S.Target, ValueNode::of(R.Value), Depth - 1,
                                   Found);
      break;
    case SourceKind::Parameter: {
      llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
      IsWhole = !Callers.empty() && Callers.size() <= 64;
      for (const CallRef &C : Callers)
        IsWhole = IsWhole && S.Index < C.facts().Arguments.size() &&
                  collectConstants(C.Caller,
                                   ValueNode::of(C.facts().Arguments[S.Index]),
                                   Depth - 1, Found);
      break;
    }
    default:
      IsWhole = false;
    }
  });
  return IsWhole && !Found.empty();
}

static ClockKind clockNamed(llvm::StringRef Name) {
  if (Name == "wall" || Name == "forced-wall")
    return ClockKind::Wall;
  if (Name == "monotonic")
    return ClockKind::Monotonic;
  if (Name == "cpu")
    return ClockKind::Cpu;
  return ClockKind::Unknown;
}

/// The clock that the row gives to a constant: its effects name the constants
/// in their conditions.
static ClockKind clockOfConstant(const ApiRow &Row, int Role,
                                 const ValueFacts &Constant) {
  for (const Effect &Effect : Row.Effects)
    for (const Condition &Condition : Effect.When)
      if (Condition.Role == Role)
        for (const ArgumentTest &Test : Condition.AnyOf)
          if (Test.Test == ArgumentTest::Kind::Constant &&
              ((Test.Number && *Test.Number == Constant.Number) ||
               (!Test.Number && Test.Name == Constant.Text)))
            return clockNamed(Effect.Clock);
  return ClockKind::Unknown;
}

ClockKind ValueSources::clockOf(FunctionRef F, CallId Call,
                                const Effect &What) const {
  ClockKind Named = clockNamed(What.Clock);
  if (Named != ClockKind::Unknown || What.ClockFrom == RoleNone)
    return Named;
  ValueId Id = argumentOf(F->Calls[Call], What.ClockFrom);
  const ApiRow *Row = P.row(F->Calls[Call]);
  llvm::SmallVector<const ValueFacts *, 4> Constants;
  if (Id == NoIndex || !Row ||
      !collectConstants(F, ValueNode::of(Id), 8, Constants))
    return ClockKind::Unknown;
  // Less than zero says that no clock was chosen yet, and so does whatever is
  // asked for before: `if (chosen != NO_CLOCK && clock_gettime(chosen, ..))`.
  llvm::erase_if(Constants, [&](const ValueFacts *C) {
    return C->Number < 0 ||
           (Constants.size() > 1 &&
            llvm::any_of(
                F->Values,
                [&](const ValueFacts &V) {
                  if (V.Kind != ValueKind::Compare ||
                      CompareOp(V.Extra) != CompareOp::NotEqual)
                    return false;
                  ValueId Other = V.Operands[V.Operands[0] == Id ? 1 : 0];
                  return (V.Operands[0] == Id || V.Operands[1] == Id) &&
                         F->Values[Other].Kind == ValueKind::Integer &&
                         F->Values[Other].Number == C->Number;
                }));
  });
  if (Constants.empty())
    return ClockKind::Unknown;
  ClockKind Result = clockOfConstant(*Row, What.ClockFrom, *Constants.front());
  for (const ValueFacts *Constant : Constants)
    if (clockOfConstant(*Row, What.ClockFrom, *Constant) != Result)
      return ClockKind::Unknown;
  return Result;
}

} // namespace hangproof
