//===- Throwing.cpp - Which exceptions leave a function -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Throwing.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "LoopFlow.h"
#include "ThrowCauses.h"
#include "ValueWalk.h"
#include "llvm/ADT/SetVector.h"

namespace hangproof {

/// More types than this tell no more.
static constexpr unsigned MostTypes = 8;

/// Ways as long as this need no numbers.
static constexpr unsigned MostDoubt = 40;

/// Running out of memory is no defect of the function where it shows.
static bool isAllocationFailure(llvm::StringRef Type) {
  return Type == "std::bad_alloc" || Type == "std::bad_array_new_length" ||
         Type == "std::length_error";
}

/// Whether F tests something of the object: then a call that only throws where
/// the test was forgotten does not.
static bool isTested(const FunctionFacts &F, ValueId Object) {
  // The element of a container that is tested is the container's.
  while (Object < F.Values.size() &&
         (F.Values[Object].Kind == ValueKind::Element ||
          F.Values[Object].Kind == ValueKind::Deref ||
          F.Values[Object].Kind == ValueKind::AddressOf))
    Object = F.Values[Object].Operands[0];
  if (Object >= F.Values.size())
    return false;
  auto Mentions = [&](ValueId Condition) {
    return Condition != NoIndex &&
           isMadeOf(F, Condition, Object, WalkLocals | WalkArguments);
  };
  return llvm::any_of(F.Flow.Blocks,
                      [&](const FlowBlock &Block) {
                        return Mentions(Block.Condition);
                      }) ||
         llvm::any_of(F.Loops, [&](const LoopFacts &Loop) {
           return Mentions(Loop.Condition) || Mentions(Loop.Range);
         });
}

/// A method whose name says that others fill it in.
static bool isHandlerMethod(const CallFacts &Call) {
  return Call.IsVirtual && !Call.CalleeIsSystem && !Call.CalleeIsNoexcept &&
         hasWord(lastComponent(Call.CalleeName),
                 "run execute exec handle handler process on notify invoke "
                 "call dispatch fire perform work");
}

ThrowSummaries::ThrowSummaries(const Program &P) : P(P), Classes(P) {
  llvm::SetVector<const FunctionFacts *> Work;
  for (FunctionRef F : P.functions()) {
    if (F.File->HasNoExceptions)
      continue;
    findSpecialTargets(F);
    bool MayStart = !F->Throws.empty() || Summaries.count(F.Function);
    auto Throws = [](const ApiRow &Row) {
      return llvm::any_of(Row.Effects, [](const Effect &E) {
        return E.Kind == EffectKind::Throws;
      });
    };
    for (const CallFacts &Call : F->Calls)
      MayStart |=
          (Call.ApiRow != NoIndex && Throws(P.api().row(Call.ApiRow))) ||
          (Call.ConstructsRow != NoIndex &&
           Throws(P.api().row(Call.ConstructsRow)));
    if (MayStart)
      Work.insert(F.Function);
  }
  while (!Work.empty()) {
    FunctionRef F = P.find(*Work.pop_back_val());
    if (!update(F))
      continue;
    for (CallRef Caller : P.callers(F->Id))
      Work.insert(Caller.Caller.Function);
    if (auto It = SpecialCallers.find(F.Function); It != SpecialCallers.end())
      for (FunctionRef Caller : It->second)
        Work.insert(Caller.Function);
  }
}

/// The functions that are stored in what a call calls, and those that it is
/// given to run.
void ThrowSummaries::findSpecialTargets(FunctionRef F) {
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    const CallFacts &Call = F->Calls[I];
    llvm::SmallVector<FunctionRef, 2> Found, Kept;
    for (ValueId Argument : Call.Arguments) {
      ValueKind Kind = F->Values[Argument].Kind;
      if (Kind == ValueKind::Lambda || Kind == ValueKind::Function)
        if (FunctionRef Passed = P.find(F->Values[Argument].Symbol, F))
          SpecialCallers[Passed.Function].push_back(F);
    }
    if (Call.Target != NoIndex) {
      const ValueFacts &Target = F->Values[Call.Target];
      // Who the caller passes is another one for each caller.
      if (Target.Kind == ValueKind::Parameter)
        Summaries[F.Function].Callbacks.push_back({uint32_t(Target.Number), I});
      else if (P.targets(F, Call).empty())
        Found = functionsIn(P, F, Call.Target, &Kept);
    }
    // What std::packaged_task runs throws to whoever asks for the result.
    llvm::erase_if(Found, [&](FunctionRef Target) {
      return llvm::is_contained(Kept, Target);
    });
    if (Call.ApiRow != NoIndex)
      for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
        if (Applied.What->Kind != EffectKind::RunsNow &&
            Applied.What->Kind != EffectKind::RunsOnce)
          continue;
        for (uint32_t A = 0; A < Call.Arguments.size(); ++A)
          if (Applied.What->Entry == RoleAnyArgument ||
              Applied.What->Entry == int(A)) {
            const ValueFacts &Given = F->Values[Call.Arguments[A]];
            if (Given.Kind == ValueKind::Parameter)
              Summaries[F.Function].Callbacks.push_back(
                  {uint32_t(Given.Number), I});
            else
              Found.append(functionsIn(P, F, Call.Arguments[A]));
          }
      }
    if (Found.empty())
      continue;
    for (FunctionRef Target : Found)
      SpecialCallers[Target.Function].push_back(F);
    SpecialTargets[{F.Function, I}] = std::move(Found);
  }
}

llvm::SmallVector<FunctionRef, 2> ThrowSummaries::runs(FunctionRef Caller,
                                                       CallId Call) const {
  llvm::SmallVector<FunctionRef, 2> Result =
      P.targets(Caller, Caller->Calls[Call]);
  auto It = SpecialTargets.find({Caller.Function, Call});
  if (It != SpecialTargets.end())
    for (FunctionRef Target : It->second)
      if (!llvm::is_contained(Result, Target))
        Result.push_back(Target);
  return Result;
}

void ThrowSummaries::thrownByRows(
    FunctionRef F, CallId Id,
    llvm::SmallVectorImpl<EscapingType> &Thrown) const {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow == NoIndex && Call.ConstructsRow == NoIndex)
    return;
  for (const AppliedEffect &E : effectsOf(P, F, Call)) {
    if (E.What->Kind != EffectKind::Throws)
      continue;
    if (Call.CalleeTellsByCode && E.What->Cause != "callees")
      continue;
    if (E.What->Cause == "misuse" && isTested(*F, Call.Object))
      continue;
    EscapingType T;
    T.IsOfStranger = E.What->Cause == "callees";
    if (T.IsOfStranger && Call.Target != NoIndex && !isOfStranger(F, Id))
      continue;
    T.Type = E.What->Type;
    T.Call = Id;
    T.What = E.What;
    T.Row = E.Row;
    T.Doubt = doubtOf(*E.What);
    T.IsUnlikely = isUnlikely(*E.What);
    Thrown.push_back(std::move(T));
  }
}

bool ThrowSummaries::isHarmless(FunctionRef F) const {
  KnownHarmless Known;
  return isHarmless(F, 0, Known);
}

bool ThrowSummaries::isHarmless(FunctionRef F, unsigned Depth,
                                KnownHarmless &Known) const {
  if (F->IsNoexcept)
    return true;
  if (!F->Throws.empty() || Depth > 4)
    return false;
  auto [It, IsNew] = Known.try_emplace(F.Function, true);
  if (!IsNew)
    return It->second;
  bool Result = true;
  for (CallId I = 0; I < F->Calls.size() && Result; ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.CalleeIsNoexcept || Call.IsImplicitDestructor ||
        !Classes.leaves(*F, Call.Try, ""))
      continue;
    bool Throws = false;
    if (Call.ApiRow != NoIndex || Call.ConstructsRow != NoIndex)
      for (const AppliedEffect &E : effectsOf(P, F, Call))
        Throws |= E.What->Kind == EffectKind::Throws &&
                  !Call.CalleeTellsByCode && E.What->Cause != "rare";
    llvm::SmallVector<FunctionRef, 2> Targets = runs(F, I);
    bool IsKnown = !Targets.empty() ||
                   llvm::StringRef(Call.CalleeName).starts_with("std::");
    Result = !Throws && IsKnown && llvm::all_of(Targets, [&](FunctionRef T) {
      return isHarmless(T, Depth + 1, Known);
    });
  }
  // What was cut off by the depth may be known from elsewhere.
  if (Result || Depth == 0)
    Known[F.Function] = Result;
  else
    Known.erase(F.Function);
  return Result;
}

/// Whether a call of a stored function, or of a handler's method, runs
/// something that nobody in view has written, or something that may do
/// anything.
bool ThrowSummaries::isOfStranger(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  // What the caller passes is the caller's affair.
  if (Call.Target != NoIndex &&
      F->Values[Call.Target].Kind == ValueKind::Parameter)
    return false;
  llvm::SmallVector<FunctionRef, 2> Known = runs(F, Id);
  if (Call.Target == NoIndex)
    return Known.empty();
  if (Known.empty()) {
    // All that is stored there keeps its exceptions, or nothing is known.
    llvm::SmallVector<FunctionRef, 2> Kept;
    return functionsIn(P, F, Call.Target, &Kept).size() == Kept.size()
               ? Kept.empty()
               : true;
  }
  return !llvm::all_of(Known,
                       [&](FunctionRef Target) { return isHarmless(Target); });
}

/// What a call throws into its caller, before the tries around it.
void ThrowSummaries::thrownBy(
    FunctionRef F, CallId Id,
    llvm::SmallVectorImpl<EscapingType> &Thrown) const {
  const CallFacts &Call = F->Calls[Id];
  // Nothing leaves a destructor, and no path leads to a dead call.
  if (Call.IsImplicitDestructor || Call.CalleeIsNoexcept ||
      (Call.Block == NoIndex && !F->FlowFailed))
    return;
  thrownByRows(F, Id, Thrown);
  auto Add = [&](FunctionRef Target, unsigned Doubt) {
    for (const EscapingType &Inner : escaping(Target)) {
      EscapingType T;
      T.Type = Inner.Type;
      T.Call = Id;
      T.Through = Target;
      T.Doubt = std::min(Inner.Doubt + Doubt, MostDoubt);
      T.IsUnlikely = Inner.IsUnlikely;
      T.IsOfStranger = Inner.IsOfStranger;
      Thrown.push_back(std::move(T));
    }
  };
  llvm::SmallVector<FunctionRef, 2> Targets = runs(F, Id);
  if (Targets.empty() && isHandlerMethod(Call)) {
    EscapingType T;
    T.Call = Id;
    T.Doubt = 3;
    T.IsUnlikely = T.IsOfStranger = true;
    Thrown.push_back(std::move(T));
  }
  // One of several at run time.
  bool IsChoice = (Call.IsVirtual || !Call.Callee || Call.Target != NoIndex) &&
                  Targets.size() > 1;
  for (FunctionRef Target : Targets) {
    Add(Target, IsChoice ? 3 : 1);
    auto It = Summaries.find(Target.Function);
    if (It == Summaries.end())
      continue;
    for (const Callback &Back : It->second.Callbacks) {
      if (Back.Parameter >= Call.Arguments.size() ||
          !Classes.leaves(*Target, Target->Calls[Back.Call].Try, ""))
        continue;
      ValueId Given = Call.Arguments[Back.Parameter];
      if (F->Values[Given].Kind == ValueKind::Lambda ||
          F->Values[Given].Kind == ValueKind::Function)
        if (FunctionRef Passed = P.find(F->Values[Given].Symbol, F))
          Add(Passed, 2);
    }
  }
}

std::vector<EscapingType> ThrowSummaries::leaving(FunctionRef F) const {
  std::vector<EscapingType> Result;
  if (F.File->HasNoExceptions || F->IsCoroutine)
    return Result;
  bool IsAccess = isAccessOperator(*F.Function);
  auto Add = [&](EscapingType T, uint32_t Try) {
    if (isAllocationFailure(T.Type) || !Classes.leaves(*F, Try, T.Type))
      return;
    if (IsAccess) {
      T.Doubt = std::max(T.Doubt, DoubtOfRare);
      T.IsUnlikely = true;
    }
    Result.push_back(std::move(T));
  };
  llvm::SmallVector<EscapingType, 8> Thrown;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    Thrown.clear();
    thrownBy(F, I, Thrown);
    for (EscapingType &T : Thrown)
      Add(std::move(T), F->Calls[I].Try);
  }
  llvm::BitVector Live;
  if (!F->Throws.empty() && !F->FlowFailed) {
    Live = reachable(F->Flow, F->Flow.Entry);
    Live.set(F->Flow.Entry);
    for (const TryFacts &Try : F->Tries)
      for (uint32_t Handler : Try.HandlerBlocks)
        if (Handler != NoIndex && !Live.test(Handler)) {
          Live |= reachable(F->Flow, Handler);
          Live.set(Handler);
        }
  }
  auto IsLive = [&](uint32_t Throw) {
    if (F->FlowFailed)
      return true;
    for (uint32_t B : Live.set_bits())
      for (const FlowEvent &E : F->Flow.Blocks[B].Events)
        if (E.Kind == EventKind::Throw && E.Index == Throw)
          return true;
    return false;
  };
  for (uint32_t I = 0; I < F->Throws.size(); ++I) {
    const ThrowFacts &Throw = F->Throws[I];
    EscapingType T;
    T.Type = Throw.Type;
    T.Throw = I;
    T.Doubt = doubtOfClass(T.Type);
    if (!T.Doubt && isOfRareFailure(P, F, I))
      T.Doubt = DoubtOfRare;
    T.IsUnlikely = T.Doubt != 0;
    if (Throw.RethrownTry < F->Tries.size()) {
      // The code expects something there that is not in view.
      const TryFacts &Try = F->Tries[Throw.RethrownTry];
      if (Throw.RethrownHandler < Try.CaughtTypes.size() &&
          Try.CaughtTypes[Throw.RethrownHandler] != "...")
        T.Type = Try.CaughtTypes[Throw.RethrownHandler];
      bool IsKnown = llvm::any_of(Result, [&](const EscapingType &Known) {
        uint32_t At = Known.Call != NoIndex ? F->Calls[Known.Call].Try
                                            : F->Throws[Known.Throw].Try;
        while (At < F->Tries.size() && At != Throw.RethrownTry)
          At = F->Tries[At].Parent;
        return At == Throw.RethrownTry;
      });
      if (IsKnown)
        continue;
      T.Doubt = 1;
    } else if (Throw.Type.empty()) {
      // `throw;` for whoever calls it in a handler: that one knows the type.
      continue;
    }
    if (IsLive(I))
      Add(std::move(T), Throw.Try);
  }
  auto Order = [&](const EscapingType &T) {
    const Place &At =
        T.Call != NoIndex ? F->Calls[T.Call].Where : F->Throws[T.Throw].Where;
    return std::make_tuple(T.Doubt, At.File, At.Offset, T.Call);
  };
  // Few, and those of one place keep their order.
  for (size_t I = 1; I < Result.size(); ++I)
    for (size_t J = I; J > 0 && Order(Result[J]) < Order(Result[J - 1]); --J)
      std::swap(Result[J], Result[J - 1]);
  return Result;
}

bool ThrowSummaries::update(FunctionRef F) {
  if (F->IsNoexcept || F->IsDestructor)
    return false;
  std::vector<EscapingType> Leaving = leaving(F);
  auto &Types = Summaries[F.Function].Types;
  bool IsNew = false;
  for (EscapingType &T : Leaving) {
    auto Known = llvm::find_if(Types, [&](const EscapingType &Other) {
      return Other.Type == T.Type && Other.IsUnlikely == T.IsUnlikely &&
             Other.IsOfStranger == T.IsOfStranger;
    });
    if (Known != Types.end()) {
      if (Known->Doubt <= T.Doubt)
        continue;
      *Known = std::move(T);
    } else if (Types.size() < MostTypes) {
      Types.push_back(std::move(T));
    } else {
      continue;
    }
    IsNew = true;
  }
  return IsNew;
}

llvm::ArrayRef<EscapingType> ThrowSummaries::escaping(FunctionRef F) const {
  auto It = Summaries.find(F.Function);
  return It == Summaries.end() ? llvm::ArrayRef<EscapingType>()
                               : llvm::ArrayRef<EscapingType>(It->second.Types);
}

std::vector<std::pair<FunctionRef, EscapingType>>
ThrowSummaries::path(FunctionRef F, const EscapingType &Type) const {
  std::vector<std::pair<FunctionRef, EscapingType>> Result{{F, Type}};
  while (Result.size() < 16) {
    EscapingType At = Result.back().second;
    if (!At.Through)
      break;
    llvm::ArrayRef<EscapingType> Inner = escaping(At.Through);
    auto Next = llvm::find_if(Inner, [&](const EscapingType &Other) {
      return Other.Type == At.Type && Other.IsUnlikely == At.IsUnlikely &&
             Other.IsOfStranger == At.IsOfStranger;
    });
    if (Next == Inner.end())
      break;
    Result.push_back({At.Through, *Next});
  }
  return Result;
}

llvm::SmallVector<llvm::StringRef, 2>
ThrowSummaries::thrownBy(FunctionRef Caller, const CallFacts &Call) const {
  llvm::SmallVector<llvm::StringRef, 2> Types;
  llvm::SmallVector<EscapingType, 8> Thrown;
  thrownBy(Caller, CallId(&Call - Caller->Calls.data()), Thrown);
  for (const EscapingType &T : Thrown) {
    if (T.IsUnlikely)
      continue;
    // The strings of the summaries and rows live on, those of copies do not.
    llvm::StringRef Lasting;
    if (T.What)
      Lasting = T.What->Type;
    else
      for (const EscapingType &Inner : escaping(T.Through))
        if (Inner.Type == T.Type)
          Lasting = Inner.Type;
    if (!llvm::is_contained(Types, Lasting))
      Types.push_back(Lasting);
  }
  return Types;
}

} // namespace hangproof
