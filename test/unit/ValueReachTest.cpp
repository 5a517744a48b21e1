//===- ValueReachTest.cpp - Where a value goes ----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/ValueReach.h"
#include "HandMadeFunction.h"
#include "engine/CpuLimits.h"
#include "gtest/gtest.h"

namespace hangproof {
namespace {

constexpr const char *Rows = R"(
library: x
rows:
  - function: count
    source: s
    effects:
      - effect: counts-cpus
        cpus: online
  - function: mask
    source: s
    args: {set: 0}
    effects:
      - effect: counts-cpus
        cpus: affinity
        into: set
  - function: open
    source: s
    args: {path: 0}
    effects:
      - effect: counts-cpus
        cpus: quota
        when: {path: ["like *cpu.max*"]}
)";

constexpr SymbolId Asking = 1, Using = 2, Helping = 3, Member = 9;

class ValueReachTest : public testing::Test {
protected:
  ValueReachTest()
      : Asker(table(), Asking, "asks"), User(table(), Using, "uses"),
        Helper(table(), Helping, "helps") {
    for (HandMadeFunction *F : {&Asker, &User, &Helper}) {
      F->block();
      F->F.Flow.Entry = F->F.Flow.Exit = 0;
    }
  }

  const ApiTable &table() {
    if (Api.rows().empty()) {
      llvm::Error Failure = Api.addYaml(Rows, "x.yaml", true);
      EXPECT_FALSE(bool(Failure));
    }
    return Api;
  }

  void link() {
    P = std::make_unique<Program>(
        std::vector<FileFacts>{fileOf({Asker.F, User.F, Helper.F})}, Api);
    Sources = std::make_unique<ValueSources>(*P);
    Reach = std::make_unique<ValueReach>(*Sources);
  }
  /// Walks from a value of the asker; the number of values reached.
  unsigned walk(ValueId From) {
    unsigned Count = 0;
    EXPECT_TRUE(Reach->walk(P->find(Asking), {From},
                            [&](const ReachedValue &At, uint32_t Index) {
                              Last = Index;
                              ++Count;
                              return true;
                            }));
    return Count;
  }
  bool reaches(SymbolId F, ValueId V) { return Reach->reaches(P->find(F), V); }

  ApiTable Api;
  HandMadeFunction Asker, User, Helper;
  std::unique_ptr<Program> P;
  std::unique_ptr<ValueSources> Sources;
  std::unique_ptr<ValueReach> Reach;
  uint32_t Last = NoIndex;
};

TEST_F(ValueReachTest, ArithmeticKeepsACountAndComparisonsDoNot) {
  ValueId Count = Asker.result(Asker.call(0, "count", {}));
  ValueId Less = Asker.value(ValueKind::Subtract, {Count, Asker.integer(1)});
  ValueId From = Asker.value(ValueKind::Subtract, {Asker.integer(9), Count});
  ValueId Test = Asker.compare(CompareOp::Greater, Count, Asker.integer(1));
  ValueId Local = Asker.local("n");
  Asker.define(Local, Less);
  link();
  EXPECT_EQ(walk(Count), 3u);
  EXPECT_TRUE(reaches(Asking, Less));
  EXPECT_TRUE(reaches(Asking, Local));
  EXPECT_FALSE(reaches(Asking, From));
  EXPECT_FALSE(reaches(Asking, Test));
}

TEST_F(ValueReachTest, GoesThroughResultsMembersAndParameters) {
  ValueId Count = Asker.result(Asker.call(0, "count", {}));
  Asker.giveBack(0, Count);
  CallId Ask = User.call(0, "asks", {}, NoIndex, Asking);
  ValueId Field = User.value(ValueKind::Field, {User.value(ValueKind::This)}, 0,
                             Member, "jobs");
  User.store(0, Field, User.result(Ask));
  User.call(0, "helps", {Field}, NoIndex, Helping);
  ValueId Parameter = Helper.parameter("p");
  link();
  walk(Count);
  EXPECT_TRUE(reaches(Using, Field));
  EXPECT_TRUE(reaches(Helping, Parameter));
  std::vector<OriginStep> Path = Reach->path(Last);
  ASSERT_EQ(Path.size(), 3u);
  EXPECT_EQ(Path[0].Kind, StepKind::Returned);
  EXPECT_EQ(Path[1].Kind, StepKind::Stored);
  EXPECT_EQ(Path[1].Name, "jobs");
  EXPECT_EQ(Path[2].Kind, StepKind::Passed);
}

TEST_F(ValueReachTest, LeavesAHelperThroughTheCallThatItCameBy) {
  ValueId Parameter = Helper.parameter("p");
  Helper.giveBack(0, Parameter);
  ValueId Count = Asker.result(Asker.call(0, "count", {}));
  CallId Here = Asker.call(0, "helps", {Count}, NoIndex, Helping);
  CallId There = User.call(0, "helps", {User.integer(1)}, NoIndex, Helping);
  link();
  walk(Count);
  EXPECT_TRUE(reaches(Asking, Asker.result(Here)));
  EXPECT_FALSE(reaches(Using, User.result(There)));
}

TEST_F(ValueReachTest, LimitsAreSeenInCalleesAndPaths) {
  Asker.call(0, "count", {});
  User.call(0, "asks", {}, NoIndex, Asking);
  User.call(0, "mask", {User.value(ValueKind::AddressOf, {User.local("m")})});
  Helper.call(0, "uses", {}, NoIndex, Using);
  Helper.call(0, "read_file", {Helper.string("/sys/fs/cgroup/cpu.max")});
  link();
  CpuLimits Limits(*P);
  EXPECT_EQ(Limits.askedIn(P->find(Asking)), CpuNumber::None);
  EXPECT_EQ(Limits.askedIn(P->find(Using)), CpuNumber::Affinity);
  EXPECT_EQ(Limits.askedIn(P->find(Helping)), CpuNumber::Quota);
  EXPECT_EQ(Limits.inFile("/etc/passwd"), CpuNumber::None);
}

} // namespace
} // namespace hangproof
