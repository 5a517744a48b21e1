//===- BindWalk.h - Where a bind can go without a release -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_BINDWALK_H
#define HANGPROOF_ENGINE_BINDWALK_H

#include "PairSummaries.h"

namespace hangproof {

/// Follows one bind of a function (or all binds of a pair at once) along the
/// feasible paths.
class BindWalk : public PathClient {
public:
  /// Events are those of F. Followed is the bind; null follows every bind of
  /// the pair, to learn what the function does on paths that bind nothing.
  BindWalk(const PairSummaries &Summaries, FunctionRef F,
           llvm::ArrayRef<PairEvent> Events, const PairKind &Pair,
           const PairEvent *Followed, const SavedToken &Token);

  /// False if there were too many paths to tell the feasible ones: then all
  /// of the graph were taken.
  bool run();

  /// \name Results
  /// @{
  std::vector<BoundExit> exits() const;
  std::vector<CallId> Releases, WrongRestores, Overwrites, Rebinds;
  /// Releases that are reached with nothing bound by this function.
  std::vector<CallId> OuterReleases;
  /// Whether the last normal exit of the text is reached released.
  bool endIsReleased() const;
  /// Bound exits return what says that the function succeeded, released ones
  /// what says that it failed: the result tells the caller.
  bool resultTells() const;
  /// What the function returns, bound and not.
  std::optional<KnownValue> BoundResult, UnboundResult;
  /// Some normal exit is reached without an attempt to bind.
  bool HasUnboundPath = false;
  /// @}

  void atEvent(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
               llvm::SmallVectorImpl<PathOutcome> &Outcomes) override;
  void atCall(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
              PathThrow &Thrown) override;
  void atExit(const PathPoint &At, const PathExit &Exit,
              uint32_t Mark) override;

private:
  // The mark of a path.
  enum : uint32_t {
    StatusMask = 3,
    Before = 0, ///< Not bound yet, or not by the followed bind.
    Bound = 1,
    Released = 2,
    Failed = 3,     ///< The bind did not take place.
    Scheduled = 4,  ///< A guard releases on every way out.
    OuterOpen = 16, ///< What the caller had bound was released here before.
    Child = 8,      ///< In the child after fork: nothing needs to be undone.
  };

  void clear();

  struct RawExit {
    PathExit Exit;
    Place Where;
    std::vector<PathStep> Steps;
    bool IsNextTrip = false;
  };

  static uint32_t withStatus(uint32_t Mark, uint32_t Status) {
    return (Mark & ~uint32_t(StatusMask)) | Status;
  }
  bool atPairEvent(const PathPoint &At, const PairEvent &Event, uint32_t Mark,
                   llvm::SmallVectorImpl<PathOutcome> &Outcomes);
  void bind(const PairEvent &Event, uint32_t Mark,
            llvm::SmallVectorImpl<PathOutcome> &Outcomes) const;
  void addBound(const PairEvent &Event, uint32_t BoundMark, ValueId Result,
                llvm::SmallVectorImpl<PathOutcome> &Outcomes) const;
  void findHandles();
  bool undoes(const PairEvent &Release) const;
  bool showsIntent(const PairEvent &Release) const;
  bool handsTokenOn(const CallFacts &Call) const;
  void addExit(const PathPoint &At, const PathExit &Exit, Place Where,
               bool IsNextTrip);
  Place placeOf(const PathExit &Exit) const;
  void explain(const RawExit &Raw, BoundExit &Result) const;
  bool throwsSometimes(CallId Call) const;
  bool isLoopOfRelease(ValueId Condition) const;
  bool controlsRelease(uint32_t Block, uint32_t Taken) const;
  CallId callBehind(ValueId Condition,
                    const llvm::DenseMap<ValueId, CallId> &ResultIn) const;
  void noteResult(const FlowEvent &E,
                  llvm::DenseMap<ValueId, CallId> &ResultIn) const;
  std::vector<char> blocksBeforeRelease() const;

  const PairSummaries &Summaries;
  FunctionRef F;
  const PairKind &Pair;
  const PairEvent *Followed;
  SavedToken Token;
  llvm::DenseMap<CallId, llvm::SmallVector<const PairEvent *, 1>> ByCall;
  llvm::DenseMap<uint32_t, const PairEvent *> ByLocal;
  /// Locals that other binds save into.
  llvm::SmallVector<uint32_t, 2> OtherTokens;
  /// Variables that the followed bind fills when it takes place.
  llvm::SmallVector<ValueId, 2> Handles;
  std::unique_ptr<PathWalk> Walk;
  std::vector<RawExit> Exits;
  std::vector<CallId> ChildReleases;
  std::set<uint32_t> ReleasedOffsets; ///< Of normal exits.
  /// What normal exits return.
  enum class Outcome : uint8_t { Success, Failure, Null, Open };
  Outcome outcomeOf(const PathExit &Exit) const;
  std::set<Outcome> BoundOutcomes, ReleasedOutcomes;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_BINDWALK_H
