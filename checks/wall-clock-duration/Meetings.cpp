//===- Meetings.cpp - Where two clock readings meet -----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Meetings.h"
#include "Arithmetic.h"
#include "Names.h"
#include "Persisted.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace hangproof::wallclock {

Side sideOf(ValueId V, const OriginSet &Set, const CallRef &Escape) {
  Side S;
  S.Value = V;
  S.HasOutside = Set.Incomplete;
  bool OutsideAlternative = false, MonotonicAlternative = false;
  bool WallAlternative = false;
  for (const Origin &O : Set.Roots) {
    if (O.Escape.Caller && !(O.Escape == Escape))
      continue;
    switch (O.Kind) {
    case OriginKind::Reading:
      if (O.Clock == ClockKind::Wall) {
        if (O.IsCalendar) {
          S.HasCalendar = true;
          break;
        }
        S.Readings.push_back(&O);
        WallAlternative |= O.IsAlternative;
        (O.HasOffset ? S.HasOffset : S.HasPlain) = true;
      } else if (O.Clock == ClockKind::Monotonic) {
        (O.IsAlternative ? MonotonicAlternative : S.HasMonotonic) = true;
      } else {
        S.HasOutside = true;
      }
      break;
    case OriginKind::Constant:
    case OriginKind::Difference:
    case OriginKind::Entity:
      break;
    case OriginKind::Text:
    case OriginKind::Parameter:
    case OriginKind::Call:
    case OriginKind::Variable:
    case OriginKind::Unknown:
      (O.IsAlternative ? OutsideAlternative : S.HasOutside) = true;
      break;
    }
  }
  // A virtual clock has a fake one beside the real one, which takes nothing
  // from the real one; one that is monotonic makes the choice somebody else's.
  if (OutsideAlternative && !WallAlternative)
    S.HasOutside = true;
  if (MonotonicAlternative)
    S.HasMonotonic = true;
  return S;
}

bool comparesClocks(FunctionRef F, const Origins &From) {
  const ClockFlow &Flow = From.flow();
  for (const ValueFacts &V : F->Values) {
    if (V.Kind != ValueKind::Subtract && V.Kind != ValueKind::Compare)
      continue;
    uint8_t L = Flow.marks(F, V.Operands[0]);
    uint8_t R = Flow.marks(F, V.Operands[1]);
    if ((L & AnyWall && R & AnyMonotonic) || (L & AnyMonotonic && R & AnyWall))
      return true;
  }
  return false;
}

namespace {

/// A reading came through another function.
bool usesHelper(const Side &S) {
  return llvm::any_of(S.Readings, [](const Origin *O) {
    return O->IsAlternative ||
           llvm::any_of(O->Path, [](const OriginStep &Step) {
             return Step.Kind != StepKind::Defined &&
                    Step.Kind != StepKind::Stored;
           });
  });
}

bool outlives(const Side &S) {
  return llvm::any_of(S.Readings, [](const Origin *O) {
    return llvm::any_of(O->Path, [](const OriginStep &Step) {
      return Step.Kind == StepKind::Stored || Step.IsStatic;
    });
  });
}

bool leftIsKept(const Meeting &M) {
  if (outlives(M.Left) != outlives(M.Right))
    return outlives(M.Left);
  return M.Left.HasOffset && !M.Right.HasOffset;
}

/// Both sides are one and the same act of reading: its parts are set against
/// each other (seconds and microseconds, now and now rounded).
bool isOneReading(const Side &L, const Side &R) {
  CallRef Entry = L.Readings.front()->Entry;
  auto IsEntry = [&](const Origin *O) { return O->Entry == Entry; };
  if (!llvm::all_of(L.Readings, IsEntry) || !llvm::all_of(R.Readings, IsEntry))
    return false;
  // In a loop, or kept in a variable that outlives the call, the same place
  // gives readings of different times.
  return Entry.Caller && Entry.facts().Loop == NoIndex && !outlives(L) &&
         !outlives(R);
}

class Collector {
public:
  Collector(FunctionRef F, Origins &From, Persisted &Saved,
            ClockFallbacks &Fallbacks)
      : F(F), From(From), Saved(Saved), Fallbacks(Fallbacks) {}

  std::vector<Meeting> run();

private:
  void consider(Meeting M, ValueId Left, ValueId Right);
  void judge(Meeting M, const OriginSet &L, const OriginSet &R,
             const CallRef &Escape);
  Confidence levelOf(const Meeting &M) const;
  std::string keyOf(const Meeting &M) const;
  bool reads(ValueId V) const {
    return V == NoIndex || (From.flow().marks(F, V) & WallReading);
  }

  FunctionRef F;
  Origins &From;
  Persisted &Saved;
  ClockFallbacks &Fallbacks;
  std::vector<Meeting> Found;
};

std::vector<Meeting> Collector::run() {
  for (const OperationFacts &O : F->Operations) {
    const ValueFacts &V = F->Values[O.Value];
    Meeting M;
    if (V.Kind == ValueKind::Subtract)
      M.Kind = MeetingKind::Subtract;
    else if (V.Kind == ValueKind::Compare &&
             CompareOp(V.Extra) != CompareOp::Equal &&
             CompareOp(V.Extra) != CompareOp::NotEqual)
      M.Kind = MeetingKind::Compare;
    else
      continue;
    M.Function = F;
    M.Value = O.Value;
    M.Operator = O.Where;
    M.Range = O.Range;
    M.InMacro = O.InMacro;
    consider(std::move(M), V.Operands[0], V.Operands[1]);
  }
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    const CallFacts &Call = F->Calls[C];
    for (const AppliedEffect &Effect : From.sources().effects(F, C)) {
      if (Effect.What->Kind != EffectKind::Subtracts &&
          Effect.What->Kind != EffectKind::Compares)
        continue;
      Meeting M;
      M.Kind = Effect.What->Kind == EffectKind::Subtracts
                   ? MeetingKind::Subtract
                   : MeetingKind::Compare;
      M.Function = F;
      M.Value = Call.Result;
      M.Call = C;
      M.Operator = Call.Where;
      M.Range = Call.Range;
      consider(std::move(M), argumentOf(Call, Effect.What->Left),
               argumentOf(Call, Effect.What->Right));
    }
  }
  return std::move(Found);
}

void Collector::consider(Meeting M, ValueId Left, ValueId Right) {
  // start.elapsed() subtracts its object from the time that it reads itself:
  // the row names the object on both sides.
  bool ReadsItself = M.Call != NoIndex && Left == Right;
  if ((Left == Right && !ReadsItself) || Left == NoIndex || Right == NoIndex)
    return;
  // Cheap first: most operations have nothing to do with clocks.
  if (!reads(Left) || !reads(Right))
    return;
  M.Left.Value = Left;
  M.Right.Value = Right;
  const OriginSet &L = From.of(F, Left);
  const OriginSet &R = From.of(F, Right);
  // What comes in through a parameter is judged for each caller.
  std::vector<CallRef> Escapes;
  for (const OriginSet *Set : {&L, &R})
    for (const Origin &O : Set->Roots)
      if (O.Escape.Caller && !llvm::is_contained(Escapes, O.Escape))
        Escapes.push_back(O.Escape);
  if (Escapes.empty())
    Escapes.emplace_back();
  for (const CallRef &Escape : Escapes)
    judge(M, L, R, Escape);
}

void Collector::judge(Meeting M, const OriginSet &L, const OriginSet &R,
                      const CallRef &Escape) {
  M.Left = sideOf(M.Left.Value, L, Escape);
  M.Right = sideOf(M.Right.Value, R, Escape);
  if (!M.Left.isWall() || !M.Right.isWall() ||
      (M.Left.Value != M.Right.Value && isOneReading(M.Left, M.Right)) ||
      areOneNumber(*F, M.Left.Value, M.Right.Value))
    return;
  auto Reads = [&](ValueId V) { return reads(V); };
  bool IsOrder = M.Kind == MeetingKind::Compare;
  if (!IsOrder) {
    Uses U = usesOf(*F, M.Value);
    // The time since the last look, to see that it is in a sane range.
    if (U.OnlyCompared && U.GuardsSign && !U.OnlySign &&
        alwaysRenews(*F, M.Right.Value, Reads))
      return;
    // (int)(now - deadline) >= 0 is now >= deadline for counters that wrap.
    IsOrder = U.OnlySign;
  }
  if (IsOrder) {
    // Two plain readings in order: a look for a step of the clock, or for the
    // newer of two. Two deadlines in order: a queue is sorted.
    // A clock of several kinds, one of which adds to what it reads, makes both
    // sides both.
    if ((!(M.Left.HasOffset && M.Right.HasPlain) &&
         !(M.Right.HasOffset && M.Left.HasPlain)) ||
        (M.Left.HasOffset == M.Right.HasOffset &&
         M.Left.HasPlain == M.Right.HasPlain))
      return;
    // One field of two objects: the objects are sorted.
    std::string L = variableOf(*F, M.Left.Value, Reads);
    if (llvm::StringRef(L).starts_with("variable") &&
        L == variableOf(*F, M.Right.Value, Reads))
      return;
  }
  // The caller brings them together: `difference(&end, &begin)`.
  auto IsPassed = [](const Side &S) {
    return !outlives(S) && llvm::all_of(S.Readings, [](const Origin *O) {
      return O->Escape.Caller;
    });
  };
  if (Escape.Caller && IsPassed(M.Left) && IsPassed(M.Right))
    M.Through = Escape;
  if (M.Through.Caller && comparesClocks(M.Through.Caller, From))
    return;
  // The caller's own `end - begin` is told where it stands.
  if (M.Through.Caller &&
      llvm::any_of(M.Through.Caller->Operations, [&](const OperationFacts &O) {
        return O.Where == M.Through.facts().Where;
      }))
    return;
  M.LeftIsKept = leftIsKept(M);
  if (llvm::all_of(M.fresh().Readings, [&](const Origin *O) {
        return Fallbacks.contains(O->Function, O->Call);
      }))
    return;
  for (const Origin *O : M.kept().Readings)
    if (!O->Path.empty() && O->Path.back().Kind == StepKind::Stored &&
        Saved.contains(O->Path.back().Variable))
      return;
  M.Level = levelOf(M);
  M.Key = keyOf(M);
  Found.push_back(std::move(M));
}

Confidence Collector::levelOf(const Meeting &M) const {
  if (!usesHelper(M.Left) && !usesHelper(M.Right)) {
    // A look at the sign first shows that somebody knew of clock steps.
    // timersub() looks at the sign of the microseconds, which is no guard.
    bool Guarded = M.Kind == MeetingKind::Subtract && !M.InMacro &&
                   usesOf(*F, M.Value).GuardsSign;
    return Guarded ? Confidence::Medium : Confidence::High;
  }
  int Hint = hintOf(M.Left) + hintOf(M.Right);
  return Hint > 0   ? Confidence::High
         : Hint < 0 ? Confidence::Low
                    : Confidence::Medium;
}

std::string Collector::keyOf(const Meeting &M) const {
  auto Reads = [&](ValueId V) { return reads(V); };
  std::string Function = std::to_string(M.where()->Id) + ":" +
                         std::to_string(M.where()->Where.Offset) + " ";
  if (M.Through.Caller)
    return Function + "call " + std::to_string(M.Through.Call);
  std::string Kept = variableOf(*F, M.kept().Value, Reads);
  // One field of two objects is a part of a time of the project's own: its
  // seconds and its microseconds are one duration.
  ValueId L = variableValue(*F, M.Left.Value, Reads);
  ValueId R = variableValue(*F, M.Right.Value, Reads);
  if (L != NoIndex && R != NoIndex && F->Values[L].Kind == ValueKind::Field &&
      F->Values[R].Kind == ValueKind::Field &&
      F->Values[L].Symbol == F->Values[R].Symbol)
    Kept = variableOf(*F, F->Values[M.LeftIsKept ? L : R].Operands[0], Reads);
  if (Kept.empty())
    Kept = variableOf(*F, M.Left.Value, Reads);
  if (Kept.empty())
    Kept = "value " + std::to_string(M.Left.Value) + " " +
           std::to_string(M.Right.Value);
  return Function + Kept;
}

} // namespace

std::vector<Meeting> meetingsIn(FunctionRef F, Origins &From, Persisted &Saved,
                                ClockFallbacks &Fallbacks) {
  std::vector<Meeting> All = Collector(F, From, Saved, Fallbacks).run();
  // The first in the text stands for the others; at one place, the one that was
  // met first, a subtraction before a comparison.
  std::vector<std::tuple<uint32_t, uint32_t, MeetingKind, size_t>> Order;
  for (size_t I = 0; I < All.size(); ++I)
    Order.push_back(
        {All[I].place().File, All[I].place().Offset, All[I].Kind, I});
  llvm::sort(Order);
  std::vector<Meeting> Result;
  llvm::StringSet<> Keys;
  llvm::DenseSet<ValueId> Wholes;
  for (const auto &Entry : Order) {
    Meeting &M = All[std::get<size_t>(Entry)];
    bool IsNew = Keys.insert(M.Key).second;
    if (M.Value != NoIndex && !M.Through.Caller)
      IsNew &= Wholes.insert(wholeOf(*F, M.Value)).second;
    if (IsNew)
      Result.push_back(std::move(M));
  }
  return Result;
}

} // namespace hangproof::wallclock
