//===- ReadCalls.cpp - Calls, constructions and their arguments -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace hangproof {

CallId FunctionReader::addCall(const Stmt *At, const FunctionDecl *Callee,
                               SourceLocation NameLoc,
                               clang::SourceRange Range) {
  CallFacts Call;
  if (Callee) {
    Call.Callee = Shared.Names.idOf(Callee);
    Call.CalleeName = Shared.Names.nameOf(Callee);
    Call.ApiRow = Shared.rowOf(Callee);
    Call.CalleeIsSystem = Shared.Names.isSystem(Callee);
    Call.CalleeIsNoexcept =
        isNothrow(*Callee) || (Call.CalleeIsSystem && Callee->isExternC());
    Call.CalleeTellsByCode = tellsByCode(*Callee);
    if (const CXXRecordDecl *Returned =
            Callee->getReturnType().getNonReferenceType()->getAsCXXRecordDecl())
      Call.ReturnsText = Returned->getIdentifier() &&
                         Returned->getName().starts_with("basic_string");
  }
  Call.Where = Shared.Names.token(NameLoc);
  Call.Range = Shared.Names.range(Range);
  Call.Loop = CurrentLoop;
  Call.Try = CurrentTry;
  Call.InFunctionCatch = CatchDepth != 0;
  Call.InTask = TaskDepth != 0;
  Call.InCritical = CriticalDepth != 0;
  Call.InMacro = NameLoc.isMacroID();
  Call.ResultUnused = At && UnusedResults.contains(At);
  CallId Id = Facts.Calls.size();
  Call.Result = node(ValueKind::Call, {}, Id);
  Facts.Calls.push_back(std::move(Call));
  return Id;
}

/// Whether a callee may write through an argument of this type.
static bool mayWriteThrough(QualType Type) {
  if (Type.isNull())
    return true; // Variadic or unprototyped.
  if (Type->isRValueReferenceType())
    return false;
  if (!Type->isPointerType() && !Type->isReferenceType() &&
      !Type->isArrayType())
    return false;
  QualType Pointee = Type->isArrayType()
                         ? QualType(Type->getArrayElementTypeNoTypeQual(), 0)
                         : Type->getPointeeType();
  return !Pointee.isConstQualified() && !Pointee->isFunctionType();
}

void FunctionReader::addArguments(CallId Id, const FunctionDecl *Callee,
                                  llvm::ArrayRef<const Expr *> Arguments) {
  struct Written {
    ValueId Target;
    unsigned Index;
  };
  llvm::SmallVector<Written, 2> WrittenArguments;
  // What a call is given is not an operand of the arithmetic around it.
  llvm::SaveAndRestore Depth(ArithmeticDepth, 0u);
  for (unsigned I = 0; I < Arguments.size(); ++I) {
    const Expr *Argument = Arguments[I];
    QualType Parameter;
    bool IsKnown = false;
    if (Callee && I < Callee->getNumParams()) {
      Parameter = Callee->getParamDecl(I)->getType();
      IsKnown = true;
    }
    const Expr *Bare = Argument->IgnoreParenImpCasts();
    const auto *Address = dyn_cast<UnaryOperator>(Bare->IgnoreParenCasts());
    bool IsAddress = Address && Address->getOpcode() == UO_AddrOf;
    bool MayWrite = mayWriteThrough(Parameter);
    bool IsReference = IsKnown && Parameter->isReferenceType();
    // `f(&x)` that fills x is no read of x.
    if (IsAddress && MayWrite &&
        isa<DeclRefExpr>(Address->getSubExpr()->IgnoreParens()))
      IsWriteOnly = true;
    ValueId V = value(Argument);
    IsWriteOnly = false;
    Facts.Calls[Id].Arguments.push_back(
        Facts.Calls[Id].CalleeIsSystem ? withCallOperator(V, Argument) : V);
    Facts.Calls[Id].ArgumentPlaces.push_back(
        Shared.Names.range(Argument->getSourceRange()));
    if (!MayWrite)
      continue;
    const ValueFacts &Facts_ = Facts.Values[V];
    ValueId Target = NoIndex;
    if (Facts_.Kind == ValueKind::AddressOf)
      Target = Facts_.Operands[0];
    else if (Bare->getType()->isArrayType() || IsReference)
      Target = V;
    if (Target != NoIndex)
      WrittenArguments.push_back({Target, I});
  }
  // What the call wrote holds once all arguments were read.
  for (const Written &W : WrittenArguments) {
    ValueKind Kind = Facts.Values[W.Target].Kind;
    if (Kind != ValueKind::Local && Kind != ValueKind::Parameter &&
        Kind != ValueKind::Field && Kind != ValueKind::Global &&
        Kind != ValueKind::Element)
      continue;
    ValueId Value = node(ValueKind::OutArgument, {}, Id, 0, uint8_t(W.Index));
    const Place Where = Facts.Calls[Id].Where;
    if (Kind != ValueKind::Local) {
      StoreFacts S;
      S.Target = W.Target;
      S.Value = Value;
      S.Where = Where;
      Facts.Stores.push_back(S);
    }
    define(W.Target, Value, Where);
  }
}

/// Calls that give back what they were given.
std::optional<ValueId>
FunctionReader::transparentCall(const CallExpr *E, const FunctionDecl *Callee) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    const auto *Conversion = dyn_cast<CXXConversionDecl>(Callee);
    // A closure that becomes a function pointer.
    if (Conversion && Conversion->getParent()->isLambda())
      return value(Member->getImplicitObjectArgument());
    // A conversion to whatever is asked for gives what is inside.
    bool IsToAnything =
        Conversion && Conversion->getPrimaryTemplate() && !Callee->hasBody();
    if (!Shared.Names.isSystem(Callee) && !IsToAnything)
      return std::nullopt;
    if (Conversion)
      return value(Member->getImplicitObjectArgument());
    if (std::optional<ValueId> V = atomicCall(Member, Callee))
      return V;
    // An element, and a call all the same: it may throw.
    if (Callee->getIdentifier() && Callee->getName() == "at" &&
        E->getNumArgs() == 1) {
      const Expr *Index = E->getArg(0);
      ValueId Container = value(Member->getImplicitObjectArgument());
      CallId Id = addCall(E, Callee, Member->getExprLoc(), E->getSourceRange());
      Facts.Calls[Id].Object = Container;
      addArguments(Id, Callee, Index);
      event(E, EventKind::Call, Id);
      return node(ValueKind::Element,
                  {Container, Facts.Calls[Id].Arguments[0]});
    }
    return std::nullopt;
  }
  if (!Callee->getIdentifier())
    return std::nullopt;
  // time_point::min(), duration::zero(), numeric_limits<T>::max().
  if (E->getNumArgs() == 0) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    if (Method && Method->isStatic() &&
        llvm::StringRef(Shared.Names.nameOf(Callee)).starts_with("std::") &&
        llvm::StringSwitch<bool>(Callee->getName())
            .Cases("min", "max", "zero", "lowest", "infinity", true)
            .Default(false))
      return node(ValueKind::Integer, {}, Callee->getName() == "zero" ? 0 : 1,
                  0, 0, Callee->getName());
    return std::nullopt;
  }
  enum { None, First, Address };
  int Form = llvm::StringSwitch<int>(Callee->getName())
                 .Cases("__builtin_expect", "__builtin_expect_with_probability",
                        "__builtin_assume_aligned", First)
                 .Default(None);
  if (Callee->isInStdNamespace())
    Form = llvm::StringSwitch<int>(Callee->getName())
               .Cases("move", "forward", "as_const", "ref", "cref", "launder",
                      "move_if_noexcept", E->getNumArgs() == 1 ? First : None)
               .Cases("addressof", "__addressof", Address)
               .Default(Form);
  if (Form == None)
    return std::nullopt;
  ValueId V = value(E->getArg(0));
  for (unsigned I = 1; I < E->getNumArgs(); ++I)
    value(E->getArg(I));
  return Form == Address ? addressOf(V) : V;
}

/// The class that the object of a method is known to be of, or derived from:
/// that of `worker` in `worker->run()`, though run is declared in a base.
static const CXXRecordDecl *classOf(const Expr *Object, bool IsPointer) {
  Object = Object->IgnoreParens();
  while (const auto *Cast = dyn_cast<ImplicitCastExpr>(Object)) {
    if (Cast->getCastKind() != CK_DerivedToBase &&
        Cast->getCastKind() != CK_UncheckedDerivedToBase)
      break;
    Object = Cast->getSubExpr()->IgnoreParens();
  }
  QualType Type = Object->getType();
  if (IsPointer)
    Type = Type->getPointeeType();
  return Type.isNull() ? nullptr : Type->getAsCXXRecordDecl();
}

/// The class of the object that a call of a library gives to threads to run;
/// null if it gives none, or a function.
const CXXRecordDecl *FunctionReader::workOf(const CallFacts &Call,
                                            const CallExpr &E) const {
  if (Call.ApiRow == NoIndex ||
      llvm::none_of(
          Shared.Api.row(Call.ApiRow).Effects,
          [](const Effect &What) { return What.Kind == EffectKind::Submits; }))
    return nullptr;
  for (const Expr *Argument : E.arguments()) {
    QualType Type = Argument->IgnoreParenImpCasts()->getType();
    if (!Type->getPointeeType().isNull())
      Type = Type->getPointeeType();
    const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
    if (Record && !Record->isLambda() && Record->hasDefinition() &&
        Record->isPolymorphic() && !Shared.Names.isSystem(Record))
      return Record;
  }
  return nullptr;
}

ValueId FunctionReader::call(const CallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  const Expr *CalleeExpr = E->getCallee()->IgnoreParenImpCasts();
  SourceLocation NameLoc = CalleeExpr->getExprLoc();
  // Of a qualified name the last token, as for members.
  if (const auto *Named = dyn_cast<DeclRefExpr>(CalleeExpr))
    NameLoc = Named->getLocation();
  else if (const auto *Overloads = dyn_cast<OverloadExpr>(CalleeExpr))
    NameLoc = Overloads->getNameLoc();
  if (const auto *Lookup = dyn_cast<UnresolvedLookupExpr>(CalleeExpr))
    // Inside a template: an overload set that all names one function.
    Callee = firstOf(*Lookup);
  if (!Callee)
    Callee = onlyMethodOf(CalleeExpr);
  if (isa<CXXPseudoDestructorExpr>(CalleeExpr)) {
    children(E);
    return unknown();
  }
  if (Callee && Callee->getBuiltinID() &&
      E->isUnevaluatedBuiltinCall(Shared.Ast))
    return unknown();
  if (Callee)
    if (std::optional<ValueId> V = transparentCall(E, Callee))
      return *V;

  ValueId Object = NoIndex, Target = NoIndex;
  bool IsVirtual = false;
  SymbolId ObjectClass = 0;
  const FieldDecl *PointerField = nullptr;
  if (const auto *Member = dyn_cast<MemberExpr>(CalleeExpr)) {
    NameLoc = Member->getMemberLoc();
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl())) {
      Object = value(Member->getBase());
      if (Member->isArrow() && Facts.Values[Object].Kind != ValueKind::This)
        Object = deref(Object);
      IsVirtual = Method->isVirtual() && !Member->hasQualifier();
      // An object whose class is known for sure has the method of that class.
      if (IsVirtual && !Member->getBase()->isTypeDependent())
        if (const CXXMethodDecl *Known = Method->getDevirtualizedMethod(
                Member->getBase(), /*IsAppleKext=*/false)) {
          IsVirtual = false;
          if (Callee)
            Callee = Known;
        }
      if (IsVirtual)
        if (const CXXRecordDecl *Record =
                classOf(Member->getBase(), Member->isArrow()))
          ObjectClass = Shared.Names.idOf(Record);
    } else {
      PointerField = dyn_cast<FieldDecl>(Member->getMemberDecl());
    }
  }
  if (const auto *Lookup = dyn_cast<UnresolvedMemberExpr>(CalleeExpr);
      Lookup && Callee)
    Object = objectOf(Lookup);
  std::optional<UnknownMember> Unknown;
  bool IsUnknown = false;
  if (!Callee) {
    Unknown = unknownMember(CalleeExpr);
    // An atomic whose declaration is not there, by the names that only atomics
    // have.
    if (Unknown && !Unknown->IsArrow &&
        (Unknown->Name.starts_with("fetch_") ||
         (Unknown->Name == "load" && E->getNumArgs() == 0)))
      if (std::optional<ValueId> V = atomicAct(E, Unknown->Name, Unknown->Base))
        return *V;
    const auto *Named = dyn_cast<DeclRefExpr>(CalleeExpr);
    IsUnknown = Unknown || (Named && isUnknownFunction(*Named->getDecl()));
  }
  if (Unknown) {
    NameLoc = Unknown->Where;
    Object = value(Unknown->Base);
    if (Unknown->IsArrow && Facts.Values[Object].Kind != ValueKind::This)
      Object = deref(Object);
  } else if (!Callee && !IsUnknown) {
    // A call through (*table)->function is looked up under the member's name:
    // JNI and other C interfaces have no function to name.
    Target = value(CalleeExpr);
    if (!PointerField)
      if (const auto *Deref = dyn_cast<UnaryOperator>(CalleeExpr))
        if (const auto *Member = dyn_cast<MemberExpr>(
                Deref->getSubExpr()->IgnoreParenImpCasts())) {
          PointerField = dyn_cast<FieldDecl>(Member->getMemberDecl());
          NameLoc = Member->getMemberLoc();
        }
  }
  CallId Id = addCall(E, Callee, NameLoc, E->getSourceRange());
  if (Callee && Facts.Calls[Id].ApiRow == NoIndex)
    Facts.Calls[Id].ApiRow = rowOfGuess(*E);
  Facts.Calls[Id].Object = Object;
  Facts.Calls[Id].IsVirtual = IsVirtual;
  Facts.Calls[Id].ObjectClass = ObjectClass;
  if (Unknown) {
    Facts.Calls[Id].CalleeName = Unknown->Name.str();
    Facts.Calls[Id].ApiRow = rowOfMember(Shared.Api, Unknown->Name);
    ++Facts.IndirectCalls;
  } else if (IsUnknown) {
    std::string Name =
        cast<DeclRefExpr>(CalleeExpr)->getDecl()->getNameAsString();
    Facts.Calls[Id].ApiRow = Shared.Api.find(Name);
    Facts.Calls[Id].CalleeName = std::move(Name);
  } else if (!Callee) {
    Facts.Calls[Id].Target = Target;
    if (PointerField) {
      std::string Name = qualifiedName(*PointerField);
      Facts.Calls[Id].ApiRow = Shared.Api.find(Name);
      if (Facts.Calls[Id].ApiRow == NoIndex && isGuessed(*PointerField))
        Facts.Calls[Id].ApiRow =
            rowOfMember(Shared.Api, PointerField->getName());
      Facts.Calls[Id].CalleeName = std::move(Name);
    } else if (const auto *Named = dyn_cast<DeclRefExpr>(CalleeExpr)) {
      Facts.Calls[Id].CalleeName = Named->getDecl()->getNameAsString();
    }
    if (Facts.Values[Target].Kind == ValueKind::Function ||
        Facts.Values[Target].Kind == ValueKind::Lambda)
      Facts.Calls[Id].Callee = Facts.Values[Target].Symbol;
    else if (Facts.Calls[Id].ApiRow == NoIndex)
      ++Facts.IndirectCalls;
  }
  if (const auto *Named = dyn_cast<DeclRefExpr>(CalleeExpr))
    if (NestedNameSpecifierLoc Qualifier = Named->getQualifierLoc())
      for (llvm::StringRef Clock : {"system_clock", "high_resolution_clock"})
        if (!Facts.Calls[Id].ClockToken.isValid())
          Facts.Calls[Id].ClockToken =
              Shared.Names.tokenInside(Qualifier.getSourceRange(), Clock);
  addArguments(Id, Callee,
               llvm::ArrayRef<const Expr *>(E->getArgs(), E->getNumArgs()));
  if (Callee && Facts.Calls[Id].CalleeIsSystem)
    noteConstructed(Id, E, Callee);
  if (const CXXRecordDecl *Work = workOf(Facts.Calls[Id], *E))
    Facts.Calls[Id].WorkClass = Shared.Names.idOf(Work);
  event(E, EventKind::Call, Id);
  return Facts.Calls[Id].Result;
}

CallId
FunctionReader::addImplicitDestructor(const VarDecl *Variable,
                                      const CXXDestructorDecl *Destructor,
                                      SourceLocation Loc) {
  CallId Id = addCall(nullptr, Destructor, Loc, Loc);
  Facts.Calls[Id].IsImplicitDestructor = true;
  if (Variable)
    if (auto It = LocalOf.find(Variable); It != LocalOf.end()) {
      Facts.Calls[Id].Object = node(ValueKind::Local, {}, It->second);
      Facts.Calls[Id].ConstructedLocal = It->second;
    }
  return Id;
}

CallId FunctionReader::addCleanup(const VarDecl *Variable,
                                  const FunctionDecl *Callee) {
  CallId Id = addCall(nullptr, Callee, Variable->getLocation(),
                      Variable->getLocation());
  if (auto It = LocalOf.find(Variable); It != LocalOf.end()) {
    Facts.Calls[Id].Arguments.push_back(
        addressOf(node(ValueKind::Local, {}, It->second)));
    Facts.Calls[Id].ArgumentPlaces.push_back(Facts.Calls[Id].Where);
    Facts.Calls[Id].ConstructedLocal = It->second;
  }
  event(Variable, EventKind::Cleanup, Id);
  return Id;
}

} // namespace hangproof
