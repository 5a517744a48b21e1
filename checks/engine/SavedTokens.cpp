//===- SavedTokens.cpp - Where a bind keeps the old state -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SavedTokens.h"
#include "SavedState.h"

namespace hangproof {

/// The variable that a storage expression is part of.
static ValueId storageBehind(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; V != NoIndex && Depth < 16; ++Depth) {
    const ValueFacts &Value = F.Values[V];
    switch (Value.Kind) {
    case ValueKind::AddressOf:
    case ValueKind::Element:
      V = Value.Operands[0];
      continue;
    case ValueKind::Field:
      // A member of a local struct is part of the local; through a pointer or
      // reference it is somebody else's.
      if (F.Values[Value.Operands[0]].Kind != ValueKind::Local &&
          F.Values[Value.Operands[0]].Kind != ValueKind::Field)
        return V;
      V = Value.Operands[0];
      continue;
    default:
      return V;
    }
  }
  return V;
}

uint32_t localBehind(const FunctionFacts &F, ValueId V) {
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    V = storageBehind(F, V);
    if (V == NoIndex)
      return NoIndex;
    const ValueFacts &Value = F.Values[V];
    if (Value.Kind == ValueKind::Deref) {
      V = Value.Operands[0];
      continue;
    }
    if (Value.Kind != ValueKind::Local)
      return NoIndex;
    // `sigset_t *p = &old;`
    const LocalFacts &Local = F.Locals[Value.Number];
    if (Local.Definitions.size() == 1 &&
        Local.Definitions[0].Value != NoIndex &&
        F.Values[Local.Definitions[0].Value].Kind == ValueKind::AddressOf) {
      V = Local.Definitions[0].Value;
      continue;
    }
    return Value.Number;
  }
  return NoIndex;
}

ValueId stateArgument(const FunctionFacts &F, const PairEvent &Event) {
  if (!Event.What)
    return NoIndex;
  const CallFacts &Call = F.Calls[Event.Call];
  if (Event.What->Kind == EffectKind::Releases)
    return argumentOf(Call, Event.What->From);
  return argumentOf(Call, Event.What->Value);
}

static bool mentionsLocal(const FunctionFacts &F, ValueId V, uint32_t Local,
                          unsigned Depth = 0) {
  if (V == NoIndex || Depth > 8)
    return false;
  const ValueFacts &Value = F.Values[V];
  if (Value.Kind == ValueKind::Local)
    return uint32_t(Value.Number) == Local;
  if (Value.Kind == ValueKind::Compare || Value.Kind == ValueKind::Not)
    return false;
  return llvm::any_of(Value.Operands, [&](ValueId Operand) {
    return mentionsLocal(F, Operand, Local, Depth + 1);
  });
}

/// Whether the state in Local is handed to somebody who outlives the call.
static bool escapes(const FunctionFacts &F, uint32_t Local) {
  const LocalFacts &L = F.Locals[Local];
  if (L.IsStatic)
    return true;
  // A reference or pointer to storage of somebody else.
  for (const DefinitionFacts &D : L.Definitions) {
    if (D.Value == NoIndex || D.Field)
      continue;
    const ValueFacts &V = F.Values[D.Value];
    if (V.Kind == ValueKind::AddressOf && localBehind(F, D.Value) == NoIndex)
      return true;
    if (L.IsReference && V.Kind != ValueKind::Call)
      return true;
  }
  for (const StoreFacts &Store : F.Stores) {
    if (Store.Target == NoIndex || !mentionsLocal(F, Store.Value, Local))
      continue;
    // What a lambda captured is still this function's.
    const ValueFacts &Target = F.Values[Store.Target];
    if (Target.Kind == ValueKind::Global && Target.Text == L.Name)
      continue;
    if (localBehind(F, Store.Target) == NoIndex)
      return true;
  }
  return llvm::any_of(F.Returns, [&](const ReturnFacts &Return) {
    return mentionsLocal(F, Return.Value, Local);
  });
}

static SavedToken tokenInStorage(const FunctionFacts &F, ValueId Storage,
                                 CallId By) {
  SavedToken Token;
  if (Storage == NoIndex || F.Values[Storage].Kind == ValueKind::Null)
    return Token;
  if (F.Values[Storage].Kind == ValueKind::Integer)
    return Token;
  Token.SavedBy = By;
  Token.Local = localBehind(F, Storage);
  Token.Escapes = Token.Local == NoIndex || escapes(F, Token.Local);
  return Token;
}

/// The token in the result of a call.
static SavedToken tokenInResult(const FunctionFacts &F, CallId By) {
  SavedToken Token;
  ValueId Result = F.Calls[By].Result;
  for (uint32_t I = 0; I < F.Locals.size(); ++I)
    for (const DefinitionFacts &D : F.Locals[I].Definitions)
      if (D.Value == Result) {
        Token.Local = I;
        Token.SavedBy = By;
        Token.Escapes = escapes(F, I);
        return Token;
      }
  auto Mentions = [&](ValueId V) { return V == Result; };
  bool IsGiven = llvm::any_of(F.Stores,
                              [&](const StoreFacts &Store) {
                                return Mentions(Store.Value);
                              }) ||
                 llvm::any_of(F.Returns,
                              [&](const ReturnFacts &Return) {
                                return Mentions(Return.Value);
                              }) ||
                 llvm::any_of(F.Calls, [&](const CallFacts &Call) {
                   return llvm::any_of(Call.Arguments, Mentions);
                 });
  if (IsGiven) {
    Token.SavedBy = By;
    Token.Escapes = true;
  }
  return Token;
}

static SavedToken tokenInRole(const FunctionFacts &F, CallId By, int Role) {
  if (Role == RoleNone)
    return {};
  if (Role == RoleReturn)
    return tokenInResult(F, By);
  return tokenInStorage(F, argumentOf(F.Calls[By], Role), By);
}

/// Whether some way leads from one call to the other.
static bool comesBefore(const FunctionFacts &F, CallId First, CallId Second) {
  const auto &Blocks = F.Flow.Blocks;
  uint32_t From = F.Calls[First].Block, To = F.Calls[Second].Block;
  if (From >= Blocks.size() || To >= Blocks.size())
    return true;
  if (From == To)
    for (const FlowEvent &E : Blocks[From].Events) {
      if (E.Kind == EventKind::Call && E.Index == First)
        return true;
      if (E.Kind == EventKind::Call && E.Index == Second)
        break;
    }
  std::vector<char> Seen(Blocks.size(), 0);
  llvm::SmallVector<uint32_t, 16> Work;
  auto Push = [&](uint32_t Block) {
    for (const FlowEdge &Edge : Blocks[Block].Successors)
      if (Edge.To < Blocks.size() && !Seen[Edge.To]) {
        Seen[Edge.To] = 1;
        Work.push_back(Edge.To);
      }
  };
  for (Push(From); !Work.empty();)
    Push(Work.pop_back_val());
  return Seen[To];
}

SavedToken tokenOf(const Program &P, FunctionRef F,
                   llvm::ArrayRef<PairEvent> Events, const PairEvent &Bind) {
  if (Bind.What) {
    SavedToken Token = tokenInRole(*F, Bind.Call, Bind.What->Saves);
    if (Token.SavedBy != NoIndex)
      return Token;
  } else {
    // A wrapper that saves for its caller.
    for (uint32_t I = 0; I < F->Locals.size(); ++I)
      for (const DefinitionFacts &D : F->Locals[I].Definitions) {
        if (D.Value == NoIndex)
          continue;
        const ValueFacts &V = F->Values[D.Value];
        bool IsByBind =
            (V.Kind == ValueKind::OutArgument || V.Kind == ValueKind::Call) &&
            uint64_t(V.Number) == Bind.Call;
        if (IsByBind && P.savedState().isSaved(P, F, D.Value, Bind.Pair->Name,
                                               F->Calls[Bind.Call]))
          return {I, Bind.Call, escapes(*F, I)};
      }
  }
  // Saved by a call of its own before. What is saved and then edited to be set
  // is no copy of the old state.
  uint32_t Set = localBehind(*F, stateArgument(*F, Bind));
  SavedToken Best;
  for (const PairEvent &Event : Events) {
    if (Event.Act != PairAct::Saves || Event.Pair != Bind.Pair || !Event.What)
      continue;
    SavedToken Token = tokenInRole(*F, Event.Call, Event.What->Into);
    if (Token.SavedBy == NoIndex)
      continue;
    if (Token.Local != NoIndex && Token.Local == Set)
      continue;
    if (!comesBefore(*F, Event.Call, Bind.Call))
      continue;
    if (Best.SavedBy == NoIndex || (Best.Escapes && !Token.Escapes))
      Best = Token;
  }
  return Best;
}

} // namespace hangproof
