//===- Dispatch.cpp - How sure a call is to run a function ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dispatch.h"
#include "Entries.h"
#include "FunctionValues.h"
#include "ValueWalk.h"

namespace hangproof {

/// The parameter of F that an indirect call calls; NoIndex if it is none.
static uint32_t calledParameter(const FunctionFacts &F, const CallFacts &Call) {
  ValueId Target = Call.Target;
  for (unsigned Depth = 0; Target < F.Values.size() && Depth < 4; ++Depth) {
    const ValueFacts &V = F.Values[Target];
    if (V.Kind == ValueKind::Parameter)
      return V.Number;
    if (V.Kind != ValueKind::Deref && V.Kind != ValueKind::AddressOf)
      break;
    Target = V.Operands[0];
  }
  return NoIndex;
}

Dispatch dispatchOf(const Program &P, const CallRef &Ref) {
  const CallFacts &Call = Ref.facts();
  Dispatch Result;
  if (Call.IsVirtual) {
    Result.Kind = DispatchKind::Virtual;
    Result.Alternatives = P.targets(Ref.Caller, Call).size();
    return Result;
  }
  if (Call.Target == NoIndex)
    return Result;
  Result.Kind = calledParameter(*Ref.Caller, Call) != NoIndex
                    ? DispatchKind::Parameter
                    : DispatchKind::Stored;
  Result.Alternatives = P.targets(Ref.Caller, Call).size();
  if (!Result.Alternatives)
    Result.Alternatives = functionsIn(P, Ref.Caller, Call.Target).size();
  return Result;
}

std::optional<bool> runsWhenCalledBy(const Program &P, const CallRef &Call,
                                     FunctionRef Target, const CallRef &From) {
  uint32_t Index = calledParameter(*Call.Caller, Call.facts());
  const std::vector<ValueId> &Arguments = From.facts().Arguments;
  if (Index == NoIndex || Index >= Arguments.size() ||
      Arguments[Index] >= From.Caller->Values.size())
    return std::nullopt;
  ValueKind Kind = From.Caller->Values[Arguments[Index]].Kind;
  if (Kind != ValueKind::Function && Kind != ValueKind::Lambda)
    return std::nullopt;
  return llvm::is_contained(functionsIn(P, From.Caller, Arguments[Index]),
                            Target);
}

} // namespace hangproof
