//===- MemberBits.cpp - Flags that a call is given ------------------------===//
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
/// Callers that are asked what they pass.
constexpr size_t MostCallers = 16;
/// Variables between a flag and the call, in all functions together.
constexpr unsigned MostVariables = 6;

/// Before an event of a block.
struct FlowPoint {
  uint32_t Block = NoIndex;
  size_t End = 0; ///< Events of the block that have run.
};

class BitSearch {
public:
  /// OnSome: one path to the call, or one caller, is enough.
  BitSearch(const Program &P, WantedBits Wanted, bool OnSome)
      : P(P), Wanted(Wanted), OnSome(OnSome) {}

  /// Whether the struct that Pointer points to has the bits at the call.
  bool holds(FunctionRef F, const CallFacts &Call, ValueId Pointer,
             CallPath Path, unsigned Depth);
  /// Whether the number has.
  bool numberHolds(FunctionRef F, const CallFacts &Call, ValueId Value,
                   CallPath Path, unsigned Depth);

private:
  struct Object {
    ValueId Value = NoIndex;   ///< Local, Global, Field or what a pointer has.
    ValueId Pointer = NoIndex; ///< The parameter that points to it.
    /// Value is a local or a parameter that is a number, not a struct.
    bool IsNumber = false;
  };
  Object objectOf(const FunctionFacts &F, ValueId Pointer) const;
  bool isObject(const FunctionFacts &F, ValueId Target, const Object &O) const;
  FlowPoint pointOf(const FunctionFacts &F, const CallFacts &Call) const;

  bool holdsAt(FunctionRef F, FlowPoint At, const Object &O, CallPath Path,
               unsigned Depth);
  /// What one event says: has, has not, or nothing.
  std::optional<bool> atEvent(FunctionRef F, FlowPoint At, const Object &O,
                              CallPath Path, unsigned Depth);
  std::optional<bool> atCall(FunctionRef F, CallId Id, const Object &O);
  /// Whether a number has the bits; none if it is what O was, or has as many.
  std::optional<bool> inValue(FunctionRef F, FlowPoint At, ValueId Value,
                              const Object &O, CallPath Path, unsigned Depth);
  bool inWhole(FunctionRef F, FlowPoint At, ValueId Value, CallPath Path,
               unsigned Depth);
  bool atEntry(FunctionRef F, const Object &O, CallPath Path, unsigned Depth);
  bool inStores(SymbolId Variable);

  const Program &P;
  WantedBits Wanted;
  bool OnSome;
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

FlowPoint BitSearch::pointOf(const FunctionFacts &F,
                             const CallFacts &Call) const {
  if (F.FlowFailed || Call.Block >= F.Flow.Blocks.size())
    return {};
  CallId Id = &Call - F.Calls.data();
  const std::vector<FlowEvent> &Events = F.Flow.Blocks[Call.Block].Events;
  FlowPoint At{Call.Block, 0};
  while (At.End < Events.size() && !(Events[At.End].Kind == EventKind::Call &&
                                     Events[At.End].Index == Id))
    ++At.End;
  return At;
}

std::optional<bool> BitSearch::inValue(FunctionRef F, FlowPoint At,
                                       ValueId Value, const Object &O,
                                       CallPath Path, unsigned Depth) {
  if (Value >= F->Values.size() || Depth > MostVariables)
    return false;
  auto HasBits = [&](const KnownConstant &Known) {
    return (static_cast<uint64_t>(Known.Number) & Wanted.Bits) == Wanted.Bits;
  };
  if (std::optional<KnownConstant> Known = constantOf(P, F, Value, Path))
    return HasBits(*Known);
  if (isObject(*F, Value, O))
    return std::nullopt;
  const ValueFacts &V = F->Values[Value];
  switch (V.Kind) {
  case ValueKind::Select: {
    if (std::optional<bool> Which = truthOnPath(P, F, V.Operands[0], Path))
      return inValue(F, At, V.Operands[*Which ? 1 : 2], O, Path, Depth + 1);
    std::optional<bool> Either[2];
    for (unsigned Side : {0u, 1u}) {
      Either[Side] = inValue(F, At, V.Operands[Side + 1], O, Path, Depth + 1);
      if (Either[Side] == OnSome)
        return OnSome;
    }
    // What one side leaves as it was decides.
    return Either[0] && Either[1] ? Either[0] : std::nullopt;
  }
  case ValueKind::Local:
  case ValueKind::Parameter: {
    Object Number;
    Number.Value = Value;
    Number.IsNumber = true;
    return holdsAt(F, At, Number, Path, Depth + 1);
  }
  case ValueKind::Bitwise: {
    bool IsMask = BitwiseOp(V.Extra) == BitwiseOp::And;
    if (!IsMask && BitwiseOp(V.Extra) != BitwiseOp::Or)
      return false;
    // `a | b` has what one of them has; `a & b` what both have.
    std::optional<bool> Result = IsMask;
    for (ValueId Operand : V.Operands) {
      std::optional<bool> One = inValue(F, At, Operand, O, Path, Depth + 1);
      if (One == !IsMask)
        return One;
      if (!One)
        Result = std::nullopt;
    }
    return Result;
  }
  default:
    return false;
  }
}

/// The struct as a whole: an initializer that names the member.
bool BitSearch::inWhole(FunctionRef F, FlowPoint At, ValueId Value,
                        CallPath Path, unsigned Depth) {
  if (Value >= F->Values.size())
    return false;
  const ValueFacts &V = F->Values[Value];
  if (V.Kind != ValueKind::Aggregate)
    return false;
  llvm::SmallVector<llvm::StringRef, 8> Names;
  llvm::StringRef(V.Text).split(Names, ' ', -1, /*KeepEmpty=*/false);
  for (size_t I = 0; I < Names.size() && I < V.Operands.size(); ++I)
    if (Names[I] == Wanted.Member)
      return inValue(F, At, V.Operands[I], {}, Path, Depth).value_or(false);
  return false;
}

/// What a call says that is given the address of the object.
std::optional<bool> BitSearch::atCall(FunctionRef F, CallId Id,
                                      const Object &O) {
  const CallFacts &Call = F->Calls[Id];
  for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
    if (Call.Arguments[A] >= F->Values.size())
      continue;
    Object Given = objectOf(*F, Call.Arguments[A]);
    bool IsSame = O.Value != NoIndex
                      ? Given.Value == O.Value
                      : O.Pointer != NoIndex && Given.Pointer == O.Pointer;
    if (!IsSame)
      continue;
    // An own function that fills it.
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
        Object Filled;
        Filled.Pointer = V.Operands[0];
        Stores = true;
        Has = inValue(Target, {}, S.Value, Filled, {}, 1).value_or(Has);
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
            F->Values[D.Value].Number == Id && F->Values[D.Value].Extra == A)
          return false;
  }
  return std::nullopt;
}

std::optional<bool> BitSearch::atEvent(FunctionRef F, FlowPoint At,
                                       const Object &O, CallPath Path,
                                       unsigned Depth) {
  const FlowEvent &E = F->Flow.Blocks[At.Block].Events[At.End];
  switch (E.Kind) {
  case EventKind::Store: {
    const StoreFacts &S = F->Stores[E.Index];
    if (!isObject(*F, S.Target, O))
      return std::nullopt;
    if (!O.IsNumber && S.Member.empty())
      return inWhole(F, At, S.Value, Path, Depth);
    return O.IsNumber || S.Member == Wanted.Member
               ? inValue(F, At, S.Value, O, Path, Depth)
               : std::nullopt;
  }
  case EventKind::Define:
    if (O.Value == NoIndex || F->Values[O.Value].Kind != ValueKind::Local ||
        F->Values[O.Value].Number != E.Index)
      return std::nullopt;
    if (O.IsNumber)
      return inValue(F, At, E.Value, {}, Path, Depth).value_or(false);
    return inWhole(F, At, E.Value, Path, Depth);
  case EventKind::Call:
    return atCall(F, E.Index, O);
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
                                  ? inWhole(Store.Function, {}, S.Value, {}, 1)
                                  : inValue(Store.Function, {}, S.Value,
                                            {S.Target, NoIndex, false}, {}, 1);
    if (One == false && !S.Member.empty() && !OnSome)
      return false;
    Has |= One.value_or(false);
  }
  return Has;
}

bool BitSearch::atEntry(FunctionRef F, const Object &O, CallPath Path,
                        unsigned Depth) {
  ValueId Passed = O.IsNumber ? O.Value : O.Pointer;
  if (O.Value != NoIndex && !O.IsNumber) {
    const ValueFacts &V = F->Values[O.Value];
    return (V.Kind == ValueKind::Global || V.Kind == ValueKind::Field) &&
           inStores(V.Symbol);
  }
  if (Passed == NoIndex || Depth >= MostDepth ||
      F->Values[Passed].Kind != ValueKind::Parameter)
    return false;
  size_t Index = F->Values[Passed].Number;
  auto InCaller = [&](const CallRef &From, CallPath Rest) {
    const CallFacts &Call = From.facts();
    if (Index >= Call.Arguments.size())
      return false;
    ValueId Given = Call.Arguments[Index];
    return O.IsNumber ? numberHolds(From.Caller, Call, Given, Rest, Depth + 1)
                      : holds(From.Caller, Call, Given, Rest, Depth + 1);
  };
  if (!Path.empty())
    return InCaller(Path.back(), Path.drop_back());
  llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
  auto Passes = [&](const CallRef &From) { return InCaller(From, {}); };
  if (OnSome)
    return llvm::any_of(Callers.take_front(MostCallers), Passes);
  return !Callers.empty() && Callers.size() <= MostCallers &&
         llvm::all_of(Callers, Passes);
}

bool BitSearch::holds(FunctionRef F, const CallFacts &Call, ValueId Pointer,
                      CallPath Path, unsigned Depth) {
  Object O = objectOf(*F, Pointer);
  return (O.Value != NoIndex || O.Pointer != NoIndex) &&
         holdsAt(F, pointOf(*F, Call), O, Path, Depth);
}

bool BitSearch::numberHolds(FunctionRef F, const CallFacts &Call, ValueId Value,
                            CallPath Path, unsigned Depth) {
  return inValue(F, pointOf(*F, Call), Value, {}, Path, Depth).value_or(false);
}

/// Whether every path to the point comes from where the object gets the bits.
bool BitSearch::holdsAt(FunctionRef F, FlowPoint At, const Object &O,
                        CallPath Path, unsigned Depth) {
  if (Depth > MostVariables)
    return false;
  const FlowGraph &Flow = F->Flow;
  if (At.Block == NoIndex)
    return atEntry(F, O, Path, Depth);

  llvm::SmallVector<llvm::SmallVector<uint32_t, 2>, 16> Before(
      Flow.Blocks.size());
  // What is passed on the path may leave one side of a branch only.
  llvm::BitVector Out = ruledOutBlocksOnPath(P, F, Path);
  for (uint32_t B = 0; B < Flow.Blocks.size(); ++B) {
    if (B < Out.size() && Out.test(B))
      continue;
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

  llvm::SmallBitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work;
  // True when every path that ends here is told by an event of the block.
  auto Scan = [&](uint32_t B, size_t End, bool &Result) {
    for (size_t I = End; I-- > 0;)
      if (std::optional<bool> Has = atEvent(F, {B, I}, O, Path, Depth)) {
        Result = *Has;
        return true;
      }
    return false;
  };
  // What the paths that end in the block say; nothing if they go on.
  auto Enter = [&](uint32_t B, size_t End) -> std::optional<bool> {
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
    return std::nullopt;
  };
  if (Enter(At.Block, At.End) == OnSome)
    return OnSome;
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    if (Enter(B, Flow.Blocks[B].Events.size()) == OnSome)
      return OnSome;
  }
  return !OnSome;
}

bool memberHasBits(const Program &P, FunctionRef F, const CallFacts &Call,
                   ValueId Pointer, WantedBits Wanted, CallPath Path) {
  return BitSearch(P, Wanted, false).holds(F, Call, Pointer, Path, 0);
}

bool memberMayHaveBits(const Program &P, FunctionRef F, const CallFacts &Call,
                       ValueId Pointer, WantedBits Wanted, CallPath Path) {
  return BitSearch(P, Wanted, true).holds(F, Call, Pointer, Path, 0);
}

bool valueHasBits(const Program &P, FunctionRef F, const CallFacts &Call,
                  ValueId Value, uint64_t Bits, CallPath Path) {
  return BitSearch(P, {"", Bits}, false).numberHolds(F, Call, Value, Path, 0);
}

} // namespace hangproof
