//===- BaselineTest.cpp - Which findings a baseline knows -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Baseline.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;

namespace hangproof {

static KnownFinding known(StringRef Path, StringRef Function, StringRef Code,
                          StringRef Message = "m") {
  KnownFinding K;
  K.Path = Path.str();
  K.Check = "hangproof-x";
  K.Function = Function.str();
  K.Code = Code.str();
  K.Message = Message.str();
  return K;
}

/// Indices of entries, "-" for what is new.
static std::string match(ArrayRef<KnownFinding> Known,
                         ArrayRef<KnownFinding> Found, bool MayLeave = false) {
  std::string Result;
  for (std::optional<size_t> Each :
       matchKnown(Known, Found, [&](auto &) { return MayLeave; }))
    Result += Each ? std::to_string(*Each) : "-";
  return Result;
}

TEST(Baseline, CodeIsWithoutCommentsAndIndentation) {
  EXPECT_EQ(codeOf("  x =  time(0); // now"), "x = time(0);");
  EXPECT_EQ(codeOf("\tx = time(0);\r"), "x = time(0);");
  EXPECT_EQ(codeOf("x = /* now */ time(0);"), "x = time(0);");
  EXPECT_EQ(codeOf("log(\"// not  a comment\");"),
            "log(\"// not  a comment\");");
  EXPECT_EQ(codeOf(""), "");
  // Half a string, half a comment, a byte that is no text.
  EXPECT_EQ(codeOf("f(\"open"), "f(\"open");
  EXPECT_EQ(codeOf("f(); /* open"), "f();");
  EXPECT_EQ(codeOf("f(\xe4);"), "f(\xef\xbf\xbd);");
}

TEST(Baseline, EachEntryKnowsOneFinding) {
  std::vector<KnownFinding> Two = {known("a.c", "f", "g();"),
                                   known("a.c", "f", "g();")};
  EXPECT_EQ(match(Two, Two), "01");
  EXPECT_EQ(match(Two, {Two[0]}), "0");
  EXPECT_EQ(match({Two[0]}, Two), "0-");
  EXPECT_EQ(match({}, Two), "--");
}

TEST(Baseline, OtherCodeIsNew) {
  std::vector<KnownFinding> One = {known("a.c", "f", "g();")};
  EXPECT_EQ(match(One, {known("a.c", "f", "h();")}), "-");
  EXPECT_EQ(match(One, {known("a.c", "e", "g();")}), "-");
  EXPECT_EQ(match(One, {known("b.c", "f", "g();")}), "-");
  KnownFinding Other = One[0];
  Other.Check = "hangproof-y";
  EXPECT_EQ(match(One, {Other}, true), "-");
}

TEST(Baseline, BlanksAndMessagesMayChange) {
  EXPECT_EQ(match({known("a.c", "f", "g( x );")},
                  {known("a.c", "f", "g(x);", "other words")}),
            "0");
}

TEST(Baseline, TheMessageTellsAlikeOnesApart) {
  EXPECT_EQ(match({known("a.c", "f", "g();", "of b")},
                  {known("a.c", "f", "g();", "of a"),
                   known("a.c", "f", "g();", "of b")}),
            "-0");
}

TEST(Baseline, ScopeMayChange) {
  EXPECT_EQ(match({known("a.c", "f", "g();")}, {known("a.c", "n::f", "g();")}),
            "0");
  EXPECT_EQ(match({known("a.c", "n::f", "g();")},
                  {known("a.c", "m::f", "g();"), known("a.c", "n::f", "g();")}),
            "-0");
}

TEST(Baseline, CodeMayMoveToAnotherFile) {
  std::vector<KnownFinding> One = {known("src/a.c", "f", "g();")};
  EXPECT_EQ(match(One, {known("b.c", "f", "g();")}, false), "-");
  EXPECT_EQ(match(One, {known("b.c", "f", "g();")}, true), "0");
  EXPECT_EQ(match(One,
                  {known("b.c", "f", "g();"), known("lib/a.c", "f", "g();")},
                  true),
            "-0");
  // Outside of functions too much is alike.
  EXPECT_EQ(match({known("a.c", "", "g();")}, {known("b.c", "", "g();")}, true),
            "-");
}

namespace {
/// A file that goes away with the test.
class ScratchFile {
public:
  explicit ScratchFile(StringRef Text) {
    int Descriptor;
    EXPECT_FALSE(
        sys::fs::createTemporaryFile("baseline", "jsonl", Descriptor, Path));
    raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Text;
  }
  ~ScratchFile() { sys::fs::remove(Path); }

  std::string text() const {
    auto Buffer = MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "cannot read";
  }
  SmallString<128> Path;
};
} // namespace

TEST(Baseline, IsSortedAndReadBack) {
  ScratchFile File("");
  Baseline B;
  B.Revision = "abc";
  B.Findings = {known("b.c", "f", "say(\"\xc3\xa4\");"),
                known("a.c", "f", "g();")};
  B.Findings[0].Ordinal = 2;
  B.Findings[1].Reason = "since ever";
  B.Findings[1].Members = Json::object({{"path", "old"}, {"owner", "me"}});
  ASSERT_FALSE(bool(B.write(File.Path)));
  std::string Text =
      "{\"hangproof-baseline\": 1, \"revision\": \"abc\"}\n"
      "{\"path\": \"a.c\", \"check\": \"hangproof-x\", \"function\": \"f\", "
      "\"code\": \"g();\", \"message\": \"m\", \"reason\": \"since ever\", "
      "\"owner\": \"me\"}\n"
      "{\"path\": \"b.c\", \"check\": \"hangproof-x\", \"function\": \"f\", "
      "\"code\": \"say(\\\"\xc3\xa4\\\");\", \"ordinal\": 2, \"message\": "
      "\"m\"}\n";
  EXPECT_EQ(File.text(), Text);
  Expected<Baseline> Again = Baseline::read(File.Path);
  ASSERT_TRUE(bool(Again)) << toString(Again.takeError());
  ASSERT_FALSE(bool(Again->write(File.Path)));
  EXPECT_EQ(File.text(), Text);
}

static std::string mistakeIn(StringRef Text) {
  ScratchFile File(Text);
  Expected<Baseline> Read = Baseline::read(File.Path);
  if (Read)
    return "none";
  StringRef Message = File.Path;
  std::string All = toString(Read.takeError());
  EXPECT_TRUE(StringRef(All).starts_with(Message)) << All;
  return All.substr(Message.size());
}

TEST(Baseline, MistakesAreNamed) {
  std::string Head = "{\"hangproof-baseline\": 1}\n";
  EXPECT_EQ(mistakeIn(Head), "none");
  EXPECT_EQ(mistakeIn(""),
            ": the file is no baseline of hangproof: it is empty");
  EXPECT_EQ(mistakeIn("x\n"), ":1: the file is no baseline of hangproof");
  EXPECT_EQ(mistakeIn("{\"version\": \"2.1.0\"}\n"),
            ":1: the file is no baseline of hangproof: its first line has to "
            "be {\"hangproof-baseline\": 1, ...}");
  EXPECT_EQ(mistakeIn("{\"hangproof-baseline\": 2}\n"),
            ":1: the file was written by a newer hangproof");
  EXPECT_EQ(mistakeIn(Head + "{\"path\": 1}\n"),
            ":2: 'path' is not there, or no text");
  EXPECT_EQ(mistakeIn(Head + "\n{\"path\"\n"), ":3: no JSON object");
  EXPECT_EQ(mistakeIn(Head + "<<<<<<< ours\n"),
            ":2: a conflict of a merge is left; keep the lines of both sides");
  EXPECT_EQ(mistakeIn(Head +
                      "{\"path\": \"a\", \"check\": \"c\", \"function\": "
                      "\"f\", \"code\": \"x\", \"ordinal\": -1}\n"),
            ":2: 'ordinal' is no number");
}

/// Whatever moves in a file, each finding stays known: lines are put between,
/// functions change places, code is indented anew, comments come and go.
TEST(Baseline, RandomMovesChangeNothing) {
  std::mt19937 Random(20260101);
  auto Below = [&](unsigned Limit) { return Random() % Limit; };
  for (unsigned Round = 0; Round < 200; ++Round) {
    struct Line {
      std::string Function, Code;
    };
    std::vector<std::vector<Line>> Functions;
    for (unsigned F = 0, N = 1 + Below(5); F != N; ++F) {
      std::vector<Line> Body;
      for (unsigned L = 0, M = Below(6); L != M; ++L)
        // Few codes, so that many are alike.
        Body.push_back({"f" + std::to_string(F),
                        "recv(s, b, " + std::to_string(Below(2)) + ", 0);"});
      Functions.push_back(std::move(Body));
    }
    auto Render = [&](bool IsMoved) {
      std::vector<KnownFinding> All;
      for (const std::vector<Line> &Body : Functions)
        for (const Line &Each : Body) {
          std::string Text = Each.Code;
          if (IsMoved && Below(2))
            Text = std::string(Below(8), ' ') + Text + " // look";
          if (IsMoved && Below(2))
            Text.insert(Text.find(',') + 1, "\t");
          All.push_back(known("a.c", Each.Function, codeOf(Text)));
        }
      return All;
    };
    std::vector<KnownFinding> Before = Render(false);
    std::shuffle(Functions.begin(), Functions.end(), Random);
    std::vector<KnownFinding> After = Render(true);
    auto Matches = matchKnown(Before, After, [](auto &) { return false; });
    std::set<size_t> Taken;
    for (std::optional<size_t> Match : Matches) {
      ASSERT_TRUE(Match);
      Taken.insert(*Match);
    }
    EXPECT_EQ(Taken.size(), Before.size());
    // One more of any is new, and only one.
    if (After.empty())
      continue;
    After.push_back(After[Below(After.size())]);
    Matches = matchKnown(Before, After, [](auto &) { return true; });
    EXPECT_EQ(count(Matches, std::nullopt), 1);
  }
}

} // namespace hangproof
