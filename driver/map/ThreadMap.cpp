//===- ThreadMap.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadMap.h"
#include "Paths.h"
#include "SpawnBounds.h"
#include "engine/Blocking.h"
#include "engine/CodeNames.h"
#include "engine/EventLoops.h"
#include "engine/FunctionValues.h"
#include "engine/Handles.h"
#include "engine/Submissions.h"
#include "engine/TestCode.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace hangproof {
namespace {

/// A call that starts something.
struct Site {
  FunctionRef In;
  CallId Call = NoIndex;
  RunnerKind Makes = RunnerKind::Thread;
  SmallVector<FunctionRef, 2> Entries;
  std::optional<PoolKind> Pool; ///< Of a task.
};

class MapMaker {
public:
  MapMaker(const Program &P, StringRef Root)
      : P(P), Root(Root), Handed(P), Loops(P), Results(P), Guards(P, Results),
        Made(P), Fates(P, Made, Loops, Results),
        Bounds(P, Handed, Loops, Results, Guards, Fates), Work(P, Handed),
        Events(P, Handed, Loops), Waits(P, Handed, Guards), Timeouts(P, Handed),
        Tests(P) {}

  ThreadMap make();

private:
  unsigned indexOf(FunctionRef F) const { return Index.lookup(F.Function); }
  MapPlace place(FunctionRef F, const Place &Where) const;
  std::string folderOf(FunctionRef F) const;
  std::string nameOf(FunctionRef F) const;
  void findCallees();
  void findSites();
  bool callsUnknown(FunctionRef F) const;
  bool lift(const Site &S, unsigned Depth);
  void findRunners();
  void addRunner(FunctionRef F, RunnerKind Kind, StringRef Per);
  void addOutside();
  BitVector reachedFrom(ArrayRef<unsigned> Roots) const;
  std::vector<unsigned> runnersOf(FunctionRef F) const;
  std::vector<unsigned> runnersFor(ArrayRef<FunctionRef> Functions) const;
  void addSpawns();
  void addRegistrations();
  void describe(unsigned Number, FunctionRef F);
  void addWaits();

  const Program &P;
  StringRef Root;
  Entries Handed;
  LoopTrips Loops;
  Outcomes Results;
  OnceGuards Guards;
  Spawns Made;
  ThreadHandles Fates;
  SpawnBounds Bounds;
  Submissions Work;
  EventLoops Events;
  Blocking Waits;
  Handles Timeouts;
  TestCode Tests;

  ThreadMap Map;
  DenseMap<const FunctionFacts *, unsigned> Index; ///< In P.functions().
  std::vector<std::vector<unsigned>> Callees;
  std::vector<Site> Sites;
  /// Functions of threads that only call what the wrapper was given.
  DenseSet<const FunctionFacts *> Trampolines;
  DenseMap<const FunctionFacts *, unsigned> RunnerOf;
  std::vector<BitVector> Reached; ///< By runner: functions on its thread.
};

} // namespace

MapPlace MapMaker::place(FunctionRef F, const Place &Where) const {
  SourceRange Range = P.range(F, Where);
  return {relativeTo(Range.Path, Root).str(), Range.Line};
}

std::string MapMaker::folderOf(FunctionRef F) const {
  MapPlace Where = place(F, F->Where);
  StringRef Folder = sys::path::parent_path(Where.Path);
  return Folder.empty() ? "." : Folder.str();
}

std::string MapMaker::nameOf(FunctionRef F) const {
  std::string Name = functionName(*F);
  StringRef Plain = Name;
  if (Plain.consume_front("'"))
    Plain.consume_back("'");
  else
    Plain.consume_front("the ");
  return Plain.str();
}

/// What each function runs on its own thread.
void MapMaker::findCallees() {
  Callees.resize(P.functions().size());
  for (auto [I, F] : enumerate(P.functions()))
    Index[F.Function] = I;
  for (auto [I, F] : enumerate(P.functions())) {
    for (const CallFacts &Call : F->Calls)
      for (FunctionRef Target : P.targets(F, Call))
        Callees[I].push_back(indexOf(Target));
    for (const Entry &E : Handed.of(F))
      if (E.Kind == EntryKind::Now && E.By.Caller)
        Callees[indexOf(E.By.Caller)].push_back(I);
  }
}

void MapMaker::findSites() {
  for (FunctionRef F : P.functions()) {
    if (Tests.holds(F))
      continue;
    for (CallId Call = 0; Call < F->Calls.size(); ++Call) {
      const Spawn *S = Made.at(F, Call);
      const Submission *Task = Work.at(F, Call);
      // A child that execs is another program.
      if ((!S && !Task) ||
          (S && S->Kind == SpawnKind::Process && Made.execs(F, Call)))
        continue;
      Site Found;
      Found.In = F;
      Found.Call = Call;
      if (Task)
        Found.Pool = Task->Pool;
      Found.Makes = !S || S->Kind == SpawnKind::Task ? RunnerKind::Task
                    : S->Kind == SpawnKind::Process  ? RunnerKind::Process
                                                     : RunnerKind::Thread;
      Found.Entries = S ? S->Entries : Task->Entries;
      if (!lift(Found, 0))
        Sites.push_back(std::move(Found));
    }
  }
}

/// Whether it calls through a pointer of which nothing is known.
bool MapMaker::callsUnknown(FunctionRef F) const {
  return any_of(F->Calls, [&](const CallFacts &Call) {
    return Call.Target != NoIndex && P.targets(F, Call).empty();
  });
}

/// A wrapper starts what its callers pass to it, perhaps by way of a function
/// of its own that calls it: then it is the callers who start something.
bool MapMaker::lift(const Site &S, unsigned Depth) {
  constexpr unsigned MostLevels = 3;
  if (S.Makes == RunnerKind::Process || Depth == MostLevels)
    return false;
  std::vector<unsigned> Roots;
  bool IsOpaque = false;
  for (FunctionRef Entry : S.Entries) {
    Roots.push_back(indexOf(Entry));
    IsOpaque |= callsUnknown(Entry);
  }
  BitVector Below = reachedFrom(Roots);
  std::vector<Site> Lifted;
  DenseSet<const FunctionFacts *> Passed;
  for (const CallRef &Caller : P.callers(S.In->Id)) {
    if (Caller.Caller == S.In || Tests.holds(Caller.Caller))
      continue;
    Site Outer = S;
    Outer.In = Caller.Caller;
    Outer.Call = Caller.Call;
    Outer.Entries.clear();
    for (ValueId Argument : Caller.facts().Arguments)
      for (FunctionRef Function : functionsIn(P, Caller.Caller, Argument))
        if (IsOpaque || Below.test(indexOf(Function))) {
          Outer.Entries.push_back(Function);
          Passed.insert(Function.Function);
        }
    if (Outer.Entries.empty())
      return false;
    Lifted.push_back(std::move(Outer));
  }
  if (Lifted.empty())
    return false;
  for (FunctionRef Entry : S.Entries)
    if (!Passed.contains(Entry.Function))
      Trampolines.insert(Entry.Function);
  for (Site &Outer : Lifted)
    if (!lift(Outer, Depth + 1))
      Sites.push_back(std::move(Outer));
  return true;
}

void MapMaker::addRunner(FunctionRef F, RunnerKind Kind, StringRef Per) {
  auto [It, IsNew] = RunnerOf.try_emplace(F.Function, Map.Runners.size());
  if (!IsNew) {
    // What it is in the first place: main, then a thread, then a task.
    Runner &Known = Map.Runners[It->second];
    if (Kind < Known.Kind) {
      Known.Kind = Kind;
      Known.Per = Per.str();
    }
    return;
  }
  Runner R;
  R.Kind = Kind;
  R.Name = nameOf(F);
  R.Per = Per.str();
  R.Folder = folderOf(F);
  R.Where = place(F, F->Where);
  Map.Runners.push_back(std::move(R));
}

void MapMaker::findRunners() {
  for (FunctionRef F : P.functions()) {
    if (Tests.holds(F)) {
      ++Map.LeftOut;
      continue;
    }
    if (F->IsMain)
      addRunner(F, RunnerKind::Main, "");
    for (const Entry &E : Handed.of(F)) {
      if (Trampolines.contains(F.Function))
        continue;
      if (E.Kind == EntryKind::Thread)
        addRunner(F, RunnerKind::Thread, "");
      else if (E.Kind == EntryKind::Task)
        addRunner(F, RunnerKind::Task, "");
      else if (E.Kind == EntryKind::Handler)
        addRunner(F, RunnerKind::Handler, perEvent(E.Context));
    }
  }
  for (const Site &S : Sites)
    for (FunctionRef Entry : S.Entries)
      addRunner(Entry, S.Makes, "");
  Reached.resize(Map.Runners.size());
  for (auto [Function, Number] : RunnerOf)
    Reached[Number] = reachedFrom({Index.lookup(Function)});
}

BitVector MapMaker::reachedFrom(ArrayRef<unsigned> Roots) const {
  BitVector Seen(Callees.size());
  std::vector<unsigned> Open(Roots.begin(), Roots.end());
  for (unsigned Function : Open)
    Seen.set(Function);
  while (!Open.empty()) {
    unsigned Function = Open.back();
    Open.pop_back();
    for (unsigned Callee : Callees[Function])
      if (!Seen.test(Callee)) {
        Seen.set(Callee);
        // Another runner's function has its own place on the map, but a call
        // of it is a call.
        Open.push_back(Callee);
      }
  }
  return Seen;
}

/// Functions that make something and that no runner reaches: whoever calls them
/// is out of view, and stands for the folder.
void MapMaker::addOutside() {
  std::map<std::string, std::vector<unsigned>> Unreached;
  for (const Site &S : Sites)
    if (runnersOf(S.In).empty())
      Unreached[folderOf(S.In)].push_back(indexOf(S.In));
  for (auto &[Folder, Functions] : Unreached) {
    Runner R;
    R.Kind = RunnerKind::Outside;
    R.Name = "callers out of view";
    R.Folder = Folder;
    Map.Runners.push_back(std::move(R));
    Reached.push_back(reachedFrom(Functions));
  }
}

std::vector<unsigned> MapMaker::runnersOf(FunctionRef F) const {
  std::vector<unsigned> Result;
  unsigned Number = indexOf(F);
  for (unsigned R = 0; R < Reached.size(); ++R)
    if (Reached[R].test(Number))
      Result.push_back(R);
  return Result;
}

std::vector<unsigned>
MapMaker::runnersFor(ArrayRef<FunctionRef> Functions) const {
  std::vector<unsigned> Result;
  for (FunctionRef F : Functions)
    if (auto Found = RunnerOf.find(F.Function); Found != RunnerOf.end())
      Result.push_back(Found->second);
  llvm::sort(Result);
  Result.erase(std::unique(Result.begin(), Result.end()), Result.end());
  return Result;
}

static std::string plainCallee(const FunctionFacts &F, const CallFacts &Call) {
  std::string Name = calleeName(F, Call);
  StringRef Plain = Name;
  Plain.consume_front("'");
  Plain.consume_back("'");
  return Plain.str();
}

static const char *textOf(ThreadFate Fate) {
  switch (Fate) {
  case ThreadFate::Unknown:
    return "";
  case ThreadFate::JoinedInTurn:
  case ThreadFate::JoinedLater:
    return "joined";
  case ThreadFate::Detached:
    return "detached";
  case ThreadFate::Kept:
    return "kept, never joined";
  case ThreadFate::Dropped:
    return "dropped";
  }
  return "";
}

void MapMaker::addSpawns() {
  for (const Site &S : Sites) {
    FunctionRef F = S.In;
    const CallFacts &Call = F->Calls[S.Call];
    MapSpawn M;
    M.Makes = S.Makes;
    M.Call = plainCallee(*F, Call);
    M.Function = nameOf(F);
    M.Folder = folderOf(F);
    M.Where = place(F, Call.Where);
    FoundBound Bound =
        Bounds.of(F, S.Call, S.Entries, M.Makes == RunnerKind::Process);
    // The threads of a pool are as many as they are, whatever is queued.
    if (S.Pool && Bound.Kind >= BoundKind::Unknown &&
        *S.Pool != PoolKind::Unknown)
      Bound.Kind = BoundKind::Pool;
    M.Bound.Kind = Bound.Kind;
    M.Bound.Per = std::move(Bound.Per);
    M.Bound.By = std::move(Bound.By);
    if (Bound.In)
      M.Bound.Where = place(Bound.In, Bound.Where);
    if (M.Makes == RunnerKind::Thread)
      M.Fate = textOf(Fates.of(F, S.Call, Call.Loop).Fate);
    M.From = runnersOf(F);
    M.Starts = runnersFor(S.Entries);
    Map.Spawns.push_back(std::move(M));
  }
}

void MapMaker::addRegistrations() {
  for (FunctionRef F : P.functions()) {
    auto Known = RunnerOf.find(F.Function);
    if (Known == RunnerOf.end())
      continue;
    for (const Entry &E : Handed.of(F)) {
      if (E.Kind != EntryKind::Handler ||
          (E.By.Caller && Tests.holds(E.By.Caller)))
        continue;
      Registration R;
      R.Handler = Known->second;
      if (E.By.Caller) {
        R.From = runnersOf(E.By.Caller);
        R.Call = plainCallee(*E.By.Caller, E.By.facts());
        R.Where = place(E.By.Caller, E.By.facts().Where);
      } else {
        R.Where = place(F, F->Where);
      }
      Map.Registrations.push_back(std::move(R));
    }
  }
}

/// What the runner waits for.
void MapMaker::describe(unsigned Number, FunctionRef F) {
  Runner &R = Map.Runners[Number];
  for (unsigned Kind = 0; Kind < BlockKinds; ++Kind) {
    std::optional<BlockPath> Path = Waits.of(F, 1u << Kind);
    if (!Path)
      continue;
    const ActStep &Last = Path->Steps.back();
    R.Blocks.push_back({toString(Path->What.Kind).str(),
                        plainCallee(*Last.In, Last.facts()),
                        place(Last.In, Last.facts().Where),
                        Path->What.Length == BlockLength::Long});
  }
  for (int Function : Reached[Number].set_bits()) {
    FunctionRef In = P.functions()[Function];
    for (uint32_t Loop = 0; Loop < In->Loops.size(); ++Loop)
      if (const EventWait *Wait = Events.waitOf(In, Loop)) {
        std::string Name = plainCallee(*Wait->Wait.Caller, Wait->Wait.facts());
        if (!is_contained(R.EventLoops, Name))
          R.EventLoops.push_back(std::move(Name));
      }
    for (const CallFacts &Call : In->Calls)
      if (Events.runsEvents(In, Call)) {
        std::string Name = plainCallee(*In, Call);
        if (!is_contained(R.EventLoops, Name))
          R.EventLoops.push_back(std::move(Name));
      }
  }
}

void MapMaker::addWaits() {
  for (const HandleUse &Use : Timeouts.uses()) {
    // A server waits for clients as long as it lives.
    if (Use.Wait.Kind == WaitAccept && !Use.Wait.IsPoll)
      continue;
    if (Tests.holds(Use.At.Caller))
      continue;
    MapBlock Wait{
        "network", plainCallee(*Use.Wait.Leaf.Caller, Use.Wait.Leaf.facts()),
        place(Use.Wait.Leaf.Caller, Use.Wait.Leaf.facts().Where), true};
    for (unsigned Number : runnersOf(Use.At.Caller)) {
      Runner &R = Map.Runners[Number];
      if (Use.IsBounded)
        ++R.BoundedWaits;
      else if (none_of(R.EndlessWaits, [&](const MapBlock &Known) {
                 return Known.Where.Path == Wait.Where.Path &&
                        Known.Where.Line == Wait.Where.Line;
               }))
        R.EndlessWaits.push_back(Wait);
    }
  }
}

ThreadMap MapMaker::make() {
  Map.Root = Root.str();
  findCallees();
  findSites();
  findRunners();
  addOutside();
  addSpawns();
  addRegistrations();
  for (FunctionRef F : P.functions())
    if (auto Known = RunnerOf.find(F.Function); Known != RunnerOf.end())
      describe(Known->second, F);
  addWaits();
  return std::move(Map);
}

ThreadMap makeThreadMap(const Program &P, StringRef Root) {
  return MapMaker(P, Root).make();
}

} // namespace hangproof
