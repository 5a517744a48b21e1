//===- EscapingThreadException.cpp - Exceptions that end a thread ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Escape.h"
#include "engine/Check.h"
#include "engine/PairSummaries.h"
#include "engine/TestCode.h"
#include "engine/ThrowCauses.h"
#include "engine/Trips.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"

namespace hangproof {
namespace {

using namespace escaping;

class EscapingThreadException {
public:
  EscapingThreadException(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Handed(P), Throws(P.shared<ThrowSummaries>()),
        Loops(P), Tests(P) {}

  void run() {
    for (const ThreadBody &Body : threadBodies(P, Handed, Throws))
      judge(Body);
  }

private:
  void judge(const ThreadBody &Found);
  std::vector<Escape> escapes(const ThreadBody &Body) const;
  bool isWorkerLoop(FunctionRef F, uint32_t Loop);
  void moveToLoop(Escape &E, ThreadBody &Body);
  void findThrowingHandler(Escape &E) const;
  void findBind(Escape &E, FunctionRef Body);
  Confidence levelOf(const Escape &E, const ThreadBody &Body) const;

  const Program &P;
  std::vector<Finding> &Findings;
  Entries Handed;
  const ThrowSummaries &Throws;
  LoopTrips Loops;
  TestCode Tests;
  std::optional<PairSummaries> Pairs;
  llvm::DenseSet<std::pair<const FunctionFacts *, uint64_t>> Reported;
};

} // namespace

/// Whether only a stop flag ends the loop: the one that a worker lives in.
bool EscapingThreadException::isWorkerLoop(FunctionRef F, uint32_t Loop) {
  for (; Loop != NoIndex; Loop = F->Loops[Loop].Parent) {
    const LoopFacts &Facts = F->Loops[Loop];
    if (Facts.ConditionIsConstantTrue || Facts.Condition == NoIndex)
      if (Facts.Kind != LoopKind::RangeFor)
        return true;
    const Trips &T = Loops.of(F, Loop);
    if (T.IsEndless || T.Class == TripClass::Forever)
      return true;
  }
  return false;
}

/// Whether a stored function is asked for something: a hash, a filter, an order
/// of keys. Such a one computes; what fails in a worker's loop is the work.
static bool isQuestion(const FunctionFacts &F, const CallFacts &Call) {
  return Call.Target != NoIndex && !Call.ResultUnused &&
         !Call.Arguments.empty() &&
         !hasWord(nameOf(F, Call.Target),
                  "run execute exec handle handler process on notify invoke "
                  "call callback cb dispatch fire perform work worker task job "
                  "hook listener");
}

/// Everything that leaves the body and the steps before it.
std::vector<Escape>
EscapingThreadException::escapes(const ThreadBody &Body) const {
  std::vector<Escape> Result;
  for (EscapingType &Type : Throws.leaving(Body.Body)) {
    if (Type.Through && Type.Call == Body.PassedOn)
      continue;
    bool Leaves = true;
    // A step that is noexcept ends the process as the end of the thread does.
    for (size_t I = Body.Way.size(); I-- > 0 && Leaves;) {
      const CallRef &Step = Body.Way[I];
      FunctionRef Callee =
          I + 1 < Body.Way.size() ? Body.Way[I + 1].Caller : Body.Body;
      if (Callee->IsNoexcept)
        break;
      Leaves =
          Throws.classes().leaves(*Step.Caller, Step.facts().Try, Type.Type);
    }
    if (!Leaves)
      continue;
    auto Same = llvm::find_if(Result, [&](const Escape &Known) {
      return Known.at().Call == Type.Call && Known.at().Throw == Type.Throw &&
             Known.isOfStranger() == Type.IsOfStranger;
    });
    if (Same != Result.end()) {
      if (!Type.Type.empty() && !llvm::is_contained(Same->Types, Type.Type))
        Same->Types.push_back(Type.Type);
      continue;
    }
    Escape E;
    E.Path = Throws.path(Body.Body, Type);
    if (!Type.Type.empty())
      E.Types.push_back(Type.Type);
    E.Doubt = Type.Doubt;
    Result.push_back(std::move(E));
  }
  return Result;
}

/// The place is the call in the worker's loop, if the loop is in a callee.
void EscapingThreadException::moveToLoop(Escape &E, ThreadBody &Body) {
  for (size_t I = 0; I < E.Path.size() && I < 3; ++I) {
    auto &[F, At] = E.Path[I];
    if (At.Call == NoIndex)
      return;
    if (F->Calls[At.Call].Loop == NoIndex)
      continue;
    if (I == 0 || !isWorkerLoop(F, F->Calls[At.Call].Loop))
      return;
    for (size_t Step = 0; Step < I; ++Step)
      Body.Way.push_back({E.Path[Step].first, E.Path[Step].second.Call});
    Body.Body = F;
    E.Path.erase(E.Path.begin(), E.Path.begin() + I);
    E.Doubt -= std::min<unsigned>(E.Doubt, I);
    return;
  }
}

/// For a call that runs what was handed to its library before: one of these
/// functions that throws.
void EscapingThreadException::findThrowingHandler(Escape &E) const {
  const EscapingType &Last = E.Path.back().second;
  if (!Last.Row || Last.Call == NoIndex ||
      E.Path.back().first->Calls[Last.Call].Target != NoIndex)
    return;
  for (FunctionRef F : P.functions())
    for (const Entry &By : Handed.of(F)) {
      bool IsRun = By.Kind == EntryKind::Handler || By.Exceptions == "passed";
      if (!IsRun || !By.By.Caller || By.IsGuess)
        continue;
      const ApiRow *Row = P.row(By.By.facts());
      if (!Row || Row->Library != Last.Row->Library)
        continue;
      for (const EscapingType &Type : Throws.leaving(F))
        if (!Type.IsUnlikely && Type.Doubt <= 2 &&
            (!E.Handler || Type.Doubt < E.HandlerThrows.Doubt)) {
          E.Handler = F;
          E.HandlerBy = &By;
          E.HandlerThrows = Type;
        }
    }
}

/// State that is still tied to the thread when it dies.
void EscapingThreadException::findBind(Escape &E, FunctionRef Body) {
  auto MayBind = [&](const CallFacts &Call) {
    return effectOf(P, Body, Call, EffectKind::Binds) != nullptr;
  };
  if (!llvm::any_of(Body->Calls, MayBind))
    return;
  if (!Pairs)
    Pairs.emplace(P, Throws);
  for (const BindRecord &Bind : Pairs->binds()) {
    if (!(Bind.Function == Body) || Bind.Fate != BindFate::Leaks)
      continue;
    for (const BoundExit &Exit : Bind.Exits)
      if ((Exit.Exit.Kind == ExitKind::Exception &&
           Exit.Exit.Index == E.at().Call) ||
          (Exit.Exit.Kind == ExitKind::Throw &&
           Exit.Exit.Index == E.at().Throw)) {
        E.Bind = &Bind;
        return;
      }
  }
}

Confidence EscapingThreadException::levelOf(const Escape &E,
                                            const ThreadBody &Body) const {
  unsigned Doubt = E.Doubt;
  if (E.Handler)
    Doubt = E.HandlerThrows.Doubt;
  if (Body.Body->FlowFailed)
    Doubt += 2;
  if (Body.By->IsGuess || Body.IsDoubtful)
    Doubt += 3;
  if (Doubt > 5)
    return Confidence::Low;
  if (Doubt > 2 || Body.Body->IsNoexcept || Body.By->Exceptions == "dropped")
    return Confidence::Medium;
  return Confidence::High;
}

void EscapingThreadException::judge(const ThreadBody &Found) {
  if (Tests.holds(Found.Body) ||
      (Found.By->By.Caller && Tests.holds(Found.By->By.Caller)))
    return;
  std::vector<Escape> Known, Strangers;
  for (Escape &E : escapes(Found)) {
    // The steps before a body are looked at by themselves, but what they let
    // through is told of where it comes from.
    if (E.isOfStranger()) {
      const auto &[F, At] = E.Path.back();
      const CallFacts &Call = F->Calls[At.Call];
      bool IsInLoop = llvm::any_of(E.Path, [](const auto &Step) {
        const CallFacts &Call = Step.first->Calls[Step.second.Call];
        return Call.Loop != NoIndex || Call.InFunctionCatch;
      });
      // What is called once is the thread's whole job, as std::thread's own
      // argument is.
      if (Call.Target != NoIndex || Call.IsVirtual) {
        E.Primary = E.Path.size() - 1;
        if (!IsInLoop)
          E.Doubt += 4;
        if (isQuestion(*F, Call))
          E.Doubt += DoubtOfRare;
      }
      findThrowingHandler(E);
      Strangers.push_back(std::move(E));
    } else {
      Known.push_back(std::move(E));
    }
  }
  for (std::vector<Escape> *Group : {&Known, &Strangers}) {
    // What only ends a thread whose loop goes on elsewhere is no great harm.
    if (Found.By->Exceptions == "dropped")
      llvm::erase_if(*Group, [&](const Escape &E) {
        return llvm::none_of(E.Path, [&](const auto &Step) {
          const auto &[F, At] = Step;
          return At.Call != NoIndex && isWorkerLoop(F, F->Calls[At.Call].Loop);
        });
      });
    if (Group->empty())
      continue;
    Escape &First = Group->front();
    if (First.Doubt > 12)
      continue;
    ThreadBody Body = Found;
    if (First.Primary == 0)
      moveToLoop(First, Body);
    const auto &[In, Primary] = First.Path[First.Primary];
    uint64_t Key = Primary.Call != NoIndex
                       ? Primary.Call
                       : (uint64_t(1) << 40) + Primary.Throw;
    if (!Reported.insert({In.Function, Key}).second)
      continue;
    findBind(First, Body.Body);
    Finding F = describe(P, Throws, Body, First,
                         llvm::ArrayRef<Escape>(*Group).drop_front());
    F.Level = levelOf(First, Body);
    Findings.push_back(std::move(F));
  }
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  EscapingThreadException(P, Findings).run();
}

CheckInfo getEscapingThreadExceptionInfo() {
  CheckInfo Info = {};
  Info.Name = CheckName;
  Info.Summary = "Finds exceptions that can leave the function of a thread";
  Info.Description =
      "Reports exceptions that can reach the end of a function that runs on a "
      "thread of its own or on a pool's (std::thread, pthread_create, "
      "boost::thread, QThread::run, ...): a throw in view, at any depth and in "
      "any file, a library call that throws on bad input or a failing system "
      "(std::stoi, std::filesystem and asio without error_code, parsers), and "
      "functions that are stored and called in a worker's loop. Nobody can "
      "catch them there: std::terminate ends the process with all its other "
      "threads. Handlers, whatever they cover by the classes' hierarchy, "
      "noexcept callees, futures and promises, builds without exceptions and "
      "tests are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-248";
  Info.SecuritySeverity = "5.9";
  Info.ConfidenceRules =
      "high: a throw in view, or a library call that fails with its input or "
      "the system, at most two calls below the thread's function; medium: up "
      "to five calls away, a stored function of unknown content in a loop, "
      "io_context::run(), a call that only throws on a mistake in the code or "
      "when the system has no more threads, a thread's function that is "
      "noexcept, a library that drops the exception; low: further away, also "
      "over virtual calls and stored functions that may run something else, a "
      "stored function that is asked for a value, what an access operator "
      "(->, *, []) throws, or "
      "a stored function that is the thread's whole job";
  Info.Nearest =
      "clang-tidy's bugprone-exception-escape reports throws that leave "
      "destructors, main, swap, move operations and noexcept functions, inside "
      "one file. It knows no thread's function, no library call that throws, "
      "and no stored function";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
