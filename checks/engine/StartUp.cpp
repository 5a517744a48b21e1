//===- StartUp.cpp - What runs once, before the work begins ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StartUp.h"
#include "Dispatch.h"
#include "Effects.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

/// Calls between main and its loop.
static constexpr unsigned MostDepth = 3;
static constexpr size_t MostFunctions = 64;

/// Whether the function has a loop without end: a server's main loop.
bool StartUp::runsForEver(FunctionRef F, unsigned Depth) {
  auto [It, IsNew] = Forever.try_emplace(F.Function, false);
  if (!IsNew)
    return It->second;
  bool Result = false;
  for (uint32_t L = 0; !Result && L < F->Loops.size(); ++L)
    Result = Loops.of(F, L).IsEndless && !Loops.flow(F, L).body().none();
  for (const CallFacts &Call : F->Calls) {
    if (Result)
      break;
    Result = Call.ApiRow != NoIndex &&
             effectOf(P, F, Call, EffectKind::RunsEvents) != nullptr;
    if (!Result && Depth < MostDepth)
      for (FunctionRef Target : P.targets(F, Call))
        Result |= runsForEver(Target, Depth + 1);
  }
  return Forever[F.Function] = Result;
}

/// Whether the function comes to an endless loop after the block, and not back.
bool StartUp::isBeforeMainLoop(FunctionRef F, uint32_t Block) {
  if (Block >= F->Flow.Blocks.size() || F->FlowFailed)
    return false;
  const FlowGraph &Graph = F->Flow;
  llvm::BitVector After = reachable(Graph, Block);
  auto IsBefore = [&](uint32_t Later) {
    return Later != Block && After.test(Later) &&
           !reachable(Graph, Later).test(Block);
  };
  for (uint32_t L = 0; L < F->Loops.size(); ++L) {
    const LoopFlow &Flow = Loops.flow(F, L);
    if (Flow.isKnown() && !Flow.body().none() && Loops.of(F, L).IsEndless &&
        IsBefore(Flow.head()))
      return true;
  }
  auto RunsLater = [&](const CallFacts &Call) {
    if (Call.ApiRow != NoIndex && effectOf(P, F, Call, EffectKind::RunsEvents))
      return true;
    for (FunctionRef Target : P.targets(F, Call))
      if (runsForEver(Target, 1))
        return true;
    return false;
  };
  for (const CallFacts &Call : F->Calls)
    if (Call.Block != NoIndex && Call.Block != Block && IsBefore(Call.Block) &&
        RunsLater(Call))
      return true;
  return false;
}

/// Whether main calls the function, in no loop.
bool StartUp::isCalledOnce(FunctionRef F, unsigned Depth) {
  if (F->IsMain)
    return true;
  llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
  return Depth < MostDepth && !Callers.empty() && Handed.of(F).empty() &&
         Handed.handedTo(F).empty() &&
         llvm::all_of(
             Callers,
             [&](const CallRef &Caller) {
               uint32_t Block = Caller.facts().Block;
               const FlowGraph &Graph = Caller.Caller->Flow;
               return Block < Graph.Blocks.size() &&
                      !reachable(Graph, Block).test(Block) &&
                      isCalledOnce(Caller.Caller, Depth + 1);
             });
}

bool StartUp::isStartUp(FunctionRef F, uint32_t Block) {
  llvm::SmallVector<std::pair<FunctionRef, uint32_t>, 8> Work{{F, Block}};
  llvm::SmallPtrSet<const FunctionFacts *, 16> Seen;
  while (!Work.empty()) {
    auto [At, Where] = Work.pop_back_val();
    if (isBeforeMainLoop(At, Where) && isCalledOnce(At, 0))
      continue;
    if (At->IsMain)
      return false;
    // Calls through a parameter run what this caller passes: those that may
    // run something else say nothing.
    llvm::SmallVector<CallRef, 8> Callers;
    for (llvm::ArrayRef<CallRef> Some :
         {P.callers(At->Id), Handed.handedTo(At)})
      for (const CallRef &By : Some)
        if (!dispatchOf(P, By).isDoubtful())
          Callers.push_back(By);
    auto IsLater = [](const Entry &E) { return E.Kind != EntryKind::Now; };
    if (Callers.empty() || llvm::any_of(Handed.of(At), IsLater))
      return false;
    if (!Seen.insert(At.Function).second)
      continue;
    if (Seen.size() > MostFunctions)
      return false;
    for (const CallRef &Caller : Callers)
      Work.push_back({Caller.Caller, Caller.facts().Block});
  }
  return true;
}

} // namespace hangproof
