//===- Repetition.h - How often a place runs --------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNBOUNDEDTHREADSPAWN_REPETITION_H
#define HANGPROOF_UNBOUNDEDTHREADSPAWN_REPETITION_H

#include "engine/Counts.h"
#include "engine/Entries.h"
#include "engine/Finding.h"
#include "engine/Spawns.h"

namespace hangproof {

enum class RepetitionKind : uint8_t {
  None,    ///< Nothing is known that would make it many.
  Bounded, ///< As often as the code or somebody has said: a pool is filled.
  Data,    ///< As often as there is data, or for ever.
};

/// Why a call runs an unbounded number of times.
struct Repetition {
  RepetitionKind Kind = RepetitionKind::None;
  Confidence Level = Confidence::Medium;
  std::string PerItem;  ///< "each connection": goes behind "for".
  std::string Sentence; ///< Evidence, at Where in In.
  FunctionRef In;
  Place Where;
  bool TakesItem = false; ///< Each turn takes something from outside.
  /// Over what was there before: a member, a global, or a list that is walked.
  bool IsStanding = false;
  /// Over what somebody has set up: sections of a configuration, modules.
  bool IsConfigured = false;
};

class Repetitions {
public:
  Repetitions(LoopTrips &Loops, Counts &Sizes, ThreadHandles &Fates)
      : Loops(Loops), Sizes(Sizes), Fates(Fates) {}

  /// The turns of the loop around the call.
  Repetition of(FunctionRef F, CallId Call, uint32_t Loop);
  Repetition perItem(const Entry &Item) const;
  Repetition perEvent(FunctionRef F, const Entry &Hot) const;
  Repetition queue(FunctionRef F) const;
  /// F takes a connection at each call, by the call Accepts.
  Repetition perAccepted(FunctionRef F, CallId Accepts) const;
  /// Each call of F puts one more into a container.
  Repetition perCall(FunctionRef F, llvm::StringRef Container) const;

  /// Whether F runs one of the tasks itself, beside those that the loop starts:
  /// the work was cut into as many parts as there were to be threads.
  static bool takesShare(FunctionRef F, uint32_t Loop,
                         llvm::ArrayRef<FunctionRef> Tasks);

private:
  static bool isConfigured(FunctionRef F, const Trips &T);
  ValueId dataOf(FunctionRef F, CallId Call, uint32_t Loop, const Trips &T);

  LoopTrips &Loops;
  Counts &Sizes;
  ThreadHandles &Fates;
};

} // namespace hangproof

#endif // HANGPROOF_UNBOUNDEDTHREADSPAWN_REPETITION_H
