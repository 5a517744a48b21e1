//===- FlagViews.h - Who looks at a stop flag around a wait -----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_LOSTSIGNAL_FLAGVIEWS_H
#define HANGPROOF_LOSTSIGNAL_FLAGVIEWS_H

#include "engine/Entries.h"
#include "engine/StopFlags.h"
#include "engine/Trips.h"

namespace hangproof::lostsignal {

/// A stop flag as the code around a wait sees it.
struct FlagView {
  const StopFlag *Flag = nullptr;
  FunctionRef In; ///< The function that reads it.
  Place Where;    ///< Its loop, or where it reads the flag.
  /// The calls from In down to the function that waits, innermost first.
  llvm::SmallVector<CallRef, 3> Through;
  bool IsOwn = false; ///< The function that waits reads it itself.

  explicit operator bool() const { return Flag; }
};

/// Whether the loop goes over something, rather than going on until told.
bool isCounted(FunctionRef F, uint32_t Loop);

class FlagViews {
public:
  FlagViews(const Program &P, const Entries &Handed, StopFlags &Flags,
            LoopTrips &Loops)
      : P(P), Handed(Handed), Flags(Flags), Loops(Loops) {}

  /// A flag that F reads after the wait or around it, or a caller does.
  FlagView of(FunctionRef F, CallId Call);

  /// A flag by which a loop around a call ends that leads to F, over less than
  /// MostCalls further calls.
  FlagView inCallers(FunctionRef F, llvm::ArrayRef<CallRef> Through,
                     bool OnlyHandlers, size_t MostCalls);

  /// A flag of F's class that another method looks at.
  FlagView ofClass(FunctionRef F);

  /// A flag of a handler that other code of the same file looks at.
  FlagView ofFile(FunctionRef F);

  /// A flag of a handler that nobody looks at, in the file that installs it.
  FlagView unread(FunctionRef F);

  /// Whether calls without a body in view cannot look at any flag.
  bool isHidden();

  /// A flag by which a loop of F around the block ends. OnlyHandlers: one that
  /// a signal handler sets, and a loop that counts nothing.
  FlagView inLoop(FunctionRef F, uint32_t Block, bool OnlyHandlers);

  /// Whether the block comes after a loop of F that ends by a flag: the request
  /// has been heard.
  bool isAfterLoop(FunctionRef F, uint32_t Block);

  /// Blocks that read a flag, or call something of the project that may.
  llvm::BitVector mayRead(FunctionRef F);

  /// Whether F runs on the thread that main runs on, as far as can be seen.
  bool runsOnMain(FunctionRef F) const;

  /// Whether the wait is over before the handler is installed: then a signal
  /// still ends the program.
  bool isBeforeHandlers(FunctionRef F, CallId Wait, const StopFlag &Flag) const;

private:
  const StopFlag *flagIn(FunctionRef F, uint32_t Block, Place &Where);
  bool isBefore(FunctionRef F, CallId Wait, const StopFlag &Flag,
                const llvm::DenseSet<const FunctionFacts *> &Installs,
                llvm::DenseSet<const FunctionFacts *> &Seen) const;

  const Program &P;
  const Entries &Handed;
  StopFlags &Flags;
  LoopTrips &Loops;
  std::optional<bool> AreHidden;
};

} // namespace hangproof::lostsignal

#endif // HANGPROOF_LOSTSIGNAL_FLAGVIEWS_H
