//===- Limits.cpp - Semaphores and permits that are taken -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Limits.h"
#include "Effects.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

static constexpr unsigned MostDepth = 3;

std::optional<Limit> Limits::taken(FunctionRef F, const CallFacts &Call) {
  return taken(F, Call, 0);
}

std::optional<Limit> Limits::taken(FunctionRef F, const CallFacts &Call,
                                   unsigned Depth) {
  if (Call.ApiRow != NoIndex)
    if (const Effect *E = effectOf(P, F, Call, EffectKind::AcquiresLimit)) {
      Limit L{LimitKind::Slots, F, Call.Where, {}};
      if (ValueId V = argumentOf(Call, E->Limit); V != NoIndex)
        L.Name = nameOf(P, *F, holderOf(*F, V)).str();
      return L;
    }
  if (Call.CalleeIsSystem || Depth >= MostDepth)
    return std::nullopt;
  for (FunctionRef Target : P.targets(F, Call)) {
    auto [It, IsNew] = Takers.try_emplace(Target.Function);
    if (IsNew) {
      std::optional<Limit> Found;
      llvm::BitVector Taking(Target->Flow.Blocks.size());
      bool GivesBack = false;
      for (const CallFacts &Inner : Target->Calls) {
        GivesBack |= Inner.ApiRow != NoIndex &&
                     effectOf(P, Target, Inner, EffectKind::ReleasesLimit);
        if (std::optional<Limit> L = taken(Target, Inner, Depth + 1)) {
          Found = L;
          if (Inner.Block < Taking.size())
            Taking.set(Inner.Block);
        }
      }
      const FlowGraph &Flow = Target->Flow;
      bool Always = !Target->FlowFailed && Flow.Entry < Flow.Blocks.size() &&
                    Flow.Exit < Flow.Blocks.size() &&
                    !reachableOver(Flow, Flow.Entry, Taking).test(Flow.Exit);
      if (!Always || GivesBack)
        Found.reset();
      Takers[Target.Function] = std::move(Found);
    }
    if (const std::optional<Limit> &Known = Takers[Target.Function])
      return Known;
  }
  return std::nullopt;
}

/// A semaphore that is posted by others than those that it lets run counts
/// items, not slots.
bool Limits::isGivenBack(const Limit &L, SymbolId Symbol, FunctionRef F,
                         llvm::ArrayRef<FunctionRef> Tasks) const {
  if (!Symbol || Tasks.empty())
    return true;
  constexpr size_t MostFunctions = 200;
  llvm::SmallPtrSet<const FunctionFacts *, 16> Own;
  llvm::SmallVector<FunctionRef, 16> Work(Tasks.begin(), Tasks.end());
  Work.push_back(F);
  while (!Work.empty() && Own.size() < MostFunctions) {
    FunctionRef At = Work.pop_back_val();
    if (!Own.insert(At.Function).second)
      continue;
    for (const CallFacts &Call : At->Calls)
      for (FunctionRef Target : P.targets(At, Call))
        Work.push_back(Target);
  }
  bool Any = false;
  for (FunctionRef G : P.functions())
    for (const CallFacts &Call : G->Calls) {
      if (Call.ApiRow == NoIndex)
        continue;
      const Effect *E = effectOf(P, G, Call, EffectKind::ReleasesLimit);
      if (!E)
        continue;
      ValueId V = argumentOf(Call, E->Limit);
      if (V == NoIndex || symbolOf(*G, holderOf(*G, V)) != Symbol)
        continue;
      if (Own.contains(G.Function))
        return true;
      Any = true;
    }
  return !Any;
}

/// Whether Call is the event at an earlier place of its block than Other.
static bool isBefore(const FunctionFacts &F, const CallFacts &Call,
                     const CallFacts &Other) {
  CallId First = &Call - F.Calls.data(), Second = &Other - F.Calls.data();
  for (const FlowEvent &E : F.Flow.Blocks[Call.Block].Events)
    if (E.Kind == EventKind::Call) {
      if (E.Index == First)
        return true;
      if (E.Index == Second)
        return false;
    }
  return First < Second;
}

std::optional<Limit> Limits::around(FunctionRef F, const CallFacts &Call,
                                    uint32_t Loop,
                                    llvm::ArrayRef<FunctionRef> Tasks) {
  const FlowGraph &Flow = F->Flow;
  bool HasFlow = !F->FlowFailed && Call.Block < Flow.Blocks.size() &&
                 Flow.Entry < Flow.Blocks.size();
  const LoopFlow *Turn = Loop == NoIndex ? nullptr : &Loops.flow(F, Loop);
  if (Turn && !Turn->isKnown())
    HasFlow = false;
  std::optional<Limit> Found;
  llvm::BitVector Taking(Flow.Blocks.size());
  bool TakenHere = false;
  for (const CallFacts &Other : F->Calls) {
    if (&Other == &Call || Other.Block == NoIndex)
      continue;
    std::optional<Limit> L = taken(F, Other);
    if (!L)
      continue;
    SymbolId Symbol = 0;
    if (const Effect *E =
            Other.ApiRow == NoIndex
                ? nullptr
                : effectOf(P, F, Other, EffectKind::AcquiresLimit))
      if (ValueId V = argumentOf(Other, E->Limit); V != NoIndex)
        Symbol = symbolOf(*F, holderOf(*F, V));
    if (!isGivenBack(*L, Symbol, F, Tasks))
      continue;
    if (!HasFlow) {
      if (Other.Loop == Call.Loop && &Other < &Call)
        return L;
      continue;
    }
    if (Other.Block == Call.Block) {
      if (isBefore(*F, Other, Call)) {
        TakenHere = true;
        Found = L;
      }
      continue;
    }
    if (Other.Block < Taking.size()) {
      Taking.set(Other.Block);
      if (!Found)
        Found = L;
    }
  }
  if (Found && HasFlow) {
    uint32_t Start = Turn ? Turn->head() : Flow.Entry;
    if (TakenHere || !reachableOver(Flow, Start, Taking).test(Call.Block))
      return Found;
  }
  return counted(F, Call, Loop);
}

} // namespace hangproof
