//===- BlockingDnsLookup.cpp - A lookup on a thread that serves others ----===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lookups.h"
#include "engine/Check.h"
#include "engine/CodeNames.h"
#include "engine/ConstantArguments.h"
#include "engine/Dispatch.h"
#include "engine/EventLoops.h"
#include "engine/StartUp.h"
#include "engine/ValueWalk.h"
#include <set>

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-blocking-dns-lookup";

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

/// Calls between a place that is reported and the lookup itself; what is
/// further up is told in the evidence.
constexpr size_t MostCallsBelow = 2;

class BlockingDnsLookup {
public:
  BlockingDnsLookup(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Trip(P), Loops(P, Handed, Trip),
        Start(P, Handed, Trip), Results(P),
        Guards(P, Results, {MemoryWords, ConnectionWords}), Names(P, Results) {}

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
  using Steps = llvm::SmallVector<ActStep, 4>;

  bool judge(const ActStep &Step);
  bool asks(const Steps &Path) const;
  bool judgeTask(const ActStep &Step, const Steps &Path);
  bool judgeLoops(const ActStep &Step, const Steps &Path);
  bool judgeRetry(const ActStep &Step, uint32_t Loop);
  bool repeatsOnSuccess(FunctionRef F, const LoopFlow &Flow,
                        const CallFacts &Call);
  bool isRemembered(const ActStep &Step);
  const Entry *handlerOf(FunctionRef F) const;

  void reportHandler(const Steps &Path, const Entry &Handler);
  void reportEventLoop(const Steps &Path, uint32_t Loop);
  void reportItem(const Steps &Path, const Trips &T, FunctionRef LoopIn,
                  Confidence Level);
  void reportRetry(const Steps &Path, const Trips &T);
  void reportOwnLoop(const Steps &Path);
  void report(const Steps &Path, Confidence Level, llvm::StringRef When,
              llvm::StringRef Harm, std::vector<EvidenceStep> Before,
              llvm::StringRef Fix = "");
  void addContext(FunctionRef F, std::vector<EvidenceStep> &Evidence);

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  LoopTrips Trip;
  EventLoops Loops;
  StartUp Start;
  Outcomes Results;
  OnceGuards Guards;
  Lookups Names;
  Acts Found;
  std::set<std::tuple<const FunctionFacts *, const FunctionFacts *, CallId>>
      Reported;
};

} // namespace

/// Whether the lookup at the end of the path asks a server, with what is passed
/// on the path.
bool BlockingDnsLookup::asks(const Steps &Path) const {
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

bool BlockingDnsLookup::judge(const ActStep &Step) {
  FunctionRef F = Step.In;
  const CallFacts &Call = Step.facts();
  Steps Path = Found.path(Step);
  if (!asks(Path) || Names.isGuarded(F, Call))
    return true;
  if (judgeTask(Step, Path))
    return true;
  if (uint32_t Loop = Loops.loopAround(F, Call); Loop != NoIndex) {
    OnceGuard Guard = Guards.find(F, Call, Loop);
    if (!Guard.IsFull && Guard.Objects.empty() && Step.GuardObjects.empty())
      reportEventLoop(Path, Loop);
    return true;
  }
  const Entry *Handler = handlerOf(F);
  if (Handler && !isRemembered(Step) && canReturn(F->Flow, Call.Block)) {
    reportHandler(Path, *Handler);
    return true;
  }
  if (judgeLoops(Step, Path))
    return true;
  // The library's own loop is held, whoever calls.
  if (!Step.Next)
    if (const Effect *E = Names.of(F, Call); E && E->Context == "event")
      if (!Loops.isOnlyOnWorkers(F) && !Start.isStartUp(F, Call.Block)) {
        reportOwnLoop(Path);
        return true;
      }
  return false;
}

/// A function that is handed to another thread holds that one. Handed over for
/// each element of data it fills a pool.
bool BlockingDnsLookup::judgeTask(const ActStep &Step, const Steps &Path) {
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
    if (T.Class == TripClass::Data && !T.IsEndless &&
        (!Flow.isKnown() || Flow.repeats(Step.facts().Block)) &&
        !Start.isStartUp(Step.In, Step.facts().Block)) {
      Steps Inside(Path.begin() + 1, Path.end());
      std::vector<EvidenceStep> Before;
      Before.push_back({P.range(Step.In, T.Where), T.Sentence});
      Before.push_back(
          {P.range(Step.In, Step.facts().Where),
           functionName(*Step.Next) + " is handed over here: " + Task->How});
      report(Inside,
             Task->Kind == EntryKind::Task && T.IsPlain ? Confidence::Medium
                                                        : Confidence::Low,
             " in a task for " + T.PerItem,
             "a slow one fills the pool with tasks that wait, and all other "
             "work behind them stands still",
             std::move(Before));
      break;
    }
    Loop = Step.In->Loops[Loop].Parent;
  }
  return true;
}

/// Once per element of data, or once per attempt.
bool BlockingDnsLookup::judgeLoops(const ActStep &Step, const Steps &Path) {
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
    if (T.Class == TripClass::Constant || T.Class == TripClass::Configured) {
      if (judgeRetry(Step, Inner) && !IsElsewhere()) {
        reportRetry(Path, T);
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
    reportItem(Path, T, F, Level);
    return true;
  }
  const Entry *Item = Handed.perItem(F);
  if (Item && !isRemembered(Step) && !IsElsewhere()) {
    Trips T;
    T.Where = Item->By.facts().Where;
    T.PerItem = "each element";
    T.Sentence = Item->How;
    reportItem(Path, T, Item->By.Caller, Confidence::Medium);
    return true;
  }
  return false;
}

/// Whether the loop comes back to its head after the call has worked.
bool BlockingDnsLookup::repeatsOnSuccess(FunctionRef F, const LoopFlow &Flow,
                                         const CallFacts &Call) {
  const FlowGraph &Graph = F->Flow;
  if (!Flow.isKnown() || Call.Block >= Graph.Blocks.size())
    return false;
  llvm::BitVector Seen(Graph.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{Call.Block};
  while (!Work.empty()) {
    const FlowBlock &Block = Graph.Blocks[Work.pop_back_val()];
    std::optional<bool> Holds;
    if (Block.Condition != NoIndex &&
        isMadeOf(*F, Block.Condition, Call.Result, WalkLocals))
      Holds = Results.holdsOnSuccess(F, Call, Block.Condition);
    for (const FlowEdge &Edge : Block.Successors) {
      if (Holds && ((Edge.Kind == EdgeKind::IfTrue && !*Holds) ||
                    (Edge.Kind == EdgeKind::IfFalse && *Holds)))
        continue;
      if (Edge.To == Flow.head())
        return true;
      if (!Flow.repeats(Edge.To) || Seen.test(Edge.To))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return false;
}

/// Whether the loop makes one and the same lookup again, to try something else
/// than the lookup.
bool BlockingDnsLookup::judgeRetry(const ActStep &Step, uint32_t Loop) {
  FunctionRef F = Step.In;
  const CallFacts &Call = Step.facts();
  if (F->Loops[Loop].ConstantTrips == 1 || F->Loops[Loop].ConstantTrips == 0)
    return false;
  for (ValueId Argument : Call.Arguments)
    if (Trip.isItem(F, Loop, Argument))
      return false;
  if (!repeatsOnSuccess(F, Trip.flow(F, Loop), Call))
    return false;
  RunPlaces Places = Loops.placesOf(F, Call);
  return Places.OnLoop || Places.Unknown;
}

void BlockingDnsLookup::report(const Steps &Path, Confidence Level,
                               llvm::StringRef When, llvm::StringRef Harm,
                               std::vector<EvidenceStep> Before,
                               llvm::StringRef Fix) {
  size_t At =
      Path.size() > MostCallsBelow + 1 ? Path.size() - MostCallsBelow - 1 : 0;
  const ActStep &Where = Path[At];
  const ActStep &Act = Path.back();
  // A function that comes to one lookup on several ways has one defect.
  if (!Reported.insert({Where.In.Function, Act.In.Function, Act.Call}).second)
    return;
  std::string Lookup = calleeName(*Act.In, Act.facts());
  std::string Subject = calleeName(*Where.In, Where.facts());
  if (Where.Next)
    Subject += " (through " + Lookup + ")";
  llvm::StringRef Host = Names.nameIn(Act.In, Act.facts());
  Finding F;
  F.Check = Name;
  F.Where = P.range(Where.In, Where.facts().Where);
  F.Function = Where.In->Name;
  F.Level = Level;
  std::string Cure = Fix.str();
  if (Cure.empty()) {
    const ApiRow *Row = P.row(Act.facts());
    Cure = Row && !Row->Remedy.empty()
               ? "use " + Row->Remedy
               : "use an asynchronous resolver or a thread that only "
                 "resolves, and keep the address";
  }
  F.Message = Subject + " waits for a name server" + When.str() + ": " +
              Harm.str() + "; " + Cure;
  F.Evidence = std::move(Before);
  for (size_t I = 0; I < Path.size(); ++I) {
    if (I == At)
      continue;
    const ActStep &Step = Path[I];
    std::string Text =
        functionName(*Step.In) + " calls " + calleeName(*Step.In, Step.facts());
    if (!Step.Next)
      Text += Host.empty()
                  ? ", which asks a name server"
                  : (", which asks a name server for '" + Host + "'").str();
    F.Evidence.push_back({P.range(Step.In, Step.facts().Where), Text});
  }
  Findings.push_back(std::move(F));
}

void BlockingDnsLookup::reportHandler(const Steps &Path, const Entry &Handler) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  if (Handler.By.Caller)
    Before.push_back(
        {P.range(Handler.By.Caller, Handler.By.facts().Where),
         functionName(*Step.In) + " is handed over here: " + Handler.How});
  else
    Before.push_back(
        {P.range(Step.In, Step.In->Where),
         functionName(*Step.In) + " is a handler: " + Handler.How});
  Confidence Level = Confidence::High;
  if (Step.Depth > 5 || Step.IsDoubtful || (Handler.IsGuess && Step.Depth > 2))
    Level = Confidence::Low;
  else if (Step.Depth > 2 || Handler.IsGuess || Step.IsOverApproximated)
    Level = Confidence::Medium;
  // What a function of the project does with what it is given is not known.
  bool IsOwn = Handler.IsGuess && Handler.By.Caller;
  report(Path, Level,
         " for " + perEvent(Handler.Context).str() + " in " +
             functionName(*Step.In),
         IsOwn ? "while it is slow or dead, whoever waits for this thread "
                 "stands still for seconds"
               : "while it is slow or dead, everything else on this event loop "
                 "stands still for seconds",
         std::move(Before));
}

void BlockingDnsLookup::reportEventLoop(const Steps &Path, uint32_t Loop) {
  const ActStep &Step = Path.front();
  const EventWait *Wait = Loops.waitOf(Step.In, Loop);
  std::vector<EvidenceStep> Before;
  std::string Waits = calleeName(*Wait->Wait.Caller, Wait->Wait.facts());
  Before.push_back({P.range(Step.In, Step.In->Loops[Loop].Where),
                    "loop serves what " + Waits + " tells of"});
  if (!(Wait->Wait.Caller == Step.In))
    Before.push_back(
        {P.range(Wait->Wait.Caller, Wait->Wait.facts().Where),
         functionName(*Wait->Wait.Caller) + " calls " + Waits + " for it"});
  Confidence Level = Confidence::High;
  if (Step.Depth > 5 || Step.IsDoubtful || Step.In->FlowFailed)
    Level = Confidence::Low;
  else if (Step.Depth > 2 || Step.IsOverApproximated)
    Level = Confidence::Medium;
  report(Path, Level, " in the event loop of " + functionName(*Step.In),
         "while it is slow or dead, everything else that the loop serves "
         "stands still for seconds",
         std::move(Before));
}

/// How the function comes to run on a loop, where that is in view.
void BlockingDnsLookup::addContext(FunctionRef F,
                                   std::vector<EvidenceStep> &Evidence) {
  const LoopContext *Context = Loops.of(F);
  if (!Context)
    return;
  if (Context->Handler && Context->Handler->By.Caller)
    Evidence.push_back({P.range(Context->Handler->By.Caller,
                                Context->Handler->By.facts().Where),
                        functionName(*Context->Root) +
                            " is handed over here: " + Context->Handler->How});
  else if (!Context->Handler)
    Evidence.push_back(
        {P.range(Context->Root, Context->Root->Loops[Context->Loop].Where),
         "event loop of " + functionName(*Context->Root)});
  for (const CallRef &Call : Context->Path)
    Evidence.push_back({P.range(Call.Caller, Call.facts().Where),
                        functionName(*Call.Caller) + " calls " +
                            calleeName(*Call.Caller, Call.facts())});
}

void BlockingDnsLookup::reportItem(const Steps &Path, const Trips &T,
                                   FunctionRef LoopIn, Confidence Level) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Before.push_back({P.range(LoopIn, T.Where), T.Sentence});
  if (Step.IsDoubtful || Step.Depth > 4)
    Level = Confidence::Low;
  report(Path, Level, " for " + T.PerItem,
         "the waits add up, and one dead server holds up all that follow",
         std::move(Before));
}

void BlockingDnsLookup::reportRetry(const Steps &Path, const Trips &T) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Before.push_back({P.range(Step.In, T.Where),
                    "each turn of the loop looks the same name up again"});
  bool IsFar = Step.IsOverApproximated || Step.Depth > 2;
  report(Path, IsFar ? Confidence::Low : Confidence::Medium, " at each attempt",
         "when something is wrong with the network, the attempts take as many "
         "times longer",
         std::move(Before), "look the name up once, before the loop");
}

void BlockingDnsLookup::reportOwnLoop(const Steps &Path) {
  const ActStep &Step = Path.front();
  std::vector<EvidenceStep> Before;
  addContext(Step.In, Before);
  Confidence Level = Before.empty() ? Confidence::Medium : Confidence::High;
  report(Path, Level, ", since it is given no callback",
         "while it is slow or dead, everything else on this event loop stands "
         "still for seconds",
         std::move(Before));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  BlockingDnsLookup(P, Findings).run();
}

CheckInfo getBlockingDnsLookupInfo() {
  CheckInfo Info;
  Info.Name = Name;
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
      "or attempts of which the thread is not known, or a task of a pool per "
      "element; low: further away, over a virtual call or function pointer "
      "that may run something else, in a tool that has nobody else to serve, "
      "or a thread of its own per element";
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
