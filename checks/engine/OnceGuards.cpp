//===- OnceGuards.cpp - Calls that run once, or seldom --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnceGuards.h"
#include "LoopFlow.h"
#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {

/// Verbs of calls that put something into a cache.
static constexpr llvm::StringLiteral FillingWords =
    "insert emplace put add set store push save remember mark cache update "
    "append register record assign reset exchange";

/// The variables that a branch reads.
struct OnceGuards::Guard {
  ValueId Condition = NoIndex;
  llvm::SmallDenseSet<SymbolId, 4> Variables; ///< Fields and globals.
  llvm::SmallDenseSet<uint32_t, 4> Statics;   ///< Static locals.
  llvm::SmallDenseSet<uint32_t, 4> Locals;    ///< Declared outside the loop.
  bool IsOrdering = false; ///< The condition asks for less or greater.
};

bool OnceGuards::isInStaticInitializer(const FunctionFacts &F,
                                       const CallFacts &Call) const {
  for (const LocalFacts &Local : F.Locals)
    if (Local.IsStatic)
      for (const DefinitionFacts &D : Local.Definitions)
        if (D.Where == Local.Where &&
            isMadeOf(F, D.Value, Call.Result, WalkArguments))
          return true;
  return false;
}

void OnceGuards::collectReads(FunctionRef F, ValueId Condition, uint32_t Loop,
                              Guard &Found) const {
  Found.Condition = Condition;
  const LoopFacts *Around = Loop == NoIndex ? nullptr : &F->Loops[Loop];
  walkValue(*F, Condition, WalkLocals | WalkArguments, [&](ValueId Id) {
    const ValueFacts &V = F->Values[Id];
    switch (V.Kind) {
    case ValueKind::Compare: {
      CompareOp Op = CompareOp(V.Extra);
      Found.IsOrdering |= Op != CompareOp::Equal && Op != CompareOp::NotEqual;
      break;
    }
    case ValueKind::Field:
    case ValueKind::Global:
      Found.Variables.insert(V.Symbol);
      break;
    case ValueKind::Local: {
      const LocalFacts &Local = F->Locals[V.Number];
      if (Local.IsStatic)
        Found.Statics.insert(V.Number);
      else if (Around && Local.Where.File == Around->Where.File &&
               Local.Where.Offset < Around->Where.Offset &&
               Around->Variable != V.Number)
        Found.Locals.insert(V.Number);
      break;
    }
    case ValueKind::Call:
      // A getter of the project stands for the member that it returns.
      for (FunctionRef Target : P.targets(F, F->Calls[V.Number]))
        if (Target->Returns.size() == 1 && Target->Returns[0].Value != NoIndex)
          walkValue(*Target, Target->Returns[0].Value, WalkOperands,
                    [&](ValueId Part) {
                      const ValueFacts &R = Target->Values[Part];
                      if (R.Kind == ValueKind::Field ||
                          R.Kind == ValueKind::Global)
                        Found.Variables.insert(R.Symbol);
                      return true;
                    });
      break;
    default:
      break;
    }
    return true;
  });
}

/// Whether what the call runs stores into the variable.
bool OnceGuards::storesInto(FunctionRef F, const CallFacts &Call,
                            SymbolId Variable, unsigned Depth) const {
  for (FunctionRef Target : P.targets(F, Call)) {
    for (const StoreRef &Store : P.stores(Variable))
      if (Store.Function == Target && !Target->IsConstructor)
        return true;
    if (Depth > 0)
      for (const CallFacts &Inner : Target->Calls)
        if (storesInto(Target, Inner, Variable, Depth - 1))
          return true;
  }
  return false;
}

bool OnceGuards::isWritten(FunctionRef F, const Guard &G,
                           const llvm::BitVector &Region,
                           const CallFacts &Call) {
  auto VariableOf = [&](ValueId Target) -> std::optional<ValueId> {
    for (unsigned Depth = 0; Target < F->Values.size() && Depth < 16; ++Depth) {
      const ValueFacts &V = F->Values[Target];
      switch (V.Kind) {
      case ValueKind::Field:
        if (G.Variables.contains(V.Symbol))
          return Target;
        Target = V.Operands[0];
        continue;
      case ValueKind::Global:
        if (G.Variables.contains(V.Symbol))
          return Target;
        return std::nullopt;
      case ValueKind::Local:
        if (G.Statics.contains(V.Number) || G.Locals.contains(V.Number))
          return Target;
        return std::nullopt;
      case ValueKind::Element:
      case ValueKind::Deref:
      case ValueKind::AddressOf:
        Target = V.Operands[0];
        continue;
      default:
        return std::nullopt;
      }
    }
    return std::nullopt;
  };

  bool Filled = false;
  // Numbers stored in each variable: a flag that is set and cleared again in
  // the same pass keeps nothing from running again.
  llvm::SmallDenseMap<ValueId, int64_t, 4> Numbers;
  llvm::SmallDenseSet<ValueId, 4> Cleared;
  llvm::SmallDenseSet<ValueId, 4> Written;
  for (unsigned B : Region.set_bits())
    for (const FlowEvent &Event : F->Flow.Blocks[B].Events) {
      if (Event.Kind == EventKind::Store) {
        const StoreFacts &S = F->Stores[Event.Index];
        std::optional<ValueId> Variable = VariableOf(S.Target);
        if (!Variable)
          continue;
        const ValueFacts &Stored = F->Values[S.Value];
        bool IsLocal = F->Values[*Variable].Kind == ValueKind::Local &&
                       !F->Locals[F->Values[*Variable].Number].IsStatic;
        bool IsFlag = Stored.Kind == ValueKind::Integer && !S.IsCompound;
        if (IsLocal && !IsFlag && !G.IsOrdering)
          continue;
        if (IsFlag) {
          auto [It, IsNew] = Numbers.try_emplace(*Variable, Stored.Number);
          if (!IsNew && It->second != Stored.Number)
            Cleared.insert(*Variable);
        } else if (isMadeOf(*F, S.Value, Call.Result,
                            WalkLocals | WalkArguments)) {
          // `err = run()` under `if (!err)` stops after a failure only.
          if (Results.successOf(F, Call) == SuccessNumber(0))
            continue;
        }
        Written.insert(*Variable);
        continue;
      }
      if (Event.Kind != EventKind::Call)
        continue;
      const CallFacts &Other = F->Calls[Event.Index];
      bool IsFilling = hasWord(lastComponent(Other.CalleeName), FillingWords);
      if (Other.Object != NoIndex && &Other != &Call && IsFilling &&
          VariableOf(Other.Object))
        Filled = true;
      for (ValueId Argument : Other.Arguments)
        if (VariableOf(Argument) &&
            (IsFilling || F->Values[Argument].Kind == ValueKind::AddressOf) &&
            &Other != &Call)
          Filled = true;
      for (SymbolId Variable : G.Variables)
        if (!Filled && storesInto(F, Other, Variable, 2))
          Filled = true;
    }
  for (ValueId Variable : Written)
    if (!Cleared.contains(Variable))
      return true;
  return Filled;
}

bool OnceGuards::isGuarded(FunctionRef F, const CallFacts &Call,
                           uint32_t Loop) {
  if (isInStaticInitializer(*F, Call))
    return true;
  const FlowGraph &Flow = F->Flow;
  uint32_t Block = Call.Block;
  if (F->FlowFailed || Block >= Flow.Blocks.size() ||
      Flow.Entry >= Flow.Blocks.size())
    return false;

  // One turn of the loops around the call.
  llvm::SmallVector<LoopFlow, 2> Loops;
  llvm::SmallVector<ValueId, 8> LoopTests;
  uint32_t Around = Call.Loop;
  for (unsigned Depth = 0; Around != NoIndex && Depth < 64; ++Depth) {
    const LoopFacts &L = F->Loops[Around];
    Loops.emplace_back(*F, Around);
    if (L.Condition != NoIndex)
      walkValue(*F, L.Condition, WalkOperands, [&](ValueId V) {
        LoopTests.push_back(V);
        return true;
      });
    Around = L.Parent;
  }

  for (uint32_t B = 0; B < Flow.Blocks.size(); ++B) {
    const FlowBlock &Branch = Flow.Blocks[B];
    if (Branch.Condition == NoIndex || Branch.Successors.size() < 2 ||
        llvm::is_contained(LoopTests, Branch.Condition))
      continue;
    llvm::BitVector Avoid(Flow.Blocks.size());
    Avoid.set(B);
    for (const LoopFlow &L : Loops)
      if (L.repeats(B))
        Avoid.set(L.head());
    // Exactly one side comes to the call.
    llvm::BitVector Region(Flow.Blocks.size());
    unsigned Sides = 0;
    for (const FlowEdge &Edge : Branch.Successors) {
      if (Edge.To == B)
        continue;
      llvm::BitVector Side = reachableOver(Flow, Edge.To, Avoid);
      if (!Side.test(Block))
        continue;
      ++Sides;
      Region |= Side;
    }
    if (Sides != 1)
      continue;
    llvm::BitVector OnlyBranch(Flow.Blocks.size());
    OnlyBranch.set(B);
    if (B != Flow.Entry &&
        reachableOver(Flow, Flow.Entry, OnlyBranch).test(Block))
      continue; // There is a way around the branch.
    Guard G;
    collectReads(F, Branch.Condition, Loop, G);
    if (isWritten(F, G, Region, Call))
      return true;
  }
  return false;
}

} // namespace hangproof
