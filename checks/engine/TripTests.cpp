//===- TripTests.cpp - The tests that end a loop
//----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TripJudge.h"
#include "ValueWalk.h"

namespace hangproof {

// Words of identifiers. They decide only where the code itself does not say:
// what a bare number counts, and what a call without a body gives.
static constexpr llvm::StringLiteral TakingWords =
    "next pop dequeue getline readline read fetch recv receive accept take "
    "tok token shift step iterate poll get";
static constexpr llvm::StringLiteral RemovingWords =
    "pop take remove erase dequeue shift extract delete get";

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
  if (Loops.isConstantTable(F, Loop.Range, false) ||
      Loops.isConstantTable(F, Range, false) ||
      (Loop.ConstantTrips >= 0 && Loop.ConstantTrips <= MostConstantTrips))
    V.Class = TripClass::Constant;
  return V;
}

static bool isEndCall(llvm::StringRef Name) {
  Name = lastComponent(Name);
  return Name == "end" || Name == "cend" || Name == "rend" || Name == "crend" ||
         Name == "constEnd";
}

Verdict LoopJudge::comparison(const ValueFacts &Compare) {
  ValueId Left = Compare.Operands[0], Right = Compare.Operands[1];
  // Qt's foreach keeps both iterators in one object of the library.
  if (Left == Right && moves(Left))
    return walk(Left, Left);
  auto EndCall = [&](ValueId V) {
    const CallFacts *Call = callOf(V);
    if (is(V, ValueKind::Local))
      for (const DefinitionFacts &D : Facts.Locals[value(V).Number].Definitions)
        if (const CallFacts *Given = callOf(D.Value);
            Given && isEndCall(Given->CalleeName))
          Call = Given;
    return Call;
  };
  for (auto [A, B] : {std::pair(Left, Right), std::pair(Right, Left)})
    if (const CallFacts *Call = EndCall(B);
        Call && Call->Object != NoIndex && isEndCall(Call->CalleeName)) {
      Verdict V = container(Call->Object, false);
      if (Loops.isConstantTable(F, Call->Object, false))
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
      return truth(A);
    if (is(B, ValueKind::Null) || (IsEquality && IsZero(B)))
      return truth(A);
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
    if (Cursor == NoIndex || (cursorOf(B) != NoIndex && !isStepped(Cursor)))
      continue;
    bool IsLocal = is(Cursor, ValueKind::Local);
    if (isPointer(Cursor) && (IsLocal || is(Cursor, ValueKind::Parameter)))
      return walk(Cursor, A);
    return counted(Cursor, B);
  }
  return {};
}

/// A value that is tested as such, or against null or a status.
Verdict LoopJudge::truth(ValueId V) {
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
          // Made from the one before: a walk over what is there.
          if (moves(V)) {
            Verdict Result = walk(V, V);
            Result.Over = Call->Object;
            for (ValueId Argument : Call->Arguments)
              if (Result.Over == NoIndex &&
                  !isMadeOf(Facts, Argument, V, WalkLocals))
                Result.Over = Argument;
            return Result;
          }
          Verdict Result = item(*Call);
          Result.IsPlain = false;
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
    return isStepped(V) ? counted(V, V) : walk(Cursor, V);
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
  while (is(Condition, ValueKind::Not))
    Condition = value(Condition).Operands[0];
  if (Condition >= Facts.Values.size())
    return {};
  const ValueFacts &V = value(Condition);
  if (V.Kind == ValueKind::Compare)
    return comparison(V);
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
  return truth(Condition);
}

/// The pointer that the loop waits for, as it goes on while that is null:
/// `while (answer == NULL)`, `if (answer) break`. Leaves: the side of the
/// condition on which the loop ends.
ValueId LoopJudge::awaited(ValueId Condition, bool Leaves) const {
  bool IsNull = Leaves; // The loop goes on when the condition is not that.
  for (; is(Condition, ValueKind::Not);
       Condition = value(Condition).Operands[0])
    IsNull = !IsNull;
  if (is(Condition, ValueKind::Compare)) {
    CompareOp Op = CompareOp(value(Condition).Extra);
    llvm::ArrayRef<ValueId> Sides = value(Condition).Operands;
    bool IsLeft = is(Sides[0], ValueKind::Null);
    if ((Op != CompareOp::Equal && Op != CompareOp::NotEqual) ||
        (!IsLeft && !is(Sides[1], ValueKind::Null)))
      return NoIndex;
    IsNull ^= Op == CompareOp::Equal;
    Condition = Sides[IsLeft ? 1 : 0];
  }
  return IsNull && is(Condition, ValueKind::Local) && isPointer(Condition)
             ? Condition
             : NoIndex;
}

bool LoopJudge::leavesIfTrue(uint32_t Block) const {
  return llvm::any_of(
      Facts.Flow.Blocks[Block].Successors, [&](const FlowEdge &Edge) {
        return Edge.Kind == EdgeKind::IfTrue && Flow.leaves(Edge.To);
      });
}

/// A loop without end of its own that takes an item from outside every turn.
Verdict LoopJudge::itemPerTurn() {
  for (const CallFacts &Call : Facts.Calls)
    if (Call.Loop == Index && (!Flow.isKnown() || Flow.repeats(Call.Block)) &&
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
    Result.Over = V.Over;
    Result.Bound = V.Bound;
    Result.TakesItem = V.TakesItem;
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
    Verdict V;
    for (ValueId I = 0; I < Facts.Values.size(); ++I)
      if (is(I, ValueKind::Local) && value(I).Number == Loop.Variable)
        if (ValueId Table = indexedBy(I); Table != NoIndex)
          V = container(Table, false);
    V.Class = TripClass::Constant;
    return Take(V);
  }

  // The loop's own tests; each && takes part.
  bool IsForever = Loop.Condition == NoIndex || Loop.ConditionIsConstantTrue;
  Verdict Best;
  llvm::SmallVector<ValueId, 4> Own, Awaited;
  if (!IsForever)
    walkValue(Facts, Loop.Condition, WalkOperands, [&](ValueId V) {
      if (is(V, ValueKind::Bitwise))
        return true;
      Own.push_back(V);
      return false;
    });
  for (ValueId Condition : Own) {
    if (ValueId V = awaited(Condition, /*Leaves=*/false); V != NoIndex) {
      Awaited.push_back(V);
      continue;
    }
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
      // Attempts until there is an answer, or the one who is asked gives up.
      bool IsAwaited = awaited(Condition, leavesIfTrue(Block)) != NoIndex;
      for (ValueId V : Awaited)
        IsAwaited |= isMadeOf(Facts, Condition, V, WalkOperands);
      if (IsAwaited)
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

} // namespace hangproof
