//===- Wording.h - How findings of the fan-out check are told ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_CHECKS_UNBOUNDEDBLOCKINGFANOUT_WORDING_H
#define HANGPROOF_CHECKS_UNBOUNDEDBLOCKINGFANOUT_WORDING_H

#include "engine/Blocking.h"
#include "engine/CodeNames.h"
#include "engine/Finding.h"

namespace hangproof {

/// "'getaddrinfo' (dns)": what a path blocks in.
std::string blockedIn(const BlockPath &Path);

/// "descriptors run out": what that costs when there are too many at once.
std::string costOf(BlockKind Kind);

/// A sentence for each call of the path from its step First on.
void addPath(const Program &P, Finding &F, const BlockPath &Path,
             unsigned First);

} // namespace hangproof

#endif // HANGPROOF_CHECKS_UNBOUNDEDBLOCKINGFANOUT_WORDING_H
