//===- SavedState.cpp - Variables that hold saved thread state ------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SavedState.h"
#include "EffectConditions.h"
#include "Effects.h"
#include "FunctionValues.h"

namespace hangproof {

/// Calls and assignments between the saving and the use; more is not followed.
static constexpr unsigned MaxDepth = 8;

const SavedState &Program::savedState() const { return shared<SavedState>(); }

/// Whether the effect is told apart by a text: opening /proc/self/ns/net saves
/// the namespace, opening a path that is not known does not.
static bool needsText(const Effect &E) {
  return llvm::any_of(E.When, [](const Condition &C) {
    return llvm::any_of(C.AnyOf, [](const ArgumentTest &Test) {
      return Test.Test == ArgumentTest::Kind::Like;
    });
  });
}

/// The role that a call fills with a saved state, and of which pair.
struct SavingRole {
  int Role;
  const std::string *Pair;
};

static llvm::SmallVector<SavingRole, 2>
savingRoles(const Program &P, FunctionRef F, const CallFacts &Call) {
  llvm::SmallVector<SavingRole, 2> Result;
  const ApiRow *Row = P.row(Call);
  if (!Row)
    return Result;
  for (const Effect &E : Row->Effects) {
    int Role = E.Kind == EffectKind::Binds   ? E.Saves
               : E.Kind == EffectKind::Saves ? E.Into
                                             : RoleNone;
    // An unknown operation saves all the same; and whether what is set was
    // saved itself does not matter here.
    if (Role != RoleNone && (needsText(E) ? applies(P, F, Call, *Row, E)
                                          : mayApply(P, F, Call, *Row, E)))
      Result.push_back({Role, &E.Pair});
  }
  return Result;
}

void SavedState::variablesBehind(const FunctionFacts &F, ValueId Value,
                                 llvm::SmallVectorImpl<Variable> &Result,
                                 unsigned Depth) {
  if (Value == NoIndex || Depth > MaxDepth)
    return;
  const ValueFacts &V = F.Values[Value];
  switch (V.Kind) {
  case ValueKind::Local:
    Result.push_back({&F, V.Kind, static_cast<uint64_t>(V.Number)});
    // `sigset_t *p = &old;`
    for (const DefinitionFacts &D : F.Locals[V.Number].Definitions)
      if (D.Value != NoIndex && F.Values[D.Value].Kind == ValueKind::AddressOf)
        variablesBehind(F, D.Value, Result, Depth + 1);
    break;
  case ValueKind::Parameter:
    Result.push_back({&F, V.Kind, static_cast<uint64_t>(V.Number)});
    break;
  case ValueKind::Field:
  case ValueKind::Global:
    Result.push_back({nullptr, V.Kind, V.Symbol});
    break;
  case ValueKind::AddressOf:
  case ValueKind::Deref:
  case ValueKind::Element:
    variablesBehind(F, V.Operands[0], Result, Depth + 1);
    break;
  case ValueKind::Select:
    variablesBehind(F, V.Operands[1], Result, Depth + 1);
    variablesBehind(F, V.Operands[2], Result, Depth + 1);
    break;
  default:
    break;
  }
}

SavedState::SavedState(const Program &P) {
  // Parameters that a function fills make its callers' variables filled ones.
  llvm::SmallVector<std::pair<std::string, Variable>, 16> Work;
  auto Fill = [&](const std::string &Pair, const FunctionFacts &F,
                  ValueId Value) {
    llvm::SmallVector<Variable, 2> Variables;
    variablesBehind(F, Value, Variables);
    for (const Variable &V : Variables)
      if (Filled.insert({Pair, V}).second && V.Kind == ValueKind::Parameter)
        Work.push_back({Pair, V});
  };
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow != NoIndex)
        for (const SavingRole &S : savingRoles(P, F, Call))
          if (S.Role != RoleReturn)
            Fill(*S.Pair, *F, argumentOf(Call, S.Role));
      if (Call.IsConstructor && Call.CalleeIsSystem &&
          Call.Arguments.size() == 2)
        for (FunctionRef Deleter : functionsIn(P, F, Call.Arguments[1]))
          Holders[Deleter->Id].push_back({F, I});
    }
  while (!Work.empty()) {
    auto [Pair, V] = Work.pop_back_val();
    for (const CallRef &Caller : P.callers(V.Function->Id))
      Fill(Pair, *Caller.Caller,
           argumentOf(Caller.facts(), static_cast<int>(V.Id)));
  }
}

bool SavedState::isFilled(const std::string &Pair, const Variable &V) const {
  return Filled.count({Pair, V}) != 0;
}

struct SavedState::Query {
  const Program &P;
  std::string Pair;
  std::set<std::pair<const FunctionFacts *, ValueId>> Seen;
};

bool SavedState::isSaved(const Program &P, FunctionRef F, ValueId Value,
                         llvm::StringRef Pair, const CallFacts &Use) const {
  Query Q{P, Pair.str(), {}};
  return isSavedValue(Q, F, Value, &Use, 0);
}

/// Whether what Call put into the role is a saved state.
bool SavedState::savesInto(Query &Q, FunctionRef F, const CallFacts &Call,
                           int Role, unsigned Depth) const {
  for (const SavingRole &S : savingRoles(Q.P, F, Call))
    if (S.Role == Role && *S.Pair == Q.Pair)
      return true;
  if (Call.ApiRow != NoIndex)
    return false;
  for (FunctionRef Target : Q.P.targets(F, Call)) {
    if (Role >= 0 && isFilled(Q.Pair, {Target.Function, ValueKind::Parameter,
                                       static_cast<uint64_t>(Role)}))
      return true;
    if (Role == RoleReturn)
      for (const ReturnFacts &Return : Target->Returns)
        if (isSavedValue(Q, Target, Return.Value, nullptr, Depth + 1))
          return true;
  }
  return false;
}

/// A project function that is given the saved state restores or looks at it; a
/// library function that may write to it (sigaddset) makes another state of it.
static bool isOnlyHandedOn(const FunctionFacts &F, ValueId Value) {
  if (Value == NoIndex || F.Values[Value].Kind != ValueKind::OutArgument)
    return false;
  const CallFacts &Call = F.Calls[F.Values[Value].Number];
  return Call.ApiRow == NoIndex && !Call.CalleeIsSystem;
}

bool SavedState::isSavedLocal(Query &Q, FunctionRef F, uint32_t Local,
                              const CallFacts *Use, unsigned Depth) const {
  const LocalFacts &L = F->Locals[Local];
  // Saved at a place, and not changed from there to the use. Text order stands
  // in for the order of execution, which it is but for loops; there a saving
  // that comes later in the text counts.
  const Place *LastChange = nullptr;
  llvm::SmallVector<const Place *, 2> Savings;
  for (const DefinitionFacts &D : L.Definitions) {
    if (isSavedValue(Q, F, D.Value, nullptr, Depth + 1))
      Savings.push_back(&D.Where);
    else if (Use && !isOnlyHandedOn(*F, D.Value) &&
             D.Where.File == Use->Where.File &&
             D.Where.Offset < Use->Where.Offset &&
             (!LastChange || LastChange->Offset < D.Where.Offset))
      LastChange = &D.Where;
  }
  for (const Place *Saving : Savings)
    if (!LastChange || Saving->Offset > LastChange->Offset)
      return true;
  if (!Savings.empty())
    return false;
  // A pointer: the call filled what it points to.
  return isFilled(Q.Pair, {F.Function, ValueKind::Local, Local});
}

bool SavedState::isSavedValue(Query &Q, FunctionRef F, ValueId Value,
                              const CallFacts *Use, unsigned Depth) const {
  if (Value == NoIndex || Depth > MaxDepth ||
      !Q.Seen.insert({F.Function, Value}).second)
    return false;
  const ValueFacts &V = F->Values[Value];
  switch (V.Kind) {
  case ValueKind::Local:
    return isSavedLocal(Q, F, V.Number, Use, Depth);
  case ValueKind::Parameter:
    if (isFilled(Q.Pair, {F.Function, V.Kind, static_cast<uint64_t>(V.Number)}))
      return true;
    // The restoring half of a pair of functions: what its callers give it.
    for (const CallRef &Caller : Q.P.callers(F->Id))
      if (isSavedValue(Q, Caller.Caller, argumentOf(Caller.facts(), V.Number),
                       &Caller.facts(), Depth + 1))
        return true;
    if (auto It = Holders.find(F->Id); It != Holders.end() && V.Number == 0)
      for (const CallRef &Made : It->second)
        if (isSavedValue(Q, Made.Caller, Made.facts().Arguments[0],
                         &Made.facts(), Depth + 1))
          return true;
    return false;
  case ValueKind::Field:
  case ValueKind::Global:
    if (isFilled(Q.Pair, {nullptr, V.Kind, V.Symbol}))
      return true;
    for (const StoreRef &Store : Q.P.stores(V.Symbol))
      if (isSavedValue(Q, Store.Function, Store.facts().Value, nullptr,
                       Depth + 1))
        return true;
    // A member of a local struct.
    if (V.Kind == ValueKind::Field && !V.Operands.empty() &&
        F->Values[V.Operands[0]].Kind == ValueKind::Local)
      for (const DefinitionFacts &D :
           F->Locals[F->Values[V.Operands[0]].Number].Definitions)
        if (D.Field == V.Symbol &&
            isSavedValue(Q, F, D.Value, nullptr, Depth + 1))
          return true;
    return false;
  case ValueKind::AddressOf:
  case ValueKind::Deref:
  case ValueKind::Element:
    return isSavedValue(Q, F, V.Operands[0], Use, Depth + 1);
  case ValueKind::Select:
    return isSavedValue(Q, F, V.Operands[1], Use, Depth + 1) ||
           isSavedValue(Q, F, V.Operands[2], Use, Depth + 1);
  case ValueKind::Bitwise:
    // `old = get() & MASK` saves a part of the state; `set(get() | FLAG)`
    // changes it.
    for (ValueId Operand : V.Operands)
      if (Operand != NoIndex &&
          (!Use || F->Values[Operand].Kind != ValueKind::Call) &&
          isSavedValue(Q, F, Operand, Use, Depth + 1))
        return true;
    return false;
  case ValueKind::Call:
    return savesInto(Q, F, F->Calls[V.Number], RoleReturn, Depth);
  case ValueKind::OutArgument:
    return savesInto(Q, F, F->Calls[V.Number], V.Extra, Depth);
  default:
    return false;
  }
}

} // namespace hangproof
