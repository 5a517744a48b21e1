//===- HandleFrame.cpp - The handles of one function ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleFrame.h"
#include "ConstantArguments.h"
#include "ValueWalk.h"

namespace hangproof {

HandleFrame::HandleFrame(const Program &P, const HandleActs &Acts,
                         FunctionRef F, const std::vector<HandleEvent> &Direct,
                         const HandleLookup &Others)
    : P(P), Acts(Acts), F(F), Others(Others) {
  FirstParameter = F->Locals.size();
  FirstCall = FirstParameter + F->Parameters.size();
  FirstSymbol = FirstCall + F->Calls.size();
  for (const ValueFacts &V : F->Values)
    if ((V.Kind == ValueKind::Field || V.Kind == ValueKind::Global) &&
        NodeOfSymbol.try_emplace(V.Symbol, FirstSymbol + Symbols.size()).second)
      Symbols.push_back(V.Symbol);
  Parent.resize(FirstSymbol + Symbols.size());
  for (uint32_t N = 0; N < Parent.size(); ++N)
    Parent[N] = N;

  findSets(Direct);
  findAliases(Direct);

  std::vector<std::vector<const HandleEvent *>> OfCall(F->Calls.size());
  for (const HandleEvent &E : Direct)
    OfCall[E.Call].push_back(&E);
  std::vector<std::pair<uint32_t, uint32_t>> RangeOf(F->Calls.size());
  for (CallId Id = 0; Id < F->Calls.size(); ++Id) {
    size_t First = Events.size();
    for (const HandleEvent *Event : OfCall[Id])
      Events.push_back(*Event);
    if (OfCall[Id].empty())
      addCallees(Id);
    if (Events.size() == First)
      addGuess(Id);
    RangeOf[Id] = {uint32_t(First), uint32_t(Events.size())};
  }
  EventsIn.resize(F->Flow.Blocks.size());
  for (uint32_t Block = 0; Block < F->Flow.Blocks.size(); ++Block)
    for (const FlowEvent &E : F->Flow.Blocks[Block].Events)
      if (E.Kind == EventKind::Call && E.Index < F->Calls.size())
        for (uint32_t I = RangeOf[E.Index].first; I < RangeOf[E.Index].second;
             ++I)
          EventsIn[Block].push_back(I);
  for (const HandleEvent &E : Events)
    if (uint32_t Handle = handleOf(E); Handle != NoIndex)
      if (!llvm::is_contained(Handles, Handle))
        Handles.push_back(Handle);

  // An accepted socket has the time limits of its listener, not its mode.
  for (HandleEvent &E : Events) {
    uint32_t From =
        E.Opens.empty() || E.From == NoIndex ? NoIndex : handleOf(E.From);
    if (From == NoIndex)
      continue;
    for (const HandleEvent &Other : Events)
      if (Other.Handle != NoIndex && handleOf(Other) == From)
        for (HandleOrigin &Origin : E.Opens)
          Origin.State |= Other.Gen & (AnyWait | HandleDeadPeer);
  }

  markOwnPairs();

  // Whoever tells EAGAIN from other failures has made the handle non-blocking.
  for (const OperationFacts &Operation : F->Operations)
    for (ValueId Operand : F->Values[Operation.Value].Operands) {
      llvm::StringRef Name = F->Values[Operand].Text;
      if (F->Values[Operand].Kind == ValueKind::Integer &&
          (Name.ends_with("EAGAIN") || Name.ends_with("EWOULDBLOCK") ||
           Name.ends_with("EINPROGRESS")))
        HandlesBusyError = true;
    }
}

/// A function that connects to the address that it has itself bound makes a
/// pair, as a pipe would be: there is no network behind it.
void HandleFrame::markOwnPairs() {
  auto Addressed = [&](const CallFacts &Call) {
    llvm::SmallVector<ValueId, 4> Result;
    for (ValueId V : Call.Arguments) {
      // glibc takes socket addresses as a union.
      while (V < F->Values.size() &&
             F->Values[V].Kind == ValueKind::Aggregate &&
             F->Values[V].Operands.size() == 1)
        V = F->Values[V].Operands[0];
      if (V >= F->Values.size() || F->Values[V].Kind != ValueKind::AddressOf)
        continue;
      ValueId Base = baseOf(*F, V);
      if (Base < F->Values.size() && F->Values[Base].Kind == ValueKind::Local)
        Result.push_back(Base);
    }
    return Result;
  };
  auto Share = [&](const CallFacts &A, const CallFacts &B) {
    llvm::SmallVector<ValueId, 4> Own = Addressed(A);
    return llvm::any_of(Addressed(B),
                        [&](ValueId V) { return llvm::is_contained(Own, V); });
  };
  for (const HandleEvent &Bind : Events) {
    if (!(Bind.Gen & HandleServes) || !Bind.Row)
      continue;
    uint32_t Listener = handleOf(Bind);
    for (const HandleEvent &Connect : Events) {
      if (!Connect.Row || handleOf(Connect) == Listener ||
          llvm::none_of(
              Connect.Waits,
              [](const HandleWait &W) { return W.Kind == WaitConnect; }) ||
          !Share(F->Calls[Bind.Call], F->Calls[Connect.Call]))
        continue;
      uint32_t Client = handleOf(Connect);
      for (HandleEvent &E : Events)
        if (E.Handle != NoIndex &&
            (handleOf(E) == Client || handleOf(E) == Listener ||
             (E.From != NoIndex && handleOf(E.From) == Listener)))
          for (HandleOrigin &Origin : E.Opens)
            Origin.IsForeign = true;
    }
  }
}

uint32_t HandleFrame::find(uint32_t Node) const {
  while (Parent[Node] != Node)
    Node = Parent[Node] = Parent[Parent[Node]];
  return Node;
}

void HandleFrame::unite(uint32_t A, uint32_t B) {
  A = find(A);
  B = find(B);
  // The smaller number stands for both, whatever the order.
  if (A < B)
    Parent[B] = A;
  else
    Parent[A] = B;
}

void HandleFrame::uniteValues(ValueId A, ValueId B) {
  uint32_t NodeA = nodeOf(A), NodeB = nodeOf(B);
  if (NodeA != NoIndex && NodeB != NoIndex)
    unite(NodeA, NodeB);
}

uint32_t HandleFrame::nodeOf(ValueId Value) const {
  for (unsigned Depth = 0; Value < F->Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &V = F->Values[Value];
    switch (V.Kind) {
    case ValueKind::Local:
      return V.Number;
    case ValueKind::Parameter:
      return FirstParameter + V.Number;
    case ValueKind::Field:
    case ValueKind::Global: {
      auto It = NodeOfSymbol.find(V.Symbol);
      return It == NodeOfSymbol.end() ? NoIndex : It->second;
    }
    case ValueKind::Call:
      return FirstCall + V.Number;
    case ValueKind::AddressOf:
    case ValueKind::Deref:
    case ValueKind::Element:
      Value = V.Operands[0];
      continue;
    case ValueKind::Select:
      Value = V.Operands[1];
      continue;
    case ValueKind::New:
    case ValueKind::Aggregate:
      if (V.Operands.size() != 1)
        return NoIndex;
      Value = V.Operands[0];
      continue;
    default:
      return NoIndex;
    }
  }
  return NoIndex;
}

uint32_t HandleFrame::handleOf(ValueId Value) const {
  uint32_t Node = nodeOf(Value);
  return Node == NoIndex ? NoIndex : find(Node);
}

void HandleFrame::findSets(const std::vector<HandleEvent> &Direct) {
  Sets.resize(F->Locals.size());
  for (const HandleEvent &E : Direct) {
    if (!E.Row)
      continue;
    for (const Effect &What : E.Row->Effects) {
      if (What.Kind != EffectKind::Polls || What.Handle == RoleNone)
        continue;
      ValueId Given = argumentOf(F->Calls[E.Call], What.Handle);
      if (Given == NoIndex)
        continue;
      if (What.Timeout == RoleNone &&
          F->Values[Given].Kind != ValueKind::AddressOf)
        continue;
      ValueId Base = baseOf(*F, Given);
      if (F->Values[Base].Kind == ValueKind::Local)
        Sets.set(F->Values[Base].Number);
    }
  }
}

/// Values that a handle is copied from; not what it is computed from.
void HandleFrame::findAliases(const std::vector<HandleEvent> &Direct) {
  auto IsSet = [&](ValueId V) {
    ValueId Base = V == NoIndex ? NoIndex : baseOf(*F, V);
    return Base < F->Values.size() &&
           F->Values[Base].Kind == ValueKind::Local &&
           Sets.test(F->Values[Base].Number) &&
           F->Values[V].Kind != ValueKind::Field;
  };
  for (ValueId V = 0; V < F->Values.size(); ++V) {
    const ValueFacts &Value = F->Values[V];
    if (Value.Kind == ValueKind::Select)
      uniteValues(Value.Operands[1], Value.Operands[2]);
    if (Value.Kind == ValueKind::Local && !Sets.test(Value.Number))
      for (const DefinitionFacts &D : F->Locals[Value.Number].Definitions)
        if (!D.Field && D.Value != NoIndex)
          uniteValues(V, D.Value);
    if (Value.Kind == ValueKind::Parameter)
      for (const DefinitionFacts &D : F->Parameters[Value.Number].Definitions)
        if (!D.Field && D.Value != NoIndex)
          uniteValues(V, D.Value);
  }
  for (const StoreFacts &S : F->Stores)
    if (!S.IsCompound && !S.IsIncrement && S.Value != NoIndex &&
        S.Target != NoIndex && !IsSet(S.Target) && !IsSet(S.Value))
      uniteValues(S.Target, S.Value);
  // An object that a constructor makes is what it returns.
  for (CallId Id = 0; Id < F->Calls.size(); ++Id) {
    const CallFacts &Call = F->Calls[Id];
    if (Call.IsConstructor && Call.ConstructedLocal != NoIndex &&
        Call.ApiRow != NoIndex)
      unite(FirstCall + Id, Call.ConstructedLocal);
    if (const ApiRow *Row = P.row(Call)) {
      for (const Effect &What : Row->Effects)
        if (What.Kind == EffectKind::PassesValue && What.Into == RoleReturn)
          uniteValues(Call.Result, argumentOf(Call, What.From));
      continue;
    }
    for (const HandleCallee &Callee : Others.calleesOf(F, Id)) {
      const HandleSummary *Known = Others.summaryOf(Callee.Function);
      if (!Known || Callee.IsSpawned)
        continue;
      for (SymbolId Variable : Known->ReturnedVariables)
        addVariable(Variable, FirstCall + Id);
      for (uint32_t Parameter : Known->ReturnedParameters)
        if (Parameter + Callee.FirstArgument < Call.Arguments.size())
          uniteValues(Call.Result,
                      Call.Arguments[Parameter + Callee.FirstArgument]);
      for (const auto &[Parameter, Effects] : Known->Parameters) {
        size_t Argument = size_t(Parameter) + Callee.FirstArgument;
        if (Argument >= Call.Arguments.size())
          continue;
        uint32_t Node = nodeOf(Call.Arguments[Argument]);
        if (Node == NoIndex)
          continue;
        for (SymbolId Variable : Effects.KeptIn)
          addVariable(Variable, Node);
      }
    }
  }
  for (const HandleEvent &E : Direct)
    if (E.Wraps)
      uniteValues(E.Handle, E.From);
}

/// A member or global that this function need not name holds the handle.
void HandleFrame::addVariable(SymbolId Variable, uint32_t Node) {
  auto [It, IsNew] =
      NodeOfSymbol.try_emplace(Variable, uint32_t(Parent.size()));
  if (IsNew) {
    Symbols.push_back(Variable);
    Parent.push_back(Parent.size());
  }
  unite(Node, It->second);
}

static bool hasConstant(const FunctionFacts &F, const CallFacts &Call) {
  return llvm::any_of(Call.Arguments, [&](ValueId V) {
    return V < F.Values.size() && (F.Values[V].Kind == ValueKind::Integer ||
                                   F.Values[V].Kind == ValueKind::Null);
  });
}

void HandleFrame::addCallees(CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  for (const HandleCallee &Callee : Others.calleesOf(F, Id)) {
    const HandleSummary *Known = Others.summaryOf(Callee.Function);
    if (!Known)
      continue;
    addTimer(Id, Callee, *Known);
    CallRef Here{F, Id};
    std::optional<llvm::BitVector> Out;
    auto IsRuledOut = [&](const CallRef &Within) {
      if (!Out)
        Out = ruledOutBlocks(Here, Callee.Function);
      uint32_t Block = Within.facts().Block;
      return Block < Out->size() && Out->test(Block);
    };
    auto Translate = [&](const HandleEffects &Effects, HandleEvent Event) {
      Event.Call = Id;
      Event.Gen = Callee.IsSpawned ? 0 : Effects.Gen;
      Event.Kill = Callee.IsSpawned ? 0 : ~Effects.Keep & ~HandleReached;
      // A thread that shuts what it waited on ends nobody else's wait.
      Event.Ends = !Callee.IsSpawned && Effects.Ends;
      Event.IsSpawned = Callee.IsSpawned;
      for (const HandleOrigin &Origin : Effects.Opens) {
        HandleOrigin Copy = Origin;
        if (Acts.settle(Copy.Pending, F, Call, Callee.FirstArgument) &&
            !IsRuledOut(Copy.Path[0]))
          Event.Opens.push_back(std::move(Copy));
      }
      for (const HandleWait &Wait : Effects.Waits) {
        HandleWait Copy = Wait;
        if (Acts.settle(Copy.Pending, F, Call, Callee.FirstArgument) &&
            !IsRuledOut(Copy.Path[0]))
          Event.Waits.push_back(std::move(Copy));
      }
      Events.push_back(std::move(Event));
    };
    for (const auto &[Parameter, Effects] : Known->Parameters) {
      size_t Argument = size_t(Parameter) + Callee.FirstArgument;
      if (Argument >= Call.Arguments.size() ||
          nodeOf(Call.Arguments[Argument]) == NoIndex)
        continue;
      HandleEffects Here_ = Effects;
      // `set_blocking(fd, 1)`: only what this caller's constants let run.
      const HandleFrame *Body = Others.frameOf(Callee.Function);
      if (Effects.DependsOnCaller && Body && Body != this &&
          hasConstant(*F, Call)) {
        RuledOut Out = Body->ruledOut(Here, Callee.FirstArgument);
        uint32_t Handle = Body->find(Body->FirstParameter + Parameter);
        HandleStates None = Body->solve(Handle, true, 0, Out);
        HandleStates All = Body->solve(Handle, true, ~0u, Out);
        Here_.Gen = None.AtExit & ~HandleReached;
        Here_.Keep = All.AtExit | HandleReached;
      }
      HandleEvent Event;
      Event.Handle = Call.Arguments[Argument];
      Translate(Here_, std::move(Event));
    }
    for (const auto &[Variable, Effects] : Known->Variables) {
      auto It = NodeOfSymbol.find(Variable);
      if (It == NodeOfSymbol.end())
        continue;
      // A value of this function that names the variable, or one like it.
      ValueId Named = NoIndex;
      for (ValueId V = 0; V < F->Values.size() && Named == NoIndex; ++V)
        if (nodeOf(V) != NoIndex && find(nodeOf(V)) == find(It->second))
          Named = V;
      if (Named == NoIndex)
        continue;
      HandleEvent Event;
      Event.Handle = Named;
      HandleEffects NoWaits = Effects;
      NoWaits.Waits.clear(); // Judged where they stand.
      Translate(NoWaits, std::move(Event));
    }
    if (!Known->Returned.empty() && !Callee.IsSpawned) {
      HandleEffects Opened;
      Opened.Opens = Known->Returned;
      HandleEvent Event;
      Event.Handle = Call.Result;
      Translate(Opened, std::move(Event));
    }
  }
}

void HandleFrame::addTimer(CallId Id, const HandleCallee &Callee,
                           const HandleSummary &Known) {
  if (Callee.IsSpawned || (!Known.StartsTimer && Known.KeepsTimer))
    return;
  bool Starts = Known.StartsTimer, Keeps = Known.KeepsTimer;
  // `set_alarm(0)`: only what this caller's constants let run.
  const HandleFrame *Body = Others.frameOf(Callee.Function);
  if (Body && Body != this && hasConstant(*F, F->Calls[Id])) {
    RuledOut Out = Body->ruledOut({F, Id}, Callee.FirstArgument);
    Starts = Body->solve(NoHandle, true, 0, Out).AtExit & HandleTimer;
    Keeps = Body->solve(NoHandle, true, ~0u, Out).AtExit & HandleTimer;
  }
  HandleEvent Event;
  Event.Call = Id;
  Event.Gen = Starts ? uint32_t(HandleTimer) : 0;
  Event.Kill = Keeps ? 0 : uint32_t(HandleTimer);
  Events.push_back(std::move(Event));
}

/// A function without a body in view that is given a handle, and whose name
/// says that it prepares it.
void HandleFrame::addGuess(CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow != NoIndex || !Others.calleesOf(F, Id).empty())
    return;
  llvm::StringRef Name = lastComponent(Call.CalleeName);
  // Some words are long enough to be known in a run of lower case as well:
  // setnonblocking, setsocktimeout.
  static constexpr llvm::StringLiteral Telling[] = {"nonblock", "timeo",
                                                    "sockopt"};
  bool IsRun = !Name.starts_with_insensitive("get") &&
               llvm::any_of(Telling, [&](llvm::StringRef Word) {
                 return Name.contains_insensitive(Word);
               });
  if (!IsRun &&
      !hasWord(Name, "blocking async opt option setup configure prepare watch "
                     "keepalive deadline register"))
    return;
  llvm::SmallVector<ValueId, 4> Given(Call.Arguments.begin(),
                                      Call.Arguments.end());
  Given.push_back(Call.Object);
  for (ValueId Value : Given) {
    if (Value == NoIndex || nodeOf(Value) == NoIndex)
      continue;
    HandleEvent Event;
    Event.Call = Id;
    Event.Handle = Value;
    Event.Gen = HandleMode;
    Events.push_back(std::move(Event));
  }
}

llvm::SmallVector<uint32_t, 2>
HandleFrame::parametersOf(uint32_t Handle) const {
  llvm::SmallVector<uint32_t, 2> Result;
  for (uint32_t I = 0; I < F->Parameters.size(); ++I)
    if (find(FirstParameter + I) == Handle)
      Result.push_back(I);
  return Result;
}

llvm::SmallVector<SymbolId, 2> HandleFrame::variablesOf(uint32_t Handle) const {
  llvm::SmallVector<SymbolId, 2> Result;
  for (uint32_t I = 0; I < Symbols.size(); ++I)
    if (find(FirstSymbol + I) == Handle)
      Result.push_back(Symbols[I]);
  return Result;
}

bool HandleFrame::opens(uint32_t Handle) const {
  return llvm::any_of(Events, [&](const HandleEvent &E) {
    return !E.Opens.empty() && handleOf(E) == Handle;
  });
}

const HandleOrigin *HandleFrame::opened(const HandleActs &Acts,
                                        const HandleEvent &E) {
  for (const HandleOrigin &Origin : E.Opens)
    if (Acts.settle(Origin.Pending))
      return &Origin;
  return nullptr;
}

} // namespace hangproof
