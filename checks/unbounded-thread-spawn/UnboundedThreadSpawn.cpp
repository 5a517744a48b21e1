//===- UnboundedThreadSpawn.cpp - A thread per item, with no bound --------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repetition.h"
#include "engine/Acts.h"
#include "engine/Blocking.h"
#include "engine/Check.h"
#include "engine/CodeNames.h"
#include "engine/Effects.h"
#include "engine/Limits.h"
#include "engine/LoopFlow.h"
#include "engine/StartUp.h"
#include "engine/TestCode.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-unbounded-thread-spawn";

class UnboundedThreadSpawn {
public:
  UnboundedThreadSpawn(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Loops(P), Results(P),
        Guards(P, Results), Made(P), Fates(P, Made, Loops, Results),
        Caps(P, Loops), Sizes(P, Loops), Turns(Loops, Sizes, Fates),
        Starting(P, Handed, Loops), Waits(P, Handed, Guards), Tests(P) {}

  void run() {
    Found.find(
        P, Handed, Guards,
        [&](FunctionRef F, CallId Call) { return trigger(F, Call); },
        [&](const ActStep &Step) { return judge(Step); });
  }

private:
  std::optional<CallId> trigger(FunctionRef F, CallId Call) const;
  bool judge(const ActStep &Step);
  bool judgeLoops(const ActStep &Step, llvm::ArrayRef<FunctionRef> Tasks);
  bool isKeptFrom(const ActStep &Step, uint32_t Loop);
  bool takesConnection(FunctionRef F, uint32_t Loop, uint32_t Block);
  bool marksItem(const ActStep &Step, uint32_t Loop);
  bool isReplaced(const ActStep &Step, uint32_t Loop);
  bool isQueue(const ActStep &Step) const;
  CallId acceptedBefore(const ActStep &Step);
  Holder growsIn(const ActStep &Step);
  void report(const ActStep &Step, const Repetition &Why,
              const ThreadHandle &Kept);
  void addFate(Finding &F, const ActStep &Step, const ThreadHandle &Kept) const;

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  LoopTrips Loops;
  Outcomes Results;
  OnceGuards Guards;
  Spawns Made;
  ThreadHandles Fates;
  Limits Caps;
  Counts Sizes;
  Repetitions Turns;
  StartUp Starting;
  Blocking Waits;
  TestCode Tests;
  Acts Found;
};

} // namespace

std::optional<CallId> UnboundedThreadSpawn::trigger(FunctionRef F,
                                                    CallId Call) const {
  const Spawn *S = Made.at(F, Call);
  if (!S || S->Kind == SpawnKind::Task)
    return std::nullopt;
  // A child that execs is a program that is started.
  if (S->Kind == SpawnKind::Process &&
      (Made.execs(F, Call) || Made.endsAtOnce(F, Call)))
    return std::nullopt;
  return Call;
}

/// Whether something keeps most turns of the loop from the spawn. A mark on
/// the loop's own item does not: each item is another one.
bool UnboundedThreadSpawn::isKeptFrom(const ActStep &Step, uint32_t Loop) {
  OnceGuard Guard = Guards.find(Step.In, Step.trigger(), Loop);
  Guard.Objects.append(Step.GuardObjects);
  return Guard.IsFull || llvm::any_of(Guard.Objects, [&](ValueId Object) {
           return !Loops.isItem(Step.In, Loop, Object);
         });
}

/// Whether a mark on the loop's item lets each have one at a time.
bool UnboundedThreadSpawn::marksItem(const ActStep &Step, uint32_t Loop) {
  OnceGuard Guard = Guards.find(Step.In, Step.trigger(), Loop);
  Guard.Objects.append(Step.GuardObjects);
  return llvm::any_of(Guard.Objects, [&](ValueId Object) {
    return Loops.isItem(Step.In, Loop, Object);
  });
}

/// Whether each turn ends the thread of the turn before: the method joins what
/// its object holds before it makes another, and all turns have one object.
bool UnboundedThreadSpawn::isReplaced(const ActStep &Step, uint32_t Loop) {
  const ActStep *Made = Step.Next ? Found.of(Step.Next) : nullptr;
  if (!Made || Made->Next || Step.facts().Object == NoIndex)
    return false;
  ThreadHandle Kept = Fates.of(Made->In, Made->Trigger, NoIndex);
  if (Kept.Fate != ThreadFate::JoinedInTurn || !Kept.IsOneOfObject)
    return false;
  const FunctionFacts &F = *Step.In;
  ValueId Object = Step.facts().Object;
  while (F.Values[Object].Kind == ValueKind::Deref ||
         F.Values[Object].Kind == ValueKind::AddressOf)
    Object = F.Values[Object].Operands[0];
  switch (F.Values[Object].Kind) {
  case ValueKind::This:
  case ValueKind::Global:
  case ValueKind::Parameter:
    return true;
  case ValueKind::Field:
    return F.Values[F.Values[Object].Operands[0]].Kind == ValueKind::This;
  case ValueKind::Local: {
    const Place &Declared = F.Locals[F.Values[Object].Number].Where;
    const Place &Around = F.Loops[Loop].Where;
    return !Loops.isItem(Step.In, Loop, Object) &&
           Declared.File == Around.File && Declared.Offset < Around.Offset;
  }
  default:
    return false;
  }
}

/// A method that runs what it is given on a thread of its own: the queue of a
/// server that was to have a pool. Who calls a virtual one is not known; of
/// another one the callers tell.
bool UnboundedThreadSpawn::isQueue(const ActStep &Step) const {
  const FunctionFacts &F = *Step.In;
  bool IsOpen = F.IsVirtual || !F.Overrides.empty() ||
                (F.Class != 0 && P.callers(F.Id).empty());
  if (!IsOpen || !hasWord(lastComponent(F.Name),
                          "enqueue submit post dispatch execute schedule"))
    return false;
  const Spawn *S = Made.at(Step.In, Step.Call);
  if (!S || !S->What)
    return false;
  const CallFacts &Call = Step.facts();
  bool IsGiven = false;
  for (ValueId Argument : Call.Arguments)
    walkValue(F, Argument, WalkLocals | WalkArguments, [&](ValueId V) {
      IsGiven |= F.Values[V].Kind == ValueKind::Parameter;
      return !IsGiven;
    });
  // A closure that calls what it has captured.
  for (FunctionRef Task : S->Entries)
    for (const CallFacts &Inner : Task->Calls)
      for (const ParameterFacts &Parameter : F.Parameters)
        IsGiven |= Inner.Object != NoIndex && !Parameter.Name.empty() &&
                   nameOf(*Task, Inner.Object) == Parameter.Name;
  return IsGiven;
}

/// The member that gets one more handle each time that a function runs, which
/// nobody in view calls, and that never loses one; none if there is none.
Holder UnboundedThreadSpawn::growsIn(const ActStep &Step) {
  FunctionRef F = Step.In;
  if (F->IsMain || F->IsConstructor || F->IsDestructor ||
      !P.callers(F->Id).empty() || !Handed.of(F).empty() ||
      !Handed.handedTo(F).empty() || Step.trigger().Loop != NoIndex ||
      hasWord(lastComponent(F->Name),
              "start init initialize run open launch create setup load begin "
              "resume restart worker workers spawn"))
    return {};
  for (const Holder &H : Fates.holders(F, Step.Trigger)) {
    if (!H.Member || !H.IsElement)
      continue;
    bool Shrinks = false;
    for (FunctionRef G : P.functions())
      for (const CallFacts &Call : G->Calls)
        Shrinks |= !G->IsDestructor && Call.Object != NoIndex &&
                   hasWord(lastComponent(Call.CalleeName),
                           "erase remove pop clear resize swap take splice "
                           "extract") &&
                   holderOf(*G, Call.Object).Member == H.Member;
    if (!Shrinks)
      return H;
  }
  return {};
}

/// The call that takes a connection, in a function that others call for each: a
/// turn of their loop. The thread has to be one of many.
CallId UnboundedThreadSpawn::acceptedBefore(const ActStep &Step) {
  FunctionRef F = Step.In;
  if (F->IsMain || F->IsConstructor || F->FlowFailed)
    return NoIndex;
  const ActStep Act = Found.path(Step).back();
  bool IsOneOfMany =
      Fates.of(Act.In, Act.Call, NoIndex).Fate == ThreadFate::Detached ||
      llvm::any_of(Fates.holders(Act.In, Act.Call),
                   [](const Holder &H) { return H.Member && H.IsElement; });
  if (!IsOneOfMany)
    return NoIndex;
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    const CallFacts &Call = F->Calls[C];
    if (Call.ApiRow == NoIndex || Call.Block == NoIndex || Call.Loop != NoIndex)
      continue;
    const Effect *Yields = effectOf(P, F, Call, EffectKind::YieldsItem);
    if (Yields && Yields->Context == "connection" &&
        (Call.Block == Step.trigger().Block ||
         reachable(F->Flow, Call.Block).test(Step.trigger().Block)))
      return C;
  }
  return NoIndex;
}

bool UnboundedThreadSpawn::judge(const ActStep &Step) {
  FunctionRef F = Step.In;
  if (Tests.holds(F))
    return true;
  if (Step.Next && Made.execs(F, Step.Call))
    return true;
  llvm::SmallVector<FunctionRef, 2> Tasks;
  const ActStep Act = Found.path(Step).back();
  if (const Spawn *S = Made.at(Act.In, Act.Call))
    Tasks = S->Entries;
  if (judgeLoops(Step, Tasks))
    return true;
  // One run of the function makes one, or is held back by itself.
  const CallFacts &Trigger = Step.trigger();
  if (Caps.around(F, Trigger, NoIndex, Tasks))
    return true;
  ThreadHandle Kept = Fates.of(F, Step.Trigger, NoIndex);
  // One for each object: whoever makes the objects decides.
  if (Kept.Fate == ThreadFate::JoinedInTurn)
    return !Kept.IsOneOfObject;
  if (!Step.GuardObjects.empty() || !Guards.find(F, Trigger).isNone() ||
      !canReturn(F->Flow, Trigger.Block))
    return false;
  if (const Entry *Item = Handed.perItem(F)) {
    report(Step, Turns.perItem(*Item), Kept);
    return true;
  }
  if (const Entry *Hot = Handed.hot(F)) {
    // As many as are handed over.
    if (Hot->By.Caller && Hot->IsGuess &&
        Caps.around(Hot->By.Caller, Hot->By.facts(), Hot->By.facts().Loop))
      return true;
    report(Step, Turns.perEvent(F, *Hot), Kept);
    return true;
  }
  if (isQueue(Step)) {
    report(Step, Turns.queue(F), Kept);
    return true;
  }
  if (std::optional<Entry> Named = entryByName(P, Handed, F)) {
    report(Step, Turns.perEvent(F, *Named), Kept);
    return true;
  }
  if (CallId Accepts = acceptedBefore(Step); Accepts != NoIndex) {
    report(Step, Turns.perAccepted(F, Accepts), Kept);
    return true;
  }
  if (Holder In = growsIn(Step); !In.isNone()) {
    report(Step, Turns.perCall(F, nameOf(P, *F, In)), Kept);
    return true;
  }
  return false;
}

/// Whether a turn of the loop accepts a connection on the way to the block.
bool UnboundedThreadSpawn::takesConnection(FunctionRef F, uint32_t Loop,
                                           uint32_t Block) {
  const LoopFlow &Flow = Loops.flow(F, Loop);
  if (!Flow.isKnown())
    return false;
  llvm::BitVector Head(F->Flow.Blocks.size());
  Head.set(Flow.head());
  return llvm::any_of(F->Calls, [&](const CallFacts &Call) {
    if (Call.Loop != Loop || !Flow.repeats(Call.Block) ||
        (Call.Block != Block &&
         !reachable(F->Flow, Call.Block, Head).test(Block)))
      return false;
    const Effect *Yields = effectOf(P, F, Call, EffectKind::YieldsItem);
    return Yields && Yields->Context == "connection";
  });
}

/// Whether the loops around the step decide it.
bool UnboundedThreadSpawn::judgeLoops(const ActStep &Step,
                                      llvm::ArrayRef<FunctionRef> Tasks) {
  FunctionRef F = Step.In;
  const CallFacts &Trigger = Step.trigger();
  uint32_t Loop = Trigger.Loop;
  bool IsFork = Made.at(F, Step.Trigger) &&
                Made.at(F, Step.Trigger)->Kind == SpawnKind::Process;
  bool Fills = false, Visits = false;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    uint32_t Inner = std::exchange(Loop, F->Loops[Loop].Parent);
    const LoopFlow &Flow = Loops.flow(F, Inner);
    // The loop is left after the first one.
    if (Flow.isKnown() && !Flow.repeats(Trigger.Block))
      continue;
    Repetition Why = Turns.of(F, Step.Call, Inner);
    if (Why.Kind == RepetitionKind::Bounded) {
      // Not where each turn takes a connection from one of a few listeners.
      (takesConnection(F, Inner, Trigger.Block) ? Visits : Fills) = true;
      continue;
    }
    if (Why.Kind == RepetitionKind::None)
      continue;
    if (isKeptFrom(Step, Inner) || Results.endsSearch(F, Flow, Trigger, IsFork))
      continue;
    if (isReplaced(Step, Inner))
      return true;
    ThreadHandle Kept = Fates.of(F, Step.Trigger, Inner);
    if (Kept.Fate == ThreadFate::JoinedInTurn ||
        Caps.around(F, Trigger, Inner, Tasks))
      return true;
    if (!Why.TakesItem && Starting.isStartUp(F, Trigger.Block))
      return true;
    // Around the filling of a pool there is more to say than here.
    if (Fills)
      return true;
    // No more than there are parts of the program.
    if (Why.IsStanding && !Why.TakesItem && marksItem(Step, Inner))
      Why.IsConfigured = true;
    if (!Why.TakesItem && Repetitions::takesShare(F, Inner, Tasks))
      Why.Level = Confidence::Low;
    report(Step, Why, Kept);
    return true;
  }
  return Fills || Visits;
}

void UnboundedThreadSpawn::addFate(Finding &F, const ActStep &Step,
                                   const ThreadHandle &Kept) const {
  auto At = [&](const CallRef &Call) {
    return P.range(Call.Caller, Call.facts().Where);
  };
  std::string In = nameOf(P, *Step.In, Kept.In).str();
  switch (Kept.Fate) {
  case ThreadFate::JoinedLater:
    F.Evidence.push_back(
        {At(Kept.By), Kept.By.Caller == Step.In
                          ? "it is waited for only here, when "
                            "all of them have been started"
                          : "it is waited for only here, in " +
                                functionName(*Kept.By.Caller)});
    break;
  case ThreadFate::Detached:
    F.Evidence.push_back(
        {At(Kept.By), "it is detached: nothing waits for its end"});
    break;
  case ThreadFate::Kept:
    if (!In.empty())
      F.Evidence.push_back(
          {P.range(Step.In, Step.trigger().Where),
           "its handle goes into '" + In + "', and nothing waits for its end"});
    break;
  default:
    break;
  }
}

void UnboundedThreadSpawn::report(const ActStep &Step, const Repetition &Why,
                                  const ThreadHandle &Kept) {
  llvm::SmallVector<ActStep, 4> Path = Found.path(Step);
  const ActStep &Act = Path.back();
  const Spawn *S = Made.at(Act.In, Act.Call);
  bool IsFork = S && S->Kind == SpawnKind::Process;
  Finding F;
  F.Check = Name;
  F.Where = P.range(Step.In, Step.facts().Where);
  F.Function = Step.In->Name;
  std::string Subject = calleeName(*Step.In, Step.facts());
  if (Step.Next)
    Subject += " (through " + calleeName(*Act.In, Act.facts()) + ")";
  std::optional<BlockPath> Wait;
  if (S)
    for (FunctionRef Task : S->Entries)
      if (!Wait)
        Wait = Waits.of(Task);
  std::string Blocks;
  if (Wait)
    Blocks = ", and each blocks in " +
             calleeName(*Wait->Steps.back().In, Wait->blockingCall());
  F.Message =
      Subject + " starts a " + (IsFork ? "process" : "thread") + " for " +
      Why.PerItem + ", however many there are" + Blocks +
      ": under load they pile up until " +
      (IsFork ? "memory or the limit on processes is used up"
              : "memory or the limit on threads is used up") +
      (IsFork ? "; fork a fixed number of workers, or count the children and "
                "wait while there are too many"
              : "; give the work to a pool of fixed size, or wait while a "
                "maximum of them runs");
  F.Evidence.push_back({P.range(Why.In, Why.Where), Why.Sentence});
  for (const ActStep &At : Path) {
    if (At.In == Step.In && At.Call == Step.Call)
      continue;
    F.Evidence.push_back({P.range(At.In, At.facts().Where),
                          functionName(*At.In) + " calls " +
                              calleeName(*At.In, At.facts()) +
                              (At.Next  ? ""
                               : IsFork ? ", which makes the process"
                                        : ", which makes the thread")});
  }
  if (Wait)
    F.Evidence.push_back(
        {P.range(Wait->Steps.back().In, Wait->blockingCall().Where),
         "the thread blocks here, in " +
             calleeName(*Wait->Steps.back().In, Wait->blockingCall())});
  addFate(F, Step, Kept);
  F.Level = Why.Level;
  if (Step.IsOverApproximated || Step.Depth > 4 || Step.In->FlowFailed)
    F.Level = Confidence::Low;
  else if (Step.Depth > 2)
    F.Level = std::min(F.Level, Confidence::Medium);
  // Components that are started, as many as were set up: each has its thread
  // inside.
  bool IsComponent =
      Step.Next && !Why.TakesItem && Why.IsStanding && Kept.In.Member;
  if (IsComponent || Why.IsConfigured)
    F.Level = Confidence::Low;
  Findings.push_back(std::move(F));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  UnboundedThreadSpawn(P, Findings).run();
}

CheckInfo getUnboundedThreadSpawnInfo() {
  CheckInfo Info;
  Info.Name = Name;
  Info.Summary = "Finds threads and processes made per item with no bound";
  Info.Description =
      "Reports calls that make a thread or process (std::thread, std::async "
      "with launch::async, pthread_create, QThread, fork and the like, and "
      "functions of the project that wrap them, at any depth and in any file) "
      "in a loop whose number of turns comes from data or from outside, and in "
      "functions that run once per connection, request or event, when nothing "
      "limits how many of them run at once. Each thread costs a stack, a task "
      "of the kernel and a slot of the process limit; what is unnoticed with "
      "ten connections takes the machine down with ten thousand. Pools that "
      "are filled, threads that are joined in the same turn, semaphores and "
      "counts that are compared with a maximum are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-770";
  Info.SecuritySeverity = "5.9";
  Info.ConfidenceRules =
      "high: once per accepted connection, or in a loop that plainly runs over "
      "data, the call that makes the thread at most two calls away; medium: "
      "up to four calls away, a loop that is told to run over data by a name "
      "or by a test inside its body or that runs for ever, an event handler, "
      "a function that takes one connection at each call, or a function named "
      "for events that puts one more handle into a list that only grows; low: "
      "further away, over a virtual call or function "
      "pointer that may run something else, or the start of components: "
      "sections of a configuration, modules, objects that each have a thread";
  Info.Nearest =
      "none. clang-tidy's concurrency checks look at functions that are not "
      "safe in threads, not at how many threads there are";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
