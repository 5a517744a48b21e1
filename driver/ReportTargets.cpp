//===- ReportTargets.cpp --------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReportTargets.h"
#include "Paths.h"
#include "report/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

using namespace llvm;

namespace hangproof {

static std::string counted(size_t Count, StringRef Option) {
  return (utostr(Count) + " " + Option).str();
}

/// Devices may be given twice.
static bool isDevice(StringRef Path) {
  sys::fs::file_status Status;
  return !sys::fs::status(Path, Status) && sys::fs::is_other(Status);
}

Expected<std::vector<ReportTarget>> pairReports(ArrayRef<OutputFormat> Formats,
                                                ArrayRef<std::string> Outputs) {
  std::vector<ReportTarget> Targets;
  bool ToStandardOutput = Outputs.empty() && Formats.size() <= 1;
  if (ToStandardOutput) {
    Targets.push_back({Formats.empty() ? OutputFormat::Text : Formats[0], "-"});
    return Targets;
  }
  if (!Formats.empty() && Formats.size() != Outputs.size())
    return createStringError(counted(Formats.size(), "--format and ") +
                             counted(Outputs.size(),
                                     "--output do not go together: give every "
                                     "--output its --format, in the same order "
                                     "('-' is standard output)"));
  StringSet<> Seen;
  for (size_t I = 0; I != Outputs.size(); ++I) {
    ReportTarget Target;
    Target.Path = Outputs[I].empty() ? "-" : Outputs[I];
    Target.Format =
        !Formats.empty()
            ? Formats[I]
            : formatOfFile(Target.Path).value_or(OutputFormat::Text);
    std::string Place = Target.Path == "-" ? "-" : absolutePath(Target.Path);
    if (!Seen.insert(Place).second && !isDevice(Target.Path))
      return createStringError("two reports go to '" + Target.Path + "'");
    Targets.push_back(std::move(Target));
  }
  return Targets;
}

/// Whether a file can be made in the folder of Path, links followed.
static std::error_code checkFolder(StringRef Path) {
  SmallString<256> Target;
  if (sys::fs::real_path(Path, Target))
    Target = Path;
  StringRef Folder = sys::path::parent_path(Target);
  if (std::error_code Code =
          sys::fs::access(Folder, sys::fs::AccessMode::Exist))
    return Code;
  if (!sys::fs::is_directory(Folder))
    return std::make_error_code(std::errc::not_a_directory);
  return sys::fs::access(Folder, sys::fs::AccessMode::Write);
}

Error checkWritable(ArrayRef<ReportTarget> Targets) {
  for (const ReportTarget &Target : Targets) {
    if (Target.Path == "-" || isDevice(Target.Path))
      continue;
    std::string Path = absolutePath(Target.Path);
    std::error_code Code;
    if (sys::fs::is_directory(Path))
      Code = std::make_error_code(std::errc::is_a_directory);
    else
      Code = checkFolder(Path);
    if (Code)
      return createStringError(Code, "cannot write '%s': %s",
                               Target.Path.c_str(), Code.message().c_str());
  }
  return Error::success();
}

/// See https://no-color.org for the variable.
static bool hasColours(const ReportTarget &Target, ColorMode Color) {
  if (Color != ColorMode::Auto)
    return Color == ColorMode::Always;
  return Target.Path == "-" && sys::Process::StandardOutHasColors() &&
         sys::Process::StandardOutIsDisplayed() &&
         sys::Process::GetEnv("NO_COLOR").value_or("").empty();
}

Error writeReports(ArrayRef<ReportTarget> Targets, ColorMode Color,
                   const Report &R) {
  Error Failures = Error::success();
  for (const ReportTarget &Target : Targets)
    Failures = joinErrors(
        std::move(Failures), writeOutputFile(Target.Path, [&](raw_ostream &OS) {
          writeReport(OS, R, Target.Format, hasColours(Target, Color));
        }));
  return Failures;
}

} // namespace hangproof
