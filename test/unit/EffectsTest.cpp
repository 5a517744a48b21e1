//===- EffectsTest.cpp - When an effect of a row holds --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The facts are made by hand, so that each test says in full what the engine
// is told.
//
//===----------------------------------------------------------------------===//

#include "engine/Effects.h"
#include "engine/EffectConditions.h"
#include "gtest/gtest.h"

namespace hangproof {

namespace {

constexpr const char *Rows = R"(
library: x
pairs:
  - pair: mask
    title: the mask
    consequence: c
    remedy: r
rows:
  - function: set_mask
    source: s
    args: {how: 0, set: 1, old: 2}
    effects:
      - effect: releases
        pair: mask
        from: set
        when: {how: [SETMASK=2], set: [saved]}
      - effect: releases
        pair: mask
        when: {how: [UNBLOCK=1]}
      - effect: binds
        pair: mask
        saves: old
        when: {how: [BLOCK=0, SETMASK=2], set: [not-saved]}
      - effect: saves
        pair: mask
        into: old
        when: {set: ["null"]}
  - function: swap_mask
    source: s
    args: {mask: 0}
    effects:
      - effect: releases
        pair: mask
        from: mask
        when: {mask: [saved]}
      - effect: binds
        pair: mask
        saves: return
  - function: pin
    source: s
    args: {thread: 0, flags: 1, path: 2}
    effects:
      - effect: binds
        pair: mask
        when: {thread: [self]}
      - effect: forks
        when: {flags: [has BIT=4]}
      - effect: starts-program
        when: {path: [like /proc/*/ns/*]}
      - effect: yields-item
        when: {path: [absent]}
      - effect: identifies-thread
        when: {flags: [not ONE=1]}
  - function: parse
    source: s
    args: {text: 0}
    effects:
      - effect: throws
        when: {text: [computed], return: [not-text]}
  - function: me
    source: s
    effects:
      - effect: identifies-thread
  - function: act
    source: s
    args: {action: 0, flags: 1}
    effects:
      - effect: restarts-calls
        when: {action: [holds RESTART=8]}
      - effect: blocks
        kind: lock
        when: {flags: [lacks NOWAIT=2]}
  - function: Base::handle
    source: s
    effects:
      - effect: handler
        context: event
      - effect: forks
)";

/// Puts together the facts of one function.
class FunctionMaker {
public:
  FunctionMaker(const ApiTable &Api, SymbolId Id) : Api(Api) {
    F.Id = Id;
    F.Name = "f" + std::to_string(Id);
    F.Where = at(1);
  }

  ValueId value(ValueKind Kind, std::vector<ValueId> Operands = {},
                int64_t Number = 0, SymbolId Symbol = 0,
                std::string Text = "") {
    ValueFacts V;
    V.Kind = Kind;
    V.Operands = std::move(Operands);
    V.Number = Number;
    V.Symbol = Symbol;
    V.Text = std::move(Text);
    F.Values.push_back(std::move(V));
    return F.Values.size() - 1;
  }
  ValueId number(int64_t N, std::string Name = "") {
    return value(ValueKind::Integer, {}, N, 0, std::move(Name));
  }
  ValueId null() { return value(ValueKind::Null); }
  ValueId string(const char *Text) {
    return value(ValueKind::String, {}, 0, 0, Text);
  }
  ValueId local() {
    F.Locals.emplace_back();
    return value(ValueKind::Local, {}, F.Locals.size() - 1);
  }
  ValueId parameter() {
    F.Parameters.emplace_back();
    return value(ValueKind::Parameter, {}, F.Parameters.size() - 1);
  }
  ValueId addressOf(ValueId V) { return value(ValueKind::AddressOf, {V}); }

  void define(ValueId Local, ValueId Value) {
    DefinitionFacts D;
    D.Value = Value;
    D.Where = at(Offset);
    F.Locals[F.Values[Local].Number].Definitions.push_back(D);
  }
  /// A store to a global or field, or to an out-argument of the last call.
  void store(ValueId Target, ValueId Value) {
    StoreFacts S;
    S.Target = Target;
    S.Value = Value;
    S.Where = at(Offset);
    F.Stores.push_back(S);
  }

  CallId call(const char *Name, std::vector<ValueId> Arguments,
              SymbolId Callee = 99) {
    Offset += 10;
    CallFacts C;
    C.Callee = Callee;
    C.CalleeName = Name;
    C.ApiRow = Api.find(Name);
    C.CalleeIsSystem = C.ApiRow != NoIndex;
    C.Where = at(Offset);
    C.Arguments = std::move(Arguments);
    C.Result = value(ValueKind::Call, {}, F.Calls.size());
    F.Calls.push_back(C);
    return F.Calls.size() - 1;
  }
  /// What the call writes through argument Index becomes a definition of Local.
  void fills(CallId Call, unsigned Index, ValueId Local) {
    ValueId V = value(ValueKind::OutArgument, {}, Call);
    F.Values[V].Extra = Index;
    define(Local, V);
  }
  ValueId result(CallId Call) { return F.Calls[Call].Result; }

  FunctionFacts F;

private:
  static Place at(unsigned Offset) {
    Place P;
    P.Line = 1;
    P.Offset = Offset;
    P.EndOffset = Offset + 1;
    return P;
  }

  const ApiTable &Api;
  unsigned Offset = 1;
};

class EffectsTest : public testing::Test {
protected:
  EffectsTest() : Main(Api, 1), Other(Api, 2) {
    llvm::Error Error = Api.addYaml(Rows, "rows.yaml", false);
    EXPECT_EQ(llvm::toString(std::move(Error)), "");
  }
  // The makers keep a reference to the table, which is filled later.

  void link() {
    FileFacts File;
    File.MainPath = "/x.c";
    File.Paths = {"/x.c"};
    File.Functions = {Main.F, Other.F};
    P.emplace(std::vector<FileFacts>{std::move(File)}, Api);
  }

  /// The effects of a call, as words.
  std::string effects(CallId Call, SymbolId Function = 1) {
    if (!P)
      link();
    FunctionRef F = P->find(Function);
    std::string Result;
    for (const AppliedEffect &E : effectsOf(*P, F, F->Calls[Call])) {
      EXPECT_EQ(E.Row, P->row(F->Calls[Call]));
      Result += (Result.empty() ? "" : " ") + toString(E.What->Kind).str();
    }
    return Result;
  }

  ApiTable Api;
  FunctionMaker Main, Other;
  std::optional<Program> P;
};

TEST_F(EffectsTest, ConstantsMatchByNameOrNumber) {
  ValueId Set = Main.local();
  CallId ByNumber = Main.call("set_mask", {Main.number(0), Set, Main.null()});
  // Another system's numbers: the name is known to the row and decides.
  CallId ByName =
      Main.call("set_mask", {Main.number(1, "BLOCK"), Set, Main.null()});
  CallId OwnName =
      Main.call("set_mask", {Main.number(1, "MY_HOW"), Set, Main.null()});
  CallId Unknown = Main.call("set_mask", {Main.parameter(), Set, Main.null()});
  CallId Neither = Main.call("set_mask", {Main.number(7), Set, Main.null()});
  EXPECT_EQ(effects(ByNumber), "binds");
  EXPECT_EQ(effects(ByName), "binds");
  EXPECT_EQ(effects(OwnName), "releases");
  EXPECT_EQ(effects(Unknown), "");
  EXPECT_EQ(effects(Neither), "");
}

TEST_F(EffectsTest, ConstantsGoThroughVariables) {
  ValueId Set = Main.local(), Always = Main.local(), Mixed = Main.local();
  Main.define(Always, Main.number(1));
  Main.define(Always, Main.number(1));
  Main.define(Mixed, Main.number(1));
  Main.define(Mixed, Main.number(0));
  ValueId Global = Main.value(ValueKind::Global, {}, 0, 77);
  Main.store(Global, Main.number(1));
  CallId A = Main.call("set_mask", {Always, Set, Main.null()});
  CallId B = Main.call("set_mask", {Mixed, Set, Main.null()});
  CallId C = Main.call("set_mask", {Global, Set, Main.null()});
  CallId D = Main.call("set_mask",
                       {Main.value(ValueKind::Select,
                                   {Main.parameter(), Always, Main.number(1)}),
                        Set, Main.null()});
  EXPECT_EQ(effects(A), "releases");
  EXPECT_EQ(effects(B), "");
  EXPECT_EQ(effects(C), "releases");
  EXPECT_EQ(effects(D), "releases");
  EXPECT_EQ(constantOf(*P, P->find(1), Always)->Number, 1);
  EXPECT_FALSE(constantOf(*P, P->find(1), Mixed));
}

TEST_F(EffectsTest, NullSetsNothing) {
  ValueId Old = Main.local();
  CallId Ask =
      Main.call("set_mask", {Main.number(2), Main.null(), Main.addressOf(Old)});
  CallId Zero =
      Main.call("set_mask", {Main.number(2), Main.number(0), Main.null()});
  EXPECT_EQ(effects(Ask), "saves");
  EXPECT_EQ(effects(Zero), "saves");
}

TEST_F(EffectsTest, SavedInALocalIsReleased) {
  ValueId Set = Main.local(), Old = Main.local();
  CallId Block = Main.call(
      "set_mask", {Main.number(0), Main.addressOf(Set), Main.addressOf(Old)});
  Main.fills(Block, 2, Old);
  CallId Restore =
      Main.call("set_mask", {Main.number(2), Main.addressOf(Old), Main.null()});
  CallId Other =
      Main.call("set_mask", {Main.number(2), Main.addressOf(Set), Main.null()});
  EXPECT_EQ(effects(Block), "binds");
  EXPECT_EQ(effects(Restore), "releases");
  EXPECT_EQ(effects(Other), "binds");
}

TEST_F(EffectsTest, ChangedAfterSavingIsNotSaved) {
  ValueId Old = Main.local();
  // Cleared before: as good as new.
  Main.fills(Main.call("sigemptyset", {Main.addressOf(Old)}), 0, Old);
  CallId Ask =
      Main.call("set_mask", {Main.number(0), Main.null(), Main.addressOf(Old)});
  Main.fills(Ask, 2, Old);
  CallId Restore =
      Main.call("set_mask", {Main.number(2), Main.addressOf(Old), Main.null()});
  CallId Add = Main.call("sigaddset", {Main.addressOf(Old)});
  Main.F.Calls[Add].CalleeIsSystem = true;
  Main.fills(Add, 0, Old);
  CallId Changed =
      Main.call("set_mask", {Main.number(2), Main.addressOf(Old), Main.null()});
  EXPECT_EQ(effects(Restore), "releases");
  EXPECT_EQ(effects(Changed), "binds");
}

TEST_F(EffectsTest, SavedByTheResult) {
  ValueId Old = Main.local(), Copy = Main.local();
  CallId Set = Main.call("swap_mask", {Main.number(5)});
  Main.define(Old, Main.result(Set));
  Main.define(Copy, Old);
  CallId Restore = Main.call("swap_mask", {Copy});
  EXPECT_EQ(effects(Set), "binds");
  EXPECT_EQ(effects(Restore), "releases");
}

TEST_F(EffectsTest, SavedPartsOfAWord) {
  // old = swap() & MASK; swap(old | FLAG) gives it back, swap(swap() | FLAG)
  // does not.
  ValueId Old = Main.local();
  CallId First = Main.call("swap_mask", {Main.number(5)});
  Main.define(Old, Main.value(ValueKind::Bitwise,
                              {Main.result(First), Main.number(0xff)}));
  CallId Restore = Main.call(
      "swap_mask", {Main.value(ValueKind::Bitwise, {Old, Main.number(1)})});
  CallId Again = Main.call(
      "swap_mask",
      {Main.value(ValueKind::Bitwise, {Main.result(First), Main.number(1)})});
  EXPECT_EQ(effects(Restore), "releases");
  EXPECT_EQ(effects(Again), "binds");
}

TEST_F(EffectsTest, SavedInAFieldByAnotherFunction) {
  ValueId Field =
      Other.value(ValueKind::Field, {Other.value(ValueKind::This)}, 0, 55);
  ValueId Set = Other.local();
  CallId Block = Other.call("set_mask", {Other.number(0), Set, Field});
  ValueId Mine =
      Main.value(ValueKind::Field, {Main.value(ValueKind::This)}, 0, 55);
  ValueId Unsaved =
      Main.value(ValueKind::Field, {Main.value(ValueKind::This)}, 0, 56);
  CallId Restore = Main.call(
      "set_mask", {Main.number(2), Main.addressOf(Mine), Main.null()});
  CallId Bind = Main.call(
      "set_mask", {Main.number(2), Main.addressOf(Unsaved), Main.null()});
  EXPECT_EQ(effects(Block, 2), "binds");
  EXPECT_EQ(effects(Restore), "releases");
  EXPECT_EQ(effects(Bind), "binds");
}

TEST_F(EffectsTest, SavedThroughFunctionsOfTheProject) {
  // void f2(set *old) { set_mask(BLOCK, ..., old); }  f2(&old); restore.
  ValueId Out = Other.parameter();
  Other.call("set_mask", {Other.number(0), Other.local(), Out});
  ValueId Old = Main.local();
  CallId Block = Main.call("f2", {Main.addressOf(Old)}, 2);
  Main.fills(Block, 0, Old);
  CallId Restore =
      Main.call("set_mask", {Main.number(2), Main.addressOf(Old), Main.null()});
  EXPECT_EQ(effects(Block), "");
  EXPECT_EQ(effects(Restore), "releases");
}

TEST_F(EffectsTest, SavedByTheCaller) {
  // The other half: void f2(const set *old) { set_mask(SETMASK, old, 0); }
  ValueId In = Other.parameter();
  CallId Restore = Other.call("set_mask", {Other.number(2), In, Other.null()});
  ValueId Old = Main.local();
  CallId Block = Main.call("set_mask",
                           {Main.number(0), Main.local(), Main.addressOf(Old)});
  Main.fills(Block, 2, Old);
  Main.call("f2", {Main.addressOf(Old)}, 2);
  EXPECT_EQ(effects(Restore, 2), "releases");
}

TEST_F(EffectsTest, AParameterOfNobodyIsNotSaved) {
  ValueId In = Other.parameter();
  CallId Set = Other.call("set_mask", {Other.number(2), In, Other.null()});
  EXPECT_EQ(effects(Set, 2), "binds");
}

TEST_F(EffectsTest, Self) {
  ValueId Path = Main.parameter(), One = Main.number(1);
  auto Pin = [&](ValueId Thread) {
    return Main.call("pin", {Thread, One, Path});
  };
  ValueId Me = Main.local(), Them = Main.local();
  Main.define(Me, Main.result(Main.call("me", {})));
  Main.define(Them, Main.result(Main.call("me", {})));
  Main.define(Them, Main.parameter());
  CallId Zero = Pin(Main.number(0));
  CallId Result = Pin(Main.result(Main.call("me", {})));
  CallId Local = Pin(Me);
  CallId Mixed = Pin(Them);
  CallId Number = Pin(Main.number(4711));
  EXPECT_EQ(effects(Zero), "binds");
  EXPECT_EQ(effects(Result), "binds");
  EXPECT_EQ(effects(Local), "binds");
  EXPECT_EQ(effects(Mixed), "");
  EXPECT_EQ(effects(Number), "");
}

TEST_F(EffectsTest, BitsPatternsAndAbsentArguments) {
  ValueId Thread = Main.parameter(), One = Main.number(1);
  auto Flags = [&](ValueId V) {
    return Main.call("pin", {Thread, V, Main.parameter()});
  };
  auto Path = [&](ValueId V) { return Main.call("pin", {Thread, One, V}); };
  ValueId Unknown = Main.parameter();
  CallId Bits = Flags(Main.number(5));
  CallId Joined =
      Flags(Main.value(ValueKind::Bitwise, {Unknown, Main.number(4)}));
  CallId Cleared =
      Flags(Main.value(ValueKind::Bitwise, {Unknown, Main.number(~2)}));
  CallId NoBits = Flags(Main.number(2));
  CallId Literal = Path(Main.string("/proc/self/ns/net"));
  CallId NoMatch = Path(Main.string("/var/run/netns/x"));
  ValueId Buffer = Main.local();
  Main.fills(Main.call("snprintf", {Buffer, Main.string("/proc/%d/ns/%s")}), 0,
             Buffer);
  CallId Formatted = Path(Buffer);
  CallId Absent = Main.call("pin", {Thread, One});
  EXPECT_EQ(effects(Bits), "forks identifies-thread");
  EXPECT_EQ(effects(Joined), "forks");
  EXPECT_EQ(effects(Cleared), "");
  EXPECT_EQ(effects(NoBits), "identifies-thread");
  EXPECT_EQ(effects(Literal), "starts-program");
  EXPECT_EQ(effects(NoMatch), "");
  EXPECT_EQ(effects(Formatted), "starts-program");
  EXPECT_EQ(effects(Absent), "yields-item");
}

TEST_F(EffectsTest, BitsInAStruct) {
  // One of the things put into the struct: another member's constant is not.
  ValueId Plain = Main.local(), Restarts = Main.local(), Listed = Main.local();
  Main.define(Plain, Main.number(4));
  Main.define(Restarts, Main.value(ValueKind::Function, {}, 0, 9));
  Main.define(Restarts, Main.number(12));
  Main.define(Listed, Main.value(ValueKind::Aggregate,
                                 {Main.parameter(), Main.number(8)}));
  ValueId Kept = Main.value(ValueKind::Global, {}, 0, 70);
  Main.store(Kept, Main.number(8));
  auto Act = [&](ValueId Action, ValueId Flags) {
    return Main.call("act", {Main.addressOf(Action), Flags});
  };
  CallId A = Act(Plain, Main.number(2));
  CallId B = Act(Restarts, Main.number(3));
  CallId C = Act(Listed, Main.number(1));
  CallId D = Act(Kept, Main.parameter());
  CallId E = Main.call("act", {Main.parameter()});
  EXPECT_EQ(effects(A), "");
  EXPECT_EQ(effects(B), "restarts-calls");
  EXPECT_EQ(effects(C), "restarts-calls blocks");
  EXPECT_EQ(effects(D), "restarts-calls blocks");
  EXPECT_EQ(effects(E), "blocks");
}

TEST_F(EffectsTest, ComputedIsNoLiteral) {
  auto Parse = [&](ValueId V) { return Main.call("parse", {V}); };
  CallId Literal = Parse(Main.string("42"));
  CallId Joined =
      Parse(Main.value(ValueKind::Add, {Main.string("4"), Main.string("2")}));
  CallId Unknown = Parse(Main.parameter());
  CallId Mixed =
      Parse(Main.value(ValueKind::Add, {Main.string("4"), Main.parameter()}));
  CallId Missing = Main.call("parse", {});
  CallId Text = Parse(Main.parameter());
  Main.F.Calls[Text].ReturnsText = true;
  EXPECT_EQ(effects(Literal), "");
  EXPECT_EQ(effects(Joined), "");
  EXPECT_EQ(effects(Unknown), "throws");
  EXPECT_EQ(effects(Mixed), "throws");
  EXPECT_EQ(effects(Missing), "");
  EXPECT_EQ(effects(Text), "");
}

TEST_F(EffectsTest, FirstOfItsKind) {
  CallId Call = Main.call("swap_mask", {Main.number(5)});
  link();
  FunctionRef F = P->find(1);
  const CallFacts &Facts = F->Calls[Call];
  ASSERT_TRUE(effectOf(*P, F, Facts, EffectKind::Binds));
  EXPECT_EQ(effectOf(*P, F, Facts, EffectKind::Binds)->Saves, RoleReturn);
  EXPECT_FALSE(effectOf(*P, F, Facts, EffectKind::Releases));
  EXPECT_FALSE(effectOf(*P, F, Facts, EffectKind::Blocks));
}

TEST_F(EffectsTest, Roles) {
  CallFacts Call;
  Call.Arguments = {7, 8};
  Call.Result = 9;
  EXPECT_EQ(argumentOf(Call, 1), 8u);
  EXPECT_EQ(argumentOf(Call, 2), NoIndex);
  EXPECT_EQ(argumentOf(Call, RoleReturn), 9u);
  EXPECT_EQ(argumentOf(Call, RoleObject), NoIndex);
  EXPECT_EQ(argumentOf(Call, RoleNone), NoIndex);
  EXPECT_EQ(argumentOf(Call, RoleAnyArgument), NoIndex);
}

TEST_F(EffectsTest, OfAFunctionItself) {
  std::string Message;
  Main.F.ApiRows = {Api.find("Base::handle"),
                    Api.annotationRow("hangproof::blocking", Message)};
  link();
  std::string Kinds;
  for (const AppliedEffect &E : effectsOfFunction(*P, *P->find(1)))
    Kinds += toString(E.What->Kind).str() + " ";
  // What the library's method does is not what the override does.
  EXPECT_EQ(Kinds, "handler blocks ");
}

} // namespace

} // namespace hangproof
