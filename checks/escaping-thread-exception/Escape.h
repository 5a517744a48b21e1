//===- Escape.h - One way out of a thread and what is said of it -*- C++
//-*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ESCAPINGTHREADEXCEPTION_ESCAPE_H
#define HANGPROOF_ESCAPINGTHREADEXCEPTION_ESCAPE_H

#include "ThreadBodies.h"
#include "engine/Finding.h"
#include "engine/PairSummaries.h"

namespace hangproof::escaping {

constexpr const char *CheckName = "hangproof-escaping-thread-exception";

/// Exceptions that one throw or call of a thread's body lets out.
struct Escape {
  /// From the body down to the throw or library call.
  std::vector<std::pair<FunctionRef, EscapingType>> Path;
  std::vector<std::string> Types; ///< Those that leave by the same place.
  unsigned Doubt = 0;             ///< As in EscapingType.
  /// Of a call that runs handlers: one that throws, how it was handed over.
  FunctionRef Handler;
  const Entry *HandlerBy = nullptr;
  EscapingType HandlerThrows;
  const BindRecord *Bind = nullptr; ///< State that stays tied to the thread.

  /// The step that a reader is pointed at: in the body; for a stored function
  /// its call.
  size_t Primary = 0;

  const EscapingType &at() const { return Path.front().second; }
  bool isOfStranger() const { return at().IsOfStranger; }
};

/// The finding for First; Others leave the same body.
Finding describe(const Program &P, const ThrowSummaries &Throws,
                 const ThreadBody &Body, const Escape &First,
                 llvm::ArrayRef<Escape> Others);

} // namespace hangproof::escaping

#endif // HANGPROOF_ESCAPINGTHREADEXCEPTION_ESCAPE_H
