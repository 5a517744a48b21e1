//===- HiddenThreadAffinity.cpp - Threads bound by what they call ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// engine/PairSummaries says which functions leave their caller's thread bound,
// engine/ThreadUses which functions run on a thread that others use next, or on
// one of many. A function that is run so and calls one of the former is
// reported; what it binds by itself belongs to unreleased-thread-affinity.
//
//===----------------------------------------------------------------------===//

#include "engine/Check.h"
#include "engine/PairSummaries.h"
#include "engine/TestCode.h"
#include "engine/ThreadUses.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-hidden-thread-affinity";

/// A callee that leaves its caller's thread bound.
struct Hidden {
  const BindRecord *Bind = nullptr;
  ThreadUse Use;
  /// From the call in the entry down to the library call that binds.
  std::vector<CallRef> Chain;
  /// The link that is the call into the library.
  size_t Into = 0;
  Confidence Level = Confidence::Medium;

  const PairKind &pair() const { return *Bind->Event.Pair; }
};

class Judge {
public:
  Judge(const Program &P, std::vector<Finding> &Findings)
      : P(P), Throws(P.shared<ThrowSummaries>()), Pairs(P, Throws), Handed(P),
        Loops(P), Results(P), Guards(P, Results),
        Uses(P, Handed, Guards, Loops), Events(P, Handed, Loops), Tests(P),
        Findings(Findings) {}

  void run() {
    for (const BindRecord &Bind : Pairs.binds())
      judge(Bind);
  }

private:
  void judge(const BindRecord &Bind);
  bool staysBound(const BindRecord &Bind, const ThreadUse &Use) const;
  bool isOthersToTell(const CallRef &Bind, const PairKind &Pair) const;
  bool isUndoneByHandler(FunctionRef F, const PairKind &Pair) const;
  size_t intoLibrary(const std::vector<CallRef> &Chain,
                     const ThreadUse &Use) const;
  Confidence levelOf(const Hidden &Found);
  void report(const Hidden &Found);

  const Program &P;
  const ThrowSummaries &Throws;
  PairSummaries Pairs;
  Entries Handed;
  LoopTrips Loops;
  Outcomes Results;
  OnceGuards Guards;
  ThreadUses Uses;
  EventLoops Events;
  TestCode Tests;
  std::vector<Finding> &Findings;
  std::set<std::pair<const FunctionFacts *, CallId>> Told;
  std::set<std::pair<const FunctionFacts *, const PairKind *>> Bound;
};

} // namespace

static std::string quoted(llvm::StringRef Name) {
  return ("'" + Name + "'").str();
}

/// The callee as a reader names it, without its namespaces.
static std::string calleeOf(const CallRef &Call) {
  const CallFacts &Facts = Call.facts();
  llvm::StringRef Name = Facts.CalleeName;
  if (Name.empty() || Name.ends_with("(lambda)"))
    return "this call";
  bool IsMember = Facts.Object != NoIndex || Facts.IsConstructor;
  size_t From = Name.rfind("::");
  if (IsMember && From != llvm::StringRef::npos)
    From = Name.take_front(From).rfind("::");
  return quoted(From == llvm::StringRef::npos ? Name
                                              : Name.drop_front(From + 2));
}

static std::string functionName(const FunctionFacts &F) {
  return F.IsLambda ? std::string("the lambda") : quoted(F.Name);
}

static bool isNormal(const BoundExit &Exit) {
  return (Exit.Exit.Kind == ExitKind::Return ||
          Exit.Exit.Kind == ExitKind::EndOfBody) &&
         !Exit.IsNextTrip;
}

static bool keepsState(const BindRecord &Bind) {
  return Bind.Token.Local != NoIndex && !Bind.Token.Escapes;
}

/// Whether the next user of the thread finds it bound: after the function, or
/// in the next turn of the loop that shares it.
static bool leavesBound(const BoundExit &Exit, const ThreadUse &Use) {
  return !Exit.IsDoubtful && (isNormal(Exit) || (!Use.By && Exit.IsNextTrip));
}

bool Judge::staysBound(const BindRecord &Bind, const ThreadUse &Use) const {
  // A loop without end, and nothing in it releases.
  if (!Use.By && Bind.Exits.empty())
    return true;
  return llvm::any_of(Bind.Exits, [&](const BoundExit &Exit) {
    return leavesBound(Exit, Use);
  });
}

/// Whether the loop of OpenMP around the call is there to set up its threads:
/// nothing else of the project is called in it.
static bool setsUpTeam(FunctionRef F, CallId Id) {
  uint32_t Team = F->Calls[Id].Loop;
  while (Team != NoIndex && !F->Loops[Team].IsParallel)
    Team = F->Loops[Team].Parent;
  if (Team == NoIndex)
    return false;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    bool IsInside = false;
    for (uint32_t L = Call.Loop; L != NoIndex; L = F->Loops[L].Parent)
      IsInside |= L == Team;
    if (IsInside && I != Id && Call.ApiRow == NoIndex && !Call.CalleeIsSystem)
      return false;
  }
  // What it calls computes something, or is given some of the data.
  return F->Calls[Id].ResultUnused && F->Calls[Id].Arguments.size() <= 1;
}

/// Whether the function that binds saves the old state and never reads it:
/// unreleased-thread-affinity points at the bind.
bool Judge::isOthersToTell(const CallRef &Bind, const PairKind &Pair) const {
  if (Pair.SaveIsCustomary)
    return false;
  return llvm::any_of(Pairs.binds(), [&](const BindRecord &Record) {
    return Record.Function == Bind.Caller && Record.Event.Call == Bind.Call &&
           Record.Event.Pair == &Pair && keepsState(Record) &&
           Record.Function->Locals[Record.Token.Local].Reads == 0;
  });
}

/// Begin and end may be two handlers of one file.
bool Judge::isUndoneByHandler(FunctionRef F, const PairKind &Pair) const {
  for (FunctionRef Other : P.functions()) {
    if (Other.File != F.File || Other == F || Handed.of(Other).empty())
      continue;
    const PairSummary *Summary = Pairs.summary(Other, Pair);
    if (Summary && Summary->Releases)
      return true;
  }
  return false;
}

/// The first call that leaves the file of the entry; the entry's own call if
/// all is in one file.
size_t Judge::intoLibrary(const std::vector<CallRef> &Chain,
                          const ThreadUse &Use) const {
  auto FileOf = [&](FunctionRef F) -> llvm::StringRef {
    return F->Where.isValid() ? llvm::StringRef(F.File->Paths[F->Where.File])
                              : llvm::StringRef();
  };
  for (size_t I = 0; I + 1 < Chain.size(); ++I)
    if (FileOf(Chain[I + 1].Caller) != FileOf(Chain.front().Caller))
      return I;
  // An event loop calls its handler, and that the library.
  bool IsLoop = !Use.By && Use.Owner == ThreadOwner::Handlers;
  return IsLoop && Chain.size() > 3 ? 1 : 0;
}

static Confidence lowered(Confidence Level) {
  return Level == Confidence::High ? Confidence::Medium : Confidence::Low;
}

Confidence Judge::levelOf(const Hidden &Found) {
  const PairKind &Pair = Found.pair();
  const ThreadUse &Use = Found.Use;
  // What each piece of work chooses anew does no harm to the next one.
  if (Pair.ChosenPerUse)
    return Confidence::Low;
  bool IsSelection = !Pair.MustRelease && !Pair.EndsWithThread;
  Confidence Level = IsSelection ? Confidence::Medium : Confidence::High;
  bool IsOneThread = false;
  switch (Use.Owner) {
  case ThreadOwner::Pool:
    break;
  case ThreadOwner::Handlers:
    if (!Use.By || !Use.By->IsConcurrent)
      Level = Confidence::Medium;
    // The one thread of a loop has one context to draw with.
    IsOneThread =
        !Use.By || Use.By->Context == "event" || Use.By->Context == "timer";
    if (IsSelection && IsOneThread)
      Level = Confidence::Low;
    break;
  case ThreadOwner::Operation:
    // The end of the thread is the end of it, but each one that works takes
    // the CPU from the others.
    if (Pair.EndsWithThread && (!Pair.BurdensOthers || Use.IsGuess))
      return Confidence::Low;
    if (Pair.EndsWithThread)
      Level = Confidence::Medium;
    break;
  }
  // What an event loop calls looks first whether there is something to do.
  bool IsDispatched = !Use.By && Use.Owner == ThreadOwner::Handlers;
  bool IsDoubtful = Use.IsGuess || (Found.Bind->MayNotBind && !IsDispatched);
  for (const CallRef &Link : Found.Chain) {
    OnceGuard Guard = Guards.find(Link.Caller, Link.facts());
    // Each thread once: as many as the pool has, and often meant.
    if (Guard.IsPerThread && Use.Owner != ThreadOwner::Operation)
      return Confidence::Low;
    IsDoubtful |= Guard.IsFull && !Guard.IsPerThread;
    IsDoubtful |= P.targets(Link.Caller, Link.facts()).size() > 1;
  }
  return IsDoubtful ? lowered(Level) : Level;
}

void Judge::judge(const BindRecord &Bind) {
  // With the old state at hand, or with a release, the function itself is at
  // fault: unreleased-thread-affinity tells.
  bool IsHalf = Bind.Fate == BindFate::OneHalf || Bind.Exits.empty();
  if (!Bind.Event.Through || !IsHalf || keepsState(Bind) ||
      !Bind.Releases.empty() || Pairs.releasedAtThreadExit(*Bind.Event.Pair))
    return;
  Hidden Found;
  Found.Bind = &Bind;
  FunctionRef F = Bind.Function;
  if (const ThreadUse *Use = Uses.of(F); Use && !F->IsMain)
    Found.Use = *Use;
  else if (std::optional<ThreadUse> Own =
               Uses.around(F, F->Calls[Bind.Event.Call], Events);
           Own && !setsUpTeam(F, Bind.Event.Call))
    Found.Use = std::move(*Own);
  else
    return;
  if (!staysBound(Bind, Found.Use) || Tests.holds(F))
    return;
  const PairKind &Pair = Found.pair();
  Found.Chain = Pairs.chain(Bind.Function, Bind.Event);
  if (Found.Chain.size() < 2 || isOthersToTell(Found.Chain.back(), Pair))
    return;
  if (Found.Use.Owner == ThreadOwner::Handlers &&
      isUndoneByHandler(Bind.Function, Pair))
    return;
  // Once bound, a second call changes little.
  if (!Bound.insert({Bind.Function.Function, &Pair}).second)
    return;
  Found.Into = intoLibrary(Found.Chain, Found.Use);
  const CallRef &Into = Found.Chain[Found.Into];
  if (!Told.insert({Into.Caller.Function, Into.Call}).second)
    return;
  Found.Level = levelOf(Found);
  report(Found);
}

void Judge::report(const Hidden &Found) {
  const PairKind &Pair = Found.pair();
  const ThreadUse &Use = Found.Use;
  const FunctionFacts &F = *Found.Bind->Function;
  const CallRef &Into = Found.Chain[Found.Into];
  Finding Result;
  Result.Check = Name;
  Result.Where = P.range(Into.Caller, Into.facts().Where);
  Result.Function = Into.Caller->Name;
  Result.Level = Found.Level;
  std::string Verb = Pair.MustRelease ? "takes " : "changes ";
  std::string Left = Pair.MustRelease ? " still taken" : " still changed";
  Result.Message = calleeOf(Into) + " (through " +
                   calleeOf(Found.Chain.back()) + ") " + Verb + Pair.Title;
  switch (Use.Owner) {
  case ThreadOwner::Pool:
    Result.Message += " of a shared pool's thread and leaves it so";
    break;
  case ThreadOwner::Handlers:
    Result.Message +=
        Use.By && Use.By->IsConcurrent
            ? " of a server's thread and leaves it so"
            : " of a thread that runs other handlers too and leaves it so";
    break;
  case ThreadOwner::Operation:
    Result.Message += " and leaves it so, in a thread for each operation";
    break;
  }
  Result.Message += ": " + Pair.Consequence +
                    "; release it before the call returns, or route such calls "
                    "through a fixed pool of bound threads";

  for (const ThreadUse::Reason &Why : Use.Reasons)
    Result.Evidence.push_back({P.range(Why.In, Why.Where), Why.Text});
  if (Use.By && Use.By->By.Call != NoIndex)
    Result.Evidence.push_back(
        {P.range(Use.By->By.Caller, Use.By->By.facts().Where),
         (F.IsLambda ? std::string("this function") : quoted(F.Name)) +
             " is handed over here: " + Use.By->How});
  else if (Use.By)
    Result.Evidence.push_back(
        {P.range(Found.Bind->Function, F.Where), Use.By->How});
  for (size_t I = 0; I < Found.Chain.size(); ++I) {
    const CallRef &Link = Found.Chain[I];
    if (I == Found.Into)
      continue;
    bool IsLast = I + 1 == Found.Chain.size();
    Result.Evidence.push_back(
        {P.range(Link.Caller, Link.facts().Where),
         IsLast ? calleeOf(Link) + " " + Verb + Pair.Title + " here"
                : functionName(*Link.Caller) + " calls " + calleeOf(Link) +
                      " here"});
  }
  for (const BoundExit &Exit : Found.Bind->Exits)
    if (leavesBound(Exit, Use)) {
      Result.Evidence.push_back(
          {P.range(Found.Bind->Function, Exit.Where),
           isNormal(Exit)
               ? functionName(F) + " ends here with " + Pair.Title + Left
               : "the next turn begins with " + Pair.Title + Left});
      break;
    }
  Findings.push_back(std::move(Result));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  Judge(P, Findings).run();
}

CheckInfo getHiddenThreadAffinityInfo() {
  CheckInfo Info{};
  Info.Name = Name;
  Info.Summary = "A library call leaves the thread of its caller bound";
  Info.Description =
      "Reports a call, made by a pool's task, a request or event handler, or a "
      "thread made for one operation, of a function that ties state to the "
      "calling thread, itself or any number of calls down, and comes back "
      "without untying it: CPU affinity, scheduling, signal mask, an attached "
      "JVM, the Python GIL, a COM apartment, a current GL or CUDA context, a "
      "namespace, floating-point modes. The caller does not see it, and its "
      "thread goes on to other work: with time all of the pool is pinned to "
      "one CPU, attached or in the wrong state. Call such functions from a "
      "fixed pool of threads that are bound for it.";
  Info.Precision = "medium";
  Info.Severity = "warning";
  Info.Cwe = "CWE-772";
  Info.ConfidenceRules =
      "high: a pool's task, a concurrent request handler or a thread for each "
      "item or event is bound each time. medium: another handler, a thread of "
      "which only the way it is made says that it serves one operation, state "
      "that is selected rather than taken (a current context), a CPU or "
      "priority in a thread for each operation, or a callee that does not "
      "always bind. low: each thread is bound once, under a thread_local test; "
      "the end of the thread cleans up; each piece of work chooses the state "
      "anew; a context on an event loop's one thread.";
  Info.Nearest =
      "None. Thread safety analysis asks for locks that are held at a call, "
      "and knows nothing of other state of a thread; no rule of clang-tidy, "
      "the Clang analyzer or CodeQL asks whose thread a function runs on.";
  Info.NeedsProgram = true;
  Info.Run = run;
  return Info;
}

} // namespace hangproof
