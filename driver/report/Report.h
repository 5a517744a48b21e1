//===- Report.h - What reporters are given ----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A report is plain values: what was found, with what was looked at and what
// could not be seen. The driver fills it, the writers only read it, so that no
// format knows more than another.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_REPORT_H
#define HANGPROOF_DRIVER_REPORT_REPORT_H

#include "engine/Check.h"
#include "engine/Finding.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

/// A finding with what the run decided about it.
struct ReportedFinding {
  Finding What;
  /// The check is in WarningsAsErrors: an error, whatever its own severity.
  bool AsError = false;
  /// "hangproof/v1" value; computed by the writers where it is empty. Give it
  /// when findings were filtered: its ordinal counts the filtered ones too.
  std::string Fingerprint;
};

/// Who decided that a finding is not shown.
enum class SuppressionKind {
  InSource, ///< A NOLINT comment.
  Baseline, ///< The file of --baseline knows it.
};

/// A finding that is not shown and does not fail a run.
struct SuppressedFinding {
  ReportedFinding Finding;
  SuppressionKind Kind = SuppressionKind::InSource;
  /// What the comment says after the names of checks; may be empty.
  std::string Reason;
  SourceRange Comment; ///< "NOLINT(...)"; not valid for a baseline.
};

/// A file of the run that was not analysed, or not as a whole.
struct IncompleteFile {
  std::string Path;   ///< Absolute.
  std::string Reason; ///< "'config.h' file not found"
};

/// Something that the analysis met and could not look behind.
struct BlindSpot {
  std::string What; ///< Plural, lower case: "indirect calls with no target".
  uint64_t Count = 0;
};

/// Where the analysed code comes from. Empty members are unknown.
struct VersionControl {
  std::string RepositoryUri; ///< As in `git remote get-url origin`.
  std::string Revision;
  std::string Branch;
};

/// Everything that is said about one run.
struct Report {
  /// Sorted as sortAndUnique does.
  std::vector<ReportedFinding> Findings;
  /// The checks that ran, sorted by name, whether they found anything or not.
  std::vector<CheckInfo> Checks;

  /// Top of the repository or project, absolute. Machine formats give paths
  /// below it relative to it.
  std::string Root;
  std::vector<std::string> Files; ///< Main files analysed, absolute, sorted.
  std::vector<IncompleteFile> Incomplete; ///< Sorted by path.
  std::vector<BlindSpot> BlindSpots;      ///< Sorted by What.
  /// Sorted as Findings are. Only a writer that is asked to shows them.
  std::vector<SuppressedFinding> Suppressed;
  /// Findings are those that a baseline does not know.
  bool HasBaseline = false;
  uint64_t GoneFromBaseline = 0; ///< What it knows and is not there any more.
  /// How many files a change under review has changed; Findings are those that
  /// it touches.
  std::optional<uint64_t> ChangedFiles;
  uint64_t Untouched = 0; ///< Findings that it does not touch.
  /// Only for people: a machine format with a time in it would never be the
  /// same twice.
  std::chrono::milliseconds Duration{0};
  VersionControl Version;

  /// The thread map as an <svg> element, for the HTML report; empty if it was
  /// not asked for.
  std::string MapSvg;

  std::string ToolVersion; ///< "0.1.0"
  std::string ToolUri;     ///< Home page of the tool, or empty.
  /// Why the tool failed; empty when it did its work. Files that could not be
  /// read whole are no failure of the tool.
  std::string ToolError;

  /// Tells uploads of several configurations of one project apart. Empty
  /// leaves the choice to who uploads.
  std::string SarifCategory = "default";
  /// Puts suppressed findings into SARIF, marked as such.
  bool SarifSuppressed = false;
  /// What SARIF may have when it is compressed; GitHub refuses more.
  size_t SarifMaxBytes = 10000000;
  /// False leaves the absolute root out of machine formats, so that two
  /// check-outs of one revision give the same bytes.
  bool WithBase = true;

  /// Where the writers read source lines from; null is the real one.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FileSystem;
};

/// "error", "warning" or "note": the check's severity, raised by AsError; what
/// is of low confidence is a note, so that it blocks no merge. Text has no such
/// level: there a note belongs to the warning before it.
const char *levelOf(const Report &R, const ReportedFinding &F);

/// How many findings are suppressed in this way.
size_t countSuppressed(const Report &R, SuppressionKind Kind);

/// The check called Name among those that ran, or null.
const CheckInfo *checkOf(const Report &R, llvm::StringRef Name);

/// Clang's own form: header, source line, caret, then the evidence as notes.
void writeText(llvm::raw_ostream &OS, const Report &R, bool Colour);

/// One line on what was found and seen, for the end of a run on a terminal or
/// in a log; each file that was not analysed whole has a line before it.
void writeSummary(llvm::raw_ostream &OS, const Report &R);

/// Our own format, described in docs/json-format.md.
void writeJson(llvm::raw_ostream &OS, const Report &R);

/// SARIF 2.1.0.
void writeSarif(llvm::raw_ostream &OS, const Report &R);

/// A page for a browser, whole in one file.
void writeHtml(llvm::raw_ostream &OS, const Report &R);

/// GitLab's Code Quality report.
void writeGitLab(llvm::raw_ostream &OS, const Report &R);

/// Annotations of GitHub Actions, a line each.
void writeGitHub(llvm::raw_ostream &OS, const Report &R);

/// reviewdog's format, with fixes as suggestions.
void writeRdjson(llvm::raw_ostream &OS, const Report &R);

/// JUnit's XML, for servers that show test results.
void writeJunit(llvm::raw_ostream &OS, const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_REPORT_H
