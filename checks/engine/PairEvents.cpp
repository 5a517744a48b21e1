//===- PairEvents.cpp - What the calls of a function do to pairs ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EffectConditions.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "PairSummaries.h"

namespace hangproof {

static bool isPairEffect(EffectKind Kind) {
  return Kind == EffectKind::Binds || Kind == EffectKind::Releases ||
         Kind == EffectKind::Saves;
}

bool PairSummaries::callableReleases(FunctionRef F, ValueId Value,
                                     const PairKind &Pair) const {
  for (unsigned Depth = 0; Value != NoIndex && Depth < 4; ++Depth) {
    const ValueFacts &V = F->Values[Value];
    switch (V.Kind) {
    case ValueKind::Function:
    case ValueKind::Lambda: {
      if (FunctionRef Callable = P.find(V.Symbol, F)) {
        const PairSummary *Summary = summary(Callable, Pair);
        return Summary && Summary->Releases;
      }
      uint32_t Row = P.api().find(V.Text);
      return Row != NoIndex &&
             llvm::any_of(P.api().row(Row).Effects, [&](const Effect &E) {
               return E.Kind == EffectKind::Releases && E.Pair == Pair.Name;
             });
    }
    case ValueKind::Local: {
      const LocalFacts &Local = F->Locals[V.Number];
      if (Local.Definitions.empty())
        return false;
      Value = Local.Definitions[0].Value;
      continue;
    }
    case ValueKind::AddressOf:
    case ValueKind::Deref:
      Value = V.Operands[0];
      continue;
    default:
      return false;
    }
  }
  return false;
}

/// The restore of a saved state with the operation of a bind: all that a
/// release asks for holds but one constant.
bool PairSummaries::addWrongRestore(FunctionRef F, CallId Call,
                                    const Effect &Release,
                                    std::vector<PairEvent> &Result) {
  const CallFacts &Facts = F->Calls[Call];
  const ApiRow &Row = *P.row(Facts);
  auto Asks = [](const Condition &C, ArgumentTest::Kind Kind) {
    return llvm::any_of(
        C.AnyOf, [&](const ArgumentTest &Test) { return Test.Test == Kind; });
  };
  bool WantsSaved = llvm::any_of(Release.When, [&](const Condition &C) {
    return Asks(C, ArgumentTest::Kind::Saved);
  });
  if (!WantsSaved)
    return false;
  for (size_t I = 0; I < Release.When.size(); ++I) {
    const Condition &C = Release.When[I];
    if (!Asks(C, ArgumentTest::Kind::Constant) ||
        Asks(C, ArgumentTest::Kind::Saved) || C.Role < 0)
      continue;
    Effect Rest = Release;
    Rest.When.erase(Rest.When.begin() + I);
    if (!applies(P, F, Facts, Row, Rest))
      continue;
    // The row must know the operation that is there: a variable may be right.
    ValueId Written = argumentOf(Facts, C.Role);
    if (Written == NoIndex || F->Values[Written].Kind != ValueKind::Integer)
      continue;
    PairEvent Event;
    Event.Call = Call;
    Event.Act = PairAct::RestoresWrongly;
    Event.Pair = P.api().pair(Release.Pair);
    Event.What = &Release;
    Event.Row = &Row;
    Event.WrongRole = C.Role;
    for (const ArgumentTest &Test : C.AnyOf)
      if (Test.Test == ArgumentTest::Kind::Constant && Event.RightName.empty())
        Event.RightName = Test.Name;
    if (!Event.Pair || Event.RightName.empty())
      continue;
    Result.push_back(std::move(Event));
    return true;
  }
  return false;
}

void PairSummaries::addDirect(FunctionRef F, CallId Call,
                              std::vector<PairEvent> &Result) {
  const ApiRow &Row = *P.row(F->Calls[Call]);
  size_t First = Result.size();
  std::set<std::string> Released;
  for (const AppliedEffect &E : effectsOf(P, F, F->Calls[Call])) {
    if (!isPairEffect(E.What->Kind))
      continue;
    PairEvent Event;
    Event.Call = Call;
    Event.Pair = P.api().pair(E.What->Pair);
    Event.What = E.What;
    Event.Row = E.Row;
    Event.Act = E.What->Kind == EffectKind::Binds      ? PairAct::Binds
                : E.What->Kind == EffectKind::Releases ? PairAct::Releases
                                                       : PairAct::Saves;
    if (!Event.Pair)
      continue;
    // A restore that also saves is a restore.
    if (Event.Act == PairAct::Releases)
      Released.insert(Event.Pair->Name);
    Result.push_back(std::move(Event));
  }
  llvm::erase_if(Result, [&](const PairEvent &Event) {
    return Event.Call == Call && Event.Act == PairAct::Binds &&
           Released.count(Event.Pair->Name);
  });
  for (const Effect &E : Row.Effects) {
    if (E.Kind != EffectKind::Releases)
      continue;
    bool ReleasesRightly = false;
    for (size_t I = First; I < Result.size(); ++I)
      ReleasesRightly |=
          Result[I].Act == PairAct::Releases && Result[I].What == &E;
    if (ReleasesRightly || !addWrongRestore(F, Call, E, Result))
      continue;
    // It is that and nothing else.
    PairEvent Wrong = std::move(Result.back());
    Result.resize(First);
    Result.push_back(std::move(Wrong));
    return;
  }
}

void PairSummaries::addThrough(FunctionRef F, CallId Call,
                               std::vector<PairEvent> &Result) {
  const CallFacts &Facts = F->Calls[Call];
  auto Targets = P.targets(F, Facts);
  // What the call runs on this thread before it returns.
  bool IsOnce = false;
  if (Facts.ApiRow != NoIndex)
    for (const AppliedEffect &E : effectsOf(P, F, Facts)) {
      if (E.What->Kind != EffectKind::RunsNow &&
          E.What->Kind != EffectKind::RunsOnce)
        continue;
      IsOnce |= E.What->Kind == EffectKind::RunsOnce;
      ValueId Entry = argumentOf(Facts, E.What->Entry);
      if (Entry != NoIndex)
        Targets.append(functionsIn(P, F, Entry));
    }
  FunctionRef Destructor;
  if (Facts.IsConstructor && Facts.Destructor)
    Destructor = P.find(Facts.Destructor, F);
  for (const PairKind &Pair : P.api().pairs()) {
    PairEvent Event;
    Event.Call = Call;
    Event.Pair = &Pair;
    Event.IsOnce = IsOnce;
    // An object that releases what it bound is a guard.
    if (Destructor) {
      const PairSummary *Summary = summary(Destructor, Pair);
      if (Summary && Summary->Releases) {
        Event.Act = PairAct::Schedules;
        Event.Through = Destructor;
        if (Facts.ConstructedLocal != NoIndex)
          Result.push_back(std::move(Event));
        continue;
      }
    }
    for (FunctionRef Target : Targets) {
      const PairSummary *Summary = summary(Target, Pair);
      if (!Summary || Target == F)
        continue;
      if (Summary->Releases) {
        Event.Act = PairAct::Releases;
        Event.Through = Target;
        break;
      }
      if (Summary->LeavesBound && !Event.Through)
        Event.Through = Target;
    }
    if (Event.Through)
      Result.push_back(std::move(Event));
  }
}

void PairSummaries::addGuards(FunctionRef F, std::vector<PairEvent> &Result) {
  // A callable that releases, given to anything but a thread or an event loop.
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    bool HasCallable = llvm::any_of(Call.Arguments, [&](ValueId Argument) {
      if (Argument == NoIndex)
        return false;
      ValueKind Kind = F->Values[Argument].Kind;
      return Kind == ValueKind::Function || Kind == ValueKind::Lambda ||
             Kind == ValueKind::Local || Kind == ValueKind::AddressOf;
    });
    if (!HasCallable)
      continue;
    bool RunsElsewhere = false;
    if (Call.ApiRow != NoIndex)
      for (const AppliedEffect &E : effectsOf(P, F, Call))
        RunsElsewhere |= E.What->Kind == EffectKind::Spawns ||
                         E.What->Kind == EffectKind::Submits ||
                         E.What->Kind == EffectKind::Registers ||
                         E.What->Kind == EffectKind::RunsAtThreadExit;
    if (RunsElsewhere)
      continue;
    for (const PairKind &Pair : P.api().pairs())
      if (llvm::any_of(Call.Arguments, [&](ValueId Argument) {
            return callableReleases(F, Argument, Pair);
          })) {
        PairEvent Event;
        Event.Call = I;
        Event.Act = PairAct::Schedules;
        Event.Pair = &Pair;
        Result.push_back(std::move(Event));
      }
  }

  auto Schedule = [&](uint32_t Local, const PairKind &Pair) {
    PairEvent Event;
    Event.Local = Local;
    Event.Act = PairAct::Schedules;
    Event.Pair = &Pair;
    Result.push_back(std::move(Event));
  };
  // auto guard = factory(): the destructor tells.
  for (const CallFacts &Call : F->Calls)
    if (Call.IsImplicitDestructor && Call.ConstructedLocal != NoIndex)
      for (FunctionRef Target : P.targets(F, Call))
        for (const PairKind &Pair : P.api().pairs()) {
          const PairSummary *Summary = summary(Target, Pair);
          if (Summary && Summary->Releases)
            Schedule(Call.ConstructedLocal, Pair);
        }
  // auto exit = tag() + [&] { ... }; Guard exit{[&] { ... }};
  for (const FlowBlock &Block : F->Flow.Blocks)
    for (const FlowEvent &E : Block.Events) {
      if (E.Kind != EventKind::Define || E.Value == NoIndex)
        continue;
      const ValueFacts &V = F->Values[E.Value];
      if (V.Kind != ValueKind::Add && V.Kind != ValueKind::Aggregate &&
          V.Kind != ValueKind::Bitwise && V.Kind != ValueKind::Multiply)
        continue;
      for (const PairKind &Pair : P.api().pairs())
        if (llvm::any_of(V.Operands, [&](ValueId Operand) {
              return callableReleases(F, Operand, Pair);
            }))
          Schedule(E.Index, Pair);
    }
}

void PairSummaries::readEvents(FunctionRef F) {
  std::vector<PairEvent> Result;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    uint32_t Row = F->Calls[I].ApiRow;
    // What a method of any class seems to do stands back behind its body.
    bool IsName = Row != NoIndex &&
                  llvm::StringRef(P.api().row(Row).Name).starts_with("*::") &&
                  !P.targets(F, F->Calls[I]).empty();
    if (Row != NoIndex && RowHasPairs[Row] && !IsName)
      addDirect(F, I, Result);
    else
      addThrough(F, I, Result);
  }
  addGuards(F, Result);
  Events[F.Function] = std::move(Result);
}

} // namespace hangproof
