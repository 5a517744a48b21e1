//===- Spot.h - A token and its neighbours ----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_SPOT_H
#define HANGPROOF_DRIVER_STAND_INS_SPOT_H

#include "Tokens.h"

namespace hangproof {

/// A token with its neighbours, which tell what it stands for. Tokens must
/// outlive it.
struct Spot {
  const std::vector<WrittenToken> &Tokens;
  size_t Index = 0; ///< Of the token itself.
  bool IsInMainFile = false;

  unsigned offset() const { return Tokens[Index].Offset; }
  llvm::StringRef before(size_t Count = 1) const {
    return Index >= Count ? Tokens[Index - Count].Text : llvm::StringRef();
  }
  llvm::StringRef after(size_t Count = 1) const {
    return Index + Count < Tokens.size() ? Tokens[Index + Count].Text
                                         : llvm::StringRef();
  }
  bool isNameAfter(size_t Count = 1) const {
    return Index + Count < Tokens.size() && Tokens[Index + Count].IsName;
  }
  bool isCall() const { return after() == "("; }
  bool isScope() const { return after() == "::"; }

  /// Whether "NAME<...>" names a class here.
  bool isTemplate() const;
  /// Whether a use that Clang took for an expression names a type.
  bool isType() const;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_SPOT_H
