//===- FunctionValues.cpp - Functions as values ---------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionValues.h"
#include "Effects.h"
#include "ValueWalk.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/SaveAndRestore.h"

namespace hangproof {

namespace {
/// Collects the functions that a value may be.
class FunctionSearch {
public:
  explicit FunctionSearch(const Program &P) : P(P) {}

  void add(FunctionRef F, ValueId Value, unsigned Depth);
  llvm::SmallVector<FunctionRef, 2> Found;
  llvm::SmallVector<FunctionRef, 2> Kept;

private:
  void addFunction(SymbolId Id, FunctionRef Near) {
    if (FunctionRef Function = P.find(Id, Near)) {
      if (!llvm::is_contained(Found, Function))
        Found.push_back(Function);
      if (KeepsExceptions && !llvm::is_contained(Kept, Function))
        Kept.push_back(Function);
    }
  }
  void addSlot(FunctionRef F, llvm::StringRef Text);
  void addCall(FunctionRef F, const CallFacts &Call, unsigned Depth);
  void addFills(FunctionRef F, ValueId Container, unsigned Depth);

  const Program &P;
  bool KeepsExceptions = false;
  llvm::DenseSet<std::pair<const void *, ValueId>> Seen;
};
} // namespace

/// SLOT(onTimeout()) is the string "1onTimeout()".
void FunctionSearch::addSlot(FunctionRef F, llvm::StringRef Text) {
  if (!Text.consume_front("1") || !Text.ends_with(")"))
    return;
  llvm::StringRef Name = Text.take_until([](char C) { return C == '('; });
  FunctionRef Best;
  unsigned Count = 0;
  for (FunctionRef Candidate : P.functions()) {
    if (!Candidate->Class || lastComponent(Candidate->Name) != Name)
      continue;
    if (Candidate->Class == F->Class) {
      Best = Candidate;
      Count = 1;
      break;
    }
    Best = Candidate;
    ++Count;
  }
  if (Count == 1 && !llvm::is_contained(Found, Best))
    Found.push_back(Best);
}

/// std::bind, std::function, a functor's constructor: what the call was given.
/// For a function of the project: what it returns.
void FunctionSearch::addCall(FunctionRef F, const CallFacts &Call,
                             unsigned Depth) {
  bool HasBody = false;
  if (!Call.IsConstructor)
    for (FunctionRef Target : P.targets(F, Call)) {
      HasBody = true;
      // What it returns is itself, not yet run.
      if (Target->IsCoroutine && !llvm::is_contained(Found, Target)) {
        Found.push_back(Target);
        continue;
      }
      for (const ReturnFacts &Return : Target->Returns)
        add(Target, Return.Value, Depth + 1);
    }
  if (HasBody)
    return;
  auto Keeps = [](const AppliedEffect &Applied) {
    return Applied.What->Kind == EffectKind::PassesValue &&
           Applied.What->Exceptions == "kept";
  };
  llvm::SaveAndRestore Keeping(KeepsExceptions);
  if (Call.ApiRow != NoIndex || Call.ConstructsRow != NoIndex)
    KeepsExceptions |= llvm::any_of(effectsOf(P, F, Call), Keeps);
  for (ValueId Argument : Call.Arguments)
    add(F, Argument, Depth + 1);
  if (Call.Object != NoIndex && F->Values[Call.Object].Kind != ValueKind::This)
    add(F, Call.Object, Depth + 1);
}

/// What calls put into a local container.
void FunctionSearch::addFills(FunctionRef F, ValueId Container,
                              unsigned Depth) {
  for (const CallFacts &Call : F->Calls) {
    const ApiRow *Row = Call.Object == Container ? P.row(Call) : nullptr;
    if (!Row || !llvm::any_of(Row->Effects, [](const Effect &What) {
          return What.Kind == EffectKind::PassesValue &&
                 What.Into == RoleObject;
        }))
      continue;
    for (ValueId Argument : Call.Arguments)
      add(F, Argument, Depth + 1);
  }
}

void FunctionSearch::add(FunctionRef F, ValueId Value, unsigned Depth) {
  if (Value >= F->Values.size() || Depth > 6 || Seen.size() > 200 ||
      !Seen.insert({F.Function, Value}).second)
    return;
  const ValueFacts &V = F->Values[Value];
  switch (V.Kind) {
  case ValueKind::Function:
  case ValueKind::Lambda:
    addFunction(V.Symbol, F);
    return;
  case ValueKind::String:
    addSlot(F, V.Text);
    return;
  case ValueKind::Local:
    for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
      add(F, D.Value, Depth + 1);
    addFills(F, Value, Depth);
    return;
  case ValueKind::Parameter:
    for (const CallRef &Caller : P.callers(F->Id)) {
      const CallFacts &Call = Caller.facts();
      if (size_t(V.Number) < Call.Arguments.size())
        add(Caller.Caller, Call.Arguments[V.Number], Depth + 2);
    }
    return;
  case ValueKind::Field:
  case ValueKind::Global:
    for (const StoreRef &Store : P.stores(V.Symbol))
      add(Store.Function, Store.facts().Value, Depth + 1);
    for (const FillRef &Fill : P.fills(V.Symbol))
      add(Fill.Function, Fill.Value, Depth + 1);
    return;
  case ValueKind::Call:
    addCall(F, F->Calls[V.Number], Depth);
    return;
  case ValueKind::Aggregate:
  case ValueKind::New:
  case ValueKind::AddressOf:
  case ValueKind::Deref:
  case ValueKind::Element:
    for (ValueId Operand : V.Operands)
      add(F, Operand, Depth + 1);
    return;
  case ValueKind::Select:
    add(F, V.Operands[1], Depth + 1);
    add(F, V.Operands[2], Depth + 1);
    return;
  default:
    return;
  }
}

llvm::SmallVector<FunctionRef, 2>
functionsIn(const Program &P, FunctionRef F, ValueId Value,
            llvm::SmallVectorImpl<FunctionRef> *Kept) {
  FunctionSearch Search(P);
  Search.add(F, Value, 0);
  if (Kept)
    Kept->append(Search.Kept);
  return std::move(Search.Found);
}

} // namespace hangproof
