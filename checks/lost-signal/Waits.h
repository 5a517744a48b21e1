//===- Waits.h - Waits that do not end for a stop request -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_LOSTSIGNAL_WAITS_H
#define HANGPROOF_LOSTSIGNAL_WAITS_H

#include "FlagViews.h"
#include "engine/Finding.h"
#include "engine/SignalWaits.h"
#include <set>

namespace hangproof::lostsignal {

constexpr const char *CheckName = "hangproof-lost-signal";

class WaitJudge {
public:
  WaitJudge(const Program &P, const Entries &Handed,
            std::vector<Finding> &Findings)
      : P(P), Handed(Handed), Flags(P, Handed), Waits(P), Loops(P),
        Views(P, Handed, Flags, Loops), Findings(Findings) {}

  void run();

private:
  void judge(FunctionRef F, CallId Id);
  bool judgeRetry(FunctionRef F, CallId Id, const SignalWait &Wait);
  bool judgeUninterrupted(FunctionRef F, CallId Id, const SignalWait &Wait);
  bool judgeLoop(FunctionRef F, CallId Id, const SignalWait &Wait);

  bool goesOnUnread(FunctionRef F, CallId Id, const SignalWait &Wait,
                    Place &Branch);
  bool endsByItself(FunctionRef F, const LoopFlow &Flow, uint32_t Loop,
                    CallId Call, const SignalWait &Wait);
  bool isLeftFor(FunctionRef F, ValueId Condition, CallId Wait, bool IsSlow,
                 bool &IsCounted);

  void addFlag(Finding &Found, const FlagView &View) const;
  void report(Finding Found, FunctionRef F, CallId Call);

  const Program &P;
  const Entries &Handed;
  StopFlags Flags;
  SignalWaits Waits;
  LoopTrips Loops;
  FlagViews Views;
  std::vector<Finding> &Findings;
  std::set<std::pair<const FunctionFacts *, uint32_t>> ReportedLoops;
};

} // namespace hangproof::lostsignal

#endif // HANGPROOF_LOSTSIGNAL_WAITS_H
