//===- Trips.cpp - What bounds the turns of a loop ------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Trips.h"
#include "Effects.h"
#include "TripJudge.h"
#include "ValueWalk.h"

namespace hangproof {

LoopTrips::LoopTrips(const Program &P) : P(P) { findItemSources(); }

const LoopFlow &LoopTrips::flow(FunctionRef F, uint32_t Loop) {
  LoopKey Key{F.Function, Loop};
  auto It = Flows.find(Key);
  if (It == Flows.end())
    It = Flows.emplace(Key, LoopFlow(*F, Loop)).first;
  return It->second;
}

bool LoopTrips::yieldsItem(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::YieldsItem))
    return true;
  if (ItemSources.empty())
    return false;
  for (FunctionRef Target : P.targets(F, Call))
    if (ItemSources.contains(Target.Function))
      return true;
  return false;
}

std::string LoopTrips::kindOfItem(FunctionRef F, const CallFacts &Call) const {
  // What a function of the project gives is what is taken in it.
  CallRef At{F, CallId(&Call - F->Calls.data())};
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    if (At.facts().ApiRow != NoIndex)
      if (const Effect *E =
              effectOf(P, At.Caller, At.facts(), EffectKind::YieldsItem))
        return E->Context.empty() ? "item" : E->Context;
    CallRef Next;
    for (FunctionRef Target : P.targets(At.Caller, At.facts()))
      if (ItemSources.contains(Target.Function))
        for (CallId I = 0; I < Target->Calls.size() && !Next.Caller; ++I)
          if (yieldsItem(Target, Target->Calls[I]))
            Next = {Target, I};
    if (!Next.Caller)
      break;
    At = Next;
  }
  return "item";
}

/// A function passes the item on when it returns it, or says in what it
/// returns whether there was one, or has it written where its caller asked.
static bool passesOn(const FunctionFacts &F, const CallFacts &Call) {
  for (const ReturnFacts &Return : F.Returns) {
    bool Found = false;
    walkValue(F, Return.Value, WalkLocals, [&](ValueId Id) {
      const ValueFacts &V = F.Values[Id];
      Found |= Id == Call.Result || (V.Kind == ValueKind::OutArgument &&
                                     &F.Calls[V.Number] == &Call);
      // A sum of what was read is no item.
      return !Found && V.Kind != ValueKind::Add &&
             V.Kind != ValueKind::Subtract && V.Kind != ValueKind::Multiply;
    });
    if (Found)
      return true;
  }
  return false;
}

void LoopTrips::findItemSources() {
  llvm::SmallVector<FunctionRef, 16> Work;
  auto Add = [&](FunctionRef F, const CallFacts &Call) {
    if (!F->IsMain && !ItemSources.contains(F.Function) && passesOn(*F, Call)) {
      ItemSources.insert(F.Function);
      Work.push_back(F);
    }
  };
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls)
      if (Call.ApiRow != NoIndex &&
          effectOf(P, F, Call, EffectKind::YieldsItem))
        Add(F, Call);
  while (!Work.empty()) {
    FunctionRef Source = Work.pop_back_val();
    for (const CallRef &Caller : P.callers(Source->Id))
      Add(Caller.Caller, Caller.facts());
  }
}

/// An initializer list of literals. Constructor arguments look the same, but
/// have iterators, counts or other containers in them.
static bool isLiteralList(const FunctionFacts &F, ValueId Id, unsigned Depth) {
  const ValueFacts &V = F.Values[Id];
  if (V.Kind != ValueKind::Aggregate || Depth > 4)
    return false;
  for (ValueId Operand : V.Operands)
    switch (F.Values[Operand].Kind) {
    case ValueKind::Aggregate:
      if (!isLiteralList(F, Operand, Depth + 1))
        return false;
      break;
    case ValueKind::Call:
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::Unknown:
      return false;
    default:
      break;
    }
  return true;
}

bool LoopTrips::isConstantTable(FunctionRef F, ValueId Object,
                                bool OrText) const {
  ValueId Base = baseOf(*F, Object);
  if (Base >= F->Values.size())
    return false;
  const ValueFacts &V = F->Values[Base];
  auto IsLiteral = [&](const FunctionFacts &In, ValueId Id) {
    return isLiteralList(In, Id, 0) ||
           (OrText && In.Values[Id].Kind == ValueKind::String);
  };
  switch (V.Kind) {
  case ValueKind::Aggregate:
  case ValueKind::String:
    return IsLiteral(*F, Base);
  case ValueKind::Local: {
    const LocalFacts &Local = F->Locals[V.Number];
    bool IsArray = llvm::StringRef(Local.TypeName).ends_with("]");
    for (const DefinitionFacts &D : Local.Definitions) {
      bool IsList = IsArray && D.Where == Local.Where &&
                    F->Values[D.Value].Kind == ValueKind::Aggregate;
      if (D.Field || (!IsList && !IsLiteral(*F, D.Value)))
        return false;
    }
    // A vector that begins with two names may grow.
    for (const CallFacts &Call : F->Calls)
      if (Call.Object != NoIndex && Call.Object == Base &&
          hasWord(lastComponent(Call.CalleeName),
                  "push emplace insert append add resize assign prepend"))
        return false;
    return !Local.Definitions.empty();
  }
  case ValueKind::Global: {
    bool Any = false;
    for (const StoreRef &Store : P.stores(V.Symbol)) {
      if (!Store.Function->IsStaticInitializer ||
          !(IsLiteral(*Store.Function, Store.facts().Value) ||
            Store.Function->Values[Store.facts().Value].Kind ==
                ValueKind::Aggregate))
        return false;
      Any = true;
    }
    return Any;
  }
  default:
    return false;
  }
}

const Trips &LoopTrips::of(FunctionRef F, uint32_t Loop) {
  LoopKey Key{F.Function, Loop};
  auto It = Known.find(Key);
  if (It == Known.end())
    It = Known.emplace(Key, LoopJudge(*this, F, Loop).judge()).first;
  return It->second;
}

bool LoopTrips::isItem(FunctionRef F, uint32_t Loop, ValueId Value) {
  const Trips &T = of(F, Loop);
  bool Found = false;
  walkValue(*F, Value, WalkLocals | WalkArguments, [&](ValueId V) {
    Found |= llvm::is_contained(T.Items, V);
    return !Found;
  });
  return Found;
}

} // namespace hangproof
