//===- Persisted.cpp - Readings that outlive the process ------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Persisted.h"
#include "llvm/ADT/STLExtras.h"

namespace hangproof::wallclock {

static bool names(const ValueFacts &V, SymbolId Variable) {
  return (V.Kind == ValueKind::Field || V.Kind == ValueKind::Global) &&
         V.Symbol == Variable;
}

bool Persisted::isFilledFromOutside(SymbolId Variable) {
  for (FunctionRef Reader : From.sources().readers(Variable))
    for (ValueId V = 0; V < Reader->Values.size(); ++V) {
      if (!names(Reader->Values[V], Variable))
        continue;
      if (llvm::any_of(From.of(Reader, V).Roots, [](const Origin &O) {
            return O.Kind == OriginKind::Call;
          }))
        return true;
    }
  return false;
}

bool Persisted::contains(SymbolId Variable) {
  auto [It, IsNew] = Known.try_emplace(Variable, false);
  if (!IsNew)
    return It->second;
  bool Result = false;
  for (FunctionRef Reader : From.sources().readers(Variable)) {
    for (const StoreFacts &S : Reader->Stores) {
      if (Result || !names(Reader->Values[S.Value], Variable))
        continue;
      const ValueFacts &Target = Reader->Values[S.Target];
      if ((Target.Kind == ValueKind::Field ||
           Target.Kind == ValueKind::Global) &&
          Target.Symbol != Variable)
        Result = isFilledFromOutside(Target.Symbol);
    }
  }
  return Known[Variable] = Result;
}

} // namespace hangproof::wallclock
