//===- Spawns.h - Threads and processes that are made -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which calls make a thread, a process or a task of a shared pool, what runs
// on it, and what becomes of its handle. A function of the project that makes
// one hands its handle on by its result, through a parameter or in a member;
// so the handle is followed from caller to caller.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SPAWNS_H
#define HANGPROOF_ENGINE_SPAWNS_H

#include "Holders.h"
#include "Outcome.h"
#include "ProgramStarts.h"
#include "Trips.h"
#include <map>

namespace hangproof {

enum class SpawnKind : uint8_t {
  Thread,
  Process, ///< A fork whose child goes on in this program.
  Task,    ///< Runs on a shared pool's thread.
};

struct Spawn {
  SpawnKind Kind = SpawnKind::Thread;
  /// The effect of the call's row; null for a fork.
  const Effect *What = nullptr;
  /// Functions and lambdas that run there, as far as they are in view.
  llvm::SmallVector<FunctionRef, 2> Entries;
};

class Spawns {
public:
  explicit Spawns(const Program &P);

  /// What the call makes by itself; null if it makes nothing. A thread object
  /// that is made and started by two calls counts where it is started.
  const Spawn *at(FunctionRef F, CallId Call) const;

  /// Whether the fork's child execs: then a program is started.
  bool execs(FunctionRef F, CallId Fork) const;

  /// Whether the fork's child does nothing but end, to leave a core dump or to
  /// let go of its parent.
  bool endsAtOnce(FunctionRef F, CallId Fork) const;

private:
  ProgramStarts Programs;
  std::map<std::pair<const FunctionFacts *, CallId>, Spawn> Known;
};

enum class ThreadFate : uint8_t {
  Unknown,
  JoinedInTurn, ///< It ends before the next one is made.
  JoinedLater,
  Detached,
  Kept,    ///< In a variable, and nobody in view waits for it.
  Dropped, ///< Nobody can wait for it any more.
};

/// What becomes of a thread, process or task.
struct ThreadHandle {
  ThreadFate Fate = ThreadFate::Unknown;
  /// JoinedInTurn because each object has room for one: other objects may have
  /// theirs at the same time.
  bool IsOneOfObject = false;
  /// The join, or the call that detaches it.
  CallRef By;
  /// The variable that keeps it, as the function sees it.
  Holder In;
};

/// Follows the handles of spawns.
class ThreadHandles {
public:
  ThreadHandles(const Program &P, const Spawns &Made, LoopTrips &Loops,
                Outcomes &Results)
      : P(P), Made(Made), Loops(Loops), Results(Results) {}

  /// What becomes of the thread that the call makes, itself or a few calls
  /// down, by the time that the next turn of the loop begins (for no loop: by
  /// the end of the function).
  ThreadHandle of(FunctionRef F, CallId Id, uint32_t Loop);

  /// Variables of F that hold the handle of what the call makes.
  llvm::SmallVector<Holder, 4> holders(FunctionRef F, CallId Call);

  /// The variables whose thread, process or task the call waits for: by its
  /// row, or as a function of the project that does.
  llvm::SmallVector<Holder, 4> joins(FunctionRef F, const CallFacts &Call);

private:
  enum class Act : uint8_t { Join, Detach };
  using Summary = llvm::SmallVector<Holder, 4>;

  llvm::SmallVector<Holder, 4> acted(FunctionRef F, const CallFacts &Call,
                                     Act What, unsigned Depth);
  void addRunNow(FunctionRef F, const CallFacts &Call, Act What, unsigned Depth,
                 llvm::SmallVectorImpl<Holder> &Result);
  const Summary &summary(FunctionRef F, Act What, unsigned Depth);
  const Summary &outlets(FunctionRef F, unsigned Depth);
  llvm::SmallVector<Holder, 4> holders(FunctionRef F, CallId Id,
                                       unsigned Depth);
  void spread(FunctionRef F, llvm::SmallVectorImpl<Holder> &In);
  const Holder *carries(FunctionRef F, ValueId V, llvm::ArrayRef<Holder> In,
                        unsigned Depth) const;
  /// The effect of the spawn that the call leads to.
  const Effect *effectBelow(FunctionRef F, CallId Id, unsigned Depth);
  bool isSlot(FunctionRef F, const Holder &H, uint32_t Loop) const;
  bool isLocalToTurn(FunctionRef F, const Holder &H, uint32_t Loop) const;
  void findActs();
  bool asksForThread(FunctionRef F, ValueId Condition,
                     llvm::ArrayRef<Holder> Held) const;
  bool waitsEachTurn(FunctionRef F, const LoopFlow &Turn, uint32_t Wait,
                     llvm::ArrayRef<Holder> Held) const;
  bool alwaysPasses(FunctionRef F, const CallFacts &Call, uint32_t Loop,
                    llvm::ArrayRef<CallId> Joins, llvm::ArrayRef<Holder> Held);

  const Program &P;
  const Spawns &Made;
  LoopTrips &Loops;
  Outcomes &Results;
  std::map<std::pair<const FunctionFacts *, Act>, Summary> Acted;
  std::map<const FunctionFacts *, Summary> Outlets;
  std::map<std::pair<SymbolId, Act>, CallRef> ActOn;
  bool ActsAreKnown = false;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SPAWNS_H
