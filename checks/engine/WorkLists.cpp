//===- WorkLists.cpp - Pools that keep their work in a list ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A pool of a C program makes a node for each piece of work and links it into a
// list: `item->function = function;`. A thread takes node after node off and
// calls `item->function(item->argument)`. No container tells that one leads to
// the other; the member that holds the function does.
//
//===----------------------------------------------------------------------===//

#include "Submissions.h"
#include "ValueWalk.h"

namespace hangproof {

/// The local that an object is, or that points to it; null for others.
static const LocalFacts *localOf(const FunctionFacts &F, ValueId Object) {
  const ValueFacts &Base = F.Values[baseOf(F, Object)];
  return Base.Kind == ValueKind::Local ? &F.Locals[Base.Number] : nullptr;
}

static bool isDefinedAs(const FunctionFacts &F, const LocalFacts &Local,
                        llvm::ArrayRef<ValueKind> Kinds) {
  return llvm::any_of(Local.Definitions, [&](const DefinitionFacts &D) {
    return !D.Field && D.Value < F.Values.size() &&
           llvm::is_contained(Kinds, F.Values[D.Value].Kind);
  });
}

/// A call, in a loop of a thread, of the function in a member of something that
/// the thread takes from elsewhere in each turn.
void Submissions::addListedWork(FunctionRef F, const CallFacts &Call) {
  const ValueFacts &Target = F->Values[Call.Target];
  if (Call.Loop == NoIndex || Target.Kind != ValueKind::Field)
    return;
  const LocalFacts *Item = localOf(*F, Call.Target);
  if (Item && isDefinedAs(*F, *Item,
                          {ValueKind::Field, ValueKind::Global, ValueKind::Call,
                           ValueKind::Deref, ValueKind::Element}))
    ListedWork.insert(Target.Symbol);
}

/// The parameters that F puts into such a member of a node that it has made. A
/// callback that is set in somebody else's object is no work.
void Submissions::putIntoList(FunctionRef F,
                              std::set<uint32_t> &Indices) const {
  if (ListedWork.empty())
    return;
  for (const StoreFacts &Store : F->Stores) {
    const ValueFacts &Target = F->Values[Store.Target];
    if (Target.Kind != ValueKind::Field || !ListedWork.count(Target.Symbol))
      continue;
    const LocalFacts *Node = localOf(*F, Store.Target);
    if (Node && isDefinedAs(*F, *Node, {ValueKind::Call, ValueKind::New}))
      parametersIn(F, Store.Value, Indices);
  }
}

/// The argument of a submitting function that names the pool: the first one
/// that is neither work nor a number. NoIndex if there is none.
ValueId Submissions::poolArgument(FunctionRef F, const CallFacts &Call,
                                  const std::set<uint32_t> &Work) const {
  if (Call.Arguments.empty() || Work.count(0))
    return NoIndex;
  ValueKind Kind = F->Values[Call.Arguments[0]].Kind;
  return Kind == ValueKind::Integer || Kind == ValueKind::String
             ? NoIndex
             : Call.Arguments[0];
}

/// The methods of the class, or of the only one that is made of it, that a
/// thread runs.
void Submissions::addWorkOfClass(SymbolId Class, Submission &To) const {
  llvm::SmallVector<FunctionRef, 2> Derived;
  for (FunctionRef Method : P.functions()) {
    if (llvm::none_of(Handed.of(Method),
                      [](const Entry &E) { return E.Context == "worker"; }))
      continue;
    if (Method->Class == Class) {
      To.Entries.push_back(Method);
      return;
    }
    if (llvm::is_contained(Method->ClassBases, Class))
      Derived.push_back(Method);
  }
  if (Derived.size() == 1)
    To.Entries.push_back(Derived[0]);
}

} // namespace hangproof
