//===- Repetition.cpp - How often a place runs ----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Repetition.h"
#include "engine/CodeNames.h"
#include "engine/ValueWalk.h"

namespace hangproof {

/// Whether a store says no more than that the spawn may write through its
/// pointer to an element: `pthread_create(&id, NULL, run, &jobs[i])`. An array
/// of the caller's whose name or type says that it belongs to threads is theirs
/// all the same.
static bool isGivenData(const FunctionFacts &F, const StoreFacts &S,
                        CallId Spawn) {
  static constexpr llvm::StringLiteral Words =
      "worker workers thread threads thr td ctx context contexts arg args "
      "param params info slot slots cpu core cores pool state states data "
      "proc procs child children node nodes shard shards";
  const ValueFacts &V = F.Values[S.Value];
  ValueId Base = baseOf(F, S.Target);
  if (V.Kind != ValueKind::OutArgument || V.Number != Spawn ||
      Base == NoIndex || F.Values[Base].Kind != ValueKind::Parameter)
    return false;
  return !hasWord(nameOf(F, Base), Words) &&
         !hasWord(F.Parameters[F.Values[Base].Number].TypeName, Words);
}

/// A bare number of turns is one of data if data is what the counter indexes,
/// and what is given to the thread: `scan(&hosts[i])`. The array of the handles
/// and arrays that the loop itself fills are the pool's own. NoIndex if there
/// is no such data.
ValueId Repetitions::dataOf(FunctionRef F, CallId Call, uint32_t Loop,
                            const Trips &T) {
  llvm::SmallVector<Holder, 4> Own = Fates.holders(F, Call);
  const Place &Around = F->Loops[Loop].Where;
  for (const StoreFacts &S : F->Stores) {
    if (S.Where.File != Around.File || S.Where.Offset <= Around.Offset)
      continue;
    if (isGivenData(*F, S, Call))
      continue;
    // Also over a pointer into the array: `context->id = i`.
    ValueId Base = holderOf(*F, S.Target).Base;
    for (const Holder &H : holdersOf(*F, S.Target))
      if (H.IsElement || (H.Base != Base && !H.isNone() &&
                          F->Values[S.Target].Kind == ValueKind::Field))
        Own.push_back(H);
  }
  // So is what was allocated here for just as many.
  auto IsMadeFor = [&](const Holder &Table) {
    if (Table.Member || F->Values[Table.Base].Kind != ValueKind::Local)
      return false;
    const LocalFacts &Local = F->Locals[F->Values[Table.Base].Number];
    return llvm::any_of(Local.Definitions, [&](const DefinitionFacts &D) {
      if (D.Value == NoIndex)
        return false;
      // `load(path, &count)` tells how many there are: that is data.
      bool IsGiven = false;
      walkValue(*F, D.Value, WalkArguments, [&](ValueId Id) {
        IsGiven |= Id == T.Bound;
        return F->Values[Id].Kind != ValueKind::AddressOf;
      });
      return IsGiven;
    });
  };
  ValueId Found = NoIndex;
  auto Look = [&](ValueId Root) {
    walkValue(*F, Root, WalkLocals | WalkArguments, [&](ValueId Id) {
      const ValueFacts &V = F->Values[Id];
      bool Indexes =
          (V.Kind == ValueKind::Element || V.Kind == ValueKind::Add) &&
          V.Operands.size() == 2 && llvm::any_of(T.Items, [&](ValueId Item) {
            return isMadeOf(*F, V.Operands[1], Item, WalkOperands);
          });
      if (!Indexes)
        return Found == NoIndex;
      Holder Table = holderOf(*F, V.Operands[0]);
      // A member of the same elements is the same array.
      if (!Table.isNone() && !IsMadeFor(Table) &&
          llvm::none_of(Own, [&](const Holder &H) {
            return H.Base == Table.Base &&
                   (!H.Member || !Table.Member || H.Member == Table.Member);
          }))
        Found = V.Operands[0];
      return Found == NoIndex;
    });
  };
  const CallFacts &Spawning = F->Calls[Call];
  for (ValueId Argument : Spawning.Arguments)
    Look(Argument);
  if (Spawning.Object != NoIndex)
    Look(Spawning.Object);
  return Found;
}

/// What a loop runs over, or its items, by names and types.
bool Repetitions::isConfigured(FunctionRef F, const Trips &T) {
  static constexpr llvm::StringLiteral Words =
      "conf cnf config configuration cfg setting settings module modules "
      "plugin plugins listener listeners section sections ptree";
  auto IsNamed = [&](ValueId Id) {
    if (Id >= F->Values.size())
      return false;
    const ValueFacts &V = F->Values[Id];
    llvm::StringRef Type;
    if (V.Kind == ValueKind::Local)
      Type = F->Locals[V.Number].TypeName;
    else if (V.Kind == ValueKind::Parameter)
      Type = F->Parameters[V.Number].TypeName;
    return hasWord(nameOf(*F, Id), Words) || hasWord(Type, Words);
  };
  if (IsNamed(T.Over) || (T.Over != NoIndex && IsNamed(baseOf(*F, T.Over))))
    return true;
  for (ValueId Item : T.Items) {
    if (IsNamed(Item))
      return true;
    if (Item >= F->Values.size() || F->Values[Item].Kind != ValueKind::Local)
      continue;
    // `m = next_module(m)`.
    for (const DefinitionFacts &D :
         F->Locals[F->Values[Item].Number].Definitions)
      if (D.Value < F->Values.size() &&
          F->Values[D.Value].Kind == ValueKind::Call &&
          hasWord(lastComponent(F->Calls[F->Values[D.Value].Number].CalleeName),
                  Words))
        return true;
  }
  return false;
}

bool Repetitions::takesShare(FunctionRef F, uint32_t Loop,
                             llvm::ArrayRef<FunctionRef> Tasks) {
  auto IsInside = [&](uint32_t Inner) {
    while (Inner != NoIndex && Inner != Loop)
      Inner = F->Loops[Inner].Parent;
    return Inner == Loop;
  };
  return llvm::any_of(F->Calls, [&](const CallFacts &Call) {
    return Call.Callee && !IsInside(Call.Loop) &&
           llvm::any_of(Tasks, [&](FunctionRef Task) {
             return Task->Id == Call.Callee;
           });
  });
}

Repetition Repetitions::of(FunctionRef F, CallId Call, uint32_t Loop) {
  const Trips &T = Loops.of(F, Loop);
  Repetition R;
  R.In = F;
  R.Where = T.Where;
  R.PerItem = T.PerItem;
  R.Sentence = T.Sentence;
  R.TakesItem = T.TakesItem;
  switch (T.Class) {
  case TripClass::Unknown:
    return R;
  case TripClass::Constant:
  case TripClass::Configured:
    R.Kind = RepetitionKind::Bounded;
    return R;
  case TripClass::Forever:
    R.Kind = RepetitionKind::Data;
    R.PerItem = "each turn of an endless loop";
    R.Level = Confidence::Medium;
    return R;
  case TripClass::Data:
    break;
  }
  R.Kind = RepetitionKind::Data;
  R.Level = T.IsPlain || T.TakesItem ? Confidence::High : Confidence::Medium;
  if (T.TakesItem)
    return R;
  Holder Over = T.Over == NoIndex ? Holder() : holderOf(*F, T.Over);
  bool IsWalk = T.Bound == NoIndex && F->Loops[Loop].Range == NoIndex;
  R.IsStanding = Over.Member != 0 || (IsWalk && T.Over == NoIndex);
  R.IsConfigured = isConfigured(F, T);
  CountClass Size = CountClass::Unknown;
  bool IsCounted = T.Bound != NoIndex;
  if (IsCounted)
    Size = Sizes.of(F, T.Bound);
  else if (T.Over != NoIndex)
    Size = Sizes.sizeOf(F, T.Over);
  if (Size <= CountClass::Configured) {
    R.Kind = RepetitionKind::Bounded;
    return R;
  }
  if (Size == CountClass::Data)
    return R;
  // ThreadHandles that are put into a container of the length that it has.
  if (!Over.isNone() && !IsCounted &&
      llvm::any_of(Fates.holders(F, Call),
                   [&](const Holder &H) { return H.isSame(Over); })) {
    R.Kind = RepetitionKind::Bounded;
    return R;
  }
  // The length of a container is one of data, a number may be anything.
  bool IsLength = !IsCounted || F->Values[T.Bound].Kind == ValueKind::Call;
  if (IsLength)
    return R;
  R.Level = Confidence::Medium;
  ValueId Data = dataOf(F, Call, Loop, T);
  if (Data == NoIndex) {
    R.Kind = RepetitionKind::Bounded;
  } else if (llvm::StringRef Name = nameOf(*F, Data); !Name.empty()) {
    R.PerItem = ("each element of '" + Name + "'").str();
    R.Sentence = ("loop over '" + Name + "' runs once per element").str();
  }
  return R;
}

/// std::for_each and the like are loops without a loop.
Repetition Repetitions::perItem(const Entry &Item) const {
  const CallFacts &Call = Item.By.facts();
  const FunctionFacts &F = *Item.By.Caller;
  llvm::StringRef Container;
  for (ValueId Argument : Call.Arguments) {
    Container = nameOf(F, baseOf(F, Argument));
    if (!Container.empty())
      break;
  }
  Repetition R;
  R.Kind = RepetitionKind::Data;
  R.Level = Confidence::High;
  R.In = Item.By.Caller;
  R.Where = Call.Where;
  R.PerItem = Container.empty() ? "each element"
                                : ("each element of '" + Container + "'").str();
  R.Sentence = Item.How;
  return R;
}

Repetition Repetitions::perEvent(FunctionRef F, const Entry &Hot) const {
  Repetition R;
  R.Kind = RepetitionKind::Data;
  R.TakesItem = true;
  R.PerItem = hangproof::perEvent(Hot.Context).str();
  bool IsClients = Hot.Context == "connection" || Hot.Context == "request";
  R.Level = IsClients && !Hot.IsGuess ? Confidence::High : Confidence::Medium;
  if (Hot.By.Caller) {
    R.In = Hot.By.Caller;
    R.Where = Hot.By.facts().Where;
    R.Sentence = functionName(*F) + " is handed over here: " + Hot.How;
  } else {
    R.In = F;
    R.Where = F->Where;
    R.Sentence = functionName(*F) + " is a handler: " + Hot.How;
  }
  return R;
}

Repetition Repetitions::queue(FunctionRef F) const {
  Repetition R;
  R.Kind = RepetitionKind::Data;
  R.TakesItem = true;
  R.Level = Confidence::Medium;
  R.PerItem = "each task";
  R.In = F;
  R.Where = F->Where;
  R.Sentence = functionName(*F) + " takes one task at each call";
  return R;
}

Repetition Repetitions::perAccepted(FunctionRef F, CallId Accepts) const {
  Repetition R;
  R.Kind = RepetitionKind::Data;
  R.TakesItem = true;
  R.Level = Confidence::Medium;
  R.PerItem = "each connection";
  R.In = F;
  R.Where = F->Calls[Accepts].Where;
  R.Sentence = functionName(*F) + " takes one connection at each call";
  return R;
}

Repetition Repetitions::perCall(FunctionRef F,
                                llvm::StringRef Container) const {
  Repetition R;
  R.Kind = RepetitionKind::Data;
  R.TakesItem = true;
  bool IsEvent = hasWord(lastComponent(F->Name),
                         "on handle handler callback received receive message "
                         "notify notified event request process dispatch post "
                         "submit enqueue schedule execute send");
  R.Level = IsEvent ? Confidence::Medium : Confidence::Low;
  R.PerItem = "each call of " + functionName(*F);
  R.In = F;
  R.Where = F->Where;
  R.Sentence = functionName(*F) + " puts one more into '" + Container.str() +
               "' each time, and nothing is taken out of it";
  return R;
}

} // namespace hangproof
