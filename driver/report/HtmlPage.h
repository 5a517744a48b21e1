//===- HtmlPage.h - The page around the findings ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_HTMLPAGE_H
#define HANGPROOF_DRIVER_REPORT_HTMLPAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace hangproof {

/// A page in Markdown (CommonMark with tables) as HTML without raw HTML in it.
std::string htmlOfMarkdown(llvm::StringRef Markdown);

/// The page of driver/report/html with its style and scripts. Title and List
/// are HTML, Data is JSON; Map is an <svg> element or empty.
void writeHtmlPage(llvm::raw_ostream &OS, llvm::StringRef Title,
                   llvm::StringRef Map, llvm::StringRef List,
                   llvm::StringRef Data);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_HTMLPAGE_H
