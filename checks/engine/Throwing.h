//===- Throwing.h - Which exceptions leave a function -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function throws what it throws in view and does not catch, what rows say
// of the library calls it makes, and what its callees throw: those that it
// names, those that are stored in what it calls, and those that it hands to a
// call that runs them at once. A function that is not in view throws nothing:
// most of them do not, and a report needs a throw to point at.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_THROWING_H
#define HANGPROOF_ENGINE_THROWING_H

#include "Effects.h"
#include "ExceptionClasses.h"
#include "Program.h"
#include <map>

namespace hangproof {

/// An exception that leaves a function, with what lets it out.
struct EscapingType {
  std::string Type;         ///< Qualified; "" for any.
  CallId Call = NoIndex;    ///< The call that throws it, or NoIndex.
  uint32_t Throw = NoIndex; ///< The throw itself.
  FunctionRef Through; ///< The function that Call runs and that lets it out.
  const Effect *What = nullptr; ///< Call is of a library: its effect...
  const ApiRow *Row = nullptr;  ///< ...and row.
  /// How doubtful it is that this happens one day: one for each call on the
  /// way, more for a choice of functions at run time and for causes that the
  /// code may have excluded.
  unsigned Doubt = 0;
  /// Only a mistake in the code, or an unknown callee, throws it.
  bool IsUnlikely = false;
  /// Thrown by what is not in view: a stored function, a handler.
  bool IsOfStranger = false;
};

/// Safe from any thread.
class ThrowSummaries {
public:
  explicit ThrowSummaries(const Program &P);

  const ExceptionClasses &classes() const { return Classes; }

  /// What leaves F, at most a few types; nothing if F is noexcept.
  llvm::ArrayRef<EscapingType> escaping(FunctionRef F) const;

  /// Each exception that gets past the handlers of F itself, by throw and call,
  /// whether or not F is noexcept. Least doubtful ones first.
  std::vector<EscapingType> leaving(FunctionRef F) const;

  /// What a call throws into its caller, before the tries around it. Unlikely
  /// ones are left out.
  llvm::SmallVector<llvm::StringRef, 2> thrownBy(FunctionRef Caller,
                                                 const CallFacts &Call) const;

  /// From an exception that leaves F down to the throw or library call: the
  /// functions on the way, each with what lets it out.
  std::vector<std::pair<FunctionRef, EscapingType>>
  path(FunctionRef F, const EscapingType &Type) const;

  /// Whether the code of F plainly cannot throw: everything it calls is
  /// noexcept, of the C++ library, or just as harmless.
  bool isHarmless(FunctionRef F) const;

  /// What a call may run before it returns: Program::targets, functions that
  /// are stored in what it calls, and functions given to it that it runs.
  llvm::SmallVector<FunctionRef, 2> runs(FunctionRef Caller, CallId Call) const;

private:
  /// A function calls what its caller passes as a parameter.
  struct Callback {
    uint32_t Parameter;
    CallId Call;
  };
  struct Summary {
    llvm::SmallVector<EscapingType, 1> Types;
    llvm::SmallVector<Callback, 1> Callbacks;
  };

  using KnownHarmless = llvm::SmallDenseMap<const FunctionFacts *, bool, 16>;
  bool isHarmless(FunctionRef F, unsigned Depth, KnownHarmless &Known) const;
  bool isOfStranger(FunctionRef F, CallId Id) const;
  void findSpecialTargets(FunctionRef F);
  void thrownBy(FunctionRef F, CallId Id,
                llvm::SmallVectorImpl<EscapingType> &Thrown) const;
  void thrownByRows(FunctionRef F, CallId Id,
                    llvm::SmallVectorImpl<EscapingType> &Thrown) const;
  bool update(FunctionRef F);

  const Program &P;
  ExceptionClasses Classes;
  llvm::DenseMap<const FunctionFacts *, Summary> Summaries;
  /// Targets that Program does not know, and who makes these calls.
  std::map<std::pair<const FunctionFacts *, CallId>,
           llvm::SmallVector<FunctionRef, 2>>
      SpecialTargets;
  llvm::DenseMap<const FunctionFacts *, std::vector<FunctionRef>>
      SpecialCallers;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_THROWING_H
