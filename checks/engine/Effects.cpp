//===- Effects.cpp - What a given call does -------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Effects.h"
#include "EffectConditions.h"

namespace hangproof {

llvm::SmallVector<AppliedEffect, 2> effectsOf(const Program &P, FunctionRef F,
                                              const CallFacts &Call,
                                              CallPath Path) {
  llvm::SmallVector<AppliedEffect, 2> Result;
  auto BindsOrReleases = [](const Effect &E) {
    return E.Kind == EffectKind::Binds || E.Kind == EffectKind::Releases;
  };
  auto Add = [&](const ApiRow &Row) {
    for (const Effect &E : Row.Effects) {
      // A call binds or releases, not both: the first that holds is it.
      bool IsDecided = BindsOrReleases(E) &&
                       llvm::any_of(Result, [&](AppliedEffect Earlier) {
                         return BindsOrReleases(*Earlier.What) &&
                                Earlier.What->Pair == E.Pair;
                       });
      if (!IsDecided && applies(P, F, Call, Row, E, Path))
        Result.push_back({&E, &Row});
    }
  };
  if (const ApiRow *Row = P.row(Call))
    Add(*Row);
  // threads.emplace_back(f) constructs a thread from what it is given.
  if (Call.ConstructsRow != NoIndex)
    Add(P.api().row(Call.ConstructsRow));
  return Result;
}

const Effect *effectOf(const Program &P, FunctionRef F, const CallFacts &Call,
                       EffectKind Kind, CallPath Path) {
  auto MayHave = [&](const ApiRow *Row) {
    return Row && llvm::any_of(Row->Effects,
                               [&](const Effect &E) { return E.Kind == Kind; });
  };
  // Most rows have none of the kind: the conditions need no look then.
  if (!MayHave(P.row(Call)) && (Call.ConstructsRow == NoIndex ||
                                !MayHave(&P.api().row(Call.ConstructsRow))))
    return nullptr;
  for (const AppliedEffect &E : effectsOf(P, F, Call, Path))
    if (E.What->Kind == Kind)
      return E.What;
  return nullptr;
}

ValueId argumentOf(const CallFacts &Call, int Role) {
  if (Role == RoleReturn)
    return Call.Result;
  if (Role == RoleObject)
    return Call.Object;
  if (Role < 0 || static_cast<size_t>(Role) >= Call.Arguments.size())
    return NoIndex;
  return Call.Arguments[Role];
}

llvm::SmallVector<AppliedEffect, 2> effectsOfFunction(const Program &P,
                                                      const FunctionFacts &F) {
  llvm::SmallVector<AppliedEffect, 2> Result;
  for (uint32_t Index : F.ApiRows) {
    const ApiRow &Row = P.api().row(Index);
    // What a library's method does is not what the project's override does;
    // that the library calls it is true of both.
    for (const Effect &E : Row.Effects)
      if (Row.Library == AnnotationLibrary || E.Kind == EffectKind::Handler)
        Result.push_back({&E, &Row});
  }
  return Result;
}

} // namespace hangproof
