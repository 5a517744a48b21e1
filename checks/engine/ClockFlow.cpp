//===- ClockFlow.cpp - Where clock readings may flow ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClockFlow.h"

namespace hangproof {

// `a - b` is a reading if b is none, so the marks are not monotone in b. Each
// round uses the answers of the one before for b: the first takes every a - b
// for a reading (too much), the second is then too little, the third is
// between them and in practice exact.
constexpr unsigned Rounds = 3;

ClockFlow::ClockFlow(const ValueSources &Sources) : Sources(Sources) {
  const Program &P = Sources.program();
  std::vector<FunctionRef> Readers;
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls) {
      const ApiRow *Row = P.row(Call);
      if (!Row)
        continue;
      bool Reads = false;
      for (const Effect &Effect : Row->Effects)
        Reads |= Effect.Kind == EffectKind::ReadsClock;
      if (Reads) {
        Readers.push_back(F);
        break;
      }
    }
  if (Readers.empty())
    return;
  for (Round = 0; Round < Rounds; ++Round) {
    for (auto &[Function, S] : States) {
      S.Before = std::move(S.Values);
      S.Values.assign(Function->Values.size(), 0);
      S.Parameters.assign(S.Parameters.size(), 0);
      S.Outs.assign(S.Outs.size(), 0);
      S.Return = 0;
    }
    Variables.clear();
    for (FunctionRef F : Readers)
      enqueue(F);
    spread();
  }
}

ClockFlow::State &ClockFlow::state(FunctionRef F) {
  auto [It, IsNew] = States.try_emplace(F.Function);
  State &S = It->second;
  if (IsNew) {
    S.Function = F;
    S.Values.assign(F->Values.size(), 0);
    S.Before = S.Values;
    S.Parameters.assign(F->Parameters.size(), 0);
    S.Outs = S.Parameters;
  }
  return S;
}

const ClockFlow::State *ClockFlow::known(FunctionRef F) const {
  auto It = States.find(F.Function);
  return It == States.end() ? nullptr : &It->second;
}

uint8_t ClockFlow::marks(FunctionRef F, ValueId V) const {
  const State *S = known(F);
  return S && V < S->Values.size() ? S->Values[V] : 0;
}

uint8_t ClockFlow::marks(FunctionRef F, ValueNode N) const {
  if (!N.isWritten())
    return marks(F, N.Index);
  const State *S = known(F);
  return S ? pull(*S, N, 0) : 0;
}

void ClockFlow::enqueue(FunctionRef F) {
  State &S = state(F);
  if (S.IsQueued)
    return;
  S.IsQueued = true;
  Queue.push_back(&S);
}

void ClockFlow::spread() {
  for (size_t Next = 0; Next < Queue.size(); ++Next) {
    State &S = *Queue[Next];
    S.IsQueued = false;
    evaluate(S);
    publish(S);
  }
  Queue.clear();
}

void ClockFlow::evaluate(State &S) {
  // Operands mostly stand before what uses them; locals may need more turns.
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (ValueId V = 0; V < S.Values.size(); ++V) {
      uint8_t Marks = S.Values[V] | pull(S, ValueNode::of(V), 0);
      Changed |= Marks != S.Values[V];
      S.Values[V] = Marks;
    }
  }
}

uint8_t ClockFlow::pull(const State &S, ValueNode N, unsigned Depth) const {
  uint8_t Marks = 0;
  if (Depth > 4)
    return 0;
  Sources.forEach(S.Function, N, [&](const ValueSource &Source) {
    switch (Source.Kind) {
    case SourceKind::Same:
    case SourceKind::Definition:
      Marks |= Source.Node.isWritten() ? pull(S, Source.Node, Depth + 1)
                                       : S.Values[Source.Node.Index];
      return;
    case SourceKind::Parameter:
      Marks |= S.Parameters[Source.Index];
      return;
    case SourceKind::Return:
      if (const State *Target = known(Source.Target))
        Marks |= Target->Return;
      return;
    case SourceKind::Written:
      if (const State *Target = known(Source.Target))
        if (Source.Index < Target->Outs.size())
          Marks |= Target->Outs[Source.Index];
      return;
    case SourceKind::Stored: {
      auto It = Variables.find(Source.Variable);
      Marks |= It == Variables.end() ? 0 : It->second;
      return;
    }
    case SourceKind::Arithmetic:
      Marks |= arithmetic(S, N.Index);
      return;
    case SourceKind::Reading:
      if (Source.Clock == ClockKind::Wall)
        Marks |= WallReading;
      if (Source.Clock == ClockKind::Monotonic)
        Marks |= MonotonicReading;
      return;
    case SourceKind::Difference: {
      const CallFacts &Call = S.Function->Calls[Source.Call];
      ValueId Left = argumentOf(Call, Source.What->Left);
      ValueId Right = argumentOf(Call, Source.What->Right);
      uint8_t Both = (Left == NoIndex ? AnyReading : S.Values[Left]) &
                     (Right == NoIndex ? AnyReading : S.Values[Right]);
      if (Both & WallReading)
        Marks |= WallDifference;
      if (Both & MonotonicReading)
        Marks |= MonotonicDifference;
      return;
    }
    default:
      return;
    }
  });
  return Marks;
}

/// Whether the sum adds one more part of the later time to a difference, of
/// which the part of the earlier one is taken too:
/// `ms = (b.sec - a.sec) * 1000; ms += b.usec / 1000; ms -= a.usec / 1000`.
bool ClockFlow::completesDifference(const State &S,
                                    const ValueFacts &Sum) const {
  const FunctionFacts &F = *S.Function;
  ValueId Whole = Sum.Operands[0];
  if (Round == 0 || Sum.Operands.size() < 2 ||
      F.Values[Whole].Kind != ValueKind::Local ||
      !(S.Before[Whole] & (WallDifference | MonotonicDifference)) ||
      !(S.Before[Sum.Operands[1]] & AnyReading))
    return false;
  bool IsDifference = false, TakesPart = false;
  for (const DefinitionFacts &D :
       F.Locals[F.Values[Whole].Number].Definitions) {
    if (D.Value == NoIndex)
      continue;
    const ValueFacts &V = F.Values[D.Value];
    if (V.Kind == ValueKind::Subtract && V.Operands[0] == Whole)
      TakesPart |= (S.Before[V.Operands[1]] & AnyReading) != 0;
    else if (V.Kind != ValueKind::Add || V.Operands[0] != Whole)
      IsDifference |=
          (S.Before[D.Value] & AnyReading) == 0 &&
          (S.Before[D.Value] & (WallDifference | MonotonicDifference)) != 0;
  }
  return IsDifference && TakesPart;
}

uint8_t ClockFlow::arithmetic(const State &S, ValueId V) const {
  const ValueFacts &Facts = S.Function->Values[V];
  uint8_t L = S.Values[Facts.Operands[0]];
  uint8_t R = Facts.Operands.size() > 1 ? S.Values[Facts.Operands[1]] : 0;
  switch (Facts.Kind) {
  case ValueKind::Add: {
    if (completesDifference(S, Facts))
      return (L | R) & (WallDifference | MonotonicDifference);
    uint8_t Both = L | R;
    return Both & AnyReading ? Both & AnyReading : Both;
  }
  case ValueKind::Subtract: {
    uint8_t Taken = Round == 0 ? 0 : S.Before[Facts.Operands[1]] & AnyReading;
    // wall - monotonic is the distance of two clocks and no reading either.
    uint8_t Marks = Taken ? 0 : L & AnyReading;
    if (L & R & WallReading)
      Marks |= WallDifference;
    if (L & R & MonotonicReading)
      Marks |= MonotonicDifference;
    if (!Marks)
      Marks = (L | R) & (WallDifference | MonotonicDifference);
    return Marks;
  }
  case ValueKind::Multiply:
    return L | R;
  case ValueKind::Divide:
    return L;
  case ValueKind::Bitwise: {
    auto Op = BitwiseOp(Facts.Extra);
    if (Op == BitwiseOp::LogicalAnd || Op == BitwiseOp::LogicalOr ||
        Op == BitwiseOp::Xor)
      return 0;
    return L | R;
  }
  default:
    return 0;
  }
}

/// Tells those that depend on S what changed.
void ClockFlow::publish(State &S) {
  const Program &P = Sources.program();
  FunctionRef F = S.Function;
  uint8_t Return = S.Return;
  for (const ReturnFacts &R : F->Returns)
    if (R.Value != NoIndex)
      Return |= S.Values[R.Value];
  bool Changed = Return != S.Return;
  S.Return = Return;
  for (uint32_t I = 0; I < F->Parameters.size(); ++I) {
    if (!F->Parameters[I].IsPointerOrReference)
      continue;
    uint8_t Out = S.Outs[I];
    for (const ValueSources::Write &Write : Sources.writes(F, I))
      Out |= marks(F, Write.Node);
    Changed |= Out != S.Outs[I];
    S.Outs[I] = Out;
  }
  if (Changed)
    for (llvm::ArrayRef<CallRef> Some : {P.callers(F->Id), Sources.askers(F)})
      for (const CallRef &Caller : Some)
        enqueue(Caller.Caller);

  for (const auto &[Variable, Node] : Sources.storedIn(F)) {
    uint8_t Marks = marks(F, Node);
    uint8_t &Known = Variables[Variable];
    if ((Known | Marks) == Known)
      continue;
    Known |= Marks;
    for (FunctionRef Reader : Sources.readers(Variable))
      enqueue(Reader);
  }

  for (CallId C = 0; C < F->Calls.size(); ++C) {
    const CallFacts &Call = F->Calls[C];
    for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
      uint8_t Marks = S.Values[Call.Arguments[A]];
      if (!Marks)
        continue;
      for (FunctionRef Target : Sources.targets(F, C)) {
        if (A >= Target->Parameters.size())
          continue;
        State &Callee = state(Target);
        if ((Callee.Parameters[A] | Marks) == Callee.Parameters[A])
          continue;
        Callee.Parameters[A] |= Marks;
        enqueue(Target);
      }
    }
  }
}

} // namespace hangproof
