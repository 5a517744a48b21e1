//===- Json.h - Pieces that the JSON formats share --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_JSON_H
#define HANGPROOF_DRIVER_REPORT_JSON_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <nlohmann/json.hpp>

namespace hangproof {

/// Keeps keys in the order in which they were put, so that files are the same
/// from run to run and read in a sensible order.
using Json = nlohmann::ordered_json;

/// Indented, with a line end after it. Bytes that are no UTF-8 become U+FFFD.
inline void writeJsonValue(llvm::raw_ostream &OS, const Json &Value) {
  OS << Value.dump(2, ' ', /*ensure_ascii=*/false,
                   Json::error_handler_t::replace)
     << '\n';
}

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_JSON_H
