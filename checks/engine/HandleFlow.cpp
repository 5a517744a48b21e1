//===- HandleFlow.cpp - What holds of a handle, on the paths --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConstantArguments.h"
#include "HandleFrame.h"
#include "KnownValue.h"
#include "ValueWalk.h"

namespace hangproof {

/// What a caller's constants rule out: `set_blocking(fd, 1)`,
/// `set_option(fd, SO_REUSEADDR)`.
HandleFrame::RuledOut HandleFrame::ruledOut(const CallRef &Caller,
                                            unsigned FirstArgument) const {
  RuledOut Out;
  Out.Blocks = ruledOutBlocks(Caller, F);
  Out.Events.resize(Events.size());
  for (uint32_t I = 0; I < Events.size(); ++I) {
    PendingConditions Pending = Events[I].Pending;
    if (!Pending.empty() &&
        !Acts.settle(Pending, Caller.Caller, Caller.facts(), FirstArgument))
      Out.Events.set(I);
  }
  return Out;
}

/// One pass over an event: waits are judged with the state before it.
void HandleFrame::apply(const HandleEvent &E, bool FromEntry,
                        const RuledOut &Out, uint32_t &State) const {
  if (Out.hasBlock(E.Guard))
    return;
  if (!E.Opens.empty()) {
    // What a callee opens, it may also leave as it was.
    bool IsCertain = llvm::all_of(
        E.Opens, [](const HandleOrigin &O) { return O.Path.empty(); });
    if (IsCertain)
      State = 0;
    if (!FromEntry) {
      if (const HandleOrigin *Origin = opened(Acts, E)) {
        if (Origin->IsForeign)
          State = 0;
        else
          State |= HandleReached | Origin->State;
      }
    }
  }
  if (!(State & HandleReached))
    return;
  if (E.Saves) {
    State &= ~HandleSavedMode;
    if (State & HandleMode)
      State |= HandleSavedMode;
  }
  if (E.Restores) {
    State &= ~HandleMode;
    if (State & HandleSavedMode)
      State |= HandleMode;
  }
  // Bound to an address and connected: a client after all.
  if (llvm::any_of(E.Waits,
                   [](const HandleWait &W) { return W.Kind == WaitConnect; }))
    State &= ~HandleServes;
  if ((E.Gen || E.Kill) && (E.Pending.empty() || Acts.settle(E.Pending)))
    State = (State & ~E.Kill) | E.Gen;
}

/// The side of a branch on which `FD_ISSET(handle, set)` has said that there is
/// something to read; Always if the condition is no such question.
static EdgeKind readyOver(const FunctionFacts &F, ValueId Condition,
                          llvm::function_ref<bool(ValueId)> IsHandle) {
  bool IsSet = true;
  for (; Condition < F.Values.size();
       Condition = F.Values[Condition].Operands[0])
    if (const ValueFacts &V = F.Values[Condition]; V.Kind == ValueKind::Not)
      IsSet = !IsSet;
    else if (V.Kind == ValueKind::Compare &&
             (CompareOp(V.Extra) == CompareOp::NotEqual ||
              CompareOp(V.Extra) == CompareOp::Equal) &&
             F.Values[V.Operands[1]].Kind == ValueKind::Integer &&
             F.Values[V.Operands[1]].Number == 0)
      IsSet ^= CompareOp(V.Extra) == CompareOp::Equal;
    else
      break;
  // The word of the set, and the bit in it: the handle modulo its size.
  if (Condition >= F.Values.size() ||
      F.Values[Condition].Kind != ValueKind::Bitwise ||
      BitwiseOp(F.Values[Condition].Extra) != BitwiseOp::And)
    return EdgeKind::Always;
  bool HasWord = false, HasBit = false;
  for (ValueId Part : F.Values[Condition].Operands) {
    HasWord |= F.Values[Part].Kind == ValueKind::Element;
    walkValue(F, Part, WalkOperands, [&](ValueId Id) {
      const ValueFacts &V = F.Values[Id];
      HasBit |= V.Kind == ValueKind::Remainder && IsHandle(V.Operands[0]);
      return V.Kind == ValueKind::Bitwise;
    });
  }
  if (!HasWord || !HasBit)
    return EdgeKind::Always;
  return IsSet ? EdgeKind::IfTrue : EdgeKind::IfFalse;
}

HandleStates HandleFrame::solve(uint32_t Handle, bool FromEntry, uint32_t State,
                                const RuledOut &Out) const {
  const FlowGraph &Flow = F->Flow;
  HandleStates Result;
  Result.Before.resize(Events.size());
  Result.AtEnd.resize(Flow.Blocks.size());
  std::vector<uint32_t> In(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work;
  llvm::BitVector Waiting(Flow.Blocks.size());
  auto Push = [&](uint32_t Block) {
    if (!Waiting.test(Block)) {
      Waiting.set(Block);
      Work.push_back(Block);
    }
  };
  if (FromEntry && Flow.Entry < In.size()) {
    In[Flow.Entry] = State | HandleReached;
    Push(Flow.Entry);
  } else {
    for (uint32_t B = 0; B < EventsIn.size(); ++B)
      for (uint32_t I : EventsIn[B])
        if (!Events[I].Opens.empty() && concerns(Events[I], Handle)) {
          Push(B);
          break;
        }
  }
  uint32_t Everything = 0;
  // Initializers of globals and members have no flow: one after the other.
  if (F->IsStaticInitializer) {
    uint32_t Now = FromEntry ? State | HandleReached : 0;
    for (size_t I = 0; I < Events.size(); ++I) {
      Result.Before[I] = Now;
      if (concerns(Events[I], Handle) && !Out.hasEvent(I))
        apply(Events[I], FromEntry, Out, Now);
    }
    Result.AtExit = Now;
    return Result;
  }
  while (!Work.empty()) {
    uint32_t Block = Work.pop_back_val();
    Waiting.reset(Block);
    if (Out.hasBlock(Block))
      continue;
    uint32_t Now = In[Block];
    for (uint32_t I : EventsIn[Block]) {
      const HandleEvent &E = Events[I];
      Result.Before[I] |= Now;
      if (!concerns(E, Handle))
        continue;
      if (Out.hasEvent(I))
        continue;
      // Alternatives of one call: a set mode and a cleared one. Either may be.
      if (E.IsVariant && E.Kill && !E.Gen) {
        bool HasOther = llvm::any_of(EventsIn[Block], [&](uint32_t J) {
          const HandleEvent &Other = Events[J];
          return Other.Call == E.Call && Other.Gen && Other.IsVariant &&
                 concerns(Other, Handle) && !Out.hasBlock(Other.Guard) &&
                 !Out.hasEvent(J) &&
                 (Other.Pending.empty() || Acts.settle(Other.Pending));
        });
        if (HasOther)
          continue;
      }
      apply(E, FromEntry, Out, Now);
    }
    Everything |= Now;
    if (Result.AtEnd[Block] == Now && Block != Flow.Entry && !Now)
      continue;
    Result.AtEnd[Block] |= Now;
    if (!(Now & HandleReached))
      continue;
    EdgeKind Ready =
        readyOver(*F, Flow.Blocks[Block].Condition,
                  [&](ValueId V) { return handleOf(V) == Handle; });
    for (const FlowEdge &Edge : Flow.Blocks[Block].Successors) {
      bool IsReady = Ready != EdgeKind::Always && Edge.Kind == Ready;
      uint32_t Over = IsReady ? Now | HandleReady : Now;
      if (Edge.To < In.size() && (In[Edge.To] | Over) != In[Edge.To]) {
        In[Edge.To] |= Over;
        Push(Edge.To);
      }
    }
  }
  if (Flow.Exit < In.size())
    Result.AtExit = In[Flow.Exit];
  // A thread that never ends has done what it has done.
  if (!(Result.AtExit & HandleReached))
    Result.AtExit = Everything;
  return Result;
}

/// What a branch says when the call has got something: true, false, or either.
static std::optional<bool> holdsForData(const FunctionFacts &F,
                                        const CallFacts &Call,
                                        ValueId Condition, unsigned Depth = 0) {
  if (Condition >= F.Values.size() || Depth > 4)
    return std::nullopt;
  const ValueFacts &V = F.Values[Condition];
  auto IsResult = [&](ValueId Value) {
    if (Value == Call.Result)
      return true;
    if (Value >= F.Values.size() || F.Values[Value].Kind != ValueKind::Local)
      return false;
    return llvm::any_of(
        F.Locals[F.Values[Value].Number].Definitions,
        [&](const DefinitionFacts &D) { return D.Value == Call.Result; });
  };
  const KnownValue Got = KnownValue::signs(KnownValue::Positive);
  if (IsResult(Condition))
    return true;
  if (V.Kind == ValueKind::Not) {
    std::optional<bool> Inner = holdsForData(F, Call, V.Operands[0], Depth + 1);
    return Inner ? std::optional<bool>(!*Inner) : std::nullopt;
  }
  if (V.Kind != ValueKind::Compare || V.Operands.size() != 2)
    return std::nullopt;
  auto Constant = [&](ValueId Value) -> std::optional<int64_t> {
    if (Value < F.Values.size() && F.Values[Value].Kind == ValueKind::Integer)
      return F.Values[Value].Number;
    return std::nullopt;
  };
  CompareOp Op = CompareOp(V.Extra);
  if (IsResult(V.Operands[0]))
    if (std::optional<int64_t> C = Constant(V.Operands[1]))
      return Got.compare(Op, *C);
  if (IsResult(V.Operands[1]))
    if (std::optional<int64_t> C = Constant(V.Operands[0]))
      return Got.compare(swapped(Op), *C);
  return std::nullopt;
}

bool HandleFrame::readsOn(CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  const FlowGraph &Flow = F->Flow;
  if (Call.Loop == NoIndex || Call.Block >= Flow.Blocks.size())
    return false;
  // Another poll, or another handle, before the next turn.
  llvm::BitVector Stop(Flow.Blocks.size());
  for (const HandleEvent &E : Events) {
    uint32_t Block = F->Calls[E.Call].Block;
    if (Block != NoIndex &&
        ((E.Gen & (HandleReady | HandleWritable | HandleWatched)) ||
         (!E.Opens.empty() && E.Handle != NoIndex)))
      Stop.set(Block);
  }
  if (Stop.test(Call.Block) && llvm::any_of(Events, [&](const HandleEvent &E) {
        return F->Calls[E.Call].Block == Call.Block && E.Call != Id &&
               (E.Gen & HandleReady);
      }))
    return false;
  // The flow graph knows only the last part of a condition behind a body.
  const LoopFacts &Innermost = F->Loops[Call.Loop];
  if (Innermost.Condition < F->Values.size() &&
      F->Values[Innermost.Condition].Kind == ValueKind::Bitwise)
    for (ValueId Part : F->Values[Innermost.Condition].Operands)
      if (holdsForData(*F, Call, Part) == false)
        return false;
  // From the call on, having got data, back to the call.
  llvm::BitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 8> Work{Call.Block};
  while (!Work.empty()) {
    const FlowBlock &Block = Flow.Blocks[Work.pop_back_val()];
    std::optional<bool> Known = holdsForData(*F, Call, Block.Condition);
    for (const FlowEdge &Edge : Block.Successors) {
      if (Edge.To >= Flow.Blocks.size() ||
          (Known && Edge.Kind == EdgeKind::IfTrue && !*Known) ||
          (Known && Edge.Kind == EdgeKind::IfFalse && *Known))
        continue;
      if (Edge.To == Call.Block)
        return true;
      if (Seen.test(Edge.To) || Stop.test(Edge.To))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return false;
}

bool HandleFrame::isBounded(const HandleEvent &E, const HandleWait &Wait,
                            uint32_t State) const {
  if (State & HandleTimer)
    return true;
  // A server waits for its clients, whichever call it waits in.
  if (Wait.IsPoll)
    return (State & HandleServes) != 0;
  if (State & HandleMode)
    return true;
  if ((State & Wait.Kind & AnyWait) == Wait.Kind)
    return true;
  if ((State & HandleDatagram) && Wait.Kind != WaitRead)
    return true;
  // Only datagrams can be read from a socket that is bound and not connected.
  if ((State & HandleServes) && Wait.Kind == WaitRead)
    return true;
  if (Wait.Kind == WaitRead && (State & HandleAccepted) &&
      ((State | Wait.State) & HandleDeadPeer))
    return true;
  if (Wait.Kind == WaitConnect || Wait.IsWhole)
    return false;
  if (State & HandleWatched)
    return true;
  if (Wait.Kind == WaitWrite && (State & HandleWritable))
    return !readsOn(E.Call);
  return (State & HandleReady) && !readsOn(E.Call);
}

} // namespace hangproof
