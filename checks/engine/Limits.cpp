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

/// What the call takes or gives back by its row.
static const Effect *slotEffect(const Program &P, FunctionRef F,
                                const CallFacts &Call, EffectKind Kind) {
  return Call.ApiRow == NoIndex ? nullptr : effectOf(P, F, Call, Kind);
}

/// Whether Changes leave the slot taken when Call runs, or at the exit for no
/// call: on every path from Start something takes it, and nothing gives it
/// back after that.
static bool isHeldAt(const FunctionFacts &F, const CallFacts *Call,
                     uint32_t Start, const std::map<CallId, bool> &Changes) {
  const FlowGraph &Flow = F.Flow;
  enum State : uint8_t { Unseen, Held, Free };
  std::vector<State> In(Flow.Blocks.size(), Unseen);
  auto Run = [&](uint32_t Block, const CallFacts *Until) {
    State Now = In[Block];
    for (const FlowEvent &E : Flow.Blocks[Block].Events) {
      if (E.Kind != EventKind::Call && E.Kind != EventKind::Cleanup)
        continue;
      if (Until && &F.Calls[E.Index] == Until)
        break;
      if (auto It = Changes.find(E.Index); It != Changes.end())
        Now = It->second ? Held : Free;
    }
    return Now;
  };
  In[Start] = Free;
  llvm::SmallVector<uint32_t, 16> Work{Start};
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    State Out = Run(Block, nullptr);
    for (const FlowEdge &Edge : Flow.Blocks[Block].Successors)
      if (Edge.To < In.size() && Edge.To != Start && In[Edge.To] < Out) {
        In[Edge.To] = Out;
        Work.push_back(Edge.To);
      }
  }
  uint32_t At = Call ? Call->Block : Flow.Exit;
  return At < In.size() && In[At] != Unseen && Run(At, Call) == Held;
}

std::optional<Limit> Limits::taken(FunctionRef F, const CallFacts &Call,
                                   unsigned Depth) {
  if (const Effect *E = slotEffect(P, F, Call, EffectKind::AcquiresLimit)) {
    Limit L{E->BlockKind == "lock" ? LimitKind::Lock : LimitKind::Slots,
            F,
            Call.Where,
            {}};
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
      const FlowGraph &Flow = Target->Flow;
      if (!Target->FlowFailed && Flow.Entry < Flow.Blocks.size() &&
          Flow.Exit < Flow.Blocks.size())
        for (const Slot &S : slotsIn(Target, Depth + 1))
          if ((!Found || Found->Kind == LimitKind::Lock) &&
              isHeldAt(*Target, nullptr, Flow.Entry, S.Changes))
            Found = S.What;
      Takers[Target.Function] = std::move(Found);
    }
    if (const std::optional<Limit> &Known = Takers[Target.Function])
      return Known;
  }
  return std::nullopt;
}

/// Whether the call runs a function of the project that gives something back.
bool Limits::givesBack(FunctionRef F, const CallFacts &Call, unsigned Depth) {
  if (Call.CalleeIsSystem || Depth >= 2)
    return false;
  for (FunctionRef Target : P.targets(F, Call)) {
    auto [It, IsNew] = Givers.try_emplace(Target.Function, false);
    if (IsNew) {
      bool Gives = false;
      for (const CallFacts &Inner : Target->Calls) {
        if (slotEffect(P, Target, Inner, EffectKind::AcquiresLimit)) {
          Gives = false;
          break;
        }
        Gives |=
            slotEffect(P, Target, Inner, EffectKind::ReleasesLimit) !=
                nullptr ||
            (Inner.ApiRow == NoIndex && givesBack(Target, Inner, Depth + 1));
      }
      Givers[Target.Function] = Gives;
    }
    if (Givers[Target.Function])
      return true;
  }
  return false;
}

/// The semaphores and mutexes that calls of F take.
std::vector<Limits::Slot> Limits::slotsIn(FunctionRef F, unsigned Depth) {
  std::vector<Slot> Result;
  auto HolderOf = [&](const CallFacts &Call, const Effect *E) {
    ValueId V = E ? argumentOf(Call, E->Limit) : NoIndex;
    return V == NoIndex ? Holder() : holderOf(*F, V);
  };
  auto Concerns = [&](const Slot &S, const Holder &H) {
    if (H.isNone())
      return false;
    return S.In.isSame(H) ||
           (!H.Member && F->Values[H.Base].Kind == ValueKind::Local &&
            llvm::is_contained(S.Guards, uint32_t(F->Values[H.Base].Number)));
  };
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.IsImplicitDestructor)
      continue;
    std::optional<Limit> L = taken(F, Call, Depth);
    if (!L)
      continue;
    Holder In =
        HolderOf(Call, slotEffect(P, F, Call, EffectKind::AcquiresLimit));
    Slot *S = nullptr;
    for (Slot &Known : Result)
      if (Concerns(Known, In) ||
          (In.isNone() && Known.In.isNone() && Known.What.Name == L->Name))
        S = &Known;
    if (!S) {
      S = &Result.emplace_back();
      S->What = *L;
      S->In = In;
      S->Symbol = In.isNone() ? 0 : symbolOf(*F, In);
    }
    S->Changes[I] = true;
    if (Call.IsConstructor && Call.ConstructedLocal != NoIndex)
      S->Guards.push_back(Call.ConstructedLocal);
  }
  if (Result.empty())
    return Result;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    const Effect *E = slotEffect(P, F, Call, EffectKind::ReleasesLimit);
    Holder In = HolderOf(Call, E);
    bool ByProject = !E && !Call.IsImplicitDestructor &&
                     Call.ApiRow == NoIndex && givesBack(F, Call, 0);
    for (Slot &S : Result) {
      bool Ends = Call.IsImplicitDestructor &&
                  llvm::is_contained(S.Guards, Call.ConstructedLocal);
      if (Ends || (E && Concerns(S, In)) || (ByProject && S.In.isNone()))
        S.Changes[I] = false;
    }
  }
  return Result;
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

/// A mutex that each run has one of its own.
static bool isPrivate(const FunctionFacts &F, const Holder &In) {
  if (In.isNone() || In.Member || In.Base == NoIndex)
    return false;
  const ValueFacts &Base = F.Values[In.Base];
  return Base.Kind == ValueKind::Local && !F.Locals[Base.Number].IsStatic &&
         !F.Locals[Base.Number].IsReference;
}

std::optional<Limit> Limits::around(FunctionRef F, const CallFacts &Call,
                                    uint32_t Loop,
                                    llvm::ArrayRef<FunctionRef> Tasks,
                                    bool LocksCount) {
  const FlowGraph &Flow = F->Flow;
  bool HasFlow = !F->FlowFailed && Call.Block < Flow.Blocks.size() &&
                 Flow.Entry < Flow.Blocks.size();
  const LoopFlow *Turn = Loop == NoIndex ? nullptr : &Loops.flow(F, Loop);
  if (Turn && !Turn->isKnown())
    HasFlow = false;
  CallId Id = &Call - F->Calls.data();
  auto [It, IsNew] = Slots.try_emplace(F.Function);
  if (IsNew)
    It->second = slotsIn(F, 0);
  for (const Slot &S : Slots[F.Function]) {
    if (S.What.Kind == LimitKind::Lock && (!LocksCount || isPrivate(*F, S.In)))
      continue;
    if (!isGivenBack(S.What, S.Symbol, F, Tasks))
      continue;
    if (HasFlow) {
      uint32_t Start = Turn ? Turn->head() : Flow.Entry;
      if (isHeldAt(*F, &Call, Start, S.Changes))
        return S.What;
      continue;
    }
    for (auto [Other, Takes] : S.Changes)
      if (Takes && Other < Id && F->Calls[Other].Loop == Call.Loop)
        return S.What;
  }
  return counted(F, Call, Loop);
}

} // namespace hangproof
