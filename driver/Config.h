//===- Config.h - .clang-tidy files and their overrides ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One configuration serves both front ends: the driver reads .clang-tidy files
// through clang-tidy's own library. Every check of hangproof is on unless a
// Checks value speaks of hangproof; one that does not is about other tools.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_CONFIG_H
#define HANGPROOF_DRIVER_CONFIG_H

#include "Options.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "clang-tidy/GlobList.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Regex.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

/// The settings for the files of one folder.
class FolderConfig {
public:
  FolderConfig(const clang::tidy::ClangTidyOptions &Settings, const Options &O);

  bool isEnabled(llvm::StringRef Check) const;
  bool isError(llvm::StringRef Check) const;
  /// Whether findings in the header are wanted. True without a filter.
  bool wantsHeader(llvm::StringRef Path) const;
  /// CheckOptions: "hangproof-x.Name", else "hangproof.Name".
  std::optional<llvm::StringRef> option(llvm::StringRef Check,
                                        llvm::StringRef Name) const;
  Confidence minConfidence(llvm::StringRef Check) const;
  /// All options with their values, in one text that equal ones share.
  std::string allOptions() const;

private:
  // The glob lists refer to these.
  std::string Checks, AsErrors;
  std::unique_ptr<clang::tidy::GlobList> CheckGlobs, ErrorGlobs;
  std::unique_ptr<llvm::Regex> Header, ExcludedHeader;
  clang::tidy::ClangTidyOptions::OptionMap CheckOptions;
  std::optional<Confidence> Least;
};

/// Where settings come from.
struct ConfigSource {
  std::string Name; ///< The path of a file, or an option: "--checks".
  clang::tidy::ClangTidyOptions Settings;
};

class Config {
public:
  /// The error names what is wrong with the command line.
  static llvm::Expected<Config> create(const Options &O);

  /// Settings for a file: the nearest .clang-tidy, then the command line.
  const FolderConfig &of(llvm::StringRef File);

  /// All that says something on the file, each overrides the ones before it.
  /// The first one stands for what is so when nobody says anything.
  std::vector<ConfigSource> sources(llvm::StringRef File);

  /// What was wrong with .clang-tidy files read so far, "FILE:LINE: text".
  /// Such a file counts as absent.
  llvm::ArrayRef<std::string> errors() const { return *Errors; }

private:
  std::unique_ptr<clang::tidy::ClangTidyOptionsProvider> Provider;
  std::unique_ptr<std::vector<std::string>> Errors;
  llvm::StringMap<std::unique_ptr<FolderConfig>> Folders;
  const Options *Command = nullptr;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_CONFIG_H
