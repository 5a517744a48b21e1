//===- OriginsTest.cpp - Where values come from ---------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Facts are made by hand here: what the AST gives is the matter of the lit
// tests of the checks.
//
//===----------------------------------------------------------------------===//

#include "engine/Origins.h"
#include "gtest/gtest.h"

using namespace hangproof;

namespace {

constexpr const char *Rows = R"(
library: test
rows:
  - function: wall
    source: test
    effects:
      - effect: reads-clock
        clock: wall
  - function: steady
    source: test
    effects:
      - effect: reads-clock
        clock: monotonic
  - function: wall_into
    source: test
    args: {time: 0}
    effects:
      - effect: reads-clock
        clock: wall
        into: time
  - function: clock_of
    source: test
    args: {clock: 0}
    effects:
      - effect: reads-clock
        clock: wall
        when: {clock: [REALTIME=0]}
      - effect: reads-clock
        clock: monotonic
        when: {clock: [MONOTONIC=1]}
      - effect: reads-clock
        clock: argument
        clock-from: clock
  - function: same
    source: test
    args: {value: 0}
    effects:
      - effect: passes-value
        from: value
        into: return
  - function: later
    source: test
    args: {value: 0, interval: 1}
    effects:
      - effect: passes-value
        from: value
        value: interval
        into: return
)";

/// Builds one function, a value or call at a time.
class Builder {
public:
  Builder(const ApiTable &Api, SymbolId Id, const char *Name,
          unsigned Parameters = 0)
      : Api(Api) {
    F.Id = Id;
    F.Name = Name;
    F.Where = place();
    F.Parameters.resize(Parameters);
    for (unsigned I = 0; I < Parameters; ++I) {
      F.Parameters[I].Name = "p" + std::to_string(I);
      F.Parameters[I].IsPointerOrReference = true;
    }
  }

  ValueId value(ValueKind Kind, std::vector<ValueId> Operands = {},
                int64_t Number = 0, SymbolId Symbol = 0) {
    ValueFacts V;
    V.Kind = Kind;
    V.Operands = std::move(Operands);
    V.Number = Number;
    V.Symbol = Symbol;
    F.Values.push_back(V);
    return F.Values.size() - 1;
  }
  ValueId number(int64_t N) { return value(ValueKind::Integer, {}, N); }
  ValueId parameter(unsigned I) { return value(ValueKind::Parameter, {}, I); }
  ValueId local(const char *Name) {
    LocalFacts L;
    L.Name = Name;
    L.Where = place();
    F.Locals.push_back(L);
    return value(ValueKind::Local, {}, F.Locals.size() - 1);
  }
  ValueId field(SymbolId Symbol) {
    return value(ValueKind::Field, {value(ValueKind::This)}, 0, Symbol);
  }
  void define(ValueId Local, ValueId Value) {
    F.Locals[F.Values[Local].Number].Definitions.push_back({Value, 0, place()});
  }
  void store(ValueId Target, ValueId Value) {
    StoreFacts S;
    S.Target = Target;
    S.Value = Value;
    S.Where = place();
    F.Stores.push_back(S);
  }
  void give(ValueId Value) { F.Returns.push_back({Value, place()}); }

  /// A call of a library function or, with Callee, of one of the program.
  ValueId call(const char *Name, std::vector<ValueId> Arguments = {},
               SymbolId Callee = 0) {
    CallFacts C;
    C.CalleeName = Name;
    C.Callee = Callee ? Callee : SymbolId(1000000 + F.Calls.size());
    C.ApiRow = Callee ? NoIndex : Api.find(Name);
    C.Where = place();
    C.Arguments = std::move(Arguments);
    C.ArgumentPlaces.resize(C.Arguments.size());
    C.Result = value(ValueKind::Call, {}, F.Calls.size());
    F.Calls.push_back(C);
    return C.Result;
  }
  /// What the last call wrote through its argument.
  ValueId written(unsigned Argument) {
    ValueId V = value(ValueKind::OutArgument, {}, F.Calls.size() - 1);
    F.Values[V].Extra = Argument;
    return V;
  }

  FunctionFacts F;

private:
  Place place() {
    static uint32_t Offset = 0;
    Place P;
    P.Line = ++Offset;
    P.Column = 1;
    P.Offset = Offset;
    P.EndOffset = Offset + 1;
    return P;
  }
  const ApiTable &Api;
};

class OriginsTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::Error E = Api.addYaml(Rows, "rows.yaml", false);
    ASSERT_FALSE(bool(E)) << llvm::toString(std::move(E));
  }

  Builder function(SymbolId Id, const char *Name, unsigned Parameters = 0) {
    return Builder(Api, Id, Name, Parameters);
  }

  void link(std::vector<Builder> Functions) {
    FileFacts File;
    File.MainPath = "/src/a.c";
    File.Paths = {"/src/a.c"};
    for (Builder &B : Functions)
      File.Functions.push_back(std::move(B.F));
    std::vector<FileFacts> Files;
    Files.push_back(std::move(File));
    P = std::make_unique<Program>(std::move(Files), Api);
    From = std::make_unique<Origins>(*P);
  }

  FunctionRef named(llvm::StringRef Name) {
    for (FunctionRef F : P->functions())
      if (F->Name == Name)
        return F;
    return {};
  }

  /// The roots of a value as text: "wall+ number outside", sorted.
  std::string roots(llvm::StringRef Function, ValueId V) {
    const OriginSet &Set = From->of(named(Function), V);
    std::vector<std::string> Words;
    for (const Origin &O : Set.Roots) {
      std::string Word;
      switch (O.Kind) {
      case OriginKind::Reading:
        Word = O.Clock == ClockKind::Wall        ? "wall"
               : O.Clock == ClockKind::Monotonic ? "steady"
                                                 : "some-clock";
        break;
      case OriginKind::Difference:
        Word = "difference";
        break;
      case OriginKind::Constant:
        Word = "number";
        break;
      case OriginKind::Parameter:
        Word = "parameter";
        break;
      case OriginKind::Call:
        Word = "outside";
        break;
      case OriginKind::Variable:
        Word = "unset";
        break;
      default:
        Word = "unknown";
      }
      if (O.HasOffset)
        Word += "+";
      if (O.IsCalendar)
        Word += "%";
      if (O.IsAlternative)
        Word += "?";
      Words.push_back(Word);
    }
    std::sort(Words.begin(), Words.end());
    Words.erase(std::unique(Words.begin(), Words.end()), Words.end());
    std::string Result = Set.Incomplete ? "incomplete" : "";
    for (const std::string &Word : Words)
      Result += (Result.empty() ? "" : " ") + Word;
    return Result;
  }

  ApiTable Api;
  std::unique_ptr<Program> P;
  std::unique_ptr<Origins> From;
};

TEST_F(OriginsTest, ReadingInALocal) {
  Builder B = function(1, "f");
  ValueId Start = B.local("start");
  B.define(Start, B.call("wall"));
  link({B});
  EXPECT_EQ(roots("f", Start), "wall");
  const Origin &O = From->of(named("f"), Start).Roots[0];
  ASSERT_EQ(O.Path.size(), 1u);
  EXPECT_EQ(O.Path[0].Kind, StepKind::Defined);
  EXPECT_EQ(O.Path[0].Name, "start");
  EXPECT_EQ(O.Entry.Call, 0u);
}

TEST_F(OriginsTest, AllDefinitionsOfALocal) {
  Builder B = function(1, "f");
  ValueId L = B.local("t");
  B.define(L, B.number(0));
  B.define(L, B.call("wall"));
  B.define(L, B.call("foreign"));
  link({B});
  EXPECT_EQ(roots("f", L), "number outside wall");
}

TEST_F(OriginsTest, LocalNeverSet) {
  Builder B = function(1, "f");
  ValueId L = B.local("t");
  link({B});
  EXPECT_EQ(roots("f", L), "unset");
}

TEST_F(OriginsTest, CyclicDefinitionsEnd) {
  Builder B = function(1, "f");
  ValueId A = B.local("a"), C = B.local("c");
  B.define(A, C);
  B.define(C, A);
  B.define(C, B.call("wall"));
  B.define(A, B.value(ValueKind::Add, {A, B.number(1)}));
  link({B});
  EXPECT_EQ(roots("f", A), "wall wall+");
}

TEST_F(OriginsTest, IntervalMakesADeadline) {
  Builder B = function(1, "f", 1);
  ValueId Now = B.call("wall");
  ValueId Sum = B.value(ValueKind::Add, {Now, B.parameter(0)});
  ValueId Zero = B.value(ValueKind::Add, {Now, B.number(0)});
  ValueId Earlier = B.value(ValueKind::Subtract, {Now, B.number(5)});
  link({B});
  EXPECT_EQ(roots("f", Sum), "wall+") << "the interval's origin is no matter";
  EXPECT_EQ(roots("f", Zero), "wall");
  EXPECT_EQ(roots("f", Earlier), "wall+");
}

TEST_F(OriginsTest, UnitsAreLookedThrough) {
  Builder B = function(1, "f");
  ValueId Now = B.call("wall");
  ValueId Ms = B.value(ValueKind::Add,
                       {B.value(ValueKind::Multiply, {Now, B.number(1000)}),
                        B.value(ValueKind::Divide, {Now, B.number(1000)})});
  ValueId Thousand = B.number(1000);
  ValueId Rounded =
      B.value(ValueKind::Multiply,
              {B.value(ValueKind::Divide, {Now, Thousand}), Thousand});
  ValueId Rest = B.value(ValueKind::Remainder, {Now, B.number(60)});
  link({B});
  EXPECT_EQ(roots("f", Ms), "wall");
  EXPECT_EQ(roots("f", Rounded), "wall%");
  EXPECT_EQ(roots("f", Rest), "wall%");
}

TEST_F(OriginsTest, DifferenceIsNoReading) {
  Builder B = function(1, "f");
  ValueId Took = B.value(ValueKind::Subtract, {B.call("wall"), B.call("wall")});
  ValueId L = B.local("took");
  B.define(L, Took);
  ValueId Restart = B.value(ValueKind::Subtract, {B.call("wall"), L});
  link({B});
  EXPECT_EQ(roots("f", L), "difference");
  EXPECT_EQ(roots("f", Restart), "wall+") << "now - elapsed is a reading again";
  EXPECT_EQ(From->flow().marks(named("f"), L), WallDifference);
}

TEST_F(OriginsTest, FieldOverAllStores) {
  Builder Set = function(1, "set"), Load = function(2, "load"),
          Use = function(3, "use");
  Set.store(Set.field(50), Set.call("wall"));
  Load.store(Load.field(51), Load.call("wall"));
  Load.store(Load.field(51), Load.call("read_file"));
  ValueId Good = Use.field(50), Mixed = Use.field(51), Unset = Use.field(52);
  link({Set, Load, Use});
  EXPECT_EQ(roots("use", Good), "wall");
  EXPECT_EQ(roots("use", Mixed), "outside wall");
  EXPECT_EQ(roots("use", Unset), "unset");
  const Origin &O = From->of(named("use"), Good).Roots[0];
  ASSERT_EQ(O.Path.size(), 1u);
  EXPECT_EQ(O.Path[0].Kind, StepKind::Stored);
  EXPECT_EQ(O.Path[0].Function->Name, "set");
}

TEST_F(OriginsTest, HelperReturns) {
  Builder Helper = function(1, "ticks"), Use = function(2, "use");
  Helper.give(Helper.call("wall"));
  ValueId T = Use.call("ticks", {}, 1);
  link({Helper, Use});
  EXPECT_EQ(roots("use", T), "wall");
  const Origin &O = From->of(named("use"), T).Roots[0];
  ASSERT_EQ(O.Path.size(), 1u);
  EXPECT_EQ(O.Path[0].Kind, StepKind::Returned);
  EXPECT_EQ(O.Path[0].Name, "ticks");
  EXPECT_EQ(O.Entry.Caller->Name, "use");
}

TEST_F(OriginsTest, HelperIsLeftThroughTheCallThatEnteredIt) {
  Builder Convert = function(1, "convert", 1), A = function(2, "a"),
          B = function(3, "b");
  Convert.give(Convert.parameter(0));
  ValueId Wall = A.call("convert", {A.call("wall")}, 1);
  ValueId Steady = B.call("convert", {B.call("steady")}, 1);
  link({Convert, A, B});
  EXPECT_EQ(roots("a", Wall), "wall");
  EXPECT_EQ(roots("b", Steady), "steady");
}

TEST_F(OriginsTest, ParameterOverAllCallers) {
  Builder Callee = function(1, "callee", 1), A = function(2, "a"),
          B = function(3, "b"), Alone = function(4, "alone", 1);
  ValueId Parameter = Callee.parameter(0);
  A.call("callee", {A.call("wall")}, 1);
  B.call("callee", {B.call("foreign")}, 1);
  ValueId NoCaller = Alone.parameter(0);
  link({Callee, A, B, Alone});
  EXPECT_EQ(roots("callee", Parameter), "outside wall");
  EXPECT_EQ(roots("alone", NoCaller), "parameter");
  for (const Origin &O : From->of(named("callee"), Parameter).Roots)
    EXPECT_EQ(O.Escape.Caller->Name, O.Kind == OriginKind::Reading ? "a" : "b");
}

TEST_F(OriginsTest, WrittenThroughAPointer) {
  Builder Get = function(1, "get", 1), Pass = function(2, "pass", 1),
          Use = function(3, "use");
  Get.store(Get.value(ValueKind::Deref, {Get.parameter(0)}), Get.call("wall"));
  Pass.call("wall_into", {Pass.parameter(0)});
  ValueId A = Use.local("a"), B = Use.local("b"), C = Use.local("c"),
          D = Use.local("d");
  Use.call("get", {Use.value(ValueKind::AddressOf, {A})}, 1);
  Use.define(A, Use.written(0));
  Use.call("pass", {Use.value(ValueKind::AddressOf, {B})}, 2);
  Use.define(B, Use.written(0));
  Use.call("wall_into", {Use.value(ValueKind::AddressOf, {C})});
  Use.define(C, Use.written(0));
  Use.call("recv", {Use.value(ValueKind::AddressOf, {D})});
  Use.define(D, Use.written(0));
  link({Get, Pass, Use});
  EXPECT_EQ(roots("use", A), "wall");
  EXPECT_EQ(roots("use", B), "wall");
  EXPECT_EQ(roots("use", C), "wall");
  EXPECT_EQ(roots("use", D), "outside");
}

TEST_F(OriginsTest, PassedToAFunctionNotInView) {
  Builder Read = function(1, "read_record", 1), Use = function(2, "use");
  Read.call("foreign_read", {Read.parameter(0)});
  ValueId A = Use.local("a");
  Use.call("read_record", {Use.value(ValueKind::AddressOf, {A})}, 1);
  Use.define(A, Use.written(0));
  link({Read, Use});
  EXPECT_EQ(roots("use", A), "outside");
}

TEST_F(OriginsTest, RecursionEnds) {
  Builder F = function(1, "f", 1), Use = function(2, "use");
  F.give(F.call("f", {F.parameter(0)}, 1));
  F.give(F.parameter(0));
  ValueId V = Use.call("f", {Use.call("wall")}, 1);
  link({F, Use});
  EXPECT_EQ(roots("use", V), "wall");
}

TEST_F(OriginsTest, BranchesAndRows) {
  Builder B = function(1, "f");
  ValueId Either = B.value(ValueKind::Select,
                           {B.number(1), B.call("wall"), B.call("steady")});
  ValueId Same = B.call("same", {B.call("wall")});
  ValueId Later = B.call("later", {B.call("wall"), B.number(5)});
  link({B});
  EXPECT_EQ(roots("f", Either), "steady wall");
  EXPECT_EQ(roots("f", Same), "wall");
  EXPECT_EQ(roots("f", Later), "wall+");
}

TEST_F(OriginsTest, ClockIdInAVariable) {
  Builder Init = function(1, "init"), Use = function(2, "use");
  Init.store(Init.value(ValueKind::Global, {}, 0, 60), Init.number(0));
  Init.store(Init.value(ValueKind::Global, {}, 0, 61), Init.number(0));
  Init.store(Init.value(ValueKind::Global, {}, 0, 61), Init.number(1));
  Init.store(Init.value(ValueKind::Global, {}, 0, 62), Init.number(1));
  ValueId Wall =
      Use.call("clock_of", {Use.value(ValueKind::Global, {}, 0, 60)});
  ValueId Both =
      Use.call("clock_of", {Use.value(ValueKind::Global, {}, 0, 61)});
  ValueId Steady =
      Use.call("clock_of", {Use.value(ValueKind::Global, {}, 0, 62)});
  ValueId Direct = Use.call("clock_of", {Use.number(1)});
  link({Init, Use});
  EXPECT_EQ(roots("use", Wall), "wall");
  EXPECT_EQ(roots("use", Both), "some-clock");
  EXPECT_EQ(roots("use", Steady), "steady");
  EXPECT_EQ(roots("use", Direct), "steady");
}

TEST_F(OriginsTest, HubsAreCutShort) {
  Builder Hub = function(1, "hub", 1);
  ValueId Parameter = Hub.parameter(0);
  std::vector<Builder> All{Hub};
  for (unsigned I = 0; I < 200; ++I) {
    Builder B = function(100 + I, "caller");
    B.call("hub", {B.call("foreign")}, 1);
    All.push_back(B);
  }
  link(std::move(All));
  EXPECT_TRUE(From->of(named("hub"), Parameter).Incomplete);
}

TEST_F(OriginsTest, OnlyFunctionsThatReadingsReachAreMarked) {
  Builder A = function(1, "a"), B = function(2, "b"), C = function(3, "c");
  A.store(A.field(70), A.call("wall"));
  ValueId Field = B.field(70);
  ValueId Other = C.number(1);
  link({A, B, C});
  EXPECT_EQ(From->flow().marks(named("b"), Field), WallReading);
  EXPECT_EQ(From->flow().marks(named("c"), Other), 0);
  EXPECT_FALSE(From->flow().touches(named("c")));
}

} // namespace
