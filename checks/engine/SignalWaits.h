//===- SignalWaits.h - Waits, and what a signal does to them ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A signal ends some waits with EINTR, lets others go on, and is not noticed by
// the rest. This tells which, how long a wait can be, and over which branches a
// function goes on when a wait was interrupted.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SIGNALWAITS_H
#define HANGPROOF_ENGINE_SIGNALWAITS_H

#include "Origins.h"
#include "Program.h"
#include <optional>

namespace hangproof {

enum class Interruption : uint8_t {
  Unknown,
  Fails,    ///< With EINTR, whatever the handler asked for.
  Restarts, ///< Goes on after a handler with SA_RESTART; else fails.
  Resumes,  ///< Goes on in any case.
};

/// How long a call may hold its thread.
struct SignalWait {
  const Effect *What = nullptr; ///< Null: it is no wait.
  Interruption OnSignal = Interruption::Unknown;
  /// Nothing but something outside of this thread ends it.
  bool IsEndless = false;
  /// It waits for nothing but time.
  bool IsSleep = false;
  /// Its length or timeout, if that is known.
  std::optional<double> Seconds;

  explicit operator bool() const { return What; }
};

/// A branch that a function takes because a call was interrupted.
struct InterruptedBranch {
  uint32_t Block = NoIndex; ///< Tests for EINTR.
  uint32_t To = NoIndex;    ///< Where it goes on.
};

class SignalWaits {
public:
  explicit SignalWaits(const Program &P) : P(P), Sources(P) {}

  /// Through: the calls by which the function was reached, innermost first;
  /// they give numbers to its parameters.
  SignalWait of(FunctionRef F, CallId Id, llvm::ArrayRef<CallRef> Through = {});

  llvm::SmallVector<InterruptedBranch, 2> interrupted(FunctionRef F) const;

  /// Whether some caller, up to Depth calls further up, waits until there is
  /// something to read before it calls F.
  bool isReadyInCallers(FunctionRef F, unsigned Depth) const;

  /// Whether the value is errno.
  static bool isErrno(const FunctionFacts &F, ValueId V);

private:
  bool isEndlessHandle(FunctionRef F, ValueId Handle);
  bool isReadyBefore(FunctionRef F, CallId Id) const;
  bool seemsNonBlocking(FunctionRef F) const;

  const Program &P;
  Origins Sources;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SIGNALWAITS_H
