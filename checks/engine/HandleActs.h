//===- HandleActs.h - What one call does to a handle ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A *handle* is a socket, a connection object, a transfer. Rows say which calls
// open one, which put a bound on the waits on it, and which wait. Whether an
// effect holds may hang on an argument that only the caller knows; then it
// comes with what is pending.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_HANDLEACTS_H
#define HANGPROOF_ENGINE_HANDLEACTS_H

#include "EffectConditions.h"
#include "Effects.h"
#include "Program.h"

namespace hangproof {

/// What is in force on a handle at one point of a function, as bits. The first
/// four stand for a time limit of that kind of wait, and double as the kinds of
/// waits themselves.
enum HandleBits : uint32_t {
  WaitRead = 1,
  WaitWrite = 2,
  WaitConnect = 4,
  WaitAccept = 8,
  AnyWait = 15,
  HandleMode = 16,      ///< All waits at once: non-blocking mode, a deadline.
  HandleSavedMode = 32, ///< The mode that was read for a later restore.
  HandleReady = 64,     ///< A poll has said so.
  HandleDeadPeer = 128, ///< Keepalive: a peer that is gone is noticed.
  HandleTimer = 256,    ///< alarm() and the like run.
  HandleServes = 512,   ///< bind: waits for whoever comes.
  HandleDatagram = 1024,
  HandleAccepted = 2048,
  HandleWatched = 4096,     ///< An event loop calls when it is ready.
  HandleWritable = 8192,    ///< A poll has said so, and nothing of reading.
  HandleReached = 1u << 31, ///< Some path comes here at all.
};

/// A condition that the caller's argument decides.
struct PendingCondition {
  uint32_t Parameter = NoIndex;
  const ApiRow *Row = nullptr;
  const Effect *What = nullptr;
  const Condition *Test = nullptr; ///< Null: the timeout is the question.
  /// The parameter itself must be true, or false: `on ? flags : 0`.
  std::optional<bool> Wanted = std::nullopt;
};
using PendingConditions = llvm::SmallVector<PendingCondition, 1>;

/// How a handle came into being.
struct HandleOrigin {
  CallRef Leaf; ///< The call that opens it.
  const ApiRow *Row = nullptr;
  const Effect *What = nullptr;
  /// From the function that is looked at down to Leaf, which is the last; empty
  /// if Leaf stands in that function.
  llvm::SmallVector<CallRef, 2> Path;
  uint32_t CanWait = AnyWait;
  uint32_t State = 0;     ///< What was in force when it was handed over.
  bool IsForeign = false; ///< No network behind it: a file, a pipe.
  PendingConditions Pending;
  llvm::StringRef family() const { return What->Family; }
};

/// A call that may wait for the peer.
struct HandleWait {
  CallRef Leaf;
  const ApiRow *Row = nullptr;
  const Effect *What = nullptr;
  llvm::SmallVector<CallRef, 2> Path; ///< As of HandleOrigin.
  uint32_t Kind = WaitRead;
  bool IsWhole = false; ///< Waits on after some data has come.
  bool IsPoll = false;  ///< Only a time limit of its own ends it.
  /// The function tells "not now" from other failures: whoever made the handle
  /// may have made it non-blocking.
  bool TellsBusy = false;
  /// The time is given, and is "for ever".
  bool IsExplicit = false;
  /// Of a wait in a called function: what that did to the handle before.
  uint32_t State = 0;
  PendingConditions Pending;
};

/// What a call does to one handle, or to all that the function has.
struct HandleEvent {
  CallId Call = NoIndex;
  ValueId Handle = NoIndex; ///< NoIndex: all.
  ValueId From = NoIndex;   ///< Opens, wraps: the other handle.
  uint32_t Guard = NoIndex; ///< Holds only where this block was passed.
  uint32_t Gen = 0, Kill = 0;
  bool Saves = false, Restores = false, Ends = false, Wraps = false;
  bool IsSpawned = false; ///< What another thread does.
  /// Another event of the same call may hold instead.
  bool IsVariant = false;
  llvm::SmallVector<HandleOrigin, 1> Opens;
  llvm::SmallVector<HandleWait, 1> Waits;
  PendingConditions Pending; ///< Of Gen and Kill.
  const ApiRow *Row = nullptr;
};

class HandleActs {
public:
  explicit HandleActs(const Program &P) : P(P) {}

  /// What the rows say of the calls of F, in the order of the calls.
  std::vector<HandleEvent> of(FunctionRef F) const;

  /// Decides what is pending with the arguments of a call to the function that
  /// it stands in; what hangs on the caller's own parameters stays pending.
  /// False: it does not hold.
  bool settle(PendingConditions &Pending, FunctionRef Caller,
              const CallFacts &Call, unsigned FirstArgument) const;

  /// Decides without knowing more.
  bool settle(const PendingConditions &Pending) const;

  /// The parameter that a value plainly is, NoIndex if it is none.
  static uint32_t parameterOf(const FunctionFacts &F, ValueId Value,
                              bool WithBits = false);

private:
  enum class Time : uint8_t { None, Zero, Finite, Infinite, Caller };
  Time timeOf(FunctionRef F, const CallFacts &Call, int Role) const;
  Time timeOf(FunctionRef F, ValueId Value) const;
  void addCall(FunctionRef F, CallId Id,
               std::vector<HandleEvent> &Events) const;
  bool collectAdded(FunctionRef F, ValueId Set,
                    llvm::SmallVectorImpl<ValueId> &Found) const;
  void addPoll(FunctionRef F, CallId Id, const ApiRow &Row, const Effect &E,
               std::vector<HandleEvent> &Events) const;
  void addMode(FunctionRef F, CallId Id, const ApiRow &Row, const Effect &E,
               std::vector<HandleEvent> &Events) const;
  Truth fromResolver(FunctionRef F, ValueId Value, const Condition &C) const;
  bool decide(FunctionRef F, const CallFacts &Call, const ApiRow &Row,
              const Effect &E, PendingConditions &Pending,
              const Condition *Except = nullptr) const;

  const Program &P;
};

/// The values that a local may have when the call runs, each with the block in
/// which it got it.
llvm::SmallVector<std::pair<ValueId, uint32_t>, 4>
reachingValues(const FunctionFacts &F, ValueId Local, CallId Call);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_HANDLEACTS_H
