//===- MemberBits.cpp - Flags in a struct that a call is given ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MemberBits.h"
#include "ConstantArguments.h"
#include "EffectConditions.h"
#include "llvm/ADT/SmallBitVector.h"
#include <optional>

namespace hangproof {
namespace {

/// Functions between the call and the store; more is not followed.
constexpr unsigned MostDepth = 4;

class BitSearch {
public:
  BitSearch(const Program &P, WantedBits Wanted) : P(P), Wanted(Wanted) {}

  bool holds(FunctionRef F, const CallFacts &Call, ValueId Pointer,
             CallPath Path, unsigned Depth);

private:
  struct Object {
    ValueId Value = NoIndex;   ///< Local, Global, Field or what a pointer has.
    ValueId Pointer = NoIndex; ///< The parameter that points to it.
  };
  Object objectOf(const FunctionFacts &F, ValueId Pointer) const;
  bool isObject(const FunctionFacts &F, ValueId Target, const Object &O) const;

  /// What one event says: has, has not, or nothing.
  std::optional<bool> atEvent(FunctionRef F, const FlowEvent &E,
                              const Object &O, CallPath Path, unsigned Depth);
  std::optional<bool> inValue(FunctionRef F, ValueId Value, CallPath Path);
  bool inWhole(FunctionRef F, ValueId Value, CallPath Path);
  bool atEntry(FunctionRef F, const Object &O, CallPath Path, unsigned Depth);
  bool inStores(SymbolId Variable);

  const Program &P;
  WantedBits Wanted;
};

} // namespace

BitSearch::Object BitSearch::objectOf(const FunctionFacts &F,
                                      ValueId Pointer) const {
  Object Result;
  for (unsigned Depth = 0; Pointer < F.Values.size() && Depth < 8; ++Depth) {
    const ValueFacts &V = F.Values[Pointer];
    if (V.Kind == ValueKind::AddressOf) {
      Result.Value = V.Operands[0];
      return Result;
    }
    if (V.Kind == ValueKind::Parameter) {
      Result.Pointer = Pointer;
      return Result;
    }
    // A pointer to the one struct that it was ever pointed to.
    if (V.Kind != ValueKind::Local ||
        F.Locals[V.Number].Definitions.size() != 1)
      break;
    Pointer = F.Locals[V.Number].Definitions[0].Value;
  }
  return Result;
}

bool BitSearch::isObject(const FunctionFacts &F, ValueId Target,
                         const Object &O) const {
  if (Target >= F.Values.size())
    return false;
  if (O.Value != NoIndex && Target == O.Value)
    return true;
  const ValueFacts &V = F.Values[Target];
  if (V.Kind != ValueKind::Deref)
    return false;
  Object Other = objectOf(F, V.Operands[0]);
  return O.Value != NoIndex
             ? Other.Value == O.Value
             : Other.Pointer == O.Pointer && O.Pointer != NoIndex;
}

std::optional<bool> BitSearch::inValue(FunctionRef F, ValueId Value,
                                       CallPath Path) {
  if (Value == NoIndex)
    return false;
  if (std::optional<KnownConstant> Known = constantOf(P, F, Value, Path))
    return (static_cast<uint64_t>(Known->Number) & Wanted.Bits) == Wanted.Bits;
  const ValueFacts &V = F->Values[Value];
  if (V.Kind == ValueKind::Select) {
    if (std::optional<bool> Which = truthOnPath(P, F, V.Operands[0], Path))
      return inValue(F, V.Operands[*Which ? 1 : 2], Path);
    return false;
  }
  if (V.Kind != ValueKind::Bitwise)
    return false;
  for (ValueId Operand : V.Operands) {
    std::optional<KnownConstant> Known = constantOf(P, F, Operand, Path);
    if (!Known)
      continue;
    bool Has =
        (static_cast<uint64_t>(Known->Number) & Wanted.Bits) == Wanted.Bits;
    bool IsMask = BitwiseOp(V.Extra) == BitwiseOp::And;
    if (IsMask != Has)
      return Has;
  }
  return std::nullopt;
}

/// The struct as a whole: an initializer that names the member.
bool BitSearch::inWhole(FunctionRef F, ValueId Value, CallPath Path) {
  if (Value >= F->Values.size())
    return false;
  const ValueFacts &V = F->Values[Value];
  if (V.Kind != ValueKind::Aggregate)
    return false;
  llvm::SmallVector<llvm::StringRef, 8> Names;
  llvm::StringRef(V.Text).split(Names, ' ', -1, /*KeepEmpty=*/false);
  for (size_t I = 0; I < Names.size() && I < V.Operands.size(); ++I)
    if (Names[I] == Wanted.Member)
      return inValue(F, V.Operands[I], Path).value_or(false);
  return false;
}

std::optional<bool> BitSearch::atEvent(FunctionRef F, const FlowEvent &E,
                                       const Object &O, CallPath Path,
                                       unsigned Depth) {
  switch (E.Kind) {
  case EventKind::Store: {
    const StoreFacts &S = F->Stores[E.Index];
    if (!isObject(*F, S.Target, O))
      return std::nullopt;
    if (S.Member.empty())
      return inWhole(F, S.Value, Path);
    return S.Member == Wanted.Member ? inValue(F, S.Value, Path) : std::nullopt;
  }
  case EventKind::Define:
    if (O.Value != NoIndex && F->Values[O.Value].Kind == ValueKind::Local &&
        F->Values[O.Value].Number == E.Index)
      return inWhole(F, E.Value, Path);
    return std::nullopt;
  case EventKind::Call: {
    const CallFacts &Call = F->Calls[E.Index];
    for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
      if (Call.Arguments[A] >= F->Values.size())
        continue;
      Object Given = objectOf(*F, Call.Arguments[A]);
      bool IsSame = O.Value != NoIndex
                        ? Given.Value == O.Value
                        : O.Pointer != NoIndex && Given.Pointer == O.Pointer;
      if (!IsSame)
        continue;
      // An own function that fills the struct.
      bool HasBody = false, Stores = false, Has = false;
      for (FunctionRef Target : P.targets(F, Call)) {
        HasBody = true;
        for (const StoreFacts &S : Target->Stores) {
          if (S.Target >= Target->Values.size())
            continue;
          const ValueFacts &V = Target->Values[S.Target];
          if (V.Kind != ValueKind::Deref ||
              Target->Values[V.Operands[0]].Kind != ValueKind::Parameter ||
              Target->Values[V.Operands[0]].Number != A ||
              S.Member != Wanted.Member)
            continue;
          Stores = true;
          Has = inValue(Target, S.Value, {}).value_or(Has);
        }
      }
      if (HasBody) {
        if (Stores)
          return Has;
        continue;
      }
      // memset and the like write it whole; a const argument is only read.
      for (const LocalFacts &Local : F->Locals)
        for (const DefinitionFacts &D : Local.Definitions)
          if (D.Value < F->Values.size() &&
              F->Values[D.Value].Kind == ValueKind::OutArgument &&
              F->Values[D.Value].Number == E.Index &&
              F->Values[D.Value].Extra == A)
            return false;
    }
    return std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

/// All stores of the program into the member of a field or global.
bool BitSearch::inStores(SymbolId Variable) {
  bool Has = false;
  for (const StoreRef &Store : P.stores(Variable)) {
    const StoreFacts &S = Store.facts();
    if (!S.Member.empty() && S.Member != Wanted.Member)
      continue;
    std::optional<bool> One = S.Member.empty()
                                  ? inWhole(Store.Function, S.Value, {})
                                  : inValue(Store.Function, S.Value, {});
    if (One == false && !S.Member.empty())
      return false;
    Has |= One.value_or(false);
  }
  return Has;
}

bool BitSearch::atEntry(FunctionRef F, const Object &O, CallPath Path,
                        unsigned Depth) {
  if (O.Value != NoIndex) {
    const ValueFacts &V = F->Values[O.Value];
    return (V.Kind == ValueKind::Global || V.Kind == ValueKind::Field) &&
           inStores(V.Symbol);
  }
  if (O.Pointer == NoIndex || Depth >= MostDepth)
    return false;
  size_t Index = F->Values[O.Pointer].Number;
  auto InCaller = [&](const CallRef &From, CallPath Rest) {
    const CallFacts &Call = From.facts();
    return Index < Call.Arguments.size() &&
           holds(From.Caller, Call, Call.Arguments[Index], Rest, Depth + 1);
  };
  if (!Path.empty())
    return InCaller(Path.back(), Path.drop_back());
  llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
  return !Callers.empty() && Callers.size() <= 16 &&
         llvm::all_of(Callers,
                      [&](const CallRef &From) { return InCaller(From, {}); });
}

bool BitSearch::holds(FunctionRef F, const CallFacts &Call, ValueId Pointer,
                      CallPath Path, unsigned Depth) {
  Object O = objectOf(*F, Pointer);
  if (O.Value == NoIndex && O.Pointer == NoIndex)
    return false;
  const FlowGraph &Flow = F->Flow;
  if (F->FlowFailed || Call.Block >= Flow.Blocks.size())
    return atEntry(F, O, Path, Depth);

  llvm::SmallVector<llvm::SmallVector<uint32_t, 2>, 16> Before(
      Flow.Blocks.size());
  for (uint32_t B = 0; B < Flow.Blocks.size(); ++B) {
    // What is passed on the path may leave one side only.
    std::optional<bool> Holds;
    if (Flow.Blocks[B].Condition != NoIndex)
      Holds = truthOnPath(P, F, Flow.Blocks[B].Condition, Path);
    for (const FlowEdge &Edge : Flow.Blocks[B].Successors) {
      bool IsOtherSide = Holds && ((Edge.Kind == EdgeKind::IfTrue && !*Holds) ||
                                   (Edge.Kind == EdgeKind::IfFalse && *Holds));
      if (Edge.To < Before.size() && !IsOtherSide)
        Before[Edge.To].push_back(B);
    }
  }

  CallId Id = &Call - F->Calls.data();
  llvm::SmallBitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work;
  // True when every path that ends here is told by an event of the block.
  auto Scan = [&](uint32_t B, size_t End, bool &Result) {
    const FlowBlock &Block = Flow.Blocks[B];
    for (size_t I = End; I-- > 0;)
      if (std::optional<bool> Has =
              atEvent(F, Block.Events[I], O, Path, Depth)) {
        Result = *Has;
        return true;
      }
    return false;
  };
  auto Enter = [&](uint32_t B, size_t End) {
    bool Has = false;
    if (Scan(B, End, Has))
      return Has;
    if (B == Flow.Entry)
      return atEntry(F, O, Path, Depth);
    for (uint32_t Earlier : Before[B])
      if (!Seen.test(Earlier)) {
        Seen.set(Earlier);
        Work.push_back(Earlier);
      }
    return true;
  };
  const std::vector<FlowEvent> &Own = Flow.Blocks[Call.Block].Events;
  size_t At = 0;
  while (At < Own.size() &&
         !(Own[At].Kind == EventKind::Call && Own[At].Index == Id))
    ++At;
  if (!Enter(Call.Block, At))
    return false;
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    if (!Enter(B, Flow.Blocks[B].Events.size()))
      return false;
  }
  return true;
}

bool memberHasBits(const Program &P, FunctionRef F, const CallFacts &Call,
                   ValueId Pointer, WantedBits Wanted, CallPath Path) {
  return BitSearch(P, Wanted).holds(F, Call, Pointer, Path, 0);
}

} // namespace hangproof
