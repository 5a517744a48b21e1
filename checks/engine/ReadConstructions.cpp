//===- ReadConstructions.cpp - Objects that calls make --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace hangproof {

/// An object of the project's own class that can be called: what a library does
/// with it is to call it.
ValueId FunctionReader::withCallOperator(ValueId Value, const Expr *E) {
  const CXXRecordDecl *Class = E->IgnoreImplicit()
                                   ->getType()
                                   .getNonReferenceType()
                                   ->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || Class->isLambda() ||
      Class->isDependentContext() || Shared.Names.isSystem(Class))
    return Value;
  const CXXMethodDecl *Operator = nullptr;
  for (const CXXMethodDecl *Method : Class->getDefinition()->methods())
    if (Method->getOverloadedOperator() == OO_Call) {
      if (Operator)
        return Value;
      Operator = Method;
    }
  if (!Operator)
    return Value;
  return node(
      ValueKind::Aggregate,
      {Value, node(ValueKind::Function, {}, 0, Shared.Names.idOf(Operator), 0,
                   Shared.Names.nameOf(Operator))});
}

/// make_unique<T>(...), vector<T>::emplace_back(...): the constructor of T that
/// takes these arguments.
void FunctionReader::noteConstructed(CallId Id, const CallExpr *E,
                                     const FunctionDecl *Callee) {
  if (!Callee->getIdentifier())
    return;
  const TemplateArgumentList *Arguments = nullptr;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee)) {
    if (!llvm::StringSwitch<bool>(Callee->getName())
             .Cases("emplace_back", "emplace_front", "emplace", true)
             .Default(false))
      return;
    if (const auto *Container =
            dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent()))
      Arguments = &Container->getTemplateArgs();
  } else if (llvm::StringSwitch<bool>(Callee->getName())
                 .Cases("make_unique", "make_shared", "make_optional", true)
                 .Default(false)) {
    Arguments = Callee->getTemplateSpecializationArgs();
  }
  if (!Arguments || Arguments->size() == 0 ||
      Arguments->get(0).getKind() != TemplateArgument::Type)
    return;
  const CXXRecordDecl *Class =
      Arguments->get(0).getAsType()->getAsCXXRecordDecl();
  if (!Class || !(Class = Class->getDefinition()) || Class->isLambda() ||
      Class->isDependentContext())
    return;
  // An element that is moved or copied in was made elsewhere.
  if (E->getNumArgs() == 1)
    if (const CXXRecordDecl *Given = E->getArg(0)
                                         ->IgnoreImplicit()
                                         ->getType()
                                         .getNonReferenceType()
                                         ->getAsCXXRecordDecl();
        Given && Given->getCanonicalDecl() == Class->getCanonicalDecl())
      return;
  if (!Shared.Names.isSystem(Class))
    Facts.Calls[Id].ConstructsName = Shared.Names.nameOf(Class);
  const CXXConstructorDecl *Fitting = nullptr;
  bool IsSingle = true;
  for (const Decl *D : Class->decls()) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    const auto *Constructor = dyn_cast<CXXConstructorDecl>(
        Template ? Template->getTemplatedDecl() : D);
    if (!Constructor || Constructor->isCopyOrMoveConstructor())
      continue;
    if (uint32_t Row = Shared.rowOf(Constructor); Row != NoIndex)
      Facts.Calls[Id].ConstructsRow = Row;
    if (Template || !Constructor->isUserProvided() ||
        E->getNumArgs() < Constructor->getMinRequiredArguments() ||
        E->getNumArgs() > Constructor->getNumParams())
      continue;
    IsSingle = !Fitting;
    Fitting = Constructor;
  }
  if (Fitting && IsSingle && !Shared.Names.isSystem(Class))
    Facts.Calls[Id].Constructs = Shared.Names.idOf(Fitting);
}

/// A closure, function or class with a call operator among the arguments of a
/// class template or constructor: deleters and scope exits.
static bool carriesCallable(const CXXConstructExpr *E) {
  for (const Expr *Argument : E->arguments()) {
    QualType Type = Argument->getType().getNonReferenceType();
    if (Type->isFunctionPointerType() || Type->isFunctionType())
      return true;
    if (const auto *Record = Type->getAsCXXRecordDecl())
      if (Record->isLambda())
        return true;
  }
  return false;
}

ValueId FunctionReader::construction(const CXXConstructExpr *E) {
  const CXXConstructorDecl *Constructor = E->getConstructor();
  const CXXRecordDecl *Class = Constructor->getParent();
  llvm::SmallVector<const Expr *, 4> Written;
  for (const Expr *Argument : E->arguments())
    if (!isa<CXXDefaultArgExpr>(Argument))
      Written.push_back(Argument);
  uint32_t Row = Shared.rowOf(Constructor);
  if (Constructor->isCopyOrMoveConstructor() && !Written.empty())
    return value(Written[0]);

  bool IsSystem = Shared.Names.isSystem(Class);
  // Deleters that are named by type only: unique_ptr<T, Deleter>.
  const CXXMethodDecl *Deleter = nullptr;
  if (IsSystem)
    if (const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Class))
      for (const TemplateArgument &Argument :
           Special->getTemplateArgs().asArray())
        if (Argument.getKind() == TemplateArgument::Type)
          if (const auto *Record = Argument.getAsType()->getAsCXXRecordDecl();
              Record && Record->hasDefinition() && !Record->isLambda() &&
              !Shared.Names.isSystem(Record))
            for (const CXXMethodDecl *Method : Record->methods())
              if (Method->getOverloadedOperator() == OO_Call)
                Deleter = Method;

  const CXXDestructorDecl *Destructor = nullptr;
  if (Class->hasDefinition() && !Class->isDependentContext())
    Destructor = Class->getDestructor();
  bool HasOwnDestructor = Destructor && Destructor->isUserProvided();
  bool IsInteresting =
      Row != NoIndex || Deleter ||
      (!IsSystem && (Constructor->isUserProvided() || HasOwnDestructor)) ||
      (IsSystem && carriesCallable(E));
  if (!IsInteresting) {
    if (Written.size() == 1)
      return IsSystem ? withCallOperator(value(Written[0]), Written[0])
                      : value(Written[0]);
    llvm::SmallVector<ValueId, 4> Parts;
    for (const Expr *Argument : Written)
      Parts.push_back(value(Argument));
    return node(ValueKind::Aggregate, Parts);
  }
  CallId Id = addCall(E, Constructor, E->getLocation(), E->getSourceRange());
  Facts.Calls[Id].IsConstructor = true;
  if (HasOwnDestructor && !IsSystem)
    Facts.Calls[Id].Destructor = Shared.Names.idOf(Destructor);
  if (auto It = LocalMadeBy.find(E); It != LocalMadeBy.end())
    Facts.Calls[Id].ConstructedLocal = It->second;
  addArguments(Id, Constructor, Written);
  if (Deleter) {
    Facts.Calls[Id].Arguments.push_back(node(ValueKind::Function, {}, 0,
                                             Shared.Names.idOf(Deleter), 0,
                                             Shared.Names.nameOf(Deleter)));
    Facts.Calls[Id].ArgumentPlaces.push_back(Facts.Calls[Id].Where);
  }
  event(E, EventKind::Call, Id);
  if (Row == NoIndex && Written.size() == 1 &&
      (IsSystem || !Constructor->isExplicit()))
    return Facts.Calls[Id].Arguments[0];
  // A pointer and what deletes it: `unique_ptr<T, D> p(make(), &destroy)`.
  if (Row == NoIndex && IsSystem && Written.size() == 2 &&
      Written[0]->getType()->isPointerType() &&
      !Written[0]->getType()->isFunctionPointerType())
    return Facts.Calls[Id].Arguments[0];
  return Facts.Calls[Id].Result;
}

ValueId FunctionReader::newExpression(const CXXNewExpr *E) {
  for (unsigned I = 0; I < E->getNumPlacementArgs(); ++I)
    value(E->getPlacementArg(I));
  if (std::optional<const Expr *> Size = E->getArraySize())
    if (*Size)
      value(*Size);
  const Expr *Init = E->getInitializer();
  if (!Init)
    return node(ValueKind::New);
  CallId Before = Facts.Calls.size();
  ValueId Made = value(Init);
  // The new object is no other form of the argument, as for a conversion.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Init))
    if (Before < Facts.Calls.size() && Facts.Calls[Before].IsConstructor &&
        Facts.Calls[Before].Callee ==
            Shared.Names.idOf(Construct->getConstructor()))
      Made = Facts.Calls[Before].Result;
  return node(ValueKind::New, {Made});
}

} // namespace hangproof
