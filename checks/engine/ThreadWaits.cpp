//===- ThreadWaits.cpp - Who waits for the end of a thread ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "Spawns.h"
#include "ValueWalk.h"

namespace hangproof {

/// A handle that goes through more functions than this is lost.
static constexpr unsigned MostDepth = 4;

/// With WNOHANG and the like it asks, and does not wait.
static bool waitsForEnd(const Program &P, FunctionRef F,
                        const CallFacts &Call) {
  return llvm::none_of(
             P.row(Call)->Effects,
             [](const Effect &E) { return E.Kind == EffectKind::Blocks; }) ||
         effectOf(P, F, Call, EffectKind::Blocks);
}

llvm::SmallVector<Holder, 4> ThreadHandles::joins(FunctionRef F,
                                                  const CallFacts &Call) {
  return acted(F, Call, Act::Join, 0);
}

llvm::SmallVector<Holder, 4> ThreadHandles::acted(FunctionRef F,
                                                  const CallFacts &Call,
                                                  Act What, unsigned Depth) {
  llvm::SmallVector<Holder, 4> Result;
  EffectKind Kind =
      What == Act::Join ? EffectKind::Joins : EffectKind::Detaches;
  if (Call.ApiRow != NoIndex)
    if (const Effect *E = effectOf(P, F, Call, Kind)) {
      if (What == Act::Join && !waitsForEnd(P, F, Call))
        return Result;
      if (ValueId V = argumentOf(Call, E->Thread); V != NoIndex)
        for (const Holder &H : holdersOf(*F, V))
          add(Result, H);
      return Result;
    }
  if (Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::RunsNow))
    addRunNow(F, Call, What, Depth, Result);
  if (Call.CalleeIsSystem || Depth >= MostDepth)
    return Result;
  for (FunctionRef Target : P.targets(F, Call))
    for (const Holder &H : summary(Target, What, Depth + 1)) {
      Holder Outer = inCaller(*Target, H, *F, Call);
      add(Result, Outer);
      // `for (auto &s : sessions) s->stop();`
      if (Outer.Base != NoIndex && Outer.Member)
        for (Holder From : holdersOf(*F, Outer.Base)) {
          if (!From.Member)
            From.Member = Outer.Member;
          add(Result, From);
        }
    }
  return Result;
}

/// std::for_each(threads.begin(), threads.end(), join): what the function does
/// to its parameter is done to what the call is given.
void ThreadHandles::addRunNow(FunctionRef F, const CallFacts &Call, Act What,
                              unsigned Depth,
                              llvm::SmallVectorImpl<Holder> &Result) {
  EffectKind Kind =
      What == Act::Join ? EffectKind::Joins : EffectKind::Detaches;
  bool Acts = false;
  for (ValueId Argument : Call.Arguments) {
    if (Depth < MostDepth)
      for (FunctionRef Target : functionsIn(P, F, Argument))
        for (const Holder &H : summary(Target, What, Depth + 1))
          Acts |= H.Base != NoIndex &&
                  Target->Values[H.Base].Kind == ValueKind::Parameter;
    walkValue(*F, Argument, WalkArguments, [&](ValueId V) {
      const ValueFacts &Value = F->Values[V];
      if (Value.Kind == ValueKind::Function)
        if (uint32_t Row = P.api().find(Value.Text); Row != NoIndex)
          for (const Effect &E : P.api().row(Row).Effects)
            Acts |= E.Kind == Kind;
      return true;
    });
  }
  if (Acts)
    for (ValueId Argument : Call.Arguments)
      for (const Holder &H : holdersOf(*F, Argument))
        add(Result, H);
}

const ThreadHandles::Summary &ThreadHandles::summary(FunctionRef F, Act What,
                                                     unsigned Depth) {
  auto [It, IsNew] = Acted.try_emplace({F.Function, What});
  if (!IsNew)
    return It->second;
  Summary Result;
  for (const CallFacts &Call : F->Calls)
    for (const Holder &H : acted(F, Call, What, Depth))
      if (H.Base == NoIndex || F->Values[H.Base].Kind == ValueKind::Parameter ||
          F->Values[H.Base].Kind == ValueKind::This)
        add(Result, H);
  return Acted[{F.Function, What}] = std::move(Result);
}

/// Whether there is one such variable for all turns of the loop: what is put
/// into it takes the place of what was there.
bool ThreadHandles::isSlot(FunctionRef F, const Holder &H,
                           uint32_t Loop) const {
  if (H.IsElement)
    return false;
  if (H.Base == NoIndex)
    return true;
  const ValueFacts &Base = F->Values[H.Base];
  if (Base.Kind == ValueKind::This)
    return H.Member != 0;
  if (Base.Kind == ValueKind::Parameter)
    return H.Member != 0 && Loop != NoIndex && !Loops.isItem(F, Loop, H.Base);
  if (Base.Kind != ValueKind::Local || Loop == NoIndex)
    return false;
  const LocalFacts &Local = F->Locals[Base.Number];
  const Place &Around = F->Loops[Loop].Where;
  auto IsInLoop = [&](const Place &Where) {
    return Where.File == Around.File && Where.Offset > Around.Offset;
  };
  if (!Local.IsStatic && IsInLoop(Local.Where))
    return false;
  // A member of what the turn has made or taken is another one each time.
  return !H.Member ||
         llvm::none_of(Local.Definitions, [&](const DefinitionFacts &D) {
           return !D.Field && IsInLoop(D.Where);
         });
}

/// Whether the variable is another one in each turn of the loop.
static bool isDeclaredInTurn(FunctionRef F, const Holder &H, uint32_t Loop) {
  if (H.Base == NoIndex || H.Member)
    return false;
  const ValueFacts &Base = F->Values[H.Base];
  if (Base.Kind == ValueKind::Call)
    return true;
  if (Base.Kind != ValueKind::Local || F->Locals[Base.Number].IsStatic)
    return false;
  if (Loop == NoIndex)
    return true;
  const Place &Declared = F->Locals[Base.Number].Where;
  const Place &Around = F->Loops[Loop].Where;
  return Declared.File == Around.File && Declared.Offset > Around.Offset;
}

/// Whether the variable, and what is in it, ends with each turn of the loop.
bool ThreadHandles::isLocalToTurn(FunctionRef F, const Holder &H,
                                  uint32_t Loop) const {
  if (!isDeclaredInTurn(F, H, Loop))
    return false;
  const ValueFacts &Base = F->Values[H.Base];
  if (Base.Kind == ValueKind::Call)
    return true;
  const LocalFacts &Local = F->Locals[Base.Number];
  return !Local.IsReference && !llvm::StringRef(Local.TypeName).ends_with("*");
}

/// `if (t.joinable()) t.join();`: a test of the handle itself.
bool ThreadHandles::asksForThread(FunctionRef F, ValueId Condition,
                                  llvm::ArrayRef<Holder> Held) const {
  bool Found = false;
  walkValue(*F, Condition, WalkOperands, [&](ValueId V) {
    const ValueFacts &Value = F->Values[V];
    llvm::SmallVector<Holder, 4> Tested;
    if (Value.Kind == ValueKind::Call) {
      const CallFacts &Call = F->Calls[Value.Number];
      if (Call.CalleeIsSystem && Call.Object != NoIndex)
        Tested = holdersOf(*F, Call.Object);
    } else {
      Tested = holdersOf(*F, V);
    }
    for (const Holder &H : Tested)
      Found |=
          llvm::any_of(Held, [&](const Holder &Old) { return Old.isSame(H); });
    return !Found;
  });
  return Found;
}

/// Whether each turn of the loop passes the block, or asks for the thread
/// first.
bool ThreadHandles::waitsEachTurn(FunctionRef F, const LoopFlow &Turn,
                                  uint32_t Wait,
                                  llvm::ArrayRef<Holder> Held) const {
  const FlowGraph &Flow = F->Flow;
  llvm::BitVector Avoid = Turn.body();
  Avoid.flip(); // What is outside leads back in by another turn around it.
  Avoid.set(Wait);
  for (unsigned I : Turn.body().set_bits())
    if (I != Turn.head() && Flow.Blocks[I].Condition != NoIndex &&
        asksForThread(F, Flow.Blocks[I].Condition, Held))
      Avoid.set(I);
  return !reachable(Flow, Turn.head(), Avoid).test(Turn.head());
}

/// Whether every path from the call back to the head of the loop (to the end of
/// the function) waits for it, leaving out paths on which it failed.
bool ThreadHandles::alwaysPasses(FunctionRef F, const CallFacts &Call,
                                 uint32_t Loop, llvm::ArrayRef<CallId> Joins,
                                 llvm::ArrayRef<Holder> Held) {
  const FlowGraph &Flow = F->Flow;
  if (F->FlowFailed || Call.Block >= Flow.Blocks.size())
    return llvm::any_of(
        Joins, [&](CallId Join) { return F->Calls[Join].Loop == Call.Loop; });
  uint32_t End = Flow.Exit;
  if (Loop != NoIndex) {
    const LoopFlow &L = Loops.flow(F, Loop);
    if (!L.isKnown())
      return false;
    End = L.head();
  }
  llvm::BitVector Stops(Flow.Blocks.size());
  for (CallId Join : Joins) {
    const CallFacts &J = F->Calls[Join];
    if (J.Block >= Flow.Blocks.size())
      continue;
    Stops.set(J.Block);
    // A loop that waits for each of them is a wait even where it is empty.
    for (uint32_t Around = J.Loop;
         Around != NoIndex && Around != Loop && Around != Call.Loop;
         Around = F->Loops[Around].Parent)
      if (const LoopFlow &L = Loops.flow(F, Around);
          L.isKnown() && !L.repeats(Call.Block) &&
          waitsEachTurn(F, L, J.Block, Held))
        Stops.set(L.head());
  }
  if (Stops.test(Call.Block) && llvm::any_of(Joins, [&](CallId Join) {
        return F->Calls[Join].Block == Call.Block && &F->Calls[Join] > &Call;
      }))
    return true;
  Stops.reset(Call.Block);
  llvm::BitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{Call.Block};
  while (!Work.empty()) {
    uint32_t At = Work.pop_back_val();
    const FlowBlock &Block = Flow.Blocks[At];
    if (Block.IsNoReturn)
      continue;
    std::optional<bool> Success;
    if (Block.Condition != NoIndex) {
      Success = Results.holdsOnSuccess(F, Call, Block.Condition);
      if (asksForThread(F, Block.Condition, Held)) {
        bool LeadsToJoin = false;
        for (const FlowEdge &Edge : Block.Successors)
          LeadsToJoin |= Edge.To < Stops.size() && Stops.test(Edge.To);
        if (LeadsToJoin && At != Call.Block)
          continue;
        if (LeadsToJoin)
          return true;
      }
    }
    for (const FlowEdge &Edge : Block.Successors) {
      if (Success && ((Edge.Kind == EdgeKind::IfTrue && !*Success) ||
                      (Edge.Kind == EdgeKind::IfFalse && *Success)))
        continue;
      if (Edge.To == End)
        return false;
      if (Edge.To >= Seen.size() || Seen.test(Edge.To) || Stops.test(Edge.To))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return true;
}

ThreadHandle ThreadHandles::of(FunctionRef F, CallId Id, uint32_t Loop) {
  ThreadHandle Result;
  const CallFacts &Call = F->Calls[Id];
  llvm::SmallVector<Holder, 4> Held = holders(F, Id);
  const Effect *What = effectBelow(F, Id, 0);
  bool IsOwn = Made.at(F, Id) != nullptr;
  for (const Holder &H : Held)
    if (Result.In.isNone() || H.Member || H.IsElement)
      if (H.Base == NoIndex || H.Member ||
          F->Values[H.Base].Kind != ValueKind::Call)
        Result.In = H;
  bool EndsWithTurn =
      llvm::all_of(
          Held, [&](const Holder &H) { return isLocalToTurn(F, H, Loop); }) &&
      // It lives on in whoever is given it.
      llvm::none_of(F->Returns, [&](const ReturnFacts &Return) {
        return carries(F, Return.Value, Held, 0) != nullptr;
      });

  llvm::SmallVector<CallId, 4> Joins, Detaches;
  auto IsHeld = [&](const Holder &H) {
    return llvm::any_of(Held, [&](const Holder &Old) { return Old.isSame(H); });
  };
  bool AnyProcess = !What && IsOwn;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    if (I == Id)
      continue;
    const CallFacts &Other = F->Calls[I];
    if (llvm::any_of(acted(F, Other, Act::Join, 0), IsHeld) ||
        // wait() takes any child.
        (AnyProcess && Other.ApiRow != NoIndex && [&] {
          const Effect *E = effectOf(P, F, Other, EffectKind::Joins);
          return E && E->Thread == RoleNone && waitsForEnd(P, F, Other);
        }()))
      Joins.push_back(I);
    if (llvm::any_of(acted(F, Other, Act::Detach, 0), IsHeld))
      Detaches.push_back(I);
  }

  // It waits by itself when its handle goes.
  if (What && What->Dropped == "joins" && EndsWithTurn && Detaches.empty() &&
      (IsOwn || !Held.empty())) {
    Result.Fate = ThreadFate::JoinedInTurn;
    return Result;
  }
  llvm::SmallVector<CallId, 4> InTurn;
  for (CallId Join : Joins)
    if (Loop == NoIndex || !Loops.flow(F, Loop).isKnown()
            ? Loop == NoIndex || F->Calls[Join].Loop == Loop
            : Loops.flow(F, Loop).repeats(F->Calls[Join].Block))
      InTurn.push_back(Join);
  bool HasSlot =
      llvm::any_of(Held, [&](const Holder &H) { return isSlot(F, H, Loop); });
  bool IsOfThis = llvm::any_of(Held, [&](const Holder &H) {
    return H.Base != NoIndex && F->Values[H.Base].Kind == ValueKind::This;
  });
  bool HasElement =
      llvm::any_of(Held, [&](const Holder &H) { return H.IsElement; });
  bool Always = !InTurn.empty() && alwaysPasses(F, Call, Loop, InTurn, Held);
  if (Always || (!InTurn.empty() && HasSlot && !HasElement)) {
    Result.Fate = ThreadFate::JoinedInTurn;
    Result.By = {F, InTurn.front()};
    Result.IsOneOfObject = !Always && Loop == NoIndex && IsOfThis;
    return Result;
  }
  // A second thread in one std::thread ends the program, so there is one.
  bool IsOnHeap = llvm::any_of(F->Values, [&](const ValueFacts &V) {
    return V.Kind == ValueKind::New &&
           llvm::is_contained(V.Operands, Call.Result);
  });
  if (IsOwn && What && !What->Dropped.empty() && HasSlot && !HasElement &&
      !IsOnHeap && Detaches.empty()) {
    Result.Fate = ThreadFate::JoinedInTurn;
    Result.IsOneOfObject = Loop == NoIndex && IsOfThis;
    return Result;
  }
  if (!Detaches.empty()) {
    Result.Fate = ThreadFate::Detached;
    Result.By = {F, Detaches.front()};
    return Result;
  }
  if (!Joins.empty()) {
    Result.Fate = ThreadFate::JoinedLater;
    Result.By = {F, Joins.front()};
    return Result;
  }
  if (Result.In.isNone() || isDeclaredInTurn(F, Result.In, Loop)) {
    Result.Fate = ThreadFate::Dropped;
    return Result;
  }
  Result.Fate = ThreadFate::Kept;
  SymbolId Symbol = symbolOf(*F, Result.In);
  if (!Symbol)
    return Result;
  findActs();
  for (Act What : {Act::Join, Act::Detach})
    if (auto It = ActOn.find({Symbol, What}); It != ActOn.end()) {
      Result.Fate =
          What == Act::Join ? ThreadFate::JoinedLater : ThreadFate::Detached;
      Result.By = It->second;
      return Result;
    }
  return Result;
}

/// Remembers the first join and detach of each variable of the program.
void ThreadHandles::findActs() {
  if (std::exchange(ActsAreKnown, true))
    return;
  for (FunctionRef G : P.functions())
    for (CallId I = 0; I < G->Calls.size(); ++I) {
      if (G->Calls[I].ApiRow == NoIndex)
        continue;
      for (Act What : {Act::Join, Act::Detach})
        for (const Holder &H : acted(G, G->Calls[I], What, MostDepth))
          if (SymbolId Symbol = symbolOf(*G, H))
            ActOn.try_emplace({Symbol, What}, CallRef{G, I});
    }
}

} // namespace hangproof
