//===- SourceTextTest.cpp - Columns and snippets of odd files -------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/SourceText.h"
#include "report/Utf16.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

static SourceText source(StringRef Text) {
  return SourceText(MemoryBuffer::getMemBufferCopy(Text));
}

/// A range on one line, in the byte columns of Clang.
static SourceRange range(unsigned Line, unsigned Column, unsigned EndColumn) {
  SourceRange Where;
  Where.Line = Where.EndLine = Line;
  Where.Column = Column;
  Where.EndColumn = EndColumn;
  return Where;
}

/// "line:column-line:column" in UTF-16 columns.
static std::string region(const SourceText &Text, const SourceRange &Where,
                          bool Widen = false) {
  Utf16Region R = Text.region(Where, Widen);
  return std::to_string(R.StartLine) + ":" + std::to_string(R.StartColumn) +
         "-" + std::to_string(R.EndLine) + ":" + std::to_string(R.EndColumn);
}

TEST(SourceText, SplitsLinesAsClang) {
  SourceText Text = source("a\r\nbb\rccc\n\ndddd");
  EXPECT_EQ(Text.lineCount(), 5u);
  EXPECT_EQ(Text.line(1), "a");
  EXPECT_EQ(Text.line(2), "bb");
  EXPECT_EQ(Text.line(3), "ccc");
  EXPECT_EQ(Text.line(4), "");
  EXPECT_EQ(Text.line(5), "dddd");
  EXPECT_EQ(Text.line(0), "");
  EXPECT_EQ(Text.line(6), "");
  EXPECT_EQ(Text.lines(1, 3), "a\r\nbb\rccc\n");
  EXPECT_EQ(Text.lines(5, 99), "dddd");
}

TEST(SourceText, ConvertsColumns) {
  // Two bytes and one unit; four bytes and two units; a tab is one of each.
  SourceText Text = source("\xC3\xBC\tx\n\xF0\x9F\x98\x80 y\n");
  EXPECT_EQ(region(Text, range(1, 4, 5)), "1:3-1:4");
  EXPECT_EQ(region(Text, range(2, 6, 7)), "2:4-2:5");
}

TEST(SourceText, InvalidBytesAreOneUnitEach) {
  SourceText Text = source("\xE9\xE9 x");
  EXPECT_EQ(region(Text, range(1, 4, 5)), "1:4-1:5");
  // The begin of a character that is cut short counts once.
  SourceText Cut = source("\xF0\x9F\x98 x");
  EXPECT_EQ(region(Cut, range(1, 5, 6)), "1:3-1:4");
}

TEST(SourceText, ByteOrderMarkIsNoColumn) {
  SourceText Text = source("\xEF\xBB\xBFint x;\nint y;\n");
  // Clang counts it as three bytes.
  EXPECT_EQ(region(Text, range(1, 8, 9)), "1:5-1:6");
  EXPECT_EQ(Text.text(range(1, 8, 9), false), "x");
  EXPECT_EQ(region(Text, range(2, 5, 6)), "2:5-2:6");
  EXPECT_EQ(Text.line(1), "int x;");
}

TEST(SourceText, EmptyRangeGrowsToAWord) {
  SourceText Text = source("foo_1(x);\n");
  EXPECT_EQ(region(Text, range(1, 1, 1), /*Widen=*/true), "1:1-1:6");
  EXPECT_EQ(region(Text, range(1, 6, 6), /*Widen=*/true), "1:6-1:7");
  EXPECT_EQ(region(Text, range(1, 1, 1), /*Widen=*/false), "1:1-1:1");
  SourceRange NoEnd = range(1, 7, 0);
  NoEnd.EndLine = 0;
  EXPECT_EQ(region(Text, NoEnd, /*Widen=*/true), "1:7-1:8");
  // At the end of the line there is nothing to grow to.
  EXPECT_EQ(region(Text, range(1, 10, 10), /*Widen=*/true), "1:10-1:10");
}

TEST(SourceText, PlacesOutsideAreMovedInside) {
  SourceText Text = source("ab\ncd");
  EXPECT_EQ(region(Text, range(1, 90, 99)), "1:3-1:3");
  EXPECT_EQ(region(Text, range(9, 1, 2)), "2:3-2:3");
  EXPECT_EQ(region(Text, SourceRange()), "1:1-1:1");
  SourceText Empty = source("");
  EXPECT_EQ(region(Empty, range(3, 4, 5), /*Widen=*/true), "1:1-1:1");
  EXPECT_EQ(Empty.lineHash(1), "c129715d7a2bc9a3:1");
  EXPECT_EQ(Empty.lineHash(2), "");
}

TEST(SourceTexts, UnreadableIsNull) {
  SourceTexts Texts(new vfs::InMemoryFileSystem);
  EXPECT_EQ(Texts.get("/nothing"), nullptr);
  EXPECT_EQ(Texts.get(""), nullptr);
}

TEST(Utf16, ReplacesMaximalParts) {
  EXPECT_EQ(toValidUtf8("a\xFFz"), "a\xEF\xBF\xBDz");
  // A surrogate half in UTF-8 is three ill-formed bytes.
  EXPECT_EQ(decodeToUtf16("\xED\xA0\x80"),
            (std::vector<uint16_t>{0xFFFD, 0xFFFD, 0xFFFD}));
  EXPECT_EQ(decodeToUtf16("\xF0\x9F\x98\x80"),
            (std::vector<uint16_t>{0xD83D, 0xDE00}));
  EXPECT_EQ(utf16Length("\xF0\x9F\x98\x80\xC3\xBC"), 3u);
}

TEST(Utf16, LimitCountsCharacters) {
  EXPECT_EQ(limitText("abcdef", 6), "abcdef");
  EXPECT_EQ(limitText("abcdefg", 6), "abc...");
  EXPECT_EQ(limitText("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 4),
            "\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC");
  EXPECT_EQ(limitText("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 4),
            "\xC3\xBC...");
}

} // namespace hangproof
