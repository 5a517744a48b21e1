//===- ValueReach.cpp - Where a value goes --------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ValueReach.h"

namespace hangproof {

/// A count that reaches more than this is no count of anything.
static constexpr size_t MostValues = 4000;
static constexpr unsigned MostHops = 12;

/// The operands that a result is made from: those of a product, the left side
/// of a quotient. What is compared, or taken away from something, is gone.
static void forEachPart(const ValueFacts &V,
                        llvm::function_ref<void(ValueId)> Visit) {
  switch (V.Kind) {
  case ValueKind::Add:
  case ValueKind::Multiply:
    for (ValueId Operand : V.Operands)
      Visit(Operand);
    return;
  case ValueKind::Subtract:
  case ValueKind::Divide:
    Visit(V.Operands[0]);
    return;
  case ValueKind::Bitwise:
    switch (BitwiseOp(V.Extra)) {
    case BitwiseOp::ShiftLeft:
    case BitwiseOp::ShiftRight:
    case BitwiseOp::And:
    case BitwiseOp::Or:
      Visit(V.Operands[0]);
      return;
    default:
      return;
    }
  default:
    return;
  }
}

const ValueReach::UseMap &ValueReach::usesIn(FunctionRef F) {
  auto [It, IsNew] = Uses.try_emplace(F.Function);
  if (!IsNew)
    return It->second;
  UseMap &Map = It->second;
  for (ValueId V = 0; V < F->Values.size(); ++V) {
    Sources.forEach(F, ValueNode::of(V), [&](const ValueSource &Source) {
      if (Source.Kind != SourceKind::Same &&
          Source.Kind != SourceKind::Definition)
        return;
      if (Source.Node.isWritten() || Source.Node.Index >= F->Values.size())
        return;
      Map[Source.Node.Index].push_back(
          {V, Source.Kind == SourceKind::Definition, Source.Where});
    });
    forEachPart(F->Values[V],
                [&](ValueId Part) { Map[Part].push_back({V, false, {}}); });
  }
  return Map;
}

void ValueReach::add(ReachedValue Next) {
  if (Next.Value == NoIndex || Next.Hops > MostHops ||
      Reached.size() >= MostValues ||
      !Values.insert({Next.Function.Function, Next.Value}).second)
    return;
  Reached.push_back(std::move(Next));
}

bool ValueReach::walk(FunctionRef F, llvm::ArrayRef<ValueId> Start,
                      Visitor Visit) {
  Reached.clear();
  Values.clear();
  for (ValueId V : Start) {
    ReachedValue First;
    First.Function = F;
    First.Value = V;
    add(std::move(First));
  }
  for (uint32_t I = 0; I < Reached.size(); ++I)
    // A copy: the walk adds to the vector.
    if (ReachedValue At = Reached[I]; Visit(At, I))
      step(I);
  return Reached.size() < MostValues;
}

void ValueReach::step(uint32_t Index) {
  const ReachedValue At = Reached[Index];
  const UseMap &Map = usesIn(At.Function);
  if (auto It = Map.find(At.Value); It != Map.end())
    for (const Use &U : It->second) {
      ReachedValue Next = At;
      Next.Value = U.User;
      Next.From = Index;
      Next.Step.reset();
      add(std::move(Next));
    }
  returned(Index);
  passed(Index);
  stored(Index);
  written(Index);
}

void ValueReach::returned(uint32_t Index) {
  const ReachedValue At = Reached[Index];
  const FunctionFacts &F = *At.Function;
  const ReturnFacts *Return = nullptr;
  for (const ReturnFacts &R : F.Returns)
    if (R.Value == At.Value)
      Return = &R;
  if (!Return)
    return;
  auto Enter = [&](const CallRef &Caller) {
    ReachedValue Next;
    Next.Function = Caller.Caller;
    Next.Value = Caller.facts().Result;
    Next.From = Index;
    Next.Step = OriginStep{StepKind::Returned, Caller.Caller,
                           Caller.facts().Where, F.Name};
    Next.Hops = At.Hops + 1;
    add(std::move(Next));
  };
  if (At.Inside.Caller)
    return Enter(At.Inside);
  for (const CallRef &Caller : Sources.program().callers(F.Id))
    if (llvm::is_contained(Sources.targets(Caller.Caller, Caller.Call),
                           At.Function))
      Enter(Caller);
}

void ValueReach::passed(uint32_t Index) {
  const ReachedValue At = Reached[Index];
  const FunctionFacts &F = *At.Function;
  for (CallId C = 0; C < F.Calls.size(); ++C) {
    const CallFacts &Call = F.Calls[C];
    for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
      if (Call.Arguments[A] != At.Value)
        continue;
      for (FunctionRef Target : Sources.targets(At.Function, C)) {
        if (A >= Target->Parameters.size())
          continue;
        for (ValueId V = 0; V < Target->Values.size(); ++V) {
          const ValueFacts &Value = Target->Values[V];
          if (Value.Kind != ValueKind::Parameter || Value.Number != A)
            continue;
          ReachedValue Next;
          Next.Function = Target;
          Next.Value = V;
          Next.From = Index;
          Next.Step = OriginStep{StepKind::Passed, At.Function, Call.Where,
                                 Target->Name};
          Next.Inside = {At.Function, C};
          Next.Hops = At.Hops + 1;
          add(std::move(Next));
        }
      }
    }
  }
}

void ValueReach::stored(uint32_t Index) {
  const ReachedValue At = Reached[Index];
  for (const auto &[Variable, Node] : Sources.storedIn(At.Function)) {
    bool IsStored =
        Node.isWritten()
            ? Node.Index < At.Function->Calls.size() &&
                  llvm::is_contained(At.Function->Calls[Node.Index].Arguments,
                                     At.Value)
            : Node.Index == At.Value;
    if (!IsStored)
      continue;
    OriginStep Step;
    Step.Kind = StepKind::Stored;
    Step.Function = At.Function;
    Step.Variable = Variable;
    for (const VariableStore &Store : Sources.stores(Variable))
      if (Store.Function == At.Function && Store.Node == Node) {
        Step.Where = Store.Where;
        Step.Name = Store.Name.str();
      }
    for (FunctionRef Reader : Sources.readers(Variable))
      for (ValueId V = 0; V < Reader->Values.size(); ++V) {
        const ValueFacts &Value = Reader->Values[V];
        if ((Value.Kind != ValueKind::Field &&
             Value.Kind != ValueKind::Global) ||
            Value.Symbol != Variable)
          continue;
        ReachedValue Next;
        Next.Function = Reader;
        Next.Value = V;
        Next.From = Index;
        Next.Step = Step;
        Next.Hops = At.Hops + 1;
        add(std::move(Next));
      }
  }
}

void ValueReach::written(uint32_t Index) {
  const ReachedValue At = Reached[Index];
  const FunctionFacts &F = *At.Function;
  for (uint32_t I = 0; I < F.Parameters.size(); ++I) {
    if (!F.Parameters[I].IsPointerOrReference)
      continue;
    bool Writes = llvm::any_of(
        Sources.writes(At.Function, I), [&](const ValueSources::Write &W) {
          return !W.Node.isWritten() && W.Node.Index == At.Value;
        });
    if (!Writes)
      continue;
    for (const CallRef &Caller : Sources.program().callers(F.Id)) {
      if (At.Inside.Caller && !(At.Inside == Caller))
        continue;
      for (ValueId V = 0; V < Caller.Caller->Values.size(); ++V) {
        const ValueFacts &Value = Caller.Caller->Values[V];
        if (Value.Kind != ValueKind::OutArgument ||
            CallId(Value.Number) != Caller.Call || Value.Extra != I)
          continue;
        ReachedValue Next;
        Next.Function = Caller.Caller;
        Next.Value = V;
        Next.From = Index;
        Next.Step = OriginStep{StepKind::Written, Caller.Caller,
                               Caller.facts().Where, F.Name};
        Next.Hops = At.Hops + 1;
        add(std::move(Next));
      }
    }
  }
}

std::vector<OriginStep> ValueReach::path(uint32_t Index) const {
  std::vector<OriginStep> Steps;
  for (; Index != NoIndex; Index = Reached[Index].From)
    if (Reached[Index].Step)
      Steps.push_back(*Reached[Index].Step);
  std::reverse(Steps.begin(), Steps.end());
  return Steps;
}

} // namespace hangproof
