//===- ReadRows.cpp - Which rows speak of a function ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace hangproof {

static llvm::StringRef lastNameOf(const FunctionDecl &F) {
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&F))
    return Constructor->getParent()->getName();
  if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(&F))
    return Destructor->getParent()->getName();
  if (F.getOverloadedOperator() == OO_Call)
    return "operator()";
  return F.getIdentifier() ? F.getName() : llvm::StringRef();
}

/// Calls Visit with every class that Class is derived from, nearest first.
static void forEachBase(const CXXRecordDecl *Class,
                        llvm::function_ref<void(const CXXRecordDecl *)> Visit) {
  llvm::SmallVector<const CXXRecordDecl *, 8> Work{Class};
  llvm::SmallPtrSet<const CXXRecordDecl *, 16> Seen;
  for (size_t I = 0; I < Work.size() && I < 64; ++I) {
    const CXXRecordDecl *Derived = Work[I]->getDefinition();
    if (!Derived)
      continue;
    for (const CXXBaseSpecifier &Base : Derived->bases())
      if (const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl())
        if (Seen.insert(Record->getCanonicalDecl()).second) {
          Visit(Record);
          Work.push_back(Record);
        }
  }
}

uint32_t ReaderContext::annotatedRow(const FunctionDecl &F) {
  for (const AnnotateAttr *Annotation : F.specific_attrs<AnnotateAttr>()) {
    if (!Annotation->getAnnotation().starts_with("hangproof::"))
      continue;
    std::string Message;
    uint32_t Row = Api.annotationRow(Annotation->getAnnotation(), Message);
    if (Row != NoIndex)
      return Row;
    Place Where = Names.token(Annotation->getLocation());
    if (!Where.isValid())
      continue;
    Message = File.Paths[Where.File] + ":" + std::to_string(Where.Line) + ":" +
              std::to_string(Where.Column) + ": " + Message;
    if (!llvm::is_contained(File.Mistakes, Message))
      File.Mistakes.push_back(std::move(Message));
  }
  return NoIndex;
}

/// "Result(First)": generators name the functions, the library their types.
uint32_t ReaderContext::rowOfSignature(const FunctionDecl &F) {
  return F.getNumParams() == 0
             ? NoIndex
             : rowOfSignature(F.getReturnType(), F.getParamDecl(0)->getType());
}

uint32_t ReaderContext::rowOfSignature(QualType Returned, QualType First) {
  if (First->isPointerType() || First->isReferenceType())
    First = First->getPointeeType();
  const CXXRecordDecl *Parameter = First->getAsCXXRecordDecl();
  if (!Parameter || !Parameter->getIdentifier() ||
      !Api.mayMatch((Parameter->getName() + ")").str()))
    return NoIndex;
  const CXXRecordDecl *Result = Returned->getAsCXXRecordDecl();
  if (!Result || !Result->getIdentifier())
    return NoIndex;
  return Api.find(Names.nameOf(Result) + "(" + Names.nameOf(Parameter) + ")");
}

/// The struct that a parameter points to; null if it points to none.
static const RecordDecl *pointee(QualType Type) {
  if (Type->isPointerType() || Type->isReferenceType())
    Type = Type->getPointeeType();
  const RecordDecl *Record = Type->getAsRecordDecl();
  return Record ? cast<RecordDecl>(Record->getCanonicalDecl()) : nullptr;
}

bool ReaderContext::isTransparent(const FieldDecl *Field) {
  if (Names.isSystem(Field))
    return true;
  if (!SystemStructs) {
    SystemStructs.emplace();
    auto Look = [&](const Decl *D) {
      const auto *F = dyn_cast<FunctionDecl>(D);
      uint32_t Row = F && !Names.isSystem(F) && F->getNumParams() != 0
                         ? rowOf(F)
                         : NoIndex;
      if (Row == NoIndex)
        return;
      for (unsigned I = 0; I < F->getNumParams(); ++I) {
        bool IsFilled =
            llvm::any_of(Api.row(Row).Effects, [&](const Effect &What) {
              return What.Kind == EffectKind::ReadsClock && What.Into == int(I);
            });
        if (IsFilled || Api.row(Row).Library == "posix")
          if (const RecordDecl *Given = pointee(F->getParamDecl(I)->getType()))
            SystemStructs->insert(Given);
      }
    };
    // Not what comes from a precompiled header: to load all of it would cost
    // more than the rest of the file.
    for (const Decl *D : Ast.getTranslationUnitDecl()->noload_decls())
      if (const auto *Linkage = dyn_cast<LinkageSpecDecl>(D))
        llvm::for_each(Linkage->decls(), Look);
      else
        Look(D);
  }
  return !SystemStructs->empty() &&
         SystemStructs->contains(
             cast<RecordDecl>(Field->getParent()->getCanonicalDecl()));
}

/// "post(thread_pool)": what a function does with an object of one class only.
static uint32_t rowOfOverload(const ApiTable &Api, Symbols &Names,
                              const FunctionDecl &F) {
  if (F.getNumParams() == 0)
    return NoIndex;
  const RecordDecl *First = pointee(F.getParamDecl(0)->getType());
  return First && First->getIdentifier() &&
                 Api.mayMatch((First->getName() + ")").str())
             ? Api.find(Names.nameOf(&F) + "(" + Names.nameOf(First) + ")")
             : NoIndex;
}

uint32_t ReaderContext::rowOf(const FunctionDecl *Callee) {
  if (!Callee)
    return NoIndex;
  Callee = Callee->getCanonicalDecl();
  auto [It, IsNew] = Rows.try_emplace(Callee, NoIndex);
  if (!IsNew)
    return It->second;
  uint32_t Row = NoIndex;
  for (const FunctionDecl *Declaration : Callee->redecls())
    if (Row == NoIndex)
      Row = annotatedRow(*Declaration);
  llvm::StringRef Last = lastNameOf(*Callee);
  if (Row == NoIndex && !Last.empty() && Api.mayMatch(Last)) {
    // A static function of the project that bears a library's name is not the
    // library's.
    bool IsOwn = Callee->getStorageClass() == SC_Static &&
                 !isa<CXXMethodDecl>(Callee) && !Names.isSystem(Callee);
    if (!IsOwn)
      Row = rowOfOverload(Api, Names, *Callee);
    if (!IsOwn && Row == NoIndex)
      Row = Api.find(Names.nameOf(Callee));
  }
  if (Row == NoIndex && isa<CXXMethodDecl>(Callee) && isGuessed(*Callee))
    Row = rowOfMember(Api, Last);
  if (Row == NoIndex)
    Row = rowOfSignature(*Callee);
  if (Row == NoIndex)
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee))
      for (const CXXMethodDecl *Overridden : Method->overridden_methods())
        if (Row == NoIndex)
          Row = rowOf(Overridden);
  // "*::makeCurrent": a method without a body that says what it does, of a
  // class that no row names.
  if (Row == NoIndex && isa<CXXMethodDecl>(Callee) && !Last.empty() &&
      Api.mayMatch(Last) && !Callee->isDefined())
    Row = Api.find(("*::" + Last).str());
  return Rows[Callee] = Row;
}

std::vector<uint32_t>
ReaderContext::rowsOfFunction(const FunctionDecl *Function) {
  std::vector<uint32_t> Result;
  for (const FunctionDecl *Declaration : Function->redecls()) {
    uint32_t Row = annotatedRow(*Declaration);
    if (Row != NoIndex && (Result.empty() || Result.back() != Row))
      Result.push_back(Row);
  }
  // A user's row may say that the project's own function is a handler.
  if (Api.mayMatch(lastNameOf(*Function))) {
    uint32_t Row = Api.find(Names.nameOf(Function));
    if (Row != NoIndex && Api.row(Row).IsUser)
      Result.push_back(Row);
  }
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function))
    for (const CXXMethodDecl *Overridden : Method->overridden_methods()) {
      uint32_t Row = rowOf(Overridden);
      if (Row != NoIndex)
        Result.push_back(Row);
      if (Row != NoIndex || !Api.mayMatch("*") ||
          isa<CXXDestructorDecl>(Overridden))
        continue;
      // "Base::*": whatever a class derived from Base has overridden.
      forEachBase(Overridden->getParent(), [&](const CXXRecordDecl *Base) {
        uint32_t Any = Api.find(Names.nameOf(Base) + "::*");
        if (Any != NoIndex && !llvm::is_contained(Result, Any))
          Result.push_back(Any);
      });
    }
  return Result;
}

} // namespace hangproof
