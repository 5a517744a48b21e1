//===- Fingerprint.h - What stays the same when lines move ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_FINGERPRINT_H
#define HANGPROOF_DRIVER_REPORT_FINGERPRINT_H

#include "Report.h"
#include "SourceText.h"
#include <string>
#include <vector>

namespace hangproof {

/// The "hangproof/v1" fingerprint of each finding, 32 hexadecimal digits: of
/// the check, the file's name, the enclosing function, the line's text
/// without blanks, and the how-manieth finding alike it is in this report. It
/// knows no line number and no directory. A given ReportedFinding::Fingerprint
/// is kept.
std::vector<std::string> fingerprints(const Report &R, SourceTexts &Texts);

/// Fills ReportedFinding::Fingerprint. To be called before findings are
/// filtered, so that hiding one does not renumber those alike it.
void assignFingerprints(Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_FINGERPRINT_H
