//===- Finding.h - What a check says, as plain values -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FINDING_H
#define HANGPROOF_ENGINE_FINDING_H

#include "Place.h"
#include <string>
#include <vector>

namespace hangproof {

/// How sure a finding is. A property of one finding, never of a rule. Low is
/// not shown unless asked for.
enum class Confidence { Low, Medium, High };

/// "low", "medium" or "high".
const char *toString(Confidence C);

/// One step of the evidence, in the order in which things happen at run time.
struct EvidenceStep {
  SourceRange Where;
  std::string Message;
};

/// Replace the bytes of Where (which may be empty) by Replacement.
struct FixEdit {
  SourceRange Where;
  std::string Replacement;
};

/// One defect. Reporters see nothing else, so everything that is said about
/// the defect is in here.
struct Finding {
  std::string Check;    ///< "hangproof-wall-clock-duration".
  SourceRange Where;    ///< The one token that a reviewer would point at.
  std::string Message;  ///< Lower case, no full stop, fix in one clause.
  std::string Function; ///< Qualified name of the enclosing function.
  Confidence Level = Confidence::Medium;
  std::vector<EvidenceStep> Evidence;
  std::vector<FixEdit> Fixes; ///< All of them together are the fix.
};

/// Sorts by place, then check, then message, and drops findings that say the
/// same at the same place (a header that was read in several files).
void sortAndUnique(std::vector<Finding> &Findings);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FINDING_H
