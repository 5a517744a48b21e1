//===- ThreadHandles.cpp - The variables that threads are kept in ---------===//
//---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects.h"
#include "Spawns.h"
#include "ValueWalk.h"

namespace hangproof {

/// A handle that goes through more functions than this is lost.
static constexpr unsigned MostDepth = 4;

/// emplace_back and the like make the object inside of a container.
static bool isIntoContainer(const CallFacts &Call) {
  return Call.Object != NoIndex &&
         (Call.Constructs || Call.ConstructsRow != NoIndex);
}

/// The holder whose content a value hands on: the variable itself, or a new
/// object, pair or smart pointer around it; null if it is none of them.
const Holder *ThreadHandles::carries(FunctionRef F, ValueId V,
                                     llvm::ArrayRef<Holder> In,
                                     unsigned Depth) const {
  if (V >= F->Values.size() || Depth > 6)
    return nullptr;
  const ValueFacts &Value = F->Values[V];
  switch (Value.Kind) {
  case ValueKind::Local:
  case ValueKind::Parameter:
  case ValueKind::Field:
  case ValueKind::Global: {
    // An object carries what its members hold.
    Holder H = holderOf(*F, V);
    for (const Holder &Old : In)
      if (Old.isSame(H) || (Old.Member && !H.Member && Old.Base == H.Base &&
                            Value.Kind == ValueKind::Local))
        return &Old;
    return nullptr;
  }
  case ValueKind::Call: {
    for (const Holder &H : In)
      if (H.Base == V)
        return &H;
    const CallFacts &Call = F->Calls[Value.Number];
    bool Passes = Call.IsConstructor || Call.Constructs;
    for (const AppliedEffect &Applied : effectsOf(P, F, Call))
      Passes |= Applied.What->Kind == EffectKind::PassesValue &&
                Applied.What->Into == RoleReturn;
    if (!Passes)
      return nullptr;
    for (ValueId Argument : Call.Arguments)
      if (const Holder *H = carries(F, Argument, In, Depth + 1))
        return H;
    return Call.Object == NoIndex ? nullptr
                                  : carries(F, Call.Object, In, Depth + 1);
  }
  case ValueKind::Select:
  case ValueKind::New:
  case ValueKind::Aggregate:
  case ValueKind::AddressOf:
  case ValueKind::Deref:
    for (ValueId Operand : Value.Operands)
      if (const Holder *H = carries(F, Operand, In, Depth + 1))
        return H;
    return nullptr;
  default:
    return nullptr;
  }
}

/// Adds what a store writes to, also through a reference.
static void giveAll(FunctionRef F, ValueId Target, Holder From,
                    llvm::SmallVectorImpl<Holder> &In) {
  for (Holder To : holdersOf(*F, Target)) {
    if (!To.Member)
      To.Member = From.Member;
    add(In, To);
  }
}

/// Adds the variables of F that are given what is held.
void ThreadHandles::spread(FunctionRef F, llvm::SmallVectorImpl<Holder> &In) {
  // What is put into a variable with the object around it keeps its member.
  auto Give = [&](Holder To, const Holder &From) {
    if (!To.Member)
      To.Member = From.Member;
    add(In, To);
  };
  for (size_t Before = 0; Before != In.size();) {
    Before = In.size();
    for (ValueId V = 0; V < F->Values.size(); ++V)
      if (F->Values[V].Kind == ValueKind::Local)
        for (const DefinitionFacts &D :
             F->Locals[F->Values[V].Number].Definitions)
          if (D.Value < F->Values.size() &&
              F->Values[D.Value].Kind != ValueKind::Global)
            if (const Holder *H = carries(F, D.Value, In, 0))
              Give(holderOf(*F, V), Holder(*H));
    for (const StoreFacts &S : F->Stores)
      if (const Holder *H = carries(F, S.Value, In, 0))
        giveAll(F, S.Target, *H, In);
    for (const CallFacts &Call : F->Calls) {
      if (Call.Object == NoIndex || Call.ApiRow == NoIndex)
        continue;
      for (const AppliedEffect &Applied : effectsOf(P, F, Call))
        if (Applied.What->Kind == EffectKind::PassesValue &&
            Applied.What->Into == RoleObject)
          for (ValueId Argument : Call.Arguments)
            if (const Holder *H = carries(F, Argument, In, 0)) {
              Holder Container = holderOf(*F, Call.Object);
              Container.IsElement = true;
              add(In, Container);
              Give(Container, Holder(*H));
            }
    }
  }
}

llvm::SmallVector<Holder, 4> ThreadHandles::holders(FunctionRef F,
                                                    CallId Call) {
  return holders(F, Call, 0);
}

llvm::SmallVector<Holder, 4> ThreadHandles::holders(FunctionRef F, CallId Id,
                                                    unsigned Depth) {
  llvm::SmallVector<Holder, 4> Result;
  const CallFacts &Call = F->Calls[Id];
  if (const Spawn *S = Made.at(F, Id)) {
    ValueId V = S->What ? argumentOf(Call, S->What->Thread) : Call.Result;
    if (isIntoContainer(Call)) {
      Holder In = holderOf(*F, Call.Object);
      In.IsElement = true;
      add(Result, In);
    } else if (V != NoIndex) {
      add(Result, holderOf(*F, V));
    }
  } else {
    for (FunctionRef Target : P.targets(F, Call))
      for (const Holder &H : outlets(Target, Depth)) {
        if (H.Base != NoIndex && !H.Member &&
            Target->Values[H.Base].Kind == ValueKind::Call) {
          add(Result, holderOf(*F, Call.Result));
          continue;
        }
        Holder Outer = inCaller(*Target, H, *F, Call);
        if (isIntoContainer(Call))
          Outer.IsElement = true;
        add(Result, Outer);
      }
  }
  spread(F, Result);
  return Result;
}

/// The holders by which a handle leaves F. One whose base is a call stands for
/// the result.
const ThreadHandles::Summary &ThreadHandles::outlets(FunctionRef F,
                                                     unsigned Depth) {
  auto [It, IsNew] = Outlets.try_emplace(F.Function);
  if (!IsNew || Depth >= MostDepth)
    return It->second; // Empty on a way back.
  Summary Result;
  for (CallId I = 0; I < F->Calls.size(); ++I) {
    if (!Made.at(F, I) && F->Calls[I].CalleeIsSystem && !F->Calls[I].Constructs)
      continue;
    llvm::SmallVector<Holder, 4> Held = holders(F, I, Depth + 1);
    for (const Holder &H : Held) {
      if (H.Base == NoIndex || F->Values[H.Base].Kind == ValueKind::Parameter ||
          F->Values[H.Base].Kind == ValueKind::This)
        add(Result, H);
    }
    for (const ReturnFacts &Return : F->Returns)
      if (!Held.empty() && carries(F, Return.Value, Held, 0))
        add(Result, holderOf(*F, F->Calls[I].Result));
  }
  return Outlets[F.Function] = std::move(Result);
}

const Effect *ThreadHandles::effectBelow(FunctionRef F, CallId Id,
                                         unsigned Depth) {
  if (const Spawn *S = Made.at(F, Id))
    return S->What;
  if (Depth >= MostDepth)
    return nullptr;
  for (FunctionRef Target : P.targets(F, F->Calls[Id])) {
    // What it passes on is what is asked about.
    for (CallId I = 0; I < Target->Calls.size(); ++I)
      if (!Target->Calls[I].CalleeIsSystem || Target->Calls[I].Constructs ||
          Made.at(Target, I))
        if (const Effect *What = effectBelow(Target, I, Depth + 1))
          return What;
  }
  return nullptr;
}

} // namespace hangproof
