//===- TripBounds.cpp - What the tests of a loop compare with
//-----------------===//
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
static constexpr llvm::StringLiteral ConfiguredWords =
    "thread worker processor cpu core nproc nprocs instance concurrency "
    "parallel parallelism retry retries attempt tries repeat repetition "
    "iteration round max maximum limit level verbosity";
static constexpr llvm::StringLiteral CountWords =
    "count cnt num n nr size sz len length total number items elements entries";
static constexpr llvm::StringLiteral LookupWords =
    "get nth idx index at item value element entry child name";

static std::string quoted(llvm::StringRef Name, llvm::StringRef Otherwise) {
  return Name.empty() ? Otherwise.str() : ("'" + Name + "'").str();
}

Verdict LoopJudge::container(ValueId Object, bool IsQueue) {
  Verdict V;
  std::string Name = quoted(nameOf(Facts, Object), "a container");
  V.Class = TripClass::Data;
  V.Over = Object;
  V.PerItem = (IsQueue ? "each item of " : "each element of ") + Name;
  V.Sentence = IsQueue ? "loop runs once per item of " + Name
                       : "loop over " + Name + " runs once per element";
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

bool LoopJudge::isStepped(ValueId Variable) const {
  for (const StoreFacts &S : Facts.Stores)
    if (S.Target == Variable && (S.IsIncrement || S.IsCompound))
      return true;
  return false;
}

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
  if (is(V, ValueKind::Deref) || is(V, ValueKind::Field) ||
      is(V, ValueKind::Element))
    return true;
  if (is(V, ValueKind::Local)) {
    llvm::StringRef Type = Facts.Locals[value(V).Number].TypeName;
    if (Type.contains('*') || Type.contains("_ptr<") ||
        Type.contains("optional<"))
      return true;
  }
  // Iterators and what auto stands for are told by what is done with them.
  return llvm::any_of(Facts.Values, [&](const ValueFacts &Other) {
    return Other.Kind == ValueKind::Deref && Other.Operands[0] == V;
  });
}

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
  V.TakesItem = true;
  std::string Kind = Loops.kindOfItem(F, Call);
  V.PerItem = Kind == "item" ? "each item from " + Name : "each " + Kind;
  V.Sentence = "loop runs once per " + Kind + " from " + Name;
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
  llvm::SmallVector<ValueId, 4> Handles;
  // What an object gives may be put into a fresh variable: `a.accept(socket)`.
  if (Call.Object != NoIndex)
    Handles.push_back(Call.Object);
  else
    Handles.append(Call.Arguments.begin(), Call.Arguments.end());
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
      // A place in memory for what is read is no handle.
      if (Opened && hasWord(lastComponent(Opened->CalleeName),
                            "malloc calloc realloc alloc new"))
        continue;
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
    if (Loops.isConstantTable(F, Table, true))
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
      Constant &= Loops.isConstantTable(F, D.Value, true);
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
    if (Table != NoIndex && Loops.isConstantTable(F, Table, true))
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
      if (Loops.isConstantTable(F, Holder, true)) {
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
  V.Bound = Bound;
  if (V.Over == NoIndex)
    V.Over = indexedBy(Counter);
  if (V.Class == TripClass::Constant &&
      Loop.ConstantTrips > MostConstantTrips) {
    // As many as the table has room for.
    ValueId Table = indexedBy(Counter);
    if (Table != NoIndex && !Loops.isConstantTable(F, Table, true)) {
      V = container(Table, false);
      V.IsPlain = false;
    }
  }
  V.Items.push_back(Counter);
  return V;
}

} // namespace hangproof
