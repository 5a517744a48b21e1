//===- PreludePlan.h - Which headers to parse once --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Units with the same options are divided by the headers that they include, so
// that those of one part have much in common. What all of a part include is
// parsed once for them.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PRELUDEPLAN_H
#define HANGPROOF_DRIVER_PRELUDEPLAN_H

#include "Closures.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace hangproof {

struct PreludePlan {
  std::vector<size_t> Users; ///< Units that include all of it; sorted.
  /// As they stand in a directive, <vector> or "/path/own.h", in the order in
  /// which the first user includes them.
  std::vector<std::string> Headers;
  uint64_t Bytes = 0; ///< Of all files that the users have in common.

  /// The bytes that are not parsed because of it.
  double saved() const;
};

/// The plans that pay, Most at most. Which are numbers of units with the same
/// options.
std::vector<PreludePlan> planPreludes(llvm::ArrayRef<size_t> Which,
                                      const Closures &Files, size_t Most);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PRELUDEPLAN_H
