//===- ReadStatements.cpp - Statements and declarations -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace hangproof {

void FunctionReader::event(const void *Node, EventKind Kind, uint32_t Index,
                           ValueId Value) {
  if (Node)
    Events[Node].push_back({Kind, Index, Value});
}

llvm::ArrayRef<FunctionReader::EventRef>
FunctionReader::eventsOf(const void *Node) const {
  auto It = Events.find(Node);
  return It == Events.end() ? llvm::ArrayRef<EventRef>()
                            : llvm::ArrayRef<EventRef>(It->second);
}

uint32_t FunctionReader::tryOf(const CXXTryStmt *Try) const {
  auto It = TryOf.find(Try);
  return It == TryOf.end() ? NoIndex : It->second;
}

uint32_t FunctionReader::loopOf(const Stmt *Loop) const {
  auto It = LoopOf.find(Loop);
  return It == LoopOf.end() ? NoIndex : It->second;
}

const Expr *defaultArgument(const ParmVarDecl &Parameter) {
  if (!Parameter.hasDefaultArg() || Parameter.hasUnparsedDefaultArg())
    return nullptr;
  const Expr *Default = Parameter.hasUninstantiatedDefaultArg()
                            ? Parameter.getUninstantiatedDefaultArg()
                            : Parameter.getDefaultArg();
  if (!Default || Default->isInstantiationDependent())
    return nullptr;
  // Constants and empty objects say nothing that a caller's argument would not.
  llvm::SmallVector<const Stmt *, 8> Work{Default};
  for (unsigned Count = 0; !Work.empty() && Count < 64; ++Count) {
    const Stmt *S = Work.pop_back_val();
    if (isa<CallExpr>(S))
      return Default;
    for (const Stmt *Child : S->children())
      if (Child)
        Work.push_back(Child);
  }
  return nullptr;
}

void FunctionReader::read(const FunctionDecl *F) {
  Function = F;
  Facts.ResultTypeName = typeNameOf(F->getReturnType());
  for (const ParmVarDecl *Parameter : F->parameters()) {
    ParameterOf[Parameter] = Facts.Parameters.size();
    ParameterFacts P;
    P.Name = Parameter->getNameAsString();
    QualType Type = Parameter->getType();
    P.TypeName = typeNameOf(Type);
    if (!Type.isNull() && (Type->isPointerType() || Type->isReferenceType()))
      P.IsPointerOrReference = !Type->getPointeeType().isConstQualified();
    if (defaultArgument(*Parameter))
      P.Definitions.push_back(
          {node(ValueKind::Global, {}, 0, Shared.Names.idOf(Parameter), 0,
                Parameter->getName()),
           0, Shared.Names.token(Parameter->getLocation())});
    Facts.Parameters.push_back(std::move(P));
  }
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
    constructorInitializers(Constructor);
  const Stmt *Body = F->getBody();
  statement(Body);
  shareCaptured();
  findGotoLoops();
  readFlow(*this, Body);
}

void FunctionReader::constructorInitializers(
    const CXXConstructorDecl *Constructor) {
  for (const CXXCtorInitializer *Init : Constructor->inits()) {
    const Expr *E = Init->getInit();
    if (!E)
      continue;
    ValueId Value = value(E);
    const FieldDecl *Field = Init->getAnyMember();
    // Default construction says nothing about the field's value.
    if (!Field)
      continue;
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E->IgnoreImplicit()))
      if (Construct->getNumArgs() == 0 &&
          Facts.Values[Value].Kind != ValueKind::Call)
        continue;
    StoreFacts S;
    S.Target = node(ValueKind::Field, {node(ValueKind::This)}, 0,
                    Shared.Names.idOf(Field), 0, Field->getName());
    S.Value = Value;
    S.Where = Shared.Names.token(Init->isWritten() ? Init->getSourceLocation()
                                                   : Field->getLocation());
    Facts.Stores.push_back(S);
    event(Init, EventKind::Store, Facts.Stores.size() - 1, Value);
  }
}

void FunctionReader::readInitializer(const ValueDecl *D, const Expr *Init) {
  if (!Init || Init->isInstantiationDependent())
    return;
  StoreFacts S;
  S.Value = value(Init);
  llvm::SmallVector<ValueId, 1> Object;
  if (isa<FieldDecl>(D))
    Object.push_back(node(ValueKind::This));
  S.Target = node(Object.empty() ? ValueKind::Global : ValueKind::Field, Object,
                  0, Shared.Names.idOf(D), 0, D->getName());
  S.Where = Shared.Names.token(D->getLocation());
  Facts.Stores.push_back(S);
}

void FunctionReader::children(const Stmt *S) {
  for (const Stmt *Child : S->children())
    if (Child)
      statement(Child);
}

void FunctionReader::statement(const Stmt *S) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    UnusedResults.insert(E->IgnoreImplicit());
    value(E);
    return;
  }
  if (const auto *Directive = dyn_cast<OMPExecutableDirective>(S))
    return directive(Directive);
  switch (S->getStmtClass()) {
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls()) {
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        declaration(Variable);
      else if (const auto *Record = dyn_cast<CXXRecordDecl>(D))
        Shared.PendingRecords.push_back(Record);
    }
    return;
  case Stmt::ForStmtClass:
  case Stmt::WhileStmtClass:
  case Stmt::DoStmtClass:
  case Stmt::CXXForRangeStmtClass:
    loop(S);
    return;
  case Stmt::CXXTryStmtClass:
    tryBlock(cast<CXXTryStmt>(S));
    return;
  case Stmt::ReturnStmtClass: {
    const auto *Return = cast<ReturnStmt>(S);
    ReturnFacts R;
    if (const Expr *E = Return->getRetValue())
      R.Value = value(E);
    R.Where = Shared.Names.token(Return->getReturnLoc());
    Facts.Returns.push_back(R);
    event(Return, EventKind::Return, Facts.Returns.size() - 1, R.Value);
    return;
  }
  case Stmt::IfStmtClass: {
    const auto *If = cast<IfStmt>(S);
    statement(If->getInit());
    if (const VarDecl *Variable = If->getConditionVariable())
      declaration(Variable);
    if (If->getCond())
      value(If->getCond());
    statement(If->getThen());
    statement(If->getElse());
    return;
  }
  case Stmt::SwitchStmtClass: {
    const auto *Switch = cast<SwitchStmt>(S);
    statement(Switch->getInit());
    if (const VarDecl *Variable = Switch->getConditionVariable())
      declaration(Variable);
    if (Switch->getCond())
      value(Switch->getCond());
    statement(Switch->getBody());
    return;
  }
  case Stmt::GotoStmtClass: {
    const auto *Goto = cast<GotoStmt>(S);
    const LabelDecl *Label = Goto->getLabel();
    Place From = Shared.Names.token(Goto->getGotoLoc());
    Place To = Shared.Names.token(Label->getLocation());
    if (To.isValid() && To.File == From.File && To.Offset < From.Offset)
      GotoLoops.push_back({To, From});
    return;
  }
  case Stmt::CaseStmtClass:
    statement(cast<CaseStmt>(S)->getSubStmt());
    return;
  default:
    children(S);
  }
}

void FunctionReader::declaration(const VarDecl *Variable) {
  const Expr *Init = Variable->getInit();
  if (Variable->hasExternalStorage()) {
    return;
  }
  // A reference is another name of what it is bound to.
  bool IsReference = Variable->getType()->isReferenceType();
  if (IsReference && Init && !Variable->isCXXForRangeDecl()) {
    ValueId Bound = value(Init);
    switch (Facts.Values[Bound].Kind) {
    case ValueKind::Local:
    case ValueKind::Global:
    case ValueKind::Field:
    case ValueKind::Element:
    case ValueKind::Deref:
    case ValueKind::Parameter:
      AliasOf[Variable] = Bound;
      return;
    default:
      break;
    }
  }
  uint32_t Index = Facts.Locals.size();
  LocalOf[Variable] = Index;
  LocalFacts Local;
  Local.Name = Variable->getNameAsString();
  Local.TypeName =
      Variable->getType().getAsString(Shared.Ast.getPrintingPolicy());
  Local.Where = Shared.Names.token(Variable->getLocation());
  Local.IsStatic = Variable->isStaticLocal();
  Local.IsReference = IsReference;
  Local.IsLoopVariable = Variable->isCXXForRangeDecl();
  if (const TypeSourceInfo *Type = Variable->getTypeSourceInfo()) {
    Local.IsAuto = Type->getType()->getContainedAutoType() != nullptr;
    clang::SourceRange Range = Type->getTypeLoc().getSourceRange();
    Local.ClockToken = Shared.Names.tokenInside(Range, "system_clock");
    if (!Local.ClockToken.isValid())
      Local.ClockToken =
          Shared.Names.tokenInside(Range, "high_resolution_clock");
  }
  Facts.Locals.push_back(std::move(Local));
  if (const auto *Cleanup = Variable->getAttr<CleanupAttr>())
    addCleanup(Variable, Cleanup->getFunctionDecl());
  if (!Init || Variable->isCXXForRangeDecl())
    return;
  const Expr *Bare = Init->IgnoreImplicit();
  LocalMadeBy[Bare] = Index;
  noteResult(Bare, Variable->getType());
  std::optional<ValueId> Made;
  // `std::thread worker(f, x)` where x is unknown.
  if (const auto *List = dyn_cast<ParenListExpr>(Bare)) {
    llvm::SmallVector<const Expr *, 4> Arguments;
    for (unsigned I = 0; I < List->getNumExprs(); ++I)
      Arguments.push_back(List->getExpr(I));
    Made = unresolvedConstruction(Bare, Variable->getType(), Arguments);
  }
  ValueId Value = Made ? *Made : value(Init);
  // Default construction says nothing about the value.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Bare))
    if (Construct->getNumArgs() == 0 &&
        Facts.Values[Value].Kind != ValueKind::Call)
      return;
  event(Variable, EventKind::Define, Index, Value);
  // { .start = time(0) } fills members. Those of system structs are one with
  // the whole.
  if (const auto *List = dyn_cast<InitListExpr>(Bare))
    if (const auto *Record = List->getType()->getAsRecordDecl();
        Record && !Shared.Names.isSystem(Record)) {
      unsigned I = List->getType()->getAsCXXRecordDecl()
                       ? List->getType()->getAsCXXRecordDecl()->getNumBases()
                       : 0;
      for (const FieldDecl *Field : Record->fields()) {
        if (I >= List->getNumInits() || Record->isUnion())
          break;
        const Expr *Part = List->getInit(I++);
        if (Part && !isa<ImplicitValueInitExpr>(Part))
          Facts.Locals[Index].Definitions.push_back(
              {value(Part), Shared.Names.idOf(Field),
               Shared.Names.token(Part->getBeginLoc())});
      }
      return;
    }
  Facts.Locals[Index].Definitions.push_back(
      {Value, 0, Facts.Locals[Index].Where});
}

void FunctionReader::tryBlock(const CXXTryStmt *Try) {
  uint32_t Index = Facts.Tries.size();
  TryFacts T;
  T.Where = Shared.Names.token(Try->getTryLoc());
  T.Parent = CurrentTry;
  for (unsigned I = 0; I < Try->getNumHandlers(); ++I) {
    const CXXCatchStmt *Handler = Try->getHandler(I);
    QualType Type = Handler->getCaughtType();
    if (Type.isNull()) {
      T.CatchesAll = true;
      T.CaughtTypes.push_back("...");
      continue;
    }
    T.CaughtTypes.push_back(Shared.exceptionType(Type));
  }
  T.HandlerBlocks.assign(Try->getNumHandlers(), NoIndex);
  TryOf[Try] = Index;
  Facts.Tries.push_back(std::move(T));
  CurrentTry = Index;
  statement(Try->getTryBlock());
  CurrentTry = Facts.Tries[Index].Parent;
  ++CatchDepth;
  llvm::SaveAndRestore Caught(CaughtTry, Index);
  llvm::SaveAndRestore Number(CaughtHandler);
  for (unsigned I = 0; I < Try->getNumHandlers(); ++I) {
    CaughtHandler = I;
    if (const VarDecl *Variable = Try->getHandler(I)->getExceptionDecl())
      declaration(Variable);
    statement(Try->getHandler(I)->getHandlerBlock());
  }
  --CatchDepth;
}

/// A local that a lambda captures is a variable of both functions: it is read
/// and written as a global of its own id in the lambda, so each side must see
/// what the other stores.
void FunctionReader::shareCaptured() {
  for (const VarDecl *Variable : Captured) {
    ValueId Shadow = node(ValueKind::Global, {}, 0, Shared.Names.idOf(Variable),
                          0, Variable->getName());
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
      auto It = ParameterOf.find(Parameter);
      if (It == ParameterOf.end())
        continue;
      StoreFacts S;
      S.Target = Shadow;
      S.Value = node(ValueKind::Parameter, {}, It->second);
      S.Where = Shared.Names.token(Parameter->getLocation());
      Facts.Stores.push_back(S);
      Facts.Parameters[It->second].Definitions.push_back({Shadow, 0, S.Where});
      continue;
    }
    auto It = LocalOf.find(Variable);
    if (It == LocalOf.end())
      continue;
    LocalFacts &Local = Facts.Locals[It->second];
    for (const DefinitionFacts &D : Local.Definitions) {
      if (D.Field)
        continue;
      StoreFacts S;
      S.Target = Shadow;
      S.Value = D.Value;
      S.Where = D.Where;
      Facts.Stores.push_back(S);
    }
    Local.Definitions.push_back({Shadow, 0, Local.Where});
    ++Local.Reads;
  }
}

} // namespace hangproof
