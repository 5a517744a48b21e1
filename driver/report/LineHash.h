//===- LineHash.h - The fingerprint that GitHub knows -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_LINEHASH_H
#define HANGPROOF_DRIVER_REPORT_LINEHASH_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace hangproof {

/// The value of `primaryLocationLineHash` for every line of a file, as
/// GitHub's upload action computes it; element 0 is line 1. Lines end at LF,
/// CR LF or a lone CR. A text that ends in a line end has one line more, which
/// is empty.
std::vector<std::string> lineHashes(llvm::StringRef Text);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_LINEHASH_H
