//===- BindWalk.cpp - Where a bind can go without a release ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BindWalk.h"
#include "SavedTokens.h"

namespace hangproof {

static void addOnce(std::vector<CallId> &List, CallId Call) {
  if (!llvm::is_contained(List, Call))
    List.push_back(Call);
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
  case FailureForm::Positive:
    return Make(KnownValue::constant(0),
                KnownValue::signs(KnownValue::Positive));
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
  BoundOutcomes.clear();
  ReleasedOutcomes.clear();
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
  // Who drops the state that the release wants does not mean to release: what
  // releases without it ends the whole library.
  if (Followed->What && Followed->What->Saves == RoleReturn && Release.What &&
      Release.What->From == RoleNone)
    return false;
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
      if (Status == Before) {
        addOnce(OuterReleases, Event.Call);
        Mark |= OuterOpen;
      }
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
    // Released for a while and bound again: as the caller had it.
    if (Status == Before && (Mark & OuterOpen) && Token.Local == NoIndex)
      return GoOn(Mark & ~uint32_t(OuterOpen));
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
    if ((Mark & StatusMask) == Released) {
      ReleasedOffsets.insert(placeOf(Exit).Offset);
      ReleasedOutcomes.insert(outcomeOf(Exit));
    } else if (IsBound) {
      BoundOutcomes.insert(outcomeOf(Exit));
    }
    HasUnboundPath |= (Mark & StatusMask) == Before;
  }
  if (IsBound)
    addExit(At, Exit, placeOf(Exit), /*IsNextTrip=*/false);
}

BindWalk::Outcome BindWalk::outcomeOf(const PathExit &Exit) const {
  if (Exit.Kind != ExitKind::Return || Exit.Index >= F->Returns.size() ||
      F->Returns[Exit.Index].Value == NoIndex)
    return Outcome::Open;
  const ValueFacts &V = F->Values[F->Returns[Exit.Index].Value];
  llvm::StringRef Text;
  if (V.Kind == ValueKind::Integer)
    Text = V.Text;
  // EGL_TRUE and FALSE too.
  if (Text.ends_with_insensitive("true"))
    return Outcome::Success;
  if (Text.ends_with_insensitive("false"))
    return Outcome::Failure;
  if (V.Kind == ValueKind::Null)
    return Outcome::Null;
  if (Exit.Result.signs() == KnownValue::Negative)
    return Outcome::Failure;
  if (V.Kind == ValueKind::Integer || V.Kind == ValueKind::Local)
    return Exit.Result.constant() == 0 ? Outcome::Success : Outcome::Open;
  return Outcome::Open;
}

bool BindWalk::resultTells() const {
  auto Are = [](const std::set<Outcome> &Set, Outcome One) {
    return Set.size() == 1 && *Set.begin() == One;
  };
  if (Are(ReleasedOutcomes, Outcome::Failure))
    return Are(BoundOutcomes, Outcome::Success);
  // An object if it is bound, else null.
  return Are(ReleasedOutcomes, Outcome::Null) &&
         Are(BoundOutcomes, Outcome::Open);
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

} // namespace hangproof
