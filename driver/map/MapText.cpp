//===- MapText.cpp - What is on the map, in words -------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadMap.h"

namespace hangproof {

const char *toString(RunnerKind Kind) {
  static const char *const Names[] = {"main", "thread",  "process",
                                      "task", "handler", "outside"};
  return Names[static_cast<unsigned>(Kind)];
}

const char *toString(BoundKind Kind) {
  static const char *const Names[] = {"once",       "in-turn",  "constant",
                                      "configured", "limited",  "pool",
                                      "unknown",    "unbounded"};
  return Names[static_cast<unsigned>(Kind)];
}

std::string toText(const SpawnBound &Bound) {
  std::string Per = Bound.Per.empty() ? "" : ": one for " + Bound.Per;
  switch (Bound.Kind) {
  case BoundKind::Once:
    return "one";
  case BoundKind::InTurn:
    return "one after the other" + Per;
  case BoundKind::Constant:
    return "a fixed number";
  case BoundKind::Configured:
    return "a configured number";
  case BoundKind::Limited:
    return "limited by " +
           (Bound.By.empty() ? std::string("a count") : "'" + Bound.By + "'") +
           Per;
  case BoundKind::Pool:
    return "on the threads of a pool" + Per;
  case BoundKind::Unknown:
    return "as often as it is called" + Per;
  case BoundKind::Unbounded:
    return "UNBOUNDED" + Per;
  }
  return "";
}

} // namespace hangproof
