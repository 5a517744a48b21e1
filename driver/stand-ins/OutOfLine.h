//===- OutOfLine.h - Members defined outside of their class -----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_OUT_OF_LINE_H
#define HANGPROOF_DRIVER_STAND_INS_OUT_OF_LINE_H

#include "Tokens.h"

namespace hangproof {

/// A member that a file defines outside of its class.
struct OutOfLineMember {
  std::string Class;       ///< Qualified: "a::B".
  std::string Declaration; ///< As it would stand in the class: "int f ( int )".
  /// Offsets of the definition's body; empty for a variable.
  unsigned Begin = 0;
  unsigned End = 0;
};

/// What a file tells of the classes of its headers.
struct FileOutline {
  /// In order. Those of class templates are left out.
  std::vector<OutOfLineMember> Members;
  /// Namespaces whose names are used without them: "a::b".
  std::vector<std::string> OpenNamespaces;
  /// Names of which a declaration says where they are: "c" of "using a::b::c".
  std::vector<std::string> UsedNames;
};

FileOutline outlineOf(const std::vector<WrittenToken> &Tokens);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_OUT_OF_LINE_H
