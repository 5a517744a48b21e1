//===- BlockingDnsLookup.cpp - A lookup on a thread that serves others ----===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LookupReports.h"
#include "Retries.h"
#include "engine/Check.h"
#include "engine/CodeNames.h"
#include "engine/ConstantArguments.h"
#include "engine/Dispatch.h"
#include "engine/EventLoops.h"
#include "engine/StartUp.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

/// Variables that keep an address, or that the lookup is done.
constexpr llvm::StringLiteral MemoryWords =
    "resolve resolved resolution lookup looked cache cached addr address "
    "addresses ip ips dns name host hostname known done once init inited "
    "initialized first loaded expire expires expiry expired ttl valid stale "
    "age fresh entry result addrinfo hostent";
/// Those that keep a connection: the lookup comes back with the next one.
constexpr llvm::StringLiteral ConnectionWords =
    "connect connected connecting connection conn fd sock socket sd state "
    "status session link peer online up open opened running rc ret err error "
    "client stream channel handle ok";

/// Functions that run when a program starts, where nobody else tells.
constexpr llvm::StringLiteral SetUpWords =
    "init initialize initialise setup configure configuration config conf cnf "
    "cfg parse load startup listen listener bind main usage test";

class BlockingDnsLookup {
public:
  BlockingDnsLookup(const Program &P, std::vector<Finding> &Findings)
      : P(P), Handed(P), Trip(P), Loops(P, Handed, Trip),
        Start(P, Handed, Trip), Results(P),
        Guards(P, Results, {MemoryWords, ConnectionWords}), Names(P, Results),
        Again(P, Trip, Results, Names), Reports(P, Loops, Names, Findings) {}

  void run() {
    Found.find(
        P, Handed, Guards,
        [&](FunctionRef F, CallId Call) -> std::optional<CallId> {
          if (Names.of(F, F->Calls[Call]))
            return Call;
          return std::nullopt;
        },
        [&](const ActStep &Step) { return judge(Step); });
  }

private:
  bool judge(const ActStep &Step);
  bool asks(const LookupPath &Path) const;
  bool judgeTask(const ActStep &Step, const LookupPath &Path);
  bool judgeLoops(const ActStep &Step, const LookupPath &Path);
  Confidence mostInLoop(FunctionRef F, const CallFacts &Call, uint32_t Loop);
  bool isRemembered(const ActStep &Step);
  const Entry *handlerOf(FunctionRef F) const;

  const Program &P;
  Entries Handed;
  LoopTrips Trip;
  EventLoops Loops;
  StartUp Start;
  Outcomes Results;
  OnceGuards Guards;
  Lookups Names;
  Retries Again;
  LookupReports Reports;
  Acts Found;
};

} // namespace

/// Whether the lookup at the end of the path asks a server, with what is passed
/// on the path.
bool BlockingDnsLookup::asks(const LookupPath &Path) const {
  // A caller that passes something else to a function that runs what it is
  // given.
  for (size_t I = 0; I + 1 < Path.size(); ++I)
    if (Path[I + 1].Next &&
        runsWhenCalledBy(P, {Path[I + 1].In, Path[I + 1].Call},
                         Path[I + 1].Next, {Path[I].In, Path[I].Call}) == false)
      return false;
  llvm::SmallVector<CallRef, 4> Calls;
  for (const ActStep &At : llvm::ArrayRef(Path).drop_back()) {
    if (isRuledOutOnPath(P, At.In, At.facts().Block, Calls))
      return false;
    Calls.push_back({At.In, At.Call});
  }
  if (isRuledOutOnPath(P, Path.back().In, Path.back().facts().Block, Calls))
    return false;
  const ActStep &Act = Path.back();
  return Names.of(Act.In, Act.facts(), Calls) != nullptr;
}

const Entry *BlockingDnsLookup::handlerOf(FunctionRef F) const {
  const Entry *Best = nullptr;
  for (const Entry &E : Handed.of(F))
    if (isOnLoop(E) && (!Best || (Best->IsGuess && !E.IsGuess)))
      Best = &E;
  return Best;
}

/// Whether something keeps the lookup from being made again: the address is
/// kept, or there is a limit to how often.
bool BlockingDnsLookup::isRemembered(const ActStep &Step) {
  return !Step.GuardObjects.empty() ||
         !Guards.find(Step.In, Step.trigger()).isNone();
}

/// A loop of sessions, each with an event loop of its own that ends when the
/// connection does: nothing is served between them.
Confidence BlockingDnsLookup::mostInLoop(FunctionRef F, const CallFacts &Call,
                                         uint32_t Loop) {
  const CallFacts &Wait = F->Calls[Loops.waitOf(F, Loop)->Call];
  uint32_t Session = Wait.Loop;
  for (; Session != NoIndex && Session != Loop;
       Session = F->Loops[Session].Parent) {
    const LoopFlow &Flow = Trip.flow(F, Session);
    bool EndsByWait = llvm::any_of(Flow.exits(), [&](uint32_t Exit) {
      return isMadeOf(*F, F->Flow.Blocks[Exit].Condition, Wait.Result,
                      WalkLocals);
    });
    if (!Flow.repeats(Call.Block) && EndsByWait && Loops.waitOf(F, Session) &&
        Again.repeatsOnSuccess(F, Flow, Wait))
      return Confidence::Low;
  }
  return Confidence::High;
}

bool BlockingDnsLookup::judge(const ActStep &Step) {
  FunctionRef F = Step.In;
  const CallFacts &Call = Step.facts();
  LookupPath Path = Found.path(Step);
  if (!asks(Path) || Names.isGuarded(F, Call))
    return true;
  if (judgeTask(Step, Path))
    return true;
  if (uint32_t Loop = Loops.loopAround(F, Call); Loop != NoIndex) {
    OnceGuard Guard = Guards.find(F, Call, Loop);
    if (!Guard.IsFull && Guard.Objects.empty() && Step.GuardObjects.empty())
      Reports.eventLoop(Path, Loop, mostInLoop(F, Call, Loop));
    return true;
  }
  const Entry *Handler = handlerOf(F);
  if (Handler && !isRemembered(Step) && canReturn(F->Flow, Call.Block)) {
    Reports.handler(Path, *Handler,
                    Loops.isAlone(F, *Handler) ? Confidence::Low
                                               : Confidence::High);
    return true;
  }
  if (judgeLoops(Step, Path))
    return true;
  // The library's own loop is held, whoever calls.
  if (!Step.Next)
    if (const Effect *E = Names.of(F, Call); E && E->Context == "event")
      if (!Loops.isOnlyOnWorkers(F) && !Start.isStartUp(F, Call.Block)) {
        Reports.ownLoop(Path);
        return true;
      }
  return false;
}

/// A function that is handed to another thread holds that one. Handed over for
/// each element of data it fills a pool.
bool BlockingDnsLookup::judgeTask(const ActStep &Step, const LookupPath &Path) {
  if (!Step.Next)
    return false;
  const Entry *Task = nullptr;
  for (const Entry &E : Handed.of(Step.Next))
    if ((E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task) &&
        E.By == CallRef{Step.In, Step.Call})
      Task = &E;
  if (!Task)
    return false;
  uint32_t Loop = Step.facts().Loop;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    const Trips &T = Trip.of(Step.In, Loop);
    const LoopFlow &Flow = Trip.flow(Step.In, Loop);
    bool IsThread = Task->Kind == EntryKind::Thread;
    // Each connection that is accepted makes one more.
    if (T.Class == TripClass::Data && (!T.IsEndless || T.TakesItem) &&
        (!Flow.isKnown() || Flow.repeats(Step.facts().Block)) &&
        (T.TakesItem || !Start.isStartUp(Step.In, Step.facts().Block))) {
      // The thread of a connection holds up that one.
      bool IsSure =
          IsThread ? T.IsPlain && !T.IsEndless : T.IsPlain || T.TakesItem;
      LookupPath Inside(Path.begin() + 1, Path.end());
      std::vector<EvidenceStep> Before;
      Before.push_back({P.range(Step.In, T.Where), T.Sentence});
      Before.push_back(
          {P.range(Step.In, Step.facts().Where),
           functionName(*Step.Next) + " is handed over here: " + Task->How});
      Reports.add(
          Inside, IsSure ? Confidence::Medium : Confidence::Low,
          (IsThread ? " in a thread for " : " in a task for ") + T.PerItem,
          IsThread ? "while a server is slow or dead, one thread more waits "
                     "for each"
                   : "a slow one fills the pool with tasks that wait, and all "
                     "other work behind them stands still",
          std::move(Before));
      break;
    }
    Loop = Step.In->Loops[Loop].Parent;
  }
  return true;
}

/// Once per element of data, or once per attempt.
bool BlockingDnsLookup::judgeLoops(const ActStep &Step,
                                   const LookupPath &Path) {
  FunctionRef F = Step.In;
  const CallFacts &Call = Step.facts();
  auto IsElsewhere = [&] {
    return Start.isStartUp(F, Call.Block) || Loops.isOnlyOnWorkers(F);
  };
  uint32_t Loop = Call.Loop;
  for (unsigned Depth = 0; Loop != NoIndex && Depth < 64; ++Depth) {
    uint32_t Inner = std::exchange(Loop, F->Loops[Loop].Parent);
    const Trips &T = Trip.of(F, Inner);
    const LoopFlow &Flow = Trip.flow(F, Inner);
    if (Flow.isKnown() && !Flow.repeats(Call.Block))
      continue;
    if (!Step.GuardObjects.empty() || !Guards.find(F, Call, Inner).isNone())
      continue;
    if (T.Class == TripClass::Constant || T.Class == TripClass::Configured ||
        (T.Class != TripClass::Data && Again.isAttempt(F, Inner, Call))) {
      RunPlaces Places = Loops.placesOf(F, Call);
      if ((Places.OnLoop || Places.Unknown) && Again.isSameAgain(Path, Inner) &&
          !IsElsewhere()) {
        Reports.retry(Path, T);
        return true;
      }
      continue;
    }
    // A loop over handlers: what runs it is looked at.
    if (Call.Target != NoIndex && Trip.isItem(F, Inner, Call.Target))
      continue;
    if (T.Class != TripClass::Data ||
        Results.endsSearch(F, Flow, Call, /*IsFork=*/false))
      continue;
    if (IsElsewhere())
      return true;
    RunPlaces Places = Loops.placesOf(F, Call);
    bool IsTool = Places.InMain && !Places.OnLoop && !Places.Unknown;
    // Who calls it is not in view, but it says that it sets something up.
    IsTool |= !Places.OnLoop && hasWord(lastComponent(F->Name), SetUpWords);
    Confidence Level = Confidence::Medium;
    if (IsTool || T.IsEndless || (!T.IsPlain && !Places.OnLoop))
      Level = Confidence::Low;
    else if (Places.OnLoop && T.IsPlain && Step.Depth <= 1)
      Level = Confidence::High;
    Reports.item(Path, T, F, Level);
    return true;
  }
  const Entry *Item = Handed.perItem(F);
  if (Item && !isRemembered(Step) && !IsElsewhere()) {
    Trips T;
    T.Where = Item->By.facts().Where;
    T.PerItem = "each element";
    T.Sentence = Item->How;
    Reports.item(Path, T, Item->By.Caller, Confidence::Medium);
    return true;
  }
  return false;
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  BlockingDnsLookup(P, Findings).run();
}

CheckInfo getBlockingDnsLookupInfo() {
  CheckInfo Info;
  Info.Name = LookupReports::CheckName;
  Info.Summary =
      "Finds lookups of host names that hold a thread on which others wait";
  Info.Description =
      "Reports resolver calls (getaddrinfo, gethostbyname, getnameinfo, "
      "res_query, resolve of Asio, QHostInfo::fromName, uv_getaddrinfo without "
      "a callback, and functions of the project that wrap them, at any depth "
      "and in any file) that are made on the thread of an event loop: in a "
      "handler, or in a loop around epoll_wait, poll, select and the like; and "
      "those that are made for each element of data or at each attempt. A "
      "resolver waits five seconds for each try and server, and nothing of the "
      "loop runs meanwhile. Numeric addresses, names that a test has found to "
      "be numeric, start-up code, worker threads, asynchronous resolvers and "
      "results that are kept are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-1088";
  Info.ConfidenceRules =
      "high: in a handler that is handed over in view, or inside an event "
      "loop, the lookup at most two calls away, or once per element on a "
      "loop's thread; medium: up to five calls away, a handler that is told by "
      "its parameters or by the name of what it is handed to, a loop over data "
      "or attempts of which the thread is not known, or a task of a pool or a "
      "thread per element; low: further away, over a virtual call or function "
      "pointer that may run something else, in a tool that has nobody else to "
      "serve, or a thread of its own per connection";
  Info.Nearest =
      "none. Linters know concurrency-mt-unsafe (gethostbyname is not safe for "
      "threads), which says nothing of who waits for the answer.";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
