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

namespace {
class Exclusion {
public:
  Exclusion(const CallRef &Call, FunctionRef Callee)
      : Caller(*Call.Caller), Call(Call.facts()), F(*Callee) {}

  bool excludes(uint32_t Block, unsigned Depth = 0);

private:
  using Numbers = std::set<int64_t>;
  std::optional<Numbers> valuesOf(ValueId Id, unsigned Depth);
  std::optional<bool> truth(ValueId Condition, unsigned Depth);

  const FunctionFacts &Caller;
  const CallFacts &Call;
  const FunctionFacts &F;
};
} // namespace

static bool isNumber(const ValueFacts &V) {
  return V.Kind == ValueKind::Integer || V.Kind == ValueKind::Null;
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
  for (uint32_t B = 0; B < F.Flow.Blocks.size(); ++B)
    for (const FlowEvent &Event : F.Flow.Blocks[B].Events) {
      bool IsStore =
          Event.Kind == EventKind::Store && F.Stores[Event.Index].Target == Id;
      bool IsDefine = Event.Kind == EventKind::Define &&
                      V.Kind == ValueKind::Local &&
                      Event.Index == uint32_t(V.Number);
      if ((IsStore || IsDefine) && Event.Value != NoIndex &&
          isNumber(F.Values[Event.Value]) && !excludes(B, Depth + 1))
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

bool Exclusion::excludes(uint32_t Block, unsigned Depth) {
  if (Depth > 2)
    return false;
  const FlowGraph &Flow = F.Flow;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Branch = Flow.Blocks[I];
    if (Branch.Condition == NoIndex || Branch.Successors.size() != 2)
      continue;
    // Cheap first: only parameters and locals are worth the walk.
    std::optional<bool> Holds = truth(Branch.Condition, Depth);
    if (!Holds)
      continue;
    llvm::BitVector None(Flow.Blocks.size()), Region;
    const FlowEdge *Side = onlySideTo(Flow, I, Block, None, Region);
    if (Side && Side->Kind != (*Holds ? EdgeKind::IfTrue : EdgeKind::IfFalse))
      return true;
  }
  return false;
}

bool isRuledOut(const CallRef &Call, FunctionRef Callee, uint32_t Block) {
  if (Callee->FlowFailed || Block >= Callee->Flow.Blocks.size() ||
      Call.facts().Callee != Callee->Id)
    return false;
  bool PassesNumber = false;
  for (ValueId Argument : Call.facts().Arguments)
    PassesNumber |= isNumber(Call.Caller->Values[Argument]);
  return PassesNumber && Exclusion(Call, Callee).excludes(Block);
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
    if (Path.empty() || !F->Parameters[V.Number].Definitions.empty())
      return std::nullopt;
    const CallRef &From = Path.back();
    if (size_t(V.Number) >= From.facts().Arguments.size())
      return std::nullopt;
    return numberOnPath(P, From.Caller, From.facts().Arguments[V.Number],
                        Path.drop_back(), Depth + 1);
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

bool isRuledOutOnPath(const Program &P, FunctionRef F, uint32_t Block,
                      CallPath Path) {
  const FlowGraph &Flow = F->Flow;
  if (F->FlowFailed || Block >= Flow.Blocks.size() || Path.empty())
    return false;
  for (uint32_t I = 0; I < Flow.Blocks.size(); ++I) {
    const FlowBlock &Branch = Flow.Blocks[I];
    if (Branch.Condition == NoIndex || Branch.Successors.size() != 2)
      continue;
    std::optional<bool> Holds = truthOnPath(P, F, Branch.Condition, Path);
    if (!Holds)
      continue;
    llvm::BitVector None(Flow.Blocks.size()), Region;
    const FlowEdge *Side = onlySideTo(Flow, I, Block, None, Region);
    if (Side && Side->Kind != (*Holds ? EdgeKind::IfTrue : EdgeKind::IfFalse))
      return true;
  }
  return false;
}

} // namespace hangproof
