//===- LimitCounts.cpp - Counts that are compared with a maximum ----------===//
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

// Names of what is counted where no body says it, and of what it is held to.
static constexpr llvm::StringLiteral RunningWords =
    "active running current pending outstanding inflight flight live busy open "
    "used alive";
static constexpr llvm::StringLiteral CountedWords =
    "thread worker child children client connection conn session job task "
    "request process";
static constexpr llvm::StringLiteral SizeWords = "size count length num";
static constexpr llvm::StringLiteral MaximumWords =
    "max maximum most limit cap capacity allowed quota slots backlog budget "
    "bound concurrency concurrent";

std::optional<Limits::Count> Limits::countIn(FunctionRef F, ValueId V,
                                             unsigned Depth) const {
  if (V >= F->Values.size() || Depth > MostDepth)
    return std::nullopt;
  const ValueFacts &Value = F->Values[V];
  switch (Value.Kind) {
  case ValueKind::Add:
  case ValueKind::Subtract:
    for (ValueId Operand : Value.Operands)
      if (std::optional<Count> C = countIn(F, Operand, Depth + 1))
        return C;
    return std::nullopt;
  case ValueKind::Local:
    // What a call has just counted.
    for (const DefinitionFacts &D : F->Locals[Value.Number].Definitions)
      if (!D.Field && D.Value < F->Values.size() &&
          F->Values[D.Value].Kind == ValueKind::Call)
        if (std::optional<Count> C = countIn(F, D.Value, Depth + 1))
          return C;
    // A copy that was taken under a lock.
    if (const std::vector<DefinitionFacts> &All =
            F->Locals[Value.Number].Definitions;
        All.size() == 1 && !All[0].Field && All[0].Value < F->Values.size()) {
      ValueKind Kind = F->Values[All[0].Value].Kind;
      if (Kind == ValueKind::Field || Kind == ValueKind::Global)
        return countIn(F, All[0].Value, Depth + 1);
    }
    [[fallthrough]];
  case ValueKind::Parameter:
  case ValueKind::Field:
  case ValueKind::Global:
  case ValueKind::Element:
  case ValueKind::Deref: {
    Count C;
    C.In = holderOf(*F, V);
    if (C.In.isNone())
      return std::nullopt;
    C.Symbol = symbolOf(*F, C.In);
    C.Name = nameOf(P, *F, C.In).str();
    return C;
  }
  case ValueKind::Call: {
    const CallFacts &Call = F->Calls[Value.Number];
    for (FunctionRef Target : P.targets(F, Call))
      for (const ReturnFacts &Return : Target->Returns)
        if (std::optional<Count> C = countIn(Target, Return.Value, Depth + 1)) {
          C->In = inCaller(*Target, C->In, *F, Call);
          return C;
        }
    llvm::StringRef Name = lastComponent(Call.CalleeName);
    Count C;
    C.Name = Name.str();
    if (hasWord(Name, SizeWords)) {
      ValueId Container = Call.Object;
      if (Container == NoIndex && Call.Arguments.size() == 1)
        Container = Call.Arguments[0];
      C.In = holderOf(*F, Container);
      if (!C.In.isNone()) {
        C.IsSize = true;
        C.Symbol = symbolOf(*F, C.In);
        C.Name = nameOf(P, *F, C.In).str();
        C.IsNamed = hasWord(Name, CountedWords) || hasWord(Name, RunningWords);
        return C;
      }
    }
    if (hasWord(Name, RunningWords) || hasWord(Name, CountedWords)) {
      C.IsNamed = true;
      return C;
    }
    return std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// Whether the store moves the variable down or starts it again.
static bool isDown(const FunctionFacts &F, const StoreFacts &S) {
  const ValueFacts &V = F.Values[S.Value];
  if (V.Kind == ValueKind::Subtract)
    return true;
  return V.Kind == ValueKind::Add && V.Operands.size() == 2 &&
         F.Values[V.Operands[1]].Kind == ValueKind::Integer &&
         F.Values[V.Operands[1]].Number < 0;
}

bool Limits::stepsDown(const Count &C, FunctionRef F) const {
  for (const StoreFacts &S : F->Stores)
    if (isDown(*F, S) && holderOf(*F, S.Target).isSame(C.In))
      return true;
  // The predicate of a wait, and the function around it.
  return C.Symbol &&
         llvm::any_of(P.stores(C.Symbol), [](const StoreRef &Store) {
           return isDown(*Store.Function, Store.facts());
         });
}

bool Limits::isMaximum(FunctionRef F, ValueId V, const Count &C) const {
  if (V >= F->Values.size())
    return false;
  const ValueFacts &Value = F->Values[V];
  switch (Value.Kind) {
  case ValueKind::Integer:
    // Free slots are counted down to nothing.
    return Value.Number >= 1 ||
           (Value.Number == 0 && !C.IsSize && stepsDown(C, F));
  case ValueKind::Null:
  case ValueKind::String:
  case ValueKind::Unknown:
    return false;
  case ValueKind::Local:
    // A cursor is no maximum.
    for (uint32_t Loop = 0; Loop < F->Loops.size(); ++Loop)
      if (Loops.isItem(F, Loop, V))
        return false;
    return true;
  case ValueKind::Call:
    return hasWord(nameOf(*F, V), MaximumWords) ||
           hasWord(nameOf(*F, V), CountedWords);
  default:
    return true;
  }
}

std::optional<Limits::Count>
Limits::comparison(FunctionRef F, ValueId Condition, unsigned Depth) const {
  if (Condition >= F->Values.size() || Depth > MostDepth)
    return std::nullopt;
  const ValueFacts &V = F->Values[Condition];
  switch (V.Kind) {
  case ValueKind::Not:
    return comparison(F, V.Operands[0], Depth);
  case ValueKind::Bitwise:
  case ValueKind::Select:
    for (ValueId Operand : V.Operands)
      if (std::optional<Count> C = comparison(F, Operand, Depth + 1))
        return C;
    return std::nullopt;
  case ValueKind::Local:
    for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
      if (!D.Field && D.Value < F->Values.size() &&
          F->Values[D.Value].Kind != ValueKind::Local)
        if (std::optional<Count> C = comparison(F, D.Value, Depth + 1))
          return C;
    return std::nullopt;
  case ValueKind::Compare:
    for (unsigned I : {0u, 1u})
      if (std::optional<Count> C = countIn(F, V.Operands[I], 0))
        if (isMaximum(F, V.Operands[1 - I], *C))
          return C;
    for (unsigned I : {0u, 1u})
      if (F->Values[V.Operands[1 - I]].Kind == ValueKind::Integer ||
          F->Values[V.Operands[1 - I]].Kind == ValueKind::Null)
        if (std::optional<Count> C = reserved(F, V.Operands[I], Depth))
          return C;
    return std::nullopt;
  case ValueKind::Call: {
    if (std::optional<Count> C = reserved(F, Condition, Depth))
      return C;
    const CallFacts &Call = F->Calls[V.Number];
    for (FunctionRef Target : P.targets(F, Call)) {
      // A small predicate: what it returns, or tests before it returns.
      constexpr size_t MostBlocks = 16;
      std::optional<Count> C;
      for (const ReturnFacts &Return : Target->Returns)
        if (!C)
          C = comparison(Target, Return.Value, Depth + 1);
      if (Target->Flow.Blocks.size() <= MostBlocks)
        for (const FlowBlock &Block : Target->Flow.Blocks)
          if (!C && Block.Condition != NoIndex)
            C = comparison(Target, Block.Condition, Depth + 1);
      if (!C)
        continue;
      C->In = inCaller(*Target, C->In, *F, Call);
      return C;
    }
    return std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// Whether the count has to do with the call: it changes on a path through the
/// call, or other functions change it.
bool Limits::isRelated(FunctionRef F, const Count &C, const CallFacts &Call,
                       uint32_t Loop) {
  if (C.IsNamed)
    return true;
  if (Loop != NoIndex && C.IsSize) {
    // What the loop runs over is not what runs.
    const LoopFacts &L = F->Loops[Loop];
    if (L.Range != NoIndex && holderOf(*F, L.Range).isSame(C.In))
      return false;
    if (C.In.Base != NoIndex && !C.In.Member &&
        Loops.isItem(F, Loop, C.In.Base))
      return false;
  }
  llvm::BitVector Avoid(F->Flow.Blocks.size());
  if (Loop != NoIndex && Loops.flow(F, Loop).isKnown())
    Avoid.set(Loops.flow(F, Loop).head());
  bool HasFlow = !F->FlowFailed && Call.Block < Avoid.size();
  auto IsOnPath = [&](uint32_t Block) {
    return !HasFlow || Block == Call.Block ||
           (Block < Avoid.size() &&
            (reachable(F->Flow, Block, Avoid).test(Call.Block) ||
             reachable(F->Flow, Call.Block, Avoid).test(Block)));
  };
  if (C.IsSize) {
    for (const CallFacts &Other : F->Calls)
      if (Other.Object != NoIndex &&
          hasWord(lastComponent(Other.CalleeName), FillingWords) &&
          holderOf(*F, Other.Object).isSame(C.In) && IsOnPath(Other.Block))
        return true;
    if (!C.Symbol)
      return false;
    for (FunctionRef G : P.functions())
      if (!(G == F))
        for (const CallFacts &Other : G->Calls)
          if (Other.Object != NoIndex &&
              hasWord(lastComponent(Other.CalleeName), FillingWords) &&
              symbolOf(*G, holderOf(*G, Other.Object)) == C.Symbol)
            return true;
    return false;
  }
  for (uint32_t I = 0; I < F->Flow.Blocks.size(); ++I)
    for (const FlowEvent &E : F->Flow.Blocks[I].Events)
      if (E.Kind == EventKind::Store) {
        const StoreFacts &S = F->Stores[E.Index];
        if ((S.IsCompound || S.IsIncrement ||
             isMadeOf(*F, S.Value, S.Target, WalkOperands)) &&
            holderOf(*F, S.Target).isSame(C.In) && IsOnPath(I))
          return true;
      }
  if (!C.Symbol)
    return false;
  // Counted in a file that is not in view.
  if (P.stores(C.Symbol).empty() &&
      (hasWord(C.Name, CountedWords) || hasWord(C.Name, RunningWords)))
    return true;
  for (const StoreRef &Store : P.stores(C.Symbol)) {
    const StoreFacts &S = Store.facts();
    if (!(Store.Function == F) && (S.IsCompound || S.IsIncrement))
      return true;
  }
  return false;
}

/// Whether the count outlives one turn of the loop, or one run of F, and is no
/// cursor of another loop.
bool Limits::outlives(FunctionRef F, const Count &C, uint32_t Loop) {
  const Holder &H = C.In;
  if (H.isNone() || H.Member || H.Base == NoIndex)
    return true;
  const ValueFacts &Base = F->Values[H.Base];
  if (Base.Kind == ValueKind::Parameter && (C.IsSize || H.IsElement))
    return true;
  if (Base.Kind != ValueKind::Local && Base.Kind != ValueKind::Parameter)
    return true;
  if (Base.Kind == ValueKind::Local && F->Locals[Base.Number].IsStatic)
    return true;
  if (Loop == NoIndex)
    return false;
  if (Base.Kind == ValueKind::Local) {
    const Place &Declared = F->Locals[Base.Number].Where;
    const Place &Around = F->Loops[Loop].Where;
    if (Declared.File == Around.File && Declared.Offset > Around.Offset)
      return false;
  }
  for (uint32_t Other = 0; Other < F->Loops.size() && !C.IsSize; ++Other)
    if (Other != Loop && Loops.isItem(F, Other, H.Base))
      return false;
  return true;
}

/// Words of calls that wait, or have no more come in for now:
/// pauseAccepting, evconnlistener_disable.
static constexpr llvm::StringLiteral StoppingWords =
    "wait sleep pause suspend throttle disable";

bool Limits::waits(FunctionRef F, const CallFacts &Call, unsigned Depth) const {
  if (Call.ApiRow != NoIndex)
    for (const AppliedEffect &Applied : effectsOf(P, F, Call))
      switch (Applied.What->Kind) {
      case EffectKind::Joins:
      case EffectKind::Polls:
      case EffectKind::WaitsUntil:
        return true;
      case EffectKind::AcquiresLimit:
        if (Applied.What->BlockKind != "lock")
          return true;
        break;
      case EffectKind::Blocks:
        if (Applied.What->BlockKind == "sleep" ||
            Applied.What->BlockKind == "lock" ||
            Applied.What->BlockKind == "process")
          return true;
        break;
      default:
        break;
      }
  if (hasWord(lastComponent(Call.CalleeName), StoppingWords))
    return true;
  if (Call.CalleeIsSystem || Depth >= 2)
    return false;
  for (FunctionRef Target : P.targets(F, Call))
    for (const CallFacts &Inner : Target->Calls)
      if (waits(Target, Inner, Depth + 1))
        return true;
  return false;
}

/// Whether the branch keeps the call from running, leaves the loop, waits, or
/// changes what the loop does.
bool Limits::holdsBack(FunctionRef F, uint32_t Branch, const CallFacts &Call,
                       uint32_t Loop, const Count &C) {
  const FlowGraph &Flow = F->Flow;
  const LoopFlow *Turn = Loop == NoIndex ? nullptr : &Loops.flow(F, Loop);
  llvm::BitVector Avoid(Flow.Blocks.size());
  Avoid.set(Branch);
  if (Turn)
    Avoid.set(Turn->head());
  llvm::SmallVector<llvm::BitVector, 2> Sides;
  bool Leaves = false;
  for (const FlowEdge &Edge : Flow.Blocks[Branch].Successors) {
    Sides.push_back(reachableOver(Flow, Edge.To, Avoid));
    Leaves |= Turn && Turn->leaves(Edge.To);
  }
  if (Sides.size() != 2)
    return false;
  // A cursor of the loop is a limit only where it ends the loop.
  if (Turn && C.In.Base != NoIndex && !C.In.Member &&
      Loops.isItem(F, Loop, C.In.Base))
    return Leaves && Branch != Turn->head();
  if (Leaves || Sides[0].test(Call.Block) != Sides[1].test(Call.Block))
    return true;
  for (unsigned I : {0u, 1u}) {
    llvm::BitVector Only = Sides[I];
    Only.reset(Sides[1 - I]);
    for (unsigned Block : Only.set_bits())
      for (const FlowEvent &E : Flow.Blocks[Block].Events) {
        if (E.Kind == EventKind::Call && waits(F, F->Calls[E.Index], 0))
          return true;
        if (E.Kind == EventKind::Store &&
            !holderOf(*F, F->Stores[E.Index].Target).isSame(C.In))
          return true;
      }
  }
  return false;
}

std::optional<Limit> Limits::counted(FunctionRef F, const CallFacts &Call,
                                     uint32_t Loop) {
  const FlowGraph &Flow = F->Flow;
  const LoopFlow *Turn = Loop == NoIndex ? nullptr : &Loops.flow(F, Loop);
  if (F->FlowFailed || Call.Block >= Flow.Blocks.size() ||
      (Turn && !Turn->isKnown())) {
    for (const OperationFacts &O : F->Operations)
      if (O.Loop == Call.Loop)
        if (std::optional<Count> C = comparison(F, O.Value, 0);
            C && isRelated(F, *C, Call, Loop))
          return Limit{LimitKind::Count, F, O.Where, C->Name};
    return std::nullopt;
  }
  llvm::BitVector Blocks = Turn ? Turn->body() : reachable(Flow, Call.Block);
  Blocks.resize(Flow.Blocks.size());
  Blocks.set(Call.Block);
  // Branches that leave the loop are on its edge.
  llvm::BitVector Before(Flow.Blocks.size());
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I)
    if (!Turn && reachable(Flow, I).test(Call.Block))
      Before.set(I);
  Blocks |= Before;
  for (unsigned I : Blocks.set_bits()) {
    const FlowBlock &Block = Flow.Blocks[I];
    if (Block.Condition == NoIndex)
      continue;
    std::optional<Count> C = comparison(F, Block.Condition, 0);
    if (!C || !outlives(F, *C, Loop) || !isRelated(F, *C, Call, Loop) ||
        !holdsBack(F, I, Call, Loop, *C))
      continue;
    Limit L{LimitKind::Count, F, Call.Where, C->Name};
    for (const OperationFacts &O : F->Operations)
      if (O.Value == Block.Condition)
        L.Where = O.Where;
    return L;
  }
  if (std::optional<Limit> L = freePlace(F, Call, Loop))
    return L;
  for (const CallFacts &Other : F->Calls) {
    if (&Other == &Call || Other.Block >= Blocks.size() ||
        !Blocks.test(Other.Block))
      continue;
    if (waits(F, Other, 1))
      for (ValueId Argument : Other.Arguments)
        if (F->Values[Argument].Kind == ValueKind::Lambda)
          for (FunctionRef Target : functionsIn(P, F, Argument))
            for (const ReturnFacts &Return : Target->Returns)
              if (std::optional<Count> C = comparison(Target, Return.Value, 0))
                return Limit{LimitKind::Count, F, Other.Where, C->Name};
    if (!Other.CalleeIsSystem)
      for (FunctionRef Target : P.targets(F, Other))
        if (std::optional<Limit> L = waitsForSlot(Target, 0))
          return L;
  }
  return std::nullopt;
}

} // namespace hangproof
