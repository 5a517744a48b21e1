//===- Options.h - The command line of hangproof ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_OPTIONS_H
#define HANGPROOF_DRIVER_OPTIONS_H

#include "GateOptions.h"
#include "ReportTargets.h"
#include "engine/Finding.h"
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

/// What the process tells its caller.
enum ExitCode : int {
  ExitClean = 0,
  ExitFindings = 1,   ///< Findings at or above --fail-on.
  ExitError = 2,      ///< Usage or tool error.
  ExitIncomplete = 3, ///< No such findings, but not every file was seen whole.
};

/// The least level of a finding that makes the exit code 1.
enum class FailOn { None, Note, Warning, Error };

enum class MapFormat { Dot, Json, Svg };

/// `hangproof map`: a picture instead of findings.
struct MapOptions {
  MapFormat Format = MapFormat::Dot;
  std::string Path = "-"; ///< "-" is standard output.
};

struct Options {
  std::vector<std::string> Inputs; ///< Files and folders, as given.
  /// What stands after "--", if there is a "--".
  std::optional<std::vector<std::string>> CompilerArguments;

  std::string BuildPath; ///< -p: folder of a database, or the database.
  std::string Root;      ///< Paths are shown relative to it; empty: found out.
  std::vector<std::string> Exclude; ///< Globs of paths relative to the root.
  std::vector<std::string> ApiFiles;
  unsigned Jobs = 0; ///< 0: the CPUs that this process may use.
  /// CPU time that one file may take; 0: any.
  unsigned TimeoutSeconds = 300;
  bool UseCache = true;
  std::string CacheFolder; ///< Empty: the user's cache folder.
  unsigned CacheMegabytes = 2048;
  std::string IndexOutput;   ///< --write-index; empty: none is written.
  std::string IndexFile;     ///< --index: the rest of the program.
  bool IsExhaustive = false; ///< Every body is parsed in every file.
  bool Stats = false;

  std::optional<std::string> Checks;
  std::optional<std::string> WarningsAsErrors;
  std::optional<std::string> HeaderFilter;
  std::optional<std::string> Config; ///< YAML text, as in a .clang-tidy.
  std::string ConfigFile;
  std::optional<Confidence> MinConfidence; ///< Unset: as configured.

  std::vector<ReportTarget> Reports; ///< At least one.
  FailOn Fail = FailOn::Warning;
  bool AllowIncomplete = false;
  bool SarifNoBase = false;
  std::string SarifCategory;
  bool SarifSuppressed = false;
  bool Quiet = false;
  ColorMode Color = ColorMode::Auto;
  GateOptions Gate;

  std::optional<MapOptions> Map;
  bool HtmlMap = false; ///< The HTML report shall have the map in it.
  bool ListChecks = false;
  bool ExplainConfig = false;
  bool DumpFacts = false; ///< For those who write checks; not in --help.
  std::optional<std::string> Explain;
};

/// Reads the command line. On a usage error the message is printed and the
/// exit code returned; --help and --version print and return ExitClean.
std::optional<int> parseCommandLine(int Argc, const char **Argv, Options &O);

/// The same for a command of its own: reads all options that are declared for
/// it. What they say is up to the command.
std::optional<int> parseSubcommand(int Argc, const char **Argv);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_OPTIONS_H
