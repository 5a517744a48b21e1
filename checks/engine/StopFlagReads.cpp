//===- StopFlagReads.cpp - Who looks at a request to stop -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StopFlags.h"
#include "ValueWalk.h"

namespace hangproof {

const StopFlag *StopFlags::readIn(FunctionRef F, uint32_t Block,
                                  Place &Where) const {
  const StopFlag *Best = nullptr;
  auto Look = [&](ValueId V, const Place &At) {
    if (V == NoIndex)
      return;
    walkValue(*F, V, WalkOperands | WalkArguments, [&](ValueId Part) {
      const ValueFacts &Value = F->Values[Part];
      SymbolId Symbol = 0;
      if (Value.Kind == ValueKind::Field || Value.Kind == ValueKind::Global) {
        Symbol = Value.Symbol;
      } else if (Value.Kind == ValueKind::Call) {
        const CallFacts &Call = F->Calls[Value.Number];
        Symbol = Call.Callee;
        if (!Symbol && Call.Target < F->Values.size())
          Symbol = F->Values[Call.Target].Symbol;
      }
      if (const StopFlag *Flag = Symbol ? find(Symbol) : nullptr)
        if (!Best || (Best->Kind != StopFlagKind::Signal &&
                      Flag->Kind == StopFlagKind::Signal)) {
          Best = Flag;
          Where = At;
        }
      return true;
    });
  };
  const FlowBlock &B = F->Flow.Blocks[Block];
  Place Last;
  for (const FlowEvent &E : B.Events) {
    if (E.Where.isValid())
      Last = E.Where;
    switch (E.Kind) {
    case EventKind::Call: {
      const CallFacts &Call = F->Calls[E.Index];
      Look(Call.Result, Call.Where);
      Look(Call.Object, Call.Where);
      for (ValueId Argument : Call.Arguments)
        Look(Argument, Call.Where);
      break;
    }
    case EventKind::Return:
      if (E.Index < F->Returns.size())
        Look(F->Returns[E.Index].Value, F->Returns[E.Index].Where);
      break;
    case EventKind::Store:
    case EventKind::Define:
      Look(E.Value, E.Where);
      break;
    default:
      break;
    }
  }
  Look(B.Condition, Last);
  return Best;
}

void StopFlags::findReaders() {
  if (Flags.empty())
    return;
  std::vector<FunctionRef> Level, Next;
  for (FunctionRef F : P.functions()) {
    llvm::DenseSet<SymbolId> Mentioned;
    for (const ValueFacts &V : F->Values)
      if ((V.Kind == ValueKind::Field || V.Kind == ValueKind::Global) &&
          find(V.Symbol) && Mentioned.insert(V.Symbol).second)
        UsersOf[V.Symbol].push_back(F);
    bool Calls = llvm::any_of(F->Calls, [&](const CallFacts &Call) {
      return (Call.Callee && find(Call.Callee)) ||
             (!Call.Callee && Call.Target < F->Values.size() &&
              F->Values[Call.Target].Symbol &&
              find(F->Values[Call.Target].Symbol));
    });
    // `static int stop = 0;` is no look at it.
    if ((Mentioned.empty() && !Calls) || F->IsStaticInitializer)
      continue;
    bool Reads = F->FlowFailed;
    Place Where;
    for (uint32_t Block = 0; Block < F->Flow.Blocks.size() && !Reads; ++Block)
      Reads = readIn(F, Block, Where) != nullptr;
    if (!Reads)
      continue;
    ReaderLevel[F.Function] = 0;
    Level.push_back(F);
  }
  for (unsigned Depth = 1; Depth <= MostLevels; ++Depth) {
    for (FunctionRef F : Level)
      for (const CallRef &Caller : P.callers(F->Id))
        if (ReaderLevel.try_emplace(Caller.Caller.Function, Depth).second)
          Next.push_back(Caller.Caller);
    Level = std::exchange(Next, {});
  }
}

bool StopFlags::reads(FunctionRef F) const {
  return ReaderLevel.count(F.Function);
}

bool StopFlags::areHidden() const {
  for (const StopFlag &Flag : Flags)
    if (!Flag.IsOwnFile)
      return false;
  return llvm::all_of(P.functions(), [&](FunctionRef F) {
    auto It = ReaderLevel.find(F.Function);
    return It == ReaderLevel.end() || It->second != 0 || F->IsMain ||
           !P.callers(F->Id).empty();
  });
}

const StopFlag *StopFlags::readBy(FunctionRef F) const {
  auto It = ReaderLevel.find(F.Function);
  if (It == ReaderLevel.end() || It->second != 0)
    return nullptr;
  const StopFlag *Best = nullptr;
  Place Where;
  for (uint32_t Block = 0; Block < F->Flow.Blocks.size(); ++Block)
    if (const StopFlag *Flag = readIn(F, Block, Where))
      if (!Best || (Best->Kind != StopFlagKind::Signal &&
                    Flag->Kind == StopFlagKind::Signal))
        Best = Flag;
  return Best;
}

llvm::ArrayRef<FunctionRef> StopFlags::users(const StopFlag &Flag) const {
  auto It = UsersOf.find(Flag.Variable);
  return It == UsersOf.end() ? llvm::ArrayRef<FunctionRef>()
                             : llvm::ArrayRef<FunctionRef>(It->second);
}

const llvm::BitVector &StopFlags::readsIn(FunctionRef F) {
  auto [It, IsNew] = ReadBlocks.try_emplace(F.Function);
  llvm::BitVector &Result = It->second;
  if (!IsNew)
    return Result;
  Result.resize(F->Flow.Blocks.size());
  if (!reads(F))
    return Result;
  Place Where;
  for (uint32_t Block = 0; Block < F->Flow.Blocks.size(); ++Block) {
    bool Reads = readIn(F, Block, Where) != nullptr;
    for (const FlowEvent &E : F->Flow.Blocks[Block].Events)
      if (E.Kind == EventKind::Call && !Reads)
        for (FunctionRef Target : P.targets(F, F->Calls[E.Index])) {
          // What calls F itself again is no look at the flag.
          auto Level = ReaderLevel.find(Target.Function);
          Reads |= Level != ReaderLevel.end() && Level->second < MostLevels &&
                   !(Target == F);
        }
    if (Reads)
      Result.set(Block);
  }
  return Result;
}

} // namespace hangproof
