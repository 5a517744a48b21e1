//===- UnknownNames.h - Names whose header is missing -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Clang drops a statement with a name that it does not know, and a method of a
// class that it does not know. Where a header is missing these are many: an
// error path that returns a constant of the project's is then no way out, and a
// class whose header is not there is not looked at. So these names are given a
// declaration when they are met, by what the code around them says: a type, a
// value, or a class with the methods that the file defines.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_UNKNOWNNAMES_H
#define HANGPROOF_DRIVER_UNKNOWNNAMES_H

#include "clang/Sema/ExternalSemaSource.h"
#include "llvm/ADT/StringMap.h"

namespace clang {
class CXXRecordDecl;
class Sema;
} // namespace clang

namespace hangproof {

/// "JNI_OK", "DDS_RETCODE_OK", "cudaSuccess": zero, with next to everybody.
bool isSuccessName(llvm::StringRef Name);

/// Does nothing as long as IsIncomplete, which says whether a header was not
/// found, is false: then a name that is not known is a mistake in the code.
class UnknownNames : public clang::ExternalSemaSource {
public:
  UnknownNames(clang::Sema &Actions, const bool &IsIncomplete)
      : Actions(Actions), IsIncomplete(IsIncomplete) {}

  bool LookupUnqualified(clang::LookupResult &Result,
                         clang::Scope *Scope) override;

private:
  /// What stands next to a name in the file.
  struct Neighbours;
  enum class Kind { Nothing, Value, Success, Object, Type, Function };

  Kind kindInC(const Neighbours &Near, bool IsInBody) const;
  Kind kindInCpp(const Neighbours &Near, bool IsInBody) const;
  clang::NamedDecl *declare(llvm::StringRef Name, clang::SourceLocation Where,
                            Kind As);
  clang::CXXRecordDecl *classOf(llvm::StringRef Name,
                                clang::SourceLocation Where);

  clang::Sema &Actions;
  const bool &IsIncomplete;
  llvm::StringMap<clang::NamedDecl *> Known;
  llvm::StringMap<clang::CXXRecordDecl *> Classes;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_UNKNOWNNAMES_H
