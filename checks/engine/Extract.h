//===- Extract.h - From the AST of one file to its facts --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_EXTRACT_H
#define HANGPROOF_ENGINE_EXTRACT_H

#include "Api.h"
#include "Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
} // namespace clang

namespace hangproof {

/// Whether a check may look into this function or variable: it is not in a
/// system header and not in a generated file (moc_*, *.pb.cc and the like).
bool isAnalyzed(const clang::Decl &D, const clang::ASTContext &Context);

/// Where files stand that the driver makes up in place of missing headers.
inline constexpr llvm::StringLiteral GuessedFolder = "/hangproof-stand-ins";

/// Reads the facts of every function of the translation unit that
/// isAnalyzed and has a body. Bears invalid code: what is not understood
/// becomes an Unknown value and is counted in FileFacts::Unseen.
/// Instances is given if headers were precompiled: what comes from those is
/// passed over, without being loaded, but for the templates of which these
/// functions were instantiated.
FileFacts extractFacts(
    clang::ASTContext &Context, const ApiTable &Api,
    std::optional<llvm::ArrayRef<const clang::FunctionDecl *>> Instances = {});

} // namespace hangproof

#endif // HANGPROOF_ENGINE_EXTRACT_H
