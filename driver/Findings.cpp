//===- Findings.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Findings.h"
#include "Parallel.h"
#include "Paths.h"
#include "Suppress.h"
#include "report/Fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

std::vector<CheckInfo> enabledChecks(ArrayRef<Unit> Units, Config &Settings) {
  std::vector<CheckInfo> Result;
  for (const CheckInfo &Info : allChecks())
    if (any_of(Units, [&](const Unit &U) {
          return Settings.of(U.File).isEnabled(Info.Name);
        }))
      Result.push_back(Info);
  return Result;
}

static std::string commonFolderOf(ArrayRef<Unit> Units) {
  std::vector<std::string> Files;
  for (const Unit &U : Units)
    Files.push_back(U.File);
  return commonFolder(Files);
}

const FolderConfig &programConfig(ArrayRef<Unit> Units, Config &Settings) {
  return Settings.of(absolutePath("x.cpp", commonFolderOf(Units)));
}

std::string configuredApiFile(ArrayRef<Unit> Units, Config &Settings) {
  StringRef Name =
      programConfig(Units, Settings).option("hangproof", "Api").value_or("");
  if (Name.empty() || sys::path::is_absolute(Name))
    return Name.str();
  std::string Common = commonFolderOf(Units);
  for (StringRef Folder = Common; !Folder.empty();
       Folder = sys::path::parent_path(Folder)) {
    std::string Candidate = absolutePath(Name, Folder);
    if (sys::fs::exists(Candidate))
      return Candidate;
  }
  return Name.str();
}

std::vector<Finding> runChecks(const Program &P, ArrayRef<Unit> Units,
                               Config &Settings, Report &R, StageTimes &Times) {
  const FolderConfig &Folder = programConfig(Units, Settings);
  std::vector<Finding> Found;
  for (const CheckInfo &Info : R.Checks) {
    StageTimes::Scope Measured(Times, Info.Name);
    forEachParallel(
        1, 1,
        [&](size_t) {
          std::vector<Finding> OfCheck;
          Info.Run(
              P, [&](StringRef Name) { return Folder.option(Info.Name, Name); },
              OfCheck);
          std::move(OfCheck.begin(), OfCheck.end(), std::back_inserter(Found));
        },
        [&](size_t) {
          R.ToolError = std::string(Info.Name) + " crashed; please report this";
        });
  }
  sortAndUnique(Found);
  return Found;
}

void addFindings(std::vector<Finding> Found, ArrayRef<Unit> Units,
                 const Options &O, Config &Settings, Report &R,
                 std::vector<std::string> &Warnings) {
  // Fingerprints count the findings that are alike, the hidden ones too.
  for (Finding &F : Found)
    R.Findings.push_back({std::move(F), false, ""});
  assignFingerprints(R);

  StringSet<> MainFiles;
  for (const Unit &U : Units)
    MainFiles.insert(U.File);
  Suppressions Comments;
  erase_if(R.Findings, [&](ReportedFinding &F) {
    StringRef Path = F.What.Where.Path;
    const FolderConfig &Folder = Settings.of(Path);
    if (!Folder.isEnabled(F.What.Check) ||
        F.What.Level < Folder.minConfidence(F.What.Check))
      return true;
    if (matchesAnyGlob(Path, R.Root, O.Exclude))
      return true;
    if (!MainFiles.contains(Path) &&
        (!isBelow(Path, R.Root) || !Folder.wantsHeader(Path)))
      return true;
    F.AsError = Folder.isError(F.What.Check);
    if (!Comments.isSuppressed(F.What))
      return false;
    SuppressedFinding Hidden;
    for (const NoLintComment *Comment : Comments.responsible(F.What)) {
      Hidden.Reason = Comment->Reason;
      Hidden.Comment = Comments.placeOf(Path, *Comment);
      if (!Hidden.Reason.empty())
        break;
    }
    Hidden.Finding = std::move(F);
    R.Suppressed.push_back(std::move(Hidden));
    return true;
  });
  append_range(Warnings, Comments.mistakes());
}

bool shallFail(const Report &R, FailOn Least) {
  if (Least == FailOn::None)
    return false;
  return any_of(R.Findings, [&](const ReportedFinding &F) {
    FailOn Level = FailOn::Warning;
    if (StringRef(levelOf(R, F)) == "error")
      Level = FailOn::Error;
    else if (F.What.Level == Confidence::Low)
      Level = FailOn::Note;
    return Level >= Least;
  });
}

} // namespace hangproof
