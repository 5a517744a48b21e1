//===- EventLoops.h - Threads on which others wait --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An event loop takes whatever has come, deals with it and comes back for more.
// While a function that it calls does not return, everything else that the loop
// serves stands still. A loop is one by what a turn of it does (epoll_wait, a
// wrapper of it), or it is a library's, which runs handlers.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_EVENTLOOPS_H
#define HANGPROOF_ENGINE_EVENTLOOPS_H

#include "Entries.h"
#include "Program.h"
#include "Trips.h"
#include <map>
#include <memory>
#include <vector>

namespace hangproof {

/// The wait of an event loop's turn.
struct EventWait {
  /// The call in the loop itself that is the wait, or leads to it.
  CallId Call = NoIndex;
  /// The library's call, perhaps in another function.
  CallRef Wait;
  const Effect *What = nullptr; ///< Takes-events or polls, of Wait.
};

/// How a function comes to run on the thread of a loop.
struct LoopContext {
  FunctionRef Root;               ///< The handler, or the loop's function.
  const Entry *Handler = nullptr; ///< How Root is one; null for a loop.
  uint32_t Loop = NoIndex;        ///< Of Root.
  /// From Root down: the last call runs the function. Empty if it is Root.
  llvm::SmallVector<CallRef, 4> Path;
};

/// Where a function is run from, as far as is in view.
struct RunPlaces {
  bool OnLoop = false;   ///< By an event loop, or as a handler.
  bool OnWorker = false; ///< On a thread made for it, or a pool's.
  bool InMain = false;   ///< By main, outside of any event loop.
  bool Unknown = false;  ///< Nobody in view calls it, or too many do.
};

class EventLoops {
public:
  EventLoops(const Program &P, const Entries &Handed, LoopTrips &Loops);

  /// The wait that makes this an event loop; null if it is none. Loops with a
  /// bound of their own, over data or up to a count, are none.
  const EventWait *waitOf(FunctionRef F, uint32_t Loop);

  /// The innermost event loop around the call that comes back to it; NoIndex if
  /// there is none.
  uint32_t loopAround(FunctionRef F, const CallFacts &Call);

  /// Whether the call runs a library's event loop until it ends: uv_run.
  bool runsEvents(FunctionRef F, const CallFacts &Call) const;

  /// How F comes to run on a loop's thread, by the shortest way in view; null
  /// if it does not. Handlers of signals and of workers do not.
  const LoopContext *of(FunctionRef F);

  /// Where the block of F is run from.
  RunPlaces placesOf(FunctionRef F, const CallFacts &Call);

  /// Whether F runs on worker threads alone, as far as is in view.
  bool isOnlyOnWorkers(FunctionRef F);

  /// Whether the loop that runs the handler has nothing else to run: a class
  /// that gives its own loop a thread, and hands no other function to it.
  bool isAlone(FunctionRef F, const Entry &Handler) const;

private:
  bool runsOwnLoop(FunctionRef F, unsigned Depth) const;
  void findWaiters();
  void findContexts();
  bool isLater(FunctionRef F, const CallRef &By) const;
  const EventWait *judge(FunctionRef F, uint32_t Loop);
  std::optional<EventWait> waitIn(FunctionRef F, CallId Id) const;

  struct Via {
    CallRef From; ///< No caller for a root.
    FunctionRef Root;
    const Entry *Handler;
    uint32_t Loop;
  };

  const Program &P;
  const Entries &Handed;
  LoopTrips &Loops;
  /// Functions that wait for events once, by which call.
  llvm::DenseMap<const FunctionFacts *, EventWait> Waiters;
  std::map<std::pair<const FunctionFacts *, uint32_t>,
           std::unique_ptr<EventWait>>
      Waits; ///< Null where a loop waits for nothing.
  llvm::DenseMap<const FunctionFacts *, Via> Reached;
  llvm::DenseMap<const FunctionFacts *, std::unique_ptr<LoopContext>> Contexts;
  bool HasContexts = false;
};

/// Whether the entry is run on a thread that serves others: a handler, but not
/// one of signals, and not a method that a worker runs.
bool isOnLoop(const Entry &E);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_EVENTLOOPS_H
