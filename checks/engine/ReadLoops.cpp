//===- ReadLoops.cpp - Loops and what their heads say ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"

using namespace clang;

namespace hangproof {

static int64_t constantTripsOf(const ForStmt *For, ASTContext &Context) {
  const auto *Condition = dyn_cast_or_null<BinaryOperator>(
      For->getCond() ? For->getCond()->IgnoreParenImpCasts() : nullptr);
  if (!Condition || Condition->isValueDependent() ||
      !Condition->isComparisonOp())
    return -1;
  auto Evaluate = [&](const Expr *E) -> std::optional<int64_t> {
    Expr::EvalResult Result;
    if (!E || E->isValueDependent() ||
        !E->getType()->isIntegralOrEnumerationType() ||
        !E->EvaluateAsInt(Result, Context))
      return std::nullopt;
    return toInt64(Result.Val.getInt());
  };
  auto Limit = Evaluate(Condition->getRHS());
  if (!Limit)
    Limit = Evaluate(Condition->getLHS());
  if (!Limit)
    return -1;
  std::optional<int64_t> Start;
  if (const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit())) {
    if (Init->isSingleDecl())
      if (const auto *Variable = dyn_cast<VarDecl>(Init->getSingleDecl()))
        Start = Evaluate(Variable->getInit());
  } else if (const auto *Assign =
                 dyn_cast_or_null<BinaryOperator>(For->getInit())) {
    if (Assign->isAssignmentOp())
      Start = Evaluate(Assign->getRHS());
  }
  if (!Start)
    return -1;
  // Limits near the ends of the type are sentinels, not counts.
  constexpr int64_t Most = int64_t(1) << 40;
  if (*Limit > Most || *Limit < -Most || *Start > Most || *Start < -Most)
    return -1;
  return *Limit > *Start ? *Limit - *Start : *Start - *Limit;
}

void FunctionReader::loop(const Stmt *S) {
  LoopFacts Loop;
  Loop.Where = Shared.Names.token(S->getBeginLoc());
  Loop.Parent = CurrentLoop;
  const Expr *Condition = nullptr;
  const Stmt *Body = nullptr;
  if (const auto *Do = dyn_cast<DoStmt>(S)) {
    // do { } while (0) is how macros make a statement.
    Expr::EvalResult Result;
    if (!Do->getCond()->isValueDependent() &&
        Do->getCond()->EvaluateAsRValue(Result, Shared.Ast) &&
        Result.Val.isInt() && Result.Val.getInt() == 0) {
      statement(Do->getBody());
      value(Do->getCond());
      return;
    }
    Loop.Kind = LoopKind::DoWhile;
    Condition = Do->getCond();
    Body = Do->getBody();
  } else if (const auto *While = dyn_cast<WhileStmt>(S)) {
    Loop.Kind = LoopKind::While;
    Condition = While->getCond();
    Body = While->getBody();
  } else if (const auto *For = dyn_cast<ForStmt>(S)) {
    Loop.Kind = LoopKind::For;
    Condition = For->getCond();
    Body = For->getBody();
    statement(For->getInit());
    Loop.ConstantTrips = constantTripsOf(For, Shared.Ast);
    if (const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit())) {
      if (const auto *Variable = dyn_cast<VarDecl>(*Init->decl_begin()))
        if (auto It = LocalOf.find(Variable); It != LocalOf.end())
          Loop.Variable = It->second;
    } else if (const auto *Assign =
                   dyn_cast_or_null<BinaryOperator>(For->getInit())) {
      if (const auto *Reference =
              dyn_cast<DeclRefExpr>(Assign->getLHS()->IgnoreParenImpCasts()))
        if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
          if (auto It = LocalOf.find(Variable); It != LocalOf.end())
            Loop.Variable = It->second;
    }
  } else {
    const auto *Range = cast<CXXForRangeStmt>(S);
    Loop.Kind = LoopKind::RangeFor;
    Body = Range->getBody();
    statement(Range->getInit());
    if (const Expr *Container = Range->getRangeInit()) {
      Loop.Range = value(Container);
      QualType Type = Container->getType().getNonReferenceType();
      if (const auto *Array = Shared.Ast.getAsConstantArrayType(Type))
        Loop.ConstantTrips = Array->getSize().getLimitedValue(1u << 30);
      const Expr *Bare = Container->IgnoreUnlessSpelledInSource();
      if (const auto *List = dyn_cast<InitListExpr>(Bare))
        Loop.ConstantTrips = List->getNumInits();
      if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(Bare))
        if (const auto *Init = dyn_cast<InitListExpr>(
                List->getSubExpr()->IgnoreUnlessSpelledInSource()))
          Loop.ConstantTrips = Init->getNumInits();
      if (const auto *Special =
              dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                  Type->getAsCXXRecordDecl()))
        if (Special->getName() == "array" && Special->isInStdNamespace() &&
            Special->getTemplateArgs().size() == 2 &&
            Special->getTemplateArgs()[1].getKind() ==
                TemplateArgument::Integral)
          Loop.ConstantTrips =
              toInt64(Special->getTemplateArgs()[1].getAsIntegral());
    }
    if (const VarDecl *Variable = Range->getLoopVariable()) {
      declaration(Variable);
      if (auto It = LocalOf.find(Variable); It != LocalOf.end()) {
        Loop.Variable = It->second;
        ValueId Element =
            node(ValueKind::Element,
                 {Loop.Range == NoIndex ? unknown() : Loop.Range, unknown()});
        Facts.Locals[It->second].Definitions.push_back(
            {Element, 0, Facts.Locals[It->second].Where});
        event(Variable, EventKind::Define, It->second, Element);
      }
    }
  }

  takeDirective(Loop);
  uint32_t Index = Facts.Loops.size();
  Facts.Loops.push_back(Loop);
  LoopOf[S] = Index;
  CurrentLoop = Index;
  if (const auto *While = dyn_cast<WhileStmt>(S))
    if (const VarDecl *Variable = While->getConditionVariable())
      declaration(Variable);
  if (Condition) {
    Expr::EvalResult Result;
    if (!Condition->isValueDependent() &&
        Condition->EvaluateAsRValue(Result, Shared.Ast) && Result.Val.isInt() &&
        Result.Val.getInt() != 0)
      Facts.Loops[Index].ConditionIsConstantTrue = true;
    ValueId Value = value(Condition);
    Facts.Loops[Index].Condition = Value;
  }
  statement(Body);
  if (const auto *For = dyn_cast<ForStmt>(S))
    statement(For->getInc());
  CurrentLoop = Facts.Loops[Index].Parent;
}

void FunctionReader::findGotoLoops() {
  for (const auto &[Label, Goto] : GotoLoops) {
    LoopFacts Loop;
    Loop.Kind = LoopKind::Goto;
    Loop.Where = Label;
    Loop.ConditionIsConstantTrue = true;
    uint32_t Index = Facts.Loops.size();
    Facts.Loops.push_back(Loop);
    auto IsInside = [&, First = Label.Offset, Last = Goto.Offset,
                     File = Label.File](const Place &P) {
      return P.File == File && P.Offset >= First && P.Offset <= Last;
    };
    for (LoopFacts &Other : Facts.Loops)
      if (&Other != &Facts.Loops[Index] && Other.Parent == NoIndex &&
          IsInside(Other.Where) && Other.Kind != LoopKind::Goto)
        Other.Parent = Index;
    for (CallFacts &Call : Facts.Calls)
      if (Call.Loop == NoIndex && IsInside(Call.Where))
        Call.Loop = Index;
    for (OperationFacts &Operation : Facts.Operations)
      if (Operation.Loop == NoIndex && IsInside(Operation.Where))
        Operation.Loop = Index;
  }
}

} // namespace hangproof
