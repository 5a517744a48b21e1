//===- ParallelTest.cpp - Crashes and CPUs --------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Parallel.h"
#include "gtest/gtest.h"
#include <atomic>
#include <cstdlib>
#include <vector>

namespace hangproof {

/// Needs a frame for every level: the result depends on what comes back.
__attribute__((noinline)) static unsigned deep(volatile char *Above,
                                               unsigned Level) {
  volatile char Frame[1024];
  Frame[0] = static_cast<char>(*Above + 1);
  return Level == 0 ? 0 : deep(Frame, Level - 1) + Frame[0];
}

TEST(Parallel, EveryIndexOnce) {
  for (unsigned Jobs : {1u, 3u, 100u}) {
    std::vector<std::atomic<int>> Seen(17);
    forEachParallel(
        Seen.size(), Jobs, [&](size_t I) { ++Seen[I]; },
        [](size_t) { FAIL() << "nothing crashed"; });
    for (const std::atomic<int> &Count : Seen)
      EXPECT_EQ(Count, 1);
  }
}

TEST(Parallel, NothingToDo) {
  forEachParallel(0, 4, [](size_t) { FAIL(); }, [](size_t) { FAIL(); });
}

TEST(Parallel, CrashesAreContained) {
  std::atomic<int> Done{0}, Crashed{0};
  volatile char Top = 0;
  forEachParallel(
      9, 2,
      [&](size_t I) {
        if (I == 3)
          std::abort();
        // More than any stack holds.
        if (I == 5 || I == 6)
          deep(&Top, ~0u);
        ++Done;
      },
      [&](size_t I) {
        EXPECT_TRUE(I == 3 || I == 5 || I == 6);
        ++Crashed;
      });
  EXPECT_EQ(Done, 6);
  EXPECT_EQ(Crashed, 3);
}

TEST(Parallel, StackIsLarge) {
  volatile char Top = 0;
  bool Returned = false;
  forEachParallel(
      1, 1,
      [&](size_t) {
        deep(&Top, 100000);
        Returned = true;
      },
      [](size_t) { FAIL() << "stack overflow"; });
  EXPECT_TRUE(Returned);
}

TEST(Parallel, AtLeastOneCpu) { EXPECT_GE(availableCpus(), 1u); }

} // namespace hangproof
