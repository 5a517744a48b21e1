//===- ReadOperators.cpp - Arithmetic, comparisons and stores -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace hangproof {

ValueId FunctionReader::unary(const UnaryOperator *E) {
  const Expr *Operand = E->getSubExpr();
  switch (E->getOpcode()) {
  case UO_AddrOf: {
    ValueId V = value(Operand);
    if (Facts.Values[V].Kind == ValueKind::Function)
      return V;
    return addressOf(V);
  }
  case UO_Deref: {
    ValueId V = value(Operand);
    if (Facts.Values[V].Kind == ValueKind::Function)
      return V;
    return deref(V);
  }
  case UO_LNot:
    return node(ValueKind::Not, {value(Operand)});
  case UO_Plus:
  case UO_Extension:
    return value(Operand);
  case UO_Minus:
    return node(ValueKind::Multiply,
                {value(Operand), node(ValueKind::Integer, {}, -1)});
  case UO_PreInc:
  case UO_PostInc:
  case UO_PreDec:
  case UO_PostDec: {
    ValueId Old = value(Operand);
    ValueId One = node(ValueKind::Integer, {}, E->isIncrementOp() ? 1 : -1);
    ValueId New = node(ValueKind::Add, {Old, One});
    store(E, Operand, New, /*Compound=*/true, /*Increment=*/true);
    return E->isPrefix() ? New : Old;
  }
  case UO_Not:
    return node(ValueKind::Bitwise, {value(Operand)}, 0, 0,
                uint8_t(BitwiseOp::Complement));
  default:
    return value(Operand);
  }
}

static uint8_t bitwiseOp(BinaryOperatorKind Kind) {
  auto Translate = [&] {
    switch (Kind) {
    case BO_And:
      return BitwiseOp::And;
    case BO_Or:
      return BitwiseOp::Or;
    case BO_Xor:
      return BitwiseOp::Xor;
    case BO_Shl:
      return BitwiseOp::ShiftLeft;
    case BO_Shr:
      return BitwiseOp::ShiftRight;
    case BO_LAnd:
      return BitwiseOp::LogicalAnd;
    case BO_LOr:
      return BitwiseOp::LogicalOr;
    default:
      return BitwiseOp::Unknown;
    }
  };
  return uint8_t(Translate());
}

static std::optional<CompareOp> compareOp(BinaryOperatorKind Kind) {
  switch (Kind) {
  case BO_LT:
    return CompareOp::Less;
  case BO_LE:
    return CompareOp::LessEqual;
  case BO_GT:
    return CompareOp::Greater;
  case BO_GE:
    return CompareOp::GreaterEqual;
  case BO_EQ:
    return CompareOp::Equal;
  case BO_NE:
    return CompareOp::NotEqual;
  default:
    return std::nullopt;
  }
}

ValueId FunctionReader::arithmetic(ValueKind Kind, uint8_t Extra,
                                   const Expr *Left, const Expr *Right,
                                   const Expr *Whole, SourceLocation Operator) {
  // Distances and orders of addresses are never readings that meet.
  auto IsPointer = [](const Expr *E) {
    return !E->getType().isNull() && E->getType()->isPointerType();
  };
  bool IsOperation =
      (Kind == ValueKind::Subtract || Kind == ValueKind::Compare) &&
      !IsPointer(Left) && !IsPointer(Right);
  llvm::SaveAndRestore Depth(ArithmeticDepth,
                             ArithmeticDepth + (IsOperation ? 1 : 0));
  ValueId L = value(Left);
  ValueId R = value(Right);
  if (Facts.Values[L].Kind == ValueKind::Integer &&
      Facts.Values[R].Kind == ValueKind::Integer && isa<BinaryOperator>(Whole))
    if (std::optional<ValueId> Constant = integer(Whole))
      return *Constant;
  ValueId Result = node(Kind, {L, R}, 0, 0, Extra);
  if (IsOperation) {
    OperationFacts O;
    O.Value = Result;
    O.Where = Shared.Names.token(Operator);
    O.Range = Shared.Names.range(Whole->getSourceRange());
    O.Loop = CurrentLoop;
    O.InMacro = Operator.isMacroID();
    Facts.Operations.push_back(O);
  }
  return Result;
}

ValueId FunctionReader::binary(const BinaryOperator *E) {
  BinaryOperatorKind Kind = E->getOpcode();
  const Expr *L = E->getLHS(), *R = E->getRHS();
  if (std::optional<CompareOp> Op = compareOp(Kind))
    return arithmetic(ValueKind::Compare, uint8_t(*Op), L, R, E,
                      E->getOperatorLoc());
  auto Plain = [&](BinaryOperatorKind K) -> std::optional<ValueKind> {
    switch (K) {
    case BO_Add:
      return ValueKind::Add;
    case BO_Sub:
      return ValueKind::Subtract;
    case BO_Mul:
      return ValueKind::Multiply;
    case BO_Div:
      return ValueKind::Divide;
    case BO_Rem:
      return ValueKind::Remainder;
    case BO_And:
    case BO_Or:
    case BO_Xor:
    case BO_Shl:
    case BO_Shr:
      return ValueKind::Bitwise;
    default:
      return std::nullopt;
    }
  };
  if (std::optional<ValueKind> Arithmetic = Plain(Kind))
    return arithmetic(*Arithmetic,
                      *Arithmetic == ValueKind::Bitwise ? bitwiseOp(Kind) : 0,
                      L, R, E, E->getOperatorLoc());
  switch (Kind) {
  case BO_Assign: {
    ValueId V = value(R);
    store(E, L, V, false, false);
    return V;
  }
  case BO_LAnd:
  case BO_LOr: {
    ValueId A = value(L);
    return node(ValueKind::Bitwise, {A, value(R)}, 0, 0, bitwiseOp(Kind));
  }
  case BO_Comma:
    statement(L);
    return value(R);
  default:
    break;
  }
  if (E->isCompoundAssignmentOp()) {
    BinaryOperatorKind Operation =
        BinaryOperator::getOpForCompoundAssignment(Kind);
    ValueKind Arithmetic = Plain(Operation).value_or(ValueKind::Bitwise);
    ValueId New = arithmetic(
        Arithmetic, Arithmetic == ValueKind::Bitwise ? bitwiseOp(Operation) : 0,
        L, R, E, E->getOperatorLoc());
    store(E, L, New, true, false);
    return New;
  }
  children(E);
  return unknown();
}

ValueId FunctionReader::operatorCall(const CXXOperatorCallExpr *E) {
  const FunctionDecl *Callee = E->getDirectCallee();
  bool IsOwn = Callee && !Shared.Names.isSystem(Callee) && Callee->hasBody();
  auto AddOwnCall = [&](llvm::ArrayRef<const Expr *> Arguments) {
    CallId Id = addCall(E, Callee, E->getOperatorLoc(), E->getSourceRange());
    bool IsMember = isa<CXXMethodDecl>(Callee);
    if (IsMember) {
      ValueId Object = value(Arguments.front());
      Facts.Calls[Id].Object = Object;
      Arguments = Arguments.drop_front();
    }
    addArguments(Id, Callee, Arguments);
    event(E, EventKind::Call, Id);
    return Id;
  };
  llvm::ArrayRef<const Expr *> Arguments(E->getArgs(), E->getNumArgs());
  OverloadedOperatorKind Kind = E->getOperator();
  if (Kind == OO_Call || Kind == OO_GreaterGreater) {
    CallId Id = addCall(
        E, Callee, Kind == OO_Call ? E->getBeginLoc() : E->getOperatorLoc(),
        E->getSourceRange());
    ValueId Object = value(Arguments.front());
    Facts.Calls[Id].Object = Object;
    if (!Callee || Shared.Names.isSystem(Callee))
      Facts.Calls[Id].Target = Object; // std::function and the like.
    if (Callee && Kind == OO_Call && isGuessed(*Callee)) {
      Facts.Calls[Id].Target = Object;
      Facts.Calls[Id].ApiRow = Shared.Api.find("std::function::operator()");
    }
    if (Callee && isa<CXXMethodDecl>(Callee)) {
      Arguments = Arguments.drop_front();
      addArguments(Id, Callee, Arguments);
    } else {
      addArguments(Id, Callee, Arguments);
    }
    event(E, EventKind::Call, Id);
    return Facts.Calls[Id].Result;
  }
  auto Finish = [&](ValueId Result) {
    if (IsOwn)
      AddOwnCall(Arguments);
    return Result;
  };
  auto Binary = [&](ValueKind K, uint8_t Extra = 0) {
    return Finish(arithmetic(K, Extra, Arguments[0], Arguments[1], E,
                             E->getOperatorLoc()));
  };
  auto Compound = [&](ValueKind K) {
    ValueId New =
        arithmetic(K, 0, Arguments[0], Arguments[1], E, E->getOperatorLoc());
    store(E, Arguments[0], New, true, false);
    return Finish(New);
  };
  bool IsBinary = Arguments.size() == 2;
  switch (Kind) {
  case OO_Minus:
    if (IsBinary)
      return Binary(ValueKind::Subtract);
    return Finish(value(Arguments[0]));
  case OO_Plus:
    if (IsBinary)
      return Binary(ValueKind::Add);
    return Finish(value(Arguments[0]));
  case OO_Star:
    if (IsBinary)
      return Binary(ValueKind::Multiply);
    return Finish(deref(value(Arguments[0])));
  case OO_Arrow:
    return Finish(value(Arguments[0]));
  case OO_Amp:
    // What is not known can do everything, its address be taken above all.
    if (!IsBinary && Callee && isGuessed(*Callee))
      return addressOf(value(Arguments[0]));
    break;
  case OO_Slash:
    return Binary(ValueKind::Divide);
  case OO_Percent:
    return Binary(ValueKind::Remainder);
  case OO_Less:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::Less));
  case OO_LessEqual:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::LessEqual));
  case OO_Greater:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::Greater));
  case OO_GreaterEqual:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::GreaterEqual));
  case OO_EqualEqual:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::Equal));
  case OO_ExclaimEqual:
    return Binary(ValueKind::Compare, uint8_t(CompareOp::NotEqual));
  case OO_Subscript:
    if (IsBinary) {
      ValueId Container = value(Arguments[0]);
      return Finish(node(ValueKind::Element, {Container, value(Arguments[1])}));
    }
    break;
  case OO_Equal: {
    ValueId V = value(Arguments[1]);
    store(E, Arguments[0], V, false, false);
    return Finish(V);
  }
  case OO_PlusEqual:
    return Compound(ValueKind::Add);
  case OO_MinusEqual:
    return Compound(ValueKind::Subtract);
  case OO_StarEqual:
    return Compound(ValueKind::Multiply);
  case OO_SlashEqual:
    return Compound(ValueKind::Divide);
  case OO_PlusPlus:
  case OO_MinusMinus: {
    ValueId Old = value(Arguments[0]);
    ValueId New =
        node(ValueKind::Add,
             {Old, node(ValueKind::Integer, {}, Kind == OO_PlusPlus ? 1 : -1)});
    store(E, Arguments[0], New, true, true);
    return Finish(Old);
  }
  case OO_Exclaim:
    return Finish(node(ValueKind::Not, {value(Arguments[0])}));
  default:
    break;
  }
  for (const Expr *Argument : Arguments)
    value(Argument);
  if (IsOwn)
    return Facts.Calls[AddOwnCall(Arguments)].Result;
  return unknown();
}

void FunctionReader::store(const Stmt *At, const Expr *Target, ValueId Value,
                           bool Compound, bool Increment) {
  const Expr *Bare = Target->IgnoreParenImpCasts();
  // `x = ...` is no read of x.
  if (!Compound && isa<DeclRefExpr>(Bare))
    IsWriteOnly = true;
  ValueId Place = value(Target);
  IsWriteOnly = false;
  // A reference parameter stands for the caller's object.
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Bare))
    if (Reference->getDecl()->getType()->isReferenceType() &&
        Facts.Values[Place].Kind == ValueKind::Parameter)
      Place = deref(Place);
  storeTo(At, Place, Value, Bare->getExprLoc(), Compound, Increment);
  if (const auto *Member = dyn_cast<MemberExpr>(Bare))
    if (Facts.Values[Place].Kind != ValueKind::Field)
      Facts.Stores.back().Member = Member->getMemberDecl()->getName().str();
}

void FunctionReader::storeTo(const Stmt *At, ValueId Target, ValueId Value,
                             SourceLocation Where, bool Compound,
                             bool Increment) {
  StoreFacts S;
  S.Target = Target;
  S.Value = Value;
  S.Where = Shared.Names.token(Where);
  S.IsCompound = Compound;
  S.IsIncrement = Increment;
  Facts.Stores.push_back(S);
  event(At, EventKind::Store, Facts.Stores.size() - 1, Value);
  define(Target, Value, S.Where);
}

void FunctionReader::define(ValueId Target, ValueId Value, Place Where) {
  SymbolId Field = 0;
  // The outermost project member that is written: c.times.start is start.
  for (unsigned Depth = 0; Depth < 32; ++Depth) {
    const ValueFacts &T = Facts.Values[Target];
    switch (T.Kind) {
    case ValueKind::Field:
      if (!Field)
        Field = T.Symbol;
      Target = T.Operands[0];
      continue;
    case ValueKind::Element:
      Target = T.Operands[0];
      continue;
    case ValueKind::Local:
      Facts.Locals[T.Number].Definitions.push_back({Value, Field, Where});
      return;
    case ValueKind::Parameter:
      Facts.Parameters[T.Number].Definitions.push_back({Value, Field, Where});
      return;
    default:
      return;
    }
  }
}

} // namespace hangproof
