//===- Parallel.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Parallel.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/thread.h"
#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <vector>

using namespace llvm;

namespace hangproof {

/// Deeply nested code recurses deeply in the parser and in whatever walks the
/// tree. Only the pages that are touched cost memory.
static constexpr unsigned StackSize = 256u << 20;

/// CPUs' worth of time that the cgroup grants, rounded up; 0 for no limit.
static unsigned cgroupCpus() {
  // The file has no size to map: it is read as a stream.
  auto Buffer = MemoryBuffer::getFileAsStream("/sys/fs/cgroup/cpu.max");
  if (!Buffer)
    return 0;
  auto [Quota, Period] = (*Buffer)->getBuffer().trim().split(' ');
  unsigned long long Time = 0, Per = 0;
  if (Quota.getAsInteger(10, Time) || Period.getAsInteger(10, Per) || !Per)
    return 0;
  return std::max<unsigned long long>(1, (Time + Per - 1) / Per);
}

unsigned availableCpus() {
  unsigned Cpus = std::max(1u, hardware_concurrency().compute_thread_count());
  unsigned Quota = cgroupCpus();
  return Quota ? std::min(Cpus, Quota) : Cpus;
}

/// Makes the handlers of the crash recovery run on the alternative stack, for
/// there is none left after an overflow.
static void enableCrashRecovery() {
  static bool Done = false;
  if (Done)
    return;
  Done = true;
  CrashRecoveryContext::Enable();
  for (int Signal : {SIGSEGV, SIGBUS}) {
    struct sigaction Action;
    if (sigaction(Signal, nullptr, &Action) != 0)
      continue;
    Action.sa_flags |= SA_ONSTACK;
    sigaction(Signal, &Action, nullptr);
  }
}

namespace {
/// An alternative signal stack for the current thread.
class SignalStack {
public:
  SignalStack() : Memory(new char[Size]) {
    stack_t New = {};
    New.ss_sp = Memory.get();
    New.ss_size = Size;
    sigaltstack(&New, &Old);
  }
  ~SignalStack() { sigaltstack(&Old, nullptr); }

private:
  static constexpr size_t Size = 64 << 10;
  std::unique_ptr<char[]> Memory;
  stack_t Old = {};
};
} // namespace

void forEachParallel(size_t Count, unsigned Jobs,
                     function_ref<void(size_t)> Work,
                     function_ref<void(size_t)> Crashed) {
  enableCrashRecovery();
  std::atomic<size_t> Next{0};
  auto Worker = [&] {
    SignalStack Stack;
    for (size_t I = Next++; I < Count; I = Next++) {
      CrashRecoveryContext Recovery;
      if (!Recovery.RunSafely([&] { Work(I); }))
        Crashed(I);
    }
  };
  std::vector<llvm::thread> Threads;
  size_t Wanted = std::min<size_t>(std::max(1u, Jobs), Count);
  for (size_t I = 0; I < Wanted; ++I)
    Threads.emplace_back(std::optional<unsigned>(StackSize), Worker);
  for (llvm::thread &Thread : Threads)
    Thread.join();
}

} // namespace hangproof
