//===- Scan.h - Which files a unit includes ---------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_SCAN_H
#define HANGPROOF_DRIVER_SCAN_H

#include "Commands.h"
#include "llvm/ADT/ArrayRef.h"

namespace hangproof {

/// What one unit includes, as far as it was seen.
struct Inclusions {
  std::vector<std::string> Files; ///< As Clang names them, itself among them.
  bool IsWhole = false; ///< No header was missing, no directive wrong.
};

/// Scans the preprocessor directives of the units with these indices, Jobs at
/// the same time, which costs a small part of a parse. The results are in the
/// order of Which.
std::vector<Inclusions> scanInclusions(llvm::ArrayRef<Unit> Units,
                                       llvm::ArrayRef<size_t> Which,
                                       unsigned Jobs);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_SCAN_H
