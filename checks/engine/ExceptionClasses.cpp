//===- ExceptionClasses.cpp - Which handler takes what --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExceptionClasses.h"
#include "Program.h"
#include "llvm/ADT/STLExtras.h"
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

ExceptionClasses::ExceptionClasses(const Program &P) {
  for (const FileFacts &File : P.files())
    for (const ExceptionClass &Class : File.Exceptions)
      BasesOf[Class.Name] = Class.Bases;
}

Catches ExceptionClasses::catches(llvm::StringRef Caught,
                                  llvm::StringRef Thrown) const {
  if (Caught == "..." || Caught == Thrown)
    return Catches::Yes;
  if (Thrown.empty())
    return Catches::Maybe;
  // A row may name a base of what is really thrown.
  if (auto It = BasesOf.find(Caught);
      It != BasesOf.end() && llvm::is_contained(It->second, Thrown))
    return Catches::Maybe;
  if (auto It = BasesOf.find(Thrown); It != BasesOf.end())
    return llvm::is_contained(It->second, Caught) ? Catches::Yes : Catches::No;
  return hangproof::catches(Caught, Thrown);
}

bool ExceptionClasses::leaves(const FunctionFacts &F, uint32_t Try,
                              llvm::StringRef Type) const {
  // Each step goes outwards, in the code as in the numbers.
  for (unsigned Steps = 0; Try < F.Tries.size() && Steps < 64; ++Steps) {
    const TryFacts &At = F.Tries[Try];
    uint32_t Next = At.Parent;
    for (uint32_t I = 0; I < At.CaughtTypes.size(); ++I) {
      if (catches(At.CaughtTypes[I], Type) == Catches::No)
        continue;
      auto IsRethrow = [&](const ThrowFacts &Throw) {
        return Throw.RethrownTry == Try && Throw.RethrownHandler == I;
      };
      auto Rethrow = llvm::find_if(F.Throws, IsRethrow);
      if (Rethrow == F.Throws.end())
        return false;
      Next = Rethrow->Try;
      break;
    }
    Try = Next;
  }
  return true;
}

} // namespace hangproof
