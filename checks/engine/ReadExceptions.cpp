//===- ReadExceptions.cpp - What is thrown and what is not ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace hangproof {

bool isNothrow(const FunctionDecl &F) {
  if (F.hasAttr<NoThrowAttr>())
    return true;
  const auto *Type = F.getType()->getAs<FunctionProtoType>();
  if (!Type)
    return false;
  // Clang works some specifications out when somebody asks for them.
  if (isUnresolvedExceptionSpec(Type->getExceptionSpecType()))
    return isa<CXXDestructorDecl>(F);
  return Type->isNothrow();
}

bool tellsByCode(const FunctionDecl &F) {
  for (const ParmVarDecl *Parameter : F.parameters()) {
    QualType Type = Parameter->getType();
    if (!Type->isLValueReferenceType() ||
        Type->getPointeeType().isConstQualified())
      continue;
    if (const CXXRecordDecl *Record =
            Type->getPointeeType()->getAsCXXRecordDecl())
      if (Record->getName() == "error_code")
        return true;
  }
  return false;
}

const std::string &ReaderContext::exceptionClass(const CXXRecordDecl *Class) {
  const std::string &Name = Names.nameOf(Class);
  if (!Class->hasDefinition() || Class->isDependentContext() ||
      !ExceptionsSeen.insert(Class->getCanonicalDecl()).second)
    return Name;
  ExceptionClass Facts;
  Facts.Name = Name;
  Class->getDefinition()->forallBases([&](const CXXRecordDecl *Base) {
    Facts.Bases.push_back(Names.nameOf(Base));
    return true;
  });
  File.Exceptions.push_back(std::move(Facts));
  return Name;
}

std::string ReaderContext::exceptionType(QualType Type) {
  Type = Type.getNonReferenceType().getUnqualifiedType();
  if (const CXXRecordDecl *Class = Type->getAsCXXRecordDecl())
    return exceptionClass(Class);
  if (const auto *Record = Type->getAsRecordDecl())
    return Names.nameOf(Record);
  return Type.getAsString();
}

} // namespace hangproof
