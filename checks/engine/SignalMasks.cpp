//===- SignalMasks.cpp - Which signals are blocked where ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SignalMasks.h"
#include "EffectConditions.h"
#include "Effects.h"
#include "LoopFlow.h"

namespace hangproof {

static constexpr llvm::StringLiteral MaskPair = "signal-mask";
static constexpr unsigned MostLevels = 4;

bool SignalSet::holds(int64_t Signal) const {
  return IsKnown && (IsAll ? !llvm::is_contained(Removed, Signal)
                           : llvm::is_contained(Signals, Signal));
}

// SIGHUP, SIGINT, SIGQUIT, SIGTERM.
bool SignalSet::holdsStop() const {
  return holds(15) || holds(2) || holds(3) || holds(1);
}

std::string SignalSet::describe() const {
  if (IsAll)
    return Removed.empty() ? "all signals" : "nearly all signals";
  static constexpr std::pair<int, llvm::StringLiteral> Names[] = {
      {15, "SIGTERM"}, {2, "SIGINT"}, {1, "SIGHUP"}, {3, "SIGQUIT"}};
  for (const auto &[Number, Name] : Names)
    if (holds(Number))
      return (Name + (Signals.size() > 1 ? " and others" : "")).str();
  return "signals";
}

/// The local, field, global or parameter that a set is.
static ValueId variableOf(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; V < F.Values.size() && Depth < 8; ++Depth) {
    ValueKind Kind = F.Values[V].Kind;
    if (Kind != ValueKind::AddressOf && Kind != ValueKind::Deref)
      return V;
    V = F.Values[V].Operands[0];
  }
  return NoIndex;
}

SignalMasks::SignalMasks(const Program &P, const Entries &Handed)
    : P(P), Handed(Handed) {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow == NoIndex)
        continue;
      for (const Effect &What : P.row(Call)->Effects) {
        IsUsed |= What.Pair == MaskPair;
        if (What.Kind != EffectKind::BuildsSignals)
          continue;
        ValueId V = variableOf(*F, argumentOf(Call, What.Into));
        if (V < F->Values.size() && (F->Values[V].Kind == ValueKind::Field ||
                                     F->Values[V].Kind == ValueKind::Global))
          Builders[F->Values[V].Symbol].push_back({F, I});
      }
    }
}

SignalSet SignalMasks::setOf(FunctionRef F, ValueId Value, CallId Use) const {
  SignalSet Result;
  ValueId Set = variableOf(*F, Value);
  if (Set >= F->Values.size())
    return Result;
  auto Apply = [&](FunctionRef In, CallId Id) {
    const CallFacts &Call = In->Calls[Id];
    const Effect *What = effectOf(P, In, Call, EffectKind::BuildsSignals);
    if (!What)
      return;
    if (What->Signals == "all" || What->Signals == "none") {
      Result = SignalSet();
      Result.IsKnown = true;
      Result.IsAll = What->Signals == "all";
      return;
    }
    std::optional<KnownConstant> Signal =
        constantOf(P, In, argumentOf(Call, What->Value));
    if (What->Signals == "add") {
      // What else is in it matters less than that it is not empty.
      Result.Signals.push_back(Signal ? Signal->Number : 0);
    } else if (Signal) {
      Result.Removed.push_back(Signal->Number);
      llvm::erase(Result.Signals, Signal->Number);
    } else {
      Result = SignalSet();
    }
  };
  const ValueFacts &V = F->Values[Set];
  if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global) {
    auto It = Builders.find(V.Symbol);
    if (It != Builders.end())
      for (const CallRef &Builder : It->second)
        Apply(Builder.Caller, Builder.Call);
    return Result;
  }
  if (V.Kind != ValueKind::Local)
    return Result;
  // A set that something else fills is not known.
  for (const DefinitionFacts &D : F->Locals[V.Number].Definitions) {
    if (D.Value >= F->Values.size())
      return Result;
    const ValueFacts &Value = F->Values[D.Value];
    if (Value.Kind != ValueKind::OutArgument)
      return {};
    const CallFacts &Call = F->Calls[Value.Number];
    if (Value.Number < int64_t(Use) &&
        !effectOf(P, F, Call, EffectKind::BuildsSignals))
      return {};
  }
  for (CallId I = 0; I < Use; ++I) {
    const CallFacts &Call = F->Calls[I];
    if (Call.ApiRow == NoIndex)
      continue;
    if (const Effect *What = effectOf(P, F, Call, EffectKind::BuildsSignals))
      if (variableOf(*F, argumentOf(Call, What->Into)) == Set)
        Apply(F, I);
  }
  return Result;
}

std::optional<MaskAct> SignalMasks::directAct(FunctionRef F, CallId Id) const {
  const CallFacts &Call = F->Calls[Id];
  if (Call.ApiRow == NoIndex)
    return std::nullopt;
  for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
    if (Applied.What->Pair != MaskPair)
      continue;
    MaskAct Act;
    Act.Call = Id;
    Act.Direct = {F, Id};
    if (Applied.What->Kind == EffectKind::Releases) {
      Act.Change = MaskChange::Opens;
      return Act;
    }
    if (Applied.What->Kind != EffectKind::Binds)
      continue;
    Act.Set = setOf(F, argumentOf(Call, Applied.What->Value), Id);
    if (!Act.Set.IsKnown || Act.Set.isEmpty())
      Act.Change = MaskChange::Opens;
    else if (Act.Set.holdsStop())
      Act.Change = MaskChange::Blocks;
    return Act;
  }
  return std::nullopt;
}

/// Whether call B of F can run after call A, on a way that enters no block of
/// Avoid.
static bool follows(FunctionRef F, CallId A, CallId B,
                    const llvm::BitVector &Avoid) {
  uint32_t From = F->Calls[A].Block, To = F->Calls[B].Block;
  if (From == NoIndex || To == NoIndex)
    return F->FlowFailed && A < B;
  if (From == To && A < B)
    return true;
  llvm::BitVector Blocks = Avoid;
  Blocks.resize(F->Flow.Blocks.size());
  Blocks.reset(To);
  return reachable(F->Flow, From, Blocks).test(To);
}

static bool follows(FunctionRef F, CallId A, CallId B) {
  return follows(F, A, B, llvm::BitVector(F->Flow.Blocks.size()));
}

/// What F leaves the mask as for its caller.
std::optional<MaskAct> SignalMasks::netOf(FunctionRef F, unsigned Depth) {
  auto It = Nets.find(F.Function);
  if (It != Nets.end())
    return It->second;
  if (Depth > MostLevels)
    return std::nullopt;
  Nets[F.Function] = std::nullopt; // For recursion.
  std::optional<MaskAct> Net;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    std::optional<MaskAct> Act = directAct(F, I);
    if (!Act && F->Calls[I].ApiRow == NoIndex)
      for (FunctionRef Target : P.targets(F, F->Calls[I]))
        if (!Act)
          Act = netOf(Target, Depth + 1);
    if (!Act || Act->Change == MaskChange::Other)
      continue;
    // In a child that executes a program it says nothing to the caller.
    if (F->Calls[I].Block != NoIndex && !canReturn(F->Flow, F->Calls[I].Block))
      continue;
    // Blocks and opens again: nothing. Opens first, or only: it opens.
    if (Net && Net->Change == MaskChange::Blocks &&
        Act->Change == MaskChange::Opens) {
      Net.reset();
      break;
    }
    Net = Act;
  }
  Nets[F.Function] = Net;
  return Net;
}

const std::vector<MaskAct> &SignalMasks::acts(FunctionRef F) {
  auto [It, IsNew] = Acts.try_emplace(F.Function);
  if (!IsNew || !IsUsed)
    return It->second;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    std::optional<MaskAct> Act = directAct(F, I);
    if (!Act && F->Calls[I].ApiRow == NoIndex)
      for (FunctionRef Target : P.targets(F, F->Calls[I]))
        if (!Act)
          Act = netOf(Target, 1);
    if (!Act)
      continue;
    Act->Call = I;
    It->second.push_back(std::move(*Act));
  }
  return It->second;
}

bool SignalMasks::opensSomewhere(FunctionRef F, unsigned Depth) {
  auto [It, IsNew] = Opening.try_emplace(F.Function, false);
  if (!IsNew)
    return It->second;
  bool Opens = false;
  for (CallId I = 0; I < F->Calls.size() && !Opens; ++I) {
    if (std::optional<MaskAct> Act = directAct(F, I))
      Opens = Act->Change == MaskChange::Opens;
    else if (F->Calls[I].ApiRow == NoIndex && Depth < MostLevels)
      for (FunctionRef Target : P.targets(F, F->Calls[I]))
        Opens |= opensSomewhere(Target, Depth + 1);
  }
  Opening[F.Function] = Opens;
  return Opens;
}

bool SignalMasks::isCalledThroughPointers(FunctionRef F) {
  if (!AddressTaken) {
    AddressTaken.emplace();
    for (FunctionRef Other : P.functions())
      for (const ValueFacts &V : Other->Values)
        if (V.Kind == ValueKind::Function || V.Kind == ValueKind::Lambda)
          AddressTaken->insert(V.Symbol);
  }
  return F->IsVirtual || AddressTaken->contains(F->Id);
}

/// Calls of F that open the mask, also if they block it again later.
static llvm::SmallVector<CallId, 4>
openers(FunctionRef F, llvm::function_ref<bool(CallId)> Opens) {
  llvm::SmallVector<CallId, 4> Result;
  for (CallId I = 0; I < F->Calls.size(); ++I)
    if (Opens(I))
      Result.push_back(I);
  return Result;
}

bool SignalMasks::opensBetween(FunctionRef F, CallId From, CallId To) {
  llvm::SmallVector<CallId, 4> Openers = openers(F, [&](CallId I) {
    if (I == From || I == To)
      return false;
    if (std::optional<MaskAct> Act = directAct(F, I))
      return Act->Change == MaskChange::Opens;
    return F->Calls[I].ApiRow == NoIndex &&
           llvm::any_of(P.targets(F, F->Calls[I]), [&](FunctionRef Target) {
             return opensSomewhere(Target, 1);
           });
  });
  llvm::BitVector Avoid(F->Flow.Blocks.size());
  for (CallId I : Openers) {
    uint32_t Block = F->Calls[I].Block;
    if (Block == NoIndex)
      continue;
    if (Block == F->Calls[From].Block && I < From)
      continue;
    if (Block == F->Calls[To].Block) {
      if (I < To && (Block != F->Calls[From].Block || I > From))
        return true;
      continue;
    }
    Avoid.set(Block);
  }
  if (F->Calls[From].Block != NoIndex && Avoid.test(F->Calls[From].Block))
    return true; // Right behind From.
  return !follows(F, From, To, Avoid);
}

bool SignalMasks::opensBefore(FunctionRef F, CallId Call) {
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    if (I == Call)
      continue;
    bool Opens = false;
    if (std::optional<MaskAct> Act = directAct(F, I))
      Opens = Act->Change == MaskChange::Opens;
    else if (F->Calls[I].ApiRow == NoIndex)
      Opens = llvm::any_of(P.targets(F, F->Calls[I]), [&](FunctionRef Target) {
        return opensSomewhere(Target, 1);
      });
    if (Opens && follows(F, I, Call))
      return true;
  }
  return false;
}

std::optional<SignalMasks::Blocked> SignalMasks::blockedAt(FunctionRef F,
                                                           CallId Call,
                                                           unsigned Depth,
                                                           bool &IsRooted) {
  const std::vector<MaskAct> &Own = acts(F);
  llvm::BitVector Opened(F->Flow.Blocks.size());
  for (const MaskAct &Act : Own)
    if (Act.Change == MaskChange::Opens && F->Calls[Act.Call].Block != NoIndex)
      Opened.set(F->Calls[Act.Call].Block);
  for (const MaskAct &Act : Own) {
    if (Act.Change != MaskChange::Blocks || Act.Call == Call ||
        !follows(F, Act.Call, Call, Opened))
      continue;
    // Opened again in the same block, or on every way.
    if (llvm::any_of(Own, [&](const MaskAct &Other) {
          uint32_t Block = F->Calls[Other.Call].Block;
          return Other.Change == MaskChange::Opens && Other.Call > Act.Call &&
                 Other.Call < Call &&
                 (Block == F->Calls[Call].Block ||
                  Block == F->Calls[Act.Call].Block);
        }))
      continue;
    Blocked Result;
    Result.In = F;
    Result.Act = Act;
    return Result;
  }
  for (const MaskAct &Act : Own)
    if (Act.Change == MaskChange::Opens && follows(F, Act.Call, Call)) {
      IsRooted = true;
      return std::nullopt;
    }
  if (F->IsMain)
    IsRooted = true;
  if (Depth >= 6)
    return std::nullopt;
  llvm::SmallVector<CallRef, 8> Callers(P.callers(F->Id));
  for (const CallRef &Other : Handed.handedTo(F))
    Callers.push_back(Other);
  if (Callers.empty() && !isCalledThroughPointers(F))
    IsRooted = true; // An entry of a library: its caller is not in view.
  if (Callers.size() > 24)
    Callers.truncate(24);
  for (const CallRef &Caller : Callers) {
    if (Caller.Caller == F)
      continue;
    std::optional<Blocked> Found =
        blockedAt(Caller.Caller, Caller.Call, Depth + 1, IsRooted);
    if (!Found)
      continue;
    Found->Path.push_back(Caller);
    return Found;
  }
  return std::nullopt;
}

std::optional<SignalMasks::Blocked> SignalMasks::blockedAt(FunctionRef F,
                                                           CallId Call) {
  if (!IsUsed)
    return std::nullopt;
  bool IsRooted = false;
  if (std::optional<Blocked> Found = blockedAt(F, Call, 0, IsRooted))
    return Found;
  // Called through pointers: what lasts in this program lasts there as well.
  if (IsRooted || lasting().empty())
    return std::nullopt;
  // The nearest one in the source tree.
  const Blocked *Best = nullptr;
  size_t BestLength = 0;
  std::string Here = P.range(F, F->Where).Path;
  for (const Blocked &Other : lasting()) {
    std::string There = P.range(Other.In, Other.In->Where).Path;
    size_t Length =
        std::mismatch(Here.begin(), Here.end(), There.begin(), There.end())
            .first -
        Here.begin();
    if (!Best || Length > BestLength) {
      Best = &Other;
      BestLength = Length;
    }
  }
  Blocked Result = *Best;
  Result.IsGuess = true;
  return Result;
}

llvm::ArrayRef<SignalMasks::Blocked> SignalMasks::lasting() {
  if (Lasting)
    return *Lasting;
  Lasting.emplace();
  unsigned Mains = 0;
  for (FunctionRef F : P.functions())
    Mains += F->IsMain;
  // Of several programs it is not known which one a function belongs to.
  if (Mains > 1 || !IsUsed)
    return *Lasting;
  for (FunctionRef F : P.functions()) {
    bool IsEntry =
        F->IsMain || llvm::any_of(Handed.of(F), [](const Entry &E) {
          return E.Kind == EntryKind::Thread || E.Kind == EntryKind::Task;
        });
    if (!IsEntry)
      continue;
    const std::vector<MaskAct> &Own = acts(F);
    for (const MaskAct &Act : Own) {
      if (Act.Change != MaskChange::Blocks)
        continue;
      bool IsOpened = llvm::any_of(Own, [&](const MaskAct &Other) {
        return Other.Change == MaskChange::Opens &&
               follows(F, Act.Call, Other.Call);
      });
      if (IsOpened)
        continue;
      Blocked Result;
      Result.In = F;
      Result.Act = Act;
      Lasting->push_back(std::move(Result));
    }
  }
  return *Lasting;
}

} // namespace hangproof
