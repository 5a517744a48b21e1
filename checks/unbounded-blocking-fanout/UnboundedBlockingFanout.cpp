//===- UnboundedBlockingFanout.cpp - Blocking work with no limit ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wording.h"
#include "engine/Check.h"
#include "engine/Effects.h"
#include "engine/Limits.h"
#include "engine/Spawns.h"
#include "engine/Submissions.h"
#include "engine/TestCode.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-unbounded-blocking-fanout";

/// A loop, or what stands for one, around a submission.
struct Repeated {
  FunctionRef In;
  Place Where;
  std::string PerItem;
  std::string Sentence;
  bool IsPlain = true;
};

class UnboundedBlockingFanout {
public:
  UnboundedBlockingFanout(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Loops(P), Results(P),
        Guards(P, Results), Made(P), Fates(P, Made, Loops, Results),
        Caps(P, Loops), Work(P, Handed), Tests(P),
        Waits(P, Handed, Guards, [this](const ActStep &Step) {
          return isLimited(Step.In, Step.facts(), NoIndex);
        }) {}

  void run() {
    Found.find(
        P, Handed, Guards,
        [&](FunctionRef F, CallId Call) -> std::optional<CallId> {
          if (isBlockingSubmission(F, Call))
            return Call;
          return std::nullopt;
        },
        [&](const ActStep &Step) { return judge(Step); },
        ActsFollow::SameThread);
    for (FunctionRef F : P.functions()) {
      if (Tests.holds(F))
        continue;
      judgeParallel(F);
      judgeHandler(F);
    }
  }

private:
  /// Whether a limit is around a call that blocks, or that leads to it.
  bool isLimited(FunctionRef F, const CallFacts &Call, uint32_t Loop) {
    return Caps.around(F, Call, Loop, {}, /*LocksCount=*/true).has_value();
  }
  std::optional<BlockPath> workOf(FunctionRef F, CallId Call,
                                  BlockLength Least = BlockLength::Normal);
  bool isBlockingSubmission(FunctionRef F, CallId Call);
  bool judge(const ActStep &Step);
  bool isKeptFrom(const ActStep &Step, uint32_t Loop);
  bool isJoinedInTurn(const ActStep &Step, uint32_t Loop);
  bool runsUnderLimit(FunctionRef F);
  bool takesConnection(FunctionRef F, uint32_t Loop);
  bool isPerConstant(const CallFacts &Call, FunctionRef F) const;
  Repeated perItem(const Entry &Item) const;
  void reportLoop(const ActStep &Step, const Repeated &Why,
                  const BlockPath &Path);
  void judgeParallel(FunctionRef F);
  void judgeHandler(FunctionRef F);
  void reportHandler(FunctionRef F, const Entry &Why, const BlockPath &Path);

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  LoopTrips Loops;
  Outcomes Results;
  OnceGuards Guards;
  Spawns Made;
  ThreadHandles Fates;
  Limits Caps;
  Submissions Work;
  TestCode Tests;
  Blocking Waits;
  Acts Found;
};

} // namespace

/// The worst that what the call hands over does.
std::optional<BlockPath>
UnboundedBlockingFanout::workOf(FunctionRef F, CallId Call, BlockLength Least) {
  const Submission *S = Work.at(F, Call);
  std::optional<BlockPath> Worst;
  if (!S)
    return Worst;
  for (FunctionRef Entry : S->Entries)
    if (std::optional<BlockPath> Path = Waits.of(Entry, WorkKinds, Least))
      if (!Worst || Path->What.Length > Worst->What.Length ||
          (Path->What.Length == Worst->What.Length &&
           Path->What.Kind < Worst->What.Kind))
        Worst = std::move(Path);
  return Worst;
}

bool UnboundedBlockingFanout::isBlockingSubmission(FunctionRef F, CallId Call) {
  const Submission *S = Work.at(F, Call);
  return S && S->Pool != PoolKind::Own && workOf(F, Call).has_value();
}

/// Whether something keeps most turns of the loop from it. A mark on the loop's
/// own item does not: each item is another one.
bool UnboundedBlockingFanout::isKeptFrom(const ActStep &Step, uint32_t Loop) {
  OnceGuard Guard = Guards.find(Step.In, Step.trigger(), Loop);
  Guard.Objects.append(Step.GuardObjects);
  return Guard.IsFull || llvm::any_of(Guard.Objects, [&](ValueId Object) {
           return !Loops.isItem(Step.In, Loop, Object);
         });
}

/// Whether the task has ended before the next turn begins.
bool UnboundedBlockingFanout::isJoinedInTurn(const ActStep &Step,
                                             uint32_t Loop) {
  const CallFacts &Call = Step.facts();
  FunctionRef F = Step.In;
  ThreadHandle Kept = Fates.of(F, Step.Call, Loop);
  if (Kept.Fate == ThreadFate::JoinedInTurn && !Kept.IsOneOfObject)
    return true;
  // The future of an executor that is no row: pool.submit(f).get().
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Join = F->Calls[I];
    if (Join.Loop != Call.Loop || Join.Object == NoIndex ||
        Join.ApiRow == NoIndex ||
        !isMadeOf(*F, Join.Object, Call.Result, WalkLocals))
      continue;
    if (effectOf(P, F, Join, EffectKind::Joins))
      return true;
  }
  return false;
}

/// Whether each call that runs F takes a slot for it: an arena of few threads.
bool UnboundedBlockingFanout::runsUnderLimit(FunctionRef F) {
  llvm::ArrayRef<CallRef> By = Handed.handedTo(F);
  return !By.empty() && llvm::all_of(By, [&](const CallRef &Call) {
    return Caps.taken(Call.Caller, Call.facts()).has_value();
  });
}

/// Whether each turn of the loop is a connection that was accepted.
bool UnboundedBlockingFanout::takesConnection(FunctionRef F, uint32_t Loop) {
  for (const CallFacts &Call : F->Calls)
    if (Call.Loop == Loop && Call.ApiRow != NoIndex)
      for (const AppliedEffect &Applied : effectsOf(P, F, Call))
        if ((Applied.What->Kind == EffectKind::Opens &&
             Applied.What->From != RoleNone) ||
            (Applied.What->Kind == EffectKind::YieldsItem &&
             Applied.What->Context == "connection"))
          return true;
  return false;
}

/// Whether all numbers that a call over a range is given are in the code.
bool UnboundedBlockingFanout::isPerConstant(const CallFacts &Call,
                                            FunctionRef F) const {
  bool Any = false;
  for (ValueId Argument : Call.Arguments)
    switch (F->Values[Argument].Kind) {
    case ValueKind::Integer:
      Any = true;
      break;
    case ValueKind::Lambda:
    case ValueKind::Function:
      break;
    case ValueKind::Local:
      if (F->Locals[F->Values[Argument].Number].TypeName.find("(lambda") ==
          std::string::npos)
        return false;
      break;
    default:
      return false;
    }
  return Any;
}

Repeated UnboundedBlockingFanout::perItem(const Entry &Item) const {
  const CallFacts &Call = Item.By.facts();
  const FunctionFacts &F = *Item.By.Caller;
  llvm::StringRef Container;
  for (ValueId Argument : Call.Arguments) {
    ValueId Base = baseOf(F, Argument);
    const ValueFacts &V = F.Values[Base];
    // Neither the function nor an execution policy.
    if (V.Kind == ValueKind::Lambda || V.Kind == ValueKind::Function ||
        (V.Kind == ValueKind::Global && P.stores(V.Symbol).empty() &&
         Base == Argument))
      continue;
    Container = nameOf(F, Base);
    if (!Container.empty())
      break;
  }
  Repeated Why;
  Why.In = Item.By.Caller;
  Why.Where = Call.Where;
  Why.PerItem = Container.empty()
                    ? "each element"
                    : ("each element of '" + Container + "'").str();
  Why.Sentence = Item.How;
  return Why;
}

bool UnboundedBlockingFanout::judge(const ActStep &Step) {
  FunctionRef F = Step.In;
  if (Tests.holds(F) || runsUnderLimit(F))
    return true;
  const ActStep Act = Found.path(Step).back();
  const Submission *S = Work.at(Act.In, Act.Call);
  std::optional<BlockPath> Path = workOf(Act.In, Act.Call);
  if (!S || !Path)
    return true;
  const CallFacts &Trigger = Step.trigger();
  uint32_t Loop = Trigger.Loop;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    uint32_t Inner = std::exchange(Loop, F->Loops[Loop].Parent);
    const Trips &T = Loops.of(F, Inner);
    if (T.Class != TripClass::Data)
      continue;
    const LoopFlow &Flow = Loops.flow(F, Inner);
    // The loop is left after the first one.
    if (Flow.isKnown() && !Flow.repeats(Trigger.Block))
      continue;
    if (isKeptFrom(Step, Inner) ||
        Results.endsSearch(F, Flow, Trigger, /*IsFork=*/false))
      continue;
    if (isJoinedInTurn(Step, Inner) ||
        Caps.around(F, Trigger, Inner, S->Entries))
      return true;
    // To serve its connection is what such a task is for; what it waits for
    // besides is not.
    if (takesConnection(F, Inner)) {
      Path = workOf(Act.In, Act.Call, BlockLength::Long);
      if (!Path)
        return true;
    }
    reportLoop(Step, {F, T.Where, T.PerItem, T.Sentence, T.IsPlain}, *Path);
    return true;
  }
  if (Caps.around(F, Trigger, NoIndex, S->Entries) ||
      isJoinedInTurn(Step, NoIndex))
    return true;
  if (!Step.GuardObjects.empty() || !Guards.find(F, Trigger).isNone())
    return false;
  if (!Step.Next && S->IsPerItem) {
    if (isPerConstant(Step.facts(), F))
      return true;
    Entry Over;
    Over.By = {F, Step.Call};
    Over.How = calleeName(*F, Step.facts()) +
               " has the threads of a shared pool run it once per element";
    reportLoop(Step, perItem(Over), *Path);
    return true;
  }
  if (const Entry *Item = Handed.perItem(F)) {
    reportLoop(Step, perItem(*Item), *Path);
    return true;
  }
  return false;
}

void UnboundedBlockingFanout::reportLoop(const ActStep &Step,
                                         const Repeated &Why,
                                         const BlockPath &Path) {
  llvm::SmallVector<ActStep, 4> ToSubmit = Found.path(Step);
  const ActStep &Act = ToSubmit.back();
  const Submission *S = Work.at(Act.In, Act.Call);
  Finding F;
  F.Check = Name;
  F.Where = P.range(Step.In, Step.facts().Where);
  F.Function = Step.In->Name;
  std::string Subject = calleeName(*Step.In, Step.facts());
  if (Step.Next)
    Subject += " (through " + calleeName(*Act.In, Act.facts()) + ")";
  F.Message = Subject + " starts a task for " + Why.PerItem +
              ", and each blocks in " + blockedIn(Path) +
              " with no limit on how many do so at once: under load " +
              costOf(Path.What.Kind) +
              "; take a slot of a std::counting_semaphore around it, or use a "
              "pool of fixed size for this work";
  F.Evidence.push_back({P.range(Why.In, Why.Where), Why.Sentence});
  for (const ActStep &At : ToSubmit) {
    if (At.In == Step.In && At.Call == Step.Call)
      continue;
    F.Evidence.push_back(
        {P.range(At.In, At.facts().Where),
         functionName(*At.In) + " calls " + calleeName(*At.In, At.facts()) +
             (At.Next ? "" : ", which hands the work to a pool")});
  }
  addPath(P, F, Path, 0);
  unsigned Far = Path.Steps.size() + Step.Depth;
  if (Path.IsOverApproximated || Step.IsOverApproximated || Far > 5 ||
      Step.In->FlowFailed)
    F.Level = Confidence::Low;
  else if (Far <= 3 && Why.IsPlain && !S->IsGuess &&
           S->Pool == PoolKind::Shared)
    F.Level = Confidence::High;
  else
    F.Level = Confidence::Medium;
  Findings.push_back(std::move(F));
}

//===----------------------------------------------------------------------===//
// OpenMP
//===----------------------------------------------------------------------===//

void UnboundedBlockingFanout::judgeParallel(FunctionRef F) {
  llvm::SmallVector<uint32_t, 4> Told;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.InCritical || (!F->FlowFailed && Call.Block == NoIndex))
      continue;
    uint32_t Loop = Call.Loop;
    for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
      uint32_t Inner = std::exchange(Loop, F->Loops[Loop].Parent);
      const LoopFacts &Facts = F->Loops[Inner];
      if (!(Facts.IsParallel || Call.InTask) || Facts.HasThreadCount ||
          llvm::is_contained(Told, Inner))
        continue;
      const Trips &T = Loops.of(F, Inner);
      if (T.Class != TripClass::Data)
        continue;
      std::optional<BlockPath> Path = Waits.through(F, I);
      if (!Path || isLimited(F, Call, Inner) ||
          !Guards.find(F, Call, Inner).isNone())
        continue;
      Told.push_back(Inner);
      Finding Found;
      Found.Check = Name;
      Found.Where = P.range(F, Call.Where);
      Found.Function = F->Name;
      std::string Subject = calleeName(*F, Call);
      if (Path->Steps.size() > 1)
        Subject += " (through " + blockedIn(*Path) + ")";
      else
        Subject = blockedIn(*Path);
      Found.Message =
          Subject + " blocks in an OpenMP " +
          (Call.InTask ? "task" : "loop over the team") + " for " + T.PerItem +
          ", on as many threads as there are processors: they wait in place "
          "of computing, and " +
          costOf(Path->What.Kind) +
          "; read the data before the loop, or give the loop a num_threads "
          "that fits what it waits for";
      if (Facts.Directive.isValid())
        Found.Evidence.push_back(
            {P.range(F, Facts.Directive),
             "the team's threads share the turns of this loop"});
      Found.Evidence.push_back({P.range(F, T.Where), T.Sentence});
      addPath(P, Found, *Path, 1);
      Found.Level =
          Path->IsOverApproximated || Path->Steps.size() > 4 || F->FlowFailed
              ? Confidence::Low
              : Confidence::Medium;
      Findings.push_back(std::move(Found));
      break;
    }
  }
}

//===----------------------------------------------------------------------===//
// Handlers of concurrent servers
//===----------------------------------------------------------------------===//

void UnboundedBlockingFanout::judgeHandler(FunctionRef F) {
  const Entry *Why = nullptr;
  for (const Entry &E : Handed.of(F))
    if (E.Kind == EntryKind::Handler && E.IsConcurrent &&
        E.Context != "worker" && !Why)
      Why = &E;
  if (!Why)
    return;
  for (unsigned I = 0; I < BlockKinds; ++I) {
    BlockKindSet Kind = 1u << I;
    if (!(Kind & WorkKinds))
      continue;
    // Most handlers look at some file.
    BlockLength Least =
        Kind == bit(BlockKind::Network) || Kind == bit(BlockKind::Disk)
            ? BlockLength::Normal
            : BlockLength::Long;
    if (std::optional<BlockPath> Path = Waits.of(F, Kind, Least))
      reportHandler(F, *Why, *Path);
  }
}

void UnboundedBlockingFanout::reportHandler(FunctionRef F, const Entry &Why,
                                            const BlockPath &Path) {
  const ActStep &First = Path.first();
  Finding Found;
  Found.Check = Name;
  Found.Where = P.range(F, First.facts().Where);
  Found.Function = F->Name;
  std::string Subject = blockedIn(Path);
  if (Path.Steps.size() > 1)
    Subject = calleeName(*F, First.facts()) + " (through " + Subject + ")";
  Found.Message =
      Subject + " blocks a thread of the server for " +
      perEvent(Why.Context).str() + " in " + functionName(*F) +
      ", with no limit on how many do so at once: when it is slow, all of the "
      "server's threads wait there and nobody else is answered; take a slot of "
      "a std::counting_semaphore around it and refuse when there is none, or "
      "hand it to a pool of fixed size";
  if (Why.By.Caller)
    Found.Evidence.push_back(
        {P.range(Why.By.Caller, Why.By.facts().Where),
         functionName(*F) + " is handed over here: " + Why.How});
  else
    Found.Evidence.push_back(
        {P.range(F, F->Where), functionName(*F) + " is a handler: " + Why.How});
  addPath(P, Found, Path, Path.Steps.size() > 1 ? 1 : Path.Steps.size());
  Found.Level = Confidence::Medium;
  if (Path.IsOverApproximated || Path.Steps.size() > 4 || F->FlowFailed ||
      Path.What.Length != BlockLength::Long || Why.IsGuess)
    Found.Level = Confidence::Low;
  Findings.push_back(std::move(Found));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  UnboundedBlockingFanout(P, Findings).run();
}

CheckInfo getUnboundedBlockingFanoutInfo() {
  CheckInfo Info = {};
  Info.Name = Name;
  Info.Summary =
      "Finds blocking work that is handed to as many tasks as there is data";
  Info.Description =
      "Reports loops over data that hand work to an executor (std::async, "
      "QtConcurrent, boost::asio::post, TBB, uv_queue_work, OpenMP, coroutine "
      "spawns, pools of the project) when the work waits for a disk, a peer, a "
      "name server, a program or a device, at any depth and in any file, and "
      "nothing limits how many wait at once; and handlers of concurrent "
      "servers that do so for each request. Descriptors, sockets or threads "
      "run out when the data grows, and shared pools starve. Semaphores, "
      "counts compared with a maximum, pools of fixed size that are there for "
      "this work only, tasks that are awaited in the same turn and "
      "asynchronous calls are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-770";
  Info.SecuritySeverity = "5.9";
  Info.ConfidenceRules =
      "high: a loop that plainly runs over data, a pool that is known to be "
      "shared, the blocking call at most two calls away; medium: further away, "
      "a loop told by a test inside its body, an executor that is a parameter "
      "or told by its name, an OpenMP loop, or a request handler; low: more "
      "than four calls away, over a virtual call that may do something else, "
      "or a handler that waits for single files or messages only";
  Info.Nearest =
      "concurrency-mt-unsafe and bugprone-unused-return-value of clang-tidy "
      "(std::async) look at single calls. None asks what a task waits for or "
      "how many of them there are";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
