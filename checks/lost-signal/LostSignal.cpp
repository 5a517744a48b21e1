//===- LostSignal.cpp - Stop requests that are not heard in time ----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A request to stop gets lost on two ways: whoever waits does not look (Waits),
// or the signal is blocked where it arrives (Masks).
//
//===----------------------------------------------------------------------===//

#include "Masks.h"
#include "Waits.h"
#include "engine/Check.h"

namespace hangproof {

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  Entries Handed(P);
  lostsignal::WaitJudge(P, Handed, Findings).run();
  lostsignal::MaskJudge(P, Handed, Findings).run();
}

CheckInfo getLostSignalInfo() {
  CheckInfo Info;
  Info.Name = lostsignal::CheckName;
  Info.Summary = "Finds requests to stop that are not heard in time";
  Info.Description =
      "Reports calls that wait long and are made again after EINTR, or stand "
      "in a loop, without a look at the stop flag that the program's own "
      "signal handler or stop method sets; waits that the handler's signal "
      "does not end (SA_RESTART, condition variables, "
      "std::this_thread::sleep_for) in a loop that relies on it; programs that "
      "are started with signals blocked; an empty set where all signals were "
      "to be blocked around the start of a thread; and threads that are "
      "started before the signals are blocked which one thread is to take. "
      "The service then ignores SIGTERM until it is killed, and what it was "
      "to write on the way out is lost. Short retries, loops that test the "
      "flag, and sigwait, signalfd and self-pipe designs are left alone.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-364";
  Info.ConfidenceRules =
      "high: the function that waits reads the flag of a signal handler "
      "elsewhere, and the wait is endless or its length known; the mask is set "
      "in the function that starts the program or thread; medium: the flag is "
      "read by callers, by other methods of the class or in the file, is set "
      "by a stop method, or the length of the wait is not known; the mask is "
      "set in another function; low: waits for child processes of callers, "
      "masks set more than four calls away";
  Info.Nearest =
      "clang-tidy's bugprone-signal-handler reports what a handler must not "
      "call, and bugprone-bad-signal-to-kill-thread single calls. None looks "
      "at the loop that should hear of the signal, or at masks over fork and "
      "exec";
  Info.NeedsProgram = true;
  Info.HasFixes = false;
  Info.Page = "";
  Info.Run = run;
  return Info;
}

} // namespace hangproof
