//===- Lookups.cpp - The calls that ask a name server ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lookups.h"
#include "engine/ValueWalk.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

static constexpr unsigned MostDepth = 6;

Lookups::Lookups(const Program &P, Outcomes &Results) : P(P), Results(Results) {
  findPredicates();
}

/// "127.0.0.1", "::1", "localhost": what no server is asked for.
static bool isAddressText(llvm::StringRef Text) {
  if (Text.empty() || Text == "localhost" || Text == "localhost.localdomain" ||
      Text == "ip6-localhost")
    return true;
  auto IsIn = [](llvm::StringRef Extra) {
    return [Extra](char C) { return llvm::isDigit(C) || Extra.contains(C); };
  };
  if (Text.count('.') == 3 && llvm::all_of(Text, IsIn(".:")))
    return true;
  return Text.contains(':') && llvm::all_of(Text, IsIn(".:abcdefABCDEF[]%"));
}

/// Whether the value is always a text that is written in the code and is an
/// address.
bool Lookups::isAddress(FunctionRef F, ValueId Value, CallPath Path,
                        unsigned Depth) const {
  if (Value >= F->Values.size() || Depth > MostDepth)
    return false;
  const ValueFacts &V = F->Values[Value];
  auto Again = [&](ValueId Other) {
    return isAddress(F, Other, Path, Depth + 1);
  };
  switch (V.Kind) {
  case ValueKind::String:
    return isAddressText(V.Text);
  case ValueKind::Local: {
    const LocalFacts &Local = F->Locals[V.Number];
    return !Local.Definitions.empty() &&
           llvm::all_of(Local.Definitions, [&](const DefinitionFacts &D) {
             return !D.Field && Again(D.Value);
           });
  }
  case ValueKind::Select:
    return Again(V.Operands[1]) && Again(V.Operands[2]);
  case ValueKind::Call: {
    // text.c_str(), std::string("...").
    const CallFacts &Call = F->Calls[V.Number];
    if (Call.Object != NoIndex && Call.Arguments.empty())
      return Again(Call.Object);
    return Call.IsConstructor && !Call.Arguments.empty() &&
           Again(Call.Arguments[0]);
  }
  case ValueKind::Parameter: {
    auto Passed = [&](const CallRef &From, CallPath Rest) {
      const CallFacts &Call = From.facts();
      return size_t(V.Number) < Call.Arguments.size() &&
             isAddress(From.Caller, Call.Arguments[V.Number], Rest, Depth + 1);
    };
    if (!F->Parameters[V.Number].Definitions.empty())
      return false;
    if (!Path.empty())
      return Passed(Path.back(), Path.drop_back());
    llvm::ArrayRef<CallRef> Callers = P.callers(F->Id);
    return !Callers.empty() && Callers.size() <= 16 &&
           llvm::all_of(Callers,
                        [&](const CallRef &From) { return Passed(From, {}); });
  }
  case ValueKind::Field:
  case ValueKind::Global: {
    llvm::ArrayRef<StoreRef> Stores = P.stores(V.Symbol);
    return !Stores.empty() && Stores.size() <= 16 &&
           llvm::all_of(Stores, [&](const StoreRef &Store) {
             return isAddress(Store.Function, Store.facts().Value, {},
                              Depth + 1);
           });
  }
  default:
    return false;
  }
}

const Effect *Lookups::of(FunctionRef F, const CallFacts &Call,
                          CallPath Path) const {
  if (Call.ApiRow == NoIndex)
    return nullptr;
  for (const AppliedEffect &Applied : effectsOf(P, F, Call, Path)) {
    const Effect &E = *Applied.What;
    if (E.Kind != EffectKind::Blocks || E.BlockKind != "dns")
      continue;
    if (E.Value == RoleAnyArgument) {
      // The first text is the host, where there is one.
      if (llvm::any_of(Call.Arguments, [&](ValueId Argument) {
            return isAddress(F, Argument, Path, 0);
          }))
        continue;
    } else if (isAddress(F, argumentOf(Call, E.Value), Path, 0)) {
      continue;
    }
    return &E;
  }
  return nullptr;
}

/// The host among what a call is given: behind a protocol, if there is one, and
/// inside the object that a query is made as.
static ValueId hostAmong(const FunctionFacts &F,
                         llvm::ArrayRef<ValueId> Arguments, unsigned Depth) {
  for (ValueId Argument : Arguments) {
    if (Argument >= F.Values.size())
      continue;
    ValueId Made = Argument;
    const ValueFacts *V = &F.Values[Made];
    if (V->Kind == ValueKind::Local &&
        F.Locals[V->Number].Definitions.size() == 1 &&
        F.Locals[V->Number].Definitions[0].Value < F.Values.size()) {
      Made = F.Locals[V->Number].Definitions[0].Value;
      V = &F.Values[Made];
    }
    if (Depth < 2 && V->Kind == ValueKind::Call &&
        F.Calls[V->Number].IsConstructor &&
        F.Calls[V->Number].Arguments.size() > 1)
      if (ValueId Inside =
              hostAmong(F, F.Calls[V->Number].Arguments, Depth + 1);
          Inside != NoIndex)
        return Inside;
    if (Depth < 2 && V->Kind == ValueKind::Aggregate)
      if (ValueId Inside = hostAmong(F, V->Operands, Depth + 1);
          Inside != NoIndex)
        return Inside;
    if (!nameOf(F, baseOf(F, Argument)).empty())
      return Argument;
  }
  return NoIndex;
}

ValueId Lookups::askedFor(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex)
    for (const AppliedEffect &Applied : effectsOf(P, F, Call))
      if (Applied.What->Kind == EffectKind::Blocks &&
          Applied.What->BlockKind == "dns")
        return Applied.What->Value == RoleAnyArgument
                   ? hostAmong(*F, Call.Arguments, 0)
                   : argumentOf(Call, Applied.What->Value);
  return NoIndex;
}

llvm::StringRef Lookups::nameIn(FunctionRef F, const CallFacts &Call) const {
  ValueId Value = askedFor(F, Call);
  if (Value >= F->Values.size())
    return {};
  // host.c_str() is host.
  const ValueFacts &V = F->Values[Value];
  if (V.Kind == ValueKind::Call && F->Calls[V.Number].Object != NoIndex &&
      F->Calls[V.Number].Arguments.empty())
    Value = F->Calls[V.Number].Object;
  return nameOf(*F, Value);
}

/// What a call without a body in view says by its name: isIpAddress(host).
static bool isPredicateName(llvm::StringRef Name) {
  return hasWord(Name, "is") &&
         hasWord(Name, "ip ipv4 ipv6 ip4 ip6 ipaddr numeric inet");
}

ValueId Lookups::testedBy(FunctionRef F, const CallFacts &Call) const {
  if (Call.ApiRow != NoIndex) {
    const Effect *E = effectOf(P, F, Call, EffectKind::ParsesAddress);
    return E ? argumentOf(Call, E->Value) : NoIndex;
  }
  bool HasBody = false;
  for (FunctionRef Target : P.targets(F, Call)) {
    HasBody = true;
    auto It = Predicates.find(Target.Function);
    if (It != Predicates.end() && It->second < Call.Arguments.size())
      return Call.Arguments[It->second];
  }
  if (!HasBody && Call.Arguments.size() == 1 &&
      isPredicateName(lastComponent(Call.CalleeName)))
    return Call.Arguments[0];
  return NoIndex;
}

/// Functions that return what a test of their parameter said, and look nothing
/// up themselves.
void Lookups::findPredicates() {
  bool Changed = true;
  for (unsigned Round = 0; Changed && Round < 3; ++Round) {
    Changed = false;
    for (FunctionRef F : P.functions()) {
      if (F->Parameters.empty() || Predicates.count(F.Function) ||
          F->Calls.size() > 12)
        continue;
      ValueId Tested = NoIndex;
      bool LooksUp = false;
      for (const CallFacts &Call : F->Calls) {
        LooksUp |= of(F, Call) != nullptr;
        ValueId V = testedBy(F, Call);
        if (V != NoIndex)
          Tested = baseOf(*F, V);
      }
      if (LooksUp || Tested >= F->Values.size() ||
          F->Values[Tested].Kind != ValueKind::Parameter)
        continue;
      Predicates[F.Function] = F->Values[Tested].Number;
      Changed = true;
    }
  }
}

/// The base of a name, also where it is handed on as name.c_str().
static ValueId variableOf(const FunctionFacts &F, ValueId Value) {
  for (unsigned Depth = 0; Value < F.Values.size() && Depth < 8; ++Depth) {
    const ValueFacts &V = F.Values[Value];
    if (V.Kind != ValueKind::Call || F.Calls[V.Number].Object == NoIndex ||
        !F.Calls[V.Number].Arguments.empty())
      break;
    Value = F.Calls[V.Number].Object;
  }
  return Value;
}

/// Whether the condition holds when the test has found a number; none if it
/// does not depend on the test.
std::optional<bool> Lookups::holdsForNumbers(FunctionRef F,
                                             const CallFacts &Test,
                                             ValueId Condition) {
  if (std::optional<bool> Known = Results.holdsOnSuccess(F, Test, Condition))
    return Known;
  // A function without a body in view is asked like a truth.
  bool Holds = true;
  for (unsigned Depth = 0; Condition < F->Values.size() && Depth < 4; ++Depth) {
    const ValueFacts &V = F->Values[Condition];
    if (Condition == Test.Result)
      return Holds;
    if (V.Kind == ValueKind::Not) {
      Holds = !Holds;
      Condition = V.Operands[0];
    } else if (V.Kind == ValueKind::Compare &&
               F->Values[V.Operands[1]].Kind == ValueKind::Integer &&
               F->Values[V.Operands[1]].Number == 0) {
      if (CompareOp(V.Extra) == CompareOp::Equal)
        Holds = !Holds;
      else if (CompareOp(V.Extra) != CompareOp::NotEqual)
        return std::nullopt;
      Condition = V.Operands[0];
    } else if (V.Kind == ValueKind::Local &&
               F->Locals[V.Number].Definitions.size() == 1) {
      Condition = F->Locals[V.Number].Definitions[0].Value;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool Lookups::isGuarded(FunctionRef F, const CallFacts &Call) {
  const FlowGraph &Flow = F->Flow;
  if (F->FlowFailed || Call.Block >= Flow.Blocks.size() ||
      Flow.Entry >= Flow.Blocks.size())
    return false;
  // The tests of something that the call is given, too.
  llvm::SmallVector<const CallFacts *, 4> Tests;
  for (const CallFacts &Test : F->Calls) {
    ValueId Tested = testedBy(F, Test);
    if (Tested == NoIndex || &Test == &Call)
      continue;
    ValueId Variable = variableOf(*F, Tested);
    auto IsSame = [&](ValueId Given) {
      ValueId Other = variableOf(*F, Given);
      return Other == Variable || (baseOf(*F, Other) == baseOf(*F, Variable) &&
                                   baseOf(*F, Other) != NoIndex);
    };
    if (llvm::any_of(Call.Arguments, IsSame) ||
        (Call.Object != NoIndex && IsSame(Call.Object)))
      Tests.push_back(&Test);
  }
  if (Tests.empty())
    return false;
  // Without the sides on which a test has found a number, is there still a way?
  llvm::BitVector Seen(Flow.Blocks.size());
  llvm::SmallVector<uint32_t, 16> Work{Flow.Entry};
  Seen.set(Flow.Entry);
  bool AnyTest = false;
  while (!Work.empty()) {
    uint32_t At = Work.pop_back_val();
    if (At == Call.Block)
      return false;
    const FlowBlock &Block = Flow.Blocks[At];
    std::optional<bool> Numeric;
    if (Block.Condition != NoIndex)
      for (const CallFacts *Test : Tests)
        if (!Numeric)
          Numeric = holdsForNumbers(F, *Test, Block.Condition);
    for (const FlowEdge &Edge : Block.Successors) {
      bool IsNumericSide =
          Numeric && ((Edge.Kind == EdgeKind::IfTrue && *Numeric) ||
                      (Edge.Kind == EdgeKind::IfFalse && !*Numeric));
      AnyTest |= IsNumericSide;
      if (IsNumericSide || Edge.To >= Flow.Blocks.size() || Seen.test(Edge.To))
        continue;
      Seen.set(Edge.To);
      Work.push_back(Edge.To);
    }
  }
  return AnyTest;
}

} // namespace hangproof
