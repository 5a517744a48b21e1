//===- Arithmetic.cpp - What is computed from readings --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Arithmetic.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace hangproof::wallclock {

bool areOneNumber(const FunctionFacts &F, ValueId L, ValueId R) {
  ValueId Number = NoIndex;
  auto IsPart = [&](ValueId Side) {
    bool IsMade = false, IsAll = true;
    walkValue(F, Side, WalkLocals, [&](ValueId Id) {
      switch (F.Values[Id].Kind) {
      case ValueKind::Parameter:
        if (Number == NoIndex)
          Number = Id;
        IsMade |= Id == Number;
        IsAll &= Id == Number;
        return false;
      case ValueKind::Local:
        // What was kept from another call is another number.
        IsAll &= !F.Locals[F.Values[Id].Number].IsStatic;
        return IsAll;
      case ValueKind::Integer:
      case ValueKind::Add:
      case ValueKind::Subtract:
      case ValueKind::Multiply:
      case ValueKind::Divide:
      case ValueKind::Remainder:
        return IsAll;
      default:
        IsAll = false;
        return false;
      }
    });
    return IsMade && IsAll;
  };
  return IsPart(L) && IsPart(R) &&
         F.Parameters[F.Values[Number].Number].Definitions.empty();
}

Uses usesOf(const FunctionFacts &F, ValueId Value) {
  Uses U;
  bool IsUsed = false;
  auto IsZero = [&](ValueId V) {
    return F.Values[V].Kind == ValueKind::Integer && F.Values[V].Number == 0;
  };
  llvm::SmallVector<ValueId, 4> Same{Value};
  // A local that holds the difference is the difference.
  for (uint32_t L = 0; L < F.Locals.size(); ++L)
    for (const DefinitionFacts &D : F.Locals[L].Definitions)
      if (D.Value == Value)
        for (ValueId V = 0; V < F.Values.size(); ++V)
          if (F.Values[V].Kind == ValueKind::Local && F.Values[V].Number == L)
            Same.push_back(V);
  auto IsSame = [&](ValueId V) { return llvm::is_contained(Same, V); };
  for (const ValueFacts &V : F.Values) {
    if (!llvm::any_of(V.Operands, IsSame))
      continue;
    IsUsed = true;
    bool Sign = V.Kind == ValueKind::Compare &&
                CompareOp(V.Extra) != CompareOp::Equal &&
                CompareOp(V.Extra) != CompareOp::NotEqual &&
                (IsZero(V.Operands[0]) || IsZero(V.Operands[1]));
    U.GuardsSign |= Sign;
    U.OnlySign &= Sign;
    // `delta < 0 || delta > limit` joins comparisons.
    U.OnlyCompared &= V.Kind == ValueKind::Compare;
  }
  for (const CallFacts &Call : F.Calls)
    if (llvm::any_of(Call.Arguments, IsSame))
      U.OnlySign = U.OnlyCompared = false;
  for (const ReturnFacts &R : F.Returns)
    if (R.Value != NoIndex && IsSame(R.Value))
      U.OnlySign = U.OnlyCompared = false;
  for (const StoreFacts &S : F.Stores)
    if (S.Value == Value && F.Values[S.Target].Kind != ValueKind::Local)
      U.OnlySign = U.OnlyCompared = false;
  U.OnlySign &= IsUsed;
  U.OnlyCompared &= IsUsed;
  return U;
}

bool alwaysRenews(const FunctionFacts &F, ValueId Kept,
                  llvm::function_ref<bool(ValueId)> Reads) {
  llvm::DenseSet<uint32_t> Renewing;
  for (uint32_t B = 0; B < F.Flow.Blocks.size(); ++B)
    for (const FlowEvent &Event : F.Flow.Blocks[B].Events)
      if (Event.Kind == EventKind::Store && Event.Index < F.Stores.size() &&
          F.Stores[Event.Index].Target == Kept &&
          Reads(F.Stores[Event.Index].Value))
        Renewing.insert(B);
  if (Renewing.empty() || F.Flow.Entry == NoIndex)
    return false;
  llvm::SmallVector<uint32_t, 16> Work{F.Flow.Entry};
  llvm::DenseSet<uint32_t> Seen;
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    if (B == F.Flow.Exit)
      return false;
    if (Renewing.contains(B) || !Seen.insert(B).second)
      continue;
    for (const FlowEdge &Edge : F.Flow.Blocks[B].Successors)
      if (Edge.To != NoIndex)
        Work.push_back(Edge.To);
  }
  return true;
}

ValueId variableValue(const FunctionFacts &F, ValueId V,
                      llvm::function_ref<bool(ValueId)> Reads) {
  for (unsigned Depth = 0; V != NoIndex && Depth < 32; ++Depth) {
    const ValueFacts &Facts = F.Values[V];
    switch (Facts.Kind) {
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::Global:
    case ValueKind::Field:
      return V;
    case ValueKind::Element:
    case ValueKind::Deref:
    case ValueKind::AddressOf:
    case ValueKind::Divide:
      V = Facts.Operands[0];
      continue;
    case ValueKind::Add:
    case ValueKind::Subtract:
    case ValueKind::Multiply:
      V = Reads(Facts.Operands[0]) ? Facts.Operands[0] : Facts.Operands[1];
      continue;
    default:
      return NoIndex;
    }
  }
  return NoIndex;
}

std::string variableOf(const FunctionFacts &F, ValueId V,
                       llvm::function_ref<bool(ValueId)> Reads) {
  V = variableValue(F, V, Reads);
  if (V == NoIndex)
    return {};
  const ValueFacts &Facts = F.Values[V];
  switch (Facts.Kind) {
  case ValueKind::Local:
    return "local " + std::to_string(Facts.Number);
  case ValueKind::Parameter:
    return "parameter " + std::to_string(Facts.Number);
  default:
    return "variable " + std::to_string(Facts.Symbol);
  }
}

ValueId wholeOf(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; Depth < 16; ++Depth) {
    ValueId Parent = NoIndex;
    for (ValueId P = 0; P < F.Values.size() && Parent == NoIndex; ++P) {
      const ValueFacts &Facts = F.Values[P];
      if ((Facts.Kind == ValueKind::Add || Facts.Kind == ValueKind::Subtract ||
           Facts.Kind == ValueKind::Multiply ||
           Facts.Kind == ValueKind::Divide) &&
          llvm::is_contained(Facts.Operands, V) && P != V)
        Parent = P;
    }
    if (Parent == NoIndex)
      return V;
    V = Parent;
  }
  return V;
}

} // namespace hangproof::wallclock
