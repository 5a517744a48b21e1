//===- HandleSummaries.cpp - What a function does to handles of others ----===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HandleFrame.h"
#include "llvm/Support/raw_ostream.h"

namespace hangproof {

HandleEffects HandleFrame::effectsOn(uint32_t Handle) const {
  HandleEffects Result;
  HandleStates None = fromEntry(Handle, 0);
  HandleStates All = fromEntry(Handle, ~0u);
  Result.Gen = None.AtExit & ~(HandleReached | HandleTimer);
  Result.Keep = All.AtExit | HandleReached;
  HandleStates Opened = fromOpening(Handle);
  for (size_t I = 0; I < Events.size(); ++I) {
    const HandleEvent &E = Events[I];
    if (!concerns(E, Handle))
      continue;
    Result.Ends |= E.Ends && E.Handle != NoIndex;
    Result.DependsOnCaller |= E.Handle != NoIndex && (E.Gen || E.Kill);
    constexpr size_t MostPath = 5, MostWaits = 8;
    CallRef Here{F, E.Call};
    for (const HandleOrigin &Origin : E.Opens) {
      if (E.Handle == NoIndex || Origin.Path.size() >= MostPath ||
          Result.Opens.size() >= MostWaits)
        continue;
      HandleOrigin Copy = Origin;
      Copy.Path.insert(Copy.Path.begin(), Here);
      uint32_t Kept = Opened.AtExit & ~(HandleReached | HandleTimer);
      Copy.State |= Kept;
      Result.Opens.push_back(std::move(Copy));
    }
    if (!(None.Before[I] & HandleReached) || E.Handle == NoIndex)
      continue;
    for (const HandleWait &Wait : E.Waits) {
      if (Wait.Path.size() >= MostPath || Result.Waits.size() >= MostWaits ||
          isBounded(E, Wait, None.Before[I]))
        continue;
      if (llvm::any_of(Result.Waits, [&](const HandleWait &Other) {
            return Other.Leaf == Wait.Leaf;
          }))
        continue;
      HandleWait Copy = Wait;
      Copy.Path.insert(Copy.Path.begin(), Here);
      Copy.IsWhole |= readsOn(E.Call);
      Copy.State |= None.Before[I] & HandleDeadPeer;
      Copy.TellsBusy |= HandlesBusyError;
      Result.Waits.push_back(std::move(Copy));
    }
  }
  return Result;
}

HandleSummary HandleFrame::summary() const {
  HandleSummary Result;
  if (llvm::any_of(Events, [](const HandleEvent &E) {
        return E.Handle == NoIndex && ((E.Gen | E.Kill) & HandleTimer);
      })) {
    Result.StartsTimer = fromEntry(NoHandle, 0).AtExit & HandleTimer;
    Result.KeepsTimer = fromEntry(NoHandle, ~0u).AtExit & HandleTimer;
  }
  for (uint32_t Handle : Handles) {
    llvm::SmallVector<uint32_t, 2> Parameters = parametersOf(Handle);
    llvm::SmallVector<SymbolId, 2> Variables = variablesOf(Handle);
    if (Parameters.empty() && Variables.empty())
      continue;
    HandleEffects Effects = effectsOn(Handle);
    for (uint32_t Parameter : Parameters) {
      HandleEffects Copy = Effects;
      // A parameter by value that is given a new handle is no result.
      if (!F->Parameters[Parameter].IsPointerOrReference)
        Copy.Opens.clear();
      Result.Parameters[Parameter] = std::move(Copy);
    }
    for (SymbolId Variable : Variables)
      Result.Variables[Variable] = Effects;
  }
  // A handle that is only stored, or only returned.
  for (uint32_t I = 0; I < F->Parameters.size(); ++I) {
    uint32_t Handle = find(FirstParameter + I);
    for (SymbolId Variable : variablesOf(Handle))
      Result.Parameters[I].KeptIn.push_back(Variable);
  }
  for (const ReturnFacts &Return : F->Returns) {
    if (Return.Value == NoIndex)
      continue;
    uint32_t Handle = handleOf(Return.Value);
    if (Handle == NoIndex)
      continue;
    for (uint32_t Parameter : parametersOf(Handle))
      if (!llvm::is_contained(Result.ReturnedParameters, Parameter))
        Result.ReturnedParameters.push_back(Parameter);
    for (SymbolId Variable : variablesOf(Handle))
      if (!llvm::is_contained(Result.ReturnedVariables, Variable))
        Result.ReturnedVariables.push_back(Variable);
    if (!opens(Handle) || !Result.Returned.empty())
      continue;
    uint32_t State = 0;
    HandleStates Opened = fromOpening(Handle);
    for (uint32_t B = 0; B < F->Flow.Blocks.size(); ++B)
      for (const FlowEvent &E : F->Flow.Blocks[B].Events)
        if (E.Kind == EventKind::Return && E.Value != NoIndex &&
            handleOf(E.Value) == Handle)
          State |= Opened.AtEnd[B];
    for (const HandleEvent &E : Events)
      if (E.Handle != NoIndex && handleOf(E) == Handle)
        for (const HandleOrigin &Origin : E.Opens) {
          if (Origin.Path.size() >= 5 || Result.Returned.size() >= 8)
            continue;
          HandleOrigin Copy = Origin;
          Copy.Path.insert(Copy.Path.begin(), CallRef{F, E.Call});
          Copy.State |= State & ~(HandleReached | HandleTimer);
          Result.Returned.push_back(std::move(Copy));
        }
  }
  // What callees do to variables that this function does not name.
  constexpr unsigned MostDepth = 3;
  for (CallId Id = 0; Id < F->Calls.size(); ++Id) {
    if (F->Calls[Id].ApiRow != NoIndex)
      continue;
    for (const HandleCallee &Callee : Others.calleesOf(F, Id)) {
      const HandleSummary *Known = Others.summaryOf(Callee.Function);
      if (!Known || Callee.IsSpawned)
        continue;
      for (const auto &[Variable, Effects] : Known->Variables) {
        if (NodeOfSymbol.count(Variable) || Effects.Depth >= MostDepth)
          continue;
        HandleEffects &Here = Result.Variables[Variable];
        Here.Depth = std::max(Here.Depth, Effects.Depth + 1);
        Here.Gen |= Effects.Gen;
        Here.Keep &= Effects.Keep | Here.Gen;
        for (const HandleOrigin &Origin : Effects.Opens)
          if (Origin.Path.size() < 5 && Here.Opens.size() < 4) {
            HandleOrigin Copy = Origin;
            Copy.Path.insert(Copy.Path.begin(), CallRef{F, Id});
            Copy.Pending.clear();
            Here.Opens.push_back(std::move(Copy));
          }
      }
    }
  }
  return Result;
}

std::string HandleSummary::fingerprint() const {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  auto Add = [&](const HandleEffects &E) {
    Out << E.Gen << ' ' << E.Keep << ' ' << E.Opens.size() << ' '
        << E.Waits.size() << ' ' << E.KeptIn.size() << ' ' << E.Ends << ' '
        << E.Depth << ';';
    for (const HandleOrigin &O : E.Opens)
      Out << O.State << ' ' << O.Path.size() << ',';
    for (const HandleWait &W : E.Waits)
      Out << W.Kind << W.IsWhole << ' ' << W.Path.size() << ',';
  };
  for (const auto &[Parameter, Effects] : Parameters) {
    Out << 'p' << Parameter;
    Add(Effects);
  }
  for (const auto &[Variable, Effects] : Variables) {
    Out << 'v' << Variable;
    Add(Effects);
  }
  for (const HandleOrigin &O : Returned)
    Out << 'r' << O.State << ' ' << O.Path.size();
  for (SymbolId Variable : ReturnedVariables)
    Out << 'R' << Variable;
  for (uint32_t Parameter : ReturnedParameters)
    Out << 'P' << Parameter;
  Out << 'T' << StartsTimer << KeepsTimer;
  return Text;
}

} // namespace hangproof
