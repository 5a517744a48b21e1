//===- OnceGuards.cpp - Calls that run once, or seldom --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnceGuards.h"
#include "Effects.h"
#include "LoopFlow.h"
#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

/// Verbs of calls that put something into a cache.
static constexpr llvm::StringLiteral FillingWords =
    "insert emplace put add set store push save remember mark cache update "
    "append register record assign reset exchange";

/// A branch that decides whether the call is made, and the variables that it
/// reads. Those that are written once it was taken are guards.
struct OnceGuards::Branch {
  uint32_t Block = NoIndex;
  ValueId Condition = NoIndex;
  llvm::BitVector Region; ///< Blocks on the side of the call.
  struct Variable {
    ValueId Value = NoIndex;  ///< A Field, Global or Local.
    SymbolId Symbol = 0;      ///< Of a field or global.
    ValueId Object = NoIndex; ///< What the field is a member of.
    bool IsPlainLocal = false;
    /// It is only handed to a call whose result is tested.
    bool IsArgument = false;
    bool IsWritten = false;
    bool IsCounter = false; ///< Names matter, and it is counted up or down.
  };
  llvm::SmallVector<Variable, 4> Variables;
  bool IsOrdering = false; ///< The condition asks for less or greater.

  void add(ValueId Value, SymbolId Symbol, ValueId Object,
           bool IsPlainLocal = false, bool IsArgument = false) {
    for (const Variable &V : Variables)
      if (V.Value == Value && V.Symbol == Symbol)
        return;
    Variables.push_back({Value, Symbol, Object, IsPlainLocal, IsArgument});
  }
  Variable *find(SymbolId Symbol) {
    for (Variable &V : Variables)
      if (V.Symbol == Symbol)
        return &V;
    return nullptr;
  }
};

const LocalFacts *OnceGuards::staticInitializedBy(const FunctionFacts &F,
                                                  const CallFacts &Call) const {
  for (const LocalFacts &Local : F.Locals)
    if (Local.IsStatic)
      for (const DefinitionFacts &D : Local.Definitions)
        if (D.Where == Local.Where &&
            isMadeOf(F, D.Value, Call.Result, WalkArguments))
          return &Local;
  return nullptr;
}

/// Whether the call only tells numeric addresses from names, by itself or in
/// the function of the project that it runs.
static bool parsesAddress(const Program &P, FunctionRef F,
                          const CallFacts &Call, unsigned Depth) {
  if (Call.ApiRow != NoIndex)
    return effectOf(P, F, Call, EffectKind::ParsesAddress) != nullptr;
  return Depth > 0 && llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
           return llvm::any_of(Target->Calls, [&](const CallFacts &Inner) {
             return parsesAddress(P, Target, Inner, Depth - 1);
           });
         });
}

void OnceGuards::collectReads(FunctionRef F, uint32_t Loop, Branch &B) const {
  const LoopFacts *Around = Loop == NoIndex ? nullptr : &F->Loops[Loop];
  // What the condition looks at itself, and not a call that it asks.
  llvm::SmallDenseSet<ValueId, 8> Direct;
  walkValue(*F, B.Condition, WalkLocals, [&](ValueId Id) {
    Direct.insert(Id);
    return true;
  });
  walkValue(*F, B.Condition, WalkLocals | WalkArguments, [&](ValueId Id) {
    const ValueFacts &V = F->Values[Id];
    switch (V.Kind) {
    case ValueKind::Compare: {
      CompareOp Op = CompareOp(V.Extra);
      B.IsOrdering |= Op != CompareOp::Equal && Op != CompareOp::NotEqual;
      break;
    }
    case ValueKind::Field:
      B.add(Id, V.Symbol, baseOf(*F, V.Operands[0]));
      break;
    case ValueKind::Global:
      B.add(Id, V.Symbol, NoIndex);
      break;
    case ValueKind::Local: {
      const LocalFacts &Local = F->Locals[V.Number];
      if (Local.IsStatic)
        B.add(Id, 0, NoIndex);
      else if (Around && Local.Where.File == Around->Where.File &&
               Local.Where.Offset < Around->Where.Offset &&
               Around->Variable != V.Number)
        B.add(Id, 0, NoIndex, /*IsPlainLocal=*/true, !Direct.contains(Id));
      break;
    }
    case ValueKind::OutArgument:
      // `list.push_back(item)` tells nothing about the item.
      return !hasWord(lastComponent(F->Calls[V.Number].CalleeName),
                      FillingWords);
    case ValueKind::Call:
      // What it writes the address to is a result, no memory.
      if (parsesAddress(P, F, F->Calls[V.Number], 1))
        return false;
      // A getter of the project stands for the member that it returns.
      for (FunctionRef Target : P.targets(F, F->Calls[V.Number]))
        if (Target->Returns.size() == 1 && Target->Returns[0].Value != NoIndex)
          walkValue(*Target, Target->Returns[0].Value, WalkOperands,
                    [&](ValueId Part) {
                      const ValueFacts &R = Target->Values[Part];
                      ValueId Object = F->Calls[V.Number].Object;
                      if (R.Kind == ValueKind::Field && Object != NoIndex)
                        B.add(Id, R.Symbol, baseOf(*F, Object));
                      else if (R.Kind == ValueKind::Global)
                        B.add(Id, R.Symbol, NoIndex);
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
                            SymbolId Variable, unsigned Depth) {
  llvm::ArrayRef<StoreRef> All = P.stores(Variable);
  return !All.empty() && llvm::any_of(P.targets(F, Call), [&](FunctionRef T) {
    auto [Entry, IsNew] =
        StoredWithin.try_emplace({T.Function, {Variable, Depth}});
    if (!IsNew)
      return Entry->second;
    bool Result =
        (!T->IsConstructor && llvm::any_of(All,
                                           [&](const StoreRef &Store) {
                                             return Store.Function == T;
                                           })) ||
        (Depth > 0 && llvm::any_of(T->Calls, [&](const CallFacts &Inner) {
           return storesInto(T, Inner, Variable, Depth - 1);
         }));
    return StoredWithin[{T.Function, {Variable, Depth}}] = Result;
  });
}

/// Whether what the call runs stores a constant into the variable.
bool OnceGuards::setsFlag(FunctionRef F, const CallFacts &Call,
                          SymbolId Variable) const {
  for (FunctionRef Target : P.targets(F, Call))
    for (const StoreRef &Store : P.stores(Variable)) {
      const StoreFacts &S = Store.facts();
      if (Store.Function == Target && !S.IsCompound &&
          Target->Values[S.Value].Kind == ValueKind::Integer)
        return true;
    }
  return false;
}

/// The bits of a variable that a value sets, clears or tests; all of them when
/// it does not single some out.
static int64_t bitsOf(const FunctionFacts &F, ValueId Value, ValueId Variable) {
  int64_t Bits = -1;
  walkValue(F, Value, WalkOperands, [&](ValueId Id) {
    const ValueFacts &V = F.Values[Id];
    if (V.Kind != ValueKind::Bitwise || V.Operands.size() != 2)
      return true;
    for (unsigned I : {0u, 1u})
      if (V.Operands[I] == Variable &&
          F.Values[V.Operands[1 - I]].Kind == ValueKind::Integer)
        Bits = F.Values[V.Operands[1 - I]].Number;
    return true;
  });
  // `x &= ~BIT` has all bits but one in it.
  return Bits < -1 ? ~Bits : Bits;
}

/// Whether the condition holds while there is none yet of what the call gets
/// the address of: `if (fd == -1) start(&fd)`. A zero may be an error code.
static bool asksForNone(const FunctionFacts &F, ValueId Condition,
                        const ValueFacts &Argument) {
  const ValueFacts &Test = F.Values[Condition];
  if (Argument.Kind != ValueKind::AddressOf || Test.Kind != ValueKind::Compare)
    return false;
  for (unsigned I : {0u, 1u}) {
    const ValueFacts &None = F.Values[Test.Operands[1 - I]];
    if (Test.Operands[I] == Argument.Operands[0])
      return None.Kind == ValueKind::Null ||
             (None.Kind == ValueKind::Integer && None.Number < 0) ||
             (I == 0 && CompareOp(Test.Extra) == CompareOp::Less &&
              None.Kind == ValueKind::Integer && None.Number == 0);
  }
  return false;
}

void OnceGuards::collectWrites(FunctionRef F, Branch &B,
                               const CallFacts &Call) {
  auto VariableOf = [&](ValueId Target) -> Branch::Variable * {
    for (unsigned Depth = 0; Target < F->Values.size() && Depth < 16; ++Depth) {
      const ValueFacts &V = F->Values[Target];
      if (V.Symbol)
        if (Branch::Variable *Found = B.find(V.Symbol))
          return Found;
      if (V.Kind == ValueKind::Local)
        for (Branch::Variable &Candidate : B.Variables)
          if (Candidate.Value == Target)
            return &Candidate;
      if (V.Kind != ValueKind::Field && V.Kind != ValueKind::Element &&
          V.Kind != ValueKind::Deref && V.Kind != ValueKind::AddressOf)
        return nullptr;
      Target = V.Operands[0];
    }
    return nullptr;
  };

  bool ByName = !Names.Memory.empty();
  auto HasName = [&](const Branch::Variable &Variable, llvm::StringRef Words) {
    return hasWord(nameOf(*F, Variable.Value), Words);
  };
  // Where names matter, what is filled with something is taken for the memory
  // of the result unless it says that it is another one.
  auto Fill = [&](Branch::Variable &Variable) {
    Variable.IsWritten |= !ByName || !HasName(Variable, Names.Other);
  };

  auto IsRemade = [&](ValueId Local) {
    for (unsigned Block : B.Region.set_bits())
      for (const FlowEvent &Event : F->Flow.Blocks[Block].Events)
        if (Event.Kind == EventKind::Store &&
            F->Stores[Event.Index].Target == Local)
          return true;
    return false;
  };

  // Numbers stored in each variable: a flag that is set and cleared again in
  // the same pass keeps nothing from running again.
  llvm::SmallDenseMap<Branch::Variable *, int64_t, 4> Numbers;
  llvm::SmallPtrSet<Branch::Variable *, 4> Cleared;
  // What is set by the test itself: `if (!busy.exchange(true))`, also in a
  // function that tells how it was: `if (enter())`.
  for (const FlowEvent &Event : F->Flow.Blocks[B.Block].Events) {
    if (Event.Kind == EventKind::Store) {
      const StoreFacts &S = F->Stores[Event.Index];
      Branch::Variable *Variable = VariableOf(S.Target);
      if (!Variable || Variable->IsPlainLocal || S.IsCompound ||
          F->Values[S.Value].Kind != ValueKind::Integer ||
          (ByName && !HasName(*Variable, Names.Memory)))
        continue;
      Variable->IsWritten = true;
      Numbers[Variable] = F->Values[S.Value].Number;
    } else if (Event.Kind == EventKind::Call) {
      const CallFacts &Test = F->Calls[Event.Index];
      for (Branch::Variable &Variable : B.Variables)
        if (Variable.Value == Test.Result && Variable.Symbol &&
            (!ByName || HasName(Variable, Names.Memory)))
          Variable.IsWritten |= setsFlag(F, Test, Variable.Symbol);
    }
  }
  for (unsigned Block : B.Region.set_bits())
    for (const FlowEvent &Event : F->Flow.Blocks[Block].Events) {
      if (Event.Kind == EventKind::Store) {
        const StoreFacts &S = F->Stores[Event.Index];
        Branch::Variable *Variable = VariableOf(S.Target);
        if (!Variable)
          continue;
        const ValueFacts &Stored = F->Values[S.Value];
        bool IsFlag = Stored.Kind == ValueKind::Integer && !S.IsCompound;
        if (Variable->IsPlainLocal && !IsFlag && !B.IsOrdering)
          continue;
        bool IsWhole = F->Values[S.Target].Kind == ValueKind::Local;
        // `length = sizeof address` before the call that was asked is run again
        // with it.
        if (Variable->IsArgument && IsWhole)
          continue;
        // Into something that was made after the test: `p = malloc(n)`.
        if (Variable->IsPlainLocal && !IsWhole && IsRemade(Variable->Value))
          continue;
        if (IsFlag) {
          auto [It, IsNew] = Numbers.try_emplace(Variable, Stored.Number);
          if (!IsNew && It->second != Stored.Number)
            Cleared.insert(Variable);
        } else if (isMadeOf(*F, S.Value, Call.Result,
                            WalkLocals | WalkArguments)) {
          // `err = run()` under `if (!err)` stops after a failure only.
          if (Results.successOf(F, Call) == SuccessNumber(0))
            continue;
        }
        // Another bit of the same word.
        if ((bitsOf(*F, B.Condition, S.Target) &
             bitsOf(*F, S.Value, S.Target)) == 0)
          continue;
        if (!ByName || HasName(*Variable, Names.Memory))
          Variable->IsWritten = true;
        else if (comesOf(*F, S.Value, Call))
          Fill(*Variable);
        Variable->IsCounter |= ByName && S.IsIncrement;
        continue;
      }
      if (Event.Kind != EventKind::Call)
        continue;
      const CallFacts &Other = F->Calls[Event.Index];
      bool IsFilling = hasWord(lastComponent(Other.CalleeName), FillingWords);
      if (Other.Object != NoIndex && &Other != &Call && IsFilling)
        if (Branch::Variable *Variable = VariableOf(Other.Object))
          Fill(*Variable);
      // The call may itself write its result to what the branch asks for:
      // `if (!peer->list) getaddrinfo(name, 0, 0, &peer->list)`.
      for (ValueId Argument : Other.Arguments)
        if ((&Other != &Call || ByName ||
             asksForNone(*F, B.Condition, F->Values[Argument])) &&
            (IsFilling || F->Values[Argument].Kind == ValueKind::AddressOf))
          if (Branch::Variable *Variable = VariableOf(Argument))
            // What both calls are about, such as the handle of a server, is no
            // memory.
            if (IsFilling || !Variable->IsArgument)
              Fill(*Variable);
      for (Branch::Variable &Variable : B.Variables)
        if (Variable.Symbol && !Variable.IsWritten &&
            (!ByName || HasName(Variable, Names.Memory)) &&
            storesInto(F, Other, Variable.Symbol, 2))
          Variable.IsWritten = true;
    }
  for (Branch::Variable *Variable : Cleared)
    Variable->IsWritten = false;
}

/// Whether each turn of the loop stores into the local before it comes to the
/// block's condition: then nothing is left there of the turn before.
static bool isSetInTurn(const FunctionFacts &F, const LoopFlow &Turn,
                        ValueId Local, uint32_t Block) {
  const FlowGraph &Flow = F.Flow;
  llvm::BitVector Sets(Flow.Blocks.size());
  for (unsigned I : Turn.body().set_bits())
    for (const FlowEvent &Event : Flow.Blocks[I].Events)
      if (Event.Kind == EventKind::Store) {
        const StoreFacts &S = F.Stores[Event.Index];
        if (S.Target == Local && !S.IsCompound && !S.IsIncrement &&
            !isMadeOf(F, S.Value, Local, WalkOperands))
          Sets.set(I);
      }
  return Sets.test(Block) || Sets.test(Turn.head()) ||
         (Turn.head() != Block &&
          !reachable(Flow, Turn.head(), Sets).test(Block));
}

/// Whether one of the blocks stores into the field or global.
static bool isStoredIn(const FunctionFacts &F, const llvm::BitVector &Blocks,
                       SymbolId Variable) {
  for (unsigned Block : Blocks.set_bits())
    for (const FlowEvent &Event : F.Flow.Blocks[Block].Events) {
      if (Event.Kind == EventKind::Store) {
        const StoreFacts &S = F.Stores[Event.Index];
        if (S.Target < F.Values.size() && F.Values[S.Target].Symbol == Variable)
          return true;
        continue;
      }
      if (Event.Kind != EventKind::Call)
        continue;
      for (ValueId Argument : F.Calls[Event.Index].Arguments)
        if (Argument < F.Values.size() &&
            F.Values[Argument].Kind == ValueKind::AddressOf &&
            F.Values[F.Values[Argument].Operands[0]].Symbol == Variable)
          return true;
    }
  return false;
}

OnceGuard OnceGuards::find(FunctionRef F, const CallFacts &Call,
                           uint32_t Loop) {
  OnceGuard Result;
  if (const LocalFacts *Static = staticInitializedBy(*F, Call)) {
    Result.IsFull = true;
    Result.IsPerThread = llvm::any_of(F->Values, [&](const ValueFacts &V) {
      return V.Kind == ValueKind::Local && (V.Extra & PerThreadBit) &&
             &F->Locals[V.Number] == Static;
    });
  }
  const FlowGraph &Flow = F->Flow;
  if (Result.IsFull || F->FlowFailed || Call.Block >= Flow.Blocks.size() ||
      Flow.Entry >= Flow.Blocks.size())
    return Result;

  // One turn of the loops around the call.
  llvm::SmallVector<LoopFlow, 2> Loops;
  llvm::SmallVector<ValueId, 8> LoopTests;
  uint32_t Around = Call.Loop, InLoop = NoIndex;
  for (unsigned Depth = 0; Around != NoIndex && Depth < 64; ++Depth) {
    const LoopFacts &L = F->Loops[Around];
    if (Around == Loop)
      InLoop = Loops.size();
    Loops.emplace_back(*F, Around);
    if (L.Condition != NoIndex)
      walkValue(*F, L.Condition, WalkOperands, [&](ValueId V) {
        LoopTests.push_back(V);
        return true;
      });
    Around = L.Parent;
  }

  auto HeadsAround = [&](uint32_t I) {
    llvm::BitVector Heads(Flow.Blocks.size());
    for (const LoopFlow &L : Loops)
      if (L.repeats(I))
        Heads.set(L.head());
    return Heads;
  };
  // Adds the guards among the variables of a branch; false if there are none.
  auto Add = [&](const Branch &B, uint32_t I, OnceGuard &To) {
    bool Any = false;
    bool IsOutside = InLoop != NoIndex && !Loops[InLoop].repeats(I);
    for (const Branch::Variable &Variable : B.Variables) {
      const ValueFacts &V = F->Values[Variable.Value];
      To.IsPerThread |=
          (V.Extra & PerThreadBit) &&
          (V.Kind == ValueKind::Local || V.Kind == ValueKind::Global);
      if (!Variable.IsWritten || Variable.IsCounter)
        continue;
      // What is tested before the loop holds for all of its turns.
      if (Variable.IsPlainLocal &&
          (IsOutside || (InLoop != NoIndex &&
                         isSetInTurn(*F, Loops[InLoop], Variable.Value, I))))
        continue;
      Any = true;
      ValueKind Kind = Variable.Object == NoIndex
                           ? ValueKind::Unknown
                           : F->Values[Variable.Object].Kind;
      if (Variable.Object == NoIndex || Kind == ValueKind::Global)
        To.IsFull = true;
      else if (!IsOutside && !llvm::is_contained(To.Objects, Variable.Object))
        To.Objects.push_back(Variable.Object);
    }
    return Any;
  };

  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Block = Flow.Blocks[I];
    if (Block.Condition == NoIndex || Block.Successors.size() < 2 ||
        llvm::is_contained(LoopTests, Block.Condition))
      continue;
    Branch B;
    B.Block = I;
    B.Condition = Block.Condition;
    if (onlySideTo(Flow, I, Call.Block, HeadsAround(I), B.Region)) {
      collectReads(F, Loop, B);
      collectWrites(F, B, Call);
      Add(B, I, Result);
      continue;
    }
    // `if (!known || now - since > most)` is one branch of two blocks: each of
    // its parts has to be a guard, for either may lead to the call.
    llvm::SmallVector<uint32_t, 4> Parts =
        partsOfChoice(Flow, I, Call.Block, HeadsAround(I), B.Region);
    OnceGuard Chain;
    bool AllAreMemory = !Parts.empty(), AnyIsGuard = false;
    for (uint32_t Part : Parts) {
      Branch One;
      One.Block = Part;
      One.Condition = Flow.Blocks[Part].Condition;
      One.Region = B.Region;
      collectReads(F, Loop, One);
      AllAreMemory &= llvm::any_of(One.Variables, [&](Branch::Variable &V) {
        return V.Symbol && !V.IsPlainLocal &&
               isStoredIn(*F, B.Region, V.Symbol);
      });
      collectWrites(F, One, Call);
      AnyIsGuard |= Add(One, Part, Chain);
    }
    if (!AllAreMemory || !AnyIsGuard)
      continue;
    Result.IsFull |= Chain.IsFull;
    Result.IsPerThread |= Chain.IsPerThread;
    for (ValueId Object : Chain.Objects)
      if (!llvm::is_contained(Result.Objects, Object))
        Result.Objects.push_back(Object);
  }
  return Result;
}

} // namespace hangproof
