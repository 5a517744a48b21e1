//===- BindWalk.cpp - Where a bind can go without a release ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BindWalk.h"
#include "SavedTokens.h"

namespace hangproof {

// The mark of a path.
enum : uint32_t {
  StatusMask = 3,
  Before = 0, ///< Not bound yet, or not by the followed bind.
  Bound = 1,
  Released = 2,
  Failed = 3,    ///< The bind did not take place.
  Scheduled = 4, ///< A guard releases on every way out.
  Child = 8,     ///< In the child after fork: nothing needs to be undone.
};

static void addOnce(std::vector<CallId> &List, CallId Call) {
  if (!llvm::is_contained(List, Call))
    List.push_back(Call);
}

static uint32_t withStatus(uint32_t Mark, uint32_t Status) {
  return (Mark & ~uint32_t(StatusMask)) | Status;
}

/// What a library call returns when it did what it is for.
static std::optional<std::pair<KnownValue, KnownValue>>
outcomesOf(FailureForm Form) {
  auto Make = [](KnownValue Success, KnownValue Failure) {
    return std::make_pair(Success, Failure);
  };
  switch (Form) {
  case FailureForm::Unknown:
    return std::nullopt;
  case FailureForm::NonZero:
    return Make(KnownValue::constant(0), KnownValue::nonZero());
  case FailureForm::Negative:
    return Make(KnownValue::constant(0),
                KnownValue::signs(KnownValue::Negative));
  case FailureForm::MinusOne:
    return Make(KnownValue::constant(0), KnownValue::constant(-1));
  case FailureForm::Null:
    return Make(KnownValue::nonZero(), KnownValue::constant(0));
  case FailureForm::False:
    return Make(KnownValue::constant(1), KnownValue::constant(0));
  }
  return std::nullopt;
}

BindWalk::BindWalk(const PairSummaries &Summaries, FunctionRef F,
                   llvm::ArrayRef<PairEvent> Events, const PairKind &Pair,
                   const PairEvent *Followed, const SavedToken &Token)
    : Summaries(Summaries), F(F), Pair(Pair), Followed(Followed), Token(Token) {
  for (const PairEvent &Event : Events) {
    if (Event.Pair != &Pair)
      continue;
    if (Event.Call == NoIndex) {
      ByLocal[Event.Local] = &Event;
      continue;
    }
    ByCall[Event.Call].push_back(&Event);
    if (Followed && Event.Act == PairAct::Binds &&
        Event.Call != Followed->Call) {
      SavedToken Other = tokenOf(Summaries.P, F, Events, Event);
      if (Other.Local != NoIndex && Other.Local != Token.Local)
        OtherTokens.push_back(Other.Local);
    }
  }
}

/// What the bind writes besides the old state: `AttachCurrentThread(&env)`. It
/// is not null if the bind took place.
void BindWalk::findHandles() {
  auto IsByBind = [&](ValueId V) {
    return V != NoIndex && F->Values[V].Kind == ValueKind::OutArgument &&
           uint64_t(F->Values[V].Number) == Followed->Call;
  };
  for (uint32_t I = 0; I < F->Locals.size(); ++I) {
    const LocalFacts &Local = F->Locals[I];
    bool IsPointer = llvm::StringRef(Local.TypeName).ends_with("*");
    bool IsWritten =
        llvm::any_of(Local.Definitions, [&](const DefinitionFacts &D) {
          return IsByBind(D.Value);
        });
    if (I == Token.Local || !IsPointer || !IsWritten)
      continue;
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local && F->Values[V].Number == I)
        Handles.push_back(V);
  }
  // The types of members are not known; where a release is a must, what the
  // bind writes is a handle.
  if (Pair.MustRelease)
    for (const StoreFacts &Store : F->Stores)
      if (IsByBind(Store.Value))
        Handles.push_back(Store.Target);
}

void BindWalk::clear() {
  for (auto *List : {&Releases, &ChildReleases, &WrongRestores, &Overwrites,
                     &Rebinds, &OuterReleases})
    List->clear();
  Exits.clear();
  ReleasedOffsets.clear();
  BoundResult.reset();
  UnboundResult.reset();
  HasUnboundPath = false;
}

bool BindWalk::run() {
  llvm::SmallVector<ValueId, 8> Watched;
  if (Followed)
    findHandles();
  llvm::append_range(Watched, Handles);
  for (CallId I = 0; I < F->Calls.size(); ++I)
    if (ByCall.count(I) || Summaries.Forks.count({F.Function, I}))
      Watched.push_back(F->Calls[I].Result);
  Walk = std::make_unique<PathWalk>(*F, *this, Watched);
  bool IsWhole = Walk->run(Before);
  if (!IsWhole) {
    clear();
    Walk = std::make_unique<PathWalk>(*F, *this, Watched, PathDetail::Graph);
    Walk->run(Before);
  }
  // What the child does shows what is wanted too.
  for (CallId Release : ChildReleases)
    addOnce(Releases, Release);
  return IsWhole;
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

/// Whether a release gives back what the followed bind took. With several
/// saved states in one function each is its own.
bool BindWalk::undoes(const PairEvent &Release) const {
  uint32_t From = localBehind(*F, stateArgument(*F, Release));
  if (From == NoIndex || From == Token.Local)
    return true;
  return !llvm::is_contained(OtherTokens, From);
}

/// Whether a release shows that the function wants its bind undone. To block
/// all signals and then to unblock those that have a handler is a set-up, not a
/// pair: the set is another one by then.
bool BindWalk::showsIntent(const PairEvent &Release) const {
  if (!Followed || Token.Local != NoIndex)
    return true;
  uint32_t Set = localBehind(*F, stateArgument(*F, *Followed));
  uint32_t Undone = localBehind(*F, stateArgument(*F, Release));
  if (Set == NoIndex || Undone == NoIndex)
    return true;
  if (Set != Undone)
    return false;
  uint32_t From = F->Calls[Followed->Call].Where.Offset;
  uint32_t To = F->Calls[Release.Call].Where.Offset;
  return llvm::none_of(F->Locals[Set].Definitions,
                       [&](const DefinitionFacts &D) {
                         return D.Where.Offset > From && D.Where.Offset < To;
                       });
}

/// Whether the saved state is given to a function of which nothing is known:
/// it may well be the one that restores.
bool BindWalk::handsTokenOn(const CallFacts &Call) const {
  if (Token.Local == NoIndex || Call.ApiRow != NoIndex ||
      Call.IsImplicitDestructor || Call.CalleeIsSystem)
    return false;
  bool IsGiven = llvm::any_of(Call.Arguments, [&](ValueId Argument) {
    return Argument != NoIndex && F->Values[Argument].Kind != ValueKind::Call &&
           localBehind(*F, Argument) == Token.Local;
  });
  return IsGiven && Summaries.P.targets(F, Call).empty();
}

void BindWalk::bind(const PairEvent &Event, uint32_t Mark,
                    llvm::SmallVectorImpl<PathOutcome> &Outcomes) const {
  uint32_t Status = Mark & Scheduled ? Released : Bound;
  ValueId Result = F->Calls[Event.Call].Result;
  Outcomes.clear();
  addBound(Event, withStatus(Mark, Status), Result, Outcomes);
  Outcomes.front().NonNull = Handles;
}

void BindWalk::addBound(const PairEvent &Event, uint32_t BoundMark,
                        ValueId Result,
                        llvm::SmallVectorImpl<PathOutcome> &Outcomes) const {
  uint32_t FailedMark = withStatus(BoundMark, Failed);
  if (Event.Row) {
    auto Values = outcomesOf(Event.Row->Fails);
    // A returned token is no error code.
    if (!Values || (Event.What && Event.What->Saves == RoleReturn)) {
      Outcomes.push_back({BoundMark, NoIndex, {}});
      return;
    }
    Outcomes.push_back({BoundMark, Result, Values->first});
    Outcomes.push_back({FailedMark, Result, Values->second});
    return;
  }
  const PairSummary *Summary = Summaries.summary(Event.Through, Pair);
  KnownValue Success = Summary ? Summary->BoundResult : KnownValue();
  Outcomes.push_back({BoundMark, Result, Success});
  if (Summary && Summary->UnboundResult)
    Outcomes.push_back({FailedMark, Result, *Summary->UnboundResult});
}

/// True if the event was understood and Outcomes says how to go on.
bool BindWalk::atPairEvent(const PathPoint &At, const PairEvent &Event,
                           uint32_t Mark,
                           llvm::SmallVectorImpl<PathOutcome> &Outcomes) {
  const uint32_t Status = Mark & StatusMask;
  auto GoOn = [&](uint32_t NewMark) {
    Outcomes.clear();
    Outcomes.push_back({NewMark, NoIndex, {}});
    return true;
  };
  // __attribute__((cleanup)) stands at the declaration and runs at the end.
  bool IsCleanup =
      Event.Act == PairAct::Releases &&
      At.Event < F->Flow.Blocks[At.Block].Events.size() &&
      F->Flow.Blocks[At.Block].Events[At.Event].Kind == EventKind::Cleanup;
  switch (IsCleanup ? PairAct::Schedules : Event.Act) {
  case PairAct::Releases:
    if (Status != Bound) {
      if (Status == Before)
        addOnce(OuterReleases, Event.Call);
      // The guard that was waiting has done its work.
      return GoOn(F->Calls[Event.Call].IsImplicitDestructor
                      ? Mark & ~uint32_t(Scheduled)
                      : Mark);
    }
    if (!undoes(Event))
      return GoOn(Mark);
    if (showsIntent(Event))
      addOnce(Mark & Child ? ChildReleases : Releases, Event.Call);
    return GoOn(withStatus(Mark, Released));
  case PairAct::Schedules:
    if (Status == Bound) {
      if (Event.Call != NoIndex)
        addOnce(Releases, Event.Call);
      return GoOn(withStatus(Mark, Released) | Scheduled);
    }
    return GoOn(Mark | Scheduled);
  case PairAct::RestoresWrongly:
    if (Status != Bound ||
        (Token.Local != NoIndex &&
         localBehind(*F, stateArgument(*F, Event)) != Token.Local))
      return false;
    addOnce(WrongRestores, Event.Call);
    return GoOn(withStatus(Mark, Released));
  case PairAct::Saves:
    return false;
  case PairAct::Binds:
    break;
  }

  bool IsFollowed = !Followed || Event.Call == Followed->Call;
  if (IsFollowed) {
    if (Mark & Child)
      return GoOn(Mark);
    if (Status != Bound) {
      bind(Event, Mark, Outcomes);
      return true;
    }
    // Round a loop. With the old state in a variable, this trip saves what the
    // last one set.
    bool SavesItself = Token.Local != NoIndex && Token.SavedBy == Event.Call;
    if (!Followed || !SavesItself || Token.Escapes)
      return GoOn(Mark);
    addExit(At, {ExitKind::EndOfBody, NoIndex, {}}, F->Calls[Event.Call].Where,
            /*IsNextTrip=*/true);
    Outcomes.clear();
    return true;
  }
  if (Status != Bound)
    return false;
  if (Token.Local != NoIndex && !Token.Escapes && Event.What) {
    uint32_t Saves = NoIndex;
    if (Event.What->Saves != RoleNone && Event.What->Saves != RoleReturn)
      Saves =
          localBehind(*F, argumentOf(F->Calls[Event.Call], Event.What->Saves));
    if (Saves == Token.Local) {
      addOnce(Overwrites, Event.Call);
      return GoOn(withStatus(Mark, Released));
    }
  }
  addOnce(Rebinds, Event.Call);
  return false;
}

void BindWalk::atEvent(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
                       llvm::SmallVectorImpl<PathOutcome> &Outcomes) {
  if (E.Kind == EventKind::Define)
    if (auto It = ByLocal.find(E.Index); It != ByLocal.end())
      atPairEvent(At, *It->second, Mark, Outcomes);
  bool IsCall = E.Kind == EventKind::Call || E.Kind == EventKind::Cleanup;
  if (!IsCall || E.Index >= F->Calls.size())
    return;
  if (auto It = ByCall.find(E.Index); It != ByCall.end())
    for (const PairEvent *Event : It->second)
      if (atPairEvent(At, *Event, Mark, Outcomes))
        return;
  if ((Mark & StatusMask) == Bound && handsTokenOn(F->Calls[E.Index]) &&
      !(Followed && E.Index == Followed->Call)) {
    addOnce(Releases, E.Index);
    Outcomes[0].Mark = withStatus(Mark, Released);
    return;
  }
  if (Summaries.Forks.count({F.Function, E.Index})) {
    ValueId Result = F->Calls[E.Index].Result;
    Outcomes.clear();
    Outcomes.push_back({Mark | Child, Result, KnownValue::constant(0)});
    Outcomes.push_back({Mark, Result, KnownValue::nonZero()});
  }
}

void BindWalk::atCall(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
                      PathThrow &Thrown) {
  if ((Mark & StatusMask) != Bound) {
    Thrown.VisitHandlers = true;
    return;
  }
  // What releases while it throws is not looked into.
  if ((Mark & Child) || ByCall.count(E.Index))
    return;
  Thrown.Types = Summaries.Throws.thrownBy(F, F->Calls[E.Index]);
}

//===----------------------------------------------------------------------===//
// Exits
//===----------------------------------------------------------------------===//

Place BindWalk::placeOf(const PathExit &Exit) const {
  switch (Exit.Kind) {
  case ExitKind::Return:
    if (Exit.Index < F->Returns.size())
      return F->Returns[Exit.Index].Where;
    break;
  case ExitKind::Throw:
    if (Exit.Index < F->Throws.size())
      return F->Throws[Exit.Index].Where;
    break;
  case ExitKind::Exception:
    return F->Calls[Exit.Index].Where;
  case ExitKind::EndOfBody:
    break;
  }
  return F->EndOfBody;
}

void BindWalk::addExit(const PathPoint &At, const PathExit &Exit, Place Where,
                       bool IsNextTrip) {
  for (const RawExit &Known : Exits)
    if (Known.Where == Where && Known.Exit.Kind == Exit.Kind &&
        Known.IsNextTrip == IsNextTrip)
      return;
  Exits.push_back({Exit, Where, Walk->trace(At.Node), IsNextTrip});
}

void BindWalk::atExit(const PathPoint &At, const PathExit &Exit,
                      uint32_t Mark) {
  if (Mark & Child)
    return;
  bool IsNormal =
      Exit.Kind == ExitKind::Return || Exit.Kind == ExitKind::EndOfBody;
  bool IsBound = (Mark & StatusMask) == Bound;
  if (IsNormal) {
    std::optional<KnownValue> &Result = IsBound ? BoundResult : UnboundResult;
    if (Result)
      Result->join(Exit.Result);
    else
      Result = Exit.Result;
    if ((Mark & StatusMask) == Released)
      ReleasedOffsets.insert(placeOf(Exit).Offset);
    HasUnboundPath |= (Mark & StatusMask) == Before;
  }
  if (IsBound)
    addExit(At, Exit, placeOf(Exit), /*IsNextTrip=*/false);
}

bool BindWalk::endIsReleased() const {
  if (ReleasedOffsets.empty())
    return false;
  uint32_t Last = *ReleasedOffsets.rbegin();
  return llvm::none_of(Exits, [&](const RawExit &Raw) {
    bool IsNormal = Raw.Exit.Kind == ExitKind::Return ||
                    Raw.Exit.Kind == ExitKind::EndOfBody;
    return IsNormal && !Raw.IsNextTrip && Raw.Where.Offset > Last;
  });
}

std::vector<BoundExit> BindWalk::exits() const {
  std::vector<BoundExit> Result;
  for (const RawExit &Raw : Exits) {
    BoundExit Exit;
    Exit.Exit = Raw.Exit;
    Exit.Where = Raw.Where;
    Exit.IsNextTrip = Raw.IsNextTrip;
    explain(Raw, Exit);
    Result.push_back(std::move(Exit));
  }
  auto IsException = [](const BoundExit &Exit) {
    return Exit.Exit.Kind == ExitKind::Exception;
  };
  llvm::sort(Result, [&](const BoundExit &A, const BoundExit &B) {
    return std::make_tuple(IsException(A), A.IsDoubtful, A.Where.Offset,
                           A.IsNextTrip) <
           std::make_tuple(IsException(B), B.IsDoubtful, B.Where.Offset,
                           B.IsNextTrip);
  });
  return Result;
}

//===----------------------------------------------------------------------===//
// Why an exit is reached bound
//===----------------------------------------------------------------------===//

/// The call whose result a condition tests: directly, or in a variable.
/// ResultIn says whose result the path has stored last.
CallId
BindWalk::callBehind(ValueId Condition,
                     const llvm::DenseMap<ValueId, CallId> &ResultIn) const {
  for (unsigned Depth = 0; Condition != NoIndex && Depth < 8; ++Depth) {
    const ValueFacts &V = F->Values[Condition];
    switch (V.Kind) {
    case ValueKind::Call:
      return V.Number;
    case ValueKind::Not:
    case ValueKind::Compare:
      Condition = V.Operands[0];
      // `0 != f()`
      if (V.Operands.size() == 2 &&
          (F->Values[Condition].Kind == ValueKind::Integer ||
           F->Values[Condition].Kind == ValueKind::Null))
        Condition = V.Operands[1];
      continue;
    default: {
      auto It = ResultIn.find(Condition);
      return It == ResultIn.end() ? NoIndex : It->second;
    }
    }
  }
  return NoIndex;
}

/// Blocks from which some way leads to a release, not by way of the bind.
std::vector<char> BindWalk::blocksBeforeRelease() const {
  const auto &Blocks = F->Flow.Blocks;
  std::vector<char> Reaches(Blocks.size(), 0);
  for (CallId Release : Releases)
    if (F->Calls[Release].Block < Blocks.size())
      Reaches[F->Calls[Release].Block] = 1;
  uint32_t BindBlock = Followed ? F->Calls[Followed->Call].Block : NoIndex;
  auto Update = [&](uint32_t B) {
    bool Before = Reaches[B];
    for (const FlowEdge &Edge : Blocks[B].Successors)
      if (Edge.To < Blocks.size() && Reaches[Edge.To])
        Reaches[B] = 1;
    return Reaches[B] && !Before;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (uint32_t B = 0; B < Blocks.size(); ++B)
      if (B != BindBlock)
        Changed |= Update(B);
  }
  if (BindBlock < Blocks.size())
    Update(BindBlock);
  return Reaches;
}

/// Whether a branch does little but decide on the release: `if (flag) { undo;
/// }` with Taken as the block after it.
bool BindWalk::controlsRelease(uint32_t Block, uint32_t Taken) const {
  constexpr unsigned MostBlocks = 4, MostCalls = 2;
  llvm::SmallVector<uint32_t, 4> Work;
  std::set<uint32_t> Seen;
  for (const FlowEdge &Edge : F->Flow.Blocks[Block].Successors)
    if (Edge.To != Taken)
      Work.push_back(Edge.To);
  unsigned Calls = 0;
  bool HasRelease = false;
  while (!Work.empty()) {
    uint32_t B = Work.pop_back_val();
    if (B == Taken || !Seen.insert(B).second)
      continue;
    const FlowBlock &Inner = F->Flow.Blocks[B];
    if (B == F->Flow.Exit || Seen.size() > MostBlocks)
      return false;
    for (const FlowEvent &E : Inner.Events) {
      if (E.Kind == EventKind::Return || E.Kind == EventKind::Throw)
        return false;
      if (E.Kind != EventKind::Call)
        continue;
      if (llvm::is_contained(Releases, E.Index))
        HasRelease = true;
      else
        ++Calls;
    }
    for (const FlowEdge &Edge : Inner.Successors)
      Work.push_back(Edge.To);
  }
  return HasRelease && Calls <= MostCalls;
}

/// Keeps in mind which call's result or out-argument a variable holds.
void BindWalk::noteResult(const FlowEvent &E,
                          llvm::DenseMap<ValueId, CallId> &ResultIn) const {
  auto IsBy = [&](ValueId V, CallId Call) {
    return V != NoIndex && F->Values[V].Kind == ValueKind::OutArgument &&
           uint64_t(F->Values[V].Number) == Call;
  };
  ValueId Target = NoIndex;
  switch (E.Kind) {
  case EventKind::Call:
    // `f(&error)`: what f says through its argument.
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local)
        for (const DefinitionFacts &D :
             F->Locals[F->Values[V].Number].Definitions)
          if (IsBy(D.Value, E.Index))
            ResultIn[V] = E.Index;
    return;
  case EventKind::Define:
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local &&
          uint64_t(F->Values[V].Number) == E.Index)
        Target = V;
    break;
  case EventKind::Store:
    Target = F->Stores[E.Index].Target;
    break;
  default:
    return;
  }
  if (Target == NoIndex)
    return;
  ResultIn.erase(Target);
  if (E.Value != NoIndex && F->Values[E.Value].Kind == ValueKind::Call)
    ResultIn[Target] = F->Values[E.Value].Number;
}

/// Whether a condition is that of a loop that holds a release, not the bind.
bool BindWalk::isLoopOfRelease(ValueId Condition) const {
  auto Holds = [&](uint32_t Loop, CallId Call) {
    uint32_t At = F->Calls[Call].Loop;
    while (At != NoIndex && At != Loop)
      At = F->Loops[At].Parent;
    return At == Loop;
  };
  for (uint32_t I = 0; I < F->Loops.size(); ++I) {
    const LoopFacts &Loop = F->Loops[I];
    bool IsCondition = Loop.Condition == Condition ||
                       (Loop.Kind == LoopKind::RangeFor &&
                        F->Values[Condition].Kind == ValueKind::Unknown);
    if (IsCondition && !(Followed && Holds(I, Followed->Call)) &&
        llvm::any_of(Releases,
                     [&](CallId Release) { return Holds(I, Release); }))
      return true;
  }
  return false;
}

void BindWalk::explain(const RawExit &Raw, BoundExit &Result) const {
  const auto &Blocks = F->Flow.Blocks;
  std::vector<char> Reaches = blocksBeforeRelease();
  // The path is bound from the block before the first step with that mark.
  size_t First = Raw.Steps.size();
  for (size_t I = 0; I < Raw.Steps.size(); ++I)
    if ((Raw.Steps[I].Mark & StatusMask) == Bound) {
      First = I ? I - 1 : 0;
      break;
    }
  if (First == Raw.Steps.size())
    First = Raw.Steps.size() - 1;
  llvm::DenseMap<ValueId, CallId> ResultIn;
  for (size_t I = First; I < Raw.Steps.size(); ++I) {
    const PathStep &Step = Raw.Steps[I];
    if (Step.Thrower != NoIndex && I > First)
      Result.CaughtFrom = Step.Thrower;
    const FlowBlock &Block = Blocks[Step.Block];
    for (const FlowEvent &E : Block.Events)
      noteResult(E, ResultIn);
    if (Step.Edge == NoIndex || Block.Condition == NoIndex ||
        Block.Successors.size() < 2)
      continue;
    uint32_t To = Block.Successors[Step.Edge].To;
    CallId Decider = callBehind(Block.Condition, ResultIn);
    // The bind's own failure is not what it failed to undo.
    if (Followed && Decider == Followed->Call)
      Decider = NoIndex;
    if (Reaches[Step.Block] && !Reaches[To]) {
      Result.DecidedBy = Decider;
      // That a loop over the releases makes no trip is seldom meant.
      Result.IsDoubtful |= isLoopOfRelease(Block.Condition);
    }
    if (controlsRelease(Step.Block, To)) {
      if (Decider == NoIndex)
        Result.IsDoubtful = true;
      else
        Result.DecidedBy = Decider;
    }
  }
}

} // namespace hangproof
