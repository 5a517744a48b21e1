//===- ExceptionClasses.h - Which handler takes what ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_EXCEPTIONCLASSES_H
#define HANGPROOF_ENGINE_EXCEPTIONCLASSES_H

#include "Facts.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

namespace hangproof {

class Program;

enum class Catches : uint8_t { No, Maybe, Yes };

/// Whether a handler for Caught ("..." for all) takes an exception of type
/// Thrown ("" for any), as far as the names tell. The classes of std are known;
/// of others, those with another name may be bases.
Catches catches(llvm::StringRef Caught, llvm::StringRef Thrown);

/// The same with the bases of the classes that the program throws and catches.
class ExceptionClasses {
public:
  explicit ExceptionClasses(const Program &P);

  Catches catches(llvm::StringRef Caught, llvm::StringRef Thrown) const;

  /// Whether an exception of Type that is thrown inside Try leaves the function
  /// by it and the tries around it. A handler that throws on what it caught
  /// does not end the way; one that may take it does.
  bool leaves(const FunctionFacts &F, uint32_t Try, llvm::StringRef Type) const;

private:
  llvm::StringMap<std::vector<std::string>> BasesOf;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_EXCEPTIONCLASSES_H
