//===- Holders.cpp - The variables that hold something --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Holders.h"
#include "ValueWalk.h"

namespace hangproof {

Holder holderOf(const FunctionFacts &F, ValueId V) {
  Holder H;
  for (unsigned Depth = 0; V < F.Values.size() && Depth < 32; ++Depth) {
    const ValueFacts &Value = F.Values[V];
    switch (Value.Kind) {
    case ValueKind::Element:
      H.IsElement |= H.Member == 0;
      V = Value.Operands[0];
      continue;
    case ValueKind::AddressOf:
    case ValueKind::Deref:
      V = Value.Operands[0];
      continue;
    case ValueKind::Add:
      // A pointer into an array.
      H.IsElement |= H.Member == 0;
      V = Value.Operands[0];
      continue;
    case ValueKind::Field:
      if (!H.Member)
        H.Member = Value.Symbol;
      V = Value.Operands[0];
      continue;
    case ValueKind::Global:
      if (!H.Member)
        H.Member = Value.Symbol;
      return H;
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::This:
    case ValueKind::Call:
      H.Base = V;
      return H;
    default:
      return Holder();
    }
  }
  return Holder();
}

llvm::SmallVector<Holder, 4> holdersOf(const FunctionFacts &F, ValueId V) {
  llvm::SmallVector<Holder, 4> Result;
  auto Add = [&](Holder H) {
    if (!H.isNone() && Result.size() < 16 &&
        llvm::none_of(Result, [&](const Holder &Old) { return Old.isSame(H); }))
      Result.push_back(H);
  };
  Add(holderOf(F, V));
  for (unsigned I = 0; I < Result.size(); ++I) {
    const Holder H = Result[I];
    if (H.Base == NoIndex || H.Member)
      continue;
    const ValueFacts &Base = F.Values[H.Base];
    if (Base.Kind == ValueKind::Call) {
      // v.begin(), v.back(), pointer.get(): a part of the object.
      const CallFacts &Call = F.Calls[Base.Number];
      if (Call.Object != NoIndex && Call.CalleeIsSystem) {
        Holder Of = holderOf(F, Call.Object);
        Of.IsElement = true;
        Add(Of);
      }
      continue;
    }
    if (Base.Kind != ValueKind::Local)
      continue;
    for (const DefinitionFacts &D : F.Locals[Base.Number].Definitions) {
      if (D.Field || D.Value >= F.Values.size())
        continue;
      Holder From = holderOf(F, D.Value);
      // The shadow by which closures know it is no other variable.
      if (F.Values[D.Value].Kind == ValueKind::Global &&
          F.Values[D.Value].Text == F.Locals[Base.Number].Name)
        continue;
      From.IsElement |= H.IsElement;
      Add(From);
    }
  }
  return Result;
}

void add(llvm::SmallVectorImpl<Holder> &To, const Holder &H) {
  if (H.isNone() || To.size() >= 16)
    return;
  for (Holder &Old : To)
    if (Old.isSame(H)) {
      Old.IsElement |= H.IsElement;
      return;
    }
  To.push_back(H);
}

Holder inCaller(const FunctionFacts &Callee, const Holder &In,
                const FunctionFacts &Caller, const CallFacts &Call) {
  if (In.Base == NoIndex)
    return In;
  const ValueFacts &Base = Callee.Values[In.Base];
  ValueId Given = NoIndex;
  if (Base.Kind == ValueKind::This)
    // A constructor, also one that a library's template calls.
    Given = Call.Object == NoIndex ? Call.Result : Call.Object;
  else if (Base.Kind == ValueKind::Parameter &&
           size_t(Base.Number) < Call.Arguments.size())
    Given = Call.Arguments[Base.Number];
  Holder Result = holderOf(Caller, Given);
  if (Result.isNone())
    return Result;
  if (In.Member)
    Result.Member = In.Member;
  Result.IsElement = In.IsElement || (!In.Member && Result.IsElement);
  return Result;
}

SymbolId symbolOf(const FunctionFacts &F, const Holder &H) {
  if (H.Member || H.Base == NoIndex)
    return H.Member;
  const ValueFacts &Base = F.Values[H.Base];
  const std::vector<DefinitionFacts> *Definitions = nullptr;
  llvm::StringRef Name;
  if (Base.Kind == ValueKind::Local) {
    Definitions = &F.Locals[Base.Number].Definitions;
    Name = F.Locals[Base.Number].Name;
  } else if (Base.Kind == ValueKind::Parameter) {
    Definitions = &F.Parameters[Base.Number].Definitions;
    Name = F.Parameters[Base.Number].Name;
  }
  if (Definitions)
    for (const DefinitionFacts &D : *Definitions)
      if (D.Value < F.Values.size() &&
          F.Values[D.Value].Kind == ValueKind::Global &&
          F.Values[D.Value].Text == Name)
        return F.Values[D.Value].Symbol;
  return 0;
}

llvm::StringRef nameOf(const Program &P, const FunctionFacts &F,
                       const Holder &H) {
  if (H.Member) {
    for (const ValueFacts &V : F.Values)
      if (V.Symbol == H.Member && !V.Text.empty() &&
          (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global))
        return V.Text;
    for (const StoreRef &Store : P.stores(H.Member))
      for (const ValueFacts &V : Store.Function->Values)
        if (V.Symbol == H.Member && !V.Text.empty())
          return V.Text;
    return {};
  }
  return H.Base == NoIndex ? llvm::StringRef() : nameOf(F, H.Base);
}

} // namespace hangproof
