//===- SignalWaitsTest.cpp - What a signal does to a wait -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/SignalWaits.h"
#include "ParsedProgram.h"
#include "SignalRows.h"

namespace hangproof {
namespace {

class SignalWaitsTest : public testing::Test {
protected:
  void parse(const std::string &Code) {
    Parsed = std::make_unique<ParsedProgram>(SignalRows,
                                             std::string(SignalCalls) + Code);
    Waits = std::make_unique<SignalWaits>(Parsed->program());
  }
  SignalWait wait(const char *In, const char *Callee,
                  llvm::ArrayRef<CallRef> Through = {}) {
    FunctionRef F = Parsed->function(In);
    return Waits->of(F, Parsed->call(F, Callee), Through);
  }

  std::unique_ptr<ParsedProgram> Parsed;
  std::unique_ptr<SignalWaits> Waits;
};

TEST_F(SignalWaitsTest, TimesAndWhatASignalDoes) {
  parse(R"(
    void f() { take(-1); rest(30); }
    void g() { take(2500); lie(7); wake(); }
  )");
  SignalWait Take = wait("f", "take");
  EXPECT_TRUE(Take.IsEndless);
  EXPECT_FALSE(Take.IsSleep);
  EXPECT_EQ(Take.OnSignal, Interruption::Restarts);
  SignalWait Rest = wait("f", "rest");
  EXPECT_TRUE(Rest.IsSleep);
  EXPECT_FALSE(Rest.IsEndless);
  EXPECT_EQ(Rest.Seconds, 30.0);
  EXPECT_EQ(Rest.OnSignal, Interruption::Fails);
  SignalWait Short = wait("g", "take");
  EXPECT_FALSE(Short.IsEndless);
  EXPECT_EQ(Short.Seconds, 2.5);
  EXPECT_EQ(wait("g", "lie").OnSignal, Interruption::Resumes);
}

TEST_F(SignalWaitsTest, TheCallerGivesTheNumber) {
  parse(R"(
    void pause_for(int seconds) { rest(seconds); }
    void caller() { pause_for(60); }
  )");
  EXPECT_FALSE(wait("pause_for", "rest").IsEndless);
  FunctionRef Caller = Parsed->function("caller");
  CallRef Call{Caller, Parsed->call(Caller, "pause_for")};
  EXPECT_EQ(wait("pause_for", "rest", {Call}).Seconds, 60.0);
}

TEST_F(SignalWaitsTest, BranchesOfAnInterruptedCall) {
  parse(R"(
    void retries() { while (take(-1) < 0 && errno == EINTR) ; }
    void leaves() { for (;;) { if (take(-1) < 0 && errno != EINTR) return; } }
    void other() { while (take(-1) < 0 && errno == EAGAIN) ; }
  )");
  EXPECT_FALSE(Waits->interrupted(Parsed->function("retries")).empty());
  EXPECT_FALSE(Waits->interrupted(Parsed->function("leaves")).empty());
  EXPECT_TRUE(Waits->interrupted(Parsed->function("other")).empty());
}

} // namespace
} // namespace hangproof
