//===- Throwing.cpp - Which exceptions leave a function -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Throwing.h"
#include "Effects.h"
#include "Paths.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

/// The direct base of a class of std, "" for std::exception itself and for
/// what is not known.
static llvm::StringRef standardBase(llvm::StringRef Type) {
  return llvm::StringSwitch<llvm::StringRef>(Type)
      .Cases("std::logic_error", "std::runtime_error", "std::bad_alloc",
             "std::bad_cast", "std::bad_typeid", "std::bad_exception",
             "std::bad_function_call", "std::bad_weak_ptr",
             "std::bad_optional_access", "std::bad_variant_access",
             "std::exception")
      .Cases("std::invalid_argument", "std::domain_error", "std::length_error",
             "std::out_of_range", "std::future_error", "std::logic_error")
      .Cases("std::range_error", "std::overflow_error", "std::underflow_error",
             "std::regex_error", "std::system_error", "std::format_error",
             "std::chrono::nonexistent_local_time", "std::runtime_error")
      .Cases("std::ios_base::failure", "std::filesystem::filesystem_error",
             "std::system_error")
      .Case("std::bad_array_new_length", "std::bad_alloc")
      .Case("std::bad_any_cast", "std::bad_cast")
      .Default("");
}

Catches catches(llvm::StringRef Caught, llvm::StringRef Thrown) {
  if (Caught == "..." || Caught == Thrown)
    return Catches::Yes;
  if (Thrown.empty())
    return Catches::Maybe;
  bool CaughtIsStandard = Caught.starts_with("std::");
  if (Thrown.starts_with("std::")) {
    for (llvm::StringRef Base = standardBase(Thrown); !Base.empty();
         Base = standardBase(Base))
      if (Base == Caught)
        return Catches::Yes;
    return Caught == "std::exception" ? Catches::Yes : Catches::No;
  }
  // A pointer or a number has no base class.
  bool IsClass = !Thrown.contains('*') && Thrown != "int" &&
                 Thrown != "unsigned int" && Thrown != "long" &&
                 Thrown != "bool" && Thrown != "char";
  if (!IsClass)
    return Catches::No;
  if (Caught == "std::exception")
    return Catches::Yes;
  if (CaughtIsStandard)
    return Catches::Maybe;
  bool CaughtIsClass = !Caught.contains('*') && Caught != "int";
  return CaughtIsClass ? Catches::Maybe : Catches::No;
}

/// More types than this tell no more.
static constexpr unsigned MostTypes = 4;

ThrowSummaries::ThrowSummaries(const Program &P) : P(P) {
  llvm::SetVector<const FunctionFacts *> Work;
  llvm::DenseMap<const FunctionFacts *, FunctionRef> Refs;
  for (FunctionRef F : P.functions()) {
    bool MayStart = !F->Throws.empty();
    for (const CallFacts &Call : F->Calls)
      if (const ApiRow *Row = P.row(Call))
        for (const Effect &E : Row->Effects)
          MayStart |= E.Kind == EffectKind::Throws;
    if (MayStart) {
      Work.insert(F.Function);
      Refs[F.Function] = F;
    }
  }
  while (!Work.empty()) {
    const FunctionFacts *Function = Work.pop_back_val();
    FunctionRef F = Refs[Function];
    if (!update(F))
      continue;
    for (CallRef Caller : P.callers(F->Id)) {
      Refs[Caller.Caller.Function] = Caller.Caller;
      Work.insert(Caller.Caller.Function);
    }
  }
}

bool ThrowSummaries::update(FunctionRef F) {
  if (F->IsNoexcept || F->IsDestructor)
    return false;
  auto &Types = Escaping[F.Function];
  size_t Before = Types.size();
  llvm::SmallVector<uint32_t, 4> Handlers;
  auto Add = [&](llvm::StringRef Type, uint32_t Try, CallId Call,
                 uint32_t Throw) {
    if (Types.size() >= MostTypes ||
        llvm::any_of(Types, [&](const EscapingType &Known) {
          return Known.Type == Type;
        }))
      return;
    if (handlersOf(*F, Try, Type, Handlers))
      Types.push_back({Type.str(), Call, Throw});
  };
  for (uint32_t I = 0; I < F->Throws.size(); ++I)
    Add(F->Throws[I].Type, F->Throws[I].Try, NoIndex, I);
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    // Copies: a recursive function adds to what it reads.
    llvm::SmallVector<std::string, 2> Thrown;
    for (llvm::StringRef Type : thrownBy(F, F->Calls[I]))
      Thrown.push_back(Type.str());
    for (const std::string &Type : Thrown)
      Add(Type, F->Calls[I].Try, I, NoIndex);
  }
  return Types.size() != Before;
}

llvm::ArrayRef<EscapingType> ThrowSummaries::escaping(FunctionRef F) const {
  auto It = Escaping.find(F.Function);
  return It == Escaping.end() ? llvm::ArrayRef<EscapingType>()
                              : llvm::ArrayRef<EscapingType>(It->second);
}

llvm::SmallVector<llvm::StringRef, 2>
ThrowSummaries::thrownBy(FunctionRef Caller, const CallFacts &Call) const {
  llvm::SmallVector<llvm::StringRef, 2> Types;
  if (Call.IsImplicitDestructor)
    return Types;
  if (Call.ApiRow != NoIndex)
    for (const AppliedEffect &E : effectsOf(P, Caller, Call))
      if (E.What->Kind == EffectKind::Throws)
        Types.push_back(E.What->Type);
  for (FunctionRef Target : P.targets(Caller, Call))
    for (const EscapingType &Type : escaping(Target))
      if (!llvm::is_contained(Types, llvm::StringRef(Type.Type)))
        Types.push_back(Type.Type);
  return Types;
}

} // namespace hangproof
