//===- Counts.cpp - Where the number of turns comes from ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Counts.h"
#include "Effects.h"
#include "ValueWalk.h"

namespace hangproof {

static constexpr unsigned MostDepth = 8;

// Words of identifiers that say that somebody has chosen the number.
static constexpr llvm::StringLiteral ChosenWords =
    "thread worker processor cpu core nproc nprocs concurrency concurrent "
    "parallel parallelism instance replica shard prefork fork pool max maximum "
    "limit cap degree nthreads nworkers numthreads";
static constexpr llvm::StringLiteral OptionWords =
    "sysconf atoi atol strtol strtoul stoi stol getenv env option opt config "
    "configuration conf cfg setting argument arg param parameter preference "
    "flag property";
static constexpr llvm::StringLiteral SizeWords =
    "size count length len num number";
static constexpr llvm::StringLiteral FillingWords =
    "push insert emplace add append prepend enqueue";
static constexpr llvm::StringLiteral SizingWords = "resize assign reserve";

static CountClass larger(CountClass A, CountClass B) { return std::max(A, B); }

/// `if (n > most) n = most;`: whether the variable is compared with what it is
/// given elsewhere.
bool Counts::isHeldTo(FunctionRef F, ValueId Variable, ValueId Bound) const {
  return llvm::any_of(F->Values, [&](const ValueFacts &V) {
    return V.Kind == ValueKind::Compare &&
           V.Extra <= uint8_t(CompareOp::GreaterEqual) &&
           ((V.Operands[0] == Variable && V.Operands[1] == Bound) ||
            (V.Operands[1] == Variable && V.Operands[0] == Bound));
  });
}

CountClass
Counts::ofDefinitions(FunctionRef F, ValueId Variable,
                      const std::vector<DefinitionFacts> &Definitions,
                      unsigned Depth) {
  std::optional<CountClass> Result;
  for (const DefinitionFacts &D : Definitions) {
    if (D.Field || D.Value >= F->Values.size() ||
        isMadeOf(*F, D.Value, Variable, WalkOperands))
      continue;
    CountClass One = of(F, D.Value, Depth + 1);
    if (One <= CountClass::Configured && isHeldTo(F, Variable, D.Value))
      return CountClass::Configured;
    Result = Result ? larger(*Result, One) : One;
  }
  return Result.value_or(CountClass::Unknown);
}

CountClass Counts::ofCall(FunctionRef F, const CallFacts &Call,
                          unsigned Depth) {
  llvm::StringRef Name = lastComponent(Call.CalleeName);
  if (Call.ApiRow != NoIndex) {
    bool Passes = false;
    for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
      if (Applied.What->Kind == EffectKind::CountsCpus)
        return CountClass::Configured;
      Passes |= Applied.What->Kind == EffectKind::PassesValue &&
                Applied.What->Into == RoleReturn;
    }
    if (Passes && !Call.Arguments.empty()) {
      // min takes the smaller one, max the larger.
      bool IsMax = hasWord(Name, "max");
      std::optional<CountClass> Result;
      for (ValueId Argument : Call.Arguments) {
        CountClass One = of(F, Argument, Depth + 1);
        if (!Result)
          Result = One;
        else
          Result = IsMax ? larger(*Result, One) : std::min(*Result, One);
      }
      return *Result;
    }
  }
  if (hasWord(Name, ChosenWords) || hasWord(Name, OptionWords))
    return CountClass::Configured;
  std::optional<CountClass> Result;
  for (FunctionRef Target : P.targets(F, Call))
    for (const ReturnFacts &Return : Target->Returns)
      if (Return.Value != NoIndex) {
        CountClass One = of(Target, Return.Value, Depth + 1);
        Result = Result ? larger(*Result, One) : One;
      }
  if (Result)
    return *Result;
  if (hasWord(Name, SizeWords)) {
    ValueId Container = Call.Object;
    if (Container == NoIndex && Call.Arguments.size() == 1)
      Container = Call.Arguments[0];
    if (Container != NoIndex)
      return larger(sizeOf(F, Container, Depth + 1), CountClass::Constant);
  }
  return CountClass::Unknown;
}

CountClass Counts::of(FunctionRef F, ValueId Number, unsigned Depth) {
  if (Number >= F->Values.size() || Depth > MostDepth ||
      !Seen.insert({F.Function, Number}).second)
    return CountClass::Unknown;
  const ValueFacts &V = F->Values[Number];
  llvm::StringRef Name = nameOf(*F, Number);
  switch (V.Kind) {
  case ValueKind::Integer:
  case ValueKind::Null:
    return CountClass::Constant;
  case ValueKind::Call:
    return ofCall(F, F->Calls[V.Number], Depth);
  case ValueKind::Local:
    if (hasWord(Name, ChosenWords))
      return CountClass::Configured;
    return ofDefinitions(F, Number, F->Locals[V.Number].Definitions, Depth);
  case ValueKind::Parameter: {
    if (F->IsMain || hasWord(Name, ChosenWords))
      return CountClass::Configured;
    std::optional<CountClass> Result;
    for (const CallRef &Caller : P.callers(F->Id)) {
      const CallFacts &Call = Caller.facts();
      if (size_t(V.Number) >= Call.Arguments.size())
        continue;
      CountClass One = of(Caller.Caller, Call.Arguments[V.Number], Depth + 1);
      Result = Result ? larger(*Result, One) : One;
    }
    return Result.value_or(CountClass::Unknown);
  }
  case ValueKind::Field:
  case ValueKind::Global: {
    if (hasWord(Name, ChosenWords))
      return CountClass::Configured;
    // Members of what holds the options.
    if (V.Kind == ValueKind::Field &&
        hasWord(nameOf(*F, V.Operands[0]), OptionWords))
      return CountClass::Configured;
    std::optional<CountClass> Result;
    for (const StoreRef &Store : P.stores(V.Symbol)) {
      const StoreFacts &S = Store.facts();
      const FunctionFacts &G = *Store.Function;
      ValueKind Target = G.Values[S.Target].Kind;
      if (Target != ValueKind::Field && Target != ValueKind::Global)
        continue;
      // Counted up: as often as that loop turns.
      CountClass One = S.IsCompound || S.IsIncrement
                           ? CountClass::Unknown
                           : of(Store.Function, S.Value, Depth + 1);
      Result = Result ? larger(*Result, One) : One;
    }
    return Result.value_or(CountClass::Unknown);
  }
  case ValueKind::Select: {
    // a < b ? a : b is the smaller one.
    CountClass First = of(F, V.Operands[1], Depth + 1);
    CountClass Second = of(F, V.Operands[2], Depth + 1);
    const ValueFacts &Test = F->Values[V.Operands[0]];
    bool IsMinimum = Test.Kind == ValueKind::Compare &&
                     llvm::is_contained(Test.Operands, V.Operands[1]) &&
                     llvm::is_contained(Test.Operands, V.Operands[2]) &&
                     (Test.Extra <= uint8_t(CompareOp::LessEqual)) ==
                         (Test.Operands[0] == V.Operands[1]);
    return IsMinimum ? std::min(First, Second) : larger(First, Second);
  }
  case ValueKind::Add:
  case ValueKind::Subtract:
  case ValueKind::Multiply:
  case ValueKind::Divide: {
    CountClass Result = CountClass::Constant;
    for (ValueId Operand : V.Operands)
      Result = larger(Result, of(F, Operand, Depth + 1));
    return Result;
  }
  case ValueKind::Deref:
  case ValueKind::AddressOf:
  case ValueKind::Element:
    if (hasWord(Name, ChosenWords))
      return CountClass::Configured;
    return V.Kind == ValueKind::Element ? CountClass::Unknown
                                        : of(F, V.Operands[0], Depth + 1);
  default:
    return CountClass::Unknown;
  }
}

/// The number that the loop's counter is compared with, NoIndex for none.
static ValueId countedTo(const FunctionFacts &F, const LoopFacts &Loop) {
  if (Loop.Kind == LoopKind::RangeFor || Loop.Variable == NoIndex ||
      Loop.Condition >= F.Values.size() ||
      F.Values[Loop.Condition].Kind != ValueKind::Compare)
    return NoIndex;
  llvm::ArrayRef<ValueId> Sides = F.Values[Loop.Condition].Operands;
  auto IsCounter = [&](ValueId Id) {
    return F.Values[Id].Kind == ValueKind::Local &&
           F.Values[Id].Number == Loop.Variable;
  };
  return IsCounter(Sides[0])   ? Sides[1]
         : IsCounter(Sides[1]) ? Sides[0]
                               : NoIndex;
}

/// How long the call makes the container it is made on; none if it does not
/// change its length.
std::optional<CountClass> Counts::filledBy(FunctionRef F, const CallFacts &Call,
                                           unsigned Depth) {
  llvm::StringRef Name = lastComponent(Call.CalleeName);
  if (hasWord(Name, SizingWords)) {
    if (hasWord(Name, "reserve") || Call.Arguments.empty())
      return std::nullopt;
    return of(F, Call.Arguments[0], Depth + 1);
  }
  if (!hasWord(Name, FillingWords))
    return std::nullopt;
  // One by one, as often as the loops around it turn.
  CountClass Result = CountClass::Unknown;
  if (Call.Loop == NoIndex)
    return F->IsConstructor || F->IsMain ? CountClass::Constant : Result;
  Result = CountClass::Constant;
  uint32_t Loop = Call.Loop;
  for (unsigned I = 0; Loop != NoIndex && I < 8; ++I) {
    const Trips &T = Loops.of(F, Loop);
    switch (T.Class) {
    case TripClass::Constant:
      break;
    case TripClass::Configured:
      Result = larger(Result, CountClass::Configured);
      break;
    case TripClass::Unknown:
    case TripClass::Data:
      if (ValueId Bound = T.Class == TripClass::Data
                              ? T.Bound
                              : countedTo(*F, F->Loops[Loop]);
          Bound != NoIndex && Depth < MostDepth) {
        CountClass One = of(F, Bound, Depth + 1);
        // A bare number that somebody asked for, not the length of data.
        if (One == CountClass::Unknown && T.Over == NoIndex &&
            F->Values[Bound].Kind == ValueKind::Parameter)
          One = CountClass::Configured;
        Result = larger(Result, One);
        break;
      }
      [[fallthrough]];
    default:
      return CountClass::Data;
    }
    Loop = F->Loops[Loop].Parent;
  }
  return Result;
}

CountClass Counts::sizeOf(FunctionRef F, ValueId Container, unsigned Depth) {
  if (Container >= F->Values.size() || Depth > MostDepth)
    return CountClass::Unknown;
  if (Loops.isConstantTable(F, Container, false))
    return CountClass::Constant;
  Holder In = holderOf(*F, Container);
  if (In.isNone())
    return CountClass::Unknown;
  std::optional<CountClass> Result;
  auto Join = [&](CountClass One) {
    Result = Result ? larger(*Result, One) : One;
  };
  if (In.Base != NoIndex && !In.Member) {
    const ValueFacts &Base = F->Values[In.Base];
    if (Base.Kind == ValueKind::Call) {
      // A getter that gives the container.
      for (FunctionRef Target : P.targets(F, F->Calls[Base.Number]))
        for (const ReturnFacts &Return : Target->Returns)
          Join(sizeOf(Target, Return.Value, Depth + 1));
      return Result.value_or(CountClass::Unknown);
    }
    if (Base.Kind != ValueKind::Local)
      return CountClass::Unknown;
    const LocalFacts &Local = F->Locals[Base.Number];
    if (llvm::StringRef(Local.TypeName).ends_with("]"))
      return CountClass::Constant;
    for (const DefinitionFacts &D : Local.Definitions) {
      if (D.Field || D.Value >= F->Values.size())
        continue;
      const ValueFacts &Given = F->Values[D.Value];
      if (Given.Kind == ValueKind::Global && Given.Text == Local.Name)
        continue;
      if (Given.Kind == ValueKind::OutArgument)
        continue;
      if (Given.Kind == ValueKind::Aggregate) {
        // Nothing, or a count with the value of each element.
        if (!Given.Operands.empty())
          Join(of(F, Given.Operands[0], Depth + 1));
        continue;
      }
      if (D.Where == Local.Where)
        Join(of(F, D.Value, Depth + 1));
      else
        Join(CountClass::Unknown);
    }
    for (const CallFacts &Call : F->Calls)
      if (Call.Object != NoIndex && holderOf(*F, Call.Object).isSame(In))
        if (std::optional<CountClass> One = filledBy(F, Call, Depth))
          Join(*One);
    return Result.value_or(CountClass::Unknown);
  }
  // A member or global: all places that fill it.
  for (FunctionRef G : P.functions()) {
    for (const CallFacts &Call : G->Calls)
      if (Call.Object != NoIndex &&
          holderOf(*G, Call.Object).Member == In.Member)
        if (std::optional<CountClass> One = filledBy(G, Call, Depth))
          Join(*One);
  }
  for (const StoreRef &Store : P.stores(In.Member)) {
    const FunctionFacts &G = *Store.Function;
    const ValueFacts &Target = G.Values[Store.facts().Target];
    const ValueFacts &Value = G.Values[Store.facts().Value];
    if (Target.Symbol != In.Member || Value.Kind == ValueKind::OutArgument)
      continue;
    if (Value.Kind == ValueKind::Aggregate && Value.Operands.empty())
      continue;
    // A constructor with a count.
    Join(Store.Function->IsConstructor
             ? of(Store.Function, Store.facts().Value, Depth + 1)
             : CountClass::Unknown);
  }
  return Result.value_or(CountClass::Unknown);
}

} // namespace hangproof
