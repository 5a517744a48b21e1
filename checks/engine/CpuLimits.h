//===- CpuLimits.h - Who looks at what the process may use ------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A number of processors is that of the machine, of the affinity mask, or of
// the CPU quota. Code that asks for one often asks for another as well, in the
// same function or in a helper, and falls back from one to the other. Files
// are told by their paths, wherever the function hands them on.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_CPULIMITS_H
#define HANGPROOF_ENGINE_CPULIMITS_H

#include "Program.h"
#include "llvm/Support/GlobPattern.h"
#include <vector>

namespace hangproof {

enum class CpuNumber : uint8_t {
  None,
  Online,
  Configured, ///< Those that are off or absent, too.
  Affinity,
  Quota,
};

class CpuLimits {
public:
  explicit CpuLimits(const Program &P);

  /// The highest of Affinity and Quota that F asks for, by itself or in a
  /// function that it calls; None if it asks for neither. For a function that
  /// is not in view its name speaks.
  CpuNumber askedIn(FunctionRef F);

  /// What a call gives: the effect of its row, or None. Into gets the role.
  CpuNumber givenBy(FunctionRef F, const CallFacts &Call, int &Into) const;

  /// The number in the file that a text names, None for other texts.
  CpuNumber inFile(llvm::StringRef Text) const;

private:
  CpuNumber find(FunctionRef F, unsigned Depth);

  const Program &P;
  std::vector<std::pair<llvm::GlobPattern, CpuNumber>> Files;
  llvm::DenseMap<std::pair<const FunctionFacts *, unsigned>, CpuNumber> Known;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_CPULIMITS_H
