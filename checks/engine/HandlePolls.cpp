//===- HandlePolls.cpp - What a poll says of handles ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleActs.h"
#include "ValueWalk.h"

namespace hangproof {

/// What a poll looks at: the variables that were put into the set.
static bool collectPolled(const FunctionFacts &F, ValueId Set,
                          llvm::SmallVectorImpl<ValueId> &Found) {
  ValueId Base = baseOf(F, Set);
  if (Base == NoIndex || F.Values[Base].Kind != ValueKind::Local)
    return false;
  bool IsKnown = true;
  auto Add = [&](ValueId V) {
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
            if (F.Values[Inner].Kind == ValueKind::Remainder)
              Add(F.Values[Inner].Operands[0]);
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
  for (const StoreFacts &S : F.Stores)
    if (S.Target != NoIndex && S.Target != Base && baseOf(F, S.Target) == Base)
      AddValue(S.Value);
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
  // What else the set holds is seldom known: whoever polls knows what they do.
  HandleEvent All = Event;
  All.Handle = NoIndex;
  All.Gen = HandleReady;
  if (Event.Handle == NoIndex) {
    Events.push_back(std::move(All));
    return;
  }
  llvm::SmallVector<ValueId, 4> Polled;
  bool IsKnown = collectPolled(*F, Event.Handle, Polled);
  Time T = timeOf(F, Call, E.Timeout);
  for (ValueId Handle : Polled) {
    HandleEvent One = Event;
    One.Handle = Handle;
    One.Gen = HandleReady;
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
