//===- PairSummaries.cpp - Who binds threads, who releases them -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PairSummaries.h"
#include "BindWalk.h"
#include "SavedTokens.h"

namespace hangproof {

static bool isPairEffect(EffectKind Kind) {
  return Kind == EffectKind::Binds || Kind == EffectKind::Releases ||
         Kind == EffectKind::Saves;
}

PairSummaries::PairSummaries(const Program &P, const ThrowSummaries &Throws)
    : P(P), Throws(Throws) {
  for (const ApiRow &Row : P.api().rows())
    RowHasPairs.push_back(llvm::any_of(
        Row.Effects, [](const Effect &E) { return isPairEffect(E.Kind); }));
  findForks();

  // Callees first, so that their summaries are there when they are asked for.
  // A cycle is cut where it is entered.
  llvm::SetVector<const FunctionFacts *> Todo = interestingFunctions();
  llvm::DenseMap<const FunctionFacts *, bool> IsDone;
  for (const FunctionFacts *Root : Todo) {
    struct Frame {
      FunctionRef F;
      std::vector<FunctionRef> Callees;
    };
    std::vector<Frame> Stack;
    auto Push = [&](FunctionRef F) {
      if (!Todo.contains(F.Function) || !IsDone.try_emplace(F.Function).second)
        return;
      Frame Next{F, {}};
      for (const CallFacts &Call : F->Calls) {
        llvm::append_range(Next.Callees, P.targets(F, Call));
        if (Call.Destructor)
          if (FunctionRef Destructor = P.find(Call.Destructor, F))
            Next.Callees.push_back(Destructor);
      }
      for (const ValueFacts &V : F->Values)
        if (V.Kind == ValueKind::Lambda || V.Kind == ValueKind::Function)
          if (FunctionRef Callable = P.find(V.Symbol, F))
            Next.Callees.push_back(Callable);
      Stack.push_back(std::move(Next));
    };
    Push(P.find(*Root));
    while (!Stack.empty()) {
      if (Stack.back().Callees.empty()) {
        summarize(Stack.back().F);
        Stack.pop_back();
        continue;
      }
      FunctionRef Callee = Stack.back().Callees.back();
      Stack.back().Callees.pop_back();
      Push(Callee);
    }
  }

  for (FunctionRef F : P.functions()) {
    auto It = Records.find(F.Function);
    if (It == Records.end())
      continue;
    llvm::append_range(Binds, It->second);
    GivenUp += llvm::any_of(
        It->second, [](const BindRecord &Record) { return Record.IsCoarse; });
  }
  findThreadExits();
}

const PairSummary *PairSummaries::summary(FunctionRef F,
                                          const PairKind &Pair) const {
  auto It = Summaries.find({F.Function, &Pair});
  return It == Summaries.end() ? nullptr : &It->second;
}

llvm::ArrayRef<PairEvent> PairSummaries::events(FunctionRef F) const {
  auto It = Events.find(F.Function);
  return It == Events.end() ? llvm::ArrayRef<PairEvent>()
                            : llvm::ArrayRef<PairEvent>(It->second);
}

std::vector<CallRef> PairSummaries::chain(FunctionRef F,
                                          const PairEvent &Event) const {
  std::vector<CallRef> Result{{F, Event.Call}};
  std::set<const FunctionFacts *> Seen;
  for (FunctionRef Callee = Event.Through;
       Callee && Seen.insert(Callee.Function).second;) {
    const PairSummary *Summary = summary(Callee, *Event.Pair);
    if (!Summary)
      break;
    PairAct Act = Event.Act;
    CallId Call = Act == PairAct::Releases ? Summary->Release : Summary->Bind;
    if (Call == NoIndex)
      break;
    Result.push_back({Callee, Call});
    FunctionRef Next;
    for (const PairEvent &Inner : events(Callee))
      if (Inner.Call == Call && Inner.Pair == Event.Pair && Inner.Act == Act)
        Next = Inner.Through;
    Callee = Next;
  }
  return Result;
}

bool PairSummaries::releasedAtThreadExit(const PairKind &Pair) const {
  return EndsAtThreadExit.count(&Pair) != 0;
}

//===----------------------------------------------------------------------===//
// Which functions matter
//===----------------------------------------------------------------------===//

llvm::SetVector<const FunctionFacts *>
PairSummaries::interestingFunctions() const {
  // Who mentions a function or closure may hand it to a guard.
  llvm::DenseMap<SymbolId, llvm::SmallVector<const FunctionFacts *, 2>> Users;
  llvm::SetVector<const FunctionFacts *> Result;
  for (FunctionRef F : P.functions()) {
    for (const ValueFacts &V : F->Values)
      if (V.Kind == ValueKind::Lambda || V.Kind == ValueKind::Function)
        Users[V.Symbol].push_back(F.Function);
    for (const CallFacts &Call : F->Calls) {
      if (Call.ApiRow != NoIndex && RowHasPairs[Call.ApiRow])
        Result.insert(F.Function);
      if (Call.Destructor)
        Users[Call.Destructor].push_back(F.Function);
    }
  }
  for (size_t I = 0; I < Result.size(); ++I) {
    SymbolId Id = Result[I]->Id;
    for (const CallRef &Caller : P.callers(Id))
      Result.insert(Caller.Caller.Function);
    if (auto It = Users.find(Id); It != Users.end())
      for (const FunctionFacts *User : It->second)
        Result.insert(User);
  }
  return Result;
}

/// Whether a value may be the result of a call: directly or through locals.
static bool mayBeResultOf(const FunctionFacts &F, ValueId V, CallId Call,
                          unsigned Depth = 0) {
  if (V == NoIndex || Depth > 4)
    return false;
  const ValueFacts &Value = F.Values[V];
  switch (Value.Kind) {
  case ValueKind::Call:
    return uint64_t(Value.Number) == Call;
  case ValueKind::Local:
    return llvm::any_of(
        F.Locals[Value.Number].Definitions, [&](const DefinitionFacts &D) {
          return !D.Field && mayBeResultOf(F, D.Value, Call, Depth + 1);
        });
  case ValueKind::Select:
    return mayBeResultOf(F, Value.Operands[1], Call, Depth + 1) ||
           mayBeResultOf(F, Value.Operands[2], Call, Depth + 1);
  default:
    return false;
  }
}

void PairSummaries::addFork(FunctionRef F, CallId Call) {
  llvm::SmallVector<CallRef, 8> Work{{F, Call}};
  while (!Work.empty()) {
    CallRef Fork = Work.pop_back_val();
    if (!Forks.insert({Fork.Caller.Function, Fork.Call}).second)
      continue;
    // `pid_t start() { pid_t pid = fork(); ...; return pid; }`
    bool ReturnsIt =
        llvm::any_of(Fork.Caller->Returns, [&](const ReturnFacts &Return) {
          return mayBeResultOf(*Fork.Caller, Return.Value, Fork.Call);
        });
    if (ReturnsIt)
      llvm::append_range(Work, P.callers(Fork.Caller->Id));
  }
}

void PairSummaries::findForks() {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex &&
          effectOf(P, F, F->Calls[I], EffectKind::Forks))
        addFork(F, I);
}

void PairSummaries::findThreadExits() {
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls) {
      if (Call.ApiRow == NoIndex)
        continue;
      for (const AppliedEffect &E : effectsOf(P, F, Call))
        if (E.What->Kind == EffectKind::RunsAtThreadExit)
          for (const PairKind &Pair : P.api().pairs())
            if (callableReleases(F, argumentOf(Call, E.What->Entry), Pair))
              EndsAtThreadExit.insert(&Pair);
    }
}

//===----------------------------------------------------------------------===//
// Summaries
//===----------------------------------------------------------------------===//

void PairSummaries::summarize(FunctionRef F) {
  readEvents(F);
  std::set<const PairKind *> Seen;
  std::vector<BindRecord> Result;
  // In the order of the table, not of addresses.
  for (const PairEvent &Event : events(F))
    Seen.insert(Event.Pair);
  for (const PairKind &Pair : P.api().pairs())
    if (Seen.count(&Pair))
      summarizePair(F, Pair, Result);
  if (!Result.empty())
    Records[F.Function] = std::move(Result);
}

BindFate PairSummaries::judge(const BindRecord &Record) const {
  const FunctionFacts &F = *Record.Function;
  if (Record.Exits.empty())
    return BindFate::Released;
  if (Record.Token.Escapes)
    return BindFate::OneHalf;
  // The annotation says that the caller is bound.
  for (const AppliedEffect &E : effectsOfFunction(P, F))
    if (E.What->Kind == EffectKind::Binds &&
        E.What->Pair == Record.Event.Pair->Name)
      return BindFate::OneHalf;
  bool Keeps = Record.Token.Local != NoIndex;
  // A variable that the call asks for, but no release reads, keeps nothing.
  if (Keeps && Record.Event.Pair->SaveIsCustomary)
    Keeps = llvm::any_of(events(Record.Function), [&](const PairEvent &Event) {
      return Event.Pair == Record.Event.Pair &&
             Event.Act == PairAct::Releases &&
             localBehind(F, stateArgument(F, Event)) == Record.Token.Local;
    });
  if (!Keeps && Record.ResultTells)
    return BindFate::OneHalf;
  if (!Record.Releases.empty() || !Record.WrongRestores.empty())
    // A function that undoes its work when it fails and else leaves it done is
    // one half, unless it alone has the old state.
    return Record.EndIsReleased || Keeps ? BindFate::Leaks : BindFate::OneHalf;
  return Keeps && Record.Event.Pair->MustRelease ? BindFate::Leaks
                                                 : BindFate::OneHalf;
}

void PairSummaries::summarizePair(FunctionRef F, const PairKind &Pair,
                                  std::vector<BindRecord> &Result) {
  PairSummary Summary;
  llvm::ArrayRef<PairEvent> All = events(F);
  llvm::SmallVector<uint32_t, 2> OwnTokens;
  std::optional<KnownValue> BoundResult, UnboundResult;
  bool HasBind = false;
  for (const PairEvent &Event : All) {
    if (Event.Pair != &Pair || Event.Act != PairAct::Binds ||
        F->Calls[Event.Call].Block == NoIndex)
      continue;
    HasBind = true;
    BindRecord Record;
    Record.Function = F;
    Record.Event = Event;
    Record.Token = tokenOf(P, F, All, Event);
    if (Record.Token.Local != NoIndex)
      OwnTokens.push_back(Record.Token.Local);
    if (Event.Through)
      if (const PairSummary *Callee = summary(Event.Through, Pair))
        Record.MayNotBind =
            Callee->MayNotBind &&
            (!Callee->UnboundResult ||
             Callee->BoundResult.overlaps(*Callee->UnboundResult));
    Record.MayNotBind |= Event.IsOnce;
    BindWalk Walk(*this, F, All, Pair, &Event, Record.Token);
    Record.IsCoarse = !Walk.run();
    Record.Exits = Walk.exits();
    Record.Releases = std::move(Walk.Releases);
    Record.WrongRestores = std::move(Walk.WrongRestores);
    Record.Overwrites = std::move(Walk.Overwrites);
    Record.Rebinds = std::move(Walk.Rebinds);
    Record.EndIsReleased = Walk.endIsReleased();
    Record.ResultTells = Walk.resultTells();
    Record.Fate = judge(Record);
    if (Record.Fate == BindFate::OneHalf && Walk.BoundResult) {
      Summary.LeavesBound = true;
      if (Summary.Bind == NoIndex)
        Summary.Bind = Event.Call;
      auto Join = [](std::optional<KnownValue> &Into,
                     const std::optional<KnownValue> &From) {
        if (Into && From)
          Into->join(*From);
        else if (From)
          Into = From;
      };
      Join(BoundResult, Walk.BoundResult);
      Join(UnboundResult, Walk.UnboundResult);
      Summary.MayNotBind |= Record.MayNotBind || Walk.HasUnboundPath;
    }
    Result.push_back(std::move(Record));
  }
  if (Summary.LeavesBound) {
    Summary.BoundResult = *BoundResult;
    Summary.UnboundResult = UnboundResult;
  }

  // Does it release what its caller bound?
  auto IsOuter = [&](CallId Call) {
    for (const PairEvent &Event : All)
      if (Event.Call == Call && Event.Pair == &Pair) {
        uint32_t From = localBehind(*F, stateArgument(*F, Event));
        return From == NoIndex || !llvm::is_contained(OwnTokens, From);
      }
    return true;
  };
  std::vector<CallId> Candidates;
  if (HasBind) {
    BindWalk Walk(*this, F, All, Pair, nullptr, {});
    Walk.run();
    Candidates = std::move(Walk.OuterReleases);
  } else {
    for (const PairEvent &Event : All)
      if (Event.Pair == &Pair && Event.Act == PairAct::Releases)
        Candidates.push_back(Event.Call);
  }
  for (CallId Call : Candidates)
    if (!Summary.Releases && IsOuter(Call)) {
      Summary.Releases = true;
      Summary.Release = Call;
    }
  if (Summary.Releases || Summary.LeavesBound)
    Summaries[{F.Function, &Pair}] = Summary;
}

} // namespace hangproof
