//===- Forks.cpp - Forks whose failure looks like a child -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Forks.h"
#include "Creations.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/BitVector.h"

namespace hangproof {

/// Whether a comparison goes one way for -1 and another for a process id.
static bool tellsFailure(CompareOp Op, int64_t Constant) {
  std::optional<bool> Failed = KnownValue::constant(-1).compare(Op, Constant);
  std::optional<bool> Parent =
      KnownValue::signs(KnownValue::Positive).compare(Op, Constant);
  return !Failed || !Parent || *Failed != *Parent;
}

/// The comparison of one of the values with a number; null for others.
static const ValueFacts *comparedWith(const FunctionFacts &F, ValueId Compare,
                                      llvm::function_ref<bool(ValueId)> Is,
                                      CompareOp &Op, ValueId &Compared) {
  const ValueFacts &V = F.Values[Compare];
  if (V.Kind != ValueKind::Compare)
    return nullptr;
  for (unsigned Side : {0u, 1u})
    if (Is(V.Operands[Side])) {
      Op = Side == 0 ? CompareOp(V.Extra) : swapped(CompareOp(V.Extra));
      Compared = V.Operands[Side];
      return &F.Values[V.Operands[1 - Side]];
    }
  return nullptr;
}

/// Everything that the result is put into, as the function writes it.
void Forks::collectValues(FunctionRef F, Trace &T) const {
  auto Add = [&](ValueId V) {
    if (!llvm::is_contained(T.Values, V) && T.Values.size() < 16)
      T.Values.push_back(V);
  };
  for (unsigned I = 0; I < T.Values.size(); ++I) {
    ValueId V = T.Values[I];
    for (const StoreFacts &S : F->Stores) {
      if (S.Value != V || S.Target == NoIndex)
        continue;
      Add(S.Target);
      const ValueFacts &Target = F->Values[S.Target];
      if (Target.Kind == ValueKind::Field || Target.Kind == ValueKind::Global ||
          Target.Kind == ValueKind::Element) {
        T.Kept = S.Where;
        T.KeptIn = nameOf(*F, S.Target).str();
      } else if (Target.Kind == ValueKind::Deref) {
        T.IsReturned = true; // Through a parameter.
      }
    }
    for (ValueId L = 0; L < F->Values.size(); ++L)
      if (F->Values[L].Kind == ValueKind::Local)
        for (const DefinitionFacts &D :
             F->Locals[F->Values[L].Number].Definitions)
          if (D.Value == V && !D.Field)
            Add(L);
  }
}

/// An element of a container that some value is an element of, too.
static bool isElementBeside(const FunctionFacts &F,
                            llvm::ArrayRef<ValueId> Values, ValueId V) {
  if (F.Values[V].Kind != ValueKind::Element)
    return false;
  return llvm::any_of(Values, [&](ValueId Held) {
    return Held != V && F.Values[Held].Kind == ValueKind::Element &&
           F.Values[Held].Operands[0] == F.Values[V].Operands[0];
  });
}

/// Whether the value is what a wait for the child gave: waitpid(-1) gives -1 or
/// another child.
bool Forks::isWaited(FunctionRef F, ValueId V) const {
  const ValueFacts &Value = F->Values[V];
  if (Value.Kind == ValueKind::Local) {
    const auto &Definitions = F->Locals[Value.Number].Definitions;
    return !Definitions.empty() &&
           llvm::all_of(Definitions, [&](const DefinitionFacts &D) {
             return F->Values[D.Value].Kind == ValueKind::Call &&
                    isWaited(F, D.Value);
           });
  }
  return Value.Kind == ValueKind::Call &&
         F->Calls[Value.Number].ApiRow != NoIndex &&
         effectOf(P, F, F->Calls[Value.Number], EffectKind::Joins);
}

void Forks::lookAtTests(FunctionRef F, Trace &T) const {
  auto Holds = [&](ValueId V) { return llvm::is_contained(T.Values, V); };
  auto IsSlot = [&](ValueId V) {
    return Holds(V) || isElementBeside(*F, T.Values, V);
  };
  for (ValueId V = 0; V < F->Values.size(); ++V) {
    CompareOp Op;
    ValueId Compared;
    const ValueFacts *Other = comparedWith(*F, V, IsSlot, Op, Compared);
    if (!Other || isWaited(F, ValueId(Other - F->Values.data())))
      continue;
    bool Tells =
        Other->Kind != ValueKind::Integer || tellsFailure(Op, Other->Number);
    if (!Tells)
      continue;
    if (Holds(Compared)) {
      T.TellsFailure = true;
      return;
    }
    // pids[0] where pids[i] was filled. A variable index may be the same.
    const ValueFacts &Index = F->Values[F->Values[Compared].Operands[1]];
    if (Index.Kind != ValueKind::Integer) {
      T.TellsFailure = true;
      return;
    }
    for (const OperationFacts &Operation : F->Operations)
      if (Operation.Value == V) {
        T.WrongSlot = F;
        T.WrongTest = Operation.Where;
        T.WrongName = nameOf(*F, Compared).str() + "[" +
                      std::to_string(Index.Number) + "]";
      }
  }
  for (const FlowBlock &Block : F->Flow.Blocks) {
    if (Block.Condition == NoIndex || !Holds(Block.Condition))
      continue;
    // switch: a case for -1. The default is the parent's as well, unless that
    // has a case of its own, as for what a wrapper makes of the result.
    for (const FlowEdge &Edge : Block.Successors)
      T.TellsFailure |= Edge.Kind == EdgeKind::Case && Edge.CaseValue != 0;
  }
}

bool Forks::testsParameter(FunctionRef F, uint32_t Index) const {
  auto Is = [&](ValueId V) {
    return F->Values[V].Kind == ValueKind::Parameter &&
           F->Values[V].Number == Index;
  };
  for (ValueId V = 0; V < F->Values.size(); ++V) {
    CompareOp Op;
    ValueId Compared;
    if (const ValueFacts *Other = comparedWith(*F, V, Is, Op, Compared))
      if (Other->Kind != ValueKind::Integer || tellsFailure(Op, Other->Number))
        return true;
  }
  return false;
}

static const Effect *actOn(const Program &P, FunctionRef F,
                           const CallFacts &Call, ValueId &Handle) {
  if (Call.ApiRow == NoIndex)
    return nullptr;
  for (EffectKind Kind : {EffectKind::Signals, EffectKind::Joins})
    if (const Effect *What = effectOf(P, F, Call, Kind)) {
      Handle = argumentOf(Call, What->Thread);
      if (Handle != NoIndex)
        return What;
    }
  return nullptr;
}

void Forks::lookAtCalls(FunctionRef F, Trace &T) const {
  auto Holds = [&](ValueId V) {
    return llvm::is_contained(T.Values, V) || isElementBeside(*F, T.Values, V);
  };
  for (CallId C = 0; C < F->Calls.size(); ++C) {
    const CallFacts &Call = F->Calls[C];
    if (!F->FlowFailed && Call.Block == NoIndex)
      continue;
    ValueId Handle;
    if (const Effect *What = actOn(P, F, Call, Handle)) {
      // kill(-pid) is for the group: -(-1) is 1, which is no better.
      const ValueFacts &V = F->Values[Handle];
      bool IsGroup = V.Kind == ValueKind::Multiply && Holds(V.Operands[0]);
      if (!Holds(Handle) && !IsGroup)
        continue;
      bool IsSignal = What->Kind == EffectKind::Signals;
      if (!T.Acts.Caller || (IsSignal && !T.ActsBySignal)) {
        T.Acts = {F, C};
        T.ActsBySignal = IsSignal;
      }
      continue;
    }
    for (uint32_t A = 0; A < Call.Arguments.size(); ++A) {
      if (!Holds(Call.Arguments[A]))
        continue;
      bool IsInto = false;
      if (Call.ApiRow != NoIndex)
        for (const AppliedEffect &Applied : effectsOf(P, F, Call))
          IsInto |= Applied.What->Kind == EffectKind::PassesValue &&
                    Applied.What->Into == RoleObject;
      if (IsInto) {
        T.Keeps = {F, C};
        T.KeptIn = nameOf(*F, Call.Object).str();
        continue;
      }
      if (Call.ApiRow != NoIndex || Call.CalleeIsSystem)
        continue;
      llvm::SmallVector<FunctionRef, 2> Targets = P.targets(F, Call);
      if (Targets.empty())
        T.IsGivenOn = true;
      for (FunctionRef Target : Targets)
        if (A >= Target->Parameters.size() || testsParameter(Target, A))
          T.IsGivenOn = true;
    }
  }
}

/// Members and globals that hold the result are tested and used anywhere.
void Forks::lookAtMembers(FunctionRef F, Trace &T) const {
  llvm::SmallVector<SymbolId, 2> Symbols;
  for (ValueId V : T.Values) {
    ValueId At = V;
    while (F->Values[At].Kind == ValueKind::Element)
      At = F->Values[At].Operands[0];
    const ValueFacts &Facts = F->Values[At];
    if ((Facts.Kind == ValueKind::Field || Facts.Kind == ValueKind::Global) &&
        Facts.Symbol)
      Symbols.push_back(Facts.Symbol);
  }
  if (Symbols.empty())
    return;
  for (FunctionRef Other : P.functions()) {
    auto IsOne = [&](ValueId V) {
      while (Other->Values[V].Kind == ValueKind::Element)
        V = Other->Values[V].Operands[0];
      const ValueFacts &Facts = Other->Values[V];
      return (Facts.Kind == ValueKind::Field ||
              Facts.Kind == ValueKind::Global) &&
             llvm::is_contained(Symbols, Facts.Symbol);
    };
    bool Mentions = false;
    for (ValueId V = 0; V < Other->Values.size() && !Mentions; ++V)
      Mentions = IsOne(V);
    if (!Mentions)
      continue;
    if (!(Other == F))
      for (ValueId V = 0; V < Other->Values.size(); ++V) {
        CompareOp Op;
        ValueId Compared;
        if (const ValueFacts *With =
                comparedWith(*Other, V, IsOne, Op, Compared))
          if (!isWaited(Other, ValueId(With - Other->Values.data())) &&
              (With->Kind != ValueKind::Integer ||
               tellsFailure(Op, With->Number)))
            T.TellsFailure = true;
      }
    for (CallId C = 0; C < Other->Calls.size() && !T.Acts.Caller; ++C) {
      ValueId Handle;
      if (const Effect *What = actOn(P, Other, Other->Calls[C], Handle))
        if (IsOne(Handle)) {
          T.Acts = {Other, C};
          T.ActsBySignal = What->Kind == EffectKind::Signals;
        }
    }
  }
}

/// Whether the way of the failure itself comes to the act, with no further test
/// of the result: an error path that cleans up what never ran.
bool Forks::actsOnFailure(FunctionRef F, const Fork &Fork,
                          const Trace &T) const {
  if (F->FlowFailed || !T.Acts.Caller || !(T.Acts.Caller == F))
    return false;
  auto Holds = [&](ValueId V) { return llvm::is_contained(T.Values, V); };
  const FlowGraph &Flow = F->Flow;
  llvm::BitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 8> Work;
  for (const FlowBlock &Block : Flow.Blocks) {
    CompareOp Op;
    ValueId Compared;
    const ValueFacts *Other =
        Block.Condition == NoIndex
            ? nullptr
            : comparedWith(*F, Block.Condition, Holds, Op, Compared);
    if (!Other || Other->Kind != ValueKind::Integer ||
        !tellsFailure(Op, Other->Number))
      continue;
    EdgeKind Failed =
        KnownValue::constant(-1).compare(Op, Other->Number) == true
            ? EdgeKind::IfTrue
            : EdgeKind::IfFalse;
    for (const FlowEdge &Edge : Block.Successors)
      if (Edge.Kind == Failed)
        Work.push_back(Edge.To);
  }
  while (!Work.empty()) {
    uint32_t At = Work.pop_back_val();
    // Another try gives another result.
    if (Seen.test(At) || At == Fork.Call.facts().Block)
      continue;
    Seen.set(At);
    if (At == T.Acts.facts().Block)
      return true;
    const FlowBlock &Block = Flow.Blocks[At];
    bool IsTest =
        Block.Condition != NoIndex && llvm::any_of(T.Values, [&](ValueId V) {
          return isMadeOf(*F, Block.Condition, V, WalkOperands);
        });
    if (IsTest)
      continue;
    for (const FlowEdge &Edge : Block.Successors)
      Work.push_back(Edge.To);
  }
  return false;
}

Forks::Trace Forks::trace(const Fork &Fork) {
  Trace T;
  FunctionRef F = Fork.Call.Caller;
  T.Values.push_back(Fork.Call.facts().Result);
  collectValues(F, T);
  for (const ReturnFacts &Return : F->Returns)
    for (ValueId V : T.Values)
      if (Return.Value != NoIndex && isMadeOf(*F, Return.Value, V, 0))
        T.IsReturned = true;
  lookAtTests(F, T);
  lookAtCalls(F, T);
  if (!T.TellsFailure)
    lookAtMembers(F, T);
  else
    T.ActsOnFailure = actsOnFailure(F, Fork, T);
  return T;
}

static std::string calleeName(const CallRef &Call) {
  return "'" + Call.facts().CalleeName + "'";
}

void Forks::report(const Fork &Fork, const Trace &T) {
  FunctionRef F = Fork.Call.Caller;
  Finding Found;
  Found.Check = Check;
  Found.Where = P.range(F, Fork.Call.facts().Where);
  Found.Function = F->Name;
  std::string Forked = calleeName(Fork.Call);
  std::string Holder;
  for (ValueId V : T.Values)
    if (Holder.empty() && F->Values[V].Kind != ValueKind::Call)
      Holder = nameOf(*F, V).str();
  std::string Minus = "-1 of a failed " + Forked + " is taken for a child";
  if (T.Acts.Caller) {
    Found.Level = Confidence::High;
    Found.Message =
        Minus + (Holder.empty() ? "" : ": '" + Holder + "' goes") +
        (Holder.empty() ? ": it goes" : "") + " to " + calleeName(T.Acts) +
        (T.ActsBySignal ? ", which then signals every process that it may"
                        : ", which then waits for any child");
  } else if (!T.KeptIn.empty()) {
    Found.Level = Confidence::Medium;
    Found.Message = Minus + ": '" + T.KeptIn + "' keeps it as a process id";
  } else {
    Found.Level = Confidence::Low;
    Found.Message = Minus + ": nothing runs, and nobody is told";
  }
  Found.Message += T.ActsOnFailure ? "; leave it out on the way of the failure"
                                   : "; test for -1 before the parent goes on";
  if (Fork.Depth)
    Found.Evidence.push_back(
        {P.range(Fork.Origin.Caller, Fork.Origin.facts().Where),
         Forked + " returns what " + calleeName(Fork.Origin) + " gives"});
  if (T.WrongSlot)
    Found.Evidence.push_back({P.range(T.WrongSlot, T.WrongTest),
                              "the test looks at '" + T.WrongName +
                                  "', not at what this call gave"});
  if (T.Keeps.Caller)
    Found.Evidence.push_back({P.range(T.Keeps.Caller, T.Keeps.facts().Where),
                              "it is kept in '" + T.KeptIn + "'"});
  else if (T.Kept.isValid() && !T.KeptIn.empty())
    Found.Evidence.push_back(
        {P.range(F, T.Kept), "it is kept in '" + T.KeptIn + "'"});
  if (T.Acts.Caller)
    Found.Evidence.push_back(
        {P.range(T.Acts.Caller, T.Acts.facts().Where),
         calleeName(T.Acts) + " is given it, whatever it is"});
  Findings.push_back(std::move(Found));
}

void Forks::run() {
  constexpr unsigned MostDepth = 3;
  constexpr size_t MostForks = 2000;
  std::vector<Fork> All;
  for (FunctionRef F : P.functions()) {
    if (isShim(P, *F))
      continue;
    for (CallId C = 0; C < F->Calls.size(); ++C)
      if (F->Calls[C].ApiRow != NoIndex &&
          effectOf(P, F, F->Calls[C], EffectKind::Forks))
        All.push_back({{F, C}, {F, C}, 0});
  }
  for (size_t I = 0; I < All.size(); ++I) {
    const Fork Fork = All[I];
    FunctionRef F = Fork.Call.Caller;
    if (!F->FlowFailed && Fork.Call.facts().Block == NoIndex)
      continue;
    Trace T = trace(Fork);
    if ((T.TellsFailure || T.IsGivenOn) && !T.ActsOnFailure)
      continue;
    if (T.IsReturned && !T.ActsOnFailure) {
      if (Fork.Depth < MostDepth && All.size() < MostForks)
        for (const CallRef &Caller : P.callers(F->Id))
          if (llvm::is_contained(P.targets(Caller.Caller, Caller.facts()), F))
            All.push_back({Caller, Fork.Origin, Fork.Depth + 1});
      continue;
    }
    if (!Tests.holds(F))
      report(Fork, T);
  }
}

} // namespace hangproof
