//===- Utf16.h - Columns and text as editors count them ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_UTF16_H
#define HANGPROOF_DRIVER_REPORT_UTF16_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

namespace hangproof {

/// UTF-16 code units of Bytes read as UTF-8. Each maximal ill-formed part is
/// one U+FFFD, as browsers and Node decode it. A byte order mark is kept.
std::vector<uint16_t> decodeToUtf16(llvm::StringRef Bytes);

/// How many units decodeToUtf16 gives.
size_t utf16Length(llvm::StringRef Bytes);

/// Bytes as valid UTF-8, ill-formed parts replaced as above.
std::string toValidUtf8(llvm::StringRef Bytes);

/// The first Limit characters of valid UTF-8, with "..." for what was cut.
std::string limitText(llvm::StringRef Text, size_t Limit);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_UTF16_H
