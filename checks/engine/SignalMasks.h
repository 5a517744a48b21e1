//===- SignalMasks.h - Which signals are blocked where ----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thread inherits the mask of the thread that makes it, a child process that
// of the thread that forks, and a program that of the process that executes it.
// So what counts at a call is what some function further up has blocked.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SIGNALMASKS_H
#define HANGPROOF_ENGINE_SIGNALMASKS_H

#include "Entries.h"
#include "Program.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <optional>

namespace hangproof {

/// The signals of a set, as far as the calls tell that build it.
struct SignalSet {
  bool IsKnown = false;
  bool IsAll = false; ///< All but those in Removed.
  llvm::SmallVector<int64_t, 4> Signals;
  llvm::SmallVector<int64_t, 4> Removed;

  bool isEmpty() const { return IsKnown && !IsAll && Signals.empty(); }
  bool holds(int64_t Signal) const;
  /// Holds a signal by which a process is asked to end.
  bool holdsStop() const;
  /// "all signals", "SIGTERM and 2 more": for messages.
  std::string describe() const;
};

enum class MaskChange : uint8_t {
  Blocks, ///< Signals that ask to stop, among others.
  Opens,  ///< Takes signals out of the mask, or sets one that is not known.
  Other,  ///< Blocks signals that ask for nothing.
};

/// What a call of a function does to the mask of its thread, by itself or
/// through what it calls.
struct MaskAct {
  CallId Call = NoIndex;
  MaskChange Change = MaskChange::Other;
  CallRef Direct; ///< The call that sets the mask.
  SignalSet Set;
};

class SignalMasks {
public:
  SignalMasks(const Program &P, const Entries &Handed);

  /// As the call Use reads it.
  SignalSet setOf(FunctionRef F, ValueId Value, CallId Use) const;

  /// The acts of F's calls, in the order of the calls. A function that blocks
  /// and opens again does nothing to its caller.
  const std::vector<MaskAct> &acts(FunctionRef F);

  /// Where the signals were blocked that are blocked when the call is made: the
  /// act, and the calls from there down to this one.
  struct Blocked {
    FunctionRef In;
    MaskAct Act;
    llvm::SmallVector<CallRef, 4> Path;
    /// No way from the act to the call is in view: one leads through pointers.
    bool IsGuess = false;
  };
  std::optional<Blocked> blockedAt(FunctionRef F, CallId Call);

  /// Whether the mask is opened on the way from one call of F to another.
  bool opensBetween(FunctionRef F, CallId From, CallId To);
  /// Whether F opens the mask, here or a few calls down, before the call.
  bool opensBefore(FunctionRef F, CallId Call);

  /// Acts that block for as long as the process or thread lives: those of main
  /// and of what runs on threads of its own.
  llvm::ArrayRef<Blocked> lasting();

  /// Whether any call in view changes a mask.
  bool isUsed() const { return IsUsed; }

private:
  std::optional<MaskAct> directAct(FunctionRef F, CallId Id) const;
  std::optional<MaskAct> netOf(FunctionRef F, unsigned Depth);
  std::optional<Blocked> blockedAt(FunctionRef F, CallId Call, unsigned Depth,
                                   bool &IsRooted);
  bool opensSomewhere(FunctionRef F, unsigned Depth);
  bool isCalledThroughPointers(FunctionRef F);

  const Program &P;
  const Entries &Handed;
  bool IsUsed = false;
  /// What is put into sets that are fields or globals.
  llvm::DenseMap<SymbolId, std::vector<CallRef>> Builders;
  std::map<const FunctionFacts *, std::vector<MaskAct>> Acts;
  llvm::DenseMap<const FunctionFacts *, std::optional<MaskAct>> Nets;
  llvm::DenseMap<const FunctionFacts *, bool> Opening;
  std::optional<std::vector<Blocked>> Lasting;
  std::optional<llvm::DenseSet<SymbolId>> AddressTaken;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SIGNALMASKS_H
