//===- ResultUse.cpp - Whether a failed call is noticed -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ResultUse.h"
#include "ValueWalk.h"
#include "llvm/ADT/STLExtras.h"

namespace hangproof {

std::optional<CallOutcomes> resultsOf(FailureForm Form) {
  switch (Form) {
  case FailureForm::Unknown:
    return std::nullopt;
  case FailureForm::NonZero:
    return CallOutcomes{KnownValue::constant(0), KnownValue::nonZero()};
  case FailureForm::Positive:
    return CallOutcomes{KnownValue::constant(0),
                        KnownValue::signs(KnownValue::Positive)};
  case FailureForm::Negative:
    return CallOutcomes{
        KnownValue::signs(KnownValue::Zero | KnownValue::Positive),
        KnownValue::signs(KnownValue::Negative)};
  case FailureForm::MinusOne:
    return CallOutcomes{
        KnownValue::signs(KnownValue::Zero | KnownValue::Positive),
        KnownValue::constant(-1)};
  case FailureForm::Null:
    return CallOutcomes{KnownValue::signs(KnownValue::Positive),
                        KnownValue::constant(0)};
  case FailureForm::False:
    return CallOutcomes{KnownValue::constant(1), KnownValue::constant(0)};
  }
  return std::nullopt;
}

namespace {

/// What a value says of the result.
enum class Says : uint8_t {
  Nothing, ///< The result is not in it.
  Always,  ///< A wrong test that always holds.
  Never,   ///< One that never does.
  Much,
};

class ResultWalk {
public:
  ResultWalk(const FunctionFacts &F, CallId Call, const CallOutcomes &Outcomes)
      : F(F), Call(Call), Outcomes(Outcomes) {}

  ResultUse run();

private:
  /// Aliases that hold the result: bits of their indices.
  using Set = uint32_t;

  Says saidBy(ValueId Id, Set Alive, unsigned Depth = 0);
  Says saidByTest(ValueId V, CompareOp Op, int64_t Constant);
  bool isAlive(ValueId V, Set Alive) const;
  Set event(const FlowEvent &E, Set Alive);
  void findFailureSide(const FlowBlock &B, Set Alive);
  void store(ValueId Target, ValueId Value, Set &Alive);
  void visit(uint32_t Block, uint32_t FirstEvent, Set Alive);
  void enter(uint32_t Block, Set Alive);

  const FunctionFacts &F;
  CallId Call;
  const CallOutcomes &Outcomes;
  ResultUse Use;
  bool IsRead = false;
  bool IsKept = false; ///< In a local.
  /// The result itself, then the locals that it was put into.
  llvm::SmallVector<ValueId, 4> Aliases;
  std::vector<Set> Entered; ///< By block.
  llvm::SmallVector<uint32_t, 8> Work;
};

} // namespace

bool ResultWalk::isAlive(ValueId V, Set Alive) const {
  for (unsigned I = 0; I < Aliases.size(); ++I)
    if (Aliases[I] == V)
      return Alive >> I & 1;
  return false;
}

Says ResultWalk::saidByTest(ValueId V, CompareOp Op, int64_t Constant) {
  std::optional<bool> Success = Outcomes.Success.compare(Op, Constant);
  std::optional<bool> Failure = Outcomes.Failure.compare(Op, Constant);
  if (!Success || !Failure || *Success != *Failure)
    return Says::Much;
  for (uint32_t I = 0; I < F.Operations.size(); ++I)
    if (F.Operations[I].Value == V && !llvm::is_contained(Use.WrongTests, I)) {
      // One expression that is written twice has one value: the test behind
      // the call is meant.
      if (F.Operations[I].Where.Offset < F.Calls[Call].Where.Offset &&
          F.Operations[I].Range.EndOffset < F.Calls[Call].Where.Offset)
        continue;
      Use.WrongTests.push_back(I);
      break;
    }
  return *Success ? Says::Always : Says::Never;
}

Says ResultWalk::saidBy(ValueId Id, Set Alive, unsigned Depth) {
  if (Id >= F.Values.size() || Depth > 16)
    return Says::Nothing;
  if (isAlive(Id, Alive))
    return Says::Much;
  const ValueFacts &V = F.Values[Id];
  if (V.Kind == ValueKind::Compare)
    for (unsigned Side : {0u, 1u}) {
      const ValueFacts &Other = F.Values[V.Operands[1 - Side]];
      if (!isAlive(V.Operands[Side], Alive) ||
          (Other.Kind != ValueKind::Integer && Other.Kind != ValueKind::Null))
        continue;
      CompareOp Op = CompareOp(V.Extra);
      return saidByTest(Id, Side == 0 ? Op : swapped(Op), Other.Number);
    }
  if (V.Kind == ValueKind::Not) {
    Says Inner = saidBy(V.Operands[0], Alive, Depth + 1);
    return Inner == Says::Always  ? Says::Never
           : Inner == Says::Never ? Says::Always
                                  : Inner;
  }
  Says Result = Says::Nothing;
  for (ValueId Operand : V.Operands)
    Result = std::max(Result, saidBy(Operand, Alive, Depth + 1));
  return Result;
}

void ResultWalk::store(ValueId Target, ValueId Value, Set &Alive) {
  bool Holds = Value != NoIndex && isAlive(Value, Alive);
  if (F.Values[Target].Kind != ValueKind::Local) {
    // Somebody may look at it there.
    if (Holds || (Value != NoIndex && saidBy(Value, Alive) == Says::Much))
      IsRead = Use.IsNoticed = true;
    return;
  }
  for (unsigned I = 1; I < Aliases.size(); ++I)
    if (Aliases[I] == Target) {
      Alive &= ~(Set(1) << I);
      if (Holds)
        Alive |= Set(1) << I;
      return;
    }
  if (Holds) {
    if (Aliases.size() < 31) {
      Aliases.push_back(Target);
      Alive |= Set(1) << (Aliases.size() - 1);
    } else {
      Use.IsNoticed = true;
    }
    return;
  }
  Says Said = Value == NoIndex ? Says::Nothing : saidBy(Value, Alive);
  IsRead |= Said != Says::Nothing;
  Use.IsNoticed |= Said == Says::Much;
}

ResultWalk::Set ResultWalk::event(const FlowEvent &E, Set Alive) {
  auto Look = [&](ValueId V) {
    Says Said = V == NoIndex ? Says::Nothing : saidBy(V, Alive);
    IsRead |= Said != Says::Nothing;
    return Said;
  };
  switch (E.Kind) {
  case EventKind::Call:
  case EventKind::Cleanup: {
    if (E.Index >= F.Calls.size())
      break;
    const CallFacts &Other = F.Calls[E.Index];
    for (ValueId Argument : Other.Arguments)
      if (Look(Argument) == Says::Much) {
        // `&rc` gives it another value; nothing is seen of this one.
        const ValueFacts &V = F.Values[Argument];
        if (V.Kind == ValueKind::AddressOf) {
          for (unsigned I = 1; I < Aliases.size(); ++I)
            if (Aliases[I] == V.Operands[0])
              Alive &= ~(Set(1) << I);
          continue;
        }
        Use.IsNoticed = true;
      }
    for (ValueId V : {Other.Object, Other.Target})
      if (V != NoIndex && Look(V) == Says::Much)
        Use.IsNoticed = true;
    break;
  }
  case EventKind::Return:
    if (E.Value != NoIndex && Look(E.Value) == Says::Much)
      Use.IsReturned = true;
    break;
  case EventKind::Store:
    if (E.Index < F.Stores.size())
      store(F.Stores[E.Index].Target, E.Value, Alive);
    break;
  case EventKind::Define:
    for (ValueId V = 0; V < F.Values.size(); ++V)
      if (F.Values[V].Kind == ValueKind::Local &&
          F.Values[V].Number == E.Index) {
        store(V, E.Value, Alive);
        return Alive;
      }
    // A local that is never mentioned again.
    if (E.Value != NoIndex && isAlive(E.Value, Alive))
      IsKept = true;
    else if (E.Value != NoIndex && Look(E.Value) == Says::Much)
      Use.IsNoticed = true;
    break;
  case EventKind::Throw:
    break;
  }
  return Alive;
}

void ResultWalk::enter(uint32_t Block, Set Alive) {
  if (Block >= Entered.size() || (Entered[Block] | Alive) == Entered[Block])
    return;
  Entered[Block] |= Alive;
  Work.push_back(Block);
}

/// Where a branch on the result leads when the call has failed.
void ResultWalk::findFailureSide(const FlowBlock &B, Set Alive) {
  ValueId V = B.Condition;
  bool IsNegated = false;
  for (unsigned Depth = 0; Depth < 8 && F.Values[V].Kind == ValueKind::Not;
       ++Depth) {
    V = F.Values[V].Operands[0];
    IsNegated = !IsNegated;
  }
  std::optional<bool> Holds;
  const ValueFacts &Facts = F.Values[V];
  if (isAlive(V, Alive))
    Holds = Outcomes.Failure.truth();
  else if (Facts.Kind == ValueKind::Compare)
    for (unsigned Side : {0u, 1u})
      if (const ValueFacts &Other = F.Values[Facts.Operands[1 - Side]];
          isAlive(Facts.Operands[Side], Alive) &&
          (Other.Kind == ValueKind::Integer || Other.Kind == ValueKind::Null))
        Holds = Outcomes.Failure.compare(Side == 0
                                             ? CompareOp(Facts.Extra)
                                             : swapped(CompareOp(Facts.Extra)),
                                         Other.Number);
  if (!Holds)
    return;
  EdgeKind Kind = *Holds != IsNegated ? EdgeKind::IfTrue : EdgeKind::IfFalse;
  for (const FlowEdge &Edge : B.Successors)
    if (Edge.Kind == Kind && !llvm::is_contained(Use.FailureBlocks, Edge.To))
      Use.FailureBlocks.push_back(Edge.To);
}

void ResultWalk::visit(uint32_t Block, uint32_t FirstEvent, Set Alive) {
  const FlowBlock &B = F.Flow.Blocks[Block];
  for (uint32_t I = FirstEvent; I < B.Events.size(); ++I) {
    const FlowEvent &E = B.Events[I];
    // The next turn of a loop has a result of its own.
    if (E.Kind == EventKind::Call && E.Index == Call)
      return;
    Alive = event(E, Alive);
  }
  Says Said = B.Condition == NoIndex || B.Successors.size() < 2
                  ? Says::Nothing
                  : saidBy(B.Condition, Alive);
  IsRead |= Said != Says::Nothing;
  Use.IsNoticed |= Said == Says::Much;
  if (Said == Says::Much)
    findFailureSide(B, Alive);
  for (const FlowEdge &Edge : B.Successors) {
    if ((Said == Says::Always && Edge.Kind == EdgeKind::IfFalse) ||
        (Said == Says::Never && Edge.Kind == EdgeKind::IfTrue))
      continue;
    enter(Edge.To, Alive);
  }
}

ResultUse ResultWalk::run() {
  const CallFacts &Facts = F.Calls[Call];
  Use.IsUnused = Facts.ResultUnused;
  if (Use.IsUnused)
    return Use;
  if (F.FlowFailed || Facts.Block == NoIndex) {
    Use.IsNoticed = true;
    return Use;
  }
  Aliases.push_back(Facts.Result);
  Entered.assign(F.Flow.Blocks.size(), 0);
  const FlowBlock &Start = F.Flow.Blocks[Facts.Block];
  uint32_t First = Start.Events.size();
  for (uint32_t I = 0; I < Start.Events.size(); ++I)
    if (Start.Events[I].Kind == EventKind::Call &&
        Start.Events[I].Index == Call)
      First = I + 1;
  visit(Facts.Block, First, 1);
  // A block is visited again when more aliases come in: at most 32 times.
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    visit(Block, 0, Entered[Block]);
  }
  // What it was put into is a local of its own, or nothing was understood.
  IsKept |= Aliases.size() > 1;
  Use.IsForgotten = !IsRead && IsKept;
  Use.IsNoticed |= !IsRead && !IsKept;
  return Use;
}

ResultUse useOf(const FunctionFacts &F, CallId Call,
                const CallOutcomes &Outcomes) {
  return ResultWalk(F, Call, Outcomes).run();
}

} // namespace hangproof
