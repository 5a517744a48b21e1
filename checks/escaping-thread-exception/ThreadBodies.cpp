//===- ThreadBodies.cpp - The functions that threads live in --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadBodies.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace hangproof::escaping {

/// Whether there is enough in a function to be more than a setter, or whether
/// it leads on to such a one.
static bool isSubstantial(FunctionRef F, const ThrowSummaries &Throws,
                          unsigned Depth = 0) {
  if (!F->Loops.empty() || F->Calls.size() > 2)
    return true;
  for (CallId I = 0; I < F->Calls.size() && Depth < 3; ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.IsVirtual || Call.Target != NoIndex)
      return true;
    for (FunctionRef Target : Throws.runs(F, I))
      if (isSubstantial(Target, Throws, Depth + 1))
        return true;
  }
  return false;
}

/// The one call of a function that does nothing else worth telling; NoIndex if
/// it does more.
static CallId onlyCall(FunctionRef F, const ThrowSummaries &Throws) {
  if (!F->Throws.empty() || !F->Loops.empty())
    return NoIndex;
  CallId Only = NoIndex;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.IsImplicitDestructor || (Call.Block == NoIndex && !F->FlowFailed))
      continue;
    llvm::SmallVector<FunctionRef, 2> Targets = Throws.runs(F, I);
    bool IsBig = Call.IsVirtual || Call.Target != NoIndex ||
                 llvm::any_of(Targets, [&](FunctionRef Target) {
                   return isSubstantial(Target, Throws);
                 });
    if (Targets.empty() || !IsBig)
      continue;
    if (Only != NoIndex)
      return NoIndex;
    Only = I;
  }
  // `[this] { run(); }` and functions in which a worker lives are the thread's
  // own. Others are calls that it makes.
  if (Only == NoIndex || F->Calls[Only].Object != NoIndex ||
      F->Calls[Only].Target != NoIndex || F->Calls[Only].IsVirtual)
    return Only;
  auto Lives = [](FunctionRef Target) {
    return llvm::any_of(Target->Loops, [](const LoopFacts &Loop) {
      return Loop.Kind != LoopKind::RangeFor && Loop.Variable == NoIndex;
    });
  };
  return llvm::any_of(Throws.runs(F, Only), Lives) ? Only : NoIndex;
}

/// Whether the class of an executor has threads of its own.
static bool isPoolType(const Program &P, llvm::StringRef Type) {
  Type = Type.rtrim("&* ");
  Type.consume_front("const ");
  std::string Constructor = (Type + "::" + lastComponent(Type)).str();
  uint32_t Row = P.api().find(Constructor);
  return Row != NoIndex &&
         llvm::any_of(P.api().row(Row).Effects, [](const Effect &E) {
           return E.Kind == EffectKind::Opens && E.Family == "pool";
         });
}

/// Whether the task is given to a pool with threads of its own.
static bool isGivenToPool(const Program &P, const CallRef &By) {
  const Effect *What = effectOf(P, By.Caller, By.facts(), EffectKind::Submits);
  if (!What)
    return false;
  auto IsPool = [&](FunctionRef F, ValueId Value) {
    bool Found = false;
    walkValue(*F, Value, WalkLocals, [&](ValueId V) {
      const ValueFacts &Facts = F->Values[V];
      if (Facts.Kind == ValueKind::Call)
        if (const Effect *Opens =
                effectOf(P, F, F->Calls[Facts.Number], EffectKind::Opens))
          Found |= Opens->Family == "pool";
      return !Found;
    });
    return Found;
  };
  ValueId Executor = argumentOf(By.facts(), What->Executor);
  if (Executor == NoIndex)
    return false;
  const ValueFacts &V = By.Caller->Values[Executor];
  if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global)
    return llvm::any_of(P.stores(V.Symbol), [&](const StoreRef &Store) {
      return IsPool(Store.Function, Store.facts().Value);
    });
  if (V.Kind == ValueKind::Parameter)
    return isPoolType(P, By.Caller->Parameters[V.Number].TypeName);
  return IsPool(By.Caller, Executor);
}

static bool runsOnThread(const Program &P, const Entry &E) {
  if (E.Exceptions == "kept" ||
      (E.Exceptions == "passed" && !isGivenToPool(P, E.By)))
    return false;
  return E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task ||
         (E.Kind == EntryKind::Handler && E.Context == "worker");
}

std::vector<ThreadBody> threadBodies(const Program &P, const Entries &Handed,
                                     const ThrowSummaries &Throws) {
  constexpr unsigned MostSteps = 4;
  std::vector<ThreadBody> Result;
  llvm::DenseSet<const FunctionFacts *> Seen;
  for (FunctionRef F : P.functions()) {
    llvm::ArrayRef<Entry> How = Handed.of(F);
    const Entry *By =
        llvm::find_if(How, [&](const Entry &E) { return runsOnThread(P, E); });
    if (By == How.end())
      continue;
    std::vector<ThreadBody> Work{{F, F, By, {}, NoIndex, false}};
    while (!Work.empty()) {
      ThreadBody At = std::move(Work.back());
      Work.pop_back();
      CallId Only =
          At.Way.size() < MostSteps ? onlyCall(At.Body, Throws) : NoIndex;
      At.PassedOn = Only;
      if (Only != NoIndex) {
        llvm::SmallVector<FunctionRef, 2> Targets = Throws.runs(At.Body, Only);
        for (FunctionRef Target : llvm::reverse(Targets)) {
          ThreadBody Next = At;
          Next.Body = Target;
          Next.Way.push_back({At.Body, Only});
          auto IsElsewhere = [&](const CallRef &Caller) {
            return !(Caller == Next.Way.back());
          };
          Next.IsDoubtful |= Targets.size() > 1 &&
                             llvm::any_of(P.callers(Target->Id), IsElsewhere);
          Work.push_back(std::move(Next));
        }
      }
      // What the step itself may throw is looked at all the same.
      if (Seen.insert(At.Body.Function).second)
        Result.push_back(std::move(At));
    }
  }
  return Result;
}

} // namespace hangproof::escaping
