//===- FlagViews.cpp - Who looks at a stop flag around a wait -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlagViews.h"
#include "engine/Effects.h"

namespace hangproof::lostsignal {

/// Whether the loop goes over something, rather than going on until told.
bool isCounted(FunctionRef F, uint32_t Loop) {
  const LoopFacts &L = F->Loops[Loop];
  return L.Kind == LoopKind::RangeFor ||
         (L.Kind == LoopKind::For && L.Variable != NoIndex &&
          L.Condition != NoIndex);
}

/// A flag that the block reads, by itself or in a function that it calls.
const StopFlag *FlagViews::flagIn(FunctionRef F, uint32_t Block, Place &Where) {
  if (const StopFlag *Flag = Flags.readIn(F, Block, Where))
    return Flag;
  for (const FlowEvent &E : F->Flow.Blocks[Block].Events)
    if (E.Kind == EventKind::Call)
      for (FunctionRef Target : P.targets(F, F->Calls[E.Index]))
        if (const StopFlag *Flag = Flags.readBy(Target)) {
          Where = F->Calls[E.Index].Where;
          return Flag;
        }
  return nullptr;
}

/// Blocks that read a flag, or call something of the project that may.
llvm::BitVector FlagViews::mayRead(FunctionRef F) {
  llvm::BitVector Result = Flags.readsIn(F);
  if (isHidden())
    return Result;
  for (uint32_t Block = 0; Block < F->Flow.Blocks.size(); ++Block)
    for (const FlowEvent &E : F->Flow.Blocks[Block].Events) {
      if (E.Kind != EventKind::Call)
        continue;
      const CallFacts &Call = F->Calls[E.Index];
      if (Call.ApiRow == NoIndex && !Call.CalleeIsSystem &&
          !Call.IsConstructor && !Call.IsImplicitDestructor &&
          P.targets(F, Call).empty())
        Result.set(Block);
    }
  return Result;
}

bool FlagViews::isHidden() {
  if (!AreHidden)
    AreHidden = Flags.areHidden();
  return *AreHidden;
}

/// Whether F runs on the thread that main runs on, as far as can be seen.
bool FlagViews::runsOnMain(FunctionRef F) const {
  llvm::SmallVector<FunctionRef, 8> Work{F};
  llvm::DenseSet<const FunctionFacts *> Seen{F.Function};
  bool IsThread = false;
  while (!Work.empty() && Seen.size() < 256) {
    FunctionRef At = Work.pop_back_val();
    if (At->IsMain)
      return true;
    bool HasOther = false;
    for (const Entry &E : Handed.of(At)) {
      if (E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task)
        IsThread = HasOther = true;
    }
    llvm::ArrayRef<CallRef> Callers = P.callers(At->Id);
    if (Callers.empty() && !HasOther)
      return true; // Not known.
    for (const CallRef &Caller : Callers)
      if (Seen.insert(Caller.Caller.Function).second)
        Work.push_back(Caller.Caller);
  }
  return !IsThread;
}

/// A loop of F around the block that ends by a flag.
FlagView FlagViews::inLoop(FunctionRef F, uint32_t Block, bool OnlyHandlers) {
  FlagView View;
  if (Block == NoIndex || !Flags.reads(F))
    return View;
  for (uint32_t Loop = 0; Loop < F->Loops.size(); ++Loop) {
    const LoopFlow &Flow = Loops.flow(F, Loop);
    if (!Flow.repeats(Block) || (OnlyHandlers && isCounted(F, Loop)))
      continue;
    for (uint32_t Exit : Flow.exits()) {
      Place Where;
      const StopFlag *Flag = flagIn(F, Exit, Where);
      if (!Flag || (OnlyHandlers && Flag->Kind != StopFlagKind::Signal))
        continue;
      if (View && View.Flag->Kind == StopFlagKind::Signal)
        continue;
      View.Flag = Flag;
      View.In = F;
      View.Where = F->Loops[Loop].Where;
    }
  }
  return View;
}

bool FlagViews::isAfterLoop(FunctionRef F, uint32_t Block) {
  if (!Flags.reads(F))
    return false;
  for (uint32_t Loop = 0; Loop < F->Loops.size(); ++Loop) {
    const LoopFlow &Flow = Loops.flow(F, Loop);
    if (!Flow.isKnown() || Flow.repeats(Block) ||
        llvm::none_of(Flow.exits(), [&](uint32_t Exit) {
          Place Where;
          return flagIn(F, Exit, Where) != nullptr;
        }))
      continue;
    // Every way to the block goes over the loop.
    llvm::BitVector Avoid(F->Flow.Blocks.size());
    Avoid.set(Flow.head());
    if (!reachableOver(F->Flow, F->Flow.Entry, Avoid).test(Block))
      return true;
  }
  return false;
}

/// A loop around a call that leads to F, up to some calls away.
FlagView FlagViews::inCallers(FunctionRef F, llvm::ArrayRef<CallRef> Through,
                              bool OnlyHandlers, size_t MostCalls) {
  constexpr size_t MostCallers = 16;
  FlagView Best;
  if (Through.size() >= MostCalls)
    return Best;
  llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
  if (Callers.size() > MostCallers)
    return Best;
  for (const CallRef &Caller : Callers) {
    if (llvm::any_of(Through, [&](const CallRef &Call) {
          return Call.Caller == Caller.Caller;
        }))
      continue;
    llvm::SmallVector<CallRef, 3> Way(Through);
    Way.push_back(Caller);
    FlagView View = inLoop(Caller.Caller, Caller.facts().Block, OnlyHandlers);
    if (View)
      View.Through = Way;
    else
      View = inCallers(Caller.Caller, Way, OnlyHandlers, MostCalls);
    if (View && (!Best || View.Through.size() < Best.Through.size()))
      Best = View;
  }
  return Best;
}

/// A flag that F reads after the wait or around it.
FlagView FlagViews::of(FunctionRef F, CallId Call) {
  FlagView View;
  uint32_t Block = F->Calls[Call].Block;
  const llvm::BitVector &Reads = Flags.readsIn(F);
  if (Reads.any()) {
    llvm::BitVector After = reachable(F->Flow, Block);
    for (unsigned Read : Reads.set_bits()) {
      Place Where;
      if (!After.test(Read))
        continue;
      const StopFlag *Flag = flagIn(F, Read, Where);
      if (!Flag || (View && (View.Flag->Kind == StopFlagKind::Signal ||
                             Flag->Kind != StopFlagKind::Signal)))
        continue;
      View.Flag = Flag;
      View.In = F;
      View.Where = Where;
      View.IsOwn = true;
    }
    if (View)
      if (FlagView Loop = inLoop(F, Block, false);
          Loop && Loop.Flag == View.Flag)
        View.Where = Loop.Where;
    return View;
  }
  return inCallers(F, {}, false, 3);
}

/// A flag of F's class that another method looks at.
FlagView FlagViews::ofClass(FunctionRef F) {
  FlagView View;
  if (!F->Class || F->IsConstructor || F->IsDestructor)
    return View;
  for (const StopFlag &Flag : Flags.all()) {
    if (Flag.Kind == StopFlagKind::Named || Flag.Writer == F ||
        Flag.Writer->Class != F->Class)
      continue;
    for (FunctionRef User : Flags.users(Flag))
      if (User->Class == F->Class && !(User == Flag.Writer) && !(User == F) &&
          !User->IsConstructor && Flags.reads(User)) {
        View.Flag = &Flag;
        View.In = User;
        View.Where = User->Where;
        return View;
      }
  }
  return View;
}

/// A flag of a handler that other code of the same file looks at.
FlagView FlagViews::ofFile(FunctionRef F) {
  FlagView View;
  for (const StopFlag &Flag : Flags.all()) {
    if (Flag.Kind != StopFlagKind::Signal)
      continue;
    for (FunctionRef User : Flags.users(Flag))
      if (User.File == F.File && User->Where.File == F->Where.File &&
          !(User == Flag.Writer) && !(User == F) && Flags.reads(User)) {
        View.Flag = &Flag;
        View.In = User;
        View.Where = User->Where;
        return View;
      }
  }
  return View;
}

/// A flag of a handler that nobody looks at, in the file that installs it.
FlagView FlagViews::unread(FunctionRef F) {
  FlagView View;
  for (const StopFlag &Flag : Flags.all())
    if (Flag.Kind == StopFlagKind::Signal && Flag.By.Caller &&
        Flag.By.Caller.File == F.File &&
        llvm::none_of(Flags.users(Flag),
                      [&](FunctionRef User) { return Flags.reads(User); })) {
      View.Flag = &Flag;
      View.In = F;
      return View;
    }
  return View;
}

/// Whether the call in F is over before the handler is installed: in F itself,
/// or in all that call F.
bool FlagViews::isBefore(FunctionRef F, CallId Wait, const StopFlag &Flag,
                         const llvm::DenseSet<const FunctionFacts *> &Installs,
                         llvm::DenseSet<const FunctionFacts *> &Seen) const {
  constexpr size_t MostCallers = 16, MostFunctions = 64;
  uint32_t Block = F->Calls[Wait].Block;
  if (Block == NoIndex || Seen.size() > MostFunctions)
    return false;
  bool IsBefore = false;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    bool IsInstalling =
        (Flag.By.Caller == F && Flag.By.Call == I) ||
        (Call.ApiRow == NoIndex &&
         llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
           return Installs.contains(Target.Function) && !(Target == F);
         }));
    if (!IsInstalling || Call.Block == NoIndex)
      continue;
    if (reachable(F->Flow, Call.Block).test(Block) ||
        (Call.Block == Block && I < Wait))
      return false;
    IsBefore = true;
  }
  if (IsBefore)
    return true;
  llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
  return !Callers.empty() && Callers.size() <= MostCallers &&
         Seen.insert(F.Function).second &&
         llvm::all_of(Callers, [&](const CallRef &Caller) {
           return isBefore(Caller.Caller, Caller.Call, Flag, Installs, Seen);
         });
}

bool FlagViews::isBeforeHandlers(FunctionRef F, CallId Wait,
                                 const StopFlag &Flag) const {
  if (!Flag.By.Caller)
    return false;
  llvm::DenseSet<const FunctionFacts *> Installs{Flag.By.Caller.Function};
  std::vector<FunctionRef> Level{Flag.By.Caller}, Next;
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    for (FunctionRef At : Level)
      for (const CallRef &Caller : P.callers(At->Id))
        if (!Caller.Caller->IsMain &&
            Installs.insert(Caller.Caller.Function).second)
          Next.push_back(Caller.Caller);
    Level = std::exchange(Next, {});
  }
  llvm::DenseSet<const FunctionFacts *> Seen;
  return isBefore(F, Wait, Flag, Installs, Seen);
}

} // namespace hangproof::lostsignal
