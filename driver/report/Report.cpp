//===- Report.cpp - What reporters are given ------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace hangproof {

const CheckInfo *checkOf(const Report &R, StringRef Name) {
  auto Found =
      find_if(R.Checks, [&](const CheckInfo &C) { return Name == C.Name; });
  return Found == R.Checks.end() ? nullptr : &*Found;
}

size_t countSuppressed(const Report &R, SuppressionKind Kind) {
  return count_if(R.Suppressed,
                  [&](const SuppressedFinding &F) { return F.Kind == Kind; });
}

const char *levelOf(const Report &R, const ReportedFinding &F) {
  if (F.AsError)
    return "error";
  if (F.What.Level == Confidence::Low)
    return "note";
  const CheckInfo *Check = checkOf(R, F.What.Check);
  return Check && StringRef(Check->Severity) == "error" ? "error" : "warning";
}

} // namespace hangproof
