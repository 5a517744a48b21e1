//===- Spawns.cpp - Threads and processes that are made -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Spawns.h"
#include "Effects.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "ValueWalk.h"

namespace hangproof {

/// Whether the call of the row needs the thread object of an earlier one:
/// QThread::create(f), then start().
static bool startsWhatIsMade(const FunctionFacts &F, const CallFacts &Start,
                             const Effect &What, const CallFacts &Maker) {
  ValueId Object = argumentOf(Start, What.Thread);
  return What.Thread == RoleObject && Object != NoIndex &&
         isMadeOf(F, Object, Maker.Result, WalkLocals);
}

Spawns::Spawns(const Program &P) : Programs(P) {
  for (FunctionRef F : P.functions()) {
    llvm::SmallVector<CallId, 4> Found;
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow == NoIndex && Call.ConstructsRow == NoIndex)
        continue;
      Spawn S;
      for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
        if (Applied.What->Kind == EffectKind::Spawns)
          S.Kind = SpawnKind::Thread;
        else if (Applied.What->Kind == EffectKind::Submits)
          S.Kind = SpawnKind::Task;
        else if (Applied.What->Kind == EffectKind::Forks)
          S.Kind = SpawnKind::Process;
        else
          continue;
        S.What = S.Kind == SpawnKind::Process ? nullptr : Applied.What;
        if (S.What) {
          llvm::SmallVector<ValueId, 4> Values;
          if (S.What->Entry == RoleAnyArgument)
            Values.append(Call.Arguments.begin(), Call.Arguments.end());
          else if (ValueId V = argumentOf(Call, S.What->Entry); V != NoIndex)
            Values.push_back(V);
          for (ValueId V : Values)
            for (FunctionRef Target : functionsIn(P, F, V))
              if (!llvm::is_contained(S.Entries, Target))
                S.Entries.push_back(Target);
        }
        Known[{F.Function, I}] = std::move(S);
        Found.push_back(I);
        break;
      }
    }
    for (CallId Start : Found) {
      Spawn &S = Known[{F.Function, Start}];
      if (!S.What)
        continue;
      for (CallId Maker : Found) {
        if (Maker == Start || !Known.count({F.Function, Maker}) ||
            !startsWhatIsMade(*F, F->Calls[Start], *S.What, F->Calls[Maker]))
          continue;
        S.Entries = Known[{F.Function, Maker}].Entries;
        Known.erase({F.Function, Maker});
      }
    }
  }
}

const Spawn *Spawns::at(FunctionRef F, CallId Call) const {
  auto It = Known.find({F.Function, Call});
  return It == Known.end() ? nullptr : &It->second;
}

bool Spawns::execs(FunctionRef F, CallId Fork) const {
  for (CallId I = 0; I < F->Calls.size(); ++I)
    if (Programs.trigger(F, I) == Fork && I != Fork)
      return true;
  return false;
}

bool Spawns::endsAtOnce(FunctionRef F, CallId Fork) const {
  constexpr unsigned MostCalls = 3;
  const Program &P = Programs.program();
  if (F->FlowFailed)
    return false;
  for (const FlowBlock &Branch : F->Flow.Blocks) {
    if (Branch.Condition == NoIndex || Branch.Successors.size() < 2)
      continue;
    unsigned Calls = 0;
    uint32_t Block = childOfFork(*F, Branch, F->Calls[Fork].Result);
    for (unsigned Depth = 0; Block < F->Flow.Blocks.size() && Depth < 4;
         ++Depth) {
      const FlowBlock &Child = F->Flow.Blocks[Block];
      for (const FlowEvent &Event : Child.Events)
        if (Event.Kind == EventKind::Call) {
          const CallFacts &Call = F->Calls[Event.Index];
          bool DoesWork = !Call.CalleeIsSystem || !P.targets(F, Call).empty() ||
                          effectOf(P, F, Call, EffectKind::Blocks);
          Calls += DoesWork ? MostCalls + 1 : 1;
        }
      if (Child.IsNoReturn)
        return Calls <= MostCalls;
      if (Child.Successors.size() != 1)
        break;
      Block = Child.Successors[0].To;
    }
  }
  return false;
}

} // namespace hangproof
