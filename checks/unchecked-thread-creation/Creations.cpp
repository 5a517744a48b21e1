//===- Creations.cpp - Calls that make a thread and tell if not -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Creations.h"
#include "engine/LoopFlow.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

bool isShim(const Program &P, const FunctionFacts &F) {
  uint32_t Row = P.api().find(F.Name);
  if (Row == NoIndex)
    return false;
  for (const Effect &What : P.api().row(Row).Effects)
    if (What.Kind == EffectKind::Spawns || What.Kind == EffectKind::Forks)
      return true;
  return false;
}

const Effect *creationBy(const Program &P, FunctionRef F,
                         const CallFacts &Call) {
  const ApiRow *Row = P.row(Call);
  if (!Row || Row->Fails == FailureForm::Unknown)
    return nullptr;
  if (const Effect *What = effectOf(P, F, Call, EffectKind::Spawns))
    return What;
  // A program of which the caller gets the process id.
  const Effect *What = effectOf(P, F, Call, EffectKind::StartsProgram);
  return What && What->Thread != RoleNone ? What : nullptr;
}

Creations::Creations(const Program &P) : P(P) {
  for (FunctionRef F : P.functions()) {
    if (isShim(P, *F))
      continue;
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      const CallFacts &Call = F->Calls[C];
      const Effect *What = creationBy(P, F, Call);
      if (!What)
        continue;
      Creation New;
      New.Call = New.Origin = {F, C};
      New.What = What;
      New.Fails = P.row(Call)->Fails;
      add(std::move(New));
    }
  }
  for (uint32_t I = 0; I < All.size(); ++I)
    addCallers(I);
}

void Creations::add(Creation C) {
  const FunctionFacts &F = *C.Call.Caller;
  // Code that no path reaches.
  if (!F.FlowFailed && C.Call.facts().Block == NoIndex)
    return;
  C.Use = useOf(F, C.Call.Call, resultsOf(C.Fails).value_or(CallOutcomes()));
  All.push_back(std::move(C));
}

/// Whether what follows a failure tells somebody: a message, a throw, an end
/// of the program, a stop of something else.
static bool isLoud(const FunctionFacts &F, uint32_t Block) {
  constexpr unsigned MostBlocks = 32;
  llvm::SmallVector<uint32_t, 8> Work{Block};
  llvm::BitVector Seen(F.Flow.Blocks.size());
  unsigned Count = 0;
  while (!Work.empty()) {
    uint32_t Index = Work.pop_back_val();
    if (Index >= Seen.size() || Seen.test(Index))
      continue;
    Seen.set(Index);
    const FlowBlock &B = F.Flow.Blocks[Index];
    if (B.IsNoReturn || ++Count > MostBlocks)
      return true;
    for (const FlowEvent &E : B.Events) {
      if (E.Kind == EventKind::Throw)
        return true;
      if (E.Kind != EventKind::Call)
        continue;
      const CallFacts &Call = F.Calls[E.Index];
      if (hasWord(lastComponent(Call.CalleeName),
                  "log err error warn warning fail abort die exit fatal panic "
                  "report print message critical throw") ||
          llvm::any_of(Call.Arguments, [&](ValueId A) {
            return F.Values[A].Kind == ValueKind::String;
          }))
        return true;
    }
    for (const FlowEdge &Edge : B.Successors)
      Work.push_back(Edge.To);
  }
  return false;
}

/// How the function tells its caller of the failure, if that is all it does;
/// else Unknown.
FailureForm Creations::handedOn(const Creation &C) const {
  const FunctionFacts &F = *C.Call.Caller;
  const ResultUse &Use = C.Use;
  if (F.IsMain || F.IsLambda)
    return FailureForm::Unknown;
  bool IsExact = Use.IsReturned && !Use.IsNoticed && Use.WrongTests.empty();
  if (IsExact) {
    for (const ReturnFacts &Return : F.Returns)
      if (Return.Value != NoIndex) {
        const ValueFacts &V = F.Values[Return.Value];
        bool IsResult =
            isMadeOf(F, Return.Value, C.Call.facts().Result, WalkLocals) &&
            (V.Kind == ValueKind::Call || V.Kind == ValueKind::Local);
        if (!IsResult && V.Kind != ValueKind::Integer &&
            V.Kind != ValueKind::Null)
          return FailureForm::NonZero; // Some form: `f() == 0`.
      }
    return C.Fails;
  }
  // A thin wrapper that turns a failure into a number of its own.
  constexpr size_t MostCalls = 12;
  if (Use.FailureBlocks.empty() || !Use.WrongTests.empty() ||
      F.Calls.size() > MostCalls || F.Returns.size() < 2)
    return FailureForm::Unknown;
  llvm::SmallDenseSet<int64_t, 4> Numbers;
  for (const ReturnFacts &Return : F.Returns) {
    if (Return.Value == NoIndex)
      return FailureForm::Unknown;
    const ValueFacts &V = F.Values[Return.Value];
    if (V.Kind == ValueKind::Integer || V.Kind == ValueKind::Null)
      Numbers.insert(V.Number);
    else
      Numbers.insert(1 << 20); // Something else, an object or count.
  }
  if (Numbers.size() < 2)
    return FailureForm::Unknown;
  for (uint32_t Block : Use.FailureBlocks)
    if (isLoud(F, Block))
      return FailureForm::Unknown;
  return FailureForm::NonZero;
}

void Creations::addCallers(uint32_t Index) {
  constexpr unsigned MostDepth = 3;
  constexpr size_t MostCreations = 5000;
  const Creation C = All[Index];
  FailureForm Form = handedOn(C);
  if (Form == FailureForm::Unknown || C.Depth >= MostDepth ||
      All.size() > MostCreations)
    return;
  FunctionRef F = C.Call.Caller;
  for (const CallRef &Caller : P.callers(F->Id)) {
    if (!llvm::is_contained(P.targets(Caller.Caller, Caller.facts()), F) ||
        isShim(P, *Caller.Caller))
      continue;
    Creation Outer;
    Outer.Call = Caller;
    Outer.Origin = C.Origin;
    Outer.What = C.What;
    // Only the very result is tested as the library says.
    bool IsExact = C.Use.IsReturned && Form == C.Fails;
    Outer.Fails = IsExact ? Form : FailureForm::Unknown;
    Outer.Depth = C.Depth + 1;
    Outer.Inner = Index;
    add(std::move(Outer));
  }
}

} // namespace hangproof
