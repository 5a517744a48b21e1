//===- ConstantArguments.cpp - What a call's constants rule out -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConstantArguments.h"
#include "KnownValue.h"
#include "LoopFlow.h"
#include <optional>
#include <set>

namespace hangproof {

/// Of the edges out of a block, those that are never taken, by number.
using NeverTaken = llvm::SmallVector<uint32_t, 1>;

namespace {
/// Walks the callee once for each depth, however many of its blocks are asked
/// for: long functions are called thousands of times.
class Exclusion {
public:
  Exclusion(const CallRef &Call, FunctionRef Callee)
      : Caller(*Call.Caller), Call(Call.facts()), F(*Callee) {}

  /// The blocks that the call cannot come to.
  const llvm::BitVector &blocks(unsigned Depth = 0);

private:
  using Numbers = std::set<int64_t>;
  /// A constant that is stored in a parameter or local.
  struct Stored {
    uint32_t Block;
    const FlowEvent *Event;
  };
  std::optional<Numbers> valuesOf(ValueId Id, unsigned Depth);
  std::optional<bool> truth(ValueId Condition, unsigned Depth);
  NeverTaken neverTaken(const FlowBlock &Branch, unsigned Depth);
  const std::vector<Stored> &stored();

  static constexpr unsigned MostDepth = 2;
  const FunctionFacts &Caller;
  const CallFacts &Call;
  const FunctionFacts &F;
  std::optional<llvm::BitVector> Blocks[MostDepth + 1];
  llvm::BitVector None;
  std::optional<std::vector<Stored>> AllStored;
};
} // namespace

static bool isNumber(const ValueFacts &V) {
  return V.Kind == ValueKind::Integer || V.Kind == ValueKind::Null;
}

const std::vector<Exclusion::Stored> &Exclusion::stored() {
  if (AllStored)
    return *AllStored;
  AllStored.emplace();
  for (uint32_t B = 0; B < F.Flow.Blocks.size(); ++B)
    for (const FlowEvent &Event : F.Flow.Blocks[B].Events)
      if ((Event.Kind == EventKind::Store || Event.Kind == EventKind::Define) &&
          Event.Value != NoIndex && isNumber(F.Values[Event.Value]))
        AllStored->push_back({B, &Event});
  return *AllStored;
}

/// The blocks that only edges which are never taken lead to.
static llvm::BitVector unreachedWithout(const FlowGraph &Flow,
                                        llvm::ArrayRef<NeverTaken> Never) {
  llvm::BitVector Reached(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 32> Pending{Flow.Entry};
  Reached.set(Flow.Entry);
  while (!Pending.empty()) {
    uint32_t Block = Pending.pop_back_val();
    llvm::ArrayRef<FlowEdge> Edges = Flow.Blocks[Block].Successors;
    for (uint32_t I = 0; I < Edges.size(); ++I)
      if (Edges[I].To < Reached.size() && !Reached.test(Edges[I].To) &&
          !llvm::is_contained(Never[Block], I)) {
        Reached.set(Edges[I].To);
        Pending.push_back(Edges[I].To);
      }
  }
  // What nothing leads to, as far as the graph tells, is not ruled out.
  llvm::BitVector Out = reachable(Flow, Flow.Entry);
  Out.reset(Reached);
  return Out;
}

static NeverTaken sidesAgainst(const FlowBlock &Branch, bool Holds) {
  NeverTaken Result;
  for (uint32_t I = 0; I < Branch.Successors.size(); ++I)
    if (Branch.Successors[I].Kind ==
        (Holds ? EdgeKind::IfFalse : EdgeKind::IfTrue))
      Result.push_back(I);
  return Result;
}

/// What a parameter or local can be: what was passed, and the constants that
/// are stored where the call can come to. None if something else is stored.
std::optional<Exclusion::Numbers> Exclusion::valuesOf(ValueId Id,
                                                      unsigned Depth) {
  const ValueFacts &V = F.Values[Id];
  Numbers Result;
  const std::vector<DefinitionFacts> *Definitions;
  if (V.Kind == ValueKind::Parameter) {
    if (size_t(V.Number) >= Call.Arguments.size())
      return std::nullopt;
    const ValueFacts &Given = Caller.Values[Call.Arguments[V.Number]];
    if (!isNumber(Given))
      return std::nullopt;
    Result.insert(Given.Number);
    Definitions = &F.Parameters[V.Number].Definitions;
  } else if (V.Kind == ValueKind::Local) {
    if (F.Locals[V.Number].IsStatic)
      return std::nullopt;
    Definitions = &F.Locals[V.Number].Definitions;
  } else {
    return std::nullopt;
  }
  for (const DefinitionFacts &D : *Definitions)
    if (D.Field || !isNumber(F.Values[D.Value]))
      return std::nullopt;
  for (const Stored &S : stored()) {
    const FlowEvent &Event = *S.Event;
    bool Matches =
        Event.Kind == EventKind::Store
            ? F.Stores[Event.Index].Target == Id
            : V.Kind == ValueKind::Local && Event.Index == uint32_t(V.Number);
    if (!Matches)
      continue;
    const llvm::BitVector &Out = blocks(Depth + 1);
    if (Out.empty() || !Out.test(S.Block))
      Result.insert(F.Values[Event.Value].Number);
  }
  return Result;
}

/// The one truth that a condition has for the call; none if it may be either.
std::optional<bool> Exclusion::truth(ValueId Condition, unsigned Depth) {
  const ValueFacts &V = F.Values[Condition];
  if (V.Kind == ValueKind::Not) {
    std::optional<bool> Inner = truth(V.Operands[0], Depth);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  ValueId Tested = Condition;
  int64_t With = 0;
  CompareOp Op = CompareOp::NotEqual;
  if (V.Kind == ValueKind::Compare) {
    Tested = V.Operands[0];
    const ValueFacts &Right = F.Values[V.Operands[1]];
    if (!isNumber(Right))
      return std::nullopt;
    With = Right.Number;
    Op = CompareOp(V.Extra);
  }
  std::optional<Numbers> Values = valuesOf(Tested, Depth);
  if (!Values || Values->empty())
    return std::nullopt;
  std::optional<bool> Result;
  for (int64_t N : *Values) {
    bool Holds = KnownValue::constant(N).compare(Op, With) == true;
    if (Result && *Result != Holds)
      return std::nullopt;
    Result = Holds;
  }
  return Result;
}

NeverTaken Exclusion::neverTaken(const FlowBlock &Branch, unsigned Depth) {
  NeverTaken Result;
  if (Branch.Condition == NoIndex || Branch.Successors.size() < 2)
    return Result;
  auto IsSwitch = [](const FlowEdge &Edge) {
    return Edge.Kind == EdgeKind::Case || Edge.Kind == EdgeKind::Default;
  };
  if (llvm::all_of(Branch.Successors, IsSwitch)) {
    std::optional<Numbers> Values = valuesOf(Branch.Condition, Depth);
    if (!Values || Values->empty())
      return Result;
    Numbers Others = *Values;
    for (const FlowEdge &Edge : Branch.Successors)
      if (Edge.Kind == EdgeKind::Case)
        Others.erase(Edge.CaseValue);
    for (uint32_t I = 0; I < Branch.Successors.size(); ++I) {
      const FlowEdge &Edge = Branch.Successors[I];
      if (Edge.Kind == EdgeKind::Case ? !Values->count(Edge.CaseValue)
                                      : Others.empty())
        Result.push_back(I);
    }
    return Result;
  }
  std::optional<bool> Holds = truth(Branch.Condition, Depth);
  return Holds ? sidesAgainst(Branch, *Holds) : Result;
}

const llvm::BitVector &Exclusion::blocks(unsigned Depth) {
  if (Depth > MostDepth)
    return None;
  if (Blocks[Depth])
    return *Blocks[Depth];
  const FlowGraph &Flow = F.Flow;
  std::vector<NeverTaken> Never(Flow.Blocks.size());
  bool Any = false;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    Never[I] = neverTaken(Flow.Blocks[I], Depth);
    Any |= !Never[I].empty();
  }
  llvm::BitVector &Out = Blocks[Depth].emplace();
  if (Any)
    Out = unreachedWithout(Flow, Never);
  return Out;
}

llvm::BitVector ruledOutBlocks(const CallRef &Call, FunctionRef Callee) {
  if (Callee->FlowFailed || Call.facts().Callee != Callee->Id ||
      Callee->Flow.Entry >= Callee->Flow.Blocks.size())
    return {};
  bool PassesNumber =
      llvm::any_of(Call.facts().Arguments, [&](ValueId Argument) {
        return isNumber(Call.Caller->Values[Argument]);
      });
  return PassesNumber ? Exclusion(Call, Callee).blocks() : llvm::BitVector();
}

bool isRuledOut(const CallRef &Call, FunctionRef Callee, uint32_t Block) {
  llvm::BitVector Out = ruledOutBlocks(Call, Callee);
  return Block < Out.size() && Out.test(Block);
}

/// The number that a value has on the path; of a text or an object, one.
static std::optional<int64_t> numberOnPath(const Program &P, FunctionRef F,
                                           ValueId Value, CallPath Path,
                                           unsigned Depth) {
  if (Value >= F->Values.size() || Depth > 8)
    return std::nullopt;
  const ValueFacts &V = F->Values[Value];
  auto Operand = [&](unsigned I) {
    return numberOnPath(P, F, V.Operands[I], Path, Depth + 1);
  };
  switch (V.Kind) {
  case ValueKind::Integer:
    return V.Number;
  case ValueKind::Null:
    return 0;
  case ValueKind::String:
  case ValueKind::Function:
  case ValueKind::Lambda:
  case ValueKind::AddressOf:
    return 1;
  case ValueKind::Parameter: {
    if (Path.empty())
      return std::nullopt;
    const CallRef &From = Path.back();
    if (size_t(V.Number) >= From.facts().Arguments.size())
      return std::nullopt;
    std::optional<int64_t> Passed =
        numberOnPath(P, From.Caller, From.facts().Arguments[V.Number],
                     Path.drop_back(), Depth + 1);
    // It may be set to what it was: `#if !LOOKUP`, `lookup = 0;`.
    for (const DefinitionFacts &D : F->Parameters[V.Number].Definitions)
      if (D.Field || !isNumber(F->Values[D.Value]) ||
          F->Values[D.Value].Number != Passed)
        return std::nullopt;
    return Passed;
  }
  case ValueKind::Local: {
    const LocalFacts &Local = F->Locals[V.Number];
    if (Local.IsStatic || Local.Definitions.size() != 1 ||
        Local.Definitions[0].Field)
      return std::nullopt;
    return numberOnPath(P, F, Local.Definitions[0].Value, Path, Depth + 1);
  }
  case ValueKind::Not: {
    std::optional<int64_t> A = Operand(0);
    return A ? std::optional<int64_t>(*A == 0) : std::nullopt;
  }
  case ValueKind::Bitwise: {
    if (V.Operands.size() != 2)
      return std::nullopt;
    std::optional<int64_t> A = Operand(0), B = Operand(1);
    BitwiseOp Op = BitwiseOp(V.Extra);
    // One side can be enough: nothing comes of a zero.
    if ((Op == BitwiseOp::And || Op == BitwiseOp::LogicalAnd) &&
        (A == 0 || B == 0))
      return 0;
    if (!A || !B)
      return std::nullopt;
    switch (Op) {
    case BitwiseOp::And:
      return *A & *B;
    case BitwiseOp::Or:
      return *A | *B;
    case BitwiseOp::Xor:
      return *A ^ *B;
    case BitwiseOp::LogicalAnd:
      return *A && *B;
    case BitwiseOp::LogicalOr:
      return *A || *B;
    default:
      return std::nullopt;
    }
  }
  case ValueKind::Compare: {
    std::optional<int64_t> A = Operand(0), B = Operand(1);
    if (!A || !B)
      return std::nullopt;
    return KnownValue::constant(*A).compare(CompareOp(V.Extra), *B);
  }
  default:
    return std::nullopt;
  }
}

std::optional<bool> truthOnPath(const Program &P, FunctionRef F,
                                ValueId Condition, CallPath Path) {
  if (Path.empty())
    return std::nullopt;
  std::optional<int64_t> N = numberOnPath(P, F, Condition, Path, 0);
  return N ? std::optional<bool>(*N != 0) : std::nullopt;
}

llvm::BitVector ruledOutBlocksOnPath(const Program &P, FunctionRef F,
                                     CallPath Path) {
  const FlowGraph &Flow = F->Flow;
  if (F->FlowFailed || Flow.Entry >= Flow.Blocks.size() || Path.empty())
    return {};
  std::vector<NeverTaken> Never(Flow.Blocks.size());
  bool Any = false;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Branch = Flow.Blocks[I];
    if (Branch.Condition == NoIndex || Branch.Successors.size() != 2)
      continue;
    if (std::optional<bool> Holds = truthOnPath(P, F, Branch.Condition, Path)) {
      Never[I] = sidesAgainst(Branch, *Holds);
      Any = true;
    }
  }
  return Any ? unreachedWithout(Flow, Never) : llvm::BitVector();
}

bool isRuledOutOnPath(const Program &P, FunctionRef F, uint32_t Block,
                      CallPath Path) {
  llvm::BitVector Out = ruledOutBlocksOnPath(P, F, Path);
  return Block < Out.size() && Out.test(Block);
}

} // namespace hangproof
