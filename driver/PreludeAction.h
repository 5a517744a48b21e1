//===- PreludeAction.h - Precompiles headers --------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PRELUDEACTION_H
#define HANGPROOF_DRIVER_PRELUDEACTION_H

#include "clang/Frontend/FrontendAction.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace clang {
struct PCHBuffer;
} // namespace clang

namespace hangproof {

/// The files of a prelude, and what its users must have like it.
struct PreludeFiles {
  /// As they are first included.
  std::vector<llvm::sys::fs::UniqueID> Order;
  /// Those that checks look into; indices of Order.
  std::vector<uint32_t> Own;
  /// Indices of Order. The first defines a macro, the second names it and does
  /// not include the first: it matters which of them comes first.
  std::vector<std::pair<uint32_t, uint32_t>> Dependent;
  /// Hashes of all identifiers.
  llvm::DenseSet<uint64_t> Identifiers;
};

/// Parses a file that consists of directives that include headers, one a line,
/// and writes what it holds to a buffer, without the bodies of functions that
/// are no templates.
class PreludeAction : public clang::ASTFrontendAction {
public:
  explicit PreludeAction(std::shared_ptr<clang::PCHBuffer> Buffer);
  ~PreludeAction() override;

  const PreludeFiles &files() const { return Files; }
  /// The lines, from 0, whose headers are no good in a prelude: they have
  /// errors, or would be read again where they are included again.
  const std::set<unsigned> &badLines() const { return BadLines; }

  clang::TranslationUnitKind getTranslationUnitKind() override {
    return clang::TU_Prefix;
  }
  bool hasASTFileSupport() const override { return false; }

protected:
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Compiler,
                    llvm::StringRef) override;
  void EndSourceFileAction() override;

private:
  struct Directives;
  class Watch;

  void findUnguarded();
  void readFiles();

  std::shared_ptr<clang::PCHBuffer> Buffer;
  std::unique_ptr<Directives> Seen;
  PreludeFiles Files;
  std::set<unsigned> BadLines;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PRELUDEACTION_H
