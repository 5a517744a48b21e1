//===- LimitsTest.cpp - What caps how many run at once --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Limits.h"
#include "ParsedProgram.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: start
    source: s
    args: {run: 0}
    effects:
      - effect: spawns
        entry: run
  - function: Semaphore::take
    source: s
    effects:
      - effect: acquires-limit
        limit: object
  - function: Semaphore::give
    source: s
    effects:
      - effect: releases-limit
        limit: object
  - function: pause
    source: s
    effects:
      - effect: blocks
        kind: sleep
  - function: item
    source: s
    effects:
      - effect: yields-item
)";

constexpr const char *Prelude = R"(
void start(void (*)());
struct Semaphore { bool take(); void give(); };
void pause();
int item();
void log(int);
Semaphore slots;
int active, maximum, errors, listening;
void work() { slots.give(); --active; }
)";

class LimitsTest : public testing::Test {
protected:
  /// Whether the call of start in "f" has a limit in its loop, or in f if there
  /// is none.
  std::optional<Limit> limit(const std::string &Code) {
    Parsed = std::make_unique<ParsedProgram>(Rows, Prelude + Code);
    LoopTrips Loops(Parsed->program());
    Limits Caps(Parsed->program(), Loops);
    FunctionRef F = Parsed->function("f");
    const CallFacts &Call = F->Calls[Parsed->call(F, "start")];
    return Caps.around(F, Call, Call.Loop, {Parsed->function("work")});
  }
  std::unique_ptr<ParsedProgram> Parsed;
};

TEST_F(LimitsTest, ThereIsNone) {
  EXPECT_FALSE(limit("void f() { while (item() >= 0) start(work); }"));
}

TEST_F(LimitsTest, ASemaphoreIsTaken) {
  std::optional<Limit> L =
      limit("void f() { while (item() >= 0) { slots.take(); start(work); } }");
  ASSERT_TRUE(L);
  EXPECT_EQ(L->Kind, LimitKind::Slots);
  EXPECT_EQ(L->Name, "slots");
}

TEST_F(LimitsTest, ASemaphoreOnSomePathsIsNone) {
  EXPECT_FALSE(limit("void f(bool b) { while (item() >= 0) {"
                     "  if (b) slots.take(); start(work); } }"));
}

TEST_F(LimitsTest, ASemaphoreBeforeTheLoopIsNone) {
  EXPECT_FALSE(limit("void f() { slots.take();"
                     "  while (item() >= 0) start(work); }"));
}

TEST_F(LimitsTest, ASemaphoreIsTriedOrLeft) {
  EXPECT_TRUE(limit("void f() { while (item() >= 0) {"
                    "  if (!slots.take()) continue; start(work); } }"));
}

TEST_F(LimitsTest, ASemaphoreThatOthersPostCountsItems) {
  EXPECT_FALSE(limit("Semaphore items; void put() { items.give(); }"
                     "void f() { for (;;) { items.take(); start(work); } }"));
}

TEST_F(LimitsTest, AScopedPermitTakes) {
  EXPECT_TRUE(limit("struct Permit { Permit() { slots.take(); } ~Permit(); };"
                    "void f() { while (item() >= 0) { Permit p;"
                    "  start(work); } }"));
}

TEST_F(LimitsTest, AWrapperTakes) {
  EXPECT_TRUE(limit("void slot() { slots.take(); }"
                    "void f() { while (item() >= 0) { slot();"
                    "  start(work); } }"));
  EXPECT_FALSE(limit("void slot() { slots.take(); slots.give(); }"
                     "void f() { while (item() >= 0) { slot();"
                     "  start(work); } }"));
}

TEST_F(LimitsTest, ACountIsComparedBefore) {
  std::optional<Limit> L =
      limit("void f() { while (item() >= 0) {"
            "  if (active >= maximum) continue; ++active; start(work); } }");
  ASSERT_TRUE(L);
  EXPECT_EQ(L->Kind, LimitKind::Count);
  EXPECT_EQ(L->Name, "active");
}

TEST_F(LimitsTest, ACountIsWaitedFor) {
  EXPECT_TRUE(limit("void f() { while (item() >= 0) {"
                    "  while (active >= maximum) pause();"
                    "  ++active; start(work); } }"));
}

TEST_F(LimitsTest, ACountEndsTheTurn) {
  EXPECT_TRUE(limit("void f() { while (item() >= 0) {"
                    "  start(work); ++active;"
                    "  if (active >= maximum) listening = 0; } }"));
  EXPECT_TRUE(limit("void f() { while (item() >= 0) {"
                    "  start(work); if (++active >= 8) pause(); } }"));
}

TEST_F(LimitsTest, ACountThatOnlyIsLoggedIsNone) {
  EXPECT_FALSE(limit("void f() { while (item() >= 0) { ++active;"
                     "  if (active >= maximum) log(active);"
                     "  start(work); } }"));
}

TEST_F(LimitsTest, ACursorOfAnotherLoopIsNone) {
  EXPECT_FALSE(limit("void f(int n) { int i; for (;;) { item();"
                     "  for (i = 0; i < n; ++i) log(i); start(work); } }"));
  EXPECT_FALSE(limit("void f(int n) { for (int i = 0; i < n; ++i) log(i);"
                     "  start(work); }"));
}

TEST_F(LimitsTest, ACountOfFailuresIsNone) {
  EXPECT_FALSE(limit("void f() { for (;;) { int i = item();"
                     "  if (i < 0) { if (++errors > 10) break; continue; }"
                     "  start(work); } }"));
}

TEST_F(LimitsTest, APredicateCompares) {
  EXPECT_TRUE(limit("bool full() { return active >= maximum; }"
                    "void f() { while (item() >= 0) {"
                    "  if (full()) break; ++active; start(work); } }"));
  EXPECT_TRUE(limit("bool full() { if (active >= maximum) return true;"
                    "  return false; }"
                    "void f() { while (item() >= 0) {"
                    "  if (!full()) { ++active; start(work); } } }"));
}

TEST_F(LimitsTest, AHelperWaits) {
  EXPECT_TRUE(limit("void room() { while (active >= maximum) pause();"
                    "  ++active; }"
                    "void f() { while (item() >= 0) { room();"
                    "  start(work); } }"));
}

TEST_F(LimitsTest, FreeSlotsAreCountedDown) {
  EXPECT_TRUE(limit("int free_slots = 4;"
                    "void f() { while (item() >= 0) {"
                    "  while (free_slots == 0) pause();"
                    "  --free_slots; start(work); } }"));
}

TEST_F(LimitsTest, AFunctionWithoutLoopIsLimitedToo) {
  EXPECT_TRUE(limit("void f() { if (active >= maximum) return;"
                    "  ++active; start(work); }"));
  EXPECT_TRUE(limit("void f() { start(work); ++active;"
                    "  if (active >= maximum) listening = 0; }"));
  EXPECT_FALSE(limit("void f() { ++active; start(work); }"));
}

} // namespace
} // namespace hangproof
