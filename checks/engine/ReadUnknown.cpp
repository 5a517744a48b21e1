//===- ReadUnknown.cpp - Expressions that Clang could not resolve ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a header is missing, Clang keeps what it has read of an expression: a
// call whose arguments do not fit what is known of the function, a member of an
// object of unknown type. The names are still there.
//
//===----------------------------------------------------------------------===//

#include "Extract.h"
#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace hangproof {

const FunctionDecl *firstOf(const OverloadExpr &Overloads) {
  // Their order is that of the lookup, which a precompiled header changes.
  const SourceManager *SM = nullptr;
  auto PlaceOf = [&](const FunctionDecl *F) {
    PresumedLoc Where =
        SM->getPresumedLoc(F->getCanonicalDecl()->getLocation());
    return Where.isValid()
               ? std::make_tuple(llvm::StringRef(Where.getFilename()),
                                 Where.getLine(), Where.getColumn())
               : std::make_tuple(llvm::StringRef(), 0U, 0U);
  };
  const FunctionDecl *First = nullptr;
  for (const NamedDecl *D : Overloads.decls())
    if (const FunctionDecl *F = D->getUnderlyingDecl()->getAsFunction()) {
      SM = &F->getASTContext().getSourceManager();
      if (!First || PlaceOf(F) < PlaceOf(First))
        First = F;
    }
  return First;
}

/// The function that an expression names, the first of several; null for none.
static const FunctionDecl *functionNamedBy(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return dyn_cast<FunctionDecl>(Reference->getDecl());
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return dyn_cast<FunctionDecl>(Member->getMemberDecl());
  if (const auto *Overloads = dyn_cast<OverloadExpr>(E))
    return firstOf(*Overloads);
  return nullptr;
}

std::optional<FunctionReader::UnknownMember>
FunctionReader::unknownMember(const Expr *E) const {
  E = E->IgnoreParenImpCasts();
  UnknownMember Result;
  if (const auto *Dependent = dyn_cast<CXXDependentScopeMemberExpr>(E)) {
    if (!Dependent->getMember().isIdentifier() || Dependent->isImplicitAccess())
      return std::nullopt;
    Result.Base = Dependent->getBase();
    Result.IsArrow = Dependent->isArrow();
    Result.Name = Dependent->getMember().getAsIdentifierInfo()->getName();
    Result.Where = Dependent->getMemberLoc();
    return Result;
  }
  const auto *Recovered = dyn_cast<RecoveryExpr>(E);
  if (!Recovered || Recovered->subExpressions().size() != 1)
    return std::nullopt;
  Result.Base = Recovered->subExpressions().front();
  llvm::StringRef Text = Shared.Names.text(Recovered->getSourceRange());
  size_t Length = 0;
  while (Length < Text.size() &&
         (llvm::isAlnum(Text[Text.size() - 1 - Length]) ||
          Text[Text.size() - 1 - Length] == '_'))
    ++Length;
  Result.Name = Text.take_back(Length);
  llvm::StringRef Before = Text.drop_back(Length).rtrim();
  if (Result.Name.empty() || llvm::isDigit(Result.Name.front()) ||
      !(Before.ends_with(".") || Before.ends_with("->")))
    return std::nullopt;
  Result.IsArrow = Before.ends_with("->");
  Result.Where = Recovered->getEndLoc();
  return Result;
}

bool isGuessed(const Decl &D) {
  const SourceManager &SM = D.getASTContext().getSourceManager();
  return SM.getFilename(SM.getExpansionLoc(D.getLocation()))
      .starts_with(GuessedFolder);
}

uint32_t rowOfMember(const ApiTable &Api, llvm::StringRef Name) {
  // Short names are those of many classes.
  constexpr size_t Telling = 12;
  if (Name.size() < Telling || !Api.mayMatch(Name))
    return NoIndex;
  uint32_t Found = NoIndex;
  for (uint32_t Row = 0; Row < Api.rows().size(); ++Row) {
    auto [Class, Last] = llvm::StringRef(Api.row(Row).Name).rsplit("::");
    if (Last != Name)
      continue;
    if (Found == NoIndex)
      Found = Row;
    // The classes that have it must mean the same by it.
    const auto &Effects = Api.row(Row).Effects;
    const auto &First = Api.row(Found).Effects;
    if (Effects.empty() || First.empty() ||
        Effects.front().Kind != First.front().Kind ||
        Effects.front().Pair != First.front().Pair)
      return NoIndex;
  }
  return Found;
}

ValueId FunctionReader::unknownField(const UnknownMember &Member) {
  ValueId Base = value(Member.Base);
  if (Member.IsArrow && Facts.Values[Base].Kind != ValueKind::This)
    Base = deref(Base);
  // All members of that name are one: the class is not known.
  SymbolId Id = llvm::xxh3_64bits(("?." + Member.Name).str());
  return node(ValueKind::Field, {Base}, 0, Id, 0, Member.Name);
}

/// The result of a guessed function is anything; what it is made into tells
/// more: "Status done = stub->Call(&context, request, &reply)".
void FunctionReader::noteResult(const Expr *E, QualType UsedAs) {
  for (unsigned Depth = 0; E && Depth < 6; ++Depth) {
    E = E->IgnoreImplicit();
    if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
      if (Made->getNumArgs() != 1)
        return;
      E = Made->getArg(0);
      continue;
    }
    const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
    if (Member && isa_and_nonnull<CXXConversionDecl>(Member->getMethodDecl())) {
      E = Member->getImplicitObjectArgument();
      continue;
    }
    if (const auto *Call = dyn_cast<CallExpr>(E);
        Call && Call->getDirectCallee() && isGuessed(*Call->getDirectCallee()))
      ResultUsedAs[Call] = UsedAs;
    return;
  }
}

/// The row for functions with such a result and first parameter.
uint32_t FunctionReader::rowOfGuess(const CallExpr &E) {
  auto It = ResultUsedAs.find(&E);
  if (It == ResultUsedAs.end() || E.getNumArgs() == 0)
    return NoIndex;
  const Expr *First = E.getArg(0)->IgnoreImplicit();
  // The address of something unknown is of a class of its own.
  if (const auto *Address = dyn_cast<CXXOperatorCallExpr>(First);
      Address && Address->getOperator() == OO_Amp)
    First = Address->getArg(0)->IgnoreImplicit();
  return Shared.rowOfSignature(It->second, First->getType());
}

/// The constructors of a class that may take arguments, templates as well.
static llvm::SmallVector<const CXXConstructorDecl *, 4>
constructorsOf(const CXXRecordDecl &Class) {
  llvm::SmallVector<const CXXConstructorDecl *, 4> Result;
  for (const Decl *D : Class.decls()) {
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
      D = Template->getTemplatedDecl();
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(D))
      if (Constructor->getNumParams() > 0 &&
          !Constructor->isCopyOrMoveConstructor())
        Result.push_back(Constructor);
  }
  return Result;
}

std::optional<ValueId>
FunctionReader::unresolvedConstruction(const Expr *E, QualType Type,
                                       llvm::ArrayRef<const Expr *> Arguments) {
  const CXXRecordDecl *Class =
      Type.isNull() || Arguments.empty() ? nullptr : Type->getAsCXXRecordDecl();
  if (!Class || !Class->hasDefinition() || Class->isDependentContext() ||
      !Shared.Names.isSystem(Class))
    return std::nullopt;
  for (const CXXConstructorDecl *Constructor : constructorsOf(*Class)) {
    if (Shared.rowOf(Constructor) == NoIndex)
      continue;
    CallId Id = addCall(E, Constructor, E->getBeginLoc(), E->getSourceRange());
    Facts.Calls[Id].IsConstructor = true;
    if (auto It = LocalMadeBy.find(E); It != LocalMadeBy.end())
      Facts.Calls[Id].ConstructedLocal = It->second;
    addArguments(Id, Constructor, Arguments);
    event(E, EventKind::Call, Id);
    return Facts.Calls[Id].Result;
  }
  return std::nullopt;
}

/// Whether E is a call of the variable that its first part names.
bool FunctionReader::isCalled(const RecoveryExpr &E, const Expr &First) const {
  const auto *Reference = dyn_cast<DeclRefExpr>(First.IgnoreParenImpCasts());
  if (!Reference || !isa<VarDecl>(Reference->getDecl()))
    return false;
  llvm::StringRef Text = Shared.Names.text(E.getSourceRange());
  return Text.consume_front(Reference->getDecl()->getName()) &&
         Text.ltrim().starts_with("(") && Text.ends_with(")");
}

ValueId FunctionReader::recovered(const RecoveryExpr *E) {
  if (std::optional<UnknownMember> Member = unknownMember(E))
    return unknownField(*Member);
  llvm::ArrayRef<const Expr *> Parts = E->subExpressions();
  if (std::optional<ValueId> Made =
          unresolvedConstruction(E, E->getType(), Parts))
    return *Made;
  const FunctionDecl *Callee =
      Parts.empty() ? nullptr : functionNamedBy(Parts.front());
  if (!Callee) {
    if (!Parts.empty() && isCalled(*E, *Parts.front())) {
      // `task()` of an object whose class is not known.
      ValueId Target = value(Parts.front());
      CallId Id =
          addCall(E, nullptr, Parts.front()->getExprLoc(), E->getSourceRange());
      Facts.Calls[Id].Target = Target;
      // What can be called so is a std::function or like one.
      Facts.Calls[Id].ApiRow = Shared.Api.find("std::function::operator()");
      ++Facts.IndirectCalls;
      addArguments(Id, nullptr, Parts.drop_front());
      event(E, EventKind::Call, Id);
      return Facts.Calls[Id].Result;
    }
    children(E);
    return unknown();
  }
  // The first part is the function, the others are the arguments.
  const Expr *Named = Parts.front()->IgnoreParenImpCasts();
  ValueId Object = NoIndex;
  SourceLocation NameLoc = Named->getExprLoc();
  if (const auto *Member = dyn_cast<MemberExpr>(Named)) {
    NameLoc = Member->getMemberLoc();
    Object = value(Member->getBase());
    if (Member->isArrow() && Facts.Values[Object].Kind != ValueKind::This)
      Object = deref(Object);
  } else if (const auto *Overloads = dyn_cast<OverloadExpr>(Named)) {
    NameLoc = Overloads->getNameLoc();
    const auto *Member = dyn_cast<UnresolvedMemberExpr>(Overloads);
    if (Member && !Member->isImplicitAccess()) {
      Object = value(Member->getBase());
      if (Member->isArrow() && Facts.Values[Object].Kind != ValueKind::This)
        Object = deref(Object);
    }
  } else if (const auto *Reference = dyn_cast<DeclRefExpr>(Named)) {
    NameLoc = Reference->getLocation();
  }
  CallId Id = addCall(E, Callee, NameLoc, E->getSourceRange());
  Facts.Calls[Id].Object = Object;
  addArguments(
      Id, Callee,
      llvm::ArrayRef<const Expr *>(Parts.data() + 1, Parts.size() - 1));
  event(E, EventKind::Call, Id);
  return Facts.Calls[Id].Result;
}

std::optional<ValueId> FunctionReader::unresolved(const Expr *E) {
  if (const auto *Recovered = dyn_cast<RecoveryExpr>(E))
    return recovered(Recovered);
  if (const auto *Made = dyn_cast<CXXUnresolvedConstructExpr>(E)) {
    llvm::SmallVector<const Expr *, 4> Arguments(Made->arguments());
    return unresolvedConstruction(E, Made->getTypeAsWritten(), Arguments);
  }
  if (isa<CXXDependentScopeMemberExpr>(E))
    if (std::optional<UnknownMember> Member = unknownMember(E))
      return unknownField(*Member);
  return std::nullopt;
}

ValueId FunctionReader::objectOf(const UnresolvedMemberExpr *E) {
  if (E->isImplicitAccess())
    return node(ValueKind::This);
  ValueId Object = value(E->getBase());
  return E->isArrow() && Facts.Values[Object].Kind != ValueKind::This
             ? deref(Object)
             : Object;
}

const FunctionDecl *onlyMethodOf(const Expr *Callee) {
  const auto *Lookup = dyn_cast<UnresolvedMemberExpr>(Callee);
  if (!Lookup || Lookup->getNumDecls() != 1)
    return nullptr;
  return (*Lookup->decls_begin())->getUnderlyingDecl()->getAsFunction();
}

bool isUnknownFunction(const ValueDecl &D) {
  return D.isImplicit() && isa<VarDecl>(D) && D.getType()->isDependentType();
}

} // namespace hangproof
