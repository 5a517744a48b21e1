//===- Origins.cpp - Where a value came from ------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Origins.h"
#include "llvm/ADT/DenseSet.h"
#include <algorithm>

namespace hangproof {

// A value with more ways or roots than these is a hub (a logger's argument, a
// generic getter) about which nothing useful can be said.
constexpr size_t MostItems = 6000;
constexpr size_t MostRoots = 96;
constexpr unsigned DeepestContext = 10;

namespace {
enum Flag : uint8_t { Offset = 1, Calendar = 2, Alternative = 4 };

/// The calls through which the walk is inside callees, innermost first.
struct Context {
  uint32_t Outer = 0;
  CallRef Call;
  unsigned Depth = 0;
};

struct Item {
  FunctionRef Function;
  ValueNode Node;
  uint32_t Context = 0;
  uint32_t Parent = NoIndex;
  uint32_t Escape = 0; ///< Index in Escapes; 0 is none.
  uint8_t Flags = 0;
  bool HasStep = false;
  CallRef Entry;
  OriginStep Step;
};

class Walk {
public:
  Walk(const ValueSources &Sources, const ClockFlow &Flow, FunctionRef Asked)
      : Sources(Sources), Flow(Flow), Asked(Asked) {
    Contexts.emplace_back();
    Escapes.emplace_back();
  }

  OriginSet run(ValueNode N);

private:
  void add(uint32_t Parent, Item Next);
  void expand(uint32_t Index);
  void source(uint32_t Index, const ValueSource &S);
  void arithmetic(uint32_t Index);
  void parameter(uint32_t Index, const ValueSource &S);
  void root(uint32_t Index, OriginKind Kind, const ValueSource &S);
  uint32_t enter(uint32_t From, const CallRef &Call);

  const ValueSources &Sources;
  const ClockFlow &Flow;
  FunctionRef Asked;
  OriginSet Result;
  std::vector<Item> Items;
  std::vector<Context> Contexts;
  std::vector<CallRef> Escapes;
  llvm::DenseMap<std::pair<uint32_t, std::pair<const void *, CallId>>, uint32_t>
      Entered;
  using Key = std::tuple<const void *, uint32_t, uint32_t, uint32_t, uint32_t>;
  llvm::DenseSet<Key> Seen;
};
} // namespace

void Walk::add(uint32_t Parent, Item Next) {
  if (Items.size() >= MostItems) {
    Result.Incomplete = true;
    return;
  }
  // Escape and flags are part of what is known about a way.
  if (!Seen.insert({Next.Function.Function, Next.Node.Index, Next.Node.Argument,
                    Next.Context, Next.Escape * 8 + Next.Flags})
           .second)
    return;
  Next.Parent = Parent;
  Items.push_back(std::move(Next));
}

OriginSet Walk::run(ValueNode N) {
  Item Start;
  Start.Function = Asked;
  Start.Node = N;
  add(NoIndex, std::move(Start));
  for (uint32_t Next = 0; Next < Items.size(); ++Next) {
    if (Result.Roots.size() >= MostRoots) {
      Result.Incomplete = true;
      break;
    }
    expand(Next);
  }
  return std::move(Result);
}

void Walk::expand(uint32_t Index) {
  FunctionRef F = Items[Index].Function;
  ValueNode N = Items[Index].Node;
  Sources.forEach(F, N, [&](const ValueSource &S) { source(Index, S); });
}

void Walk::root(uint32_t Index, OriginKind Kind, const ValueSource &S) {
  const Item &At = Items[Index];
  Origin O;
  O.Kind = Kind;
  O.Clock = S.Clock;
  O.Function = At.Function;
  O.Value = At.Node.isWritten() ? NoIndex : At.Node.Index;
  O.Call = S.Call;
  O.Row = S.Row;
  O.What = S.What;
  O.Variable = S.Variable;
  O.HasOffset = At.Flags & Offset;
  O.IsCalendar = At.Flags & Calendar;
  O.IsAlternative = At.Flags & Alternative;
  O.Escape = Escapes[At.Escape];
  O.Entry = At.Entry;
  if (!O.Entry.Caller && S.Call != NoIndex)
    O.Entry = {At.Function, S.Call};
  for (uint32_t I = Index; I != NoIndex; I = Items[I].Parent)
    if (Items[I].HasStep)
      O.Path.push_back(Items[I].Step);
  Result.Roots.push_back(std::move(O));
}

/// The context inside the callees of Call, made from context From; NoIndex when
/// the walk is inside that call already or too deep.
uint32_t Walk::enter(uint32_t From, const CallRef &Call) {
  // What the same call gives was looked at where it was entered first.
  for (uint32_t C = From; C != 0; C = Contexts[C].Outer)
    if (Contexts[C].Call == Call)
      return NoIndex;
  if (Contexts[From].Depth >= DeepestContext) {
    Result.Incomplete = true;
    return NoIndex;
  }
  // The targets of one call share the number: an item also names its function.
  auto [It, IsNew] = Entered.try_emplace(
      {From, {Call.Caller.Function, Call.Call}}, Contexts.size());
  if (IsNew) {
    Context C;
    C.Outer = From;
    C.Call = Call;
    C.Depth = Contexts[From].Depth + 1;
    Contexts.push_back(C);
  }
  return It->second;
}

void Walk::source(uint32_t Index, const ValueSource &S) {
  Item Next;
  Next.Function = Items[Index].Function;
  Next.Context = Items[Index].Context;
  Next.Escape = Items[Index].Escape;
  Next.Flags = Items[Index].Flags;
  Next.Entry = Items[Index].Entry;
  FunctionRef F = Next.Function;
  auto Step = [&](StepKind Kind, FunctionRef In, Place Where,
                  llvm::StringRef Name) {
    Next.HasStep = true;
    Next.Step = {Kind, In, Where, Name.str(), S.Variable, S.IsStatic};
  };
  switch (S.Kind) {
  case SourceKind::Same:
    Next.Node = S.Node;
    if (S.AddsInterval)
      Next.Flags |= Offset;
    return add(Index, std::move(Next));
  case SourceKind::Definition:
    Next.Node = S.Node;
    if (!S.Name.empty())
      Step(StepKind::Defined, F, S.Where, S.Name);
    return add(Index, std::move(Next));
  case SourceKind::Parameter:
    return parameter(Index, S);
  case SourceKind::Return:
  case SourceKind::Written: {
    CallRef Call{F, S.Call};
    uint32_t Inside = enter(Next.Context, Call);
    if (Inside == NoIndex)
      return;
    if (S.IsAlternative)
      Next.Flags |= Alternative;
    if (!Next.Entry.Caller)
      Next.Entry = Call;
    Next.Function = S.Target;
    Next.Context = Inside;
    if (S.Kind == SourceKind::Return) {
      Step(StepKind::Returned, F, S.Where, S.Target->Name);
      for (const ReturnFacts &R : S.Target->Returns)
        if (R.Value != NoIndex) {
          Item Copy = Next;
          Copy.Node = ValueNode::of(R.Value);
          add(Index, std::move(Copy));
        }
      return;
    }
    Step(StepKind::Written, F, S.Where, S.Target->Name);
    for (const ValueSources::Write &Write : Sources.writes(S.Target, S.Index)) {
      Item Copy = Next;
      Copy.Node = Write.Node;
      add(Index, std::move(Copy));
    }
    return;
  }
  case SourceKind::Stored:
    // A variable holds what any run of any storing function left there.
    Next.Context = 0;
    for (const VariableStore &Store : Sources.stores(S.Variable)) {
      // An offset that is corrected by a difference of clocks stays an offset.
      if (Store.IsCompound && !Store.Node.isWritten()) {
        const ValueFacts &Sum = Store.Function->Values[Store.Node.Index];
        if (!Sum.Operands.empty() &&
            !(Flow.marks(Store.Function, Sum.Operands[0]) & AnyReading) &&
            (Flow.marks(Store.Function, Store.Node) & AnyReading))
          continue;
      }
      Item Copy = Next;
      Copy.Function = Store.Function;
      Copy.Node = Store.Node;
      Copy.HasStep = true;
      Copy.Step = {StepKind::Stored, Store.Function, Store.Where,
                   S.Name.str(),     S.Variable,     false};
      add(Index, std::move(Copy));
    }
    return;
  case SourceKind::Arithmetic:
    return arithmetic(Index);
  case SourceKind::Reading:
    return root(Index, OriginKind::Reading, S);
  case SourceKind::Difference:
    return root(Index, OriginKind::Difference, S);
  case SourceKind::Constant:
    return root(Index, OriginKind::Constant, S);
  case SourceKind::Text:
    return root(Index, OriginKind::Text, S);
  case SourceKind::Entity:
    return root(Index, OriginKind::Entity, S);
  case SourceKind::Outside:
    return root(Index, OriginKind::Call, S);
  case SourceKind::NoStore:
    return root(Index, OriginKind::Variable, S);
  case SourceKind::Unknown:
    return root(Index, OriginKind::Unknown, S);
  }
}

void Walk::parameter(uint32_t Index, const ValueSource &S) {
  const FunctionRef F = Items[Index].Function;
  const uint32_t Inside = Items[Index].Context;
  Item Next;
  Next.Flags = Items[Index].Flags;
  Next.Escape = Items[Index].Escape;
  Next.Entry = Items[Index].Entry;
  Next.HasStep = true;
  Next.Step.Kind = StepKind::Passed;
  Next.Step.Name = F->Name;
  auto Pass = [&](const CallRef &Call, uint32_t Outer) {
    const CallFacts &Facts = Call.facts();
    if (S.Index >= Facts.Arguments.size())
      return root(Index, OriginKind::Unknown, S);
    Item Copy = Next;
    Copy.Function = Call.Caller;
    Copy.Node = ValueNode::of(Facts.Arguments[S.Index]);
    Copy.Context = Outer;
    Copy.Step.Function = Call.Caller;
    Copy.Step.Where = Facts.Where;
    add(Index, std::move(Copy));
  };
  if (Inside != 0) {
    const Context &C = Contexts[Inside];
    return Pass(C.Call, C.Outer);
  }
  llvm::ArrayRef<CallRef> Callers = Sources.program().callers(F->Id);
  if (Callers.empty())
    return root(Index, OriginKind::Parameter, S);
  for (const CallRef &Caller : Callers) {
    uint32_t Escape = Items[Index].Escape;
    if (F == Asked && Escape == 0) {
      auto It = std::find(Escapes.begin() + 1, Escapes.end(), Caller);
      Next.Escape = It - Escapes.begin();
      if (It == Escapes.end())
        Escapes.push_back(Caller);
    }
    Pass(Caller, 0);
  }
}

/// Equal expressions, or two of the same literal: 1min is a call each time.
static bool isSameNumber(const FunctionFacts &F, ValueId A, ValueId B) {
  if (A == B)
    return true;
  if (F.Values[A].Kind != ValueKind::Call ||
      F.Values[B].Kind != ValueKind::Call)
    return false;
  const CallFacts &X = F.Calls[F.Values[A].Number];
  const CallFacts &Y = F.Calls[F.Values[B].Number];
  return X.Callee == Y.Callee && X.CalleeName == Y.CalleeName &&
         X.ApiRow == NoIndex && X.Object == NoIndex && Y.Object == NoIndex &&
         X.Arguments == Y.Arguments;
}

void Walk::arithmetic(uint32_t Index) {
  Item Next;
  Next.Function = Items[Index].Function;
  Next.Context = Items[Index].Context;
  Next.Escape = Items[Index].Escape;
  Next.Entry = Items[Index].Entry;
  const uint8_t Flags = Items[Index].Flags;
  FunctionRef F = Next.Function;
  const ValueFacts &V = F->Values[Items[Index].Node.Index];
  const ValueId L = V.Operands[0];
  const ValueId R = V.Operands.size() > 1 ? V.Operands[1] : NoIndex;
  auto Follow = [&](ValueId Operand, uint8_t More = 0) {
    Item Copy = Next;
    Copy.Node = ValueNode::of(Operand);
    Copy.Flags = Flags | More;
    add(Index, std::move(Copy));
  };
  auto IsInteger = [&](ValueId Operand) {
    return F->Values[Operand].Kind == ValueKind::Integer;
  };
  auto IsZero = [&](ValueId Operand) {
    return IsInteger(Operand) && F->Values[Operand].Number == 0;
  };
  auto Reads = [&](ValueId Operand) {
    return Operand != NoIndex && (Flow.marks(F, Operand) & AnyReading);
  };
  // now_ms % 1000 * 1000000 is the part of a timespec below the second.
  auto IsPart = [&](ValueId Unit) {
    const int64_t Number = IsInteger(Unit) ? F->Values[Unit].Number : 0;
    return Number == 1000 || Number == 1000000 || Number == 1000000000;
  };
  switch (V.Kind) {
  case ValueKind::Add:
    // One more part of a difference: `ms += end.usec / 1000`.
    if ((Reads(L) || Reads(R)) && !Reads(Items[Index].Node.Index)) {
      ValueSource Difference;
      return root(Index, OriginKind::Difference, Difference);
    }
    // now + timeout: where the interval is from does not matter.
    if (Reads(L) != Reads(R)) {
      ValueId Reading = Reads(L) ? L : R, Interval = Reads(L) ? R : L;
      return Follow(Reading, IsZero(Interval) ? 0 : Offset);
    }
    Follow(L);
    return Follow(R);
  case ValueKind::Subtract:
    if (Reads(L) && Reads(R)) {
      ValueSource Difference;
      return root(Index, OriginKind::Difference, Difference);
    }
    // now - now % 60 is the start of a minute.
    if (Reads(L) && F->Values[R].Kind == ValueKind::Remainder &&
        Reads(F->Values[R].Operands[0]) && !IsPart(F->Values[R].Operands[1]))
      return Follow(L, Calendar);
    if (Reads(L))
      return Follow(L, IsZero(R) ? 0 : Offset);
    Follow(L);
    if (!Reads(R))
      Follow(R);
    return;
  case ValueKind::Multiply: {
    // now / 86400 * 86400 is the start of a day.
    auto IsRounding = [&](ValueId Quotient, ValueId Factor) {
      const ValueFacts &Q = F->Values[Quotient];
      return Q.Kind == ValueKind::Divide &&
             isSameNumber(*F, Q.Operands[1], Factor);
    };
    uint8_t More =
        IsRounding(L, R) || IsRounding(R, L) ? uint8_t(Calendar) : uint8_t(0);
    bool OnlyLeft = IsInteger(R) || (Reads(L) && !Reads(R));
    bool OnlyRight = IsInteger(L) || (Reads(R) && !Reads(L));
    if (OnlyLeft || !OnlyRight)
      Follow(L, More);
    if (OnlyRight || !OnlyLeft)
      Follow(R, More);
    return;
  }
  case ValueKind::Divide:
    return Follow(L);
  case ValueKind::Remainder:
    return Follow(L, IsPart(R) ? uint8_t(0) : uint8_t(Calendar));
  default:
    break;
  }
  // Bitwise: shifts, masks and unions of parts; hashes; truth values.
  auto Op = BitwiseOp(V.Extra);
  if (Op == BitwiseOp::LogicalAnd || Op == BitwiseOp::LogicalOr)
    return root(Index, OriginKind::Constant, {});
  uint8_t More = Op == BitwiseOp::Xor ? uint8_t(Calendar) : uint8_t(0);
  if (R == NoIndex)
    return Follow(L, More);
  bool Shifts = Op == BitwiseOp::ShiftLeft || Op == BitwiseOp::ShiftRight;
  if (Shifts || IsInteger(R) || (Reads(L) && !Reads(R)))
    return Follow(L, More);
  if (!IsInteger(L) && !(Reads(R) && !Reads(L)))
    Follow(L, More);
  Follow(R, More);
}

const OriginSet &Origins::of(FunctionRef F, ValueNode N) {
  std::unique_ptr<OriginSet> &Slot = Known[{F.Function, N.Index, N.Argument}];
  if (!Slot)
    Slot = std::make_unique<OriginSet>(Walk(Sources, Flow, F).run(N));
  return *Slot;
}

} // namespace hangproof
