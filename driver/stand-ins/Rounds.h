//===- Rounds.h - Parses until nothing more is wanted -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_ROUNDS_H
#define HANGPROOF_DRIVER_STAND_INS_ROUNDS_H

#include "Wants.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>

namespace hangproof {

/// Where the stand-ins go, learned from a first parse.
struct IncludePlaces {
  /// Headers not found, in the order in which they were looked for.
  std::vector<std::string> Missing;
  /// Headers in quotes that only a folder of the system has: one of the
  /// project's own with that name may be what is missing.
  std::vector<std::string> Doubtful;
  /// Index into Missing: the one to hold the stand-ins.
  size_t Home = 0;
  /// Headers to be included before the stand-ins: absolute paths.
  std::vector<std::string> Before;
  /// Offsets in the main file that conditions leave out.
  std::vector<std::pair<unsigned, unsigned>> Skipped;
};

/// Takes the last doubtful header, too, for a missing one, where that may
/// explain the errors of a parse; what it does declare stays.
void distrustIncludes(IncludePlaces &Places);

/// Watches the directives of a parse; to be added before it begins. Places must
/// outlive the parse.
std::unique_ptr<clang::PPCallbacks> watchIncludes(clang::Preprocessor &Reader,
                                                  IncludePlaces &Places);

/// One parse with Files beside the real ones: headers are looked for in
/// StandInFolder, too, and what is there is no system's. Its errors go to
/// Errors, and WithTree is called with the tree.
using ParseFunction = llvm::function_ref<void(
    llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files,
    clang::DiagnosticConsumer &Errors,
    llvm::function_ref<void(clang::ASTContext &)> WithTree)>;

/// Deep, so that "../x.h" stays in a folder of its own.
inline constexpr llvm::StringLiteral StandInFolder =
    "/hangproof-stand-ins/1/2/3/4/5/6/7/8"; // Below GuessedFolder.

/// Parses again and again, each time with what the errors before asked for, and
/// gives the files with which most was understood; null if that is no more than
/// with none.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
standInFiles(bool IsCPlusPlus, IncludePlaces Places, ParseFunction Parse);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_ROUNDS_H
