//===- ExecInHotLoop.cpp - A program started per item or per event --------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandOrigin.h"
#include "engine/Acts.h"
#include "engine/Check.h"
#include "engine/CodeNames.h"
#include "engine/Effects.h"
#include "engine/ProgramStarts.h"
#include "engine/StartUp.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-exec-in-hot-loop";

class ExecInHotLoop {
public:
  ExecInHotLoop(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Loops(P), Start(P, Handed, Loops),
        Results(P), Guards(P, Results), Starts(P), Commands(P, Loops, Found) {}

  void run() {
    Found.find(
        P, Handed, Guards,
        [&](FunctionRef F, CallId Call) { return Starts.trigger(F, Call); },
        [&](const ActStep &Step) { return judge(Step); });
    for (const auto &[Step, T] : Tables)
      if (!Reported.contains({Step.In.Function, Step.Call}))
        reportLoop(Step, T);
  }

private:
  bool judge(const ActStep &Step);
  bool isKeptFrom(const ActStep &Step, uint32_t Loop);
  Trips tripsOf(const Entry &Item) const;
  void reportLoop(const ActStep &Step, const Trips &T, FunctionRef LoopIn = {});
  void reportHot(const ActStep &Step, const Entry &Hot);
  std::string subject(const ActStep &Step, bool &IsPlural) const;
  void addPath(Finding &F, const ActStep &Step) const;

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  LoopTrips Loops;
  StartUp Start;
  Outcomes Results;
  OnceGuards Guards;
  ProgramStarts Starts;
  Acts Found;
  CommandOrigins Commands;
  /// Loops over tables of the code, told of where nothing larger is.
  std::vector<std::pair<ActStep, Trips>> Tables;
  llvm::DenseSet<std::pair<const FunctionFacts *, CallId>> Reported;
};

} // namespace

/// Whether something keeps most turns of the loop from the act. A mark on the
/// loop's own item does not: each item is another one.
bool ExecInHotLoop::isKeptFrom(const ActStep &Step, uint32_t Loop) {
  OnceGuard Guard = Guards.find(Step.In, Step.trigger(), Loop);
  Guard.Objects.append(Step.GuardObjects);
  return Guard.IsFull || llvm::any_of(Guard.Objects, [&](ValueId Object) {
           return !Loops.isItem(Step.In, Loop, Object);
         });
}

bool ExecInHotLoop::judge(const ActStep &Step) {
  FunctionRef F = Step.In;
  const CallFacts &Trigger = Step.trigger();
  uint32_t Loop = Trigger.Loop;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    uint32_t Inner = std::exchange(Loop, F->Loops[Loop].Parent);
    const Trips &T = Loops.of(F, Inner);
    // A table in the code is as long as somebody has made it.
    bool IsTable = T.Class == TripClass::Constant && !T.PerItem.empty();
    if (T.Class != TripClass::Data && !IsTable)
      continue;
    const LoopFlow &Flow = Loops.flow(F, Inner);
    // A branch that leaves after the call: the first match ends it.
    if (Flow.isKnown() && !Flow.repeats(Trigger.Block))
      continue;
    if (isKeptFrom(Step, Inner))
      continue;
    if (Results.endsSearch(F, Flow, Trigger, Step.Trigger != Step.Call))
      continue;
    CommandOrigin Origin = Commands.of(Step, Inner);
    if (Origin.IsItem && !Origin.IsLiteral)
      return true; // Its job: the items are commands.
    if (Start.isStartUp(F, Trigger.Block))
      return true;
    // So many of the same: workers.
    if (!T.IsPlain && T.Bound != NoIndex && Step.Trigger != Step.Call &&
        !Commands.usesItem(Step, Inner))
      return true;
    if (IsTable) {
      Tables.push_back({Step, T});
      continue;
    }
    reportLoop(Step, T);
    return true;
  }
  const Entry *Item = Handed.perItem(F);
  const Entry *Hot = Handed.hot(F);
  if ((!Item && !Hot) || !Step.GuardObjects.empty() ||
      !Guards.find(F, Trigger).isNone() || !canReturn(F->Flow, Trigger.Block))
    return false;
  if (!Item) {
    reportHot(Step, *Hot);
    return true;
  }
  CommandOrigin Origin = Commands.of(Step, NoIndex);
  if (Origin.Parameters.empty() || Origin.IsLiteral)
    reportLoop(Step, tripsOf(*Item), Item->By.Caller);
  return true;
}

/// "'popen' starts a program", "'run' (through 'popen') starts a program".
std::string ExecInHotLoop::subject(const ActStep &Step, bool &IsPlural) const {
  IsPlural = false;
  if (!Step.Next) {
    if (Step.Trigger == Step.Call)
      return calleeName(*Step.In, Step.facts());
    IsPlural = true;
    return calleeName(*Step.In, Step.trigger()) + " and " +
           calleeName(*Step.In, Step.facts());
  }
  const ActStep Act = Found.path(Step).back();
  return calleeName(*Step.In, Step.facts()) + " (through " +
         calleeName(*Act.In, Act.facts()) + ")";
}

void ExecInHotLoop::addPath(Finding &F, const ActStep &Step) const {
  for (const ActStep &At : Found.path(Step)) {
    bool IsAct = !At.Next;
    if (IsAct && At.Trigger != At.Call)
      F.Evidence.push_back(
          {P.range(At.In, At.trigger().Where),
           calleeName(*At.In, At.trigger()) + " makes the child process here"});
    llvm::SmallVector<CallRef, 2> Inner;
    if (IsAct)
      Inner = Starts.pathToExec(At.In, At.Call);
    auto Add = [&](FunctionRef In, const CallFacts &Call, bool IsLast) {
      F.Evidence.push_back({P.range(In, Call.Where),
                            functionName(*In) + " calls " +
                                calleeName(*In, Call) +
                                (IsLast ? ", which starts a program" : "")});
    };
    if (!(At.In == Step.In) || At.Call != Step.Call)
      Add(At.In, At.facts(), IsAct && Inner.empty());
    for (const CallRef &Call : Inner)
      Add(Call.Caller, Call.facts(), Call == Inner.back());
  }
}

/// std::for_each and the like are loops without a loop.
Trips ExecInHotLoop::tripsOf(const Entry &Item) const {
  const CallFacts &Call = Item.By.facts();
  const FunctionFacts &F = *Item.By.Caller;
  llvm::StringRef Container;
  for (ValueId Argument : Call.Arguments) {
    Container = nameOf(F, baseOf(F, Argument));
    if (!Container.empty())
      break;
  }
  Trips T;
  T.Class = TripClass::Data;
  T.Where = Call.Where;
  T.PerItem = Container.empty() ? "each element"
                                : ("each element of '" + Container + "'").str();
  T.Sentence = Item.How;
  return T;
}

void ExecInHotLoop::reportLoop(const ActStep &Step, const Trips &T,
                               FunctionRef LoopIn) {
  Finding F;
  F.Check = Name;
  F.Where = P.range(Step.In, Step.facts().Where);
  F.Function = Step.In->Name;
  bool IsPlural;
  std::string Subject = subject(Step, IsPlural);
  F.Message = Subject + (IsPlural ? " start" : " starts") + " a program for " +
              T.PerItem +
              ": fork and exec per item stall the loop under load; use an "
              "in-process call (library, ioctl, netlink) or run one program "
              "for the whole batch";
  F.Evidence.push_back(
      {P.range(LoopIn ? LoopIn : Step.In, T.Where), T.Sentence});
  addPath(F, Step);
  if (Step.IsOverApproximated || Step.Depth > 4 || Step.In->FlowFailed ||
      T.Class == TripClass::Constant ||
      Commands.isConfigured(Step.In, Commands.of(Step, NoIndex)))
    F.Level = Confidence::Low;
  else if (Step.Depth <= 2 && T.IsPlain)
    F.Level = Confidence::High;
  else
    F.Level = Confidence::Medium;
  for (const ActStep &At : Found.path(Step))
    Reported.insert({At.In.Function, At.Call});
  Findings.push_back(std::move(F));
}

void ExecInHotLoop::reportHot(const ActStep &Step, const Entry &Hot) {
  Finding F;
  F.Check = Name;
  F.Where = P.range(Step.In, Step.facts().Where);
  F.Function = Step.In->Name;
  bool IsPlural;
  std::string Subject = subject(Step, IsPlural);
  F.Message = Subject + (IsPlural ? " start" : " starts") + " a program for " +
              perEvent(Hot.Context).str() + " in " + functionName(*Step.In) +
              ": fork and exec stall the event loop under load; use an "
              "in-process call (library, ioctl, netlink), or keep one program "
              "running and talk to it";
  if (Hot.By.Caller)
    F.Evidence.push_back(
        {P.range(Hot.By.Caller, Hot.By.facts().Where),
         functionName(*Step.In) + " is handed over here: " + Hot.How});
  else
    F.Evidence.push_back(
        {P.range(Step.In, Step.In->Where),
         functionName(*Step.In) + " is a handler: " + Hot.How});
  addPath(F, Step);
  F.Level = Confidence::Medium;
  CommandOrigin Origin = Commands.of(Step, NoIndex);
  bool IsFar = Step.Depth > (Hot.IsGuess ? 2 : 4);
  if (Step.IsOverApproximated || IsFar || Step.In->FlowFailed ||
      Commands.isConfigured(Step.In, Origin) ||
      (Hot.IsGuess && !Origin.IsLiteral))
    F.Level = Confidence::Low;
  for (const ActStep &At : Found.path(Step))
    Reported.insert({At.In.Function, At.Call});
  Findings.push_back(std::move(F));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  ExecInHotLoop(P, Findings).run();
}

CheckInfo getExecInHotLoopInfo() {
  CheckInfo Info;
  Info.Name = Name;
  Info.Summary = "Finds programs that are started per item or per event";
  Info.Description =
      "Reports calls that start a program (system, popen, posix_spawn, fork "
      "and exec, QProcess, boost::process, g_spawn and functions of the "
      "project that wrap them, at any depth and in any file) inside a loop "
      "over data, and in functions that run once per event, request, timer "
      "tick or connection. Each start costs a fork, an exec and the loading of "
      "the program, some milliseconds and a process table entry; what is "
      "unnoticed for three items stalls the loop for three thousand. Programs "
      "whose job it is to run commands, retries, searches that stop at the "
      "first success, caches and start-up code are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-405";
  Info.ConfidenceRules =
      "high: a loop that plainly runs over data, the start of the program at "
      "most two calls away; medium: up to four calls away, a loop that is told "
      "to run over data by a name or by a test inside its body, or an event "
      "handler; low: further away, or over a virtual call or function pointer "
      "that may run something else, a table in the code, or a command of which "
      "no part is written in the code";
  Info.Nearest =
      "clang-tidy's bugprone-command-processor (cert-env33-c) reports "
      "each call of system and popen, wherever it stands and however "
      "seldom it runs. None asks how often, or looks through wrappers, "
      "fork and exec";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
