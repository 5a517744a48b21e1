//===- Sizing.cpp - What a number of CPUs is used for ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sizing.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

// Words of identifiers; plural forms are the same words.
static constexpr llvm::StringLiteral ThreadWords =
    "thread worker job shard arena parallelism concurrency nthread nworker "
    "njob "
    "nshard narena numthread numworker numjob maxthread maxworker maxjob "
    "threadcount threadnum threadpool workercount workerpool jobcount "
    "subprocess "
    "subprocesses";
static constexpr llvm::StringLiteral CountWords =
    "count num number max min limit size total default auto opt option cnt nr "
    "n "
    "len length amount requested wanted avail available";
/// "threads_per_core", "thread_id", "cpu_threads", "thread_stats": not how many
/// of them the program starts.
static constexpr llvm::StringLiteral OtherWords =
    "cpu core hw hardware logical physical processor smt sibling per id idx "
    "index mask name local key tid stat info usage load time";
static constexpr llvm::StringLiteral CpuWords =
    "cpu ncpu core ncore proc nproc processor nprocessor cpucount numcpu "
    "corecount numcore nrcpu numproc hardware getncpu getnproc getncore";
static constexpr llvm::StringLiteral ReportWords =
    "info stat statistic metric monitor report dump show print bench benchmark "
    "usage load describe format telemetry";

/// The last word of an identifier, in lower case.
static std::string lastWord(llvm::StringRef Identifier) {
  std::string Word;
  size_t I = Identifier.size();
  while (I > 0 && !llvm::isAlpha(Identifier[I - 1]))
    --I;
  while (I > 0 && llvm::isAlpha(Identifier[I - 1])) {
    char C = Identifier[--I];
    Word.insert(Word.begin(), llvm::toLower(C));
    // Camel case, with runs of capitals as one word.
    if (llvm::isUpper(C) && !(I > 0 && llvm::isUpper(Identifier[I - 1])))
      break;
  }
  return Word;
}

/// Whether a variable or function of that name says how many threads, jobs or
/// the like there are to be.
static bool isSizingName(llvm::StringRef Name) {
  if (!hasWord(Name, ThreadWords) || hasWord(Name, OtherWords))
    return false;
  std::string Last = lastWord(Name);
  return hasWord(Last, ThreadWords) || hasWord(Last, CountWords);
}

/// "get_thread_count", "GuessParallelism", "Jobs::estimate", "max_threads_of".
static bool isSizingFunction(llvm::StringRef QualifiedName) {
  llvm::StringRef Name = lastComponent(QualifiedName);
  return hasWord(Name, ThreadWords) && !hasWord(Name, OtherWords) &&
         (isSizingName(Name) || hasWord(Name, CountWords) ||
          hasWord(Name, "guess calc compute determine get detect suggest "
                        "recommended optimal best ideal estimate choose"));
}

bool isCpuGetter(llvm::StringRef QualifiedName) {
  return (hasWord(lastComponent(QualifiedName), CpuWords) ||
          hasWord(lastComponent(QualifiedName), "concurrency parallelism")) &&
         !hasWord(QualifiedName, ReportWords);
}

bool isCpuCounter(llvm::StringRef QualifiedName) {
  llvm::StringRef Name = lastComponent(QualifiedName);
  if (!isCpuGetter(QualifiedName))
    return false;
  std::string Last = lastWord(Name);
  return hasWord(Name,
                 "count num number total ncpu ncore nproc cpucount numcpu "
                 "corecount numcore nrcpu numproc available") ||
         (llvm::StringRef(Last).ends_with("s") && hasWord(Last, CpuWords));
}

/// What makes many things run at once when a size is given to it: the name of
/// a class or function that is not in view.
static bool isPoolName(const CallFacts &Call) {
  llvm::StringRef Name = Call.CalleeName;
  bool Constructs = !Call.ConstructsName.empty();
  if (Name.starts_with("std::") && !Constructs)
    return false;
  if (Call.IsConstructor || Constructs) {
    llvm::StringRef Class =
        lastComponent(Constructs ? llvm::StringRef(Call.ConstructsName)
                                 : Name.rsplit("::").first);
    return hasWord(Class, "executor threadpool scheduler workers") ||
           (hasWord(Class, "pool") &&
            !hasWord(Class, "memory mem buffer object "
                            "string connection"));
  }
  return isSizingName(lastComponent(Name)) ||
         (hasWord(lastComponent(Name), ThreadWords) &&
          hasWord(lastComponent(Name), "set start create spawn init launch run "
                                       "make new add resize"));
}

static bool holdsThreads(llvm::StringRef Type) {
  return Type.contains("thread") || Type.contains("Thread");
}

static bool isMessage(const FunctionFacts &F, const CallFacts &Call) {
  return llvm::any_of(Call.Arguments, [&](ValueId A) {
    return F.Values[A].Kind == ValueKind::String;
  });
}

static std::string callName(const CallFacts &Call) {
  llvm::StringRef Name = Call.CalleeName;
  if (!Call.ConstructsName.empty())
    Name = Call.ConstructsName;
  else if (Call.IsConstructor)
    Name = Name.rsplit("::").first;
  return Name.empty() ? "a function pointer" : ("'" + Name + "'").str();
}

/// `workers.push_back(...)`: something is put with the others of its kind.
static bool isNamedFill(const FunctionFacts &F, const CallFacts &Call) {
  if (Call.Object == NoIndex)
    return false;
  llvm::StringRef Method = lastComponent(Call.CalleeName);
  return (Method == "push_back" || Method == "emplace_back") &&
         isSizingName(nameOf(F, Call.Object));
}

SizingFinder::SizingFinder(const ValueSources &Sources, const Entries &Handed)
    : Sources(Sources), P(Sources.program()), Handed(Handed) {
  for (FunctionRef F : P.functions())
    for (const Entry &E : Handed.of(F))
      if ((E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task) &&
          E.By.Caller)
        Handovers.insert({E.By.Caller.Function, E.By.Call});
  std::vector<FunctionRef> Level, Next;
  auto Add = [&](FunctionRef F) {
    if (!F->IsMain && Starting.insert(F.Function).second)
      Next.push_back(F);
  };
  for (FunctionRef F : P.functions())
    for (CallId C = 0; C < F->Calls.size(); ++C)
      if (starts(F, C))
        Add(F);
  for (unsigned Depth = 0; Depth < 2; ++Depth) {
    Level = std::exchange(Next, {});
    for (FunctionRef F : Level)
      for (const CallRef &Caller : P.callers(F->Id))
        Add(Caller.Caller);
  }
}

bool SizingFinder::starts(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  if (Handovers.contains({F.Function, Id}))
    return true;
  if (Call.ApiRow != NoIndex || Call.ConstructsRow != NoIndex)
    for (const AppliedEffect &Applied : Sources.effects(F, Id))
      if (Applied.What->Kind == EffectKind::Spawns ||
          Applied.What->Kind == EffectKind::Submits ||
          Applied.What->Kind == EffectKind::Forks)
        return true;
  for (FunctionRef Target : Sources.targets(F, Id))
    if (Starting.contains(Target.Function))
      return true;
  return false;
}

/// A loop that ends at the value, and starts something in each turn.
std::optional<Sizing> SizingFinder::inLoops(const ReachedValue &At) const {
  const FunctionFacts &F = *At.Function;
  for (uint32_t L = 0; L < F.Loops.size(); ++L) {
    const LoopFacts &Loop = F.Loops[L];
    bool IsBound = Loop.Condition != NoIndex &&
                   isMadeOf(F, Loop.Condition, At.Value, WalkOperands);
    IsBound |= Loop.Range != NoIndex && Loop.Range != At.Value &&
               isMadeOf(F, Loop.Range, At.Value, WalkArguments);
    if (!IsBound)
      continue;
    auto IsInside = [&](const CallFacts &Call) {
      for (uint32_t In = Call.Loop; In != NoIndex; In = F.Loops[In].Parent)
        if (In == L)
          return true;
      return false;
    };
    CallId Start = NoIndex;
    for (CallId C = 0; C < F.Calls.size() && Start == NoIndex; ++C)
      if (IsInside(F.Calls[C]) && starts(At.Function, C))
        Start = C;
    for (CallId C = 0; C < F.Calls.size() && Start == NoIndex; ++C)
      if (IsInside(F.Calls[C]) && isNamedFill(F, F.Calls[C]))
        Start = C;
    if (Start == NoIndex)
      continue;
    Sizing S;
    S.Kind = SizingKind::Loop;
    S.Function = At.Function;
    S.Where = Loop.Where;
    std::string Name = callName(F.Calls[Start]);
    S.Object = "the loop around " + Name;
    S.Sentence = "it bounds this loop, and each turn calls " + Name;
    return S;
  }
  return std::nullopt;
}

std::optional<Sizing> SizingFinder::inCalls(const ReachedValue &At) const {
  const FunctionFacts &F = *At.Function;
  std::optional<Sizing> Best;
  for (CallId C = 0; C < F.Calls.size(); ++C) {
    const CallFacts &Call = F.Calls[C];
    if (!llvm::is_contained(Call.Arguments, At.Value))
      continue;
    Sizing S;
    S.Function = At.Function;
    S.Where = Call.Where;
    bool IsPool = false;
    if (Call.ApiRow != NoIndex || Call.ConstructsRow != NoIndex)
      for (const AppliedEffect &Applied : Sources.effects(At.Function, C))
        IsPool |= Applied.What->Kind == EffectKind::SizesPool &&
                  argumentOf(Call, Applied.What->Value) == At.Value;
    if (IsPool) {
      S.Kind = SizingKind::Pool;
      S.Object = callName(Call);
      S.Sentence = callName(Call) + " makes so many threads";
      return S;
    }
    if (!Sources.targets(At.Function, C).empty())
      continue; // What it does with the number is in view.
    llvm::StringRef Method = lastComponent(Call.CalleeName);
    if (Call.Object != NoIndex &&
        (Method == "reserve" || Method == "resize" || Method == "assign")) {
      llvm::StringRef Name = nameOf(F, Call.Object);
      const ValueFacts &Object = F.Values[baseOf(F, Call.Object)];
      bool IsOfThreads = isSizingName(Name) ||
                         (Object.Kind == ValueKind::Local &&
                          holdsThreads(F.Locals[Object.Number].TypeName));
      if (!IsOfThreads)
        continue;
      S.Kind = SizingKind::Container;
      S.Object = ("'" + Name + "'").str();
      S.Sentence = ("it is the size of '" + Name + "'").str();
      Best = S;
      continue;
    }
    if ((Call.ApiRow == NoIndex || !Call.ConstructsName.empty()) &&
        !isMessage(F, Call) && isPoolName(Call) && !Best) {
      S.Kind = SizingKind::Name;
      S.Object = callName(Call);
      S.Sentence = "it is given to " + callName(Call);
      Best = S;
    }
  }
  return Best;
}

/// The value is now in a variable whose name or type says what it counts.
std::optional<Sizing> SizingFinder::byName(const ReachedValue &At) const {
  const FunctionFacts &F = *At.Function;
  const ValueFacts &V = F.Values[At.Value];
  Sizing S;
  S.Function = At.Function;
  switch (V.Kind) {
  case ValueKind::Local: {
    const LocalFacts &Local = F.Locals[V.Number];
    S.Where = Local.Where;
    S.Object = "'" + Local.Name + "'";
    S.Sentence = "it is the size of '" + Local.Name + "'";
    if (holdsThreads(Local.TypeName)) {
      S.Kind = SizingKind::Container;
      return S;
    }
    if (!isSizingName(Local.Name))
      return std::nullopt;
    for (CallId C = 0; C < F.Calls.size(); ++C)
      if (llvm::is_contained(F.Calls[C].Arguments, At.Value) &&
          F.Calls[C].ApiRow == NoIndex && !isMessage(F, F.Calls[C]) &&
          Sources.targets(At.Function, C).empty()) {
        S.Kind = SizingKind::Local;
        S.Where = F.Calls[C].Where;
        S.Sentence = "'" + Local.Name + "' is given to " + callName(F.Calls[C]);
        return S;
      }
    return std::nullopt;
  }
  case ValueKind::Parameter: {
    const ParameterFacts &Parameter = F.Parameters[V.Number];
    if (!isSizingName(Parameter.Name) || !At.Step)
      return std::nullopt;
    S.Kind = SizingKind::Parameter;
    S.Function = At.Step->Function;
    S.Where = At.Step->Where;
    S.Object = "'" + Parameter.Name + "' of '" + F.Name + "'";
    S.Sentence = "it is '" + Parameter.Name + "' of '" + F.Name + "'";
    return S;
  }
  case ValueKind::Field:
  case ValueKind::Global:
    if (!isSizingName(V.Text) || !At.Step || At.Step->Kind != StepKind::Stored)
      return std::nullopt;
    S.Kind = SizingKind::Name;
    S.Function = At.Step->Function;
    S.Where = At.Step->Where;
    S.Object = "'" + V.Text + "'";
    S.Sentence = "it is stored in '" + V.Text + "'";
    return S;
  default:
    return std::nullopt;
  }
}

std::optional<Sizing> SizingFinder::inReturn(const ReachedValue &At) const {
  const FunctionFacts &F = *At.Function;
  for (const ReturnFacts &Return : F.Returns) {
    if (Return.Value != At.Value)
      continue;
    Sizing S;
    S.Function = At.Function;
    S.Where = Return.Where;
    S.Object = "'" + F.Name + "'";
    S.Sentence = "'" + F.Name + "' returns it";
    if (!F.IsLambda && isSizingFunction(F.Name)) {
      S.Kind = SizingKind::Name;
      return S;
    }
    if (!F.IsLambda && isCpuGetter(F.Name) && P.callers(F.Id).empty() &&
        Handed.of(At.Function).empty()) {
      S.Kind = SizingKind::Getter;
      return S;
    }
  }
  return std::nullopt;
}

std::optional<Sizing> SizingFinder::at(const ReachedValue &At) const {
  std::optional<Sizing> Best;
  auto Take = [&](std::optional<Sizing> S) {
    if (S && (!Best || S->Kind > Best->Kind))
      Best = std::move(S);
  };
  Take(inLoops(At));
  Take(inCalls(At));
  Take(byName(At));
  Take(inReturn(At));
  return Best;
}

} // namespace hangproof
