//===- Submissions.cpp - Work that is handed to a pool --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Submissions.h"
#include "Effects.h"
#include "FunctionValues.h"
#include "ValueWalk.h"

namespace hangproof {

/// The field or global that a value is, or is a part of; 0 for none.
static SymbolId variableOf(const FunctionFacts &F, ValueId Value) {
  for (unsigned Depth = 0; Value < F.Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &V = F.Values[Value];
    switch (V.Kind) {
    case ValueKind::Field:
    case ValueKind::Global:
      return V.Symbol;
    case ValueKind::Deref:
    case ValueKind::AddressOf:
    case ValueKind::Element:
      Value = V.Operands[0];
      continue;
    default:
      return 0;
    }
  }
  return 0;
}

Submissions::Submissions(const Program &P, const Entries &Handed)
    : P(P), Handed(Handed) {
  findQueues();
  findSubmitters();
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      size_t Before = All.size();
      if (F->Calls[I].ApiRow != NoIndex)
        addByRow(F, I);
      if (All.size() == Before)
        addOwn(F, I);
      if (All.size() == Before && F->Calls[I].ApiRow == NoIndex)
        addByName(F, I);
    }
  for (const Found &One : All)
    if (SymbolId Variable = variableOf(*One.In, One.Executor))
      UsersOf[Variable].insert(One.In.Function);
  for (Found &One : All) {
    if (One.Executor != NoIndex)
      One.What.Pool = poolOf(One.In, One.Executor, One.IsOwnClass, 0);
    Known[{One.In.Function, One.Call}] = std::move(One.What);
  }
}

const Submission *Submissions::at(FunctionRef F, CallId Call) const {
  auto It = Known.find({F.Function, Call});
  return It == Known.end() ? nullptr : &It->second;
}

//===----------------------------------------------------------------------===//
// Pools of the project
//===----------------------------------------------------------------------===//

/// Remembers the containers that a taken value comes from.
void Submissions::addQueues(FunctionRef F, ValueId Taken, unsigned Depth) {
  constexpr unsigned MostDepth = 2;
  walkValue(*F, Taken, WalkLocals | WalkArguments, [&](ValueId Id) {
    const ValueFacts &V = F->Values[Id];
    if (V.Kind == ValueKind::Element) {
      if (SymbolId Variable = variableOf(*F, V.Operands[0]))
        Queues.insert(Variable);
      return true;
    }
    if (V.Kind != ValueKind::Call && V.Kind != ValueKind::OutArgument)
      return true;
    const CallFacts &Call = F->Calls[V.Number];
    if (Call.Object == NoIndex)
      return true;
    llvm::SmallVector<FunctionRef, 2> Targets = P.targets(F, Call);
    if (Targets.empty()) {
      if (SymbolId Variable = variableOf(*F, Call.Object))
        Queues.insert(Variable);
      return true;
    }
    // A queue class of the project.
    for (FunctionRef Target : Targets) {
      if (Depth >= MostDepth)
        break;
      if (V.Kind == ValueKind::Call)
        for (const ReturnFacts &Return : Target->Returns)
          addQueues(Target, Return.Value, Depth + 1);
      else if (V.Extra < Target->Parameters.size())
        for (const DefinitionFacts &D : Target->Parameters[V.Extra].Definitions)
          addQueues(Target, D.Value, Depth + 1);
    }
    return true;
  });
}

void Submissions::findQueues() {
  // What the threads of the program run.
  constexpr unsigned MostDepth = 4;
  llvm::DenseSet<const FunctionFacts *> Seen;
  llvm::SmallVector<FunctionRef, 16> Level, Next;
  for (FunctionRef F : P.functions())
    if (llvm::any_of(Handed.of(F), [](const Entry &E) {
          return E.Kind == EntryKind::Thread || E.Context == "worker";
        }))
      if (Seen.insert(F.Function).second)
        Next.push_back(F);
  for (unsigned Depth = 0; Depth < MostDepth && !Next.empty(); ++Depth) {
    Level = std::exchange(Next, {});
    for (FunctionRef F : Level)
      for (const CallFacts &Call : F->Calls) {
        bool IsCallable = Call.Target != NoIndex;
        bool IsVirtual = Call.IsVirtual && Call.Object != NoIndex;
        if (IsCallable)
          addListedWork(F, Call);
        if (IsCallable || IsVirtual) {
          size_t Before = Queues.size();
          addQueues(F, IsCallable ? Call.Target : Call.Object, 0);
          if (IsVirtual && Queues.size() != Before)
            WorkMethods.insert(Call.Callee);
        }
        for (FunctionRef Target : P.targets(F, Call))
          if (Seen.insert(Target.Function).second)
            Next.push_back(Target);
      }
  }
}

void Submissions::parametersIn(FunctionRef F, ValueId Value,
                               std::set<uint32_t> &Indices) const {
  auto Visit = [&](ValueId Root, auto &&Visit, unsigned Depth) -> void {
    walkValue(*F, Root, WalkLocals | WalkArguments, [&](ValueId Id) {
      const ValueFacts &V = F->Values[Id];
      if (V.Kind == ValueKind::Parameter)
        Indices.insert(V.Number);
      if (V.Kind != ValueKind::Lambda || Depth > 2)
        return true;
      // What a closure captures is stored under a name of its own.
      FunctionRef Closure = P.find(V.Symbol, F);
      if (!Closure)
        return true;
      for (const ValueFacts &Captured : Closure->Values) {
        if (Captured.Kind != ValueKind::Global)
          continue;
        for (const StoreFacts &Store : F->Stores) {
          const ValueFacts &Target = F->Values[Store.Target];
          if (Target.Kind == ValueKind::Global &&
              Target.Symbol == Captured.Symbol)
            Visit(Store.Value, Visit, Depth + 1);
        }
      }
      return true;
    });
  };
  Visit(Value, Visit, 0);
}

void Submissions::findSubmitters() {
  if (Queues.empty() && ListedWork.empty())
    return;
  for (FunctionRef F : P.functions()) {
    if (F->Parameters.empty())
      continue;
    std::set<uint32_t> Indices;
    putIntoList(F, Indices);
    for (const CallFacts &Call : F->Calls) {
      if (Call.Object == NoIndex || Call.Arguments.empty() ||
          !Queues.count(variableOf(*F, Call.Object)))
        continue;
      bool Fills = hasWord(lastComponent(Call.CalleeName),
                           "push emplace enqueue add append insert put");
      for (ValueId Argument : Call.Arguments)
        if (Fills)
          parametersIn(F, Argument, Indices);
    }
    if (!Indices.empty())
      Submitters[F.Function] = std::move(Indices);
  }
  // Functions that hand their parameter on.
  for (unsigned Round = 0; Round < 3; ++Round)
    for (FunctionRef F : P.functions())
      for (const CallFacts &Call : F->Calls)
        for (FunctionRef Target : P.targets(F, Call)) {
          auto It = Submitters.find(Target.Function);
          if (It == Submitters.end() || Target == F)
            continue;
          std::set<uint32_t> Indices;
          for (uint32_t Index : It->second)
            if (Index < Call.Arguments.size())
              parametersIn(F, Call.Arguments[Index], Indices);
          if (!Indices.empty())
            Submitters[F.Function].insert(Indices.begin(), Indices.end());
        }
}

//===----------------------------------------------------------------------===//
// Submissions
//===----------------------------------------------------------------------===//

/// Functions in the value, and the work methods of an object that it makes.
void Submissions::addWork(FunctionRef F, ValueId Value, Submission &To) const {
  auto Add = [&](FunctionRef Work) {
    if (!llvm::is_contained(To.Entries, Work))
      To.Entries.push_back(Work);
  };
  for (FunctionRef Work : functionsIn(P, F, Value))
    Add(Work);
  walkValue(*F, Value, WalkLocals | WalkArguments, [&](ValueId Id) {
    const ValueFacts &V = F->Values[Id];
    if (V.Kind != ValueKind::Call)
      return true;
    const CallFacts &Call = F->Calls[V.Number];
    llvm::SmallVector<FunctionRef, 2> Makers;
    if (Call.IsConstructor)
      Makers = P.targets(F, Call);
    else if (Call.Constructs) // make_unique<Job>(...)
      if (FunctionRef Maker = P.find(Call.Constructs, F))
        Makers.push_back(Maker);
    for (FunctionRef Maker : Makers) {
      if (!Maker->Class)
        continue;
      for (FunctionRef Method : P.functions()) {
        if (Method->Class != Maker->Class || Method->Overrides.empty())
          continue;
        bool IsWork = llvm::any_of(Method->Overrides, [&](SymbolId Base) {
          return WorkMethods.count(Base) != 0;
        });
        IsWork |= llvm::any_of(Handed.of(Method), [](const Entry &E) {
          return E.Context == "worker";
        });
        if (IsWork)
          Add(Method);
      }
    }
    return true;
  });
}

void Submissions::addByRow(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  const Effect *What = nullptr;
  Found One;
  for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
    if (Applied.What->Kind == EffectKind::Submits && !What)
      What = Applied.What;
    One.What.IsPerItem |= Applied.What->Kind == EffectKind::YieldsItem;
  }
  if (!What)
    return;
  One.In = F;
  One.Call = Id;
  One.Executor = argumentOf(Call, What->Executor);
  if (What->Entry == RoleAnyArgument)
    for (ValueId Argument : Call.Arguments)
      addWork(F, Argument, One.What);
  else if (ValueId V = argumentOf(Call, What->Entry); V != NoIndex)
    addWork(F, V, One.What);
  if (Call.WorkClass && One.What.Entries.empty())
    addWorkOfClass(Call.WorkClass, One.What);
  // The work is the one that the pool was made for.
  if (What->Entry != RoleAnyArgument &&
      argumentOf(Call, What->Entry) == NoIndex)
    if (std::optional<CallRef> Maker = makerOf(F, One.Executor, 0))
      if (const Effect *Made =
              effectOf(P, Maker->Caller, Maker->facts(), EffectKind::Submits))
        if (ValueId V = argumentOf(Maker->facts(), Made->Entry); V != NoIndex)
          addWork(Maker->Caller, V, One.What);
  // Making a pool with a function submits nothing yet.
  if (effectOf(P, F, Call, EffectKind::Opens))
    return;
  All.push_back(std::move(One));
}

void Submissions::addOwn(FunctionRef F, CallId Id) {
  if (Submitters.empty())
    return;
  const CallFacts &Call = F->Calls[Id];
  for (FunctionRef Target : P.targets(F, Call)) {
    auto It = Submitters.find(Target.Function);
    if (It == Submitters.end())
      continue;
    Found One;
    for (uint32_t Index : It->second) {
      if (Index >= Call.Arguments.size())
        continue;
      std::set<uint32_t> Passed;
      parametersIn(F, Call.Arguments[Index], Passed);
      const ValueFacts &V = F->Values[Call.Arguments[Index]];
      // Work of F's own callers is theirs.
      if (!Passed.empty() && V.Kind != ValueKind::Lambda &&
          Submitters.count(F.Function))
        continue;
      addWork(F, Call.Arguments[Index], One.What);
    }
    if (One.What.Entries.empty())
      continue;
    One.In = F;
    One.Call = Id;
    One.Executor = Call.Object == NoIndex ? poolArgument(F, Call, It->second)
                                          : Call.Object;
    One.IsOwnClass = true;
    All.push_back(std::move(One));
    return;
  }
}

/// An executor of which only the declaration is in view.
void Submissions::addByName(FunctionRef F, CallId Id) {
  const CallFacts &Call = F->Calls[Id];
  if (Call.Object == NoIndex || Call.IsConstructor || Call.CalleeIsSystem)
    return;
  llvm::StringRef Class = llvm::StringRef(Call.CalleeName).rsplit("::").first;
  if (Class.size() == Call.CalleeName.size() ||
      !hasWord(lastComponent(Class), "pool executor scheduler dispatcher "
                                     "workers threads threadpool taskqueue") ||
      !hasWord(lastComponent(Call.CalleeName),
               "submit enqueue post execute schedule dispatch async spawn run "
               "add push queue start"))
    return;
  if (!Call.IsVirtual && !P.targets(F, Call).empty())
    return;
  Found One;
  for (ValueId Argument : Call.Arguments) {
    ValueKind Kind = F->Values[Argument].Kind;
    if (Kind == ValueKind::Lambda || Kind == ValueKind::Function ||
        Kind == ValueKind::Call || Kind == ValueKind::Local)
      for (FunctionRef Work : functionsIn(P, F, Argument))
        One.What.Entries.push_back(Work);
  }
  if (One.What.Entries.empty())
    return;
  One.In = F;
  One.Call = Id;
  One.Executor = Call.Object;
  One.IsOwnClass = true;
  One.What.IsGuess = true;
  All.push_back(std::move(One));
}

//===----------------------------------------------------------------------===//
// Whose pool
//===----------------------------------------------------------------------===//

std::optional<CallRef> Submissions::makerOf(FunctionRef F, ValueId Executor,
                                            unsigned Depth) const {
  if (Executor >= F->Values.size() || Depth > 6)
    return std::nullopt;
  const ValueFacts &V = F->Values[Executor];
  switch (V.Kind) {
  case ValueKind::Call: {
    const CallFacts &Call = F->Calls[V.Number];
    if (effectOf(P, F, Call, EffectKind::Opens) ||
        effectOf(P, F, Call, EffectKind::Submits))
      return CallRef{F, CallId(V.Number)};
    // pool.get_executor(), make_unique<Pool>(4).
    if (Call.Object != NoIndex)
      return makerOf(F, Call.Object, Depth + 1);
    for (ValueId Argument : Call.Arguments)
      if (auto Maker = makerOf(F, Argument, Depth + 1))
        return Maker;
    return std::nullopt;
  }
  case ValueKind::Local:
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].ConstructedLocal == V.Number && F->Calls[I].IsConstructor)
        if (auto Maker = makerOf(F, F->Calls[I].Result, Depth + 1))
          return Maker;
    for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
      if (!D.Field)
        if (auto Maker = makerOf(F, D.Value, Depth + 1))
          return Maker;
    return std::nullopt;
  case ValueKind::Field:
  case ValueKind::Global:
    for (const StoreRef &Store : P.stores(V.Symbol))
      if (auto Maker = makerOf(Store.Function, Store.facts().Value, Depth + 1))
        return Maker;
    return std::nullopt;
  case ValueKind::New:
  case ValueKind::AddressOf:
  case ValueKind::Deref:
    for (ValueId Operand : V.Operands)
      if (auto Maker = makerOf(F, Operand, Depth + 1))
        return Maker;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

bool Submissions::isUsedElsewhere(FunctionRef F, SymbolId Variable) const {
  auto It = UsersOf.find(Variable);
  return It != UsersOf.end() && llvm::any_of(It->second, [&](auto *User) {
           return User != F.Function;
         });
}

/// Whether an executor runs one task after the other, by its type or name.
static bool isSerial(const FunctionFacts &F, ValueId Executor) {
  constexpr llvm::StringLiteral Words = "strand serial sequenced";
  ValueId Base = baseOf(F, Executor);
  if (Base >= F.Values.size())
    return false;
  const ValueFacts &V = F.Values[Base];
  llvm::StringRef Type;
  if (V.Kind == ValueKind::Parameter)
    Type = F.Parameters[V.Number].TypeName;
  else if (V.Kind == ValueKind::Local)
    Type = F.Locals[V.Number].TypeName;
  return hasWord(Type, Words) || hasWord(nameOf(F, Executor), Words);
}

PoolKind Submissions::poolOf(FunctionRef F, ValueId Executor, bool IsOwnClass,
                             unsigned Depth) const {
  if (Executor >= F->Values.size() || Depth > 4)
    return PoolKind::Unknown;
  if (isSerial(*F, Executor))
    return PoolKind::Own;
  const ValueFacts &V = F->Values[Executor];
  auto IsMade = [&] {
    std::optional<CallRef> Maker = makerOf(F, Executor, 0);
    if (!Maker)
      return false;
    const Effect *Opens =
        effectOf(P, Maker->Caller, Maker->facts(), EffectKind::Opens);
    return Opens && Opens->Family == "pool";
  };
  switch (V.Kind) {
  case ValueKind::Deref:
  case ValueKind::AddressOf:
    return poolOf(F, V.Operands[0], IsOwnClass, Depth);
  case ValueKind::Local: {
    const LocalFacts &Local = F->Locals[V.Number];
    bool IsFromElsewhere = false;
    for (const DefinitionFacts &D : Local.Definitions) {
      const ValueFacts &Defined = F->Values[D.Value];
      IsFromElsewhere |= Defined.Kind == ValueKind::Call &&
                         !F->Calls[Defined.Number].IsConstructor &&
                         F->Calls[Defined.Number].Arguments.empty();
      if (Defined.Kind == ValueKind::Field ||
          Defined.Kind == ValueKind::Parameter)
        return poolOf(F, D.Value, IsOwnClass, Depth + 1);
    }
    if (Local.IsStatic || IsFromElsewhere)
      return PoolKind::Shared;
    return IsOwnClass || IsMade() ? PoolKind::Own : PoolKind::Shared;
  }
  case ValueKind::Field:
  case ValueKind::Global:
    if (isUsedElsewhere(F, V.Symbol))
      return PoolKind::Shared;
    if (IsMade())
      return PoolKind::Own;
    if (!IsOwnClass)
      return PoolKind::Shared;
    // An executor that somebody gave is nobody's own.
    for (const StoreRef &Store : P.stores(V.Symbol)) {
      ValueKind Kind = Store.Function->Values[Store.facts().Value].Kind;
      if (Kind == ValueKind::Parameter || Kind == ValueKind::AddressOf)
        return PoolKind::Shared;
    }
    return PoolKind::Own;
  case ValueKind::Parameter: {
    llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
    if (Callers.empty())
      return PoolKind::Unknown;
    for (const CallRef &Caller : Callers) {
      const CallFacts &Call = Caller.facts();
      if (size_t(V.Number) >= Call.Arguments.size())
        return PoolKind::Unknown;
      PoolKind Kind = poolOf(Caller.Caller, Call.Arguments[V.Number],
                             IsOwnClass, Depth + 1);
      if (Kind != PoolKind::Own)
        return Kind;
    }
    return PoolKind::Own;
  }
  case ValueKind::Call: {
    const CallFacts &Call = F->Calls[V.Number];
    // pool.get_executor()
    if (Call.Object != NoIndex && Call.CalleeIsSystem)
      return poolOf(F, Call.Object, IsOwnClass, Depth + 1);
    return PoolKind::Shared;
  }
  default:
    return PoolKind::Shared;
  }
}

} // namespace hangproof
