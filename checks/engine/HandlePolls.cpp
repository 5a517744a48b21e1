//===- HandlePolls.cpp - What a poll says of handles ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects.h"
#include "HandleActs.h"
#include "LoopFlow.h"
#include "ValueWalk.h"

namespace hangproof {

/// The handles of the set are one after the other: `fds[i]`.
static bool isOneOfMany(const FunctionFacts &F, ValueId Handle) {
  for (unsigned Depth = 0; Handle < F.Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &V = F.Values[Handle];
    if (V.Kind == ValueKind::Element)
      return F.Values[V.Operands[1]].Kind != ValueKind::Integer;
    if (V.Kind != ValueKind::Field && V.Kind != ValueKind::Deref &&
        V.Kind != ValueKind::AddressOf)
      return false;
    Handle = V.Operands[0];
  }
  return false;
}

/// Whether the store may run several times before the set is looked at once.
static bool putsSeveral(const FunctionFacts &F, uint32_t Store, CallId Poll) {
  const FlowGraph &Flow = F.Flow;
  uint32_t PollBlock = F.Calls[Poll].Block;
  if (F.FlowFailed || PollBlock >= Flow.Blocks.size())
    return false;
  llvm::BitVector Stop(Flow.Blocks.size());
  Stop.set(PollBlock);
  for (uint32_t B = 0; B < Flow.Blocks.size(); ++B)
    for (const FlowEvent &E : Flow.Blocks[B].Events) {
      if (E.Kind != EventKind::Store || E.Index != Store || B == PollBlock)
        continue;
      for (const FlowEdge &Edge : Flow.Blocks[B].Successors)
        if (Edge.To < Flow.Blocks.size() &&
            reachableOver(Flow, Edge.To, Stop).test(B))
          return true;
    }
  return false;
}

/// What a poll looks at: the variables that were put into the set.
static bool collectPolled(const FunctionFacts &F, ValueId Set, CallId Poll,
                          llvm::SmallVectorImpl<ValueId> &Found) {
  ValueId Base = baseOf(F, Set);
  if (Base == NoIndex || F.Values[Base].Kind != ValueKind::Local)
    return false;
  bool IsKnown = true, HasHandle = false;
  auto Add = [&](ValueId V) {
    HasHandle = true;
    if (!llvm::is_contained(Found, V))
      Found.push_back(V);
  };
  auto AddValue = [&](ValueId Value) {
    walkValue(F, Value, WalkOperands, [&](ValueId Part) {
      const ValueFacts &V = F.Values[Part];
      switch (V.Kind) {
      case ValueKind::Aggregate:
        return true;
      case ValueKind::Bitwise:
        // FD_SET: the bit number is the handle modulo the size of a word.
        for (ValueId Operand : V.Operands)
          walkValue(F, Operand, WalkOperands, [&](ValueId Inner) {
            if (F.Values[Inner].Kind == ValueKind::Remainder) {
              ValueId Handle = F.Values[Inner].Operands[0];
              Add(Handle);
              IsKnown &= !isOneOfMany(F, Handle);
            }
            return true;
          });
        return false;
      case ValueKind::Local:
      case ValueKind::Parameter:
      case ValueKind::Global:
      case ValueKind::Field:
        Add(Part);
        return false;
      case ValueKind::Integer:
      case ValueKind::Null:
      case ValueKind::OutArgument:
        return false;
      default:
        IsKnown = false;
        return false;
      }
    });
  };
  for (const DefinitionFacts &D : F.Locals[F.Values[Base].Number].Definitions)
    if (D.Value < F.Values.size())
      AddValue(D.Value);
  for (uint32_t I = 0; I < F.Stores.size(); ++I) {
    const StoreFacts &S = F.Stores[I];
    if (S.Target == NoIndex || S.Target == Base || baseOf(F, S.Target) != Base)
      continue;
    HasHandle = false;
    AddValue(S.Value);
    if (HasHandle && putsSeveral(F, I, Poll))
      IsKnown = false;
  }
  return IsKnown;
}

/// What calls have added to a set that is a handle of its own (epoll_ctl).
/// False if there may be more in it than is found.
bool HandleActs::collectAdded(FunctionRef F, ValueId Set,
                              llvm::SmallVectorImpl<ValueId> &Found) const {
  ValueId Base = baseOf(*F, Set);
  if (Base == NoIndex || F->Values[Base].Kind != ValueKind::Local)
    return false;
  auto IsSet = [&](ValueId V) { return V != NoIndex && baseOf(*F, V) == Base; };
  // Made here, and nobody else gets to know it.
  for (const DefinitionFacts &D :
       F->Locals[F->Values[Base].Number].Definitions) {
    const ValueFacts &V = F->Values[D.Value];
    if (V.Kind != ValueKind::Call || F->Calls[V.Number].ApiRow == NoIndex)
      return false;
  }
  if (llvm::any_of(F->Stores,
                   [&](const StoreFacts &S) { return IsSet(S.Value); }) ||
      llvm::any_of(F->Returns,
                   [&](const ReturnFacts &R) { return IsSet(R.Value); }))
    return false;
  bool IsKnown = true;
  for (const CallFacts &Call : F->Calls) {
    if (llvm::none_of(Call.Arguments, IsSet))
      continue;
    if (Call.ApiRow == NoIndex)
      return false;
    for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
      const Effect &E = *Applied.What;
      if (E.Kind != EffectKind::Polls || E.Into == RoleNone ||
          !IsSet(argumentOf(Call, E.Into)))
        continue;
      ValueId Handle = argumentOf(Call, E.Handle);
      IsKnown &= Call.Loop == NoIndex && Handle != NoIndex;
      if (Handle != NoIndex && !llvm::is_contained(Found, Handle))
        Found.push_back(Handle);
    }
  }
  return IsKnown;
}

void HandleActs::addPoll(FunctionRef F, CallId Id, const ApiRow &Row,
                         const Effect &E,
                         std::vector<HandleEvent> &Events) const {
  const CallFacts &Call = F->Calls[Id];
  HandleEvent Event;
  Event.Call = Id;
  Event.Row = &Row;
  Event.Handle = argumentOf(Call, E.Handle);
  if (E.Timeout == RoleNone) {
    // Registered with an event loop.
    if (Event.Handle == NoIndex)
      return;
    Event.Gen = HandleWatched;
    Events.push_back(std::move(Event));
    return;
  }
  uint32_t Ready = E.WaitsFor == "write" ? HandleWritable : HandleReady;
  // What else the set holds is seldom known: whoever polls knows what they do.
  HandleEvent All = Event;
  All.Handle = NoIndex;
  All.Gen = Ready;
  if (Event.Handle == NoIndex) {
    Events.push_back(std::move(All));
    return;
  }
  llvm::SmallVector<ValueId, 4> Polled;
  bool IsKnown = collectAdded(F, Event.Handle, Polled);
  if (Polled.empty())
    IsKnown = collectPolled(*F, Event.Handle, Id, Polled);
  Time T = timeOf(F, Call, E.Timeout);
  for (ValueId Handle : Polled) {
    HandleEvent One = Event;
    One.Handle = Handle;
    One.Gen = Ready;
    // With a second one in the set, something else can wake it.
    if (IsKnown && Polled.size() == 1 &&
        (T == Time::Infinite || T == Time::Caller)) {
      HandleWait Wait;
      Wait.Leaf = {F, Id};
      Wait.Row = &Row;
      Wait.What = &E;
      Wait.IsPoll = true;
      if (T == Time::Caller)
        Wait.Pending.push_back(
            {parameterOf(*F, argumentOf(Call, E.Timeout)), &Row, &E, nullptr});
      One.Waits.push_back(std::move(Wait));
    }
    Events.push_back(std::move(One));
  }
  if (Polled.empty()) {
    Event.Gen = HandleWatched;
    Events.push_back(Event);
  }
  Events.push_back(std::move(All));
}

} // namespace hangproof
