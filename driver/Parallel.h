//===- Parallel.h - Work on many files at once ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PARALLEL_H
#define HANGPROOF_DRIVER_PARALLEL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstddef>

namespace hangproof {

/// CPUs that this process may use: its affinity mask and the CPU quota of its
/// cgroup are respected. At least 1.
unsigned availableCpus();

/// Calls Work(0) to Work(Count - 1), at most Jobs at the same time. Each call
/// runs on a thread with a large stack and contains its crashes, a stack
/// overflow included: Crashed(index) is then called instead, on the same
/// worker. Returns when all are done.
void forEachParallel(size_t Count, unsigned Jobs,
                     llvm::function_ref<void(size_t)> Work,
                     llvm::function_ref<void(size_t)> Crashed);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PARALLEL_H
