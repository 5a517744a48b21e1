//===- UnreleasedThreadAffinity.cpp - Binds that some path keeps ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// engine/PairSummaries says where every bind can go without a release and
// whether the function wanted one. Here it is decided what is worth a report:
// the end of a program or of a thread forgives most of what is left bound.
//
//===----------------------------------------------------------------------===//

#include "Reports.h"
#include "engine/Check.h"
#include "engine/SavedTokens.h"
#include "engine/ThreadUses.h"

namespace hangproof {

using namespace affinity;

namespace {

class Judge {
public:
  Judge(const Program &P, std::vector<Finding> &Findings)
      : P(P), Throws(P.shared<ThrowSummaries>()), Pairs(P, Throws), Handed(P),
        Loops(P), Results(P), Guards(P, Results),
        Uses(P, Handed, Guards, Loops), Findings(Findings) {}

  void run() {
    for (const BindRecord &Bind : Pairs.binds())
      judge(Bind);
    for (FunctionRef F : P.functions())
      reportRestoresOfOthers(F);
  }

private:
  void judge(const BindRecord &Bind);
  bool reportWrongRestores(const BindRecord &Bind);
  bool reportEntry(const BindRecord &Bind);
  void reportLeak(const BindRecord &Bind);
  void reportRestoresOfOthers(FunctionRef F);
  bool isOwnThread(const BindRecord &Bind) const;
  Confidence confidenceOf(const BindRecord &Bind) const;
  bool isNeverRead(const BindRecord &Bind) const;
  bool isUndoneByCaller(const BindRecord &Bind) const;

  const Program &P;
  const ThrowSummaries &Throws;
  PairSummaries Pairs;
  Entries Handed;
  LoopTrips Loops;
  Outcomes Results;
  OnceGuards Guards;
  ThreadUses Uses;
  std::vector<Finding> &Findings;
  /// Ways out that a report has named: a second bind of the pair that stays
  /// bound on the same ways is the same defect.
  std::set<std::tuple<const FunctionFacts *, const PairKind *, uint32_t>> Named;
  std::set<std::pair<const FunctionFacts *, CallId>> ReportedRestores;
};

} // namespace

/// Whether the end of the function ends the thread or the process, and with it
/// what the function left bound.
bool Judge::isOwnThread(const BindRecord &Bind) const {
  if (Bind.Function->IsMain)
    return true;
  if (!Bind.Event.Pair->EndsWithThread || !P.callers(Bind.Function->Id).empty())
    return false;
  llvm::ArrayRef<Entry> Entries = Handed.of(Bind.Function);
  return !Entries.empty() && llvm::all_of(Entries, [](const Entry &E) {
    return E.Kind == EntryKind::Thread;
  });
}

static bool isNormal(const BoundExit &Exit) {
  return Exit.Exit.Kind == ExitKind::Return ||
         Exit.Exit.Kind == ExitKind::EndOfBody;
}

static bool keepsState(const BindRecord &Bind) {
  return Bind.Token.Local != NoIndex && !Bind.Token.Escapes;
}

bool Judge::isNeverRead(const BindRecord &Bind) const {
  return keepsState(Bind) && Bind.Function->Locals[Bind.Token.Local].Reads == 0;
}

/// Whether some caller of a one-half function sets or releases the pair itself:
/// then the saved state is no loss.
bool Judge::isUndoneByCaller(const BindRecord &Bind) const {
  return llvm::any_of(P.callers(Bind.Function->Id), [&](const CallRef &Caller) {
    return llvm::any_of(
        Pairs.events(Caller.Caller), [&](const PairEvent &Event) {
          return Event.Pair == Bind.Event.Pair && Event.Call != Caller.Call &&
                 Event.Act != PairAct::Saves;
        });
  });
}

bool Judge::reportWrongRestores(const BindRecord &Bind) {
  bool Reported = false;
  auto IsNew = [&](CallId Call) {
    Reported = true;
    return ReportedRestores.insert({Bind.Function.Function, Call}).second;
  };
  for (CallId Call : Bind.WrongRestores)
    for (const PairEvent &Event : Pairs.events(Bind.Function))
      if (Event.Call == Call && Event.Act == PairAct::RestoresWrongly &&
          Event.Pair == Bind.Event.Pair && IsNew(Call))
        Findings.push_back(
            wrongOperationFinding(P, Bind.Function, &Bind, Event));
  for (CallId Call : Bind.Overwrites)
    if (IsNew(Call))
      Findings.push_back(overwrittenFinding(P, Bind, Call));
  if (!Bind.Releases.empty() || !isNeverRead(Bind) || !Bind.Event.What ||
      Bind.Event.What->Value == RoleNone)
    return Reported;
  // Set to the same constant again, with nothing saved that time.
  for (CallId Call : Bind.Rebinds)
    for (const PairEvent &Event : Pairs.events(Bind.Function)) {
      if (Event.Call != Call || Event.Act != PairAct::Binds || !Event.What ||
          Event.Pair != Bind.Event.Pair ||
          Event.What->Value != Bind.Event.What->Value)
        continue;
      const FunctionFacts &F = *Bind.Function;
      ValueId First = stateArgument(F, Bind.Event);
      ValueId Again = stateArgument(F, Event);
      bool IsConstant =
          First != NoIndex && F.Values[First].Kind == ValueKind::Integer;
      SavedToken Second = tokenOf(P, Bind.Function, {}, Event);
      bool SavesAgain =
          Second.Local != NoIndex && F.Locals[Second.Local].Reads != 0;
      if (IsConstant && First == Again && !SavesAgain && IsNew(Call))
        Findings.push_back(wrongValueFinding(P, Bind, Call));
    }
  return Reported;
}

/// The restoring half of a pair of functions, with the operation of a bind. One
/// that also releases rightly adds to what it has released.
void Judge::reportRestoresOfOthers(FunctionRef F) {
  llvm::ArrayRef<PairEvent> Events = Pairs.events(F);
  for (const PairEvent &Event : Events)
    if (Event.Act == PairAct::RestoresWrongly &&
        llvm::none_of(Events, [&](const PairEvent &Other) {
          return Other.Pair == Event.Pair && (Other.Act == PairAct::Binds ||
                                              Other.Act == PairAct::Releases);
        }))
      Findings.push_back(wrongOperationFinding(P, F, nullptr, Event));
}

/// Form (c): what a task, handler or thread leaves behind.
bool Judge::reportEntry(const BindRecord &Bind) {
  bool StaysBound = llvm::any_of(Bind.Exits, [](const BoundExit &Exit) {
    return isNormal(Exit) && !Exit.IsNextTrip && !Exit.IsDoubtful;
  });
  // Released on the main way is form (a).
  if (!StaysBound || !Bind.Releases.empty() || Bind.MayNotBind)
    return false;
  // What a callee leaves behind on such a thread is told of by
  // hangproof-hidden-thread-affinity, unless the old state is at hand here.
  if (Bind.Event.Through && !keepsState(Bind) && Uses.of(Bind.Function))
    return false;
  for (const Entry &E : Handed.of(Bind.Function)) {
    switch (E.Kind) {
    case EntryKind::Task:
      break;
    case EntryKind::Handler:
      // A signal handler's mask ends with the handler.
      if (E.Context == "signal" || E.Context == "worker")
        continue;
      break;
    case EntryKind::Thread:
      if (!Bind.Event.Pair->MustRelease || Bind.Event.Pair->EndsWithThread)
        continue;
      break;
    case EntryKind::Now:
      continue;
    }
    Findings.push_back(entryFinding(P, Pairs, Bind, E));
    return true;
  }
  return false;
}

Confidence Judge::confidenceOf(const BindRecord &Bind) const {
  const BoundExit &Best = Bind.Exits.front();
  if (Best.IsDoubtful || Bind.MayNotBind || Bind.IsCoarse)
    return Confidence::Low;
  // The only release on a way back from an error may be all that is wanted.
  bool IsPlain = Bind.EndIsReleased && !Bind.Releases.empty() &&
                 Best.Exit.Kind != ExitKind::Exception && Bind.Event.What;
  // What only main calls, once, starts or ends the program.
  llvm::ArrayRef<CallRef> Callers = P.callers(Bind.Function->Id);
  bool IsPartOfMain = Callers.size() == 1 && Callers[0].Caller->IsMain &&
                      Callers[0].facts().Loop == NoIndex &&
                      !Bind.Function->IsLambda;
  if (IsPartOfMain)
    return IsPlain ? Confidence::Medium : Confidence::Low;
  return IsPlain ? Confidence::High : Confidence::Medium;
}

void Judge::reportLeak(const BindRecord &Bind) {
  bool IsNew = false;
  for (const BoundExit &Exit : Bind.Exits)
    IsNew |= Named
                 .insert({Bind.Function.Function, Bind.Event.Pair,
                          Exit.Where.Offset})
                 .second;
  if (IsNew)
    Findings.push_back(leakFinding(P, Pairs, Throws, Bind, confidenceOf(Bind)));
}

void Judge::judge(const BindRecord &Bind) {
  // What stays bound after a wrong restore is the same defect.
  if (ReportedRestores.count({Bind.Function.Function, Bind.Event.Call}))
    return;
  if (reportWrongRestores(Bind))
    return;
  if (Bind.Fate == BindFate::Released || isOwnThread(Bind))
    return;
  if (Pairs.releasedAtThreadExit(*Bind.Event.Pair))
    return;
  if (reportEntry(Bind))
    return;
  if (Bind.Fate == BindFate::Leaks) {
    reportLeak(Bind);
    return;
  }
  bool IsMeantAsSave = !Bind.Event.Pair->SaveIsCustomary;
  if (Bind.Releases.empty() && isNeverRead(Bind) && IsMeantAsSave &&
      llvm::any_of(Bind.Exits, isNormal) && !isUndoneByCaller(Bind))
    Findings.push_back(neverReadFinding(P, Bind));
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  Judge(P, Findings).run();
}

CheckInfo getUnreleasedThreadAffinityInfo() {
  CheckInfo Info{};
  Info.Name = CheckName;
  Info.Summary =
      "A call ties state to its thread and some path does not untie it";
  Info.Description =
      "Reports state of the calling thread (signal mask, CPU affinity, "
      "scheduling, cancellation, current GL or CUDA context, attached JVM, "
      "Python GIL, COM, namespace, locale, floating-point modes) that a "
      "function changes and puts back on some paths only: an early return, a "
      "goto, an exception or a next iteration goes past the release. Also "
      "reports a restore with the wrong operation or value, a saved state "
      "that is overwritten or never read, and a task or handler that leaves a "
      "shared thread bound. Later work of the thread then runs in the wrong "
      "state, far from the cause.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-772";
  Info.ConfidenceRules =
      "high: the library call stands in the function, and another path "
      "releases; or a saved state is given back with the wrong operation or "
      "value. medium: the bind is behind a wrapper, only an exception skips "
      "the release, the release stands on error paths only, or a saved state "
      "is never read. low: a flag that could not be related to the bind "
      "decides on the release, or the wrapper does not always bind.";
  Info.Nearest =
      "Clang's thread safety analysis and the analyzer's "
      "alpha.unix.PthreadLock and SimpleStream check pairs of calls, but "
      "for locks and files only, and in one file. None knows signal "
      "masks, affinity, contexts or interpreters, a restore with the "
      "wrong value, or a pool's task that leaves its thread bound";
  Info.NeedsProgram = true;
  Info.HasFixes = true;
  Info.Run = run;
  return Info;
}

} // namespace hangproof
