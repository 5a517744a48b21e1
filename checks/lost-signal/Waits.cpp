//===- Waits.cpp - Waits that do not end for a stop request ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three ways to miss a request: to make an interrupted call again without a
// look at the flag, to wait in a call that the signal does not interrupt, and
// to wait in a loop that knows nothing of the flag.
//
//===----------------------------------------------------------------------===//

#include "Waits.h"
#include "engine/Effects.h"
#include "engine/FunctionValues.h"
#include "engine/LoopFlow.h"
#include "engine/ValueWalk.h"

namespace hangproof::lostsignal {

/// Nobody minds a program that goes on for less.
static constexpr double LongSeconds = 5;

static bool isLong(const SignalWait &Wait) {
  if (Wait.IsEndless)
    return true;
  return Wait.Seconds ? *Wait.Seconds >= LongSeconds : Wait.IsSleep;
}

static std::string quoted(llvm::StringRef Name) {
  return ("'" + Name + "'").str();
}

static std::string calleeName(const CallFacts &Call) {
  return quoted(Call.CalleeName);
}

static std::string writerName(const StopFlag &Flag) {
  const FunctionRef &F = Flag.Handler ? Flag.Handler : Flag.Writer;
  if (!F)
    return {};
  return F->IsLambda ? "the signal handler" : quoted(F->Name);
}

/// Whether the wait is made again when a signal has interrupted it, on a way
/// that reads no flag.
bool WaitJudge::goesOnUnread(FunctionRef F, CallId Id, const SignalWait &Wait,
                             Place &Branch) {
  const CallFacts &Call = F->Calls[Id];
  llvm::BitVector Avoid = Views.mayRead(F);
  if (Avoid.test(Call.Block))
    return false;
  // Which call an EINTR is from: the last one before the test.
  llvm::BitVector Others(F->Flow.Blocks.size());
  for (CallId I = 0; I < F->Calls.size(); ++I)
    if (I != Id && F->Calls[I].Block != NoIndex &&
        F->Calls[I].Block != Call.Block && F->Calls[I].ApiRow != NoIndex) {
      const Effect *Blocks = effectOf(P, F, F->Calls[I], EffectKind::Blocks);
      if (Blocks && !Blocks->Interrupted.empty() &&
          Blocks->Interrupted != "resumes")
        Others.set(F->Calls[I].Block);
    }
  for (const InterruptedBranch &Test : Waits.interrupted(F)) {
    if (Test.Block != Call.Block &&
        (Others.test(Test.Block) ||
         !reachable(F->Flow, Call.Block, Others).test(Test.Block)))
      continue;
    if (Test.To != Call.Block &&
        (Avoid.test(Test.To) ||
         !reachableOver(F->Flow, Test.To, Avoid).test(Call.Block)))
      continue;
    for (const FlowEvent &E : F->Flow.Blocks[Test.Block].Events)
      if (E.Where.isValid())
        Branch = E.Where;
    return true;
  }
  if (!Wait.IsSleep || !reachable(F->Flow, Call.Block, Avoid).test(Call.Block))
    return false;
  // `while (nanosleep(&t, &t));`, `while ((left = sleep(left)));`
  for (uint32_t Loop = Call.Loop; Loop != NoIndex;
       Loop = F->Loops[Loop].Parent) {
    const LoopFlow &Flow = Loops.flow(F, Loop);
    if (!Flow.repeats(Call.Block))
      continue;
    llvm::SmallVector<uint32_t, 4> Exits = Flow.exits();
    return Exits.size() == 1 &&
           isMadeOf(*F, F->Flow.Blocks[Exits.front()].Condition, Call.Result,
                    WalkLocals);
  }
  return false;
}

static void addPath(const Program &P, Finding &Found, const FlagView &View) {
  for (auto It = View.Through.rbegin(); It != View.Through.rend(); ++It)
    Found.Evidence.push_back(
        {P.range(It->Caller, It->facts().Where),
         quoted(It->Caller->Name) + " calls " + calleeName(It->facts())});
}

void WaitJudge::addFlag(Finding &Found, const FlagView &View) const {
  const StopFlag &Flag = *View.Flag;
  if (Flag.By.Caller)
    Found.Evidence.push_back(
        {P.range(Flag.By.Caller, Flag.By.facts().Where),
         writerName(Flag) + " is installed as a signal handler here"});
  if (Flag.Writer)
    Found.Evidence.push_back(
        {P.range(Flag.Writer, Flag.WrittenAt),
         quoted(Flag.Name) + " is set here to ask for the stop"});
  if (View.Where.isValid()) {
    bool IsLoop = llvm::any_of(View.In->Loops, [&](const LoopFacts &Loop) {
      return Loop.Where == View.Where;
    });
    Found.Evidence.push_back(
        {P.range(View.In, View.Where),
         IsLoop ? "the loop ends when " + quoted(Flag.Name) + " says so"
         : View.Where == View.In->Where
             ? quoted(View.In->Name) + " looks at " + quoted(Flag.Name)
             : quoted(Flag.Name) + " is looked at here"});
  }
  addPath(P, Found, View);
}

void WaitJudge::report(Finding Found, FunctionRef F, CallId Call) {
  Found.Check = CheckName;
  Found.Where = P.range(F, F->Calls[Call].Where);
  Found.Function = F->Name;
  ReportedLoops.insert({F.Function, F->Calls[Call].Loop});
  Findings.push_back(std::move(Found));
}

static std::string lengthOf(const SignalWait &Wait) {
  if (Wait.IsEndless)
    return "until something else happens";
  if (!Wait.Seconds)
    return "for the rest of its time";
  return "for the rest of its " + std::to_string(int64_t(*Wait.Seconds)) +
         " seconds";
}

/// Whether something in the function makes sure that the child ends.
static bool endsChild(const Program &P, FunctionRef F, CallId Wait) {
  for (CallId I = 0; I < F->Calls.size(); ++I)
    if (I < Wait && F->Calls[I].ApiRow != NoIndex &&
        effectOf(P, F, F->Calls[I], EffectKind::Signals))
      return true;
  return false;
}

/// (a) A call that is made again after each signal.
bool WaitJudge::judgeRetry(FunctionRef F, CallId Id, const SignalWait &Wait) {
  Place Branch;
  if (Wait.OnSignal != Interruption::Fails &&
      Wait.OnSignal != Interruption::Restarts)
    return false;
  if (!isLong(Wait) || !goesOnUnread(F, Id, Wait, Branch))
    return false;
  FlagView View = Views.of(F, Id);
  bool IsNetwork = Wait.What->BlockKind == "network";
  if (!View &&
      !(IsNetwork && (Handed.handler(F) || Waits.isReadyInCallers(F, 2))))
    View = Views.ofClass(F);
  if (!View && Branch.isValid() && Views.runsOnMain(F))
    View = Views.unread(F);
  if (!View || (View.Flag->Kind == StopFlagKind::Method && View.Flag->MayWake))
    return false;
  if (Views.isBeforeHandlers(F, Id, *View.Flag))
    return false;
  SignalWait Exact = Waits.of(F, Id, View.Through);
  bool IsProcess = Wait.What->BlockKind == "process";
  if (!isLong(Exact) || (IsProcess && endsChild(P, F, Id)))
    return false;
  if (View.Flag->Kind == StopFlagKind::Named && !View.IsOwn && !Exact.IsEndless)
    return false;
  const CallFacts &Call = F->Calls[Id];
  Finding Found;
  Found.Message =
      calleeName(Call) + " is called again when a signal has interrupted it, " +
      "and " + quoted(View.Flag->Name) +
      " is not read in between: a stop request is not heard, and the program "
      "waits " +
      lengthOf(Exact) + "; leave the loop on EINTR when " +
      quoted(View.Flag->Name) + " asks for it";
  addFlag(Found, View);
  if (Branch.isValid() && !(Branch == Call.Where))
    Found.Evidence.push_back(
        {P.range(F, Branch), "an interrupted " + calleeName(Call) +
                                 " is told here, and made again"});
  bool IsSure = View.IsOwn && View.Flag->Kind == StopFlagKind::Signal &&
                (Exact.IsEndless || Exact.Seconds) && !IsProcess;
  Found.Level = IsSure ? Confidence::High : Confidence::Medium;
  if (IsProcess && !View.IsOwn)
    Found.Level = Confidence::Low;
  report(std::move(Found), F, Id);
  return true;
}

/// Whether each turn of the loop that ends by the flag comes to the call that
/// leads to the wait. One that is made at times is not what the loop waits in.
static bool isMadeEachTurn(const FlagView &View, LoopTrips &Loops) {
  const CallRef &Outer = View.Through.back();
  uint32_t Block = Outer.facts().Block;
  for (uint32_t L = 0; L < View.In->Loops.size(); ++L) {
    const LoopFlow &Flow = Loops.flow(View.In, L);
    if (!(View.In->Loops[L].Where == View.Where) || !Flow.repeats(Block))
      continue;
    llvm::BitVector Avoid(View.In->Flow.Blocks.size());
    Avoid.set(Block);
    return Block == Flow.head() ||
           !reachable(View.In->Flow, Flow.head(), Avoid).test(Flow.head());
  }
  return true;
}

/// (f) A wait that the signal does not end, in a loop that relies on it.
bool WaitJudge::judgeUninterrupted(FunctionRef F, CallId Id,
                                   const SignalWait &Wait) {
  if ((Wait.OnSignal != Interruption::Resumes &&
       Wait.OnSignal != Interruption::Restarts) ||
      !isLong(Wait) || !Views.runsOnMain(F) ||
      (Wait.What->BlockKind == "process" && endsChild(P, F, Id)))
    return false;
  const CallFacts &Call = F->Calls[Id];
  FlagView View = Views.inLoop(F, Call.Block, true);
  View.IsOwn = bool(View);
  if (!View && Wait.IsEndless)
    for (ValueId Argument : Call.Arguments)
      for (FunctionRef Predicate : functionsIn(P, F, Argument))
        if (const StopFlag *Flag = Flags.readBy(Predicate);
            Flag && Flag->Kind == StopFlagKind::Signal && !View) {
          View.Flag = Flag;
          View.In = Predicate;
          View.Where = Predicate->Where;
          View.IsOwn = true;
        }
  if (!View)
    View =
        Views.inCallers(F, {}, true, Wait.What->BlockKind == "network" ? 1 : 2);
  if (!View || !View.Flag->OnlySets ||
      (!View.Through.empty() && !isMadeEachTurn(View, Loops)))
    return false;
  if (Wait.OnSignal == Interruption::Restarts && !View.Flag->Restarts)
    return false;
  SignalWait Exact = Waits.of(F, Id, View.Through);
  if (!isLong(Exact) || !Views.runsOnMain(View.In) ||
      Views.isBeforeHandlers(F, Id, *View.Flag))
    return false;
  bool Restarts = Wait.OnSignal == Interruption::Restarts;
  Finding Found;
  Found.Message =
      calleeName(Call) + " goes on after a signal" +
      (Restarts ? ", since its handler restarts calls" : "") + ", and " +
      writerName(*View.Flag) + " only sets " + quoted(View.Flag->Name) +
      ": a stop request is not heard, and the program waits " +
      lengthOf(Exact) + "; " +
      (Restarts ? "install the handler without SA_RESTART, or wake the loop "
                  "through a pipe"
                : "wait in a call that the handler can end, such as poll on a "
                  "pipe that it writes to");
  addFlag(Found, View);
  bool IsSure =
      View.IsOwn && (Exact.IsSleep ? Exact.Seconds.has_value() : Restarts);
  Found.Level = IsSure ? Confidence::High : Confidence::Medium;
  report(std::move(Found), F, Id);
  return true;
}

/// Whether a loop ends by something else than the wait and the flag: a state
/// that others change, time, an end of data. IsCounted is set for a count.
/// A function that is not in view is asked for such a state, unless the loop
/// sleeps for seconds between the questions: then nobody waits for a moment.
bool WaitJudge::isLeftFor(FunctionRef F, ValueId Condition, CallId Wait,
                          bool IsSlow, bool &IsCounted) {
  bool IsOther = false;
  walkValue(*F, Condition, WalkOperands | WalkLocals, [&](ValueId Part) {
    const ValueFacts &V = F->Values[Part];
    switch (V.Kind) {
    case ValueKind::Field:
    case ValueKind::Global:
    case ValueKind::Parameter:
    case ValueKind::Deref:
    case ValueKind::Element:
    case ValueKind::OutArgument:
    case ValueKind::Unknown:
      if (!SignalWaits::isErrno(*F, Part))
        IsOther = true;
      return false;
    case ValueKind::Local: {
      // Counted up or down.
      for (const StoreFacts &Store : F->Stores)
        if (Store.Target == Part && (Store.IsIncrement || Store.IsCompound))
          IsCounted = true;
      return true;
    }
    case ValueKind::Call: {
      const CallFacts &Call = F->Calls[V.Number];
      if (V.Number == int64_t(Wait) ||
          effectOf(P, F, Call, EffectKind::ReadsClock))
        IsOther = true;
      // A getter of some state.
      for (FunctionRef Target : P.targets(F, Call))
        for (const ReturnFacts &Return : Target->Returns)
          if (Return.Value != NoIndex)
            walkValue(*Target, Return.Value, WalkOperands | WalkLocals,
                      [&](ValueId Inner) {
                        ValueKind Kind = Target->Values[Inner].Kind;
                        IsOther |= Kind == ValueKind::Field ||
                                   Kind == ValueKind::Global;
                        return true;
                      });
      if (P.targets(F, Call).empty() && !Call.CalleeIsSystem &&
          Call.ApiRow == NoIndex && !IsSlow)
        IsOther = true;
      return false;
    }
    default:
      return true;
    }
  });
  return IsOther;
}

bool WaitJudge::endsByItself(FunctionRef F, const LoopFlow &Flow, uint32_t Loop,
                             CallId Call, const SignalWait &Wait) {
  constexpr double SlowSeconds = 1;
  bool IsSlow = Wait.IsSleep && Wait.Seconds.value_or(0) >= SlowSeconds &&
                Views.isHidden();
  bool IsCounted = false;
  for (uint32_t Exit : Flow.exits())
    if (isLeftFor(F, F->Flow.Blocks[Exit].Condition, Call, IsSlow, IsCounted))
      return true;
  int64_t Trips = F->Loops[Loop].ConstantTrips;
  if (isCounted(F, Loop) && Trips < 0)
    return true;
  if (!IsCounted)
    return false;
  constexpr double LongLoop = 10;
  return Trips < 0 || !Wait.Seconds || *Wait.Seconds * double(Trips) < LongLoop;
}

/// (b) A loop that waits and knows nothing of the flag.
bool WaitJudge::judgeLoop(FunctionRef F, CallId Id, const SignalWait &Wait) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.Loop == NoIndex || (!Wait.IsSleep && !Wait.IsEndless) ||
      Wait.What->Until == "handle" || Flags.all().empty() ||
      (Wait.What->BlockKind == "process" && endsChild(P, F, Id)))
    return false;
  llvm::BitVector Avoid = Views.mayRead(F);
  if (Avoid.test(Call.Block) ||
      !reachable(F->Flow, Call.Block, Avoid).test(Call.Block))
    return false;
  uint32_t Loop = Call.Loop;
  while (Loop != NoIndex && !Loops.flow(F, Loop).repeats(Call.Block))
    Loop = F->Loops[Loop].Parent;
  if (Loop == NoIndex)
    return false;
  const LoopFlow &Flow = Loops.flow(F, Loop);
  // The whole loop reads no flag.
  llvm::BitVector Inside = Flow.body();
  Inside &= Avoid;
  if (Inside.any() || endsByItself(F, Flow, Loop, Id, Wait))
    return false;
  if (Views.isAfterLoop(F, Call.Block))
    return false;
  FlagView View = Views.of(F, Id);
  bool IsNear = bool(View);
  if (!View)
    View = Views.ofFile(F);
  if (!View)
    View = Views.unread(F);
  if (!View || View.Flag->Kind != StopFlagKind::Signal ||
      !Views.runsOnMain(F) || Views.isBeforeHandlers(F, Id, *View.Flag))
    return false;
  Finding Found;
  Found.Message = calleeName(Call) + " waits in a loop that never reads " +
                  quoted(View.Flag->Name) + ", which " +
                  writerName(*View.Flag) +
                  " sets: a stop request is not heard while the loop runs; "
                  "test " +
                  quoted(View.Flag->Name) + " in the loop";
  addFlag(Found, View);
  Found.Evidence.push_back(
      {P.range(F, F->Loops[Loop].Where),
       "this loop does not look at " + quoted(View.Flag->Name)});
  Found.Level = IsNear && View.IsOwn ? Confidence::High : Confidence::Medium;
  report(std::move(Found), F, Id);
  return true;
}

void WaitJudge::judge(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.Block == NoIndex || ReportedLoops.count({F.Function, Call.Loop}))
    return;
  SignalWait Wait = Waits.of(F, Id);
  if (!Wait)
    return;
  judgeRetry(F, Id, Wait) || judgeUninterrupted(F, Id, Wait) ||
      judgeLoop(F, Id, Wait);
}

void WaitJudge::run() {
  if (Flags.all().empty())
    return;
  for (FunctionRef F : P.functions()) {
    if (F->FlowFailed)
      continue;
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex)
        judge(F, I);
  }
}

} // namespace hangproof::lostsignal
