//===- Place.h - Resolved source places -------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Facts and findings outlive the AST that they were read from, so they carry
// resolved places and never a clang::SourceLocation.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PLACE_H
#define HANGPROOF_ENGINE_PLACE_H

#include <cstdint>
#include <string>
#include <tuple>

namespace hangproof {

/// A source range inside one of the files of a FileFacts. Lines and columns
/// count from 1; columns and offsets count bytes, as Clang does. The end is
/// exclusive. Line 0 means "no place".
struct Place {
  uint32_t File = 0; ///< Index into FileFacts::Paths.
  uint32_t Line = 0;
  uint32_t Column = 0;
  uint32_t Offset = 0;
  uint32_t EndLine = 0;
  uint32_t EndColumn = 0;
  uint32_t EndOffset = 0;

  bool isValid() const { return Line != 0; }
  friend bool operator==(const Place &A, const Place &B) {
    return std::tie(A.File, A.Offset, A.EndOffset) ==
           std::tie(B.File, B.Offset, B.EndOffset);
  }
};

/// A Place with its path: what findings carry.
struct SourceRange {
  /// Absolute path with dots removed; the driver makes it relative on output.
  std::string Path;
  uint32_t Line = 0;
  uint32_t Column = 0;
  uint32_t Offset = 0;
  uint32_t EndLine = 0;
  uint32_t EndColumn = 0;
  uint32_t EndOffset = 0;

  bool isValid() const { return Line != 0; }
  friend bool operator<(const SourceRange &A, const SourceRange &B) {
    return std::tie(A.Path, A.Offset, A.EndOffset) <
           std::tie(B.Path, B.Offset, B.EndOffset);
  }
  friend bool operator==(const SourceRange &A, const SourceRange &B) {
    return std::tie(A.Path, A.Offset, A.EndOffset) ==
           std::tie(B.Path, B.Offset, B.EndOffset);
  }
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PLACE_H
