//===- SarifReader.h - Results of a SARIF file ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_SARIFREADER_H
#define HANGPROOF_DRIVER_SARIFREADER_H

#include "report/Json.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// What a comparison needs to know of a result. Of what the file does not say,
/// text is empty and numbers are 0.
struct SarifResult {
  std::string Rule;
  std::string Level; ///< "warning" where nothing says otherwise.
  std::string Message;
  std::string Path; ///< The URI, decoded, as written besides.
  uint64_t Line = 0, Column = 0;
  std::string Function;
  std::string Fingerprint;   ///< "hangproof/v1".
  std::string LineHash;      ///< GitHub's, without its number.
  size_t Run = 0, Index = 0; ///< Where it is in the document.
};

struct SarifFile {
  Json Document;
  std::string Revision; ///< Of the first run that tells it.
  /// Without those that are suppressed or absent.
  std::vector<SarifResult> Results;

  /// Reads SARIF of any tool. The error names the file and what is wrong.
  static llvm::Expected<SarifFile> read(llvm::StringRef Path);
};

/// The member of an object; null if it is none, or has none of the name.
const Json &memberOf(const Json &Value, const char *Name);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_SARIFREADER_H
