//===- ApiSchema.h - Which keys an effect takes -----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_APISCHEMA_H
#define HANGPROOF_ENGINE_APISCHEMA_H

#include "Api.h"

namespace hangproof {

/// One kind of effect. Keys are separated by blanks; "effect" and "when" may
/// always be there and are not listed.
struct EffectSchema {
  EffectKind Kind;
  llvm::StringLiteral Name;
  llvm::StringLiteral Required;
  llvm::StringLiteral Optional;
};

llvm::ArrayRef<EffectSchema> effectSchemas();
const EffectSchema &schemaOf(EffectKind Kind);

/// A key whose value is the name of a role.
struct RoleKey {
  llvm::StringLiteral Name;
  int Effect::*Member;
};
llvm::ArrayRef<RoleKey> roleKeys();

/// A key whose value is a word; Values are the words it may be, separated by
/// blanks, or empty if any will do.
struct WordKey {
  llvm::StringLiteral Name;
  std::string Effect::*Member;
  llvm::StringLiteral Values;
};
llvm::ArrayRef<WordKey> wordKeys();

/// Whether Word is one of the words of List.
bool isListed(llvm::StringRef List, llvm::StringRef Word);
/// "a, b, c" of "a b c".
std::string withCommas(llvm::StringRef List);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_APISCHEMA_H
