//===- CpuCountIgnoresQuota.cpp - Pools sized by the machine's CPUs -------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sizing.h"
#include "engine/Check.h"
#include "engine/CpuLimits.h"
#include "engine/TestCode.h"
#include "engine/ValueWalk.h"

namespace hangproof {
namespace {

constexpr const char *Name = "hangproof-cpu-count-ignores-quota";

/// A call that gives a number of CPUs.
struct CpuSource {
  FunctionRef Function;
  CallId Call = NoIndex;
  CpuNumber Number = CpuNumber::None;
  llvm::SmallVector<ValueId, 2> Values; ///< What holds the number.
  bool IsFile = false;                  ///< Read from a file of the kernel.
};

/// What a source was found to size.
struct Answer {
  CpuSource From;
  Sizing Use;
  std::vector<OriginStep> Path;
  unsigned Hops = 0;
  bool AsksAffinity = false;
  bool IsOverridden = false;
};

class CpuCountIgnoresQuota {
public:
  CpuCountIgnoresQuota(const Program &P, std::vector<Finding> &Findings)
      : P(P), Findings(Findings), Limits(P) {}

  void run();

private:
  void findSources();
  void addFileSource(FunctionRef F);
  static void addMembers(CpuSource &Source);
  std::optional<Answer> follow(const CpuSource &From);
  bool isOverridden(uint32_t Index);
  bool isOther(FunctionRef F, ValueNode Node);
  bool isLimitedElsewhere(SymbolId Variable);
  void report(const Answer &A, llvm::ArrayRef<const Answer *> Same);

  const Program &P;
  std::vector<Finding> &Findings;
  CpuLimits Limits;
  std::vector<CpuSource> Found;
  std::unique_ptr<ValueSources> Sources;
  std::unique_ptr<ValueReach> Reach;
  std::unique_ptr<SizingFinder> Sizes;
};

} // namespace

void CpuCountIgnoresQuota::findSources() {
  for (FunctionRef F : P.functions()) {
    for (CallId C = 0; C < F->Calls.size(); ++C) {
      const CallFacts &Call = F->Calls[C];
      int Into;
      CpuSource Source;
      Source.Number = Limits.givenBy(F, Call, Into);
      if (Source.Number == CpuNumber::None || Source.Number == CpuNumber::Quota)
        continue;
      if (!F->FlowFailed && Call.Block == NoIndex)
        continue; // Code that no path reaches.
      // The library itself: what it does is in view.
      if (!P.targets(F, Call).empty())
        continue;
      Source.Function = F;
      Source.Call = C;
      if (Into == RoleReturn)
        Source.Values.push_back(Call.Result);
      else
        for (ValueId V = 0; V < F->Values.size(); ++V)
          if (F->Values[V].Kind == ValueKind::OutArgument &&
              CallId(F->Values[V].Number) == C && F->Values[V].Extra == Into)
            Source.Values.push_back(V);
      addMembers(Source);
      if (!Source.Values.empty())
        Found.push_back(std::move(Source));
    }
    addFileSource(F);
  }
}

/// The call may have filled a struct of which one member is the number:
/// `info.dwNumberOfProcessors`.
void CpuCountIgnoresQuota::addMembers(CpuSource &Source) {
  const FunctionFacts &F = *Source.Function;
  llvm::SmallVector<ValueId, 2> Members;
  for (ValueId V = 0; V < F.Values.size(); ++V) {
    const ValueFacts &Member = F.Values[V];
    if (Member.Kind != ValueKind::Field || !isCpuGetter(Member.Text))
      continue;
    const ValueFacts &Whole = F.Values[Member.Operands[0]];
    if (Whole.Kind == ValueKind::Local &&
        llvm::any_of(
            F.Locals[Whole.Number].Definitions, [&](const DefinitionFacts &D) {
              return !D.Field && llvm::is_contained(Source.Values, D.Value);
            }))
      Members.push_back(V);
  }
  Source.Values.append(Members);
}

/// A function that counts the lines or folders in which the kernel lists the
/// CPUs: no value leads from the file to the number, but the name does.
void CpuCountIgnoresQuota::addFileSource(FunctionRef F) {
  if (!isCpuCounter(F->Name))
    return;
  for (CallId C = 0; C < F->Calls.size(); ++C)
    for (ValueId Argument : F->Calls[C].Arguments) {
      CpuSource Source;
      walkValue(*F, Argument, WalkLocals, [&](ValueId V) {
        if (F->Values[V].Kind == ValueKind::String &&
            Source.Number == CpuNumber::None)
          Source.Number = Limits.inFile(F->Values[V].Text);
        return true;
      });
      if (Source.Number != CpuNumber::Online &&
          Source.Number != CpuNumber::Configured)
        continue;
      Source.Function = F;
      Source.Call = C;
      Source.IsFile = true;
      for (const ReturnFacts &Return : F->Returns)
        if (Return.Value != NoIndex &&
            F->Values[Return.Value].Kind != ValueKind::Integer)
          Source.Values.push_back(Return.Value);
      if (!Source.Values.empty())
        Found.push_back(std::move(Source));
      return;
    }
}

/// Whether a function that knows the quota stores in the variable, too.
bool CpuCountIgnoresQuota::isLimitedElsewhere(SymbolId Variable) {
  for (const VariableStore &Store : Sources->stores(Variable))
    if (Limits.askedIn(Store.Function) == CpuNumber::Quota)
      return true;
  return false;
}

/// Whether the node is something else than the number of CPUs or a constant:
/// an option, a parsed word.
bool CpuCountIgnoresQuota::isOther(FunctionRef F, ValueNode Node) {
  if (Node.isWritten())
    return true;
  if (Reach->reaches(F, Node.Index))
    return false;
  bool IsOther = false;
  walkValue(*F, Node.Index, WalkOperands, [&](ValueId V) {
    if (Reach->reaches(F, V))
      return false;
    switch (F->Values[V].Kind) {
    case ValueKind::Call:
    case ValueKind::OutArgument:
    case ValueKind::Parameter:
    case ValueKind::Field:
    case ValueKind::Global:
      IsOther = true;
      return false;
    case ValueKind::Local:
      for (const DefinitionFacts &D :
           F->Locals[F->Values[V].Number].Definitions)
        if (D.Value != NoIndex && F->Values[D.Value].Kind != ValueKind::Integer)
          IsOther = true;
      return false;
    default:
      return true;
    }
  });
  return IsOther;
}

/// Whether the way to a value goes through a variable that may hold another
/// number, one that somebody chose.
bool CpuCountIgnoresQuota::isOverridden(uint32_t Index) {
  for (; Index != NoIndex; Index = Reach->at(Index).From) {
    const ReachedValue &At = Reach->at(Index);
    const ValueFacts &V = At.Function->Values[At.Value];
    if (V.Kind == ValueKind::Select &&
        (isOther(At.Function, ValueNode::of(V.Operands[1])) ||
         isOther(At.Function, ValueNode::of(V.Operands[2]))))
      return true;
    // A default argument, which callers may replace.
    if (V.Kind == ValueKind::Parameter && !At.Inside.Caller)
      return true;
    if (V.Kind == ValueKind::Local)
      for (const DefinitionFacts &D : At.Function->Locals[V.Number].Definitions)
        if (D.Value != NoIndex && !D.Field &&
            isOther(At.Function, ValueNode::of(D.Value)))
          return true;
    if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global)
      for (const VariableStore &Store : Sources->stores(V.Symbol))
        if (isOther(Store.Function, Store.Node))
          return true;
  }
  return false;
}

std::optional<Answer> CpuCountIgnoresQuota::follow(const CpuSource &From) {
  std::optional<Sizing> Best;
  uint32_t BestIndex = NoIndex;
  std::vector<bool> AsksAffinity;
  Reach->walk(
      From.Function, From.Values, [&](const ReachedValue &At, uint32_t Index) {
        AsksAffinity.resize(Index + 1);
        CpuNumber Asked = Limits.askedIn(At.Function);
        if (Asked == CpuNumber::Quota)
          return false;
        if (At.Step && At.Step->Kind == StepKind::Stored &&
            isLimitedElsewhere(At.Step->Variable))
          return false;
        AsksAffinity[Index] = Asked == CpuNumber::Affinity ||
                              (At.From != NoIndex && AsksAffinity[At.From]);
        // Of two that are alike, the nearer one; but one without a look at the
        // affinity mask is the worse one.
        std::optional<Sizing> Use = Sizes->at(At);
        if (Use &&
            (!Best || (AsksAffinity[BestIndex] && !AsksAffinity[Index]) ||
             (AsksAffinity[BestIndex] == AsksAffinity[Index] &&
              Use->Kind > Best->Kind))) {
          Best = std::move(Use);
          BestIndex = Index;
        }
        return true;
      });
  if (!Best)
    return std::nullopt;
  Answer A;
  A.From = From;
  A.Use = std::move(*Best);
  A.Path = Reach->path(BestIndex);
  A.Hops = Reach->at(BestIndex).Hops;
  A.AsksAffinity =
      AsksAffinity[BestIndex] || From.Number == CpuNumber::Affinity;
  A.IsOverridden = isOverridden(BestIndex);
  return A;
}

static Confidence levelOf(const Answer &A) {
  if (A.AsksAffinity)
    return Confidence::Low;
  bool IsPlain = A.Use.Kind >= SizingKind::Container;
  if (A.From.Number == CpuNumber::Configured)
    IsPlain |= A.Use.Kind == SizingKind::Name;
  if (IsPlain && !A.IsOverridden && !A.From.IsFile && A.Hops <= 4)
    return Confidence::High;
  return Confidence::Medium;
}

static std::string sentence(const OriginStep &Step) {
  std::string Quoted = "'" + Step.Name + "'";
  switch (Step.Kind) {
  case StepKind::Defined:
  case StepKind::Stored:
    return "it is stored in " + Quoted;
  case StepKind::Returned:
    return Quoted + " returns it here";
  case StepKind::Written:
    return Quoted + " writes it here";
  case StepKind::Passed:
    return "it is passed to " + Quoted;
  }
  return {};
}

void CpuCountIgnoresQuota::report(const Answer &A,
                                  llvm::ArrayRef<const Answer *> Same) {
  const CallFacts &Call = A.From.Function->Calls[A.From.Call];
  Finding F;
  F.Check = Name;
  F.Where = P.range(A.From.Function, Call.Where);
  F.Function = A.From.Function->Name;
  F.Level = levelOf(A);
  std::string Getter = "'" + Call.CalleeName + "'";
  if (A.AsksAffinity)
    F.Message =
        Getter + " counts CPUs for " + A.Use.Object +
        " without the CPU quota of the cgroup: in a container with a "
        "quota its threads are throttled together; read cpu.max as well";
  else
    F.Message = Getter +
                (A.From.Number == CpuNumber::Configured
                     ? " counts all CPUs that the machine may have, also those "
                       "that are off, for "
                     : " counts the CPUs of the machine for ") +
                A.Use.Object +
                ": under a CPU quota or a smaller affinity mask the threads "
                "outnumber their CPUs and are throttled; ask sched_getaffinity "
                "and the cgroup's cpu.max first";
  for (const Answer *Other : Same) {
    const CallFacts &Also = Other->From.Function->Calls[Other->From.Call];
    F.Evidence.push_back({P.range(Other->From.Function, Also.Where),
                          "'" + Also.CalleeName + "' is asked, too"});
  }
  for (const OriginStep &Step : A.Path) {
    // The last step is the use itself.
    if (Step.Where == A.Use.Where && Step.Function == A.Use.Function)
      continue;
    F.Evidence.push_back({P.range(Step.Function, Step.Where), sentence(Step)});
  }
  F.Evidence.push_back({P.range(A.Use.Function, A.Use.Where), A.Use.Sentence});
  Findings.push_back(std::move(F));
}

void CpuCountIgnoresQuota::run() {
  findSources();
  TestCode Tests(P);
  llvm::erase_if(Found, [&](const CpuSource &Source) {
    return Tests.holds(Source.Function);
  });
  if (Found.empty())
    return;
  Sources = std::make_unique<ValueSources>(P);
  Reach = std::make_unique<ValueReach>(*Sources);
  Entries Handed(P);
  Sizes = std::make_unique<SizingFinder>(*Sources, Handed);
  std::vector<Answer> Answers;
  for (const CpuSource &Source : Found)
    if (std::optional<Answer> A = follow(Source))
      Answers.push_back(std::move(*A));
  // Several calls of one function that size the same are one defect: the worst
  // of them speaks, or else the first.
  std::vector<bool> Done(Answers.size());
  for (size_t I = 0; I < Answers.size(); ++I) {
    if (Done[I])
      continue;
    size_t Worst = I;
    llvm::SmallVector<size_t, 2> Same;
    for (size_t J = I; J < Answers.size(); ++J)
      // The initializers of all variables stand in one pseudo function.
      if ((J == I || !Answers[I].From.Function->IsStaticInitializer) &&
          Answers[J].From.Function == Answers[I].From.Function &&
          Answers[J].Use.Function == Answers[I].Use.Function &&
          Answers[J].Use.Object == Answers[I].Use.Object) {
        Same.push_back(J);
        Done[J] = true;
        if (levelOf(Answers[J]) > levelOf(Answers[Worst]))
          Worst = J;
      }
    llvm::SmallVector<const Answer *, 2> Others;
    for (size_t J : Same)
      if (J != Worst)
        Others.push_back(&Answers[J]);
    report(Answers[Worst], Others);
  }
}

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  CpuCountIgnoresQuota(P, Findings).run();
}

CheckInfo getCpuCountIgnoresQuotaInfo() {
  CheckInfo Info;
  Info.Name = Name;
  Info.Summary = "Finds pools, job counts and shards that are sized by the "
                 "CPUs of the machine";
  Info.Description =
      "Reports calls that count the CPUs of the machine (hardware_concurrency, "
      "sysconf, get_nprocs, QThread::idealThreadCount, the OpenMP, TBB, GLib, "
      "SDL, Poco and Win32 twins, /proc/cpuinfo) where the number sizes what "
      "runs at once: it bounds a loop that starts threads or processes, is "
      "given to a pool, or ends in an option or getter named for threads, "
      "workers, jobs or shards. In a container such a process runs many more "
      "threads than its CPU quota or affinity mask lets run; they use up the "
      "quota together and then all stand still for the rest of the period. "
      "Code that also asks for the mask and the quota, per-CPU tables, masks, "
      "statistics and spin decisions are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-1050";
  Info.ConfidenceRules =
      "high: the number bounds a loop that starts threads, sizes a pool or a "
      "container of threads, nothing else can be in the variables between, and "
      "the way is short; or CPUs that are off are counted into a size; medium: "
      "names tell that it is a size, a setting may replace it, or a file of "
      "the kernel is read; low: the affinity mask is asked for, but not the "
      "quota";
  Info.Nearest =
      "none. No rule of clang-tidy, the Clang analyzer or CodeQL knows "
      "that a number of CPUs is not what a process may use";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
