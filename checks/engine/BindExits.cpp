//===- BindExits.cpp - Why a way out is reached bound ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BindWalk.h"

namespace hangproof {

/// The call whose result a condition tests: directly, or in a variable.
/// ResultIn says whose result the path has stored last.
CallId
BindWalk::callBehind(ValueId Condition,
                     const llvm::DenseMap<ValueId, CallId> &ResultIn) const {
  for (unsigned Depth = 0; Condition != NoIndex && Depth < 8; ++Depth) {
    const ValueFacts &V = F->Values[Condition];
    switch (V.Kind) {
    case ValueKind::Call:
      return V.Number;
    case ValueKind::Not:
    case ValueKind::Compare:
      Condition = V.Operands[0];
      // `0 != f()`
      if (V.Operands.size() == 2 &&
          (F->Values[Condition].Kind == ValueKind::Integer ||
           F->Values[Condition].Kind == ValueKind::Null))
        Condition = V.Operands[1];
      continue;
    default: {
      auto It = ResultIn.find(Condition);
      return It == ResultIn.end() ? NoIndex : It->second;
    }
    }
  }
  return NoIndex;
}

/// Blocks from which some way leads to a release, not by way of the bind.
std::vector<char> BindWalk::blocksBeforeRelease() const {
  const auto &Blocks = F->Flow.Blocks;
  std::vector<char> Reaches(Blocks.size(), 0);
  for (CallId Release : Releases)
    if (F->Calls[Release].Block < Blocks.size())
      Reaches[F->Calls[Release].Block] = 1;
  uint32_t BindBlock = Followed ? F->Calls[Followed->Call].Block : NoIndex;
  auto Update = [&](uint32_t B) {
    bool Before = Reaches[B];
    for (const FlowEdge &Edge : Blocks[B].Successors)
      if (Edge.To < Blocks.size() && Reaches[Edge.To])
        Reaches[B] = 1;
    return Reaches[B] && !Before;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t B = 0; B < Blocks.size(); ++B)
      if (B != BindBlock)
        Changed |= Update(B);
  }
  if (BindBlock < Blocks.size())
    Update(BindBlock);
  return Reaches;
}

/// Whether a branch does little but decide on the release: `if (flag) { undo;
/// }` with Taken as the block after it.
bool BindWalk::controlsRelease(uint32_t Block, uint32_t Taken) const {
  constexpr unsigned MostBlocks = 4, MostCalls = 2;
  llvm::SmallVector<uint32_t, 4> Work;
  std::set<uint32_t> Seen;
  for (const FlowEdge &Edge : F->Flow.Blocks[Block].Successors)
    if (Edge.To != Taken)
      Work.push_back(Edge.To);
  unsigned Calls = 0;
  bool HasRelease = false;
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    if (B == Taken || !Seen.insert(B).second)
      continue;
    const FlowBlock &Inner = F->Flow.Blocks[B];
    if (B == F->Flow.Exit || Seen.size() > MostBlocks)
      return false;
    for (const FlowEvent &E : Inner.Events) {
      if (E.Kind == EventKind::Return || E.Kind == EventKind::Throw)
        return false;
      if (E.Kind != EventKind::Call)
        continue;
      if (llvm::is_contained(Releases, E.Index))
        HasRelease = true;
      else
        ++Calls;
    }
    for (const FlowEdge &Edge : Inner.Successors)
      Work.push_back(Edge.To);
  }
  return HasRelease && Calls <= MostCalls;
}

/// Keeps in mind which call's result or out-argument a variable holds.
void BindWalk::noteResult(const FlowEvent &E,
                          llvm::DenseMap<ValueId, CallId> &ResultIn) const {
  auto IsBy = [&](ValueId V, CallId Call) {
    return V != NoIndex && F->Values[V].Kind == ValueKind::OutArgument &&
           uint64_t(F->Values[V].Number) == Call;
  };
  ValueId Target = NoIndex;
  switch (E.Kind) {
  case EventKind::Call:
    // `f(&error)`: what f says through its argument.
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local)
        for (const DefinitionFacts &D :
             F->Locals[F->Values[V].Number].Definitions)
          if (IsBy(D.Value, E.Index))
            ResultIn[V] = E.Index;
    return;
  case EventKind::Define:
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local &&
          uint64_t(F->Values[V].Number) == E.Index)
        Target = V;
    break;
  case EventKind::Store:
    Target = F->Stores[E.Index].Target;
    break;
  default:
    return;
  }
  if (Target == NoIndex)
    return;
  ResultIn.erase(Target);
  if (E.Value != NoIndex && F->Values[E.Value].Kind == ValueKind::Call)
    ResultIn[Target] = F->Values[E.Value].Number;
}

/// Whether a condition is that of a loop that holds a release, not the bind.
bool BindWalk::isLoopOfRelease(ValueId Condition) const {
  auto Holds = [&](uint32_t Loop, CallId Call) {
    uint32_t At = F->Calls[Call].Loop;
    while (At != NoIndex && At != Loop)
      At = F->Loops[At].Parent;
    return At == Loop;
  };
  for (uint32_t I = 0; I < F->Loops.size(); ++I) {
    const LoopFacts &Loop = F->Loops[I];
    bool IsCondition = Loop.Condition == Condition ||
                       (Loop.Kind == LoopKind::RangeFor &&
                        F->Values[Condition].Kind == ValueKind::Unknown);
    if (IsCondition && !(Followed && Holds(I, Followed->Call)) &&
        llvm::any_of(Releases,
                     [&](CallId Release) { return Holds(I, Release); }))
      return true;
  }
  return false;
}

/// Whether only some of the functions that a call may run throw: it may always
/// run one of the others.
bool BindWalk::throwsSometimes(CallId Call) const {
  auto Targets = Summaries.P.targets(F, F->Calls[Call]);
  return Targets.size() > 1 && llvm::any_of(Targets, [&](FunctionRef Target) {
           return Summaries.Throws.escaping(Target).empty();
         });
}

void BindWalk::explain(const RawExit &Raw, BoundExit &Result) const {
  const auto &Blocks = F->Flow.Blocks;
  std::vector<char> Reaches = blocksBeforeRelease();
  if (Raw.Exit.Kind == ExitKind::Exception && throwsSometimes(Raw.Exit.Index))
    Result.IsDoubtful = true;
  // The path is bound from the block before the first step with that mark.
  size_t First = Raw.Steps.size();
  for (size_t I = 0; I < Raw.Steps.size(); ++I)
    if ((Raw.Steps[I].Mark & StatusMask) == Bound) {
      First = I ? I - 1 : 0;
      break;
    }
  if (First == Raw.Steps.size())
    First = Raw.Steps.size() - 1;
  llvm::DenseMap<ValueId, CallId> ResultIn;
  for (size_t I = First; I < Raw.Steps.size(); ++I) {
    const PathStep &Step = Raw.Steps[I];
    if (Step.Thrower != NoIndex && I > First) {
      Result.CaughtFrom = Step.Thrower;
      Result.IsDoubtful |= throwsSometimes(Step.Thrower);
    }
    const FlowBlock &Block = Blocks[Step.Block];
    for (const FlowEvent &E : Block.Events)
      noteResult(E, ResultIn);
    if (Step.Edge == NoIndex || Block.Condition == NoIndex ||
        Block.Successors.size() < 2)
      continue;
    uint32_t To = Block.Successors[Step.Edge].To;
    CallId Decider = callBehind(Block.Condition, ResultIn);
    // The bind's own failure is not what it failed to undo.
    if (Followed && Decider == Followed->Call)
      Decider = NoIndex;
    if (Reaches[Step.Block] && !Reaches[To]) {
      Result.DecidedBy = Decider;
      // That a loop over the releases makes no trip is seldom meant.
      Result.IsDoubtful |= isLoopOfRelease(Block.Condition);
    }
    if (controlsRelease(Step.Block, To)) {
      if (Decider == NoIndex)
        Result.IsDoubtful = true;
      else
        Result.DecidedBy = Decider;
    }
  }
}

} // namespace hangproof
