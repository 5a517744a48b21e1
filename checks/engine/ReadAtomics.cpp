//===- ReadAtomics.cpp - Atomics as plain loads and stores ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A flag or a time kept in an atomic is read and written like any other, so
// that what follows need not know the twenty ways to spell it.
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace hangproof {

std::optional<ValueId> FunctionReader::atomicCall(const CXXMemberCallExpr *E,
                                                  const FunctionDecl *Callee) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
  if (!Method || !Method->getParent()->isInStdNamespace() ||
      !Method->getIdentifier())
    return std::nullopt;
  llvm::StringRef Class = Method->getParent()->getName();
  if (Class != "atomic" && Class != "__atomic_base" &&
      Class != "__atomic_float" && Class != "atomic_ref" &&
      Class != "atomic_flag")
    return std::nullopt;
  return atomicAct(E, Method->getName(), E->getImplicitObjectArgument());
}

std::optional<ValueId> FunctionReader::atomicAct(const CallExpr *E,
                                                 llvm::StringRef Name,
                                                 const Expr *Atomic) {
  enum {
    None,
    Load,
    Store,
    Exchange,
    Add,
    Subtract,
    Modify,
    Set,
    Clear,
    CompareExchange
  };
  int Form = llvm::StringSwitch<int>(Name)
                 .Cases("load", "test", Load)
                 .Case("store", Store)
                 .Case("exchange", Exchange)
                 .Case("fetch_add", Add)
                 .Case("fetch_sub", Subtract)
                 .Cases("fetch_or", "fetch_and", "fetch_xor", Modify)
                 .Case("test_and_set", Set)
                 .Case("clear", Clear)
                 .Cases("compare_exchange_strong", "compare_exchange_weak",
                        CompareExchange)
                 .Default(None);
  if (Form == None)
    return std::nullopt;
  ValueId Object = value(Atomic);
  llvm::SmallVector<ValueId, 4> Arguments;
  for (const Expr *Argument : E->arguments())
    Arguments.push_back(value(Argument));
  auto Argument = [&](unsigned I) {
    return I < Arguments.size() ? Arguments[I] : unknown();
  };
  SourceLocation Where = E->getExprLoc();
  switch (Form) {
  case Store:
  case Exchange:
    storeTo(E, Object, Argument(0), Where);
    break;
  case Add:
    storeTo(E, Object, node(ValueKind::Add, {Object, Argument(0)}), Where,
            /*Compound=*/true);
    break;
  case Subtract:
    storeTo(E, Object, node(ValueKind::Subtract, {Object, Argument(0)}), Where,
            /*Compound=*/true);
    break;
  case Modify:
    storeTo(E, Object, unknown(), Where, /*Compound=*/true);
    break;
  case Set:
    storeTo(E, Object, node(ValueKind::Integer, {}, 1), Where);
    break;
  case Clear:
    storeTo(E, Object, node(ValueKind::Integer, {}, 0), Where);
    break;
  case CompareExchange:
    storeTo(E, Object, Argument(1), Where);
    // Whether it was what was expected.
    return node(ValueKind::Bitwise, {Object});
  default:
    break;
  }
  return Object;
}

ValueId FunctionReader::atomicBuiltin(const AtomicExpr *E) {
  ValueId Object = deref(value(E->getPtr()));
  llvm::SmallVector<ValueId, 4> Others;
  for (const Stmt *Child : E->children())
    if (const auto *Operand = dyn_cast_or_null<Expr>(Child);
        Operand && Operand != E->getPtr())
      Others.push_back(value(Operand));
  llvm::StringRef Name = E->getOpAsString();
  bool HasValue = E->getNumSubExprs() > 2;
  ValueId New = HasValue ? value(E->getVal1()) : unknown();
  SourceLocation Where = E->getBeginLoc();
  if (Name.contains("load")) {
    // __atomic_load(object, result, order) gives it through a pointer.
    if (HasValue)
      storeTo(E, deref(New), Object, Where);
    return Object;
  }
  if (Name.contains("compare_exchange")) {
    storeTo(E, Object, unknown(), Where);
    return unknown();
  }
  if (Name.contains("store") || Name.contains("init") ||
      Name.contains("exchange"))
    storeTo(E, Object,
            Name.ends_with("_n") || Name.contains("c11") ? New : deref(New),
            Where);
  else if (Name.contains("add"))
    storeTo(E, Object, node(ValueKind::Add, {Object, New}), Where, true);
  else if (Name.contains("sub"))
    storeTo(E, Object, node(ValueKind::Subtract, {Object, New}), Where, true);
  else
    storeTo(E, Object, unknown(), Where, true);
  return Object;
}

} // namespace hangproof
