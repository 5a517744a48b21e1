//===- Summary.cpp - What a run found, in a line --------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;

namespace hangproof {

static std::string counted(uint64_t Count, StringRef Noun) {
  return (utostr(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

void writeSummary(raw_ostream &OS, const Report &R) {
  for (const IncompleteFile &File : R.Incomplete)
    OS << "hangproof: '" << File.Path
       << "' was not analysed whole: " << File.Reason << '\n';

  OS << "hangproof: ";
  if (!R.ToolError.empty())
    OS << "failed: " << R.ToolError << "; ";
  OS << counted(R.Findings.size(), "finding");
  ListSeparator Comma;
  const char *Open = " (";
  for (StringRef Level : {"error", "warning", "note"}) {
    size_t Count = count_if(R.Findings, [&](const ReportedFinding &F) {
      return levelOf(R, F) == Level;
    });
    if (!Count)
      continue;
    OS << Open << StringRef(Comma) << counted(Count, Level);
    Open = "";
  }
  OS << (R.Findings.empty() ? "" : ")");
  OS << " in " << counted(R.Files.size(), "file");
  if (!R.Incomplete.empty())
    OS << ", " << R.Incomplete.size() << " of them not analysed whole";
  if (size_t Count = countSuppressed(R, SuppressionKind::InSource))
    OS << "; " << Count << " suppressed";
  if (size_t Count = countSuppressed(R, SuppressionKind::Baseline))
    OS << "; " << Count << " known from the baseline";
  if (R.GoneFromBaseline)
    OS << "; " << R.GoneFromBaseline
       << " of the baseline not there any more (--prune-baseline)";
  if (R.ChangedFiles)
    OS << "; " << R.Untouched << " not touched by the change of "
       << counted(*R.ChangedFiles, "file");
  for (const BlindSpot &Spot : R.BlindSpots)
    OS << "; " << Spot.Count << ' ' << Spot.What;
  if (R.Duration.count() > 0)
    OS << format("; %.1f s", R.Duration.count() / 1000.0);
  OS << '\n';
}

} // namespace hangproof
