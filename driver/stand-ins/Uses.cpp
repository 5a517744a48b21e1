//===- Uses.cpp -----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Uses.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/QualTypeNames.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace hangproof {

namespace {

class UseVisitor : public RecursiveASTVisitor<UseVisitor> {
public:
  UseVisitor(ASTContext &Context, StandIns &Stands)
      : Context(Context), Stands(Stands) {}

  bool IsNew = false;

  // Calls, assignments and conversions in templates count from an instance.
  bool shouldVisitTemplateInstantiations() const { return false; }

  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    if (Call->getNumArgs() != 2)
      return true;
    const Expr *Left = Call->getArg(0);
    const Expr *Right = Call->getArg(1);
    switch (Call->getOperator()) {
    case OO_Equal:
      learn(Left, Right);
      break;
    case OO_Minus:
    case OO_Less:
    case OO_Greater:
    case OO_LessEqual:
    case OO_GreaterEqual:
      learn(Left, Right);
      learn(Right, Left);
      break;
    default:
      break;
    }
    return true;
  }

  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const auto *Conversion =
        dyn_cast_or_null<CXXConversionDecl>(Call->getMethodDecl());
    if (!Conversion)
      return true;
    const Expr *Object = Call->getImplicitObjectArgument();
    QualType Type = Conversion->getConversionType();
    // "&field" is of a class of its own, which converts to every pointer.
    if (const auto *Address =
            dyn_cast<CXXOperatorCallExpr>(Object->IgnoreImplicit());
        Address && Address->getOperator() == OO_Amp &&
        Address->getNumArgs() == 1) {
      Object = Address->getArg(0);
      if (!Type->isPointerType())
        return true;
      Type = Type->getPointeeType();
    }
    // Everything can be tested, and an address of any kind be cast to this one.
    const auto *Record = Type->getAsRecordDecl();
    if (Type->isBooleanType() || (Record && Record->getName() == "sockaddr"))
      return true;
    if (StandIn *Value = valueOf(Object))
      give(*Value, Type);
    return true;
  }

  /// A member that the class of everything has is rather one of the object's
  /// own class.
  bool VisitMemberExpr(MemberExpr *Member) {
    const auto *Parent =
        dyn_cast<CXXRecordDecl>(Member->getMemberDecl()->getDeclContext());
    const auto *Class =
        Member->getBase()->IgnoreParenImpCasts()->getType()->getAsRecordDecl();
    if (!Parent || !Class || Parent == Class || !Parent->getIdentifier() ||
        Parent->getName() != AnyClass ||
        !Member->getMemberDecl()->getIdentifier())
      return true;
    StandIn *Stand = Stands.find(Class->getQualifiedNameAsString());
    if (Stand && Stand->What == StandIn::Kind::Class)
      Stands.add(
          Class->getQualifiedNameAsString(), Member->getMemberDecl()->getName(),
          isa<CXXMethodDecl>(Member->getMemberDecl()) ? StandIn::Kind::Function
                                                      : StandIn::Kind::Value,
          IsNew);
    return true;
  }

  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) {
    if (const FieldDecl *Field = Init->getMember()) {
      if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(
              Init->getInit() ? Init->getInit()->IgnoreImplicit() : nullptr);
          Made && Made->getNumArgs() == 1)
        if (StandIn *Value = Stands.find(Field->getQualifiedNameAsString()))
          giveTypeOf(*Value, Made->getArg(0));
    }
    return RecursiveASTVisitor::TraverseConstructorInitializer(Init);
  }

private:
  /// The stand-in of unknown type that an expression names.
  StandIn *valueOf(const Expr *E) {
    E = E->IgnoreParenImpCasts();
    const ValueDecl *Named = nullptr;
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      Named = Member->getMemberDecl();
    else if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      Named = Ref->getDecl();
    if (!Named || !isa<FieldDecl, VarDecl>(Named))
      return nullptr;
    StandIn *Value = Stands.find(Named->getQualifiedNameAsString());
    return Value && Value->What == StandIn::Kind::Value &&
                   Value->Type.empty() && !Value->IsAny
               ? Value
               : nullptr;
  }

  void learn(const Expr *To, const Expr *From) {
    if (StandIn *Value = valueOf(To))
      giveTypeOf(*Value, From);
  }

  void giveTypeOf(StandIn &Value, const Expr *From) {
    From = From->IgnoreParenImpCasts();
    // A literal says little of what is stored elsewhere.
    if (const auto *Minus = dyn_cast<UnaryOperator>(From))
      From = Minus->getSubExpr();
    if (isa<IntegerLiteral, CXXNullPtrLiteralExpr, GNUNullExpr, InitListExpr,
            StringLiteral>(From))
      return;
    give(Value, From->getType());
  }

  void give(StandIn &Value, QualType Type) {
    Type = Type.getNonReferenceType().getUnqualifiedType();
    if (!isKnown(Type))
      return;
    std::string Text = TypeName::getFullyQualifiedName(
        Type, Context, Context.getPrintingPolicy());
    if (StringRef(Text).contains('(') || StringRef(Text).contains("hangproof_"))
      return;
    Value.Type = std::move(Text);
    IsNew = true;
  }

  /// Whether Type can be named where the stand-ins are: it comes from a header.
  bool isKnown(QualType Type) const {
    if (Type.isNull() || Type->isDependentType() ||
        Type->isUndeducedAutoType() || Type->isFunctionType() ||
        Type->isArrayType() || Type->isVoidType() || Type->isNullPtrType())
      return false;
    QualType Base = Type;
    while (Base->isPointerType())
      Base = Base->getPointeeType();
    if (Base->isFunctionType())
      return false;
    const TagDecl *Tag = Base->getAsTagDecl();
    if (!Tag)
      return Base->isBuiltinType() || Base->getAs<TypedefType>();
    const SourceManager &SM = Context.getSourceManager();
    return !SM.isInMainFile(SM.getExpansionLoc(Tag->getLocation())) &&
           Tag->getIdentifier() &&
           !Stands.find(Tag->getQualifiedNameAsString());
  }

  ASTContext &Context;
  StandIns &Stands;
};

} // namespace

bool learnTypes(ASTContext &Context, StandIns &Stands) {
  UseVisitor Visitor(Context, Stands);
  const SourceManager &SM = Context.getSourceManager();
  for (Decl *D : Context.getTranslationUnitDecl()->decls())
    if (SM.isInMainFile(SM.getExpansionLoc(D->getLocation())))
      Visitor.TraverseDecl(D);
  return Visitor.IsNew;
}

} // namespace hangproof
