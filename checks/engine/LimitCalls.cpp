//===- LimitCalls.cpp - Limits that a called function keeps ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "Limits.h"
#include "ValueWalk.h"

namespace hangproof {

static constexpr unsigned MostDepth = 3;

/// The count that a function counts up while it is below its maximum, and tells
/// by its result whether it was: `if (reserve() < 0) continue;`.
std::optional<Limits::Count> Limits::reserved(FunctionRef F, ValueId Result,
                                              unsigned Depth) const {
  if (Result >= F->Values.size() || Depth > MostDepth)
    return std::nullopt;
  const ValueFacts &V = F->Values[Result];
  if (V.Kind == ValueKind::Local) {
    for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
      if (!D.Field && D.Value < F->Values.size() &&
          F->Values[D.Value].Kind == ValueKind::Call)
        if (std::optional<Count> C = reserved(F, D.Value, Depth + 1))
          return C;
    return std::nullopt;
  }
  if (V.Kind != ValueKind::Call)
    return std::nullopt;
  const CallFacts &Call = F->Calls[V.Number];
  if (Call.CalleeIsSystem)
    return std::nullopt;
  for (FunctionRef Target : P.targets(F, Call)) {
    const FlowGraph &Flow = Target->Flow;
    if (Target->FlowFailed)
      continue;
    if (std::optional<Count> C = placeGiven(Target)) {
      C->In = inCaller(*Target, C->In, *F, Call);
      return C;
    }
    for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
      const FlowBlock &Block = Flow.Blocks[I];
      if (Block.Condition == NoIndex || Block.Successors.size() != 2)
        continue;
      std::optional<Count> C = comparison(Target, Block.Condition, Depth + 1);
      if (!C || !countsUpOnOneSide(Target, I, *C))
        continue;
      C->In = inCaller(*Target, C->In, *F, Call);
      return C;
    }
  }
  return std::nullopt;
}

/// Whether one side of the branch adds to the count, and the other does not.
bool Limits::countsUpOnOneSide(FunctionRef F, uint32_t Branch,
                               const Count &C) const {
  const FlowGraph &Flow = F->Flow;
  llvm::BitVector Avoid(Flow.Blocks.size());
  Avoid.set(Branch);
  bool Adds[2] = {false, false};
  for (unsigned Side : {0u, 1u}) {
    llvm::BitVector Blocks =
        reachableOver(Flow, Flow.Blocks[Branch].Successors[Side].To, Avoid);
    for (unsigned B : Blocks.set_bits())
      for (const FlowEvent &E : Flow.Blocks[B].Events) {
        if (E.Kind == EventKind::Store && !C.IsSize) {
          const StoreFacts &S = F->Stores[E.Index];
          Adds[Side] |= (S.IsCompound || S.IsIncrement ||
                         isMadeOf(*F, S.Value, S.Target, WalkOperands)) &&
                        holderOf(*F, S.Target).isSame(C.In);
        }
        if (E.Kind == EventKind::Call && C.IsSize) {
          const CallFacts &Call = F->Calls[E.Index];
          Adds[Side] |= Call.Object != NoIndex &&
                        hasWord(lastComponent(Call.CalleeName), FillingWords) &&
                        holderOf(*F, Call.Object).isSame(C.In);
        }
      }
  }
  return Adds[0] != Adds[1];
}

/// A function that waits until a count is below its maximum.
std::optional<Limit> Limits::waitsForSlot(FunctionRef F, unsigned Depth) {
  auto [It, IsNew] = Waiters.try_emplace(F.Function);
  if (!IsNew || F->FlowFailed || Depth > MostDepth)
    return It->second;
  std::optional<Limit> Result;
  const FlowGraph &Flow = F->Flow;
  auto IsStepped = [&](const Count &C) {
    return C.IsNamed || C.IsSize ||
           (C.Symbol && llvm::any_of(P.stores(C.Symbol), [](const StoreRef &S) {
              return S.facts().IsCompound || S.facts().IsIncrement;
            }));
  };
  for (uint32_t I = 0; I < Flow.Blocks.size() && !Result; ++I) {
    const FlowBlock &Block = Flow.Blocks[I];
    if (Block.Condition == NoIndex || Block.Successors.size() != 2)
      continue;
    std::optional<Count> C = comparison(F, Block.Condition, 0);
    if (!C || !IsStepped(*C))
      continue;
    llvm::BitVector Avoid(Flow.Blocks.size());
    Avoid.set(I);
    llvm::BitVector First = reachableOver(Flow, Block.Successors[0].To, Avoid);
    llvm::BitVector Second = reachableOver(Flow, Block.Successors[1].To, Avoid);
    for (unsigned Side : {0u, 1u}) {
      llvm::BitVector Only = Side ? Second : First;
      Only.reset(Side ? First : Second);
      for (unsigned B : Only.set_bits())
        for (const FlowEvent &E : Flow.Blocks[B].Events) {
          if (E.Kind == EventKind::Call && waits(F, F->Calls[E.Index], 1))
            Result =
                Limit{LimitKind::Count, F, F->Calls[E.Index].Where, C->Name};
          // `if (!slots.enter()) throw ..` in the constructor of a permit. What
          // is only counted up is no number of what runs.
          if (E.Kind == EventKind::Throw && Depth == 0 && !C->IsSize &&
              stepsDown(*C, F))
            Result = Limit{LimitKind::Count, F, F->Where, C->Name};
        }
    }
  }
  for (const CallFacts &Call : F->Calls) {
    if (Result)
      break;
    // wait(lock, [&] { return active < max; })
    if (waits(F, Call, 1))
      for (ValueId Argument : Call.Arguments)
        if (F->Values[Argument].Kind == ValueKind::Lambda)
          for (FunctionRef Target : functionsIn(P, F, Argument))
            for (const ReturnFacts &Return : Target->Returns)
              if (std::optional<Count> C = comparison(Target, Return.Value, 0);
                  C && IsStepped(*C))
                Result = Limit{LimitKind::Count, F, Call.Where, C->Name};
    if (Call.CalleeIsSystem || Result)
      continue;
    for (FunctionRef Target : P.targets(F, Call))
      if (!Result && !(Target == F))
        Result = waitsForSlot(Target, Depth + 1);
  }
  return Waiters[F.Function] = std::move(Result);
}

} // namespace hangproof
