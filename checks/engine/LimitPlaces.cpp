//===- LimitPlaces.cpp - Tables of fixed size with free places ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Limits.h"
#include "ValueWalk.h"

namespace hangproof {

/// The element of a table in a storage expression whose index is the cursor.
static ValueId elementAt(const FunctionFacts &F, ValueId V, ValueId Cursor) {
  for (unsigned Depth = 0; V < F.Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &Value = F.Values[V];
    if (Value.Kind == ValueKind::Element && Value.Operands.size() == 2 &&
        isMadeOf(F, Value.Operands[1], Cursor, WalkOperands))
      return V;
    if (Value.Kind != ValueKind::Field && Value.Kind != ValueKind::Deref &&
        Value.Kind != ValueKind::AddressOf && Value.Kind != ValueKind::Not &&
        Value.Kind != ValueKind::Element)
      return NoIndex;
    V = Value.Operands[0];
  }
  return NoIndex;
}

/// The table of fixed size that a loop with this cursor looks through for a
/// place that is free: it tests what stands there against a constant, not for
/// something that is looked up. The loop must not be around Outside.
ValueId Limits::tableSearched(FunctionRef F, ValueId Cursor,
                              const CallFacts *Outside) const {
  for (uint32_t Loop = 0; Loop < F->Loops.size(); ++Loop) {
    const Trips &T = Loops.of(F, Loop);
    bool IsFixed = T.Class == TripClass::Constant ||
                   T.Class == TripClass::Configured ||
                   F->Loops[Loop].ConstantTrips >= 0;
    if (!IsFixed || !llvm::is_contained(T.Items, Cursor))
      continue;
    bool IsAround = false;
    for (uint32_t Around = Outside ? Outside->Loop : NoIndex; Around != NoIndex;
         Around = F->Loops[Around].Parent)
      IsAround |= Around == Loop;
    if (IsAround)
      continue;
    for (const FlowBlock &Block : F->Flow.Blocks) {
      if (Block.Condition == NoIndex)
        continue;
      const ValueFacts &Test = F->Values[Block.Condition];
      ValueId Tested = Block.Condition;
      if (Test.Kind == ValueKind::Compare) {
        auto IsConstant = [&](ValueId V) {
          return F->Values[V].Kind == ValueKind::Integer ||
                 F->Values[V].Kind == ValueKind::Null;
        };
        if (!IsConstant(Test.Operands[0]) && !IsConstant(Test.Operands[1]))
          continue;
        Tested = Test.Operands[IsConstant(Test.Operands[0]) ? 1 : 0];
      }
      ValueId Element = elementAt(*F, Tested, Cursor);
      if (Element != NoIndex)
        return F->Values[Element].Operands[0];
    }
  }
  return NoIndex;
}

/// `for (i = 0; i < N; i++) if (!used[i]) break; if (i == N) continue;`
std::optional<Limit> Limits::freePlace(FunctionRef F, const CallFacts &Call,
                                       uint32_t Loop) const {
  const FlowGraph &Flow = F->Flow;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Block = Flow.Blocks[I];
    if (Block.Condition == NoIndex || Block.Successors.size() != 2 ||
        F->Values[Block.Condition].Kind != ValueKind::Compare)
      continue;
    for (ValueId Cursor : F->Values[Block.Condition].Operands) {
      if (F->Values[Cursor].Kind != ValueKind::Local)
        continue;
      ValueId Table = tableSearched(F, Cursor, &Call);
      if (Table == NoIndex)
        continue;
      // The loop around the call goes through its table for itself.
      bool IsOwn = false;
      for (uint32_t Around = Call.Loop; Around != NoIndex;
           Around = F->Loops[Around].Parent)
        IsOwn |= llvm::is_contained(Loops.of(F, Around).Items, Cursor);
      if (IsOwn)
        continue;
      // Not `bits[table[i] / 8] |= ...`, which is another table.
      bool IsTaken = llvm::any_of(F->Stores, [&](const StoreFacts &S) {
        ValueId Taken = elementAt(*F, S.Target, Cursor);
        return Taken != NoIndex && F->Values[Taken].Operands[1] == Cursor;
      });
      llvm::BitVector Avoid(Flow.Blocks.size());
      Avoid.set(I);
      if (Loop != NoIndex && Loops.flow(F, Loop).isKnown())
        Avoid.set(Loops.flow(F, Loop).head());
      bool First =
          reachableOver(Flow, Block.Successors[0].To, Avoid).test(Call.Block);
      bool Second =
          reachableOver(Flow, Block.Successors[1].To, Avoid).test(Call.Block);
      if (IsTaken && First != Second)
        return Limit{LimitKind::Count, F, Call.Where, nameOf(*F, Table).str()};
    }
  }
  return std::nullopt;
}

/// A function that gives a free place of a table, or says that there is none.
std::optional<Limits::Count> Limits::placeGiven(FunctionRef Target) const {
  bool HasNone = false;
  for (const ReturnFacts &Return : Target->Returns) {
    if (Return.Value == NoIndex)
      return std::nullopt;
    const ValueFacts &V = Target->Values[Return.Value];
    HasNone |= V.Kind == ValueKind::Null ||
               (V.Kind == ValueKind::Integer && V.Number <= 0);
  }
  if (!HasNone)
    return std::nullopt;
  ValueId Table = NoIndex;
  for (const ReturnFacts &Return : Target->Returns)
    walkValue(*Target, Return.Value, WalkLocals, [&](ValueId Id) {
      const ValueFacts &V = Target->Values[Id];
      ValueId Cursor = V.Kind == ValueKind::Element && V.Operands.size() == 2
                           ? V.Operands[1]
                           : Id;
      if (Table == NoIndex && Target->Values[Cursor].Kind == ValueKind::Local)
        Table = tableSearched(Target, Cursor, nullptr);
      return Table == NoIndex;
    });
  if (Table == NoIndex)
    return std::nullopt;
  Count C;
  C.In = holderOf(*Target, Table);
  C.Symbol = symbolOf(*Target, C.In);
  C.Name = nameOf(*Target, Table).str();
  C.IsNamed = true;
  return C;
}

} // namespace hangproof
