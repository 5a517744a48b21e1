//===- Words.h - What the smaller formats say of a finding ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_WORDS_H
#define HANGPROOF_DRIVER_REPORT_WORDS_H

#include "Report.h"
#include "ReportPaths.h"
#include <string>
#include <vector>

namespace hangproof {

/// The evidence for formats that have no place for it: a line for each step,
/// "1. src/a.c:12: the wall clock is read into 'T0'". Valid UTF-8 without a
/// line end at the end; empty if there is no evidence.
std::string evidenceWords(const Finding &F, ReportPaths &Paths);

/// Why a file was not analysed whole. Where the reason names files below the
/// root, they are named as the report names them.
std::string reasonWords(const Report &R, const IncompleteFile &File);

/// Indices of R.Findings, those first that matter most: errors, then the
/// surest; the order of the report otherwise. For readers that take or show
/// only the first ones.
std::vector<size_t> mostImportantFirst(const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_WORDS_H
