//===- LineHashTest.cpp - Against the published values --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/LineHash.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace hangproof {

using Hashes = std::vector<std::string>;

// The texts and values are those that github/codeql-action publishes with the
// algorithm.
TEST(LineHash, EmptyFile) {
  EXPECT_EQ(lineHashes(""), Hashes{"c129715d7a2bc9a3:1"});
}

TEST(LineHash, EveryLineHasItsOwn) {
  EXPECT_EQ(
      lineHashes("x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\n"
                 "print(x)\n"),
      (Hashes{"e54938cc54b302f1:1", "bb609acbe9138d60:1", "1131fd5871777f34:1",
              "5c482a0f8b35ea28:1", "54517377da7028d2:1", "2c644846cb18d53e:1",
              "f1b89f20de0d133:1", "c129715d7a2bc9a3:1"}));
}

static const Hashes Greetings = {"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1",
                                 "ce8ba1a563dcdaca:1", "e20e36e16fcb0cc8:1",
                                 "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
                                 "c129715d7a2bc9a3:1"};

TEST(LineHash, LineEndsAndBlanksDoNotCount) {
  EXPECT_EQ(lineHashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"),
            lineHashes("hello;\nworld!!!\n\n\nGreetings\nEnd"));
  EXPECT_EQ(lineHashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n"),
            Greetings);
  EXPECT_EQ(lineHashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n"
                       "  \t\tGreetings\r\n End\r\n"),
            Greetings);
  EXPECT_EQ(lineHashes(" hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r"),
            Greetings);
}

TEST(LineHash, EqualLinesAreNumbered) {
  std::string Text;
  for (int I = 0; I != 10; ++I)
    Text += "Lorem ipsum dolor sit amet.\n";
  EXPECT_EQ(
      lineHashes(Text),
      (Hashes{"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3",
              "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
              "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1",
              "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"}));
}

TEST(LineHash, BlankBetweenCarriageReturnAndLineFeedIsTwoLines) {
  EXPECT_EQ(lineHashes("a\r\nb").size(), 2u);
  EXPECT_EQ(lineHashes("a\r \nb").size(), 3u);
}

TEST(LineHash, CountsUtf16Units) {
  // One unit more for the character outside the basic plane.
  EXPECT_NE(lineHashes("\xF0\x9F\x98\x80"), lineHashes("\xEF\xBF\xBD"));
  // Each byte that is no UTF-8 is one replacement character.
  EXPECT_EQ(lineHashes("caf\xE9 x"), lineHashes("caf\xEF\xBF\xBD x"));
}

} // namespace hangproof
