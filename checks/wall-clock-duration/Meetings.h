//===- Meetings.h - Where two clock readings meet ---------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A meeting is a subtraction or an ordering comparison of which both sides may
// hold a wall-clock reading: an operator, a call that subtracts (difftime), or
// a call of a project function that does it with two of its parameters. It is
// a defect when nothing but readings of this process, and constants, can come
// in on either side.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_WALLCLOCKDURATION_MEETINGS_H
#define HANGPROOF_WALLCLOCKDURATION_MEETINGS_H

#include "engine/ClockFallbacks.h"
#include "engine/Finding.h"
#include "engine/Origins.h"

namespace hangproof::wallclock {

class Persisted;

/// What flows into one side of a meeting.
struct Side {
  ValueId Value = NoIndex; ///< In the function of the operation; NoIndex when
                           ///< the call itself reads the clock.
  std::vector<const Origin *> Readings; ///< Of the wall clock.
  bool HasOutside = false;   ///< Something that is no reading of ours.
  bool HasMonotonic = false; ///< A reading of a monotonic clock.
  bool HasCalendar = false;  ///< A date or hash made from a reading.
  bool HasOffset = false;    ///< A reading with an interval added.
  bool HasPlain = false;     ///< A reading as it is.

  /// Nothing but readings of the wall clock, and constants.
  bool isWall() const {
    return !Readings.empty() && !HasOutside && !HasMonotonic && !HasCalendar;
  }
};

/// The roots of one side that belong to one caller, or to none.
Side sideOf(ValueId V, const OriginSet &Set, const CallRef &Escape);

enum class MeetingKind : uint8_t { Subtract, Compare };

struct Meeting {
  MeetingKind Kind = MeetingKind::Subtract;
  FunctionRef Function; ///< Of the operation.
  Side Left, Right;
  ValueId Value = NoIndex; ///< Of the operation.
  CallId Call = NoIndex;   ///< A library call that subtracts or compares.
  Place Operator;
  Place Range;
  bool InMacro = false;
  /// Set when both sides are parameters: the call that brings them together,
  /// which is then the place that a reviewer would point at.
  CallRef Through;
  Confidence Level = Confidence::High;
  std::string Key; ///< Equal keys are one defect.

  /// The left side is the older reading or the deadline: where the defect sits,
  /// for `now` may be read anew for every use. Else the right side is.
  bool LeftIsKept = false;
  const Side &kept() const { return LeftIsKept ? Left : Right; }
  const Side &fresh() const { return LeftIsKept ? Right : Left; }

  FunctionRef where() const {
    return Through.Caller ? Through.Caller : Function;
  }
  Place place() const {
    return Through.Caller ? Through.facts().Where : Operator;
  }
  Place extent() const {
    return Through.Caller ? Through.facts().Range : Range;
  }
};

/// The defects of one function, first to last, one for each defect.
std::vector<Meeting> meetingsIn(FunctionRef F, Origins &From, Persisted &Saved,
                                ClockFallbacks &Fallbacks);

/// Whether F compares how far a wall and a monotonic clock went: it looks for
/// steps of the wall clock, so that its readings are as they should be.
bool comparesClocks(FunctionRef F, const Origins &From);

} // namespace hangproof::wallclock

#endif // HANGPROOF_WALLCLOCKDURATION_MEETINGS_H
