//===- PathSubjects.cpp - Which values are worth following ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathKnowledge.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"

namespace hangproof {

ValueId PathKnowledge::targetOf(const FlowEvent &E) const {
  if (E.Kind == EventKind::Define && E.Index < LocalValue.size())
    return LocalValue[E.Index];
  if (E.Kind == EventKind::Store && E.Index < F.Stores.size())
    return F.Stores[E.Index].Target;
  return NoIndex;
}

void PathKnowledge::collectLeaves(ValueId V,
                                  llvm::SmallVectorImpl<ValueId> &Leaves,
                                  unsigned Depth) const {
  if (V == NoIndex || Depth > MostDepth)
    return;
  const ValueFacts &Value = F.Values[V];
  if (Value.Kind == ValueKind::Select && Value.Operands.size() == 3) {
    for (ValueId Operand : Value.Operands)
      collectLeaves(Operand, Leaves, Depth + 1);
    return;
  }
  Atom A = atomOf(V);
  if (F.Values[A.Value].Kind == ValueKind::Select)
    return collectLeaves(A.Value, Leaves, Depth + 1);
  if (F.Values[A.Value].Kind != ValueKind::Integer &&
      F.Values[A.Value].Kind != ValueKind::Null)
    Leaves.push_back(A.Value);
}

void PathKnowledge::findSubjects(llvm::ArrayRef<ValueId> Watched) {
  auto Add = [&](ValueId V) {
    if (V == NoIndex || Subjects.size() == 64)
      return;
    if (IndexOf.try_emplace(V, Subjects.size()).second)
      Subjects.push_back(V);
  };
  for (ValueId V : Watched)
    Add(V);

  llvm::DenseMap<ValueId, unsigned> Tests, Asks;
  llvm::SmallVector<ValueId, 16> Asked;
  llvm::SmallVector<ValueId, 4> Leaves;
  auto Ask = [&](ValueId V, bool IsTest) {
    Leaves.clear();
    collectLeaves(V, Leaves);
    for (ValueId Leaf : Leaves) {
      Tests[Leaf] += IsTest;
      ++Asks[Leaf];
      Asked.push_back(Leaf);
    }
  };
  llvm::DenseMap<ValueId, llvm::SmallVector<ValueId, 2>> Sources;
  for (const FlowBlock &Block : F.Flow.Blocks) {
    if (Block.Condition != NoIndex) {
      Ask(Block.Condition, /*IsTest=*/true);
      if (ValueId V = conditionOf(Block).Value; !llvm::is_contained(Leaves, V))
        Ask(V, /*IsTest=*/true);
    }
    for (const FlowEvent &E : Block.Events) {
      if (E.Kind == EventKind::Return)
        Ask(E.Value, /*IsTest=*/false);
      if (ValueId Target = targetOf(E); Target != NoIndex)
        Sources[Target].push_back(E.Value);
    }
  }
  // A value is worth following when it is tested and asked for again, or when
  // a store sets what a test or a return asks for; then so is what the store
  // takes it from.
  for (size_t I = 0; I < Asked.size() && I < 512; ++I) {
    ValueId Leaf = Asked[I];
    auto It = Sources.find(Leaf);
    bool IsAskedAgain = Tests[Leaf] >= 1 && Asks[Leaf] >= 2;
    if (IsAskedAgain || It != Sources.end())
      Add(Leaf);
    if (It == Sources.end())
      continue;
    for (ValueId Source : std::exchange(It->second, {}))
      Ask(Source, /*IsTest=*/false);
    // Found once is enough.
    It->second.push_back(Leaf);
  }
}

void PathKnowledge::forEachPart(ValueId V,
                                llvm::function_ref<void(ValueId)> Do) const {
  llvm::SmallVector<ValueId, 8> Work{V};
  llvm::SmallSet<ValueId, 8> Seen;
  while (!Work.empty()) {
    ValueId Part = Work.pop_back_val();
    if (Part == NoIndex || !Seen.insert(Part).second || Seen.size() > 256)
      continue;
    Do(Part);
    const ValueFacts &Value = F.Values[Part];
    Work.append(Value.Operands.begin(), Value.Operands.end());
    if (Value.Kind == ValueKind::Call &&
        uint64_t(Value.Number) < F.Calls.size()) {
      const CallFacts &Call = F.Calls[Value.Number];
      Work.push_back(Call.Object);
      Work.append(Call.Arguments.begin(), Call.Arguments.end());
    }
  }
}

void PathKnowledge::findWrites() {
  for (uint32_t I = 0; I < Subjects.size(); ++I)
    forEachPart(Subjects[I],
                [&](ValueId Part) { SubjectsWithPart[Part] |= 1ull << I; });

  WrittenBy.assign(F.Calls.size(), 0);
  FreshAt.assign(F.Calls.size(), 0);
  auto AddWriter = [&](ValueId Value, ValueId Target) {
    if (Value == NoIndex || Target == NoIndex ||
        F.Values[Value].Kind != ValueKind::OutArgument ||
        uint64_t(F.Values[Value].Number) >= WrittenBy.size())
      return;
    WrittenBy[F.Values[Value].Number] |= SubjectsWithPart.lookup(Target);
  };
  for (uint32_t I = 0; I < F.Locals.size(); ++I)
    for (const DefinitionFacts &D : F.Locals[I].Definitions)
      AddWriter(D.Value, LocalValue[I]);
  for (const StoreFacts &Store : F.Stores)
    AddWriter(Store.Value, Store.Target);
  for (ValueId V = 0; V < F.Values.size(); ++V)
    if (F.Values[V].Kind == ValueKind::Parameter &&
        uint64_t(F.Values[V].Number) < F.Parameters.size())
      for (const DefinitionFacts &D :
           F.Parameters[F.Values[V].Number].Definitions)
        AddWriter(D.Value, V);

  llvm::SmallSet<ValueId, 8> Shared;
  for (auto [Call, Form] : CanonicalOf)
    Shared.insert(Form);
  for (CallId C = 0; C < F.Calls.size(); ++C) {
    ValueId Result = F.Calls[C].Result;
    if (Result != NoIndex && canonical(Result) == Result &&
        !Shared.count(Result))
      FreshAt[C] = SubjectsWithPart.lookup(Result);
  }
}

uint64_t PathKnowledge::subjectsReadBy(ValueId V) const {
  llvm::SmallVector<ValueId, 4> Leaves;
  collectLeaves(V, Leaves);
  uint64_t Set = 0;
  for (ValueId Leaf : Leaves)
    if (uint32_t Index = subjectOf(Leaf); Index != NoIndex)
      Set |= 1ull << Index;
  return Set;
}

void PathKnowledge::findLiveness() {
  const auto &Blocks = F.Flow.Blocks;
  LiveAt.assign(Blocks.size(), 0);
  std::vector<llvm::SmallVector<uint32_t, 2>> Handlers(Blocks.size());
  auto AddHandlers = [&](uint32_t Block, uint32_t Try) {
    while (Try < F.Tries.size()) {
      for (uint32_t Handler : F.Tries[Try].HandlerBlocks)
        if (Handler < Blocks.size() &&
            !llvm::is_contained(Handlers[Block], Handler))
          Handlers[Block].push_back(Handler);
      Try = F.Tries[Try].Parent;
    }
  };
  for (uint32_t B = 0; B < Blocks.size(); ++B)
    for (const FlowEvent &E : Blocks[B].Events) {
      if (E.Kind == EventKind::Call && E.Index < F.Calls.size())
        AddHandlers(B, F.Calls[E.Index].Try);
      if (E.Kind == EventKind::Throw && E.Index < F.Throws.size())
        AddHandlers(B, F.Throws[E.Index].Try);
    }
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (uint32_t B = 0; B < Blocks.size(); ++B) {
      const FlowBlock &Block = Blocks[B];
      uint64_t Live = 0, AtHandlers = 0;
      for (const FlowEdge &Edge : Block.Successors)
        if (Edge.To < Blocks.size())
          Live |= LiveAt[Edge.To];
      for (uint32_t Handler : Handlers[B])
        AtHandlers |= LiveAt[Handler];
      if (Block.Condition != NoIndex) {
        Live |= subjectsReadBy(Block.Condition);
        Live |= subjectsReadBy(conditionOf(Block).Value);
      }
      for (const FlowEvent &E : llvm::reverse(Block.Events)) {
        if (ValueId Target = targetOf(E); Target != NoIndex) {
          uint32_t Index = subjectOf(Target);
          uint64_t Bit = Index == NoIndex ? 0 : 1ull << Index;
          if (Live & Bit)
            Live |= subjectsReadBy(E.Value);
          Live &= ~Bit;
          if (E.Value != NoIndex && Bit && (subjectsReadBy(E.Value) & Bit))
            Live |= Bit;
        } else if (E.Kind == EventKind::Return) {
          Live |= subjectsReadBy(E.Value);
        }
      }
      Live |= AtHandlers;
      if (Live != LiveAt[B]) {
        LiveAt[B] = Live;
        Changed = true;
      }
    }
  }
}

void PathKnowledge::findLoopExits() {
  for (uint32_t I = 0; I < Subjects.size(); ++I)
    forEachPart(Subjects[I], [&](ValueId Part) {
      ValueKind Kind = F.Values[Part].Kind;
      if (Kind == ValueKind::Global || Kind == ValueKind::Field ||
          Kind == ValueKind::Deref || Kind == ValueKind::Element ||
          Kind == ValueKind::Call)
        Shared |= 1ull << I;
    });
  const auto &Blocks = F.Flow.Blocks;
  LeavesLoop.assign(Blocks.size(), 0);
  // Blocks that can come back to themselves, found by their own search: the
  // graphs are small, and only branches over shared subjects are asked.
  for (uint32_t B = 0; B < Blocks.size(); ++B) {
    if (Blocks[B].Condition == NoIndex || Blocks[B].Successors.size() < 2)
      continue;
    uint32_t Subject = subjectOf(conditionOf(Blocks[B]).Value);
    if (Subject == NoIndex || !(Shared >> Subject & 1))
      continue;
    unsigned Returning = 0;
    for (const FlowEdge &Edge : Blocks[B].Successors) {
      llvm::SmallVector<uint32_t, 16> Work{Edge.To};
      std::vector<char> Seen(Blocks.size(), 0);
      bool Returns = false;
      while (!Work.empty() && !Returns) {
        uint32_t At = Work.pop_back_val();
        if (At >= Blocks.size() || Seen[At])
          continue;
        Seen[At] = 1;
        Returns = At == B;
        for (const FlowEdge &Next : Blocks[At].Successors)
          Work.push_back(Next.To);
      }
      Returning += Returns;
    }
    LeavesLoop[B] = Returning && Returning < Blocks[B].Successors.size();
  }
}

} // namespace hangproof
