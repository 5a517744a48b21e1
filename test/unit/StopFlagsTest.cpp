//===- StopFlagsTest.cpp - Requests to stop, and who looks at them --------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/StopFlags.h"
#include "ParsedProgram.h"
#include "SignalRows.h"

namespace hangproof {
namespace {

class StopFlagsTest : public testing::Test {
protected:
  void parse(const std::string &Code) {
    Parsed = std::make_unique<ParsedProgram>(SignalRows,
                                             std::string(SignalCalls) + Code);
    Handed = std::make_unique<Entries>(Parsed->program());
    Flags = std::make_unique<StopFlags>(Parsed->program(), *Handed);
  }

  const StopFlag *flag(llvm::StringRef Name) const {
    for (const StopFlag &Flag : Flags->all())
      if (Flag.Name == Name)
        return &Flag;
    return nullptr;
  }

  std::unique_ptr<ParsedProgram> Parsed;
  std::unique_ptr<Entries> Handed;
  std::unique_ptr<StopFlags> Flags;
};

TEST_F(StopFlagsTest, AHandlerWritesAndALoopReads) {
  parse(R"(
    int over;
    void handler(int) { over = 1; }
    void setup() { on_signal(15, handler, 0); }
    void loop() { while (!over) take(-1); }
    void once() { take(-1); }
  )");
  const StopFlag *Flag = flag("over");
  ASSERT_TRUE(Flag);
  EXPECT_EQ(Flag->Kind, StopFlagKind::Signal);
  EXPECT_EQ(Flag->Handler->Name, "handler");
  EXPECT_EQ(Flag->By.Caller->Name, "setup");
  EXPECT_TRUE(Flag->OnlySets);
  EXPECT_FALSE(Flag->Restarts);
  EXPECT_TRUE(Flags->reads(Parsed->function("loop")));
  EXPECT_FALSE(Flags->reads(Parsed->function("once")));
  EXPECT_EQ(Flags->readBy(Parsed->function("loop")), Flag);
  EXPECT_TRUE(Flags->readsIn(Parsed->function("loop")).any());
  EXPECT_TRUE(Flags->readsIn(Parsed->function("once")).none());
}

TEST_F(StopFlagsTest, OfAnotherSignalItAsksForNothing) {
  parse(R"(
    int again, over;
    void on_hangup(int) { again = 1; }
    void on_any(int) { over = 1; }
    void setup(int number) {
      on_signal(1, on_hangup, 0);
      on_signal(number, on_any, 0);
    }
    void loop() { while (!again && !over) take(-1); }
  )");
  EXPECT_FALSE(flag("again"));
  EXPECT_TRUE(flag("over"));
}

TEST_F(StopFlagsTest, WhatTheHandlerGoesOverIsNoRequest) {
  parse(R"(
    struct item { item *next; int index; int stopping; };
    item *items;
    struct { int over; } state;
    void handler(int) {
      for (item *i = items->next; i; i = i->next)
        i->index = 0;
      state.over = 1;
    }
    void setup() { on_signal(15, handler, 0); }
    void loop(item *i) {
      while (i->index)
        while (!state.over)
          take(-1);
    }
  )");
  EXPECT_FALSE(flag("index"));
  EXPECT_TRUE(flag("over"));
}

TEST_F(StopFlagsTest, AllHandlersMustOnlySetAndRestart) {
  parse(R"(
    int plain, woken;
    void set_plain(int) { plain = 1; }
    void set_woken(int) { woken = 1; wake(); }
    void setup() {
      on_signal(15, set_plain, 1);
      on_signal(2, set_plain, 0);
      on_signal(15, set_woken, 1);
    }
    void loop() { while (!plain && !woken) take(-1); }
  )");
  ASSERT_TRUE(flag("plain") && flag("woken"));
  EXPECT_TRUE(flag("plain")->OnlySets);
  EXPECT_FALSE(flag("plain")->Restarts);
  EXPECT_FALSE(flag("woken")->OnlySets);
  EXPECT_TRUE(flag("woken")->Restarts);
}

TEST_F(StopFlagsTest, GettersAndMethods) {
  parse(R"(
    class Server {
    public:
      void stop() { quit_ = true; }
      bool stopped() const { return quit_; }
      void run() { while (!stopped()) take(-1); }
    private:
      bool quit_ = false;
    };
    void use(Server &s) { s.run(); s.stop(); }
  )");
  const StopFlag *Flag = flag("quit_");
  ASSERT_TRUE(Flag);
  EXPECT_EQ(Flag->Kind, StopFlagKind::Method);
  EXPECT_FALSE(Flag->MayWake);
  EXPECT_TRUE(Flags->readsIn(Parsed->function("Server::run")).any());
}

} // namespace
} // namespace hangproof
