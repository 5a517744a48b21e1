//===- Throwing.h - Which exceptions leave a function -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function throws what it throws in view and does not catch, what rows say
// of the library calls it makes, and what its callees throw. A function that
// is not in view throws nothing: most of them do not, and a report needs a
// throw to point at.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_THROWING_H
#define HANGPROOF_ENGINE_THROWING_H

#include "Program.h"
#include "llvm/ADT/StringRef.h"

namespace hangproof {

enum class Catches : uint8_t { No, Maybe, Yes };

/// Whether a handler for Caught ("..." for all) takes an exception of type
/// Thrown ("" for any). The classes of std are known; of others, those with
/// another name may be bases.
Catches catches(llvm::StringRef Caught, llvm::StringRef Thrown);

/// A type that leaves a function, with what lets it out.
struct EscapingType {
  std::string Type;         ///< Qualified; "" for any.
  CallId Call = NoIndex;    ///< The call that throws it, or NoIndex.
  uint32_t Throw = NoIndex; ///< The throw itself.
};

class ThrowSummaries {
public:
  explicit ThrowSummaries(const Program &P);

  /// What leaves F, at most a few types.
  llvm::ArrayRef<EscapingType> escaping(FunctionRef F) const;

  /// What a call throws into its caller, before the tries around it.
  llvm::SmallVector<llvm::StringRef, 2> thrownBy(FunctionRef Caller,
                                                 const CallFacts &Call) const;

private:
  bool update(FunctionRef F);

  const Program &P;
  llvm::DenseMap<const FunctionFacts *, llvm::SmallVector<EscapingType, 1>>
      Escaping;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_THROWING_H
