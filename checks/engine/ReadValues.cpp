//===- ReadValues.cpp - Expressions as a graph of values ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include <algorithm>
#include <cmath>

using namespace clang;

namespace hangproof {

/// Values are hash-consed: equal ids are structurally equal expressions, which
/// is how conditions and handles are compared later.
ValueId FunctionReader::node(ValueKind Kind, llvm::ArrayRef<ValueId> Operands,
                             int64_t Number, SymbolId Symbol, uint8_t Extra,
                             llvm::StringRef Text) {
  std::vector<int64_t> Key{int64_t(Kind), Extra, Number, int64_t(Symbol)};
  for (ValueId Operand : Operands)
    Key.push_back(Operand);
  auto &Candidates = Interned[std::move(Key)];
  for (ValueId Candidate : Candidates)
    if (Facts.Values[Candidate].Text == Text)
      return Candidate;
  ValueFacts V;
  V.Kind = Kind;
  V.Extra = Extra;
  V.Number = Number;
  V.Symbol = Symbol;
  V.Text = Text.str();
  V.Operands.assign(Operands.begin(), Operands.end());
  Facts.Values.push_back(std::move(V));
  Candidates.push_back(Facts.Values.size() - 1);
  return Facts.Values.size() - 1;
}

/// Two unknown values are never the same, so they are not interned.
ValueId FunctionReader::unknown() {
  Facts.Values.emplace_back();
  return Facts.Values.size() - 1;
}

ValueId FunctionReader::addressOf(ValueId Object) {
  if (Facts.Values[Object].Kind == ValueKind::Deref)
    return Facts.Values[Object].Operands[0];
  return node(ValueKind::AddressOf, {Object});
}

ValueId FunctionReader::deref(ValueId Pointer) {
  if (Facts.Values[Pointer].Kind == ValueKind::AddressOf)
    return Facts.Values[Pointer].Operands[0];
  return node(ValueKind::Deref, {Pointer});
}

ValueId FunctionReader::value(const Expr *E) {
  if (!E)
    return unknown();
  const Expr *Bare = E->IgnoreParenImpCasts();
  if (isa<GNUNullExpr, CXXNullPtrLiteralExpr>(Bare))
    return node(ValueKind::Null);
  // The literal 0 that becomes a pointer.
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E->IgnoreParens()))
    if (Cast->getCastKind() == CK_NullToPointer)
      return node(ValueKind::Null);
  auto It = ValueOf.find(Bare);
  if (It != ValueOf.end())
    return It->second;
  ValueId Result = computeValue(Bare);
  ValueOf[Bare] = Result;
  return Result;
}

ValueId FunctionReader::knownValue(const Expr *E) {
  if (!E)
    return unknown();
  // The left side of && and || was decided in an earlier block.
  while (const auto *Logical =
             dyn_cast<BinaryOperator>(E->IgnoreParenImpCasts())) {
    if (!Logical->isLogicalOp())
      break;
    E = Logical->getRHS();
  }
  auto It = ValueOf.find(E->IgnoreParenImpCasts());
  if (It != ValueOf.end())
    return It->second;
  // Wrappers that value() looks through are remembered at their inside only.
  if (const Expr *Inner = E->IgnoreUnlessSpelledInSource(); Inner != E) {
    It = ValueOf.find(Inner->IgnoreParenImpCasts());
    if (It != ValueOf.end())
      return It->second;
  }
  return unknown();
}

/// The name that a constant has where it is written: a macro, an enumerator,
/// true or false.
static llvm::StringRef constantName(const Expr *E, ASTContext &Context) {
  if (const auto *Truth = dyn_cast<CXXBoolLiteralExpr>(E))
    return Truth->getValue() ? "true" : "false";
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    if (const auto *Enumerator =
            dyn_cast<EnumConstantDecl>(Reference->getDecl()))
      return Enumerator->getName();
  SourceLocation Loc = E->getExprLoc();
  if (!Loc.isMacroID())
    return {};
  const SourceManager &SM = Context.getSourceManager();
  // The outermost macro that is not one whose argument this is.
  while (Loc.isMacroID() && SM.isMacroArgExpansion(Loc))
    Loc = SM.getImmediateSpellingLoc(Loc);
  if (!Loc.isMacroID())
    return {};
  return Lexer::getImmediateMacroName(Loc, SM, Context.getLangOpts());
}

std::optional<ValueId> FunctionReader::constant(const Expr *E) {
  if (E->isValueDependent() || E->isTypeDependent() || E->getType().isNull())
    return std::nullopt;
  QualType Type = E->getType();
  if (Type->isPointerType() || Type->isNullPtrType()) {
    if (E->isNullPointerConstant(Shared.Ast, Expr::NPC_ValueDependentIsNotNull))
      return node(ValueKind::Null);
    return std::nullopt;
  }
  if (!Type->isIntegralOrEnumerationType())
    return std::nullopt;
  // Only forms that are plainly constants: evaluating every expression would
  // be slow, and would fold away the sizes of loops over variables.
  // A binary one is folded by arithmetic() if both its sides are constants: to
  // evaluate long sums at each level would take their length squared.
  if (!isa<IntegerLiteral, CharacterLiteral, CXXBoolLiteralExpr, DeclRefExpr,
           UnaryOperator, UnaryExprOrTypeTraitExpr, CastExpr, ConstantExpr>(E))
    return std::nullopt;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable && !Variable->isConstexpr() &&
        !(Variable->getType().isConstQualified() && Variable->hasInit() &&
          !Variable->getInit()->isValueDependent()))
      return std::nullopt;
    if (!Variable && !isa<EnumConstantDecl>(Reference->getDecl()))
      return std::nullopt;
  }
  return integer(E);
}

std::optional<ValueId> FunctionReader::integer(const Expr *E) {
  Expr::EvalResult Result;
  if (E->isValueDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, Shared.Ast) || Result.HasSideEffects)
    return std::nullopt;
  return node(ValueKind::Integer, {}, toInt64(Result.Val.getInt()), 0, 0,
              constantName(E, Shared.Ast));
}

/// The unit of a std::chrono::duration, as literals are written: "ms". Empty if
/// the type is none, or has another period.
static llvm::StringRef chronoUnit(QualType Type) {
  const auto *Duration = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type->getAsCXXRecordDecl());
  if (!Duration || !Duration->getIdentifier() ||
      Duration->getName() != "duration" ||
      Duration->getTemplateArgs().size() < 2 ||
      Duration->getTemplateArgs()[1].getKind() != TemplateArgument::Type)
    return {};
  const auto *Ratio = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Duration->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl());
  if (!Ratio || !Ratio->isInStdNamespace() ||
      Ratio->getTemplateArgs().size() != 2)
    return {};
  auto Part = [&](unsigned I) -> int64_t {
    const TemplateArgument &A = Ratio->getTemplateArgs()[I];
    return A.getKind() == TemplateArgument::Integral
               ? toInt64(A.getAsIntegral())
               : 0;
  };
  static constexpr struct {
    int64_t Numerator, Denominator;
    llvm::StringLiteral Name;
  } Units[] = {{1, 1, "s"},           {1, 1000, "ms"}, {1, 1000000, "us"},
               {1, 1000000000, "ns"}, {60, 1, "min"},  {3600, 1, "h"},
               {86400, 1, "d"}};
  for (const auto &Unit : Units)
    if (Part(0) == Unit.Numerator && Part(1) == Unit.Denominator)
      return Unit.Name;
  return {};
}

/// A constant interval, with its unit in the name: 30s.
std::optional<ValueId> FunctionReader::duration(const Expr *E) {
  if (E->isValueDependent() || E->isTypeDependent() || E->getType().isNull() ||
      !isa<CXXConstructExpr, CallExpr, CastExpr, DeclRefExpr>(E))
    return std::nullopt;
  llvm::StringRef Unit = chronoUnit(E->getType());
  Expr::EvalResult Result;
  if (Unit.empty() || !E->EvaluateAsRValue(Result, Shared.Ast) ||
      Result.HasSideEffects || !Result.Val.isStruct() ||
      Result.Val.getStructNumFields() != 1)
    return std::nullopt;
  const APValue &Count = Result.Val.getStructField(0);
  if (!Count.isInt())
    return std::nullopt;
  int64_t Number = toInt64(Count.getInt());
  return node(ValueKind::Integer, {}, Number, 0, 0,
              (llvm::Twine(Number) + Unit).str());
}

ValueId FunctionReader::computeValue(const Expr *E) {
  // Wrappers that only the compiler sees.
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return value(Cleanups->getSubExpr());
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
    return value(Temporary->getSubExpr());
  if (const auto *Temporary = dyn_cast<CXXBindTemporaryExpr>(E))
    return value(Temporary->getSubExpr());
  if (const auto *Constant = dyn_cast<ConstantExpr>(E))
    return value(Constant->getSubExpr());
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    return value(Default->getExpr());
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return value(Default->getExpr());
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? value(Opaque->getSourceExpr()) : unknown();
  if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return value(Substituted->getReplacement());

  if (std::optional<ValueId> Constant = constant(E))
    return *Constant;
  if (std::optional<ValueId> Constant = duration(E))
    return *Constant;
  // The number is rounded away from zero: that it is none is what counts.
  if (const auto *Float = dyn_cast<FloatingLiteral>(E)) {
    double Number = Float->getValueAsApproximateDouble();
    double Bounded = std::min(std::max(Number, -1e15), 1e15);
    return node(ValueKind::Integer, {},
                int64_t(Bounded < 0 ? std::floor(Bounded) : std::ceil(Bounded)),
                0, 0, "float");
  }
  if (isa<CXXScalarValueInitExpr, ImplicitValueInitExpr>(E))
    return node(ValueKind::Integer);
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
    return value(Literal->getInitializer());

  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (const auto *Conversion =
            dyn_cast_or_null<CXXConversionDecl>(Cast->getConversionFunction());
        Conversion && !Conversion->isImplicit() && !isa<ImplicitCastExpr>(Cast))
      return value(Cast->getSubExpr());
    return value(Cast->getSubExpr());
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    return unary(Operator);
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    return binary(Operator);
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E)) {
    CXXRewrittenBinaryOperator::DecomposedForm Form =
        Rewritten->getDecomposedForm();
    switch (Form.Opcode) {
    case BO_LT:
    case BO_LE:
    case BO_GT:
    case BO_GE:
    case BO_EQ:
    case BO_NE:
      break;
    default:
      children(E);
      return unknown();
    }
    CompareOp Op = Form.Opcode == BO_LT   ? CompareOp::Less
                   : Form.Opcode == BO_LE ? CompareOp::LessEqual
                   : Form.Opcode == BO_GT ? CompareOp::Greater
                   : Form.Opcode == BO_GE ? CompareOp::GreaterEqual
                   : Form.Opcode == BO_EQ ? CompareOp::Equal
                                          : CompareOp::NotEqual;
    return arithmetic(ValueKind::Compare, uint8_t(Op), Form.LHS, Form.RHS, E,
                      Rewritten->getOperatorLoc());
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
    return operatorCall(Operator);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return call(Call);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return construction(Construct);
  if (const auto *Atomic = dyn_cast<AtomicExpr>(E))
    return atomicBuiltin(Atomic);
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return newExpression(New);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return reference(Reference->getDecl(), Reference);
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return member(Member);
  if (std::optional<ValueId> Unresolved = unresolved(E))
    return *Unresolved;
  if (isa<CXXThisExpr>(E))
    return node(ValueKind::This);
  if (const auto *String = dyn_cast<clang::StringLiteral>(E))
    return node(ValueKind::String, {}, 0, 0, 0,
                String->getCharByteWidth() == 1 ? String->getString()
                                                : llvm::StringRef("?"));
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    ValueId Base = value(Subscript->getBase());
    return node(ValueKind::Element, {Base, value(Subscript->getIdx())});
  }
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E)) {
    ValueId Condition = value(Conditional->getCond());
    ValueId True = value(Conditional->getTrueExpr());
    return node(ValueKind::Select,
                {Condition, True, value(Conditional->getFalseExpr())});
  }
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return initializerList(List);
  if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
    return value(List->getSubExpr());
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E))
    return lambda(Lambda);
  if (const auto *Throw = dyn_cast<CXXThrowExpr>(E)) {
    ThrowFacts T;
    if (const Expr *Thrown = Throw->getSubExpr()) {
      value(Thrown);
      T.Type = Shared.exceptionType(Thrown->getType());
    } else {
      T.RethrownTry = CaughtTry;
      T.RethrownHandler = CaughtHandler;
    }
    T.Try = CurrentTry;
    T.Where = Shared.Names.token(Throw->getThrowLoc());
    Facts.Throws.push_back(T);
    event(Throw, EventKind::Throw, Facts.Throws.size() - 1);
    return unknown();
  }
  if (const auto *Statement = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt *Body = Statement->getSubStmt();
    ValueId Last = NoIndex;
    for (const Stmt *S : Body->body()) {
      const auto *Value = dyn_cast<Expr>(S);
      if (Value && S == Body->body_back())
        Last = value(Value);
      else
        statement(S);
    }
    return Last == NoIndex ? unknown() : Last;
  }
  if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E)) {
    value(Delete->getArgument());
    QualType Type = Delete->getDestroyedType();
    if (!Type.isNull())
      if (const auto *Record = Type->getAsCXXRecordDecl();
          Record && Record->hasDefinition() && !Shared.Names.isSystem(Record))
        if (const CXXDestructorDecl *Destructor = Record->getDestructor())
          addCall(Delete, Destructor, Delete->getBeginLoc(),
                  Delete->getSourceRange());
    return unknown();
  }
  if (isa<UnaryExprOrTypeTraitExpr, TypeTraitExpr, CXXNoexceptExpr,
          CXXTypeidExpr, CXXUuidofExpr>(E))
    return unknown(); // Unevaluated.
  children(E);
  return unknown();
}

/// Whether each thread has a variable of its own.
static bool isPerThread(const VarDecl &Variable) {
  return Variable.getTLSKind() != VarDecl::TLS_None;
}

ValueId FunctionReader::reference(const ValueDecl *D, const Expr *At) {
  bool WriteOnly = std::exchange(IsWriteOnly, false);
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return node(ValueKind::Function, {}, 0, Shared.Names.idOf(F), 0,
                Shared.Names.nameOf(F));
  if (const auto *Binding = dyn_cast<BindingDecl>(D)) {
    if (const VarDecl *Holding = Binding->getHoldingVar())
      if (Holding->getInit())
        return value(Holding->getInit());
    return Binding->getBinding() ? value(Binding->getBinding()) : unknown();
  }
  const auto *Variable = dyn_cast<VarDecl>(D);
  if (!Variable)
    return unknown();
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable))
    if (auto It = ParameterOf.find(Parameter); It != ParameterOf.end())
      return node(ValueKind::Parameter, {}, It->second);
  if (auto It = AliasOf.find(Variable); It != AliasOf.end())
    return It->second;
  if (auto It = LocalOf.find(Variable); It != LocalOf.end()) {
    if (!WriteOnly) {
      ++Facts.Locals[It->second].Reads;
      if (ArithmeticDepth)
        ++Facts.Locals[It->second].ReadsInArithmetic;
    }
    return node(ValueKind::Local, {}, It->second, 0,
                isPerThread(*Variable) ? PerThreadBit : 0);
  }
  // A global, or a variable of an enclosing function in a lambda.
  uint8_t Extra = isPerThread(*Variable) ? PerThreadBit : 0;
  if (!Variable->isExternallyVisible())
    Extra |= OwnFileBit;
  return node(ValueKind::Global, {}, 0, Shared.Names.idOf(Variable), Extra,
              Variable->getName());
}

ValueId FunctionReader::initializerList(const InitListExpr *List) {
  if (List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  llvm::SmallVector<const FieldDecl *, 8> Fields;
  if (!List->getType().isNull())
    if (const RecordDecl *Record = List->getType()->getAsRecordDecl();
        Record && Record->isStruct() && Record->isCompleteDefinition() &&
        (!isa<CXXRecordDecl>(Record) ||
         cast<CXXRecordDecl>(Record)->getNumBases() == 0))
      for (const FieldDecl *Field : Record->fields())
        if (!Field->isUnnamedBitField())
          Fields.push_back(Field);
  llvm::SmallVector<ValueId, 8> Parts;
  std::string Names;
  // A table of thousands of rows carries nothing that a check follows.
  unsigned Count = std::min(List->getNumInits(), 64u);
  for (unsigned I = 0; I < Count; ++I) {
    const Expr *Init = List->getInit(I);
    if (!Init || isa<ImplicitValueInitExpr>(Init))
      continue;
    ValueId Part = value(Init);
    Parts.push_back(Part);
    if (I >= Fields.size())
      continue;
    if (Shared.isTransparent(Fields[I])) {
      Names += (Names.empty() ? "" : " ") + Fields[I]->getName().str();
      continue;
    }
    // `.open = tcp_open`: calls through the member run it, whatever object
    // they find it in.
    ValueKind Kind = Facts.Values[Part].Kind;
    if (Kind != ValueKind::Function && Kind != ValueKind::Lambda)
      continue;
    StoreFacts S;
    S.Target = node(ValueKind::Field, {unknown()}, 0,
                    Shared.Names.idOf(Fields[I]), 0, Fields[I]->getName());
    S.Value = Part;
    S.Where = Shared.Names.token(Init->getBeginLoc());
    Facts.Stores.push_back(std::move(S));
  }
  return node(ValueKind::Aggregate, Parts, 0, 0, 0, Names);
}

ValueId FunctionReader::member(const MemberExpr *E) {
  const ValueDecl *D = E->getMemberDecl();
  if (const auto *Variable = dyn_cast<VarDecl>(D)) {
    value(E->getBase());
    return node(ValueKind::Global, {}, 0, Shared.Names.idOf(Variable),
                isPerThread(*Variable), Variable->getName());
  }
  ValueId Base = value(E->getBase());
  const auto *Field = dyn_cast<FieldDecl>(D);
  if (!Field)
    return unknown();
  if (E->isArrow() && Facts.Values[Base].Kind != ValueKind::This)
    Base = deref(Base);
  // tv.tv_sec is the reading that tv holds; first of a pair is the pair.
  if (Field->isAnonymousStructOrUnion() ||
      (Shared.isTransparent(Field) &&
       !Field->getType()->isFunctionPointerType()))
    return Base;
  return node(ValueKind::Field, {Base}, 0, Shared.Names.idOf(Field), 0,
              Field->getName());
}

ValueId FunctionReader::lambda(const LambdaExpr *E) {
  for (const LambdaCapture &Capture : E->captures())
    if (Capture.capturesVariable())
      if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar()))
        Captured.insert(Variable);
  for (const Expr *Init : E->capture_inits())
    if (Init && !isa<DeclRefExpr>(Init->IgnoreParenImpCasts()))
      value(Init);
  const CXXMethodDecl *Operator = E->getCallOperator();
  if (!Operator)
    return unknown();
  // A generic lambda has a body per instance; the first one serves.
  const CXXMethodDecl *ToRead = Operator;
  if (const FunctionTemplateDecl *Template =
          Operator->getDescribedFunctionTemplate())
    for (const FunctionDecl *Instance : Template->specializations())
      if (Instance->hasBody()) {
        ToRead = cast<CXXMethodDecl>(Instance);
        break;
      }
  Shared.Pending.push_back(ToRead);
  return node(ValueKind::Lambda, {}, 0, Shared.Names.idOf(Operator), 0,
              "lambda");
}

} // namespace hangproof
