//===- HandleActs.cpp - What one call does to a handle --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleActs.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

static bool isHandleEffect(EffectKind K) {
  switch (K) {
  case EffectKind::Opens:
  case EffectKind::Bounds:
  case EffectKind::Unbounds:
  case EffectKind::Waits:
  case EffectKind::Polls:
  case EffectKind::Wraps:
  case EffectKind::Serves:
  case EffectKind::Ends:
    return true;
  default:
    return false;
  }
}

static uint32_t waitBits(llvm::StringRef Word) {
  return llvm::StringSwitch<uint32_t>(Word)
      .Case("read", WaitRead)
      .Case("write", WaitWrite)
      .Case("connect", WaitConnect)
      .Case("accept", WaitAccept)
      .Case("none", 0)
      .Default(AnyWait);
}

static uint32_t boundBits(llvm::StringRef Word) {
  if (Word == "dead-peer")
    return HandleDeadPeer;
  uint32_t Bits = waitBits(Word);
  return Bits == AnyWait ? uint32_t(HandleMode) : Bits;
}

uint32_t HandleActs::parameterOf(const FunctionFacts &F, ValueId Value,
                                 bool WithBits) {
  // `type | SOCK_CLOEXEC` has what the caller's type has.
  if (WithBits && Value < F.Values.size())
    if (const ValueFacts &V = F.Values[Value];
        V.Kind == ValueKind::Bitwise && V.Operands.size() == 2 &&
        BitwiseOp(V.Extra) == BitwiseOp::Or)
      for (unsigned I : {0u, 1u})
        if (F.Values[V.Operands[I]].Kind == ValueKind::Integer)
          return parameterOf(F, V.Operands[1 - I]);
  for (unsigned Depth = 0; Value < F.Values.size() && Depth < 4; ++Depth) {
    const ValueFacts &V = F.Values[Value];
    if (V.Kind == ValueKind::Parameter)
      return F.Parameters[V.Number].Definitions.empty() ? V.Number : NoIndex;
    if (V.Kind != ValueKind::Local ||
        F.Locals[V.Number].Definitions.size() != 1)
      return NoIndex;
    Value = F.Locals[V.Number].Definitions[0].Value;
  }
  return NoIndex;
}

HandleActs::Time HandleActs::timeOf(FunctionRef F, ValueId Value) const {
  if (Value >= F->Values.size())
    return Time::None;
  const ValueFacts *V = &F->Values[Value];
  if (V->Kind == ValueKind::Null)
    return Time::Infinite;
  if (parameterOf(*F, Value) != NoIndex)
    return Time::Caller;
  if (V->Kind == ValueKind::AddressOf) {
    Value = V->Operands[0];
    V = &F->Values[Value];
  }
  // A struct timeval, all members of which are zero.
  bool HasZero = false, HasOther = false;
  walkValue(*F, Value, WalkLocals, [&](ValueId Part) {
    const ValueFacts &Of = F->Values[Part];
    if (Of.Kind == ValueKind::Local || Of.Kind == ValueKind::Aggregate)
      return true;
    if (Of.Kind == ValueKind::OutArgument)
      return false; // The very call, or a memset.
    // What an option holds is not for the code to say.
    std::optional<KnownConstant> Known;
    if (Of.Kind != ValueKind::Field)
      Known = constantOf(P, F, Part);
    (Known && Known->Number == 0 ? HasZero : HasOther) = true;
    return false;
  });
  if (HasZero && !HasOther)
    return Time::Zero;
  std::optional<KnownConstant> Known = constantOf(P, F, Value);
  return Known && Known->Number < 0 ? Time::Infinite : Time::Finite;
}

HandleActs::Time HandleActs::timeOf(FunctionRef F, const CallFacts &Call,
                                    int Role) const {
  return Role == RoleNone ? Time::None : timeOf(F, argumentOf(Call, Role));
}

static bool testsBits(const Condition &C) {
  return llvm::any_of(C.AnyOf, [](const ArgumentTest &T) {
    return T.Test == ArgumentTest::Kind::HasBits ||
           T.Test == ArgumentTest::Kind::ClearsBits;
  });
}

/// Whether an effect is taken to hold when nobody knows. A call that may bound
/// a wait is a reason to be quiet; of bits that are not seen, none is set.
static bool holdsUnknown(EffectKind Kind, const Condition &C) {
  if (llvm::any_of(C.AnyOf, [](const ArgumentTest &T) {
        return T.Test == ArgumentTest::Kind::LacksBits ||
               T.Test == ArgumentTest::Kind::NonNull;
      }))
    return true;
  return Kind == EffectKind::Bounds && !testsBits(C);
}

/// The type in a result of getaddrinfo() is the one in the hints: a constant of
/// that name, here or given by a caller.
Truth HandleActs::fromResolver(FunctionRef F, ValueId Value,
                               const Condition &C) const {
  bool HasNamed = false, HasOther = false;
  auto See = [&](FunctionRef In, ValueId Part) {
    llvm::StringRef Text = In->Values[Part].Text;
    llvm::StringRef Kind = Text.take_until([](char C) { return C == '_'; });
    for (const ArgumentTest &Test : C.AnyOf) {
      if (Text == Test.Name)
        HasNamed = true;
      else if (!Kind.empty() && Kind.size() < Text.size() &&
               llvm::StringRef(Test.Name).starts_with(Kind.str() + "_") &&
               !Text.ends_with("_CLOEXEC") && !Text.ends_with("_NONBLOCK"))
        HasOther = true;
    }
  };
  walkValue(*F, Value, WalkLocals | WalkArguments, [&](ValueId Part) {
    const ValueFacts &V = F->Values[Part];
    if (V.Kind == ValueKind::Integer)
      See(F, Part);
    if (V.Kind == ValueKind::Parameter)
      for (const CallRef &Caller : P.callers(F->Id)) {
        llvm::ArrayRef<ValueId> Arguments = Caller.facts().Arguments;
        if (size_t(V.Number) < Arguments.size() &&
            Arguments[V.Number] < Caller.Caller->Values.size() &&
            Caller.Caller->Values[Arguments[V.Number]].Kind ==
                ValueKind::Integer)
          See(Caller.Caller, Arguments[V.Number]);
      }
    return true;
  });
  return HasNamed && !HasOther ? Truth::True : Truth::Unknown;
}

bool HandleActs::decide(FunctionRef F, const CallFacts &Call, const ApiRow &Row,
                        const Effect &E, PendingConditions &Pending,
                        const Condition *Except) const {
  for (const Condition &C : E.When) {
    if (&C == Except || C.Role == RoleAnyArgument)
      continue;
    ValueId Value = argumentOf(Call, C.Role);
    Truth T = holds(P, F, Call, Row, E, C, Value);
    if (T == Truth::False)
      return false;
    if (T == Truth::Unknown && E.Kind == EffectKind::Opens && testsBits(C) &&
        Value != NoIndex)
      T = fromResolver(F, Value, C);
    // A variable counts as what the caller gives only while nothing is known.
    uint32_t Parameter =
        Value == NoIndex ? NoIndex : parameterOf(*F, Value, testsBits(C));
    if (Parameter != NoIndex && !(T == Truth::True && testsBits(C)))
      Pending.push_back({Parameter, &Row, &E, &C});
    else if (T == Truth::Unknown && !holdsUnknown(E.Kind, C))
      return false;
  }
  return true;
}

bool HandleActs::settle(const PendingConditions &Pending) const {
  return llvm::all_of(Pending, [](const PendingCondition &C) {
    if (C.Wanted)
      return true;
    return C.Test && holdsUnknown(C.What->Kind, *C.Test);
  });
}

bool HandleActs::settle(PendingConditions &Pending, FunctionRef Caller,
                        const CallFacts &Call, unsigned FirstArgument) const {
  PendingConditions Left;
  for (PendingCondition C : Pending) {
    size_t Argument = size_t(C.Parameter) + FirstArgument;
    if (Argument >= Call.Arguments.size())
      return false;
    ValueId Value = Call.Arguments[Argument];
    uint32_t Parameter =
        parameterOf(*Caller, Value, C.Test && testsBits(*C.Test));
    if (Parameter != NoIndex) {
      C.Parameter = Parameter;
      Left.push_back(C);
      continue;
    }
    if (C.Wanted) {
      std::optional<KnownConstant> Known = constantOf(P, Caller, Value);
      if (Known && (Known->Number != 0) != *C.Wanted)
        return false;
      continue;
    }
    if (!C.Test) {
      if (timeOf(Caller, Value) != Time::Infinite)
        return false;
      continue;
    }
    Truth T = holds(P, Caller, Call, *C.Row, *C.What, *C.Test, Value);
    if (T == Truth::False ||
        (T == Truth::Unknown && !holdsUnknown(C.What->Kind, *C.Test)))
      return false;
  }
  Pending = std::move(Left);
  return true;
}

/// `fcntl(fd, F_SETFL, flags)`: what it does hangs on how flags was made.
void HandleActs::addMode(FunctionRef F, CallId Id, const ApiRow &Row,
                         const Effect &E,
                         std::vector<HandleEvent> &Events) const {
  const CallFacts &Call = F->Calls[Id];
  const Condition *Bits = nullptr;
  for (const Condition &C : E.When)
    if (testsBits(C))
      Bits = &C;
  HandleEvent Event;
  Event.Call = Id;
  Event.Row = &Row;
  Event.Handle = argumentOf(Call, E.Handle);
  if (E.Handle != RoleNone && Event.Handle == NoIndex)
    return;
  if (!decide(F, Call, Row, E, Event.Pending, Bits))
    return;
  uint32_t Given =
      E.Handle == RoleNone ? uint32_t(HandleTimer) : boundBits(E.WaitsFor);
  bool IsBound = E.Kind == EffectKind::Bounds;
  Time T = timeOf(F, Call, E.Timeout);
  if (IsBound && (T == Time::Zero || T == Time::Infinite))
    IsBound = false;
  (IsBound ? Event.Gen : Event.Kill) = Given;
  if (!Bits && IsBound && T == Time::Caller) {
    // A time of zero takes the bound away: the caller says which it is.
    uint32_t Parameter = parameterOf(*F, argumentOf(Call, E.Timeout));
    HandleEvent Off = Event;
    std::swap(Off.Gen, Off.Kill);
    Event.IsVariant = Off.IsVariant = true;
    Event.Pending.push_back({Parameter, &Row, &E, nullptr, true});
    Off.Pending.push_back({Parameter, &Row, &E, nullptr, false});
    Events.push_back(std::move(Event));
    Events.push_back(std::move(Off));
    return;
  }
  if (!Bits) {
    Events.push_back(std::move(Event));
    return;
  }
  ValueId Root = argumentOf(Call, Bits->Role);
  if (Root == NoIndex)
    return;
  struct Variant {
    ValueId Value;
    uint32_t Guard = NoIndex;
    PendingConditions Pending;
  };
  llvm::SmallVector<Variant, 4> Variants;
  llvm::SmallVector<Variant, 4> Work{{Root, NoIndex, {}}};
  for (unsigned Steps = 0; !Work.empty() && Steps < 32; ++Steps) {
    Variant At = Work.pop_back_val();
    const ValueFacts &V = F->Values[At.Value];
    if (V.Kind == ValueKind::Select) {
      // Which side it is may be for the caller to say.
      ValueId Switch = V.Operands[0];
      bool IsNegated = F->Values[Switch].Kind == ValueKind::Not;
      if (IsNegated)
        Switch = F->Values[Switch].Operands[0];
      uint32_t Parameter = parameterOf(*F, Switch);
      for (bool Side : {true, false}) {
        Variant Next = At;
        Next.Value = V.Operands[Side ? 1 : 2];
        if (Parameter != NoIndex)
          Next.Pending.push_back(
              {Parameter, &Row, &E, nullptr, Side != IsNegated});
        Work.push_back(std::move(Next));
      }
      continue;
    }
    if (V.Kind == ValueKind::Local && At.Guard == NoIndex) {
      auto Reaching = reachingValues(*F, At.Value, Id);
      for (auto [Value, Guard] : Reaching) {
        Variant Next = At;
        Next.Value = Value;
        Next.Guard = Guard;
        Work.push_back(std::move(Next));
      }
      if (!Reaching.empty())
        continue;
    }
    Variants.push_back(std::move(At));
  }
  Event.IsVariant = Variants.size() > 1;
  for (const Variant &At : Variants) {
    ValueId Value = At.Value;
    uint32_t Guard = At.Guard;
    const ValueFacts &V = F->Values[Value];
    // The flags as they were read before: a restore.
    if (V.Kind == ValueKind::Call &&
        F->Calls[V.Number].CalleeName == Call.CalleeName &&
        CallId(V.Number) != Id) {
      if (E.Kind != EffectKind::Unbounds)
        continue;
      HandleEvent Save = Event;
      Save.Call = CallId(V.Number);
      Save.Handle = argumentOf(F->Calls[V.Number], E.Handle);
      Save.Kill = 0;
      Save.Saves = true;
      HandleEvent Restore = Event;
      Restore.Kill = 0;
      Restore.Restores = true;
      Restore.Guard = Guard;
      if (Save.Handle != NoIndex)
        Events.push_back(std::move(Save));
      Events.push_back(std::move(Restore));
      continue;
    }
    Truth T = holds(P, F, Call, Row, E, *Bits, Value);
    uint32_t Parameter = parameterOf(*F, Value);
    if (T != Truth::True && Parameter == NoIndex)
      continue;
    HandleEvent One = Event;
    One.Guard = Guard;
    One.Pending.append(At.Pending);
    if (T != Truth::True)
      One.Pending.push_back({Parameter, &Row, &E, Bits});
    Events.push_back(std::move(One));
  }
}

void HandleActs::addCall(FunctionRef F, CallId Id,
                         std::vector<HandleEvent> &Events) const {
  const CallFacts &Call = F->Calls[Id];
  const ApiRow &Row = *P.row(Call);
  bool IsOpened = false;
  uint32_t Waited = 0;
  llvm::SmallVector<int, 2> Polled; ///< Roles of handles.
  for (const Effect &E : Row.Effects) {
    if (!isHandleEffect(E.Kind))
      continue;
    HandleEvent Event;
    Event.Call = Id;
    Event.Row = &Row;
    PendingConditions Pending;
    switch (E.Kind) {
    case EffectKind::Opens: {
      if (IsOpened || !decide(F, Call, Row, E, Pending))
        break;
      IsOpened = Pending.empty();
      Event.Handle = argumentOf(Call, E.Into);
      if (Event.Handle == NoIndex)
        break;
      Event.From = argumentOf(Call, E.From);
      HandleOrigin Origin;
      Origin.Leaf = {F, Id};
      Origin.Row = &Row;
      Origin.What = &E;
      Origin.CanWait = waitBits(E.WaitsFor);
      Origin.IsForeign = Origin.CanWait == 0;
      if (Origin.CanWait == WaitRead)
        Origin.State |= HandleDatagram;
      if (E.From != RoleNone)
        Origin.State |= HandleAccepted;
      Origin.Pending = std::move(Pending);
      Event.Opens.push_back(std::move(Origin));
      Events.push_back(std::move(Event));
      break;
    }
    case EffectKind::Bounds:
    case EffectKind::Unbounds:
      addMode(F, Id, Row, E, Events);
      break;
    case EffectKind::Polls:
      if (llvm::is_contained(Polled, E.Handle) ||
          !decide(F, Call, Row, E, Pending))
        break;
      Polled.push_back(E.Handle);
      addPoll(F, Id, Row, E, Events);
      break;
    case EffectKind::Waits: {
      uint32_t Kind = waitBits(E.WaitsFor);
      if ((Waited & Kind) || !decide(F, Call, Row, E, Pending))
        break;
      Event.Handle = argumentOf(Call, E.Handle);
      if (Event.Handle == NoIndex)
        break;
      HandleWait Wait;
      Wait.Leaf = {F, Id};
      Wait.Row = &Row;
      Wait.What = &E;
      Wait.Kind = Kind;
      Wait.IsWhole = E.Amount == "whole";
      if (E.Timeout != RoleNone) {
        Time T = timeOf(F, Call, E.Timeout);
        if (T == Time::Caller)
          Pending.push_back({parameterOf(*F, argumentOf(Call, E.Timeout)), &Row,
                             &E, nullptr});
        else if (T != Time::Infinite)
          break;
        Wait.IsExplicit = true;
      }
      if (Pending.empty())
        Waited |= Kind;
      Wait.Pending = std::move(Pending);
      Event.Waits.push_back(std::move(Wait));
      Events.push_back(std::move(Event));
      break;
    }
    case EffectKind::Wraps:
      if (!decide(F, Call, Row, E, Pending))
        break;
      Event.Handle = argumentOf(Call, E.Handle);
      Event.From = argumentOf(Call, E.From);
      Event.Wraps = true;
      if (Event.Handle != NoIndex && Event.From != NoIndex)
        Events.push_back(std::move(Event));
      break;
    case EffectKind::Serves:
    case EffectKind::Ends:
      if (!decide(F, Call, Row, E, Pending))
        break;
      Event.Handle = argumentOf(Call, E.Handle);
      if (Event.Handle == NoIndex)
        break;
      Event.Ends = E.Kind == EffectKind::Ends;
      Event.Gen = Event.Ends ? 0 : uint32_t(HandleServes);
      Events.push_back(std::move(Event));
      break;
    default:
      break;
    }
  }
}

std::vector<HandleEvent> HandleActs::of(FunctionRef F) const {
  std::vector<HandleEvent> Events;
  if (F->FlowFailed && !F->IsStaticInitializer)
    return Events;
  for (CallId Id = 0; Id < F->Calls.size(); ++Id)
    if (F->Calls[Id].ApiRow != NoIndex)
      addCall(F, Id, Events);
  return Events;
}

} // namespace hangproof
