//===- TripTests.cpp - The tests that end a loop --------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TripTests.h"
#include "Effects.h"
#include "ValueWalk.h"

namespace hangproof {

// Words of identifiers. They decide only where the code itself does not say:
// what a bare number counts, and what a call without a body gives.
static constexpr llvm::StringLiteral ConfiguredWords =
    "thread worker processor cpu core nproc nprocs instance concurrency "
    "parallel parallelism retry retries attempt tries repeat repetition "
    "iteration round max maximum limit level verbosity";
static constexpr llvm::StringLiteral CountWords =
    "count cnt num n nr size sz len length total number items elements entries";
static constexpr llvm::StringLiteral TakingWords =
    "next pop dequeue getline readline read fetch recv receive accept take "
    "tok token shift step iterate poll get";
static constexpr llvm::StringLiteral RemovingWords =
    "pop take remove erase dequeue shift extract delete get";
static constexpr llvm::StringLiteral LookupWords =
    "get nth idx index at item value element entry child name";

/// Tables above this many rows are data, whatever their rows are.
static constexpr int64_t MostConstantTrips = 16;

namespace {
/// What one test says about the loop.
struct Verdict {
  TripClass Class = TripClass::Unknown;
  bool IsPlain = true;
  std::string PerItem;
  std::string Sentence;
  llvm::SmallVector<ValueId, 2> Items;
};

class LoopJudge {
public:
  LoopJudge(LoopTrips &Loops, const Program &P, FunctionRef F, uint32_t Loop)
      : Loops(Loops), F(F), Facts(*F), Index(Loop), Loop(Facts.Loops[Loop]),
        Flow(Loops.flow(F, Loop)) {}

  Trips judge();

private:
  const ValueFacts &value(ValueId V) const { return Facts.Values[V]; }
  bool is(ValueId V, ValueKind Kind) const {
    return V < Facts.Values.size() && Facts.Values[V].Kind == Kind;
  }
  const CallFacts *callOf(ValueId V) const {
    return is(V, ValueKind::Call) ? &Facts.Calls[value(V).Number] : nullptr;
  }
  bool isInside(uint32_t Inner) const {
    for (unsigned Depth = 0; Inner != NoIndex && Depth < 64; ++Depth) {
      if (Inner == Index)
        return true;
      Inner = Facts.Loops[Inner].Parent;
    }
    return false;
  }

  Verdict rangeFor();
  Verdict test(ValueId Condition);
  Verdict comparison(const ValueFacts &Compare, bool Negated);
  Verdict truth(ValueId V, bool Negated);
  Verdict item(const CallFacts &Call);
  Verdict walk(ValueId Cursor, ValueId Tested);
  Verdict counted(ValueId Counter, ValueId Bound);
  Verdict bound(ValueId Bound, ValueId Counter, unsigned Depth);
  Verdict container(ValueId Object, bool IsQueue);
  Verdict itemPerTurn();
  ValueId cursorOf(ValueId V) const;
  bool moves(ValueId Variable) const;
  bool isFreshHandle(const CallFacts &Call) const;
  bool isPointer(ValueId V) const;
  bool readsInLoop(const CallFacts &Call) const {
    return isInside(Call.Loop) && Call.Loop == Index;
  }
  ValueId indexedBy(ValueId Counter) const;

  LoopTrips &Loops;
  FunctionRef F;
  const FunctionFacts &Facts;
  uint32_t Index;
  const LoopFacts &Loop;
  const LoopFlow &Flow;
};
} // namespace

static std::string quoted(llvm::StringRef Name, llvm::StringRef Otherwise) {
  return Name.empty() ? Otherwise.str() : ("'" + Name + "'").str();
}

Verdict LoopJudge::container(ValueId Object, bool IsQueue) {
  Verdict V;
  std::string Name = quoted(nameOf(Facts, Object), "a container");
  V.Class = TripClass::Data;
  V.PerItem = (IsQueue ? "each item of " : "each element of ") + Name;
  V.Sentence = IsQueue ? "loop runs once per item of " + Name
                       : "loop over " + Name + " runs once per element";
  return V;
}

Verdict LoopJudge::rangeFor() {
  Verdict V;
  if (Loop.Range == NoIndex)
    return V;
  ValueId Range = Loop.Range;
  // A local that names the container or copies it.
  for (unsigned Depth = 0; is(Range, ValueKind::Local) && Depth < 4; ++Depth) {
    const LocalFacts &Local = Facts.Locals[value(Range).Number];
    if (Local.Definitions.size() != 1 ||
        is(Local.Definitions[0].Value, ValueKind::Call) ||
        is(Local.Definitions[0].Value, ValueKind::Aggregate))
      break;
    Range = Local.Definitions[0].Value;
  }
  V = container(Loop.Range, false);
  if (Loops.isConstantTable(F, Loop.Range) || Loops.isConstantTable(F, Range) ||
      (Loop.ConstantTrips >= 0 && Loop.ConstantTrips <= MostConstantTrips))
    V.Class = TripClass::Constant;
  return V;
}

/// Whether the loop moves the variable on: a new value is made from its old.
bool LoopJudge::moves(ValueId Variable) const {
  if (is(Variable, ValueKind::Local)) {
    for (const DefinitionFacts &D :
         Facts.Locals[value(Variable).Number].Definitions)
      if (!D.Field &&
          isMadeOf(Facts, D.Value, Variable, WalkLocals | WalkArguments))
        return true;
    return false;
  }
  if (is(Variable, ValueKind::Parameter)) {
    for (const DefinitionFacts &D :
         Facts.Parameters[value(Variable).Number].Definitions)
      if (!D.Field &&
          isMadeOf(Facts, D.Value, Variable, WalkLocals | WalkArguments))
        return true;
    return false;
  }
  if (is(Variable, ValueKind::Field) || is(Variable, ValueKind::Global))
    for (const StoreFacts &S : Facts.Stores)
      if (S.Target == Variable &&
          isMadeOf(Facts, S.Value, Variable, WalkLocals))
        return true;
  return false;
}

/// The variable in a tested value that the loop moves: p in `p->name`, i in
/// `argv[i]`; NoIndex if there is none.
ValueId LoopJudge::cursorOf(ValueId V) const {
  for (unsigned Depth = 0; V < Facts.Values.size() && Depth < 16; ++Depth) {
    const ValueFacts &Value = value(V);
    switch (Value.Kind) {
    case ValueKind::Element:
      if (ValueId Inner = cursorOf(Value.Operands[1]); Inner != NoIndex)
        return Inner;
      V = Value.Operands[0];
      continue;
    case ValueKind::Field:
      if (moves(V))
        return V;
      V = Value.Operands[0];
      continue;
    case ValueKind::Deref:
    case ValueKind::AddressOf:
    case ValueKind::Not:
      V = Value.Operands[0];
      continue;
    case ValueKind::Add:
    case ValueKind::Subtract:
      if (ValueId Inner = cursorOf(Value.Operands[0]); Inner != NoIndex)
        return Inner;
      V = Value.Operands[1];
      continue;
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::Global:
      return moves(V) ? V : NoIndex;
    default:
      return NoIndex;
    }
  }
  return NoIndex;
}

bool LoopJudge::isPointer(ValueId V) const {
  if (!is(V, ValueKind::Local))
    return is(V, ValueKind::Deref) || is(V, ValueKind::Field) ||
           is(V, ValueKind::Element);
  llvm::StringRef Type = Facts.Locals[value(V).Number].TypeName;
  return Type.contains('*') || Type.contains("_ptr<") ||
         Type.contains("optional<") || Type.contains("auto");
}

/// The table that the loop looks into at the counter, NoIndex if none.
ValueId LoopJudge::indexedBy(ValueId Counter) const {
  for (const ValueFacts &V : Facts.Values)
    if (V.Kind == ValueKind::Element && V.Operands.size() == 2 &&
        isMadeOf(Facts, V.Operands[1], Counter, WalkOperands))
      return V.Operands[0];
  for (const ValueFacts &V : Facts.Values)
    if (V.Kind == ValueKind::Deref && is(V.Operands[0], ValueKind::Add) &&
        value(V.Operands[0]).Operands[1] == Counter)
      return value(V.Operands[0]).Operands[0];
  for (const CallFacts &Call : Facts.Calls)
    if (isInside(Call.Loop) &&
        hasWord(lastComponent(Call.CalleeName), LookupWords) &&
        llvm::is_contained(Call.Arguments, Counter)) {
      if (Call.Object != NoIndex)
        return Call.Object;
      if (Call.Arguments.size() > 1 && Call.Arguments[0] != Counter)
        return Call.Arguments[0];
    }
  return NoIndex;
}

Verdict LoopJudge::item(const CallFacts &Call) {
  Verdict V;
  std::string Name = quoted(lastComponent(Call.CalleeName), "a call");
  V.Class = TripClass::Data;
  V.PerItem = "each item from " + Name;
  V.Sentence = "loop runs once per item from " + Name;
  V.Items.push_back(Call.Result);
  CallId Id = &Call - Facts.Calls.data();
  for (ValueId I = 0; I < Facts.Values.size(); ++I)
    if (is(I, ValueKind::OutArgument) && value(I).Number == Id)
      V.Items.push_back(I);
  // `e = readdir(d)` and `fgets(line, ...)`: the variable is the item.
  for (uint32_t L = 0; L < Facts.Locals.size(); ++L)
    for (const DefinitionFacts &D : Facts.Locals[L].Definitions)
      if (llvm::is_contained(V.Items, D.Value))
        for (ValueId I = 0; I < Facts.Values.size(); ++I)
          if (is(I, ValueKind::Local) && value(I).Number == L &&
              !llvm::is_contained(V.Items, I))
            V.Items.push_back(I);
  return V;
}

/// A stream that this very turn has opened gives no item per turn of this
/// loop: `for (;;) { f = fopen(...); fgets(..., f); fclose(f); }`.
bool LoopJudge::isFreshHandle(const CallFacts &Call) const {
  llvm::SmallVector<ValueId, 4> Handles(Call.Arguments.begin(),
                                        Call.Arguments.end());
  if (Call.Object != NoIndex)
    Handles.push_back(Call.Object);
  for (ValueId Handle : Handles) {
    ValueId Base = baseOf(Facts, Handle);
    if (!is(Base, ValueKind::Local))
      continue;
    const LocalFacts &Local = Facts.Locals[value(Base).Number];
    bool Any = false, Fresh = true;
    for (const DefinitionFacts &D : Local.Definitions) {
      if (D.Value == Call.Result || is(D.Value, ValueKind::OutArgument) ||
          is(D.Value, ValueKind::Null) || is(D.Value, ValueKind::Integer))
        continue;
      const CallFacts *Opened = callOf(D.Value);
      Any = true;
      Fresh &= Opened && isInside(Opened->Loop) && Opened != &Call &&
               !Opened->Arguments.empty();
    }
    if (Any && Fresh)
      return true;
  }
  return false;
}

Verdict LoopJudge::walk(ValueId Cursor, ValueId Tested) {
  Verdict V;
  std::string Name = quoted(nameOf(Facts, Cursor), "a cursor");
  V.Class = TripClass::Data;
  V.Items.push_back(Cursor);
  ValueId Table = baseOf(Facts, Tested);
  bool Indexed = Table != NoIndex && Table != Cursor;
  if (Indexed) {
    std::string TableName = quoted(nameOf(Facts, Table), "a table");
    V.PerItem = "each element of " + TableName;
    V.Sentence = "loop over " + TableName + " runs once per element";
    if (Loops.isConstantTable(F, Table))
      V.Class = TripClass::Constant;
    if (is(Table, ValueKind::Parameter) && Facts.IsMain)
      V.Class = TripClass::Configured;
    return V;
  }
  V.PerItem = "each element that " + Name + " visits";
  V.Sentence = "loop runs once per element that " + Name + " visits";
  // Where the walk starts.
  auto Consider = [&](const std::vector<DefinitionFacts> &Definitions) {
    bool Constant = !Definitions.empty(), Any = false;
    for (const DefinitionFacts &D : Definitions) {
      if (D.Field ||
          isMadeOf(Facts, D.Value, Cursor, WalkLocals | WalkArguments))
        continue;
      Any = true;
      Constant &= Loops.isConstantTable(F, D.Value);
    }
    if (Any && Constant)
      V.Class = TripClass::Constant;
  };
  if (is(Cursor, ValueKind::Local))
    Consider(Facts.Locals[value(Cursor).Number].Definitions);
  return V;
}

Verdict LoopJudge::bound(ValueId Bound, ValueId Counter, unsigned Depth) {
  Verdict V;
  if (Bound >= Facts.Values.size() || Depth > 4)
    return V;
  const ValueFacts &B = value(Bound);
  llvm::StringRef Name = nameOf(Facts, Bound);
  ValueId Table = Counter == NoIndex ? NoIndex : indexedBy(Counter);
  auto Data = [&](bool Plain) {
    V.Class = TripClass::Data;
    V.IsPlain = Plain;
    if (Table != NoIndex && Loops.isConstantTable(F, Table))
      V.Class = TripClass::Constant;
    if (llvm::StringRef TableName = nameOf(Facts, Table);
        Table != NoIndex && !TableName.empty()) {
      V.PerItem = ("each element of '" + TableName + "'").str();
      V.Sentence =
          ("loop over '" + TableName + "' runs once per element").str();
    } else {
      V.PerItem = "each of " + quoted(Name, "the counted") + " turns";
      V.Sentence = "loop runs " + quoted(Name, "a counted number of") +
                   " times, a number that comes with the data";
    }
    return V;
  };
  auto Configured = [&] {
    V.Class = TripClass::Configured;
    V.Sentence = "loop runs " + quoted(Name, "a configured number of") +
                 " times, a number that is configured";
    return V;
  };
  switch (B.Kind) {
  case ValueKind::Integer:
    V.Class = TripClass::Constant;
    return V;
  case ValueKind::Call: {
    const CallFacts &Call = Facts.Calls[B.Number];
    if (hasWord(Name, ConfiguredWords) ||
        hasWord(Name, "sysconf atoi atol strtol strtoul stoi"))
      return Configured();
    if (hasWord(Name, CountWords)) {
      ValueId Holder = Call.Object;
      if (Holder == NoIndex && Call.Arguments.size() == 1)
        Holder = Call.Arguments[0];
      if (Holder == NoIndex)
        return Data(false);
      if (Loops.isConstantTable(F, Holder)) {
        V.Class = TripClass::Constant;
        return V;
      }
      V = container(Holder, false);
      return V;
    }
    return Table == NoIndex ? V : Data(true);
  }
  case ValueKind::OutArgument:
    return Table == NoIndex ? V : Data(true);
  case ValueKind::Local: {
    if (hasWord(Name, ConfiguredWords))
      return Configured();
    const LocalFacts &Local = Facts.Locals[B.Number];
    Verdict Best;
    bool AllConstant = !Local.Definitions.empty();
    for (const DefinitionFacts &D : Local.Definitions) {
      if (D.Field || isMadeOf(Facts, D.Value, Bound, WalkLocals))
        continue;
      Verdict One = bound(D.Value, Counter, Depth + 1);
      AllConstant &= One.Class == TripClass::Constant;
      if (One.Class == TripClass::Data || One.Class == TripClass::Configured)
        Best = One;
    }
    if (Best.Class != TripClass::Unknown)
      return Best;
    // A counter that is counted up before is as long as what it counted.
    if (AllConstant && !moves(Bound)) {
      V.Class = TripClass::Constant;
      return V;
    }
    return Table != NoIndex            ? Data(true)
           : hasWord(Name, CountWords) ? Data(false)
                                       : V;
  }
  case ValueKind::Parameter:
    if (Facts.IsMain || hasWord(Name, ConfiguredWords))
      return Configured();
    if (Table != NoIndex)
      return Data(true);
    return hasWord(Name, CountWords) ? Data(false) : V;
  case ValueKind::Field:
  case ValueKind::Global:
    if (hasWord(Name, ConfiguredWords))
      return Configured();
    if (Table != NoIndex)
      return Data(true);
    return hasWord(Name, CountWords) ? Data(false) : V;
  case ValueKind::Add:
  case ValueKind::Subtract:
  case ValueKind::Multiply:
  case ValueKind::Divide:
  case ValueKind::Select: {
    Verdict Best;
    bool AllConstant = true;
    for (unsigned I = B.Kind == ValueKind::Select ? 1 : 0;
         I < B.Operands.size(); ++I) {
      Verdict One = bound(B.Operands[I], Counter, Depth + 1);
      AllConstant &= One.Class == TripClass::Constant;
      if (Best.Class == TripClass::Unknown &&
          (One.Class == TripClass::Data || One.Class == TripClass::Configured))
        Best = One;
    }
    if (AllConstant)
      Best.Class = TripClass::Constant;
    return Best;
  }
  case ValueKind::Deref:
  case ValueKind::Element:
  case ValueKind::AddressOf:
    if (hasWord(Name, ConfiguredWords))
      return Configured();
    if (Table != NoIndex)
      return Data(true);
    return hasWord(Name, CountWords) ? Data(false) : V;
  default:
    return V;
  }
}

Verdict LoopJudge::counted(ValueId Counter, ValueId Bound) {
  Verdict V = bound(Bound, Counter, 0);
  if (V.Class == TripClass::Constant &&
      Loop.ConstantTrips > MostConstantTrips) {
    // As many as the table has room for.
    ValueId Table = indexedBy(Counter);
    if (Table != NoIndex && !Loops.isConstantTable(F, Table)) {
      V = container(Table, false);
      V.IsPlain = false;
    }
  }
  V.Items.push_back(Counter);
  return V;
}

static bool isEndCall(llvm::StringRef Name) {
  Name = lastComponent(Name);
  return Name == "end" || Name == "cend" || Name == "rend" || Name == "crend" ||
         Name == "constEnd";
}

Verdict LoopJudge::comparison(const ValueFacts &Compare, bool Negated) {
  ValueId Left = Compare.Operands[0], Right = Compare.Operands[1];
  for (auto [A, B] : {std::pair(Left, Right), std::pair(Right, Left)})
    if (const CallFacts *Call = callOf(B);
        Call && Call->Object != NoIndex && isEndCall(Call->CalleeName)) {
      Verdict V = container(Call->Object, false);
      if (Loops.isConstantTable(F, Call->Object))
        V.Class = TripClass::Constant;
      V.Items.push_back(A);
      return V;
    }
  CompareOp Op = CompareOp(Compare.Extra);
  bool IsEquality = Op == CompareOp::Equal || Op == CompareOp::NotEqual;
  auto IsZero = [&](ValueId V) {
    return is(V, ValueKind::Null) ||
           (is(V, ValueKind::Integer) && value(V).Number == 0);
  };
  for (auto [A, B] : {std::pair(Left, Right), std::pair(Right, Left)}) {
    if (const CallFacts *Call = callOf(A);
        Call && (is(B, ValueKind::Null) || is(B, ValueKind::Integer)))
      return truth(A, Negated);
    if (is(B, ValueKind::Null) || (IsEquality && IsZero(B)))
      return truth(A, Negated);
  }
  for (auto [A, B] : {std::pair(Left, Right), std::pair(Right, Left)})
    if (is(B, ValueKind::Integer)) {
      // Counting down, or testing what a call gave.
      if (is(A, ValueKind::Local))
        for (const DefinitionFacts &D :
             Facts.Locals[value(A).Number].Definitions)
          if (const CallFacts *Call = callOf(D.Value);
              Call && isInside(Call->Loop) && Loops.yieldsItem(F, *Call))
            return item(*Call);
      ValueId Cursor = cursorOf(A);
      if (Cursor == NoIndex)
        return {};
      bool Down = (Op == CompareOp::Greater || Op == CompareOp::GreaterEqual ||
                   Op == CompareOp::NotEqual) == (A == Left || IsEquality);
      if (!Down || value(B).Number > 1)
        return counted(Cursor, B);
      Verdict Best;
      if (is(Cursor, ValueKind::Local))
        for (const DefinitionFacts &D :
             Facts.Locals[value(Cursor).Number].Definitions)
          if (!D.Field && !isMadeOf(Facts, D.Value, Cursor, WalkLocals))
            if (Verdict One = counted(Cursor, D.Value);
                One.Class != TripClass::Unknown)
              Best = One;
      if (Best.Class == TripClass::Unknown && !is(Cursor, ValueKind::Local))
        Best = counted(Cursor, Cursor);
      return Best;
    }
  // An index or cursor against a bound that stays.
  for (auto [A, B] : {std::pair(Left, Right), std::pair(Right, Left)}) {
    ValueId Cursor = cursorOf(A);
    if (Cursor == NoIndex && is(A, ValueKind::Local) &&
        value(A).Number == Loop.Variable && Loop.Kind == LoopKind::For)
      Cursor = A;
    if (Cursor == NoIndex || cursorOf(B) != NoIndex)
      continue;
    if (isPointer(Cursor) && is(Cursor, ValueKind::Local) &&
        (IsEquality || Facts.Locals[value(Cursor).Number].TypeName.find('*') !=
                           std::string::npos)) {
      Verdict V = walk(Cursor, A);
      // An end that is computed tells as well as a bound.
      return V;
    }
    return counted(Cursor, B);
  }
  return {};
}

/// A value that is tested as such, or against null or a status.
Verdict LoopJudge::truth(ValueId V, bool Negated) {
  if (const CallFacts *Call = callOf(V)) {
    llvm::StringRef Name = lastComponent(Call->CalleeName);
    if (Loops.yieldsItem(F, *Call))
      return item(*Call);
    if (hasWord(Name, "empty") ||
        (Call->Object != NoIndex && hasWord(Name, "size count length"))) {
      ValueId Holder = Call->Object;
      if (Holder == NoIndex && !Call->Arguments.empty())
        Holder = Call->Arguments[0];
      // Only a loop that takes from the container ends with it.
      for (const CallFacts &Taking : Facts.Calls)
        if (Holder != NoIndex && isInside(Taking.Loop) &&
            hasWord(lastComponent(Taking.CalleeName), RemovingWords)) {
          bool SameObject =
              Taking.Object != NoIndex &&
              baseOf(Facts, Taking.Object) == baseOf(Facts, Holder);
          for (ValueId Argument : Taking.Arguments)
            SameObject |= Argument == Holder;
          if (!SameObject)
            continue;
          Verdict Result = container(Holder, true);
          Result.Items.push_back(Holder);
          return Result;
        }
      return {};
    }
    // What a call without a body takes is told by its name and by a variable
    // that it fills.
    bool Fills = Call->Object != NoIndex;
    for (const LocalFacts &Local : Facts.Locals)
      for (const DefinitionFacts &D : Local.Definitions)
        Fills |= D.Value == Call->Result ||
                 (is(D.Value, ValueKind::OutArgument) &&
                  value(D.Value).Number == value(V).Number);
    bool Extracts = Name == "operator>>";
    if (Fills && isInside(Call->Loop) &&
        (Extracts || hasWord(Name, TakingWords))) {
      Verdict Result = item(*Call);
      Result.IsPlain = Extracts;
      if (Call->Object != NoIndex)
        Result.Items.push_back(Call->Object);
      return Result;
    }
    return {};
  }
  if (is(V, ValueKind::Local)) {
    // Given by a call in the loop: `for (e = first(); e; e = next(it))`.
    for (const DefinitionFacts &D : Facts.Locals[value(V).Number].Definitions)
      if (const CallFacts *Call = callOf(D.Value);
          Call && isInside(Call->Loop)) {
        if (Loops.yieldsItem(F, *Call))
          return item(*Call);
        if (isPointer(V) &&
            hasWord(lastComponent(Call->CalleeName), TakingWords)) {
          Verdict Result = item(*Call);
          Result.IsPlain = moves(V);
          return Result;
        }
      }
  }
  ValueId Cursor = cursorOf(V);
  if (Cursor == NoIndex)
    return {};
  if (Cursor != V || isPointer(V))
    return walk(Cursor, V);
  if (is(V, ValueKind::Parameter)) {
    // `while (list)` and `while (n--)` differ in what moves them.
    bool Counts = false;
    for (const StoreFacts &S : Facts.Stores)
      Counts |= S.Target == V && (S.IsIncrement || S.IsCompound);
    return Counts ? counted(V, V) : walk(Cursor, V);
  }
  // `while (n--)`: as often as n was at first.
  Verdict Best;
  if (is(Cursor, ValueKind::Local))
    for (const DefinitionFacts &D :
         Facts.Locals[value(Cursor).Number].Definitions)
      if (!D.Field && !isMadeOf(Facts, D.Value, Cursor, WalkLocals))
        if (Verdict One = counted(Cursor, D.Value);
            One.Class != TripClass::Unknown)
          Best = One;
  return Best;
}

Verdict LoopJudge::test(ValueId Condition) {
  bool Negated = false;
  while (is(Condition, ValueKind::Not)) {
    Condition = value(Condition).Operands[0];
    Negated = !Negated;
  }
  if (Condition >= Facts.Values.size())
    return {};
  const ValueFacts &V = value(Condition);
  if (V.Kind == ValueKind::Compare)
    return comparison(V, Negated);
  if (V.Kind == ValueKind::Bitwise) {
    // && and ||, where no flow graph has taken them apart.
    Verdict Best;
    for (ValueId Operand : V.Operands)
      if (Verdict One = test(Operand);
          One.Class != TripClass::Unknown &&
          (Best.Class == TripClass::Unknown || Best.Class == TripClass::Data))
        Best = One;
    return Best;
  }
  return truth(Condition, Negated);
}

/// A loop without end of its own that takes an item from outside every turn.
Verdict LoopJudge::itemPerTurn() {
  for (const CallFacts &Call : Facts.Calls)
    if (readsInLoop(Call) && (!Flow.isKnown() || Flow.repeats(Call.Block)) &&
        Loops.yieldsItem(F, Call) && !isFreshHandle(Call)) {
      Verdict V = item(Call);
      // An item that ends the loop when there is none is one for sure; a wait
      // for events may only set the pace.
      V.IsPlain = false;
      for (uint32_t Block : Flow.exits())
        V.IsPlain |= isMadeOf(Facts, Facts.Flow.Blocks[Block].Condition,
                              Call.Result, WalkLocals);
      return V;
    }
  return {};
}

Trips LoopJudge::judge() {
  Trips Result;
  Result.Where = Loop.Where;
  auto Take = [&](Verdict V) {
    Result.Class = V.Class;
    Result.IsPlain = V.IsPlain;
    Result.PerItem = std::move(V.PerItem);
    Result.Sentence = std::move(V.Sentence);
    Result.Items = std::move(V.Items);
    if (Loop.Variable != NoIndex)
      for (ValueId I = 0; I < Facts.Values.size(); ++I)
        if (is(I, ValueKind::Local) && value(I).Number == Loop.Variable &&
            !llvm::is_contained(Result.Items, I))
          Result.Items.push_back(I);
    return Result;
  };
  if (Loop.Kind == LoopKind::RangeFor)
    return Take(rangeFor());
  if (Loop.ConstantTrips >= 0 && Loop.ConstantTrips <= MostConstantTrips) {
    Result.Class = TripClass::Constant;
    return Result;
  }

  // The loop's own tests; each && takes part.
  bool IsForever = Loop.Condition == NoIndex || Loop.ConditionIsConstantTrue;
  Verdict Best;
  llvm::SmallVector<ValueId, 4> Own, Inner;
  if (!IsForever)
    walkValue(Facts, Loop.Condition, WalkOperands, [&](ValueId V) {
      if (is(V, ValueKind::Bitwise))
        return true;
      Own.push_back(V);
      return false;
    });
  for (ValueId Condition : Own) {
    Verdict One = test(Condition);
    bool Caps =
        One.Class == TripClass::Constant || One.Class == TripClass::Configured;
    if (Caps || Best.Class == TripClass::Unknown)
      Best = std::move(One);
    if (Caps)
      break;
  }
  if (Best.Class != TripClass::Unknown)
    return Take(Best);

  // Tests inside that leave the loop: `for (;;) { if (!p) break; ... }`.
  if (Flow.isKnown())
    for (uint32_t Block : Flow.exits()) {
      ValueId Condition = Facts.Flow.Blocks[Block].Condition;
      if (llvm::is_contained(Own, Condition))
        continue;
      Verdict One = test(Condition);
      if (One.Class == TripClass::Data && Best.Class == TripClass::Unknown) {
        Best = std::move(One);
        Best.IsPlain = false;
      }
    }
  // Only a stop flag, or nothing, ends it.
  bool OnlyFlags = true;
  for (ValueId Condition : Own) {
    while (is(Condition, ValueKind::Not))
      Condition = value(Condition).Operands[0];
    OnlyFlags &= !is(Condition, ValueKind::Compare) && !callOf(Condition);
    if (const CallFacts *Call = callOf(Condition))
      OnlyFlags |= Call->Arguments.empty();
  }
  Result.IsEndless = IsForever || OnlyFlags;
  if (Verdict Item = itemPerTurn(); Item.Class != TripClass::Unknown)
    return Take(Item);
  if (Best.Class != TripClass::Unknown)
    return Take(Best);
  if (Result.IsEndless) {
    Result.Class = TripClass::Forever;
    Result.Sentence = "loop runs for ever";
  }
  return Result;
}

Trips classifyTrips(LoopTrips &Loops, const Program &P, FunctionRef F,
                    uint32_t Loop) {
  return LoopJudge(Loops, P, F, Loop).judge();
}

} // namespace hangproof
