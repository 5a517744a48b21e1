//===- WallClockDuration.cpp - Wall-clock readings used as durations ------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConditionClocks.h"
#include "Fixes.h"
#include "Meetings.h"
#include "Names.h"
#include "Persisted.h"
#include "Waits.h"
#include "engine/Check.h"
#include <set>

namespace hangproof {

using namespace wallclock;

static void run(const Program &P, OptionLookup Option,
                std::vector<Finding> &Findings) {
  Origins From(P);
  ConditionClocks Clocks(From.sources());
  Persisted Saved(From);
  ClockFallbacks Fallbacks(From.flow());
  std::set<std::string> Keys;
  for (FunctionRef F : P.functions()) {
    if (!From.flow().touches(F))
      continue;
    waitsIn(F, From, Clocks, Findings);
    if (comparesClocks(F, From))
      continue;
    for (const Meeting &M : meetingsIn(F, From, Saved, Fallbacks)) {
      // A caller may bring the same readings together more than once.
      if (!Keys.insert(M.Key).second)
        continue;
      Finding Result = findingOf(P, M);
      Result.Fixes = fixesFor(P, M, From.sources());
      Findings.push_back(std::move(Result));
    }
  }
}

CheckInfo getWallClockDurationInfo() {
  CheckInfo Info{};
  Info.Name = "hangproof-wall-clock-duration";
  Info.Summary = "Wall-clock readings used as durations, deadlines or timeouts";
  Info.Description =
      "Reports readings of the wall clock (system_clock, time, gettimeofday, "
      "CLOCK_REALTIME and the like) that are subtracted from or compared with "
      "one another, or given to a timed wait. The wall clock is stepped by "
      "NTP, "
      "by an administrator and by a resumed virtual machine: timeouts then "
      "fire "
      "at once or never, and durations come out negative or as hours. Also "
      "reports a wait whose deadline is of another clock than its condition "
      "variable.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "CWE-682";
  Info.ConfidenceRules =
      "high: both readings are taken in the function itself, or kept in a "
      "field, global or static that holds nothing but readings; a clock "
      "mismatch. medium: a reading comes through a helper, a parameter or a "
      "virtual call; the sign is looked at first. low: as medium, and the "
      "names speak of dates.";
  Info.Nearest =
      "none for wall clocks. clang-tidy's abseil-duration-* and "
      "abseil-time-* checks tidy the arithmetic of absl::Time, whichever "
      "clock it came from; CodeQL's cpp/leap-year rules are about "
      "calendars";
  Info.NeedsProgram = true;
  Info.HasFixes = true;
  Info.Run = run;
  return Info;
}

} // namespace hangproof
