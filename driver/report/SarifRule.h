//===- SarifRule.h - A check as SARIF describes it --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_SARIFRULE_H
#define HANGPROOF_DRIVER_REPORT_SARIFRULE_H

#include "Json.h"
#include "engine/Check.h"
#include <string>

namespace hangproof {

/// The reportingDescriptor of a check. ToolUri is the tool's home page, or
/// empty.
Json sarifRule(const CheckInfo &Check, llvm::StringRef ToolUri);

/// The words of a Markdown page, for viewers that do not render it: no marks
/// of headings, emphasis and code, links as "text (address)".
std::string plainText(llvm::StringRef Markdown);

/// A message of a check as a sentence: full stop at the end, and a capital
/// letter if it begins with a word of English (code is quoted or has other
/// characters than letters and hyphens). Nothing in it reads as an embedded
/// link.
std::string sentence(llvm::StringRef Message);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_SARIFRULE_H
