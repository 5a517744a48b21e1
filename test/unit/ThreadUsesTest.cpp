//===- ThreadUsesTest.cpp - Whose thread a function runs on ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/ThreadUses.h"
#include "HandMadeFunction.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: submit
    source: s
    args: {function: 0}
    effects:
      - effect: submits
        entry: function
  - function: onRequest
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: request
        at-once: many
  - function: onSignal
    source: s
    args: {function: 0}
    effects:
      - effect: registers
        entry: function
        context: signal
  - function: start
    source: s
    args: {function: 0}
    effects:
      - effect: spawns
        entry: function
  - function: later
    source: s
    args: {function: 0}
    effects:
      - effect: spawns
        entry: function
        exceptions: kept
)";

constexpr SymbolId Work = 1;

class ThreadUsesTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
    ASSERT_FALSE(bool(Failure));
  }

  /// A function with one call, to which it gives a function.
  FunctionFacts caller(SymbolId Id, const char *Name, const char *Callee,
                       SymbolId CalleeId = 0, SymbolId Argument = 0) {
    HandMadeFunction M(Api, Id, Name);
    uint32_t Only = M.block(), Exit = M.block();
    M.edge(Only, Exit);
    M.F.Flow.Entry = Only;
    M.F.Flow.Exit = Exit;
    std::vector<ValueId> Arguments;
    if (Argument)
      Arguments.push_back(M.function(Argument));
    M.call(0, Callee, Arguments, NoIndex, CalleeId);
    return M.F;
  }

  /// How work is run in a program of it and these functions.
  const ThreadUse *useOfWork(std::vector<FunctionFacts> Functions) {
    FileFacts File;
    File.MainPath = "a.cpp";
    File.Paths = {"a.cpp"};
    Functions.push_back(caller(Work, "work", "unknown"));
    File.Functions = std::move(Functions);
    std::vector<FileFacts> Files;
    Files.push_back(std::move(File));
    P = std::make_unique<Program>(std::move(Files), Api);
    Handed = std::make_unique<Entries>(*P);
    Results = std::make_unique<Outcomes>(*P);
    Guards = std::make_unique<OnceGuards>(*P, *Results);
    Loops = std::make_unique<LoopTrips>(*P);
    Uses = std::make_unique<ThreadUses>(*P, *Handed, *Guards, *Loops);
    return Uses->of(P->find(Work));
  }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<Outcomes> Results;
  std::unique_ptr<OnceGuards> Guards;
  std::unique_ptr<LoopTrips> Loops;
  std::unique_ptr<ThreadUses> Uses;
};

TEST_F(ThreadUsesTest, NobodyRunsIt) { EXPECT_FALSE(useOfWork({})); }

TEST_F(ThreadUsesTest, PoolOwnsThread) {
  const ThreadUse *Use = useOfWork({caller(2, "f", "submit", 0, Work)});
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->Owner, ThreadOwner::Pool);
  EXPECT_FALSE(Use->IsGuess);
  EXPECT_EQ(Use->By->By.Caller->Name, "f");
}

TEST_F(ThreadUsesTest, HandlersShareThread) {
  const ThreadUse *Use = useOfWork({caller(2, "f", "onRequest", 0, Work)});
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->Owner, ThreadOwner::Handlers);
  EXPECT_TRUE(Use->By->IsConcurrent);
}

TEST_F(ThreadUsesTest, SignalHandlerDoesNot) {
  EXPECT_FALSE(useOfWork({caller(2, "f", "onSignal", 0, Work)}));
}

TEST_F(ThreadUsesTest, ThreadOfItsOwn) {
  EXPECT_FALSE(useOfWork({caller(2, "f", "start", 0, Work)}));
}

TEST_F(ThreadUsesTest, ThreadForEachRequest) {
  const ThreadUse *Use =
      useOfWork({caller(2, "f", "start", 0, Work), caller(3, "handler", "f", 2),
                 caller(4, "g", "onRequest", 0, 3)});
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->Owner, ThreadOwner::Operation);
  EXPECT_FALSE(Use->IsGuess);
  ASSERT_EQ(Use->Reasons.size(), 2u);
  EXPECT_EQ(Use->Reasons[0].Text, "'handler' runs for each request");
  EXPECT_EQ(Use->Reasons[0].In->Name, "g");
  EXPECT_EQ(Use->Reasons[1].Text, "'handler' calls 'f' here");
}

TEST_F(ThreadUsesTest, FutureIsOneOperation) {
  const ThreadUse *Use = useOfWork({caller(2, "f", "later", 0, Work)});
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->Owner, ThreadOwner::Operation);
  EXPECT_TRUE(Use->IsGuess);
}

TEST_F(ThreadUsesTest, MainWaitsForNoOperation) {
  FunctionFacts Main = caller(2, "main", "later", 0, Work);
  Main.IsMain = true;
  EXPECT_FALSE(useOfWork({std::move(Main)}));
}

TEST_F(ThreadUsesTest, PoolComesFirst) {
  const ThreadUse *Use = useOfWork({caller(2, "f", "onRequest", 0, Work),
                                    caller(3, "g", "submit", 0, Work)});
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->Owner, ThreadOwner::Pool);
}

} // namespace
} // namespace hangproof
