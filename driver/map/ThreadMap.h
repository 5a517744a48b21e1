//===- ThreadMap.h - A program's concurrency, as plain values ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who runs at the same time, who started it, how many of it there can be, and
// what it waits for. A *runner* is a function that something else than a call
// in view runs: main, the function of a thread, a task, a handler. A *spawn* is
// a call that starts one, reached from the runners that it can be run by.
//
// The map is made from the mechanisms of the engine and holds nothing of them:
// its writers see the values below only.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_MAP_THREADMAP_H
#define HANGPROOF_DRIVER_MAP_THREADMAP_H

#include "engine/Place.h"
#include "engine/Program.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace hangproof {

/// A place in a source file.
struct MapPlace {
  std::string Path; ///< Relative to the root where it is below it.
  unsigned Line = 0;
};

enum class RunnerKind {
  Main,
  Thread,
  Process, ///< The child of a fork.
  Task,    ///< Run by a pool's thread.
  Handler,
  Outside, ///< Stands for code out of view that calls functions of a folder.
};

/// A call in which a runner waits.
struct MapBlock {
  std::string Kind; ///< "dns", "network", "disk", ...
  std::string Call; ///< The call that waits: "recv".
  MapPlace Where;
  bool IsLong = false; ///< Seconds are usual.
};

struct Runner {
  RunnerKind Kind = RunnerKind::Main;
  std::string Name;   ///< "accept_loop", "lambda".
  std::string Per;    ///< Handler: "each timer tick"; else empty.
  std::string Folder; ///< The component: its folder below the root.
  MapPlace Where;
  /// Waits of an event loop that it runs: "epoll_wait".
  std::vector<std::string> EventLoops;
  std::vector<MapBlock> Blocks; ///< The worst of each kind.
  /// Waits on handles that were made in view: with something that ends them,
  /// and without.
  unsigned BoundedWaits = 0;
  std::vector<MapBlock> EndlessWaits;
};

/// How many of what a spawn makes there can be at once.
enum class BoundKind {
  Once,       ///< One.
  InTurn,     ///< One after the other.
  Constant,   ///< A number in the code.
  Configured, ///< A number that somebody chose.
  Limited,    ///< As many as there is data, but something holds them back.
  Pool,       ///< As many tasks as there is data, for the threads of a pool.
  Unknown,    ///< As often as code out of view wants.
  Unbounded,  ///< As many as there is data, events or time.
};

struct SpawnBound {
  BoundKind Kind = BoundKind::Unknown;
  std::string Per; ///< "each connection"; may be empty.
  std::string By;  ///< Limited: the name of the semaphore or count, or empty.
  MapPlace Where; ///< The loop, handing over or limit; line 0 if there is none.
};

struct MapSpawn {
  RunnerKind Makes = RunnerKind::Thread; ///< Thread, Process or Task.
  std::string Call;                      ///< "pthread_create".
  std::string Function;                  ///< In which the call stands.
  std::string Folder;
  MapPlace Where;
  SpawnBound Bound;
  std::string Fate; ///< "joined", "detached", ...; empty if it is not known.
  std::vector<unsigned> From;   ///< Runners that come here. Sorted.
  std::vector<unsigned> Starts; ///< Runners; empty if they are not in view.
};

/// A handler is handed over.
struct Registration {
  unsigned Handler = 0;       ///< A runner.
  std::vector<unsigned> From; ///< Runners that hand it over. Sorted.
  std::string Call; ///< Empty for a method that overrides a library's.
  MapPlace Where;
};

struct ThreadMap {
  std::string Root; ///< Absolute.
  std::vector<Runner> Runners;
  std::vector<MapSpawn> Spawns;
  std::vector<Registration> Registrations;
  unsigned LeftOut = 0; ///< Functions of tests, which are not on the map.

  /// Nothing but main runs, as far as is in view.
  bool isEmpty() const { return Spawns.empty() && Registrations.empty(); }
};

/// Everything is in program order, so that equal programs have equal maps.
ThreadMap makeThreadMap(const Program &P, llvm::StringRef Root);

/// "unbounded: each connection", "at most 'slots'": for a reader.
std::string toText(const SpawnBound &Bound);
const char *toString(RunnerKind Kind);
const char *toString(BoundKind Kind);

/// Described in docs/map.md; nothing is folded.
void writeMapJson(llvm::raw_ostream &OS, const ThreadMap &Map);

/// For Graphviz: a cluster for each folder; what is like others and harmless is
/// folded into one node.
void writeMapDot(llvm::raw_ostream &OS, const ThreadMap &Map);

/// What Graphviz draws from writeMapDot: an <svg> element with no XML header,
/// which can stand in a page. The error says what is missing.
llvm::Expected<std::string> mapAsSvg(const ThreadMap &Map);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_MAP_THREADMAP_H
