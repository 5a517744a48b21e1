//===- ApiTest.cpp - Loading rows -----------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "engine/Api.h"
#include "engine/ApiSchema.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace hangproof;

namespace {

/// The error of loading Text, or "".
std::string errorOf(ApiTable &Table, llvm::StringRef Text,
                    bool IsUserFile = false,
                    llvm::StringRef FileName = "x.yaml") {
  return llvm::toString(Table.addYaml(Text, FileName, IsUserFile));
}

std::string errorOf(llvm::StringRef Text) {
  ApiTable Table;
  return errorOf(Table, Text);
}

/// A document with one row whose effects are Effects.
std::string rowWith(llvm::StringRef Effects) {
  return ("library: x\n"
          "rows:\n"
          "  - function: f\n"
          "    source: s\n"
          "    args: {how: 0, set: 1}\n"
          "    effects:\n"
          "      - " +
          Effects + "\n")
      .str();
}

constexpr const char *OneRow = "library: x\n"
                               "rows:\n"
                               "  - function: f\n"
                               "    source: s\n"
                               "    effects:\n"
                               "      - effect: yields-item\n";

TEST(ApiLoader, ReadsAWholeRow) {
  ApiTable Table;
  ASSERT_EQ(errorOf(Table, R"(
library: x
pairs:
  - pair: p
    title: the p
    consequence: c
    remedy: r
    must-release: true
rows:
  - names: [a::f, g]
    source: https://example.org/f
    args: {how: 0, set: 1}
    fails: minus-one
    effects:
      - effect: binds
        pair: p
        saves: return
        value: set
        when: {how: [A=0, not B=0x10, has C=3], set: [nonnull]}
)"),
            "");
  const PairKind *Pair = Table.pair("p");
  ASSERT_TRUE(Pair);
  EXPECT_EQ(Pair->Title, "the p");
  EXPECT_TRUE(Pair->MustRelease);
  EXPECT_FALSE(Pair->EndsWithThread);
  ASSERT_NE(Table.find("a::f"), NoIndex);
  ASSERT_NE(Table.find("g"), NoIndex);
  EXPECT_EQ(Table.find("f"), NoIndex);
  EXPECT_TRUE(Table.mayMatch("f"));
  EXPECT_FALSE(Table.mayMatch("a"));
  const ApiRow &Row = Table.row(Table.find("a::f"));
  EXPECT_EQ(Row.Library, "x");
  EXPECT_EQ(Row.Source, "https://example.org/f");
  EXPECT_EQ(Row.File, "x.yaml");
  EXPECT_EQ(Row.Line, 10u);
  EXPECT_EQ(Row.Fails, FailureForm::MinusOne);
  ASSERT_EQ(Row.Effects.size(), 1u);
  const Effect &E = Row.Effects[0];
  EXPECT_EQ(E.Kind, EffectKind::Binds);
  EXPECT_EQ(E.Saves, RoleReturn);
  EXPECT_EQ(E.Value, 1);
  ASSERT_EQ(E.When.size(), 2u);
  ASSERT_EQ(E.When[0].AnyOf.size(), 3u);
  EXPECT_EQ(E.When[0].Role, 0);
  EXPECT_EQ(E.When[0].AnyOf[0].Name, "A");
  EXPECT_EQ(E.When[0].AnyOf[1].Test, ArgumentTest::Kind::ConstantNot);
  EXPECT_EQ(E.When[0].AnyOf[1].Number, 16);
  EXPECT_EQ(E.When[0].AnyOf[2].Test, ArgumentTest::Kind::HasBits);
  EXPECT_EQ(E.When[1].AnyOf[0].Test, ArgumentTest::Kind::NonNull);
}

TEST(ApiLoader, NamesThePlaceOfEachError) {
  EXPECT_EQ(errorOf("library: x\nrow: []\n"),
            "x.yaml:2:1: error: unknown key 'row' in the file; known: library, "
            "headers, package, language, defines, flags, pkg-config, target, "
            "pairs, callbacks, rows, remove");
  EXPECT_EQ(errorOf("rows: []\n"),
            "x.yaml:1:1: error: the file has no 'library'");
  EXPECT_EQ(errorOf(rowWith("effect: bind")).substr(0, 50),
            "x.yaml:7:17: error: unknown effect 'bind'; known: ");
  EXPECT_EQ(errorOf(rowWith("{effect: blocks, kind: disc}")),
            "x.yaml:7:32: error: unknown kind 'disc'; known: disk, network, "
            "dns, process, sleep, lock, foreign");
  EXPECT_EQ(errorOf(rowWith("{effect: reads-clock, clock: walll}")),
            "x.yaml:7:38: error: unknown clock 'walll'; known: wall, "
            "monotonic, cpu, argument, handle, forced-wall, any");
  EXPECT_EQ(
      errorOf(rowWith("{effect: handler, context: slot}")),
      "x.yaml:7:36: error: unknown context 'slot'; known: event, timer, user, "
      "request, signal, connection, worker, once");
  EXPECT_EQ(errorOf(rowWith("{effect: forks, kind: disk}")),
            "x.yaml:7:25: error: unknown key 'kind' in effect 'forks'; known: "
            "effect, when");
  EXPECT_EQ(errorOf(rowWith("{effect: passes-value, from: src}")),
            "x.yaml:7:38: error: unknown role 'src'; known: how, set, return, "
            "object, any");
  EXPECT_EQ(errorOf(rowWith("{effect: binds, pair: p}")),
            "x.yaml:7:31: error: unknown pair 'p'; declare it under 'pairs'");
  EXPECT_EQ(errorOf(rowWith("{effect: binds}")),
            "x.yaml:7:9: error: effect 'binds' has no 'pair'");
  EXPECT_EQ(errorOf(rowWith("{effect: reads-clock, clock: argument}")),
            "x.yaml:7:9: error: clock 'argument' needs 'clock-from'");
  EXPECT_EQ(errorOf("library: x\nrows:\n  - function: f\n    source: s\n"),
            "x.yaml:3:5: error: row 'f' has no 'effects'");
  EXPECT_EQ(errorOf("library: x\nrows:\n  - function: f\n    effects:\n"
                    "      - effect: forks\n"),
            "x.yaml:3:5: error: row 'f' has no 'source'");
  EXPECT_EQ(errorOf("library: x\nrows:\n  - source: s\n    effects:\n"
                    "      - effect: forks\n"),
            "x.yaml:3:5: error: a row has no 'function'");
  EXPECT_EQ(errorOf("library: x\nrows:\n  - function: f\n    source: s\n"
                    "    effects: []\n"),
            "x.yaml:5:14: error: row 'f' has no effect; to drop a built-in row "
            "name it in 'remove'");
  EXPECT_EQ(errorOf("library: x\nremove: [f]\n"),
            "x.yaml:2:9: error: only a user's file may remove rows\n"
            "x.yaml:2:10: error: no row for 'f' to remove");
}

TEST(ApiLoader, ReadsCallbacks) {
  ApiTable Table;
  EXPECT_EQ(errorOf(Table, "library: x\ncallbacks:\n"
                           "  - parameters: [\"loop *\", int]\n"
                           "    result: void\n    context: timer\n"
                           "    source: s\n"),
            "");
  ASSERT_EQ(Table.callbacks().size(), 1u);
  const CallbackSignature &Callback = Table.callbacks()[0];
  EXPECT_EQ(Callback.Parameters, (std::vector<std::string>{"loop *", "int"}));
  EXPECT_EQ(Callback.Result, "void");
  EXPECT_EQ(Callback.Context, "timer");
  EXPECT_EQ(Callback.Library, "x");
  EXPECT_FALSE(Callback.IsOpen);
  EXPECT_FALSE(Callback.AtOnce);
  ApiTable Open;
  EXPECT_EQ(errorOf(Open, "library: x\ncallbacks:\n"
                          "  - parameters: [\"request *\", \"...\"]\n"
                          "    context: request\n    at-once: many\n"
                          "    source: s\n"),
            "");
  ASSERT_EQ(Open.callbacks().size(), 1u);
  EXPECT_EQ(Open.callbacks()[0].Parameters,
            (std::vector<std::string>{"request *"}));
  EXPECT_TRUE(Open.callbacks()[0].IsOpen);
  EXPECT_TRUE(Open.callbacks()[0].AtOnce);
  EXPECT_EQ(errorOf("library: x\ncallbacks:\n  - context: request\n"
                    "    at-once: few\n    source: s\n"
                    "    parameters: [int, \"...\", int]\n"),
            "x.yaml:4:14: error: unknown at-once 'few'; known: many\n"
            "x.yaml:6:30: error: nothing can stand behind '...'");
  EXPECT_EQ(
      errorOf("library: x\ncallbacks:\n  - context: tick\n"
              "    source: s\n    parameters: []\n"),
      "x.yaml:3:14: error: unknown context 'tick'; known: event, timer, user, "
      "request, signal, connection, worker, once\n"
      "x.yaml:5:17: error: a callback without parameters cannot be told "
      "from other functions");
}

TEST(ApiLoader, ChecksConditions) {
  auto ErrorOfWhen = [](llvm::StringRef When) {
    return errorOf(rowWith("{effect: forks, when: " + When.str() + "}"));
  };
  EXPECT_EQ(ErrorOfWhen("{how: [A=0]}"), "");
  EXPECT_EQ(ErrorOfWhen("{how: [like /proc/*]}"), "");
  EXPECT_EQ(ErrorOfWhen("{why: [A=0]}"),
            "x.yaml:7:32: error: unknown role 'why'; known: how, set, return, "
            "object, any");
  EXPECT_EQ(ErrorOfWhen("{how: []}"),
            "x.yaml:7:37: error: a condition without alternatives never holds");
  EXPECT_EQ(ErrorOfWhen("{how: A=0}"),
            "x.yaml:7:37: error: expected a list of alternatives");
  EXPECT_EQ(ErrorOfWhen("{how: [SIG_BLOCK]}"),
            "x.yaml:7:38: error: unknown alternative 'SIG_BLOCK'; expected "
            "NAME=NUMBER, not NAME=NUMBER, has NAME=NUMBER, lacks NAME=NUMBER, "
            "lacks MEMBER.NAME=NUMBER, clears NAME=NUMBER, holds NAME=NUMBER, "
            "holds MEMBER.NAME=NUMBER, like PATTERN, unlike PATTERN, null, "
            "nonnull, self, saved, not-saved, computed, not-text or absent");
  EXPECT_EQ(ErrorOfWhen("{how: [lacks A=4, lacks ai_flags.A=4]}"), "");
  EXPECT_EQ(ErrorOfWhen("{how: [lacks ai_flags.A]}").substr(0, 60),
            "x.yaml:7:38: error: unknown alternative 'lacks ai_flags.A'; ");
  EXPECT_EQ(ErrorOfWhen("{how: [saved]}"),
            "x.yaml:7:38: error: 'saved' needs an effect with a pair");
}

TEST(ApiLoader, ChecksRolesAndFailures) {
  auto ErrorOfKey = [](llvm::StringRef Key) {
    return errorOf(("library: x\nrows:\n  - function: f\n    source: s\n    " +
                    Key + "\n    effects: [{effect: forks}]\n")
                       .str());
  };
  EXPECT_EQ(ErrorOfKey("fails: zero"),
            "x.yaml:5:12: error: unknown way to fail 'zero'; known: nonzero, "
            "negative, null, false, minus-one, positive");
  EXPECT_EQ(ErrorOfKey("args: {how: one}"),
            "x.yaml:5:17: error: the argument of role 'how' must be a number "
            "from 0 to 63");
  EXPECT_EQ(ErrorOfKey("args: {return: 1}"),
            "x.yaml:5:12: error: 'return' is a role of every function");
  EXPECT_EQ(ErrorOfKey("names: [g]"),
            "x.yaml:5:12: error: a row has 'function' or 'names', not both");
}

TEST(ApiLoader, TellsAllErrorsAtOnceAndAddsNothing) {
  ApiTable Table;
  EXPECT_EQ(
      errorOf(Table, "library: x\n"
                     "rows:\n"
                     "  - function: good\n"
                     "    source: s\n"
                     "    effects: [{effect: forks}]\n"
                     "  - function: f\n"
                     "    fails: zero\n"
                     "    sauce: s\n"
                     "    effects: [{effect: fork}]\n")
          .find(
              "x.yaml:6:5: error: row 'f' has no 'source'\n"
              "x.yaml:7:12: error: unknown way to fail 'zero'; known: "
              "nonzero, negative, null, false, minus-one, positive\n"
              "x.yaml:8:5: error: unknown key 'sauce' in a row; known: "
              "function, names, source, args, fails, remedy, unchecked, effects"
              "\nx.yaml:9:24: error: unknown effect 'fork'; known: "),
      0u);
  EXPECT_EQ(Table.find("good"), NoIndex);
  EXPECT_TRUE(Table.rows().empty());
}

TEST(ApiLoader, RefusesDuplicates) {
  std::string Twice = std::string(OneRow) + "  - function: f\n"
                                            "    source: s\n"
                                            "    effects:\n"
                                            "      - effect: forks\n";
  EXPECT_EQ(errorOf(Twice),
            "x.yaml:7:15: error: duplicate row for 'f', first in x.yaml:3");
  ApiTable Table;
  ASSERT_EQ(errorOf(Table, OneRow), "");
  EXPECT_EQ(errorOf(Table, OneRow, false, "y.yaml"),
            "y.yaml:3:15: error: duplicate row for 'f', first in x.yaml:3");
  EXPECT_EQ(errorOf("library: x\nlibrary: y\n"),
            "x.yaml:2:1: error: key 'library' given twice");
}

TEST(ApiLoader, BearsWhatIsNoYaml) {
  EXPECT_EQ(errorOf(""), "x.yaml:1:1: error: the file is empty");
  EXPECT_EQ(errorOf("- a\n- b\n"),
            "x.yaml:1:1: error: expected a mapping with 'rows'");
  EXPECT_NE(errorOf("library: [x\nrows"), "");
  EXPECT_NE(errorOf("library: \"x\nrows: []"), "");
  EXPECT_NE(errorOf("a: b: c"), "");
  EXPECT_NE(errorOf(llvm::StringRef("\x00\xff\xfe{[\x01", 6)), "");
  EXPECT_NE(errorOf("library: x\nrows: &a [*a]\n"), "");
  EXPECT_NE(errorOf(std::string(10000, '[')), "");
  for (const std::string Broken : {"library: [x\n", "library: {x: y\n"})
    EXPECT_EQ(errorOf(Broken).rfind("x.yaml:", 0), 0u) << errorOf(Broken);
}

TEST(ApiLoader, UserFilesReplaceAndRemove) {
  ApiTable Table;
  ASSERT_EQ(errorOf(Table, OneRow), "");
  ASSERT_EQ(errorOf(Table, "library: x\nrows:\n  - function: g\n    source: s\n"
                           "    effects: [{effect: forks}]\n"),
            "");
  uint64_t Before = Table.fingerprint();
  // Replaces the built-in row; needs no library.
  ASSERT_EQ(errorOf(Table,
                    "rows:\n  - function: f\n    source: s\n"
                    "    effects: [{effect: forks}]\n",
                    true, "user.yaml"),
            "");
  EXPECT_NE(Table.fingerprint(), Before);
  ASSERT_NE(Table.find("f"), NoIndex);
  EXPECT_EQ(Table.row(Table.find("f")).Effects[0].Kind, EffectKind::Forks);
  EXPECT_EQ(Table.row(Table.find("f")).Library, "user");
  // Another user's row is no built-in one.
  EXPECT_EQ(errorOf(Table, OneRow, true, "other.yaml"),
            "other.yaml:3:15: error: duplicate row for 'f', first in "
            "user.yaml:2");
  EXPECT_EQ(errorOf(Table, "remove: [g, h]\n", true, "user.yaml"),
            "user.yaml:1:13: error: no row for 'h' to remove");
  ASSERT_NE(Table.find("g"), NoIndex);
  EXPECT_EQ(errorOf(Table, "remove: [g]\n", true, "user.yaml"), "");
  EXPECT_EQ(Table.find("g"), NoIndex);
  EXPECT_FALSE(Table.mayMatch("g"));
  EXPECT_NE(Table.find("f"), NoIndex);
  EXPECT_EQ(errorOf(Table, "remove: [f]\n" + std::string(OneRow), true),
            "x.yaml:1:10: error: row for 'f' is both given and removed\n"
            "x.yaml:4:15: error: duplicate row for 'f', first in user.yaml:2");
}

TEST(ApiTable, FingerprintsTheContentOnly) {
  ApiTable A, B;
  ASSERT_EQ(errorOf(A, OneRow), "");
  ASSERT_EQ(errorOf(B, "# moved by a comment\n" + std::string(OneRow), false,
                    "y.yaml"),
            "");
  EXPECT_EQ(A.fingerprint(), B.fingerprint());
  ApiTable C;
  ASSERT_EQ(errorOf(C, "library: x\nrows:\n  - function: f\n    source: s\n"
                       "    effects: [{effect: forks}]\n"),
            "");
  EXPECT_NE(A.fingerprint(), C.fingerprint());
}

TEST(ApiTable, KnowsAnnotations) {
  ApiTable Table;
  ASSERT_EQ(errorOf(Table, "library: x\npairs:\n  - pair: gpu\n    title: t\n"
                           "    consequence: c\n    remedy: r\n"),
            "");
  std::string Message;
  struct {
    const char *Annotation;
    EffectKind Kind;
  } Known[] = {
      {"hangproof::blocking", EffectKind::Blocks},
      {"hangproof::starts-program", EffectKind::StartsProgram},
      {"hangproof::wall-clock", EffectKind::ReadsClock},
      {"hangproof::monotonic-clock", EffectKind::ReadsClock},
      {"hangproof::binds(gpu)", EffectKind::Binds},
      {"hangproof::releases(gpu)", EffectKind::Releases},
      {"hangproof::hot", EffectKind::Handler},
      {"hangproof::throws", EffectKind::Throws},
  };
  for (const auto &K : Known) {
    uint32_t Row = Table.annotationRow(K.Annotation, Message);
    ASSERT_NE(Row, NoIndex) << K.Annotation;
    EXPECT_EQ(Row, Table.annotationRow(K.Annotation, Message));
    EXPECT_EQ(Table.row(Row).Effects[0].Kind, K.Kind);
    EXPECT_EQ(Table.row(Row).Library, AnnotationLibrary);
    // No function of that name is meant.
    EXPECT_EQ(Table.find(K.Annotation), NoIndex);
  }
  EXPECT_EQ(Table.row(Table.annotationRow("hangproof::binds(gpu)", Message))
                .Effects[0]
                .Pair,
            "gpu");
  EXPECT_EQ(Message, "");
  EXPECT_EQ(Table.annotationRow("hangproof::binds(cpu)", Message), NoIndex);
  EXPECT_EQ(Message, "annotation 'hangproof::binds(cpu)' names no known pair; "
                     "known: gpu");
  EXPECT_EQ(Table.annotationRow("hangproof::blockin", Message), NoIndex);
  EXPECT_EQ(Message,
            "unknown annotation 'hangproof::blockin'; known: "
            "hangproof::blocking, hangproof::starts-program, "
            "hangproof::wall-clock, hangproof::monotonic-clock, "
            "hangproof::hot, hangproof::throws, hangproof::binds(PAIR), "
            "hangproof::releases(PAIR)");
}

TEST(ApiTable, BuiltInIsWhole) {
  ApiTable Table = ApiTable::builtIn();
  EXPECT_GT(Table.rows().size(), 500u);
  for (const ApiRow &Row : Table.rows()) {
    EXPECT_FALSE(Row.Source.empty()) << Row.Name;
    EXPECT_FALSE(Row.Effects.empty()) << Row.Name;
    if (Row.Library != AnnotationLibrary) {
      EXPECT_EQ(Row.Source.rfind("http", 0), 0u) << Row.Name;
      EXPECT_EQ(&Table.row(Table.find(Row.Name)), &Row);
    }
  }
  for (const char *Pair :
       {"signal-mask", "cancel-state", "cancel-type", "cpu-affinity",
        "scheduling", "thread-namespace", "thread-locale", "rounding-mode",
        "flush-to-zero", "gl-context", "jni-attachment", "python-gil",
        "python-thread-state", "com-apartment", "cuda-context"})
    EXPECT_TRUE(Table.pair(Pair)) << Pair;
  for (const char *Name : {"jni-attachment", "python-gil", "com-apartment",
                           "cuda-context", "thread-namespace"})
    EXPECT_TRUE(Table.pair(Name) && Table.pair(Name)->MustRelease) << Name;
  EXPECT_EQ(Table.fingerprint(), ApiTable::builtIn().fingerprint());
}

TEST(ApiSchema, NamesEveryEffect) {
  for (const EffectSchema &Schema : effectSchemas()) {
    EXPECT_EQ(&schemaOf(Schema.Kind), &Schema);
    EXPECT_EQ(toString(Schema.Kind), Schema.Name);
    EXPECT_EQ(parseEffectKind(Schema.Name), Schema.Kind);
  }
  EXPECT_FALSE(parseEffectKind("Binds"));
}

std::string referencePage() {
  auto Page = llvm::MemoryBuffer::getFile(HANGPROOF_SOURCE_DIR
                                          "/docs/api-knowledge.md");
  return Page ? (*Page)->getBuffer().str() : std::string();
}

TEST(ApiDocumentation, ExamplesLoad) {
  std::string Page = referencePage();
  llvm::StringRef Rest = Page;
  unsigned Loaded = 0;
  while (true) {
    Rest = Rest.split("```yaml\n").second;
    if (Rest.empty())
      break;
    llvm::StringRef Block = Rest.split("```").first;
    if (!Block.starts_with("library:") && !Block.starts_with("pairs:"))
      continue;
    ApiTable Table = ApiTable::builtIn();
    EXPECT_EQ(errorOf(Table, Block, /*IsUserFile=*/true), "") << Block.str();
    ++Loaded;
  }
  EXPECT_EQ(Loaded, 2u);
}

TEST(ApiDocumentation, NamesEveryEffectWithItsKeys) {
  std::string Page = referencePage();
  for (const EffectSchema &Schema : effectSchemas()) {
    size_t At = Page.find("\n| `" + Schema.Name.str() + "` |");
    ASSERT_NE(At, std::string::npos) << Schema.Name.str();
    llvm::StringRef Line =
        llvm::StringRef(Page).substr(At + 1).split('\n').first;
    for (llvm::StringRef Keys : {Schema.Required, Schema.Optional}) {
      llvm::SmallVector<llvm::StringRef, 4> Words;
      Keys.split(Words, ' ', -1, false);
      for (llvm::StringRef Word : Words)
        EXPECT_TRUE(Line.contains(("`" + Word + "`").str()))
            << Schema.Name.str() << ": " << Word.str();
    }
  }
  for (const WordKey &Key : wordKeys()) {
    llvm::SmallVector<llvm::StringRef, 4> Words;
    Key.Values.split(Words, ' ', -1, false);
    for (llvm::StringRef Word : Words)
      EXPECT_NE(Page.find(("`" + Word + "`").str()), std::string::npos)
          << Word.str();
  }
}

} // namespace
