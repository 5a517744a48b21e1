//===- PairSummaries.h - Who binds threads, who releases them ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A *pair* is state that one call ties to the calling thread and another call
// unties: the signal mask, a current GL context, an attached JVM. For every
// function: which of its calls bind or release which pair, directly or through
// what they call; where each bind can go without a release; and what the
// function as a whole does to its caller's thread. A function whose job is one
// side of a pair is a *one-half function*: it is not at fault, and its callers
// are looked at with its call as the bind.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PAIRSUMMARIES_H
#define HANGPROOF_ENGINE_PAIRSUMMARIES_H

#include "Effects.h"
#include "Paths.h"
#include "Throwing.h"
#include "llvm/ADT/SetVector.h"
#include <map>
#include <set>

namespace hangproof {

enum class PairAct : uint8_t {
  Binds,
  Releases,
  Saves,     ///< Reads the state for a later restore.
  Schedules, ///< From here on a guard releases on every way out.
  /// Takes a saved state, but with the operation of a bind: SIG_BLOCK with the
  /// old mask.
  RestoresWrongly,
};

/// What one call, or (Schedules only) the definition of one local, does to one
/// pair.
struct PairEvent {
  CallId Call = NoIndex;
  uint32_t Local = NoIndex;
  PairAct Act = PairAct::Binds;
  const PairKind *Pair = nullptr;
  /// Of the row, if the call does it itself.
  const Effect *What = nullptr;
  const ApiRow *Row = nullptr;
  /// Else the function that does it.
  FunctionRef Through;
  /// The call runs Through the first time only: std::call_once.
  bool IsOnce = false;
  /// RestoresWrongly: the argument that is wrong, and the constant's name that
  /// would be right.
  int WrongRole = RoleNone;
  std::string RightName;
};

/// Where the old state is kept that a bind saves.
struct SavedToken {
  uint32_t Local = NoIndex; ///< A local of the function that binds.
  CallId SavedBy = NoIndex; ///< The bind itself or an earlier call.
  /// It leaves the function in a field, global, out-parameter, result or
  /// object: somebody else restores it.
  bool Escapes = false;
};

/// A way out of the function on which a bind is still in force.
struct BoundExit {
  PathExit Exit;
  Place Where; ///< The return, throw, throwing call or closing brace.
  /// The last call whose outcome decided that no release comes, or NoIndex.
  CallId DecidedBy = NoIndex;
  /// The call whose exception a handler on the way took, or NoIndex.
  CallId CaughtFrom = NoIndex;
  /// The only thing between this way and the release is a test of a flag that
  /// the walk could not relate to the bind.
  bool IsDoubtful = false;
  /// The way goes back to the bind, in a loop.
  bool IsNextTrip = false;
};

enum class BindFate : uint8_t {
  Released, ///< On every way out, or the process ends.
  OneHalf,  ///< Left bound by design, as far as this function tells.
  Leaks, ///< Bound on some way out, against what the function shows it wants.
};

/// One bind of one function, with all its ways out.
struct BindRecord {
  FunctionRef Function;
  PairEvent Event;
  SavedToken Token;
  BindFate Fate = BindFate::Released;
  std::vector<BoundExit> Exits;      ///< In source order, normal ones first.
  std::vector<CallId> Releases;      ///< Releases that some way reaches bound.
  std::vector<CallId> WrongRestores; ///< Of kind RestoresWrongly.
  std::vector<CallId> Overwrites;    ///< Later saves into the same token.
  std::vector<CallId> Rebinds;       ///< Later binds on some way, no release.
  bool MayNotBind = false; ///< The callee binds on some of its paths only.
  /// The result tells the caller whether the function has bound.
  bool ResultTells = false;
  /// There were too many paths to tell the feasible ones from the others.
  bool IsCoarse = false;
  /// The last way out of the text is reached released.
  bool EndIsReleased = false;
};

/// What a function does to its caller's thread.
struct PairSummary {
  bool Releases = false;    ///< State that was bound before the call.
  CallId Release = NoIndex; ///< A call that does.
  bool LeavesBound = false;
  CallId Bind = NoIndex;   ///< A call that does.
  bool MayNotBind = false; ///< On some ways it does not even try.
  /// What it returns when it has bound, and when it has not or failed.
  KnownValue BoundResult;
  std::optional<KnownValue> UnboundResult;
};

class PairSummaries {
public:
  PairSummaries(const Program &P, const ThrowSummaries &Throws);

  /// Every bind of the program that is not a guard's, in program order.
  llvm::ArrayRef<BindRecord> binds() const { return Binds; }
  /// Null if F does nothing to the pair.
  const PairSummary *summary(FunctionRef F, const PairKind &Pair) const;
  /// The acts of F's calls, in the order of the calls.
  llvm::ArrayRef<PairEvent> events(FunctionRef F) const;
  /// From a call that binds down to the library call that does it.
  std::vector<CallRef> chain(FunctionRef F, const PairEvent &Event) const;
  /// Pairs that a destructor of thread-local data releases: left bound, they
  /// are released when the thread ends.
  bool releasedAtThreadExit(const PairKind &Pair) const;
  /// Functions with too many paths.
  unsigned givenUp() const { return GivenUp; }

private:
  using Key = std::pair<const FunctionFacts *, const PairKind *>;

  void findForks();
  void findThreadExits();
  llvm::SetVector<const FunctionFacts *> interestingFunctions() const;
  void summarize(FunctionRef F);
  void summarizePair(FunctionRef F, const PairKind &Pair,
                     std::vector<BindRecord> &Result);
  void readEvents(FunctionRef F);
  void addDirect(FunctionRef F, CallId Call, std::vector<PairEvent> &Result);
  bool addWrongRestore(FunctionRef F, CallId Call, const Effect &Release,
                       std::vector<PairEvent> &Result);
  void addThrough(FunctionRef F, CallId Call, std::vector<PairEvent> &Result);
  void addGuards(FunctionRef F, std::vector<PairEvent> &Result);
  /// Whether the function, closure or library function that a value is
  /// releases the pair.
  bool callableReleases(FunctionRef F, ValueId Value,
                        const PairKind &Pair) const;
  BindFate judge(const BindRecord &Record) const;
  void addFork(FunctionRef F, CallId Call);

  friend class BindWalk;

  const Program &P;
  const ThrowSummaries &Throws;
  std::vector<char> RowHasPairs;
  std::map<Key, PairSummary> Summaries;
  llvm::DenseMap<const FunctionFacts *, std::vector<PairEvent>> Events;
  llvm::DenseMap<const FunctionFacts *, std::vector<BindRecord>> Records;
  /// Calls that return twice, through wrappers too.
  std::set<std::pair<const FunctionFacts *, CallId>> Forks;
  llvm::DenseMap<SymbolId, SymbolId> DestructorOf; ///< By class.
  std::set<const PairKind *> EndsAtThreadExit;
  std::vector<BindRecord> Binds;
  unsigned GivenUp = 0;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PAIRSUMMARIES_H
