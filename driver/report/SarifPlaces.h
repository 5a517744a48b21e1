//===- SarifPlaces.h - Files and places in SARIF ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_SARIFPLACES_H
#define HANGPROOF_DRIVER_REPORT_SARIFPLACES_H

#include "Json.h"
#include "Report.h"
#include "ReportPaths.h"
#include "SourceText.h"
#include <map>
#include <string>
#include <utility>

namespace hangproof {

/// The name that stands for the root in URIs.
constexpr const char *SarifBaseId = "%SRCROOT%";

/// Writes places as SARIF does. The files of the run are collected first and
/// numbered in the order of their URIs; a location then points into
/// `artifacts`. Columns count UTF-16 units.
class SarifPlaces {
public:
  explicit SarifPlaces(const Report &R);

  void addFile(llvm::StringRef Path);
  void numberFiles();

  /// Whether URIs are relative to a base that the run defines.
  bool hasBase() const { return HasBase; }
  SourceTexts &texts() { return Texts; }

  std::string uri(llvm::StringRef Path);
  Json artifactLocation(llvm::StringRef Path);
  /// The files, in the order of their numbers.
  Json artifacts();
  /// A place with its text and, if asked for, some lines around it; an empty
  /// object for a place with no file.
  Json location(const SourceRange &Where, bool WithContext);
  /// A region that a fix replaces; it may be empty, and has no text.
  Json deletedRegion(const SourceRange &Where);
  /// See SourceText::lineHash.
  llvm::StringRef lineHash(const SourceRange &Where);

  /// False leaves out the text of places, to make the file smaller.
  bool WithSnippets = true;

private:
  Json region(const SourceRange &Where);
  Json contextRegion(const SourceRange &Where);

  SourceTexts Texts;
  ReportPaths Paths;
  bool HasBase;
  std::map<std::string, std::pair<unsigned, std::string>>
      Artifacts; ///< URI -> index in the file, path.
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_SARIFPLACES_H
