//===- Waits.h - Waits that do not end for a stop request -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_LOSTSIGNAL_WAITS_H
#define HANGPROOF_LOSTSIGNAL_WAITS_H

#include "engine/Entries.h"
#include "engine/Finding.h"
#include "engine/LoopFlow.h"
#include "engine/SignalWaits.h"
#include "engine/StopFlags.h"
#include "engine/Trips.h"
#include <set>

namespace hangproof::lostsignal {

constexpr const char *CheckName = "hangproof-lost-signal";

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

class WaitJudge {
public:
  WaitJudge(const Program &P, const Entries &Handed,
            std::vector<Finding> &Findings)
      : P(P), Handed(Handed), Flags(P, Handed), Waits(P), Loops(P),
        Findings(Findings) {}

  void run();

private:
  void judge(FunctionRef F, CallId Call);
  bool judgeRetry(FunctionRef F, CallId Call, const SignalWait &Wait);
  bool judgeUninterrupted(FunctionRef F, CallId Call, const SignalWait &Wait);
  bool judgeLoop(FunctionRef F, CallId Call, const SignalWait &Wait);

  bool goesOnUnread(FunctionRef F, CallId Call, const SignalWait &Wait,
                    Place &Branch);
  bool endsByItself(FunctionRef F, const LoopFlow &Flow, uint32_t Loop,
                    CallId Call, const SignalWait &Wait);
  bool isLeftFor(FunctionRef F, ValueId Condition, CallId Wait,
                 bool &IsCounted) const;
  FlagView viewOf(FunctionRef F, CallId Call);
  FlagView viewInCallers(FunctionRef F, llvm::ArrayRef<CallRef> Through,
                         bool OnlyHandlers, size_t MostCalls);
  FlagView viewOfClass(FunctionRef F);
  FlagView viewOfFile(FunctionRef F);
  FlagView loopView(FunctionRef F, uint32_t Block, bool OnlyHandlers);
  const StopFlag *flagIn(FunctionRef F, uint32_t Block, Place &Where);
  llvm::BitVector mayRead(FunctionRef F);
  bool runsOnMain(FunctionRef F) const;
  bool isBeforeHandlers(FunctionRef F, CallId Wait, const StopFlag &Flag);

  void addFlag(Finding &Found, const FlagView &View) const;
  void report(Finding Found, FunctionRef F, CallId Call);

  const Program &P;
  const Entries &Handed;
  StopFlags Flags;
  SignalWaits Waits;
  LoopTrips Loops;
  std::vector<Finding> &Findings;
  std::set<std::pair<const FunctionFacts *, uint32_t>> ReportedLoops;
};

} // namespace hangproof::lostsignal

#endif // HANGPROOF_LOSTSIGNAL_WAITS_H
