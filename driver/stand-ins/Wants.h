//===- Wants.h - Errors that a missing declaration makes --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_STAND_INS_WANTS_H
#define HANGPROOF_DRIVER_STAND_INS_WANTS_H

#include "Declarations.h"
#include "OutOfLine.h"
#include "Spot.h"
#include "clang/AST/Type.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace hangproof {

/// The argument of an error if it is a type, or the null type.
clang::QualType typeOf(const clang::Diagnostic &Info, unsigned Index);

/// Learns from the errors of one parse what has to be declared.
class Wants : public clang::DiagnosticConsumer {
public:
  /// Stands must outlive this. Skipped: see tokensOf(), for the main file.
  Wants(StandIns &Stands, std::vector<std::pair<unsigned, unsigned>> Skipped)
      : Stands(Stands), Skipped(std::move(Skipped)), HadStd(Stands.WantsStd) {}

  void BeginSourceFile(const clang::LangOptions &Options,
                       const clang::Preprocessor *) override {
    Language = Options;
  }
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

  /// Headers that were not found, as they are named.
  std::vector<std::string> MissingHeaders;
  bool IsNew = false; ///< Something was learned.
  unsigned Errors = 0;

private:
  const std::vector<WrittenToken> &tokens(const clang::SourceManager &SM,
                                          clang::FileID File);
  void readMembers(const clang::SourceManager &SM);
  std::optional<Spot> locate(const clang::SourceManager &SM,
                             clang::SourceLocation Loc);
  void addClass(llvm::StringRef Name);
  void wantName(llvm::StringRef Name, const Spot *Where, bool IsType);
  void wantScope(llvm::StringRef Name, const Spot &Where);
  void wantTypeArgument(const Spot &Where);
  void wantInherited(llvm::StringRef Name, const Spot &Where);
  void wantLists(llvm::StringRef Name, StandIn &In);
  void wantInitialized(llvm::StringRef Name, const Spot &Where);
  void wantMember(llvm::StringRef Name, const clang::DeclContext *In,
                  const Spot *Where, bool IsType);
  void wantFields(const clang::Diagnostic &Info, StandIn::Kind What);
  void wantStructure(const clang::Diagnostic &Info);
  void wantClass(clang::QualType Type);
  void distrust(llvm::StringRef Name);
  void forValues(llvm::StringRef Name, llvm::function_ref<void(StandIn &)> Do);

  StandIns &Stands;
  std::vector<std::pair<unsigned, unsigned>> Skipped;
  const bool HadStd; ///< The standard library was included.
  clang::LangOptions Language;
  llvm::DenseMap<clang::FileID, std::vector<WrittenToken>> Files;
  std::vector<OutOfLineMember> Members;
  std::vector<std::string> UsedNames;
  bool AreMembersRead = false;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_STAND_INS_WANTS_H
