//===- Entries.cpp - Functions that run again and again -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Entries.h"
#include "Effects.h"
#include "FunctionValues.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

llvm::StringRef perEvent(llvm::StringRef Context) {
  return llvm::StringSwitch<llvm::StringRef>(Context)
      .Case("timer", "each timer tick")
      .Case("request", "each request")
      .Case("connection", "each connection")
      .Case("signal", "each signal")
      .Case("user", "each action of the user")
      .Default("each event");
}

Entries::Entries(const Program &P) : P(P) {
  for (FunctionRef F : P.functions()) {
    if (!F->ApiRows.empty())
      addMethod(F);
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex || F->Calls[I].ConstructsRow != NoIndex)
        addHandover(F, I);
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      addIndirect(F, I);
      addByName(F, I);
    }
  }
  for (FunctionRef F : P.functions())
    addBySignature(F);
  for (FunctionRef F : P.functions())
    for (const StoreFacts &Store : F->Stores) {
      const ValueFacts &Stored = F->Values[Store.Value];
      const ValueFacts &Target = F->Values[Store.Target];
      if (Stored.Kind == ValueKind::Function && Target.Kind == ValueKind::Field)
        Slots.try_emplace(Stored.Symbol, Target.Text);
    }
}

llvm::StringRef Entries::slotOf(FunctionRef F) const {
  return Slots.lookup(F->Id);
}

/// `void on_tick(uv_timer_t *)`, which nobody in view calls or hands over.
void Entries::addBySignature(FunctionRef F) {
  if (F->Parameters.empty() || F->IsMain || !of(F).empty() ||
      !handedTo(F).empty() || !P.callers(F->Id).empty())
    return;
  for (const CallbackSignature &Callback : P.api().callbacks()) {
    if (Callback.Parameters.size() > F->Parameters.size() ||
        (!Callback.IsOpen &&
         Callback.Parameters.size() != F->Parameters.size()) ||
        (!Callback.Result.empty() && Callback.Result != F->ResultTypeName))
      continue;
    bool Matches = true;
    for (size_t I = 0; Matches && I < Callback.Parameters.size(); ++I)
      Matches = F->Parameters[I].TypeName == Callback.Parameters[I];
    if (!Matches)
      continue;
    Entry E;
    E.Context = Callback.Context;
    E.IsSingle = E.Context == "once";
    if (E.IsSingle)
      E.Context = "event";
    E.IsConcurrent = Callback.AtOnce;
    E.IsGuess = !Callback.AtOnce;
    E.How = "it takes what " + Callback.Library + " gives to a function for " +
            perEvent(E.Context).str();
    EntriesOf[F.Function].push_back(std::move(E));
    return;
  }
}

/// What a project's own registering function says of itself: event_add_read,
/// scheduleTimer, onMessage. Empty if it says nothing.
static llvm::StringRef contextInName(llvm::StringRef Callee, bool &IsSingle) {
  llvm::StringRef Name = lastComponent(Callee);
  IsSingle = false;
  if (hasWord(Name, "interval periodic periodically every"))
    return "timer";
  if (!hasWord(Name, "add set on register watch subscribe start install "
                     "schedule arm connect listen run call"))
    return "";
  if (hasWord(Name, "subscribe"))
    return "event";
  if (hasWord(Name, "read readable fd io packet msg message datagram"))
    return "event";
  if (hasWord(Name, "request route endpoint url"))
    return "request";
  if (hasWord(Name, "accept connection client"))
    return "connection";
  // Most of these are to be armed again after each run.
  IsSingle = true;
  if (hasWord(Name, "timer timeout"))
    return "timer";
  return hasWord(Name, "event") ? "event" : "";
}

void Entries::addByName(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow != NoIndex || Call.IsConstructor ||
      llvm::StringRef(Call.CalleeName).starts_with("std::"))
    return;
  llvm::StringRef Context;
  bool IsSingle = false;
  for (ValueId Argument : Call.Arguments) {
    ValueKind Kind = F->Values[Argument].Kind;
    if (Kind != ValueKind::Function && Kind != ValueKind::Lambda)
      continue;
    if (Context.empty())
      Context = contextInName(Call.CalleeName, IsSingle);
    if (Context.empty())
      return;
    Entry E;
    E.Context = Context.str();
    E.IsSingle = IsSingle;
    E.IsGuess = true;
    E.By = {F, Id};
    E.How = ("'" + Call.CalleeName + "' seems to have it run for " +
             perEvent(Context))
                .str();
    for (FunctionRef Target : functionsIn(P, F, Argument))
      EntriesOf[Target.Function].push_back(E);
  }
}

/// A call through a table or parameter, which the program links to nothing.
void Entries::addIndirect(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.Target == NoIndex || !P.targets(F, Call).empty())
    return;
  // std::function has a row, which says that it runs what it holds.
  bool IsObject = Call.ApiRow != NoIndex && Call.Object == Call.Target;
  if ((Call.Callee || Call.ApiRow != NoIndex) && !IsObject)
    return;
  for (FunctionRef Target : functionsIn(P, F, Call.Target))
    HandedTo[Target.Function].push_back({F, Id});
  addToResult(F, Id);
}

/// What a call gives is called with a function: `ROUTE(app, "/")([] { ... })`,
/// also with settings between. The row of that call speaks for both.
void Entries::addToResult(FunctionRef F, CallId Id) {
  ValueId By = F->Calls[Id].Target;
  for (unsigned Depth = 0; Depth < 6; ++Depth) {
    if (By >= F->Values.size() || F->Values[By].Kind != ValueKind::Call)
      return;
    const CallFacts &Maker = F->Calls[F->Values[By].Number];
    const Effect *What = Maker.ApiRow == NoIndex
                             ? nullptr
                             : effectOf(P, F, Maker, EffectKind::Registers);
    By = Maker.Object;
    if (!What || What->Entry != RoleAnyArgument)
      continue;
    Entry E;
    E.Kind = EntryKind::Handler;
    E.Context = What->Context;
    E.IsConcurrent = !What->AtOnce.empty();
    E.By = {F, Id};
    E.How = "'" + Maker.CalleeName + "' has it run for " +
            perEvent(E.Context).str();
    for (ValueId Argument : F->Calls[Id].Arguments)
      for (FunctionRef Target : functionsIn(P, F, Argument)) {
        EntriesOf[Target.Function].push_back(E);
        HandedTo[Target.Function].push_back({F, Id});
      }
    return;
  }
}

void Entries::addMethod(FunctionRef F) {
  for (const AppliedEffect &Applied : effectsOfFunction(P, *F)) {
    if (Applied.What->Kind != EffectKind::Handler)
      continue;
    Entry E;
    E.Context = Applied.What->Context;
    E.Exceptions = Applied.What->Exceptions;
    E.IsConcurrent = !Applied.What->AtOnce.empty();
    llvm::StringRef Row = Applied.Row->Name;
    if (Row.starts_with("hangproof::"))
      E.How = ("it is annotated '" + Row + "'").str();
    else if (E.Context == "worker")
      E.How = ("'" + Row + "' is what a thread runs").str();
    else
      E.How = ("'" + Row + "' is run for " + perEvent(E.Context)).str();
    EntriesOf[F.Function].push_back(std::move(E));
  }
}

/// `return G_SOURCE_REMOVE;` at every end.
static bool returnsOnlyZero(const FunctionFacts &F) {
  return !F.Returns.empty() &&
         llvm::all_of(F.Returns, [&](const ReturnFacts &R) {
           return R.Value < F.Values.size() &&
                  F.Values[R.Value].Kind == ValueKind::Integer &&
                  F.Values[R.Value].Number == 0;
         });
}

void Entries::addHandover(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  bool IsOnce = false;
  llvm::SmallVector<AppliedEffect, 2> Effects = effectsOf(P, F, Call);
  for (const AppliedEffect &Applied : Effects) {
    Entry E;
    switch (Applied.What->Kind) {
    case EffectKind::Registers:
      // A row may say "once" under a condition before it says more.
      if (IsOnce)
        continue;
      E.Kind = EntryKind::Handler;
      E.Context = Applied.What->Context;
      E.IsConcurrent = !Applied.What->AtOnce.empty();
      IsOnce = E.IsSingle = E.Context == "once";
      if (E.IsSingle)
        E.Context = "event";
      break;
    case EffectKind::Submits:
      E.Kind = EntryKind::Task;
      break;
    case EffectKind::Spawns:
      E.Kind = EntryKind::Thread;
      break;
    case EffectKind::RunsNow:
      E.Kind = EntryKind::Now;
      E.IsPerItem = llvm::any_of(Effects, [](const AppliedEffect &Other) {
        return Other.What->Kind == EffectKind::YieldsItem;
      });
      break;
    default:
      continue;
    }
    llvm::SmallVector<ValueId, 4> Values;
    if (Applied.What->Entry == RoleAnyArgument)
      Values.append(Call.Arguments.begin(), Call.Arguments.end());
    else if (ValueId V = argumentOf(Call, Applied.What->Entry); V != NoIndex)
      Values.push_back(V);
    std::string By = "'" + Call.CalleeName + "'";
    if (Call.IsConstructor)
      By = ("'" + llvm::StringRef(Call.CalleeName).rsplit("::").first + "'")
               .str();
    switch (E.Kind) {
    case EntryKind::Handler:
      E.How = (By + " has it run for " + perEvent(E.Context)).str();
      break;
    case EntryKind::Task:
      E.How = By + " has a pool's thread run it";
      break;
    case EntryKind::Thread:
      E.How = By + " runs it on a thread of its own";
      break;
    case EntryKind::Now:
      E.How =
          By + (E.IsPerItem ? " runs it once per element" : " runs it here");
      break;
    }
    E.By = {F, Id};
    E.Exceptions = Applied.What->Exceptions;
    for (ValueId V : Values) {
      llvm::SmallVector<FunctionRef, 2> Kept;
      for (FunctionRef Target : functionsIn(P, F, V, &Kept)) {
        if (E.Kind != EntryKind::Handler) {
          std::vector<CallRef> &Calls = HandedTo[Target.Function];
          if (!llvm::is_contained(Calls, E.By))
            Calls.push_back(E.By);
        }
        Entry &New = EntriesOf[Target.Function].emplace_back(E);
        if (llvm::is_contained(Kept, Target))
          New.Exceptions = "kept";
        if (Applied.What->Repeats == "nonzero" && returnsOnlyZero(*Target))
          New.IsSingle = true;
      }
    }
  }
}

std::optional<Entry> entryByName(const Program &P, const Entries &Handed,
                                 FunctionRef F) {
  if (F->IsConstructor || F->IsDestructor || F->IsMain || F->IsLambda ||
      !P.callers(F->Id).empty() || !Handed.of(F).empty() ||
      !Handed.handedTo(F).empty())
    return std::nullopt;
  // A table says more: `.on_connect = connected`.
  llvm::StringRef Slot = Handed.slotOf(F);
  llvm::StringRef Name = Slot.empty() ? lastComponent(F->Name) : Slot;
  bool IsReaction = hasWord(Name, "on handle handler process incoming new "
                                  "callback cb accepted serve");
  Entry E;
  if ((IsReaction && hasWord(Name, "connection conn client connect connected "
                                   "accept accepted peer session")) ||
      hasWord(Name, "accept accepted"))
    E.Context = "connection";
  else if (IsReaction && hasWord(Name, "request query"))
    E.Context = "request";
  else
    return std::nullopt;
  E.IsGuess = true;
  E.How = Slot.empty()
              ? ("its name says that it runs for " + perEvent(E.Context)).str()
              : ("the name of '" + Slot +
                 "', which it is put into, says that "
                 "it runs for " +
                 perEvent(E.Context))
                    .str();
  return E;
}

llvm::ArrayRef<Entry> Entries::of(FunctionRef F) const {
  auto It = EntriesOf.find(F.Function);
  return It == EntriesOf.end() ? llvm::ArrayRef<Entry>()
                               : llvm::ArrayRef<Entry>(It->second);
}

/// Whether From makes the call To, by itself or a few calls down.
static bool leadsTo(const Program &P, FunctionRef From, const CallRef &To,
                    unsigned Depth) {
  if (From == To.Caller)
    return true;
  if (Depth == 0)
    return false;
  for (const CallFacts &Call : From->Calls)
    for (FunctionRef Target : P.targets(From, Call))
      if (leadsTo(P, Target, To, Depth - 1))
        return true;
  return false;
}

const Entry *Entries::handler(FunctionRef F, bool OnlyHot) const {
  for (const Entry &E : of(F)) {
    if (E.Kind != EntryKind::Handler || E.Context == "worker" ||
        E.Context == "signal")
      continue;
    // Nobody clicks a thousand times a second.
    if (OnlyHot && E.Context == "user")
      continue;
    if (E.IsSingle && !(E.By.Caller && leadsTo(P, F, E.By, 2)))
      continue;
    return &E;
  }
  return nullptr;
}

const Entry *Entries::perItem(FunctionRef F) const {
  for (const Entry &E : of(F))
    if (E.IsPerItem)
      return &E;
  return nullptr;
}

llvm::ArrayRef<CallRef> Entries::handedTo(FunctionRef F) const {
  auto It = HandedTo.find(F.Function);
  return It == HandedTo.end() ? llvm::ArrayRef<CallRef>()
                              : llvm::ArrayRef<CallRef>(It->second);
}

} // namespace hangproof
