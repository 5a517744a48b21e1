//===- Symbols.h - Stable names and places of AST nodes ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SYMBOLS_H
#define HANGPROOF_ENGINE_SYMBOLS_H

#include "Facts.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include <string>
#include <unordered_map>
#include <vector>

namespace hangproof {

/// "std::chrono::system_clock::now": inline and anonymous namespaces, template
/// arguments and enclosing functions left out.
std::string qualifiedName(const clang::NamedDecl &D);

/// "const sockaddr *" for `const struct sockaddr *`: what callbacks of
/// libraries are told by, in C and C++ alike.
std::string typeNameOf(clang::QualType Type);

/// A constant as 64 bits; larger ones are cut, unsigned ones reinterpreted.
int64_t toInt64(const llvm::APSInt &Number);

/// Whether a file location is in a system header: one that Clang takes for one,
/// or one that stands where packages are installed. pkg-config gives many of
/// the latter by a plain -I.
bool isSystemHeader(const clang::SourceManager &SM, clang::SourceLocation Loc);

/// Turns declarations and locations of one translation unit into values that
/// outlive it. Remembers what it computed.
class Symbols {
public:
  Symbols(clang::ASTContext &Context, std::vector<std::string> &Paths)
      : Context(Context), SM(Context.getSourceManager()), Paths(Paths) {}

  /// Hash of the USR. Entities that other files cannot name are told apart by
  /// their file, variables of a function by their place.
  SymbolId idOf(const clang::Decl *D);

  /// The qualified name; it lives as long as this object.
  const std::string &nameOf(const clang::NamedDecl *D);

  /// The token at Loc. In a macro: where the macro is used, or the argument
  /// that the token was written in.
  Place token(clang::SourceLocation Loc);

  /// First to last token.
  Place range(clang::SourceRange Range);

  /// Whether the declaration stands in a system header.
  bool isSystem(const clang::Decl *D);

  /// Source text of a range of one file; empty if it spans macros.
  llvm::StringRef text(clang::SourceRange Range) const;

  /// The token Word inside the written range, if it is spelled there.
  Place tokenInside(clang::SourceRange Range, llvm::StringRef Word);

private:
  Place resolve(clang::SourceLocation Begin, clang::SourceLocation End);
  uint32_t fileIndex(clang::FileID File);

  clang::ASTContext &Context;
  const clang::SourceManager &SM;
  std::vector<std::string> &Paths;
  llvm::DenseMap<const clang::Decl *, SymbolId> Ids;
  /// References to the names stay good when others are added.
  std::unordered_map<const clang::NamedDecl *, std::string> Names;
  llvm::DenseMap<clang::FileID, uint32_t> Files;
  llvm::DenseMap<clang::FileID, bool> SystemFiles;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SYMBOLS_H
