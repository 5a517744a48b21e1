//===- Escape.cpp - One way out of a thread and what is said of it --------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Escape.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof::escaping {

static std::string functionName(const FunctionFacts &F) {
  return F.IsLambda ? "the lambda" : "'" + F.Name + "'";
}

static std::string calleeName(const FunctionFacts &F, const CallFacts &Call) {
  llvm::StringRef Name = Call.CalleeName;
  if (Call.IsConstructor)
    Name = Name.rsplit("::").first;
  // What a variable holds is called by the variable's name.
  if (Call.Target != NoIndex || Name.ends_with("(lambda)")) {
    Name = nameOf(F, Call.Object != NoIndex ? Call.Object : Call.Target);
    if (Name.empty() || Name == "lambda")
      return Call.Target != NoIndex ? "a stored function" : "the lambda";
  }
  return Name.empty() ? "a function pointer" : ("'" + Name + "'").str();
}

/// "'std::invalid_argument' or 'std::out_of_range'".
static std::string typesOf(const Escape &E) {
  if (E.Types.empty())
    return "an exception";
  // More names than this tell no more.
  constexpr size_t MostNamed = 3;
  bool IsCut = E.Types.size() > MostNamed;
  size_t Count = IsCut ? MostNamed : E.Types.size();
  std::string Result;
  for (size_t I = 0; I < Count; ++I) {
    if (I)
      Result += I + 1 == Count && !IsCut ? " or " : ", ";
    Result += "'" + E.Types[I] + "'";
  }
  if (IsCut)
    Result += " or others";
  return Result;
}

static Place placeOf(FunctionRef F, const EscapingType &At) {
  return At.Call != NoIndex ? F->Calls[At.Call].Where
                            : F->Throws[At.Throw].Where;
}

/// The library call or throw at the end of the path, for the message.
static std::string sourceOf(const Escape &E) {
  const auto &[F, Last] = E.Path.back();
  if (Last.Call == NoIndex)
    return "";
  return calleeName(*F, F->Calls[Last.Call]);
}

/// What happens when the exception gets there, and the fix.
static std::string outcome(const ThreadBody &Body, bool IsOfStranger) {
  if (Body.By->Exceptions == "dropped")
    return ": the library drops it and the thread is gone, its work stops "
           "without a word; catch it in the loop and go on";
  if (IsOfStranger)
    return ": one bad call takes the whole process down by std::terminate; "
           "put it into a try that logs and goes on";
  return ": std::terminate takes down the whole process; catch it before it "
         "leaves the thread";
}

static std::string message(const ThreadBody &Body, const Escape &E) {
  const auto &[F, At] = E.Path.front();
  std::string Where = "out of " + functionName(*Body.Body) + ", which runs on ";
  Where += Body.By->Kind == EntryKind::Task ? "a pool's thread"
                                            : "a thread of its own";
  if (E.Bind)
    Where += " with " + E.Bind->Event.Pair->Title + " still bound";
  std::string End = outcome(Body, E.isOfStranger());
  if (At.Call == NoIndex)
    return typesOf(E) + " that is thrown here gets " + Where + End;
  if (E.isOfStranger()) {
    const auto &[In, Last] = E.Path[E.Primary];
    return "what " + calleeName(*In, In->Calls[Last.Call]) + " throws gets " +
           Where + End;
  }
  std::string Callee = calleeName(*F, F->Calls[At.Call]);
  std::string Through;
  if (E.Path.size() > 1)
    if (std::string Source = sourceOf(E); !Source.empty())
      Through = " (from " + Source + ")";
  return Callee + " can throw " + typesOf(E) + Through + " " + Where + End;
}

static std::string lastStep(const FunctionFacts &F, const EscapingType &At,
                            const std::string &Types) {
  if (At.Call == NoIndex)
    return Types + " is thrown here";
  std::string Callee = calleeName(F, F.Calls[At.Call]);
  if (At.IsOfStranger)
    return Callee + " is called here, and nobody in view knows what it throws";
  return Callee + " throws " + Types + " here when it fails";
}

Finding describe(const Program &P, const ThrowSummaries &Throws,
                 const ThreadBody &Body, const Escape &First,
                 llvm::ArrayRef<Escape> Others) {
  Finding Found;
  Found.Check = CheckName;
  const auto &[F, At] = First.Path.front();
  const auto &[PrimaryIn, Primary] = First.Path[First.Primary];
  Found.Where = P.range(PrimaryIn, placeOf(PrimaryIn, Primary));
  Found.Function = PrimaryIn->Name;
  Found.Message = message(Body, First);
  auto Add = [&](FunctionRef In, const Place &Where, std::string Text) {
    Found.Evidence.push_back({P.range(In, Where), std::move(Text)});
  };

  // Into the thread.
  std::string Start = functionName(*Body.First);
  if (Body.By->By.Caller)
    Add(Body.By->By.Caller, Body.By->By.facts().Where,
        Start + " is handed over here: " + Body.By->How);
  else
    Add(Body.First, Body.First->Where,
        Start + " is a thread's function: " + Body.By->How);
  for (const CallRef &Step : Body.Way)
    Add(Step.Caller, Step.facts().Where,
        functionName(*Step.Caller) + " calls " +
            calleeName(*Step.Caller, Step.facts()) + " on that thread");
  if (First.Bind) {
    const CallFacts &Bind = F->Calls[First.Bind->Event.Call];
    Add(F, Bind.Where,
        calleeName(*F, Bind) + " binds " + First.Bind->Event.Pair->Title +
            " to the thread, which nothing releases then");
  }

  // Down to the throw.
  for (size_t I = 0; I < First.Path.size(); ++I) {
    const auto &[In, Step] = First.Path[I];
    if (I + 1 == First.Path.size()) {
      if (I > 0 || Step.Call != NoIndex)
        Add(In, placeOf(In, Step), lastStep(*In, Step, typesOf(First)));
    } else if (I != First.Primary) {
      Add(In, placeOf(In, Step),
          functionName(*In) + " calls " +
              calleeName(*In, In->Calls[Step.Call]));
    }
  }
  if (First.Handler) {
    Add(First.HandlerBy->By.Caller, First.HandlerBy->By.facts().Where,
        functionName(*First.Handler) +
            " is one of the handlers: " + First.HandlerBy->How);
    auto Path = Throws.path(First.Handler, First.HandlerThrows);
    const auto &[In, Last] = Path.back();
    std::string Type =
        Last.Type.empty() ? "an exception" : "'" + Last.Type + "'";
    Add(In, placeOf(In, Last), lastStep(*In, Last, Type));
  }

  // A try on the way that takes something else, or throws it on.
  uint32_t Try =
      At.Call != NoIndex ? F->Calls[At.Call].Try : F->Throws[At.Throw].Try;
  if (Try < F->Tries.size() && !First.Types.empty()) {
    const TryFacts &Facts = F->Tries[Try];
    std::string Caught;
    bool IsThrownOn = false;
    for (const std::string &Type : Facts.CaughtTypes) {
      Caught += (Caught.empty() ? "'" : ", '") + Type + "'";
      IsThrownOn |=
          Throws.classes().catches(Type, First.Types.front()) != Catches::No;
    }
    if (!IsThrownOn)
      Add(F, Facts.Where, "this try takes " + Caught + " only");
    else
      for (const ThrowFacts &Throw : F->Throws)
        if (Throw.RethrownTry == Try) {
          Add(F, Throw.Where, "the handler throws it on");
          break;
        }
  }

  constexpr size_t MostOthers = 4;
  for (size_t I = 0; I < Others.size() && I < MostOthers; ++I) {
    const auto &[In, Step] = Others[I].Path.front();
    if (Others[I].Doubt > 5)
      break;
    Add(In, placeOf(In, Step),
        Step.Call == NoIndex
            ? typesOf(Others[I]) + " is thrown here and gets out as well"
            : calleeName(*In, In->Calls[Step.Call]) + " can let " +
                  typesOf(Others[I]) + " out as well");
  }
  return Found;
}

} // namespace hangproof::escaping
