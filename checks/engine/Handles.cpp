//===- Handles.cpp - Waits on handles, and what bounds them ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Handles.h"
#include "FunctionValues.h"
#include "LoopFlow.h"
#include "ValueWalk.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

Handles::Handles(const Program &P, const Entries &Handed)
    : P(P), Handed(Handed), Acts(P) {
  findRelevant();
  summarize();
  collectVariables();
  for (FunctionRef F : Relevant)
    if (const HandleFrame *Frame = frameOf(F); Frame && !F->IsStaticInitializer)
      judge(*Frame);
}

Handles::~Handles() = default;

/// Functions that do something to a handle, and those that lead to them.
void Handles::findRelevant() {
  constexpr unsigned MostDistance = 6;
  std::vector<FunctionRef> Level, Next;
  for (FunctionRef F : P.functions()) {
    std::vector<HandleEvent> Events = Acts.of(F);
    if (Events.empty())
      continue;
    Direct[F.Function] = std::move(Events);
    Distance[F.Function] = 0;
    Next.push_back(F);
  }
  for (unsigned D = 1; D <= MostDistance && !Next.empty(); ++D) {
    Level = std::exchange(Next, {});
    for (FunctionRef F : Level) {
      auto Visit = [&](const CallRef &Caller) {
        if ((!Caller.Caller->FlowFailed ||
             Caller.Caller->IsStaticInitializer) &&
            Distance.try_emplace(Caller.Caller.Function, D).second)
          Next.push_back(Caller.Caller);
      };
      for (const CallRef &Caller : P.callers(F->Id))
        Visit(Caller);
      for (const CallRef &Caller : Handed.handedTo(F))
        Visit(Caller);
    }
  }
  // A function that only keeps or returns what it is given leads nowhere, but
  // tells that two variables are one.
  for (FunctionRef F : P.functions()) {
    if (F->FlowFailed || Distance.count(F.Function))
      continue;
    auto IsPlain = [&](ValueId V) {
      while (V < F->Values.size() &&
             (F->Values[V].Kind == ValueKind::AddressOf ||
              F->Values[V].Kind == ValueKind::Deref))
        V = F->Values[V].Operands[0];
      return V < F->Values.size() &&
             (F->Values[V].Kind == ValueKind::Field ||
              F->Values[V].Kind == ValueKind::Global ||
              F->Values[V].Kind == ValueKind::Parameter);
    };
    bool IsMover =
        llvm::any_of(F->Returns,
                     [&](const ReturnFacts &R) { return IsPlain(R.Value); }) ||
        llvm::any_of(F->Stores, [&](const StoreFacts &S) {
          return HandleActs::parameterOf(*F, S.Value) != NoIndex &&
                 IsPlain(S.Target);
        });
    if (IsMover && F->Flow.Blocks.size() <= 8)
      Distance[F.Function] = MostDistance;
  }
  for (FunctionRef F : P.functions())
    if (Distance.count(F.Function))
      Relevant.push_back(F);
}

const HandleSummary *Handles::summaryOf(FunctionRef F) const {
  auto It = Summaries.find(F.Function);
  return It == Summaries.end() ? nullptr : &It->second;
}

const HandleFrame *Handles::frameOf(FunctionRef F) const {
  auto It = Frames.find(F.Function);
  return It == Frames.end() ? nullptr : It->second.get();
}

llvm::SmallVector<HandleCallee, 2> Handles::calleesOf(FunctionRef F,
                                                      CallId Id) const {
  auto [It, IsNew] = Callees.try_emplace({F.Function, Id});
  if (!IsNew)
    return It->second;
  llvm::SmallVector<HandleCallee, 2> Result;
  const CallFacts &Call = F->Calls[Id];
  constexpr size_t MostTargets = 4;
  if (const ApiRow *Row = P.row(Call)) {
    // What a new thread runs gets the arguments that follow it.
    for (const Effect &E : Row->Effects) {
      if ((E.Kind != EffectKind::Spawns && E.Kind != EffectKind::Submits) ||
          E.Argument == RoleNone || E.Argument < 0)
        continue;
      ValueId Entry = argumentOf(Call, E.Entry);
      if (Entry == NoIndex)
        continue;
      for (FunctionRef Target : functionsIn(P, F, Entry)) {
        unsigned First = E.Argument;
        if (Target->Class && !Target->IsLambda)
          ++First;
        Result.push_back({Target, First, true});
      }
      break;
    }
  } else {
    for (FunctionRef Target : P.targets(F, Call))
      Result.push_back({Target, 0, false});
  }
  if (Result.size() > MostTargets)
    Result.clear();
  return Callees[{F.Function, Id}] = Result;
}

void Handles::summarize() {
  // Enough for open-configure-use chains of wrappers.
  constexpr unsigned MostRounds = 6;
  static const std::vector<HandleEvent> None;
  llvm::DenseMap<const FunctionFacts *, std::string> Prints;
  std::vector<FunctionRef> Work = Relevant;
  for (unsigned Round = 0; Round < MostRounds && !Work.empty(); ++Round) {
    llvm::SmallPtrSet<const FunctionFacts *, 32> Again;
    for (FunctionRef F : Work) {
      auto It = Direct.find(F.Function);
      auto Frame = std::make_unique<HandleFrame>(
          P, Acts, F, It == Direct.end() ? None : It->second, *this);
      HandleSummary Summary = Frame->summary();
      Frames[F.Function] = std::move(Frame);
      std::string Print = Summary.fingerprint();
      std::string &Known = Prints[F.Function];
      if (Print == Known)
        continue;
      Known = std::move(Print);
      Summaries[F.Function] = std::move(Summary);
      for (const CallRef &Caller : P.callers(F->Id))
        if (Distance.count(Caller.Caller.Function))
          Again.insert(Caller.Caller.Function);
      for (const CallRef &Caller : Handed.handedTo(F))
        if (Distance.count(Caller.Caller.Function))
          Again.insert(Caller.Caller.Function);
    }
    Work.clear();
    for (FunctionRef F : Relevant)
      if (Again.contains(F.Function))
        Work.push_back(F);
  }
}

SymbolId Handles::find(SymbolId Id) {
  for (;;) {
    auto It = Joined.find(Id);
    if (It == Joined.end() || It->second == Id)
      return Id;
    Id = It->second;
  }
}

void Handles::collectVariables() {
  for (FunctionRef F : Relevant) {
    const HandleFrame *Frame = frameOf(F);
    for (uint32_t Handle : Frame->handles()) {
      llvm::SmallVector<SymbolId, 2> Names = Frame->variablesOf(Handle);
      for (size_t I = 1; I < Names.size(); ++I) {
        SymbolId A = find(Names[0]), B = find(Names[I]);
        if (A != B)
          Joined[std::max(A, B)] = std::min(A, B);
      }
    }
  }
  // In force only while the function that polls, or the timer, runs.
  constexpr uint32_t Passing = HandleReached | HandleReady | HandleWritable |
                               HandleTimer | HandleSavedMode;
  for (FunctionRef F : Relevant) {
    const HandleFrame *Frame = frameOf(F);
    for (uint32_t Handle : Frame->handles()) {
      llvm::SmallVector<SymbolId, 2> Names = Frame->variablesOf(Handle);
      if (Names.empty())
        continue;
      Variable &V = Variables[find(Names[0])];
      V.Bounds |= Frame->fromEntry(Handle, 0).AtExit & ~Passing;
      bool HasOpened = false;
      // Who accepts a connection shuts it there only if it cannot serve it.
      bool Accepts = llvm::any_of(Frame->events(), [&](const HandleEvent &E) {
        return E.Handle != NoIndex && Frame->handleOf(E) == Handle &&
               llvm::any_of(E.Opens, [](const HandleOrigin &Origin) {
                 return Origin.Path.empty() && (Origin.State & HandleAccepted);
               });
      });
      for (const HandleEvent &E : Frame->events()) {
        if (E.Handle == NoIndex || Frame->handleOf(E) != Handle)
          continue;
        if (E.Ends && !Accepts)
          V.EndedIn.push_back(F);
        if (E.Gen && !V.BoundBy.Caller)
          V.BoundBy = {F, E.Call};
        const HandleOrigin *Origin = HandleFrame::opened(Acts, E);
        if (!Origin)
          continue;
        if (Origin->IsForeign) {
          V.IsForeign = true;
          continue;
        }
        HasOpened = true;
        V.CanWait |= Origin->CanWait;
        if (llvm::any_of(V.Origins, [&](const HandleOrigin &Other) {
              return Other.Leaf == Origin->Leaf;
            }))
          continue;
        HandleOrigin Copy = *Origin;
        if (!Copy.Path.empty())
          Copy.Path.insert(Copy.Path.begin(), CallRef{F, E.Call});
        V.Origins.push_back(std::move(Copy));
      }
      if (HasOpened)
        V.Bounds |= Frame->fromOpening(Handle).AtExit & ~Passing;
    }
  }
}

Handles::Variable *Handles::variableOf(const HandleFrame &Frame,
                                       uint32_t Handle) {
  llvm::SmallVector<SymbolId, 2> Names = Frame.variablesOf(Handle);
  if (Names.empty())
    return nullptr;
  auto It = Variables.find(find(Names[0]));
  return It == Variables.end() ? nullptr : &It->second;
}

/// Whether a caller has set an alarm before it calls F.
bool Handles::isUnderTimer(FunctionRef F, unsigned Depth) const {
  if (Depth == 0)
    return false;
  for (const CallRef &Caller : P.callers(F->Id)) {
    const HandleFrame *Frame = frameOf(Caller.Caller);
    // Not over calls that may run something else.
    if (!Frame || Caller.facts().Callee == 0 || Caller.facts().IsVirtual)
      continue;
    uint32_t Block = Caller.facts().Block;
    if (Block == NoIndex)
      continue;
    for (const HandleEvent &E : Frame->events()) {
      if (!(E.Gen & HandleTimer) || E.Handle != NoIndex)
        continue;
      uint32_t From = Caller.Caller->Calls[E.Call].Block;
      if (From == Block ? E.Call < Caller.Call
                        : reachable(Caller.Caller->Flow, From).test(Block))
        return true;
    }
    if (isUnderTimer(Caller.Caller, Depth - 1))
      return true;
  }
  return false;
}

bool Handles::runsOnOwnThread(FunctionRef F) const {
  llvm::SmallVector<FunctionRef, 8> Work{F};
  llvm::SmallPtrSet<const FunctionFacts *, 16> Seen{F.Function};
  while (!Work.empty() && Seen.size() < 64) {
    FunctionRef At = Work.pop_back_val();
    for (const Entry &E : Handed.of(At))
      if (E.Kind == EntryKind::Thread || E.Context == "worker")
        return true;
    for (const CallRef &Caller : P.callers(At->Id))
      if (Seen.insert(Caller.Caller.Function).second)
        Work.push_back(Caller.Caller);
  }
  return false;
}

/// A thread that waits on purpose, until somebody else shuts the handle.
bool Handles::isEndedByOther(const Variable &V, FunctionRef Waits) const {
  if (V.EndedIn.empty() || !runsOnOwnThread(Waits))
    return false;
  for (FunctionRef End : V.EndedIn) {
    if (End == Waits)
      continue;
    // Reached from outside of that thread.
    llvm::SmallVector<FunctionRef, 8> Work{End};
    llvm::SmallPtrSet<const FunctionFacts *, 16> Seen{End.Function};
    while (!Work.empty() && Seen.size() < 64) {
      FunctionRef At = Work.pop_back_val();
      if (llvm::any_of(Handed.of(At), [](const Entry &E) {
            return E.Kind == EntryKind::Thread;
          }))
        continue;
      llvm::ArrayRef<CallRef> Callers = P.callers(At->Id);
      if (Callers.empty())
        return true;
      for (const CallRef &Caller : Callers)
        if (Seen.insert(Caller.Caller.Function).second)
          Work.push_back(Caller.Caller);
    }
  }
  return false;
}

/// A timer, or a thread that waits for a time, shuts the handle.
bool Handles::hasWatchdog(const Variable &V, FunctionRef Waits) const {
  return llvm::any_of(V.EndedIn, [&](FunctionRef End) {
    if (End == Waits)
      return false;
    for (const Entry &E : Handed.of(End)) {
      if (E.Context == "timer")
        return true;
      if (E.Kind != EntryKind::Thread && E.Context != "worker")
        continue;
      for (const CallFacts &Call : End->Calls)
        if (const ApiRow *Row = P.row(Call))
          for (const Effect &What : Row->Effects)
            if (What.Kind == EffectKind::WaitsUntil ||
                (What.Kind == EffectKind::Blocks && What.Timeout != RoleNone &&
                 What.BlockKind != "network"))
              return true;
    }
    return false;
  });
}

void Handles::judge(const HandleFrame &Frame) {
  FunctionRef F = Frame.function();
  bool IsUnderTimer = isUnderTimer(F, 6);
  // One that was set before the handle was made runs as well.
  HandleStates Timer = Frame.fromEntry(NoHandle, 0);
  for (uint32_t Handle : Frame.handles()) {
    bool HasWait = false;
    for (const HandleEvent &E : Frame.events())
      HasWait |= !E.Waits.empty() && Frame.handleOf(E) == Handle;
    if (!HasWait)
      continue;
    bool Opens = Frame.opens(Handle);
    HandleStates Opened, Entered = Frame.fromEntry(Handle, 0);
    if (Opens)
      Opened = Frame.fromOpening(Handle);
    Variable *V = variableOf(Frame, Handle);
    CallRef BoundBy, ClearedBy;
    bool HasForeign = false;
    for (const HandleEvent &E : Frame.events()) {
      if (E.Handle == NoIndex || Frame.handleOf(E) != Handle)
        continue;
      if (E.Gen && !BoundBy.Caller)
        BoundBy = {F, E.Call};
      if (((E.Kill & HandleMode) || E.Restores) && BoundBy.Caller)
        ClearedBy = {F, E.Call};
      if (const HandleOrigin *Origin = HandleFrame::opened(Acts, E))
        HasForeign |= Origin->IsForeign;
    }
    for (size_t I = 0; I < Frame.events().size(); ++I) {
      const HandleEvent &E = Frame.events()[I];
      if (E.Waits.empty() || Frame.handleOf(E) != Handle)
        continue;
      HandleUse Use;
      Use.At = {F, E.Call};
      Use.Handle = E.Handle;
      // The call that opens may be the one that waits.
      bool OpensHere = false;
      for (size_t J = 0; J < I; ++J)
        OpensHere |= Frame.events()[J].Call == E.Call &&
                     !Frame.events()[J].Opens.empty() &&
                     Frame.handleOf(Frame.events()[J]) == Handle;
      uint32_t CanWait = AnyWait;
      if (Opens && (Opened.Before[I] & HandleReached)) {
        Use.State = Opened.Before[I];
        // The last opening before it.
        for (const HandleEvent &Other : Frame.events()) {
          if (Other.Opens.empty() || Frame.handleOf(Other) != Handle)
            continue;
          const HandleOrigin *Origin = HandleFrame::opened(Acts, Other);
          if (!Origin || Origin->IsForeign)
            continue;
          uint32_t From = F->Calls[Other.Call].Block;
          uint32_t To = F->Calls[E.Call].Block;
          if (From == To ? Other.Call <= E.Call || OpensHere
                         : reachable(F->Flow, From).test(To)) {
            Use.Origin = *Origin;
            Use.OpenedBy = {F, Other.Call};
          }
        }
        if (!Use.Origin.What)
          continue;
        CanWait = Use.Origin.CanWait;
        Use.BoundBy = BoundBy;
        if (ClearedBy.Caller && ClearedBy.Call < E.Call)
          Use.ClearedBy = ClearedBy;
        if (HasForeign)
          continue;
      } else if (V && !V->Origins.empty() && !V->IsForeign &&
                 (Entered.Before[I] & HandleReached)) {
        Use.State = Entered.Before[I] | V->Bounds;
        Use.Origin = V->Origins.front();
        CanWait = V->CanWait;
        Use.BoundBy = V->BoundBy;
      } else if (Entered.Before[I] & HandleReached) {
        Use.State = Entered.Before[I];
      } else {
        continue;
      }
      Use.State |= Timer.Before[I] & HandleTimer;
      // A listener in a member may get its time limits elsewhere.
      if (Use.Origin.What && Use.Origin.What->From != RoleNone)
        if (const HandleFrame *Maker = frameOf(Use.Origin.Leaf.Caller)) {
          ValueId From =
              argumentOf(Use.Origin.Leaf.facts(), Use.Origin.What->From);
          uint32_t Listener = From == NoIndex ? NoIndex : Maker->handleOf(From);
          if (Listener != NoIndex)
            if (const Variable *Of = variableOf(*Maker, Listener))
              Use.State |= Of->Bounds & (AnyWait | HandleDeadPeer);
        }
      for (const HandleWait &Wait : E.Waits) {
        if (!Acts.settle(Wait.Pending))
          continue;
        if (!Use.Origin.What && !Wait.IsExplicit)
          continue;
        if (!(Wait.Kind & CanWait))
          continue;
        if (Use.Origin.What && !Wait.IsPoll &&
            Use.Origin.family() != Wait.What->Family)
          continue;
        HandleUse Copy = Use;
        Copy.Wait = Wait;
        Copy.IsBounded = IsUnderTimer || Frame.isBounded(E, Wait, Use.State);
        // Non-blocking for whoever made it, elsewhere.
        if (!Use.OpenedBy.Caller && Use.Origin.What && !Wait.IsPoll &&
            (Frame.handlesBusyError() || Wait.TellsBusy))
          Copy.IsBounded = true;
        if (V && !Copy.IsBounded &&
            (isEndedByOther(*V, F) || hasWatchdog(*V, F)))
          Copy.IsBounded = true;
        // The new thread waits, not the call that starts it.
        if (E.IsSpawned && !Copy.Wait.Path.empty()) {
          Copy.At = Copy.Wait.Path.front();
          Copy.Wait.Path.erase(Copy.Wait.Path.begin());
          Copy.Handle = Copy.Wait.Path.empty() && Wait.What
                            ? argumentOf(Copy.At.facts(), Wait.What->Handle)
                            : NoIndex;
        }
        Uses.push_back(std::move(Copy));
      }
    }
  }
}

} // namespace hangproof
