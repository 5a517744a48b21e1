//===- SignalMasksTest.cpp - Which signals are blocked where --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/SignalMasks.h"
#include "ParsedProgram.h"
#include "SignalRows.h"

namespace hangproof {
namespace {

class SignalMasksTest : public testing::Test {
protected:
  void parse(const std::string &Code) {
    Parsed = std::make_unique<ParsedProgram>(SignalRows,
                                             std::string(SignalCalls) + Code);
    Handed = std::make_unique<Entries>(Parsed->program());
    Masks = std::make_unique<SignalMasks>(Parsed->program(), *Handed);
  }
  /// The set that the first mask call of the function is given.
  SignalSet set(const char *Name) {
    FunctionRef F = Parsed->function(Name);
    CallId Call = Parsed->call(F, "mask");
    return Masks->setOf(F, F->Calls[Call].Arguments[1], Call);
  }
  std::optional<SignalMasks::Blocked> at(const char *Name, const char *Callee) {
    FunctionRef F = Parsed->function(Name);
    return Masks->blockedAt(F, Parsed->call(F, Callee));
  }

  std::unique_ptr<ParsedProgram> Parsed;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<SignalMasks> Masks;
};

TEST_F(SignalMasksTest, SetsAreBuiltByCalls) {
  parse(R"(
    void all() { signals s; fill(&s); mask(0, &s, 0); }
    void most() { signals s; fill(&s); remove(&s, 15); mask(0, &s, 0); }
    void one() { signals s; clear(&s); add(&s, 10); mask(0, &s, 0); }
    void stop() { signals s; clear(&s); add(&s, 15); mask(0, &s, 0); }
    void empty() { signals s; clear(&s); mask(2, &s, 0); }
    void unknown(signals *s) { mask(0, s, 0); }
  )");
  EXPECT_TRUE(Masks->isUsed());
  EXPECT_TRUE(set("all").IsAll);
  EXPECT_TRUE(set("all").holdsStop());
  EXPECT_TRUE(set("most").holds(2));
  EXPECT_FALSE(set("most").holds(15));
  EXPECT_TRUE(set("one").holds(10));
  EXPECT_FALSE(set("one").holdsStop());
  EXPECT_TRUE(set("stop").holdsStop());
  EXPECT_TRUE(set("empty").isEmpty());
  EXPECT_FALSE(set("unknown").IsKnown);
  EXPECT_FALSE(set("unknown").isEmpty());
}

TEST_F(SignalMasksTest, ThreadsAndCalleesInherit) {
  parse(R"(
    void use() { wake(); }
    void thread() { use(); }
    int main() {
      signals s;
      fill(&s);
      mask(0, &s, 0);
      start(thread);
      take(-1);
    }
    void other() { rest(1); }
  )");
  std::optional<SignalMasks::Blocked> Use = at("use", "wake");
  ASSERT_TRUE(Use);
  EXPECT_EQ(Use->In->Name, "main");
  EXPECT_EQ(Use->Act.Change, MaskChange::Blocks);
  EXPECT_EQ(Use->Path.size(), 2u);
  EXPECT_TRUE(at("main", "take"));
}

TEST_F(SignalMasksTest, BeforeTheBlockAndAfterTheEndItIsOpen) {
  parse(R"(
    void f() {
      signals s, old;
      rest(1);
      fill(&s);
      mask(0, &s, &old);
      take(-1);
      mask(2, &old, 0);
      wake();
    }
    int main() { f(); lie(1); }
  )");
  EXPECT_FALSE(at("f", "rest"));
  EXPECT_TRUE(at("f", "take"));
  EXPECT_FALSE(at("f", "wake"));
  EXPECT_FALSE(at("main", "lie"));
  FunctionRef F = Parsed->function("f");
  EXPECT_TRUE(
      Masks->opensBetween(F, Parsed->call(F, "take"), Parsed->call(F, "wake")));
  EXPECT_FALSE(
      Masks->opensBetween(F, Parsed->call(F, "rest"), Parsed->call(F, "take")));
}

} // namespace
} // namespace hangproof
