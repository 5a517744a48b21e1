//===- StopFlags.cpp - Requests to stop, and who looks at them ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StopFlags.h"
#include "Effects.h"
#include "LoopFlow.h"
#include "SignalWaits.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

/// Names of flags often are one word: "exitflag", "doquit".
static bool isNamedForStopping(llvm::StringRef Name) {
  std::string Lower = Name.lower();
  for (llvm::StringRef Part :
       {"stop", "quit", "terminat", "shutdown", "shutting", "running", "abort",
        "cancel", "interrupt", "exiting", "keepgoing", "keep_going"})
    if (llvm::StringRef(Lower).contains(Part))
      return true;
  return hasWord(Name,
                 "exit term done finish finished die dying alive leave") ||
         llvm::StringRef(Lower).contains("exit_") ||
         llvm::StringRef(Lower).contains("exitflag");
}

static bool stops(llvm::StringRef Name) {
  return hasWord(Name, "stop quit terminate shutdown halt cancel interrupt "
                       "abort exit finish close join disconnect kill");
}

/// Signals by which a process is asked to end: SIGINT, SIGQUIT, SIGTERM. That
/// SIGHUP does so is not the rule.
static bool asksToStop(int64_t Signal) {
  return Signal == 2 || Signal == 3 || Signal == 15;
}

/// Whether the registered signal may be one of those. Unknown ones may.
static bool mayAskToStop(const Program &P, const CallRef &By) {
  if (!By.Caller)
    return true;
  const Effect *What =
      effectOf(P, By.Caller, By.facts(), EffectKind::Registers);
  if (!What || What->Value == RoleNone)
    return true;
  llvm::SmallVector<std::pair<FunctionRef, ValueId>, 4> Work{
      {By.Caller, argumentOf(By.facts(), What->Value)}};
  unsigned Steps = 0;
  bool IsKnown = true, Asks = false;
  while (!Work.empty() && ++Steps < 64) {
    auto [F, V] = Work.pop_back_val();
    if (V >= F->Values.size())
      return true;
    const ValueFacts &Value = F->Values[V];
    if (Value.Kind == ValueKind::Integer) {
      Asks |= asksToStop(Value.Number);
    } else if (Value.Kind == ValueKind::Local) {
      for (const DefinitionFacts &D : F->Locals[Value.Number].Definitions)
        Work.push_back({F, D.Value});
      IsKnown &= !F->Locals[Value.Number].Definitions.empty();
    } else if (Value.Kind == ValueKind::Parameter) {
      llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
      IsKnown &= !Callers.empty();
      for (const CallRef &Caller : Callers)
        if (size_t(Value.Number) < Caller.facts().Arguments.size())
          Work.push_back(
              {Caller.Caller, Caller.facts().Arguments[Value.Number]});
    } else {
      IsKnown = false;
    }
  }
  return Asks || !IsKnown;
}

/// The field or global that a storage expression is part of.
static ValueId variableOf(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; V < F.Values.size() && Depth < 16; ++Depth) {
    ValueKind Kind = F.Values[V].Kind;
    // A member of a local struct is gone with it.
    if (Kind == ValueKind::Field)
      return F.Values[F.Values[V].Operands[0]].Kind == ValueKind::Local
                 ? NoIndex
                 : V;
    if (Kind == ValueKind::Global)
      return V;
    if (Kind != ValueKind::Element && Kind != ValueKind::Deref)
      return NoIndex;
    V = F.Values[V].Operands[0];
  }
  return NoIndex;
}

/// Whether the variable is there for the whole program: a global, or part of
/// what a global holds or points to.
static bool isGlobal(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; V < F.Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &Value = F.Values[V];
    switch (Value.Kind) {
    case ValueKind::Global:
      return true;
    case ValueKind::Field:
    case ValueKind::Element:
    case ValueKind::Deref:
    case ValueKind::AddressOf:
      V = Value.Operands[0];
      break;
    case ValueKind::Call: // Instance()->quit_
    case ValueKind::This:
      return true;
    case ValueKind::Local:
      if (F.Locals[Value.Number].Definitions.size() != 1)
        return false;
      V = F.Locals[Value.Number].Definitions[0].Value;
      break;
    default:
      return false;
    }
  }
  return false;
}

/// What a handler stores to ask for something: a constant, the number of the
/// signal, a count.
static bool mayBeRequest(const FunctionFacts &F, ValueId V) {
  if (V >= F.Values.size())
    return false;
  switch (F.Values[V].Kind) {
  case ValueKind::Integer:
  case ValueKind::Parameter:
  case ValueKind::Add:
  case ValueKind::Bitwise:
  case ValueKind::Not:
  case ValueKind::Compare:
    return true;
  default:
    return false;
  }
}

StopFlags::StopFlags(const Program &P, const Entries &Handed)
    : P(P), Handed(Handed) {
  findHandlerWrites();
  findMethodWrites();
  findNamed();
  keepThoseThatEndLoops();
  findReaders();
}

StopFlag &StopFlags::flag(SymbolId Variable, llvm::StringRef Name,
                          StopFlagKind Kind) {
  auto [It, IsNew] = IndexOf.try_emplace(Variable, Flags.size());
  if (IsNew) {
    Flags.emplace_back();
    Flags.back().Kind = Kind;
    Flags.back().Variable = Variable;
    Flags.back().Name = Name.str();
  }
  return Flags[It->second];
}

const StopFlag *StopFlags::find(SymbolId Variable) const {
  auto It = IndexOf.find(Variable);
  return It == IndexOf.end() ? nullptr : &Flags[It->second];
}

/// Whether nothing that F does could end a wait elsewhere: it writes variables
/// and says so to people.
bool StopFlags::onlySets(FunctionRef F, unsigned Depth) const {
  if (Depth > MostLevels)
    return false;
  for (const CallFacts &Call : F->Calls) {
    if (!F->FlowFailed &&
        (Call.Block == NoIndex || !canReturn(F->Flow, Call.Block)))
      continue; // On the way out of the process.
    if (Call.ApiRow != NoIndex) {
      // To wait for the end does nothing for it.
      if (effectOf(P, F, Call, EffectKind::Joins))
        continue;
      for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
        switch (Applied.What->Kind) {
        case EffectKind::Logs:
        case EffectKind::FailsRarely:
        case EffectKind::Registers:
        case EffectKind::RestartsCalls:
        case EffectKind::BuildsSignals:
        case EffectKind::ReadsClock:
        case EffectKind::IdentifiesThread:
        case EffectKind::PassesValue:
        case EffectKind::Binds:
        case EffectKind::Releases:
        case EffectKind::Saves:
          continue;
        // A mutex around it; a semaphore may be what others wait for.
        case EffectKind::AcquiresLimit:
        case EffectKind::ReleasesLimit:
          if (Applied.What->BlockKind == "lock")
            continue;
          return false;
        case EffectKind::Blocks:
          // write to the terminal.
          if (effectOf(P, F, Call, EffectKind::Logs))
            continue;
          return false;
        default:
          return false;
        }
      }
      continue;
    }
    llvm::StringRef Name = lastComponent(Call.CalleeName);
    if (Name.contains("errno") || hasWord(Name, "lock unlock mutex") ||
        (Call.CalleeIsSystem &&
         (Call.IsConstructor || Call.IsImplicitDestructor)))
      continue;
    llvm::SmallVector<FunctionRef, 2> Targets = P.targets(F, Call);
    if (Targets.empty())
      return false;
    for (FunctionRef Target : Targets)
      if (!onlySets(Target, Depth + 1))
        return false;
  }
  return true;
}

void StopFlags::addWrites(FunctionRef Handler, const Entry &By, FunctionRef In,
                          unsigned Depth,
                          llvm::DenseSet<const FunctionFacts *> &Seen) {
  if (Depth > MostLevels || !Seen.insert(In.Function).second)
    return;
  for (const StoreFacts &Store : In->Stores) {
    ValueId V = variableOf(*In, Store.Target);
    if (V == NoIndex)
      continue;
    const ValueFacts &Variable = In->Values[V];
    // Far from the handler, and in what it was given, much is written.
    bool IsPlain = Depth <= 1 && isGlobal(*In, V);
    if (!mayBeRequest(*In, Store.Value) ||
        (!IsPlain && !isNamedForStopping(Variable.Text)))
      continue;
    bool Restarts =
        By.By.Caller && effectOf(P, By.By.Caller, By.By.facts(),
                                 EffectKind::RestartsCalls) != nullptr;
    bool IsFirst = !find(Variable.Symbol);
    StopFlag &Flag = flag(Variable.Symbol, Variable.Text, StopFlagKind::Signal);
    Flag.OnlySets = (IsFirst || Flag.OnlySets) && onlySets(Handler, 0);
    Flag.Restarts = (IsFirst || Flag.Restarts) && Restarts;
    if (!IsFirst)
      continue;
    Flag.IsOwnFile =
        Variable.Kind == ValueKind::Global && (Variable.Extra & OwnFileBit);
    Flag.Writer = In;
    Flag.WrittenAt = Store.Where;
    Flag.Handler = Handler;
    Flag.By = By.By;
  }
  for (const CallFacts &Call : In->Calls)
    for (FunctionRef Target : P.targets(In, Call))
      addWrites(Handler, By, Target, Depth + 1, Seen);
}

void StopFlags::findHandlerWrites() {
  for (FunctionRef F : P.functions())
    for (const Entry &E : Handed.of(F)) {
      if (E.Kind != EntryKind::Handler || E.Context != "signal" ||
          !mayAskToStop(P, E.By))
        continue;
      if (!F->FlowFailed && !canReturn(F->Flow, F->Flow.Entry))
        continue; // It ends the process itself.
      llvm::DenseSet<const FunctionFacts *> Seen;
      addWrites(F, E, F, 0, Seen);
    }
}

void StopFlags::findMethodWrites() {
  for (FunctionRef F : P.functions()) {
    if (F->IsConstructor || F->IsStaticInitializer || F->IsMain ||
        !(F->IsDestructor || stops(lastComponent(F->Name))))
      continue;
    for (const StoreFacts &Store : F->Stores) {
      ValueId V = variableOf(*F, Store.Target);
      if (V == NoIndex || Store.IsCompound || Store.Value >= F->Values.size() ||
          F->Values[Store.Value].Kind != ValueKind::Integer ||
          find(F->Values[V].Symbol))
        continue;
      StopFlag &Flag =
          flag(F->Values[V].Symbol, F->Values[V].Text, StopFlagKind::Method);
      Flag.Writer = F;
      Flag.WrittenAt = Store.Where;
      Flag.MayWake = !onlySets(F, 0);
    }
  }
}

/// Globals that the program does not write in view, and getters without a body,
/// where a condition asks for them under a name that says what they are.
void StopFlags::findNamed() {
  for (FunctionRef F : P.functions())
    for (const FlowBlock &Block : F->Flow.Blocks) {
      if (Block.Condition == NoIndex)
        continue;
      walkValue(*F, Block.Condition, WalkOperands, [&](ValueId Part) {
        const ValueFacts &V = F->Values[Part];
        if (V.Kind == ValueKind::Global && P.stores(V.Symbol).empty() &&
            isNamedForStopping(V.Text)) {
          flag(V.Symbol, V.Text, StopFlagKind::Named);
        } else if (V.Kind == ValueKind::Call) {
          const CallFacts &Call = F->Calls[V.Number];
          llvm::StringRef Name = lastComponent(Call.CalleeName);
          SymbolId Symbol = Call.Callee;
          if (!Symbol && Call.Target < F->Values.size()) {
            Symbol = F->Values[Call.Target].Symbol;
            Name = nameOf(*F, Call.Target);
          }
          if (Symbol && Call.ApiRow == NoIndex && !Call.CalleeIsSystem &&
              Call.Arguments.size() <= 1 && isNamedForStopping(Name) &&
              P.targets(F, Call).empty())
            flag(Symbol, Name, StopFlagKind::Named);
        }
        return V.Kind == ValueKind::Not || V.Kind == ValueKind::Compare ||
               V.Kind == ValueKind::Bitwise;
      });
    }
}

void StopFlags::symbolsIn(FunctionRef F, ValueId V,
                          llvm::SmallVectorImpl<SymbolId> &Result) const {
  walkValue(
      *F, V, WalkOperands | WalkArguments | WalkLocals, [&](ValueId Part) {
        const ValueFacts &Value = F->Values[Part];
        if (Value.Kind == ValueKind::Field || Value.Kind == ValueKind::Global) {
          Result.push_back(Value.Symbol);
        } else if (Value.Kind == ValueKind::Call) {
          const CallFacts &Call = F->Calls[Value.Number];
          if (Call.Callee)
            Result.push_back(Call.Callee);
          else if (Call.Target < F->Values.size())
            Result.push_back(F->Values[Call.Target].Symbol);
          for (FunctionRef Target : P.targets(F, Call))
            if (auto It = Returned.find(Target.Function); It != Returned.end())
              Result.append(It->second.begin(), It->second.end());
        }
        return true;
      });
}

/// Drops what is no stop flag: a variable is one if some loop ends by it.
void StopFlags::keepThoseThatEndLoops() {
  if (Flags.empty())
    return;
  // What getters return, two calls deep.
  for (unsigned Level = 0; Level < 2; ++Level) {
    llvm::DenseMap<const FunctionFacts *, llvm::SmallVector<SymbolId, 1>> Next;
    for (FunctionRef F : P.functions())
      for (const ReturnFacts &Return : F->Returns) {
        if (Return.Value == NoIndex)
          continue;
        llvm::SmallVector<SymbolId, 8> Symbols;
        symbolsIn(F, Return.Value, Symbols);
        for (SymbolId Symbol : Symbols)
          if (find(Symbol) && !llvm::is_contained(Next[F.Function], Symbol))
            Next[F.Function].push_back(Symbol);
      }
    Returned = std::move(Next);
  }

  std::vector<char> EndsLoop(Flags.size());
  for (FunctionRef F : P.functions()) {
    if (F->Loops.empty() || F->FlowFailed)
      continue;
    std::vector<std::optional<LoopFlow>> Flows(F->Loops.size());
    for (uint32_t Block = 0; Block < F->Flow.Blocks.size(); ++Block) {
      ValueId Condition = F->Flow.Blocks[Block].Condition;
      if (Condition == NoIndex)
        continue;
      llvm::SmallVector<SymbolId, 8> Symbols;
      symbolsIn(F, Condition, Symbols);
      llvm::erase_if(Symbols, [&](SymbolId S) { return !find(S); });
      if (Symbols.empty())
        continue;
      bool Ends = false;
      for (uint32_t Loop = 0; Loop < F->Loops.size() && !Ends; ++Loop) {
        if (!Flows[Loop])
          Flows[Loop].emplace(*F, Loop);
        Ends = Flows[Loop]->repeats(Block) &&
               llvm::is_contained(Flows[Loop]->exits(), Block);
      }
      if (!Ends)
        continue;
      for (SymbolId Symbol : Symbols) {
        unsigned Index = IndexOf.find(Symbol)->second;
        // A method that waits for its own flag asks for nothing.
        if (Flags[Index].Kind != StopFlagKind::Method ||
            Flags[Index].Writer.Function != F.Function)
          EndsLoop[Index] = true;
      }
    }
  }
  std::vector<StopFlag> Kept;
  for (unsigned I = 0; I < Flags.size(); ++I)
    if (EndsLoop[I] || (Flags[I].Kind == StopFlagKind::Signal &&
                        isNamedForStopping(Flags[I].Name)))
      Kept.push_back(std::move(Flags[I]));
  Flags = std::move(Kept);
  IndexOf.clear();
  for (unsigned I = 0; I < Flags.size(); ++I)
    IndexOf[Flags[I].Variable] = I;
}

} // namespace hangproof
