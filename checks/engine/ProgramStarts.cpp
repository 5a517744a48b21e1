//===- ProgramStarts.cpp - The calls that start a program -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramStarts.h"
#include "Effects.h"
#include "LoopFlow.h"
#include "ValueWalk.h"

namespace hangproof {

uint32_t childOfFork(const FunctionFacts &F, const FlowBlock &Branch,
                     ValueId Result) {
  ValueId Test = Branch.Condition;
  bool IsZero = false; // The condition holds in the child.
  while (F.Values[Test].Kind == ValueKind::Not) {
    Test = F.Values[Test].Operands[0];
    IsZero = !IsZero;
  }
  if (const ValueFacts &V = F.Values[Test]; V.Kind == ValueKind::Compare) {
    CompareOp Op = CompareOp(V.Extra);
    const ValueFacts &Bound = F.Values[V.Operands[1]];
    // `pid > 0` is the parent; that there is one at all was asked before.
    if ((Op != CompareOp::Equal && Op != CompareOp::NotEqual &&
         Op != CompareOp::Greater) ||
        Bound.Kind != ValueKind::Integer || Bound.Number != 0)
      return NoIndex;
    IsZero ^= Op == CompareOp::Equal;
    Test = V.Operands[0];
  }
  if (!isMadeOf(F, Test, Result, WalkLocals))
    return NoIndex;
  for (const FlowEdge &Edge : Branch.Successors)
    if ((Edge.Kind == EdgeKind::Case && Edge.CaseValue == 0) ||
        Edge.Kind == (IsZero ? EdgeKind::IfTrue : EdgeKind::IfFalse))
      return Edge.To;
  return NoIndex;
}

/// Whether the child comes back with zero and the parent with a positive
/// number, as after fork itself.
static bool returnsTwice(const FunctionFacts &F, ValueId Fork) {
  auto IsReturned = [&](ValueId V, bool Zero) {
    return V < F.Values.size() && F.Values[V].Kind == ValueKind::Integer &&
           (Zero ? F.Values[V].Number == 0 : F.Values[V].Number > 0);
  };
  if (F.FlowFailed || llvm::none_of(F.Returns, [&](const ReturnFacts &R) {
        return IsReturned(R.Value, /*Zero=*/false);
      }))
    return false;
  for (const FlowBlock &Branch : F.Flow.Blocks) {
    if (Branch.Condition == NoIndex || Branch.Successors.size() < 2)
      continue;
    uint32_t Child = childOfFork(F, Branch, Fork);
    if (Child >= F.Flow.Blocks.size())
      continue;
    bool Zero = false, Positive = false;
    for (unsigned B : reachableOver(F.Flow, Child, {}).set_bits())
      for (const FlowEvent &E : F.Flow.Blocks[B].Events)
        if (E.Kind == EventKind::Return && E.Index < F.Returns.size()) {
          Zero |= IsReturned(F.Returns[E.Index].Value, /*Zero=*/true);
          Positive |= IsReturned(F.Returns[E.Index].Value, /*Zero=*/false);
        }
    if (Zero && !Positive)
      return true;
  }
  return false;
}

ProgramStarts::ProgramStarts(const Program &P) : P(P) {
  llvm::SmallVector<FunctionRef, 8> Work;
  // fork first: what forks is no child's part.
  for (FunctionRef F : P.functions())
    for (const CallFacts &Call : F->Calls)
      if (Call.ApiRow != NoIndex && !F->IsMain &&
          effectOf(P, F, Call, EffectKind::Forks)) {
        bool HandsOn = returnsTwice(*F, Call.Result);
        for (const ReturnFacts &Return : F->Returns)
          HandsOn |= isMadeOf(*F, Return.Value, Call.Result, WalkLocals);
        if (HandsOn && Forking.insert(F.Function).second)
          Work.push_back(F);
      }
  while (!Work.empty()) {
    FunctionRef Fork = Work.pop_back_val();
    for (const CallRef &Caller : P.callers(Fork->Id))
      for (const ReturnFacts &Return : Caller.Caller->Returns)
        if (!Caller.Caller->IsMain &&
            isMadeOf(*Caller.Caller, Return.Value, Caller.facts().Result,
                     WalkLocals) &&
            Forking.insert(Caller.Caller.Function).second)
          Work.push_back(Caller.Caller);
  }

  auto Add = [&](FunctionRef F, CallId Call) {
    if (!F->IsMain && !Replacing.contains(F.Function) &&
        forkBefore(F, Call) == NoIndex) {
      Replacing.insert(F.Function);
      Work.push_back(F);
    }
  };
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ApiRow != NoIndex &&
          effectOf(P, F, F->Calls[I], EffectKind::ReplacesProgram))
        Add(F, I);
  while (!Work.empty()) {
    FunctionRef Replacer = Work.pop_back_val();
    for (const CallRef &Caller : P.callers(Replacer->Id))
      Add(Caller.Caller, Caller.Call);
  }
  // A function that forks and execs returns a process id; it is no fork.
  for (FunctionRef F : P.functions()) {
    if (!Forking.contains(F.Function))
      continue;
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (replaces(F, F->Calls[I]) && forkBefore(F, I) != NoIndex) {
        Forking.erase(F.Function);
        break;
      }
  }
}

bool ProgramStarts::startsProgram(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::StartsProgram))
    return true;
  // Annotated in the code.
  if (Call.Callee)
    if (FunctionRef Callee = P.find(Call.Callee, F))
      if (!Callee->ApiRows.empty())
        for (const AppliedEffect &Applied : effectsOfFunction(P, *Callee))
          if (Applied.What->Kind == EffectKind::StartsProgram)
            return true;
  return false;
}

bool ProgramStarts::replaces(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex &&
      effectOf(P, F, Call, EffectKind::ReplacesProgram))
    return true;
  if (Replacing.empty())
    return false;
  for (FunctionRef Target : P.targets(F, Call))
    if (Replacing.contains(Target.Function))
      return true;
  return false;
}

bool ProgramStarts::forks(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::Forks))
    return true;
  if (Forking.empty())
    return false;
  for (FunctionRef Target : P.targets(F, Call))
    if (Forking.contains(Target.Function))
      return true;
  return false;
}

CallId ProgramStarts::forkBefore(FunctionRef F, CallId Call) const {
  CallId Last = NoIndex;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Fork = F->Calls[I];
    if (I == Call || !forks(F, Fork))
      continue;
    uint32_t From = Fork.Block, To = F->Calls[Call].Block;
    bool Before = From == NoIndex || To == NoIndex || From == To
                      ? I < Call
                      : reachable(F->Flow, From).test(To);
    if (Before && (Last == NoIndex || I < Call))
      Last = I;
  }
  return Last;
}

llvm::SmallVector<CallRef, 2> ProgramStarts::pathToExec(FunctionRef F,
                                                        CallId Id) const {
  llvm::SmallVector<CallRef, 2> Result;
  CallRef At{F, Id};
  while (Result.size() < 8 && !startsProgram(At.Caller, At.facts()) &&
         !(At.facts().ApiRow != NoIndex &&
           effectOf(P, At.Caller, At.facts(), EffectKind::ReplacesProgram))) {
    CallRef Next;
    for (FunctionRef Target : P.targets(At.Caller, At.facts()))
      for (CallId I = 0; !Next.Caller && I < Target->Calls.size(); ++I)
        if (replaces(Target, Target->Calls[I]))
          Next = {Target, I};
    if (!Next.Caller || llvm::is_contained(Result, Next))
      break;
    Result.push_back(Next);
    At = Next;
  }
  return Result;
}

std::optional<CallId> ProgramStarts::trigger(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  if (startsProgram(F, Call)) {
    // In the child of a fork, the parent goes on at once.
    if (!canReturn(F->Flow, Call.Block))
      if (CallId Fork = forkBefore(F, Id); Fork != NoIndex)
        return Fork;
    return Id;
  }
  if (!replaces(F, Call))
    return std::nullopt;
  CallId Fork = forkBefore(F, Id);
  if (Fork == NoIndex)
    return std::nullopt;
  // Of several execs behind one fork, one runs.
  for (CallId I = 0; I < Id; ++I)
    if (replaces(F, F->Calls[I]) && forkBefore(F, I) == Fork)
      return std::nullopt;
  return Fork;
}

} // namespace hangproof
