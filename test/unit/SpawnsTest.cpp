//===- SpawnsTest.cpp - Threads and what becomes of their handles ---------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Spawns.h"
#include "ParsedProgram.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: start
    source: s
    args: {thread: 0, run: 1}
    fails: nonzero
    effects:
      - effect: spawns
        entry: run
        thread: thread
  - function: later
    source: s
    args: {run: 0}
    effects:
      - effect: spawns
        entry: run
        thread: return
        dropped: joins
  - function: wait
    source: s
    args: {thread: 0}
    effects:
      - effect: joins
        thread: thread
  - function: let_go
    source: s
    args: {thread: 0}
    effects:
      - effect: detaches
        thread: thread
  - function: forks
    source: s
    effects:
      - effect: forks
)";

constexpr const char *Prelude = R"(
typedef unsigned long Id;
int start(Id *, void (*)(int));
struct Future { Future(); ~Future(); int State; };
Future later(void (*)(int));
void wait(Id);
void let_go(Id);
int forks();
void work(int) {}
)";

class SpawnsTest : public testing::Test {
protected:
  void parse(const std::string &Code) {
    Parsed = std::make_unique<ParsedProgram>(Rows, Prelude + Code);
    Made = std::make_unique<Spawns>(Parsed->program());
    Loops = std::make_unique<LoopTrips>(Parsed->program());
    Results = std::make_unique<Outcomes>(Parsed->program());
    Fates = std::make_unique<ThreadHandles>(Parsed->program(), *Made, *Loops,
                                            *Results);
  }

  /// What becomes of the thread that the first call of Callee in "f" makes, in
  /// one turn of the loop around it.
  ThreadFate fate(llvm::StringRef Callee) {
    FunctionRef F = Parsed->function("f");
    CallId Call = Parsed->call(F, Callee);
    return Fates->of(F, Call, F->Calls[Call].Loop).Fate;
  }
  ThreadFate fate(const std::string &Code, llvm::StringRef Callee) {
    parse(Code);
    return fate(Callee);
  }

  std::unique_ptr<ParsedProgram> Parsed;
  std::unique_ptr<Spawns> Made;
  std::unique_ptr<LoopTrips> Loops;
  std::unique_ptr<Outcomes> Results;
  std::unique_ptr<ThreadHandles> Fates;
};

TEST_F(SpawnsTest, KnowsWhatRunsThere) {
  parse("void f() { Id t; start(&t, work); forks(); wait(t); }");
  FunctionRef F = Parsed->function("f");
  const Spawn *S = Made->at(F, Parsed->call(F, "start"));
  ASSERT_TRUE(S);
  EXPECT_EQ(S->Kind, SpawnKind::Thread);
  ASSERT_EQ(S->Entries.size(), 1u);
  EXPECT_EQ(S->Entries[0]->Name, "work");
  EXPECT_EQ(Made->at(F, Parsed->call(F, "forks"))->Kind, SpawnKind::Process);
  EXPECT_FALSE(Made->at(F, Parsed->call(F, "wait")));
}

TEST_F(SpawnsTest, JoinsInTheSameTurn) {
  EXPECT_EQ(fate("void f(int n) { while (n--) {"
                 "  Id t; if (start(&t, work) != 0) continue; wait(t); } }",
                 "start"),
            ThreadFate::JoinedInTurn);
}

TEST_F(SpawnsTest, JoinsAfterTheLoop) {
  EXPECT_EQ(fate("void f(int n) { Id t[99];"
                 "  for (int i = 0; i < n; ++i) start(&t[i], work);"
                 "  for (int i = 0; i < n; ++i) wait(t[i]); }",
                 "start"),
            ThreadFate::JoinedLater);
}

TEST_F(SpawnsTest, AWaitForSomeIsNone) {
  EXPECT_EQ(fate("bool done(Id);"
                 "void f(int n) { Id t[99];"
                 "  for (int i = 0; i < n; ++i) { start(&t[i], work);"
                 "    for (int k = 0; k < i; ++k) if (done(t[k])) wait(t[k]);"
                 "  } }",
                 "start"),
            ThreadFate::JoinedLater);
}

TEST_F(SpawnsTest, ABatchIsWaitedFor) {
  EXPECT_EQ(fate("void f() { for (;;) { Id t[3];"
                 "  int n = 0;"
                 "  start(&t[n], work);"
                 "  for (int i = 0; i < 3; ++i) wait(t[i]); } }",
                 "start"),
            ThreadFate::JoinedInTurn);
}

TEST_F(SpawnsTest, Detaches) {
  EXPECT_EQ(fate("void f(int n) { while (n--) {"
                 "  Id t; start(&t, work); let_go(t); } }",
                 "start"),
            ThreadFate::Detached);
}

TEST_F(SpawnsTest, IsDroppedWithItsVariable) {
  EXPECT_EQ(
      fate("void f(int n) { while (n--) { Id t; start(&t, work); } }", "start"),
      ThreadFate::Dropped);
}

TEST_F(SpawnsTest, AHandleThatWaitsWhenItGoesIsSerial) {
  EXPECT_EQ(fate("void f(int n) { while (n--) later(work); }", "later"),
            ThreadFate::JoinedInTurn);
  EXPECT_EQ(fate("void f(int n) { while (n--) { Future t = later(work); } }",
                 "later"),
            ThreadFate::JoinedInTurn);
}

TEST_F(SpawnsTest, AHandleThatIsKeptIsNot) {
  EXPECT_EQ(fate("struct S { Future All[99]; void f(int n); };"
                 "Future All[99];"
                 "void f(int n) { for (int i = 0; i < n; ++i)"
                 "  All[i] = later(work); }",
                 "later"),
            ThreadFate::Kept);
}

TEST_F(SpawnsTest, FollowsTheHandleThroughFunctions) {
  const char *Code = "Id launch() { Id t; start(&t, work); return t; }"
                     "void finish(Id t) { wait(t); }"
                     "void f(int n) { while (n--) { Id t = launch();"
                     "  finish(t); } }";
  EXPECT_EQ(fate(Code, "launch"), ThreadFate::JoinedInTurn);
}

TEST_F(SpawnsTest, FollowsTheHandleThroughMembers) {
  const char *Class = "struct Worker { Id t; void run() { start(&t, work); }"
                      "  void end() { wait(t); } ~Worker(); };";
  EXPECT_EQ(fate(std::string(Class) +
                     "void f(int n) { while (n--) { Worker w; w.run();"
                     "  w.end(); } }",
                 "Worker::run"),
            ThreadFate::JoinedInTurn);
  EXPECT_EQ(fate(std::string(Class) +
                     "void f(Worker *w, int n) { for (int i = 0; i < n; ++i)"
                     "  w[i].run();"
                     "  for (int i = 0; i < n; ++i) w[i].end(); }",
                 "Worker::run"),
            ThreadFate::JoinedLater);
}

TEST_F(SpawnsTest, OneVariableForAllTurnsIsWaitedForBefore) {
  EXPECT_EQ(fate("Id Last; void f(int n) { while (n--) {"
                 "  if (Last) wait(Last); start(&Last, work); } }",
                 "start"),
            ThreadFate::JoinedInTurn);
}

} // namespace
} // namespace hangproof
