//===- Finding.cpp - What a check says, as plain values -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Finding.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <tuple>

namespace hangproof {

const char *toString(Confidence C) {
  switch (C) {
  case Confidence::Low:
    return "low";
  case Confidence::Medium:
    return "medium";
  case Confidence::High:
    return "high";
  }
  llvm_unreachable("unknown confidence");
}

void sortAndUnique(std::vector<Finding> &Findings) {
  auto Key = [](const Finding &F) {
    return std::tie(F.Where, F.Check, F.Message);
  };
  // Of findings that say the same, the surest and best explained one comes
  // first and is kept. The rest of the order only makes it total, so that the
  // one that is kept does not depend on the order in which files were read.
  auto Before = [&](const Finding &A, const Finding &B) {
    if (Key(A) != Key(B))
      return Key(A) < Key(B);
    if (A.Level != B.Level)
      return A.Level > B.Level;
    if (A.Evidence.size() != B.Evidence.size())
      return A.Evidence.size() > B.Evidence.size();
    if (A.Fixes.size() != B.Fixes.size())
      return A.Fixes.size() > B.Fixes.size();
    if (A.Function != B.Function)
      return A.Function < B.Function;
    return std::lexicographical_compare(
        A.Evidence.begin(), A.Evidence.end(), B.Evidence.begin(),
        B.Evidence.end(), [](const EvidenceStep &S, const EvidenceStep &T) {
          return std::tie(S.Where, S.Message) < std::tie(T.Where, T.Message);
        });
  };
  auto Same = [&](const Finding &A, const Finding &B) {
    return Key(A) == Key(B);
  };
  std::sort(Findings.begin(), Findings.end(), Before);
  Findings.erase(std::unique(Findings.begin(), Findings.end(), Same),
                 Findings.end());
}

} // namespace hangproof
