//===- ThreadUses.h - Whose thread a function runs on -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function that runs on a thread of its own may do with it what it likes. One
// that a pool, an event loop or a server runs has borrowed its thread; and
// where a thread is made for each operation, what the function does to it is
// done as often as there are operations.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_THREADUSES_H
#define HANGPROOF_ENGINE_THREADUSES_H

#include "Entries.h"
#include "EventLoops.h"
#include "OnceGuards.h"
#include "Trips.h"
#include <map>

namespace hangproof {

enum class ThreadOwner : uint8_t {
  Pool,      ///< A shared pool's: other tasks run on it next.
  Handlers,  ///< An event loop's or a server's: other handlers run on it next.
  Operation, ///< Made for one operation, and ends with it.
};

/// How a function comes to run on a thread that is not its own for good.
struct ThreadUse {
  ThreadOwner Owner = ThreadOwner::Pool;
  /// How the function is an entry; lives as long as the Entries. Null where the
  /// function itself says whose thread it is.
  const Entry *By = nullptr;
  /// Operation: only the form of the spawn says so (a future, a thread that is
  /// joined or let go where it is made). Else: only names tell that By is a
  /// handler, or a pool, or the pool may be there for this work alone.
  bool IsGuess = false;
  /// A place that shows that there are many, with a sentence.
  struct Reason {
    FunctionRef In;
    Place Where;
    std::string Text;
  };
  /// Operation: why there are many of the thread, in time order. Without By:
  /// what says whose thread it is.
  llvm::SmallVector<Reason, 3> Reasons;
};

class ThreadUses {
public:
  /// Looks at nothing before it is asked; all references must live as long.
  ThreadUses(const Program &P, const Entries &Handed, OnceGuards &Guards,
             LoopTrips &Loops)
      : P(P), Handed(Handed), Guards(Guards), Loops(Loops) {}

  /// The plainest use of F, or null: nobody in view runs it, or it has its
  /// thread for itself. F is the function that is handed over.
  const ThreadUse *of(FunctionRef F);

  /// The use of the thread at a call, where F itself says that it is shared: in
  /// a loop or task that OpenMP runs, or in an event loop. By is null.
  std::optional<ThreadUse> around(FunctionRef F, const CallFacts &Call,
                                  EventLoops &Events) const;

private:
  void findTasks();
  std::optional<ThreadUse> find(FunctionRef F);
  std::optional<ThreadUse> operation(FunctionRef F, const Entry &E);
  bool runsPerOperation(const CallRef &Call, ThreadUse &Result);
  bool endsWhereItIsMade(const CallRef &Spawn) const;
  bool isEndless(FunctionRef F);

  const Program &P;
  const Entries &Handed;
  OnceGuards &Guards;
  LoopTrips &Loops;
  /// Tasks of pools that the project has made itself, or that names tell of.
  std::map<const FunctionFacts *, std::vector<Entry>> Tasks;
  bool HasTasks = false;
  std::map<const FunctionFacts *, std::optional<ThreadUse>> Known;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_THREADUSES_H
