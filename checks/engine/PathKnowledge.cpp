//===- PathKnowledge.cpp - What a path has learnt of values ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathKnowledge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include <map>

namespace hangproof {

PathKnowledge::PathKnowledge(const FunctionFacts &F,
                             llvm::ArrayRef<ValueId> Watched)
    : F(F) {
  LocalValue.assign(F.Locals.size(), NoIndex);
  for (ValueId V = 0; V < F.Values.size(); ++V)
    if (F.Values[V].Kind == ValueKind::Local &&
        uint64_t(F.Values[V].Number) < LocalValue.size())
      LocalValue[F.Values[V].Number] = V;
  findCanonicalForms();
  findSubjects(Watched);
  findWrites();
  findLiveness();
  findLoopExits();
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

void PathKnowledge::findCanonicalForms() {
  // `a == b` and `b != a` are one question, as are `a < b` and `b <= a`.
  std::map<std::tuple<bool, ValueId, ValueId>, ValueId> Comparisons;
  for (ValueId V = 0; V < F.Values.size(); ++V) {
    const ValueFacts &Value = F.Values[V];
    if (Value.Kind != ValueKind::Compare || Value.Operands.size() != 2)
      continue;
    ValueId A = Value.Operands[0], B = Value.Operands[1];
    auto Op = CompareOp(Value.Extra);
    bool IsEquality = Op == CompareOp::Equal || Op == CompareOp::NotEqual;
    if (IsEquality ? A > B
                   : Op == CompareOp::Greater || Op == CompareOp::LessEqual)
      std::swap(A, B);
    auto [It, IsNew] = Comparisons.try_emplace({IsEquality, A, B}, V);
    if (!IsNew)
      CanonicalOf[V] = It->second;
  }
  for (const StoreFacts &Store : F.Stores)
    if (Store.Value != NoIndex && !Store.IsCompound && !Store.IsIncrement &&
        F.Values[Store.Value].Kind == ValueKind::Call) {
      auto [It, IsNew] = StoredIn.try_emplace(Store.Value, Store.Target);
      if (!IsNew)
        It->second = NoIndex;
    }
  // `if (x.isAttached())` twice asks the same, if nobody says what else the
  // call does and it writes through no argument.
  llvm::SmallSet<CallId, 16> Writers;
  for (const LocalFacts &Local : F.Locals)
    for (const DefinitionFacts &D : Local.Definitions)
      if (D.Value != NoIndex &&
          F.Values[D.Value].Kind == ValueKind::OutArgument)
        Writers.insert(F.Values[D.Value].Number);
  std::map<std::tuple<SymbolId, ValueId, std::vector<ValueId>>, ValueId> Calls;
  for (CallId C = 0; C < F.Calls.size(); ++C) {
    const CallFacts &Call = F.Calls[C];
    if (!Call.Callee || Call.ApiRow != NoIndex || Call.Result == NoIndex ||
        Call.IsConstructor || Call.IsImplicitDestructor || Writers.count(C))
      continue;
    auto [It, IsNew] = Calls.try_emplace(
        {Call.Callee, Call.Object, Call.Arguments}, Call.Result);
    if (!IsNew)
      CanonicalOf[Call.Result] = It->second;
  }
}

PathKnowledge::Atom PathKnowledge::conditionOf(const FlowBlock &Block) const {
  Atom A;
  A.Value = canonical(Block.Condition);
  bool IsSwitch = llvm::any_of(Block.Successors, [](const FlowEdge &Edge) {
    return Edge.Kind == EdgeKind::Case || Edge.Kind == EdgeKind::Default;
  });
  if (!IsSwitch)
    A = atomOf(Block.Condition);
  auto It = StoredIn.find(A.Value);
  if (It != StoredIn.end() && It->second != NoIndex)
    A.Value = It->second;
  return A;
}

ValueId PathKnowledge::canonical(ValueId V) const {
  auto It = CanonicalOf.find(V);
  return It == CanonicalOf.end() ? V : It->second;
}

static bool isTruth(ValueKind Kind) {
  return Kind == ValueKind::Compare || Kind == ValueKind::Not;
}

PathKnowledge::Atom PathKnowledge::atomOf(ValueId Condition) const {
  Atom Result;
  for (unsigned Depth = 0; Depth < MostDepth; ++Depth) {
    const ValueFacts &V = F.Values[Condition];
    // Result says "Condition Op Constant"; while that is a question of truth,
    // look inside.
    bool IsTruth = Result.Constant == 0 && (Result.Op == CompareOp::NotEqual ||
                                            Result.Op == CompareOp::Equal);
    bool Holds = Result.Op == CompareOp::NotEqual;
    if (!IsTruth)
      break;
    if (V.Kind == ValueKind::Not) {
      Condition = V.Operands[0];
      Result.Op = negated(Result.Op);
      continue;
    }
    if (V.Kind != ValueKind::Compare || V.Operands.size() != 2)
      break;
    auto Op = CompareOp(V.Extra);
    ValueId Left = V.Operands[0], Right = V.Operands[1];
    auto ConstantOf = [&](ValueId Side) -> std::optional<int64_t> {
      const ValueFacts &C = F.Values[Side];
      if (C.Kind == ValueKind::Integer)
        return C.Number;
      if (C.Kind == ValueKind::Null)
        return 0;
      return std::nullopt;
    };
    std::optional<int64_t> Constant = ConstantOf(Right);
    if (!Constant && (Constant = ConstantOf(Left))) {
      std::swap(Left, Right);
      Op = swapped(Op);
    }
    if (!Constant) {
      // Two variables: ask for the truth of the canonical comparison.
      ValueId Form = canonical(Condition);
      auto FormOp = CompareOp(F.Values[Form].Extra);
      bool IsSame = Op == FormOp;
      // `b > a` is `a < b`; its negation is `a >= b`.
      if (!IsSame && F.Values[Form].Operands[0] != Left)
        IsSame = swapped(Op) == FormOp;
      Result.Value = Form;
      if (!IsSame)
        Result.Op = negated(Result.Op);
      return Result;
    }
    Result.Op = Holds ? Op : negated(Op);
    Result.Constant = *Constant;
    Condition = Left;
    // (a == b) == true
    if (Result.Constant == 1 && isTruth(F.Values[Left].Kind) &&
        (Result.Op == CompareOp::Equal || Result.Op == CompareOp::NotEqual)) {
      Result.Op = negated(Result.Op);
      Result.Constant = 0;
    }
  }
  Result.Value = canonical(Condition);
  return Result;
}

//===----------------------------------------------------------------------===//
// Facts on a path
//===----------------------------------------------------------------------===//

uint32_t PathKnowledge::subjectOf(ValueId V) const {
  auto It = IndexOf.find(V);
  return It == IndexOf.end() ? NoIndex : It->second;
}

static const PathFact *findFact(uint32_t Subject, const PathFacts &Known) {
  for (const PathFact &Fact : Known)
    if (Fact.Subject == Subject)
      return &Fact;
  return nullptr;
}

void PathKnowledge::set(uint32_t Subject, const KnownValue &Value,
                        uint32_t Origin, PathFacts &Known) const {
  auto At = llvm::lower_bound(Known, Subject,
                              [](const PathFact &Fact, uint32_t Subject) {
                                return Fact.Subject < Subject;
                              });
  bool IsThere = At != Known.end() && At->Subject == Subject;
  if (Value.isAny()) {
    if (IsThere)
      Known.erase(At);
    return;
  }
  if (IsThere)
    *At = {Subject, Origin, Value};
  else
    Known.insert(At, {Subject, Origin, Value});
}

void PathKnowledge::forget(uint64_t Set, PathFacts &Known) const {
  if (Set)
    llvm::erase_if(
        Known, [&](const PathFact &Fact) { return Set >> Fact.Subject & 1; });
}

void PathKnowledge::dropDead(uint32_t Block, PathFacts &Known) const {
  if (Block < LiveAt.size())
    forget(~LiveAt[Block], Known);
}

KnownValue PathKnowledge::evaluate(ValueId V, const PathFacts &Known) const {
  return evaluate(V, Known, 0);
}

KnownValue PathKnowledge::evaluate(ValueId V, const PathFacts &Known,
                                   unsigned Depth) const {
  if (V == NoIndex || V >= F.Values.size() || Depth > MostDepth)
    return {};
  if (uint32_t Index = subjectOf(canonical(V)); Index != NoIndex)
    if (const PathFact *Fact = findFact(Index, Known))
      if (!isTruth(F.Values[V].Kind) || canonical(V) == V)
        return Fact->Value;
  const ValueFacts &Value = F.Values[V];
  switch (Value.Kind) {
  case ValueKind::Integer:
    return KnownValue::constant(Value.Number);
  case ValueKind::Null:
    return KnownValue::constant(0);
  case ValueKind::String:
  case ValueKind::AddressOf:
  case ValueKind::Function:
  case ValueKind::Lambda:
  case ValueKind::New:
  case ValueKind::This:
    return KnownValue::signs(KnownValue::Positive);
  case ValueKind::Compare:
  case ValueKind::Not: {
    Atom A = atomOf(V);
    KnownValue Inner =
        A.Value == V ? KnownValue() : evaluate(A.Value, Known, Depth + 1);
    if (std::optional<bool> Holds = Inner.compare(A.Op, A.Constant))
      return KnownValue::constant(*Holds);
    return KnownValue::signs(KnownValue::Zero | KnownValue::Positive);
  }
  case ValueKind::Select: {
    std::optional<bool> Holds =
        evaluate(Value.Operands[0], Known, Depth + 1).truth();
    if (Holds)
      return evaluate(Value.Operands[*Holds ? 1 : 2], Known, Depth + 1);
    KnownValue Result = evaluate(Value.Operands[1], Known, Depth + 1);
    Result.join(evaluate(Value.Operands[2], Known, Depth + 1));
    return Result;
  }
  case ValueKind::Multiply: {
    // -x, as in `return -errno` and `return -rc`.
    if (Value.Operands.size() != 2)
      return {};
    KnownValue Left = evaluate(Value.Operands[0], Known, Depth + 1);
    KnownValue Right = evaluate(Value.Operands[1], Known, Depth + 1);
    if (Right.constant() != -1)
      return {};
    if (auto C = Left.constant(); C && *C != INT64_MIN)
      return KnownValue::constant(-*C);
    unsigned Signs = Left.signs() & KnownValue::Zero;
    if (Left.signs() & KnownValue::Negative)
      Signs |= KnownValue::Positive;
    if (Left.signs() & KnownValue::Positive)
      Signs |= KnownValue::Negative;
    return KnownValue::signs(Signs);
  }
  default:
    return {};
  }
}

void PathKnowledge::apply(const FlowEvent &E, PathFacts &Known) const {
  if ((E.Kind == EventKind::Call || E.Kind == EventKind::Cleanup) &&
      E.Index < WrittenBy.size()) {
    forget(WrittenBy[E.Index] | FreshAt[E.Index], Known);
    return;
  }
  ValueId Target = targetOf(E);
  if (Target == NoIndex)
    return;
  // Counters would give a new state per trip.
  bool IsStep = E.Kind == EventKind::Store &&
                (F.Stores[E.Index].IsCompound || F.Stores[E.Index].IsIncrement);
  KnownValue New = IsStep ? KnownValue() : evaluate(E.Value, Known);
  forget(SubjectsWithPart.lookup(Target), Known);
  if (uint32_t Index = subjectOf(Target); Index != NoIndex)
    set(Index, New, NoIndex, Known);
}

void PathKnowledge::learn(ValueId Watched, const KnownValue &Value,
                          PathFacts &Known) const {
  if (uint32_t Index = subjectOf(Watched); Index != NoIndex)
    set(Index, Value, NoIndex, Known);
}

bool PathKnowledge::follow(uint32_t BlockIndex, unsigned EdgeIndex,
                           PathFacts &Known) const {
  const FlowBlock &Block = F.Flow.Blocks[BlockIndex];
  const FlowEdge &Edge = Block.Successors[EdgeIndex];
  if (Block.Condition == NoIndex || Edge.Kind == EdgeKind::Always)
    return true;
  Atom A = conditionOf(Block);
  uint32_t Index = subjectOf(A.Value);
  KnownValue Value;
  const PathFact *Fact = Index == NoIndex ? nullptr : findFact(Index, Known);
  if (!Fact)
    Value = evaluate(A.Value, Known);
  else if (Fact->Origin != BlockIndex &&
           !(LeavesLoop[BlockIndex] && (Shared >> Index & 1)))
    Value = Fact->Value;

  switch (Edge.Kind) {
  case EdgeKind::IfTrue:
    if (!Value.restrict(A.Op, A.Constant))
      return false;
    break;
  case EdgeKind::IfFalse:
    if (!Value.restrict(negated(A.Op), A.Constant))
      return false;
    break;
  case EdgeKind::Case:
    if (!Value.restrict(CompareOp::Equal, Edge.CaseValue))
      return false;
    break;
  case EdgeKind::Default:
    for (const FlowEdge &Other : Block.Successors)
      if (Other.Kind == EdgeKind::Case &&
          !Value.restrict(CompareOp::NotEqual, Other.CaseValue))
        return false;
    break;
  case EdgeKind::Always:
    break;
  }
  if (Index != NoIndex)
    set(Index, Value,
        Fact && Fact->Origin != BlockIndex ? Fact->Origin : BlockIndex, Known);
  return true;
}

} // namespace hangproof
