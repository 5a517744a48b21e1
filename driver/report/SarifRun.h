//===- SarifRun.h - What SARIF says of a run as a whole ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_SARIFRUN_H
#define HANGPROOF_DRIVER_REPORT_SARIFRUN_H

#include "SarifPlaces.h"
#include <cstddef>
#include <string>

namespace hangproof {

/// Evidence of one finding; GitHub refuses a result with more than 1000
/// locations.
constexpr size_t MaxSarifSteps = 900;

/// What a file does not have because readers would refuse it.
struct SarifLeftOut {
  size_t Findings = 0, FindingsInAll = 0;
  size_t Steps = 0;
  bool Text = false; ///< The source text of places.
  std::string Why;   ///< The limit that made Findings or Text go.
};

/// tool.driver: the checks that ran, and the kinds of notices there are.
Json sarifDriver(const Report &R);

/// The invocation, with a notice for all that is not in the file.
Json sarifInvocation(const Report &R, SarifPlaces &Places,
                     const SarifLeftOut &LeftOut);

/// originalUriBaseIds.
Json sarifBases(const Report &R);

/// An entry of versionControlProvenance. Null when nothing is known: the URI
/// is required.
Json sarifVersionControl(const Report &R, bool HasBase);

/// What the run saw, so that silence is not taken for safety.
Json sarifCounts(const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_SARIFRUN_H
