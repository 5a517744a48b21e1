//===- Wording.cpp - How findings of the fan-out check are told -----------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Wording.h"

namespace hangproof {

std::string blockedIn(const BlockPath &Path) {
  const ActStep &Last = Path.Steps.back();
  return calleeName(*Last.In, Last.facts()) + " (" +
         toString(Path.What.Kind).str() + ")";
}

std::string costOf(BlockKind Kind) {
  switch (Kind) {
  case BlockKind::Disk:
    return "descriptors run out and the disk thrashes";
  case BlockKind::Process:
    return "processes and memory run out";
  case BlockKind::Dns:
  case BlockKind::Network:
    return "sockets and threads run out, and the other side is flooded";
  default:
    return "threads run out";
  }
}

void addPath(const Program &P, Finding &F, const BlockPath &Path,
             unsigned First) {
  for (unsigned I = First; I < Path.Steps.size(); ++I) {
    const ActStep &Step = Path.Steps[I];
    bool IsLast = I + 1 == Path.Steps.size();
    F.Evidence.push_back(
        {P.range(Step.In, Step.facts().Where),
         functionName(*Step.In) + " calls " +
             calleeName(*Step.In, Step.facts()) +
             (IsLast ? ", which blocks (" + toString(Path.What.Kind).str() + ")"
                     : "")});
  }
}

} // namespace hangproof
