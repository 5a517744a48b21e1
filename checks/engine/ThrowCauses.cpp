//===- ThrowCauses.cpp - Why a throw happens one day ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThrowCauses.h"
#include "LoopFlow.h"
#include "Outcome.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

unsigned doubtOfClass(llvm::StringRef Type) {
  if (Type == "std::logic_error")
    return 3;
  llvm::StringRef Name = lastComponent(Type);
  bool IsNull = hasWord(Name, "null") && hasWord(Name, "pointer ptr reference");
  return IsNull || hasWord(Name, "assert assertion unreachable bug bugcheck")
             ? DoubtOfRare
             : 0;
}

bool isAccessOperator(const FunctionFacts &F) {
  llvm::StringRef Name = lastComponent(F.Name);
  return Name == "operator->" || Name == "operator*" || Name == "operator[]" ||
         Name == "operator->*";
}

unsigned doubtOf(const Effect &What) {
  return llvm::StringSwitch<unsigned>(What.Cause)
      .Cases("exhaustion", "callees", 3)
      .Case("misuse", 4)
      .Case("rare", DoubtOfRare)
      .Default(0);
}

bool isUnlikely(const Effect &What) {
  return llvm::StringSwitch<bool>(What.Cause)
      .Cases("callees", "misuse", "rare", true)
      .Default(false);
}

bool isOfRareFailure(const Program &P, FunctionRef F, uint32_t Throw) {
  if (F->FlowFailed)
    return false;
  llvm::SmallVector<const CallFacts *, 4> Calls;
  for (const CallFacts &Call : F->Calls)
    if (Call.ApiRow != NoIndex && Call.Result != NoIndex &&
        effectOf(P, F, Call, EffectKind::FailsRarely))
      Calls.push_back(&Call);
  if (Calls.empty())
    return false;
  const FlowGraph &Flow = F->Flow;
  auto To = llvm::find_if(Flow.Blocks, [&](const FlowBlock &Block) {
    return llvm::any_of(Block.Events, [&](const FlowEvent &E) {
      return E.Kind == EventKind::Throw && E.Index == Throw;
    });
  });
  if (To == Flow.Blocks.end())
    return false;
  Outcomes Results(P);
  for (uint32_t Branch = 0; Branch < Flow.Blocks.size(); ++Branch) {
    ValueId Condition = Flow.Blocks[Branch].Condition;
    if (Condition == NoIndex)
      continue;
    llvm::BitVector Region;
    const FlowEdge *Side =
        onlySideTo(Flow, Branch, To - Flow.Blocks.begin(),
                   llvm::BitVector(Flow.Blocks.size()), Region);
    if (Side && llvm::any_of(Calls, [&](const CallFacts *Call) {
          std::optional<bool> OnSuccess =
              isMadeOf(*F, Condition, Call->Result, WalkLocals)
                  ? Results.holdsOnSuccess(F, *Call, Condition)
                  : std::nullopt;
          return OnSuccess && Side->Kind == (*OnSuccess ? EdgeKind::IfFalse
                                                        : EdgeKind::IfTrue);
        }))
      return true;
  }
  return false;
}

} // namespace hangproof
