//===- HtmlPage.cpp - The page around the findings ------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HtmlPage.h"
#include "Utf16.h"
#include <md4c-html.h>

using namespace llvm;

namespace hangproof {

// Made from driver/report/html by CMake.
extern const char *const HtmlPage;
extern const char *const HtmlStyle;
extern const char *const HtmlScript;

std::string htmlOfMarkdown(StringRef Markdown) {
  std::string Text = toValidUtf8(Markdown);
  std::string Html;
  auto Append = [](const MD_CHAR *Piece, MD_SIZE Size, void *Result) {
    static_cast<std::string *>(Result)->append(Piece, Size);
  };
  // Fails only for want of memory.
  if (md_html(Text.data(), Text.size(), Append, &Html,
              MD_FLAG_TABLES | MD_FLAG_NOHTML, /*renderer_flags=*/0))
    return {};
  return Html;
}

/// JSON that no parser of HTML takes for the end of its element or for a
/// comment: a "<" can only stand in a string.
static void writeData(raw_ostream &OS, StringRef Data) {
  while (!Data.empty()) {
    size_t At = Data.find('<');
    OS << Data.take_front(At);
    if (At == StringRef::npos)
      return;
    OS << "\\u003c";
    Data = Data.drop_front(At + 1);
  }
}

void writeHtmlPage(raw_ostream &OS, StringRef Title, StringRef Map,
                   StringRef List, StringRef Data) {
  // The marks of the template stand in it once each and in this order; nothing
  // that is put in is searched for marks.
  StringRef Rest = HtmlPage;
  auto UpTo = [&](StringRef Mark) {
    auto [Before, After] = Rest.split(Mark);
    OS << Before;
    Rest = After;
  };
  UpTo("@TITLE@");
  OS << Title;
  UpTo("@STYLE@");
  OS << HtmlStyle;
  UpTo("@MAP@");
  if (!Map.empty())
    OS << "<details id=\"map\"><summary>Thread map</summary>\n<div>" << Map
       << "</div>\n</details>\n";
  UpTo("@LIST@");
  OS << List;
  UpTo("@DATA@");
  writeData(OS, Data);
  UpTo("@SCRIPT@");
  OS << HtmlScript;
  OS << Rest;
}

} // namespace hangproof
