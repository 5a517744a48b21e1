//===- EffectConditions.cpp - When an effect applies ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EffectConditions.h"
#include "Effects.h"
#include "MemberBits.h"
#include "SavedState.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/GlobPattern.h"

namespace hangproof {

/// Variables between a constant and its use; more is not followed.
static constexpr unsigned MaxDepth = 6;

static std::optional<KnownConstant> constantOf(const Program &P, FunctionRef F,
                                               ValueId Value, CallPath Path,
                                               unsigned Depth) {
  if (Value == NoIndex || Depth > MaxDepth)
    return std::nullopt;
  const ValueFacts &V = F->Values[Value];
  std::optional<KnownConstant> Common;
  // Joins one more value that the variable may have; false when they differ.
  auto Join = [&](FunctionRef Where, ValueId Other) {
    std::optional<KnownConstant> C =
        constantOf(P, Where, Other, Where == F ? Path : CallPath(), Depth + 1);
    if (!C || (Common && Common->Number != C->Number)) {
      Common.reset();
      return false;
    }
    Common = std::move(C);
    return true;
  };
  switch (V.Kind) {
  case ValueKind::Integer:
    return KnownConstant{V.Number, V.Text};
  case ValueKind::Null:
    return KnownConstant{0, V.Text};
  case ValueKind::Local:
    for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
      if (D.Field || !Join(F, D.Value))
        return std::nullopt;
    return Common;
  case ValueKind::Parameter: {
    // As the caller has passed it.
    if (Path.empty() || !F->Parameters[V.Number].Definitions.empty())
      return std::nullopt;
    const CallRef &From = Path.back();
    if (size_t(V.Number) >= From.facts().Arguments.size())
      return std::nullopt;
    return constantOf(P, From.Caller, From.facts().Arguments[V.Number],
                      Path.drop_back(), Depth + 1);
  }
  case ValueKind::Field:
  case ValueKind::Global:
    for (const StoreRef &Store : P.stores(V.Symbol)) {
      const StoreFacts &S = Store.facts();
      ValueKind Target = Store.Function->Values[S.Target].Kind;
      bool IsWhole = Target == ValueKind::Field || Target == ValueKind::Global;
      if (!IsWhole || !Join(Store.Function, S.Value))
        return std::nullopt;
    }
    return Common;
  case ValueKind::Select:
    if (!Join(F, V.Operands[1]) || !Join(F, V.Operands[2]))
      return std::nullopt;
    return Common;
  default:
    return std::nullopt;
  }
}

std::optional<KnownConstant> constantOf(const Program &P, FunctionRef F,
                                        ValueId Value, CallPath Path) {
  return constantOf(P, F, Value, Path, 0);
}

namespace {

Truth truth(bool Value) { return Value ? Truth::True : Truth::False; }

Truth opposite(Truth T) {
  return T == Truth::Unknown ? T : truth(T == Truth::False);
}

class ConditionTester {
public:
  ConditionTester(const Program &P, FunctionRef F, const CallFacts &Call,
                  const ApiRow &Row, const Effect &E, CallPath Path,
                  bool LookAtSavedState)
      : P(P), F(F), Call(Call), Row(Row), E(E), Path(Path),
        LookAtSavedState(LookAtSavedState) {}

  Truth all() const {
    Truth Result = Truth::True;
    for (const Condition &C : E.When)
      Result = std::min(Result, any(C));
    return Result;
  }

  Truth anyOf(const Condition &C, ValueId Value) const {
    Truth Result = Truth::False;
    for (const ArgumentTest &Test : C.AnyOf)
      Result = std::max(Result, test(C, Test, Value));
    return Result;
  }

private:
  Truth any(const Condition &C) const {
    Truth Result = Truth::False;
    if (C.Role != RoleAnyArgument)
      return anyOf(C, argumentOf(Call, C.Role));
    // "any: [not NAME]": none of them is known to be it.
    if (llvm::all_of(C.AnyOf, [](const ArgumentTest &Test) {
          return Test.Test == ArgumentTest::Kind::ConstantNot;
        }))
      return truth(llvm::none_of(Call.Arguments, [&](ValueId Argument) {
        return anyOf(C, Argument) == Truth::False;
      }));
    for (ValueId Argument : Call.Arguments)
      Result = std::max(Result, anyOf(C, Argument));
    return Result;
  }

  Truth test(const Condition &C, const ArgumentTest &Test,
             ValueId Value) const {
    using Kind = ArgumentTest::Kind;
    if (Test.Test == Kind::Absent)
      return truth(Value == NoIndex);
    if (Value == NoIndex)
      return truth(Test.Test == Kind::NotSaved || Test.Test == Kind::LacksBits);
    switch (Test.Test) {
    case Kind::Null:
    case Kind::NonNull: {
      std::optional<KnownConstant> Known = constantOf(P, F, Value, Path);
      if (Test.Test == Kind::NonNull)
        return truth(!Known || Known->Number != 0);
      return Known ? truth(Known->Number == 0) : Truth::Unknown;
    }
    case Kind::Constant:
    case Kind::ConstantNot: {
      std::optional<KnownConstant> Known = constantOf(P, F, Value, Path);
      // std::execution::par: an object whose name is all that counts.
      if (!Known && Test.Test == Kind::Constant &&
          F->Values[Value].Kind == ValueKind::Global &&
          P.stores(F->Values[Value].Symbol).empty())
        return F->Values[Value].Text == Test.Name ? Truth::True
                                                  : Truth::Unknown;
      if (!Known)
        return Truth::Unknown;
      return truth(matches(C, Test, *Known) == (Test.Test == Kind::Constant));
    }
    case Kind::HasBits:
      return hasBits(Value, static_cast<uint64_t>(Test.Number.value_or(0)));
    case Kind::LacksBits: {
      uint64_t Bits = static_cast<uint64_t>(Test.Number.value_or(0));
      if (!Test.Member.empty())
        return truth(
            !memberHasBits(P, F, Call, Value, {Test.Member, Bits}, Path));
      return truth(hasBits(Value, Bits) != Truth::True &&
                   !valueHasBits(P, F, Call, Value, Bits, Path));
    }
    case Kind::ClearsBits:
      return clearsBits(Value, static_cast<uint64_t>(Test.Number.value_or(0)));
    case Kind::HoldsBits: {
      uint64_t Bits = static_cast<uint64_t>(Test.Number.value_or(0));
      if (!Test.Member.empty())
        return truth(
            memberMayHaveBits(P, F, Call, Value, {Test.Member, Bits}, Path));
      return truth(holdsBits(Value, Bits, 0));
    }
    case Kind::Like:
      return like(Value, Test.Name);
    case Kind::Computed:
      return truth(!isWritten(F, Value, 0));
    case Kind::NotText:
      return truth(C.Role != RoleReturn || !Call.ReturnsText);
    case Kind::Unlike:
      return truth(like(Value, Test.Name) != Truth::True);
    case Kind::Self:
      return truth(isSelf(Value, 0));
    case Kind::Saved:
    case Kind::NotSaved:
      if (!LookAtSavedState)
        return Truth::Unknown;
      // A call with null sets nothing.
      if (std::optional<KnownConstant> Known = constantOf(P, F, Value, Path);
          Known && Known->Number == 0 && isNull(Value))
        return Truth::False;
      return truth(P.savedState().isSaved(P, F, Value, E.Pair, Call) ==
                   (Test.Test == Kind::Saved));
    case Kind::Absent:
      break;
    }
    return Truth::Unknown;
  }

  /// The name decides when it is one that the row knows: SIG_BLOCK is another
  /// number on another system. Else the number does.
  bool matches(const Condition &C, const ArgumentTest &Test,
               const KnownConstant &Known) const {
    auto LastName = [](llvm::StringRef Name) {
      return Name.substr(Name.rfind(':') + 1);
    };
    if (!Known.Name.empty()) {
      llvm::StringRef Name = LastName(Known.Name);
      if (Name == LastName(Test.Name))
        return true;
      for (const Effect &Other : Row.Effects)
        for (const Condition &OtherCondition : Other.When)
          if (OtherCondition.Role == C.Role)
            for (const ArgumentTest &OtherTest : OtherCondition.AnyOf)
              if (Name == LastName(OtherTest.Name))
                return false;
    }
    return Test.Number && *Test.Number == Known.Number;
  }

  /// A constant with the bits; or `old | FLAG` with them in a constant part.
  Truth hasBits(ValueId Value, uint64_t Bits) const {
    if (std::optional<KnownConstant> Known = constantOf(P, F, Value, Path))
      return truth((static_cast<uint64_t>(Known->Number) & Bits) == Bits);
    const ValueFacts &V = F->Values[Value];
    if (V.Kind != ValueKind::Bitwise)
      return Truth::Unknown;
    for (ValueId Operand : V.Operands) {
      // `old & ~MASK` has nearly all bits, but sets none.
      std::optional<KnownConstant> Known = constantOf(P, F, Operand, Path);
      if (Known && llvm::popcount(static_cast<uint32_t>(Known->Number)) > 16)
        continue;
      if (hasBits(Operand, Bits) == Truth::True)
        return Truth::True;
    }
    return Truth::Unknown;
  }

  /// A constant without the bits; or `old & ~FLAG`.
  Truth clearsBits(ValueId Value, uint64_t Bits) const {
    if (std::optional<KnownConstant> Known = constantOf(P, F, Value))
      return truth((static_cast<uint64_t>(Known->Number) & Bits) == 0);
    const ValueFacts &V = F->Values[Value];
    if (V.Kind != ValueKind::Bitwise)
      return Truth::Unknown;
    for (ValueId Operand : V.Operands) {
      std::optional<KnownConstant> Known = constantOf(P, F, Operand);
      if (Known && llvm::popcount(static_cast<uint32_t>(Known->Number)) > 16)
        return truth((static_cast<uint64_t>(Known->Number) & Bits) == 0);
    }
    return opposite(hasBits(Value, Bits));
  }

  /// Members of structs of system headers are one with the struct, so that the
  /// constant is one of several things that were put into the variable.
  bool holdsBits(ValueId Value, uint64_t Bits, unsigned Depth) const {
    if (Value == NoIndex || Depth > MaxDepth)
      return false;
    const ValueFacts &V = F->Values[Value];
    auto Holds = [&](ValueId Part) { return holdsBits(Part, Bits, Depth + 1); };
    switch (V.Kind) {
    case ValueKind::Integer:
      return hasBits(Value, Bits) == Truth::True;
    case ValueKind::Local:
      return llvm::any_of(
          F->Locals[V.Number].Definitions,
          [&](const DefinitionFacts &D) { return Holds(D.Value); });
    case ValueKind::Parameter:
      return V.Number < int64_t(F->Parameters.size()) &&
             llvm::any_of(
                 F->Parameters[V.Number].Definitions,
                 [&](const DefinitionFacts &D) { return Holds(D.Value); });
    case ValueKind::Field:
    case ValueKind::Global:
      return llvm::any_of(P.stores(V.Symbol), [&](const StoreRef &Store) {
        return ConditionTester(P, Store.Function, Call, Row, E, {}, false)
            .holdsBits(Store.facts().Value, Bits, Depth + 1);
      });
    case ValueKind::AddressOf:
    case ValueKind::Deref:
    case ValueKind::Element:
    case ValueKind::Aggregate:
    case ValueKind::Bitwise:
    case ValueKind::Select:
    case ValueKind::Add:
      return llvm::any_of(V.Operands, Holds);
    default:
      return false;
    }
  }

  /// The literals that a path is made of: itself, the parts that are joined,
  /// what a formatting call put into the buffer.
  void literalsOf(ValueId Value, unsigned Depth,
                  llvm::SmallVectorImpl<llvm::StringRef> &Result) const {
    if (Value == NoIndex || Depth > MaxDepth)
      return;
    const ValueFacts &V = F->Values[Value];
    switch (V.Kind) {
    case ValueKind::String:
      Result.push_back(V.Text);
      break;
    case ValueKind::Local:
      for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
        literalsOf(D.Value, Depth + 1, Result);
      break;
    case ValueKind::OutArgument:
      for (ValueId Argument : F->Calls[V.Number].Arguments)
        if (Argument != NoIndex &&
            F->Values[Argument].Kind == ValueKind::String)
          Result.push_back(F->Values[Argument].Text);
      break;
    case ValueKind::Call:
      // path.c_str(), std::string(literal).
      literalsOf(F->Calls[V.Number].Object, Depth + 1, Result);
      for (ValueId Argument : F->Calls[V.Number].Arguments)
        literalsOf(Argument, Depth + 1, Result);
      break;
    case ValueKind::Add:
    case ValueKind::AddressOf:
    case ValueKind::Element:
      for (ValueId Operand : V.Operands)
        literalsOf(Operand, Depth + 1, Result);
      break;
    case ValueKind::Select:
      literalsOf(V.Operands[1], Depth + 1, Result);
      literalsOf(V.Operands[2], Depth + 1, Result);
      break;
    default:
      break;
    }
  }

  Truth like(ValueId Value, llvm::StringRef Pattern) const {
    llvm::SmallVector<llvm::StringRef, 4> Literals;
    literalsOf(Value, 0, Literals);
    if (Literals.empty())
      return Truth::Unknown;
    llvm::Expected<llvm::GlobPattern> Glob = llvm::GlobPattern::create(Pattern);
    if (!Glob) {
      llvm::consumeError(Glob.takeError()); // The loader has refused it.
      return Truth::Unknown;
    }
    return truth(llvm::any_of(
        Literals, [&](llvm::StringRef S) { return Glob->match(S); }));
  }

  /// Whether the value stands in the code: a literal, or made of literals.
  bool isWritten(FunctionRef In, ValueId Value, unsigned Depth) const {
    if (Value == NoIndex || Depth > MaxDepth)
      return false;
    const ValueFacts &V = In->Values[Value];
    auto IsOperandWritten = [&](ValueId Operand) {
      return isWritten(In, Operand, Depth + 1);
    };
    switch (V.Kind) {
    case ValueKind::Integer:
    case ValueKind::Null:
    case ValueKind::String:
      return true;
    case ValueKind::Local: {
      const auto &Definitions = In->Locals[V.Number].Definitions;
      return !Definitions.empty() &&
             llvm::all_of(Definitions, [&](const DefinitionFacts &D) {
               return IsOperandWritten(D.Value);
             });
    }
    case ValueKind::Field:
    case ValueKind::Global: {
      llvm::ArrayRef<StoreRef> Stores = P.stores(V.Symbol);
      return !Stores.empty() && llvm::all_of(Stores, [&](const StoreRef &S) {
        return isWritten(S.Function, S.facts().Value, Depth + 1);
      });
    }
    case ValueKind::Call: {
      const CallFacts &Made = In->Calls[V.Number];
      return Made.IsConstructor && Made.CalleeIsSystem &&
             !Made.Arguments.empty() &&
             llvm::all_of(Made.Arguments, IsOperandWritten);
    }
    case ValueKind::Add:
    case ValueKind::Aggregate:
      return !V.Operands.empty() && llvm::all_of(V.Operands, IsOperandWritten);
    case ValueKind::Select:
      return IsOperandWritten(V.Operands[1]) && IsOperandWritten(V.Operands[2]);
    default:
      return false;
    }
  }

  /// Whether a value that is always 0 is no variable that held something. A
  /// saved number may be 0, a set never is.
  bool isNull(ValueId Value) const {
    const ValueFacts &V = F->Values[Value];
    if (V.Kind != ValueKind::Local)
      return V.Kind == ValueKind::Null || V.Kind == ValueKind::Integer;
    return llvm::all_of(F->Locals[V.Number].Definitions,
                        [&](const DefinitionFacts &D) {
                          return D.Value != NoIndex &&
                                 F->Values[D.Value].Kind == ValueKind::Null;
                        });
  }

  bool isSelf(ValueId Value, unsigned Depth) const {
    if (Value == NoIndex || Depth > MaxDepth)
      return false;
    const ValueFacts &V = F->Values[Value];
    switch (V.Kind) {
    case ValueKind::Integer:
    case ValueKind::Null:
      return V.Number == 0;
    case ValueKind::Call:
      return effectOf(P, F, F->Calls[V.Number], EffectKind::IdentifiesThread) !=
             nullptr;
    case ValueKind::Local: {
      const LocalFacts &L = F->Locals[V.Number];
      return !L.Definitions.empty() &&
             llvm::all_of(L.Definitions, [&](const DefinitionFacts &D) {
               return !D.Field && isSelf(D.Value, Depth + 1);
             });
    }
    case ValueKind::Select:
      return isSelf(V.Operands[1], Depth + 1) &&
             isSelf(V.Operands[2], Depth + 1);
    default:
      return false;
    }
  }

  const Program &P;
  FunctionRef F;
  const CallFacts &Call;
  const ApiRow &Row;
  const Effect &E;
  CallPath Path;
  bool LookAtSavedState;
};

} // namespace

Truth holds(const Program &P, FunctionRef F, const CallFacts &Call,
            const ApiRow &Row, const Effect &E, const Condition &C,
            ValueId Value) {
  return ConditionTester(P, F, Call, Row, E, {}, /*LookAtSavedState=*/true)
      .anyOf(C, Value);
}

bool applies(const Program &P, FunctionRef F, const CallFacts &Call,
             const ApiRow &Row, const Effect &E, CallPath Path) {
  if (E.When.empty())
    return true;
  return ConditionTester(P, F, Call, Row, E, Path, /*LookAtSavedState=*/true)
             .all() == Truth::True;
}

bool mayApply(const Program &P, FunctionRef F, const CallFacts &Call,
              const ApiRow &Row, const Effect &E) {
  if (E.When.empty())
    return true;
  return ConditionTester(P, F, Call, Row, E, {}, /*LookAtSavedState=*/false)
             .all() != Truth::False;
}

} // namespace hangproof
