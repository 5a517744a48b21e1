//===- Retries.cpp - The same lookup at each attempt ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Retries.h"
#include "engine/Effects.h"
#include "engine/ValueWalk.h"
#include <set>

namespace hangproof {

/// Whether the loop comes back to its head after the call has worked.
bool Retries::repeatsOnSuccess(FunctionRef F, const LoopFlow &Flow,
                               const CallFacts &Call) {
  const FlowGraph &Graph = F->Flow;
  if (!Flow.isKnown() || Call.Block >= Graph.Blocks.size())
    return false;
  llvm::BitVector Seen(Graph.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{Call.Block};
  while (!Work.empty()) {
    const FlowBlock &Block = Graph.Blocks[Work.pop_back_val()];
    std::optional<bool> Holds;
    if (Block.Condition != NoIndex &&
        isMadeOf(*F, Block.Condition, Call.Result, WalkLocals))
      Holds = Results.holdsOnSuccess(F, Call, Block.Condition);
    for (const FlowEdge &Edge : Block.Successors) {
      if (Holds && ((Edge.Kind == EdgeKind::IfTrue && !*Holds) ||
                    (Edge.Kind == EdgeKind::IfFalse && *Holds)))
        continue;
      if (Edge.To == Flow.head())
        return true;
      if (!Flow.repeats(Edge.To) || Seen.test(Edge.To))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return false;
}

/// Whether a turn of the loop gives the value anew: it is stored, or comes from
/// a call that is given something which changes, or from one that takes
/// nothing and may give something else each time.
bool Retries::changes(FunctionRef F, const LoopFlow &Flow, ValueId Value,
                      unsigned Depth) {
  constexpr unsigned MostVariables = 6;
  if (Value >= F->Values.size() || Depth > MostVariables)
    return false;
  auto InLoop = [&](const CallFacts &Call) { return Flow.repeats(Call.Block); };
  auto IsText = [&](ValueId Part) {
    return Part < F->Values.size() &&
           (F->Values[Part].Kind == ValueKind::String ||
            F->Values[Part].Kind == ValueKind::Integer);
  };
  auto GivesAnother = [&](const CallFacts &Call) {
    if (!InLoop(Call))
      return false;
    // What it asks of an object that stays the same.
    if (Call.Object != NoIndex && changes(F, Flow, Call.Object, Depth + 1))
      return true;
    if (llvm::any_of(Call.Arguments, [&](ValueId Argument) {
          return changes(F, Flow, Argument, Depth + 1);
        }))
      return true;
    return Call.Object == NoIndex && !Call.IsConstructor &&
           Call.Arguments.empty();
  };
  bool Result = false;
  walkValue(*F, Value, WalkOperands, [&](ValueId Part) {
    const ValueFacts &V = F->Values[Part];
    if (Result)
      return false;
    switch (V.Kind) {
    case ValueKind::Call:
      Result |= GivesAnother(F->Calls[V.Number]);
      return false;
    case ValueKind::Local:
    case ValueKind::Parameter:
    case ValueKind::Field:
    case ValueKind::Global:
      break;
    default:
      return true;
    }
    for (const FlowBlock &Block : F->Flow.Blocks) {
      if (!Flow.repeats(&Block - F->Flow.Blocks.data()))
        continue;
      for (const FlowEvent &E : Block.Events) {
        if (E.Kind == EventKind::Store) {
          const StoreFacts &S = F->Stores[E.Index];
          if (S.Target != Part && baseOf(*F, S.Target) != Part)
            continue;
          Result |= S.IsCompound || S.IsIncrement ||
                    (!IsText(S.Value) && changes(F, Flow, S.Value, Depth + 1));
        } else if (E.Kind == EventKind::Define && V.Kind == ValueKind::Local &&
                   E.Index == V.Number) {
          Result |= changes(F, Flow, E.Value, Depth + 1);
        }
      }
    }
    // snprintf(name, size, "server%d", attempt); name += suffix.
    if (V.Kind == ValueKind::Local)
      for (const DefinitionFacts &D : F->Locals[V.Number].Definitions)
        if (D.Value < F->Values.size() &&
            F->Values[D.Value].Kind == ValueKind::OutArgument) {
          const CallFacts &Call = F->Calls[F->Values[D.Value].Number];
          Result |= InLoop(Call) &&
                    llvm::any_of(Call.Arguments, [&](ValueId Argument) {
                      return baseOf(*F, Argument) != Part &&
                             changes(F, Flow, Argument, Depth + 1);
                    });
        }
    return false;
  });
  return Result;
}

/// Whether each turn of the loop looks another name up. The name is followed
/// from the lookup to the loop through what the functions between are given.
bool Retries::isAnotherName(const LookupPath &Path, uint32_t Loop) {
  llvm::SmallVector<ValueId, 4> Wanted;
  const ActStep &Act = Path.back();
  ValueId Name = Names.askedFor(Act.In, Act.facts());
  if (Name != NoIndex)
    Wanted.push_back(Name);
  for (size_t I = Path.size() - 1; I > 0 && !Wanted.empty(); --I) {
    FunctionRef F = Path[I].In;
    const CallFacts &From = Path[I - 1].facts();
    std::set<ValueId> Seen;
    llvm::SmallVector<ValueId, 4> Given;
    auto Visit = [&](ValueId Part) {
      const ValueFacts &V = F->Values[Part];
      if (!Seen.insert(Part).second)
        return false;
      if (V.Kind == ValueKind::Parameter &&
          size_t(V.Number) < From.Arguments.size())
        Given.push_back(From.Arguments[V.Number]);
      else if (V.Kind == ValueKind::This && From.Object != NoIndex)
        Given.push_back(From.Object);
      return true;
    };
    constexpr unsigned All = WalkOperands | WalkLocals | WalkArguments;
    for (ValueId Value : Wanted)
      walkValue(*F, Value, All, Visit);
    // An object that a method has filled: url.parse(text).
    std::set<ValueId> Reached = Seen;
    for (const CallFacts &Call : F->Calls)
      if (Call.Object != NoIndex && Reached.count(baseOf(*F, Call.Object)) &&
          F->Values[baseOf(*F, Call.Object)].Kind == ValueKind::Local)
        for (ValueId Argument : Call.Arguments)
          walkValue(*F, Argument, All, Visit);
    Wanted = std::move(Given);
  }
  const LoopFlow &Flow = Trip.flow(Path.front().In, Loop);
  // Each attempt goes to somebody else: what it looks up on the way, such as
  // its proxy, is its own affair.
  if (Path.size() > 1)
    Wanted.append(Path.front().facts().Arguments.begin(),
                  Path.front().facts().Arguments.end());
  return llvm::any_of(Wanted, [&](ValueId Value) {
    return changes(Path.front().In, Flow, Value, 0);
  });
}

bool Retries::isSameAgain(const LookupPath &Path, uint32_t Loop) {
  FunctionRef F = Path.front().In;
  const CallFacts &Call = Path.front().facts();
  if (F->Loops[Loop].ConstantTrips == 1 || F->Loops[Loop].ConstantTrips == 0)
    return false;
  for (ValueId Argument : Call.Arguments)
    if (Trip.isItem(F, Loop, Argument))
      return false;
  return repeatsOnSuccess(F, Trip.flow(F, Loop), Call) &&
         !isAnotherName(Path, Loop);
}

/// Whether the call sleeps, by itself or in the functions of the project that
/// it runs. A poll of nothing is a sleep, too.
bool Retries::sleeps(FunctionRef F, const CallFacts &Call,
                     unsigned Depth) const {
  if (Call.ApiRow != NoIndex) {
    const Effect *Blocks = effectOf(P, F, Call, EffectKind::Blocks);
    if (!Blocks)
      return false;
    bool PollsNothing = Blocks->Timeout != RoleNone &&
                        Call.Arguments.size() > 1 &&
                        F->Values[Call.Arguments[0]].Kind == ValueKind::Null;
    return Blocks->BlockKind == "sleep" || PollsNothing;
  }
  return Depth > 0 && llvm::any_of(P.targets(F, Call), [&](FunctionRef Target) {
           return llvm::any_of(Target->Calls, [&](const CallFacts &Inner) {
             return sleeps(Target, Inner, Depth - 1);
           });
         });
}

bool Retries::isAttempt(FunctionRef F, uint32_t Loop, const CallFacts &Lookup) {
  const LoopFlow &Flow = Trip.flow(F, Loop);
  if (!Flow.isKnown())
    return false;
  bool Sleeps = llvm::any_of(F->Calls, [&](const CallFacts &Call) {
    return Flow.repeats(Call.Block) && sleeps(F, Call, 2);
  });
  if (!Sleeps)
    return false;
  auto IsGivenInside = [&](ValueId Condition) {
    bool Found = false, IsLookup = false;
    walkValue(*F, Condition, WalkOperands | WalkLocals, [&](ValueId Part) {
      const ValueFacts &V = F->Values[Part];
      if (V.Kind == ValueKind::Call) {
        IsLookup |= Part == Lookup.Result;
        Found |= Flow.repeats(F->Calls[V.Number].Block);
      } else if (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global) {
        for (const StoreFacts &S : F->Stores)
          Found |= S.Target == Part && S.Value < F->Values.size() &&
                   F->Values[S.Value].Kind == ValueKind::Call &&
                   Flow.repeats(F->Calls[F->Values[S.Value].Number].Block);
      }
      return true;
    });
    return Found && !IsLookup;
  };
  return llvm::any_of(Flow.exits(), [&](uint32_t Exit) {
    ValueId Condition = F->Flow.Blocks[Exit].Condition;
    return Condition != NoIndex && IsGivenInside(Condition);
  });
}

} // namespace hangproof
