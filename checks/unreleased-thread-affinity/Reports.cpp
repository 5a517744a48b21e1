//===- Reports.cpp - What is said of a bind that stays --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reports.h"
#include "engine/SavedTokens.h"

namespace hangproof::affinity {

static std::string quoted(llvm::StringRef Name) {
  return ("'" + Name + "'").str();
}

/// The callee as a reader names it: "pthread_sigmask", "Context::makeCurrent".
static std::string calleeOf(const FunctionFacts &F, CallId Call) {
  llvm::StringRef Name = F.Calls[Call].CalleeName;
  if (Name.empty())
    return "this call";
  // Two components tell methods apart; namespaces only take room.
  size_t Last = Name.rfind("::");
  if (Last == llvm::StringRef::npos)
    return quoted(Name);
  size_t Before = Name.take_front(Last).rfind("::");
  bool IsMember = F.Calls[Call].Object != NoIndex ||
                  F.Calls[Call].IsConstructor ||
                  F.Calls[Call].IsImplicitDestructor;
  if (!IsMember)
    return quoted(Name.drop_front(Last + 2));
  return quoted(Before == llvm::StringRef::npos ? Name
                                                : Name.drop_front(Before + 2));
}

static std::string nameOfLocal(const BindRecord &Bind) {
  return quoted(Bind.Function->Locals[Bind.Token.Local].Name);
}

static bool keepsState(const BindRecord &Bind) {
  return Bind.Token.Local != NoIndex && !Bind.Token.Escapes;
}

/// "does not restore 'old'" or "does not release it".
static std::string failing(const BindRecord &Bind) {
  if (keepsState(Bind))
    return "does not give back " + nameOfLocal(Bind);
  return Bind.Event.Pair->MustRelease ? "does not release it"
                                      : "does not put it back";
}

static std::string verb(const PairKind &Pair) {
  return (Pair.MustRelease ? "takes " : "changes ") + Pair.Title;
}

/// The value of a return as it was written, as far as facts know; "" if not.
static std::string textOf(const FunctionFacts &F, ValueId V) {
  if (V == NoIndex)
    return "";
  const ValueFacts &Value = F.Values[V];
  switch (Value.Kind) {
  case ValueKind::Integer:
    // Other numbers are mostly written as a name: -EIO.
    if (Value.Text.empty() && (Value.Number < -1 || Value.Number > 1))
      return "";
    return Value.Text.empty() ? std::to_string(Value.Number) : Value.Text;
  case ValueKind::Local:
    return F.Locals[Value.Number].Name;
  case ValueKind::Parameter:
    return F.Parameters[Value.Number].Name;
  case ValueKind::Global:
    return Value.Text;
  case ValueKind::Multiply:
    if (Value.Operands.size() == 2 &&
        F.Values[Value.Operands[1]].Kind == ValueKind::Integer &&
        F.Values[Value.Operands[1]].Number == -1) {
      std::string Inner = textOf(F, Value.Operands[0]);
      return Inner.empty() ? "" : "-" + Inner;
    }
    return "";
  default:
    return "";
  }
}

/// "'return -1'".
static std::string returnText(const FunctionFacts &F, uint32_t Index) {
  std::string Value = textOf(F, F.Returns[Index].Value);
  return quoted(Value.empty() ? "return" : "return " + Value);
}

/// How the message names a way out.
static std::string wayOf(const BindRecord &Bind, const BoundExit &Way) {
  const FunctionFacts &F = *Bind.Function;
  if (Way.IsNextTrip)
    return "the path to the next iteration";
  switch (Way.Exit.Kind) {
  case ExitKind::Return:
    return "the path through " + returnText(F, Way.Exit.Index);
  case ExitKind::EndOfBody:
    return "a path to the end of " +
           (F.IsLambda ? std::string("the lambda") : quoted(F.Name));
  case ExitKind::Throw: {
    const std::string &Type = F.Throws[Way.Exit.Index].Type;
    return "the path through " +
           quoted(Type.empty() ? "throw" : "throw " + Type);
  }
  case ExitKind::Exception:
    return "an exception from " + calleeOf(F, Way.Exit.Index);
  }
  return "a path";
}

static void addStep(const Program &P, FunctionRef F, const Place &Where,
                    std::string Text, Finding &Result) {
  Result.Evidence.push_back({P.range(F, Where), std::move(Text)});
}

static Finding start(const Program &P, const BindRecord &Bind, CallId At,
                     Confidence Level) {
  Finding Result;
  Result.Check = CheckName;
  Result.Where = P.range(Bind.Function, Bind.Function->Calls[At].Where);
  Result.Function = Bind.Function->Name;
  Result.Level = Level;
  return Result;
}

/// From a wrapper's call down to the library call that binds.
static void addChain(const Program &P, const PairSummaries &Pairs,
                     const BindRecord &Bind, Finding &Result) {
  std::vector<CallRef> Chain = Pairs.chain(Bind.Function, Bind.Event);
  for (size_t I = 1; I < Chain.size(); ++I) {
    const CallRef &Link = Chain[I];
    std::string Callee = calleeOf(*Link.Caller, Link.Call);
    std::string Text =
        I + 1 == Chain.size()
            ? Callee + " " + verb(*Bind.Event.Pair) + " here"
            : quoted(Link.Caller->Name) + " calls " + Callee + " here";
    addStep(P, Link.Caller, Link.facts().Where, std::move(Text), Result);
  }
}

/// From a call that throws down to the throw itself.
static void addThrow(const Program &P, const ThrowSummaries &Throws,
                     FunctionRef F, CallId Call, Finding &Result) {
  std::set<const FunctionFacts *> Seen;
  while (Seen.insert(F.Function).second) {
    const EscapingType *Type = nullptr;
    FunctionRef Thrower;
    for (FunctionRef Target : P.targets(F, F->Calls[Call]))
      if (!Type && !Throws.escaping(Target).empty()) {
        Type = &Throws.escaping(Target).front();
        Thrower = Target;
      }
    if (!Type)
      return;
    if (Type->Throw != NoIndex) {
      addStep(
          P, Thrower, Thrower->Throws[Type->Throw].Where,
          quoted(Thrower->Name) + " throws " +
              (Type->Type.empty() ? std::string() : quoted(Type->Type) + " ") +
              "here",
          Result);
      return;
    }
    addStep(P, Thrower, Thrower->Calls[Type->Call].Where,
            quoted(Thrower->Name) + " calls " + calleeOf(*Thrower, Type->Call) +
                ", which throws",
            Result);
    F = Thrower;
    Call = Type->Call;
  }
}

Finding leakFinding(const Program &P, const PairSummaries &Pairs,
                    const ThrowSummaries &Throws, const BindRecord &Bind,
                    Confidence Level) {
  const FunctionFacts &F = *Bind.Function;
  const PairKind &Pair = *Bind.Event.Pair;
  Finding Result = start(P, Bind, Bind.Event.Call, Level);
  const BoundExit &Way = Bind.Exits.front();
  bool NeverReleased = Bind.Releases.empty() && Bind.WrongRestores.empty();
  std::string Callee = calleeOf(F, Bind.Event.Call);
  if (NeverReleased)
    Result.Message = Callee + " " + verb(Pair) + ", but no path through " +
                     quoted(F.Name) + " gives " + nameOfLocal(Bind) + " back";
  else if (Way.Exit.Kind == ExitKind::Exception)
    Result.Message = Callee + " " + verb(Pair) + ", but " + wayOf(Bind, Way) +
                     " skips the release";
  else
    Result.Message = Callee + " " + verb(Pair) + ", but " + wayOf(Bind, Way) +
                     " " + failing(Bind);
  Result.Message += ": " + Pair.Consequence + "; " + Pair.Remedy;

  if (Bind.Token.SavedBy != NoIndex && Bind.Token.SavedBy != Bind.Event.Call &&
      Bind.Token.Local != NoIndex)
    addStep(P, Bind.Function, F.Calls[Bind.Token.SavedBy].Where,
            "the old state is saved in " + nameOfLocal(Bind) + " here", Result);
  addChain(P, Pairs, Bind, Result);
  // A few ways out are enough to see the pattern.
  constexpr unsigned MostWays = 3;
  unsigned Ways = 0;
  for (const BoundExit &Exit : Bind.Exits) {
    if (Exit.IsDoubtful != Way.IsDoubtful || ++Ways > MostWays)
      continue;
    bool IsThrower = Exit.Exit.Kind == ExitKind::Exception &&
                     Exit.Exit.Index == Exit.DecidedBy;
    if (Exit.DecidedBy != NoIndex && !IsThrower)
      addStep(P, Bind.Function, F.Calls[Exit.DecidedBy].Where,
              "the outcome of " + calleeOf(F, Exit.DecidedBy) +
                  " sends the path past the release",
              Result);
    if (Exit.CaughtFrom != NoIndex)
      addStep(P, Bind.Function, F.Calls[Exit.CaughtFrom].Where,
              "an exception from " + calleeOf(F, Exit.CaughtFrom) +
                  " goes to the handler",
              Result);
    if (Exit.IsNextTrip)
      addStep(P, Bind.Function, Exit.Where,
              "the next iteration saves the changed state over " +
                  nameOfLocal(Bind),
              Result);
    else
      addStep(P, Bind.Function, Exit.Where,
              Exit.Exit.Kind == ExitKind::Exception
                  ? "an exception that leaves " + calleeOf(F, Exit.Exit.Index) +
                        " skips the release"
                  : "the path leaves here with " + Pair.Title +
                        (Pair.MustRelease ? " still taken" : " still changed"),
              Result);
    if (Exit.Exit.Kind == ExitKind::Exception)
      addThrow(P, Throws, Bind.Function, Exit.Exit.Index, Result);
  }
  for (CallId Release : Bind.Releases) {
    addStep(P, Bind.Function, F.Calls[Release].Where,
            std::string(NeverReleased ? "" : "another path ") +
                (Pair.MustRelease ? "releases it here" : "puts it back here"),
            Result);
    break;
  }
  return Result;
}

/// "the old state is saved in 'old' here", if a finding stands elsewhere.
static void addSaved(const Program &P, const BindRecord &Bind,
                     Finding &Result) {
  addStep(P, Bind.Function, Bind.Function->Calls[Bind.Token.SavedBy].Where,
          calleeOf(*Bind.Function, Bind.Token.SavedBy) +
              " saves the old state in " + nameOfLocal(Bind) + " here",
          Result);
}

Finding wrongOperationFinding(const Program &P, FunctionRef F,
                              const BindRecord *Bind,
                              const PairEvent &Restore) {
  const PairKind &Pair = *Restore.Pair;
  const CallFacts &Call = F->Calls[Restore.Call];
  bool IsOwnState = Bind && keepsState(*Bind);
  Finding Result;
  Result.Check = CheckName;
  Result.Where = P.range(F, Call.Where);
  Result.Function = F->Name;
  Result.Level = Bind ? Confidence::High : Confidence::Medium;
  std::string Written = textOf(*F, argumentOf(Call, Restore.WrongRole));
  std::string State = IsOwnState ? nameOfLocal(*Bind) : "the saved state";
  Result.Message = calleeOf(*F, Restore.Call) + " with " + quoted(Written) +
                   " does not give back " + State + ", it leaves " +
                   Pair.Title + " changed: " + Pair.Consequence + "; use " +
                   Restore.RightName;
  if (IsOwnState)
    addSaved(P, *Bind, Result);
  if (unsigned(Restore.WrongRole) < Call.ArgumentPlaces.size())
    Result.Fixes.push_back({P.range(F, Call.ArgumentPlaces[Restore.WrongRole]),
                            Restore.RightName});
  return Result;
}

Finding wrongValueFinding(const Program &P, const BindRecord &Bind,
                          CallId Rebind) {
  const FunctionFacts &F = *Bind.Function;
  const PairKind &Pair = *Bind.Event.Pair;
  const CallFacts &Call = F.Calls[Rebind];
  int Role = Bind.Event.What->Value;
  Finding Result = start(P, Bind, Rebind, Confidence::High);
  Result.Message =
      calleeOf(F, Rebind) + " sets " +
      quoted(textOf(F, argumentOf(Call, Role))) + " once more where " +
      nameOfLocal(Bind) +
      " should come back, which is saved and never read: " + Pair.Consequence +
      "; give it " + nameOfLocal(Bind);
  addSaved(P, Bind, Result);
  bool IsByValue = F.Values[argumentOf(Call, Role)].Kind == ValueKind::Integer;
  if (unsigned(Role) < Call.ArgumentPlaces.size())
    Result.Fixes.push_back(
        {P.range(Bind.Function, Call.ArgumentPlaces[Role]),
         (IsByValue ? "" : "&") + F.Locals[Bind.Token.Local].Name});
  return Result;
}

Finding overwrittenFinding(const Program &P, const BindRecord &Bind,
                           CallId Overwrite) {
  const FunctionFacts &F = *Bind.Function;
  const PairKind &Pair = *Bind.Event.Pair;
  Finding Result = start(P, Bind, Overwrite, Confidence::High);
  Result.Message =
      calleeOf(F, Overwrite) + " saves " + Pair.Title + " over " +
      nameOfLocal(Bind) +
      ", which still holds what an earlier call saved: " + Pair.Consequence +
      "; save into a variable of its own, or restore first";
  addSaved(P, Bind, Result);
  return Result;
}

Finding neverReadFinding(const Program &P, const BindRecord &Bind) {
  const FunctionFacts &F = *Bind.Function;
  const PairKind &Pair = *Bind.Event.Pair;
  Finding Result = start(P, Bind, Bind.Event.Call, Confidence::Medium);
  Result.Message = calleeOf(F, Bind.Event.Call) + " " + verb(Pair) +
                   " and the old state in " + nameOfLocal(Bind) +
                   " is never read: " + Pair.Consequence + "; " + Pair.Remedy;
  if (Bind.Token.SavedBy != Bind.Event.Call)
    addSaved(P, Bind, Result);
  return Result;
}

Finding entryFinding(const Program &P, const PairSummaries &Pairs,
                     const BindRecord &Bind, const Entry &By) {
  const FunctionFacts &F = *Bind.Function;
  const PairKind &Pair = *Bind.Event.Pair;
  bool IsTask = By.Kind == EntryKind::Task;
  bool IsHandler = By.Kind == EntryKind::Handler;
  // What the next task or event chooses anew does little harm; neither does a
  // selection on the one thread that handles all events.
  bool IsSelection = !Pair.MustRelease && !Pair.EndsWithThread;
  bool IsEvent = By.Context == "event" || By.Context == "timer";
  Confidence Level =
      IsTask && Bind.Event.What ? Confidence::High : Confidence::Medium;
  if (Pair.ChosenPerUse || (IsHandler && IsEvent && IsSelection))
    Level = Confidence::Low;
  else if (IsSelection)
    Level = Confidence::Medium;
  Finding Result = start(P, Bind, Bind.Event.Call, Level);
  Result.Message = calleeOf(F, Bind.Event.Call) + " " + verb(Pair);
  if (IsTask)
    Result.Message += " of a shared pool's thread, which the task does not own";
  else if (IsHandler)
    Result.Message += " of a thread that runs other handlers too";
  else
    Result.Message += ", and the thread ends without giving it back";
  Result.Message += ": " + Pair.Consequence + "; ";
  Result.Message += IsTask ? "release it before the task ends, or use a thread "
                             "of its own"
                    : IsHandler ? "release it before the handler returns"
                                : Pair.Remedy;
  if (By.By.Call != NoIndex)
    addStep(P, By.By.Caller, By.By.facts().Where,
            (F.IsLambda ? std::string("this function") : quoted(F.Name)) +
                (IsTask      ? " is handed to a pool here"
                 : IsHandler ? " is registered here"
                             : " runs on a thread that is made here"),
            Result);
  addChain(P, Pairs, Bind, Result);
  for (const BoundExit &Exit : Bind.Exits)
    if (!Exit.IsNextTrip && Exit.Exit.Kind != ExitKind::Exception) {
      addStep(P, Bind.Function, Exit.Where,
              std::string(IsTask      ? "the task"
                          : IsHandler ? "the handler"
                                      : "the thread") +
                  " ends here with " + Pair.Title +
                  (Pair.MustRelease ? " still taken" : " still changed"),
              Result);
      break;
    }
  return Result;
}

} // namespace hangproof::affinity
