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
#include "UnusedSuppressions.h"
#include "engine/PathGlobs.h"
#include "report/Fingerprint.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <chrono>

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
                               Config &Settings, unsigned Jobs, Report &R,
                               StageTimes &Times) {
  const FolderConfig &Folder = programConfig(Units, Settings);
  struct OneCheck {
    std::vector<Finding> Found;
    double Wall = 0, Cpu = 0;
    bool Crashed = false;
  };
  std::vector<OneCheck> All(R.Checks.size());
  forEachParallel(
      All.size(), Jobs,
      [&](size_t I) {
        const CheckInfo &Info = R.Checks[I];
        auto Begin = std::chrono::steady_clock::now();
        double CpuBegin = threadCpuSeconds();
        // Moved when all is done: what a crash leaves half made must not be
        // touched again.
        std::vector<Finding> Found;
        Info.Run(
            P, [&](StringRef Name) { return Folder.option(Info.Name, Name); },
            Found);
        All[I].Found = std::move(Found);
        All[I].Cpu = threadCpuSeconds() - CpuBegin;
        All[I].Wall = std::chrono::duration<double>(
                          std::chrono::steady_clock::now() - Begin)
                          .count();
      },
      [&](size_t I) { All[I].Crashed = true; });
  std::vector<Finding> Found;
  for (auto [Info, One] : zip(R.Checks, All)) {
    std::move(One.Found.begin(), One.Found.end(), std::back_inserter(Found));
    Times.add(Info.Name, One.Wall, One.Cpu);
    if (One.Crashed)
      R.ToolError = std::string(Info.Name) + " crashed; please report this";
  }
  sortAndUnique(Found);
  return Found;
}

namespace {

/// Globs of paths in the configuration: "hangproof.ExcludePaths", or that of
/// one check.
class ExcludedPaths {
public:
  ExcludedPaths(StringRef Root, std::vector<std::string> &Mistakes)
      : Root(Root), Mistakes(Mistakes) {}

  bool contains(StringRef Path, StringRef Check, const FolderConfig &Folder) {
    StringRef Text = Folder.option(Check, "ExcludePaths").value_or("");
    auto [Entry, IsNew] = Known.try_emplace(Text);
    if (IsNew) {
      std::vector<std::string> Wrong;
      Entry->second = globsIn(Text, Wrong);
      for (const std::string &Each : Wrong)
        Mistakes.push_back("ExcludePaths: " + Each);
    }
    return matchesAnyGlob(Path, Root, Entry->second);
  }

private:
  StringRef Root;
  std::vector<std::string> &Mistakes;
  StringMap<std::vector<std::string>> Known;
};

} // namespace

/// The finding with the nearest comment that gives a reason, or the nearest.
static SuppressedFinding suppressed(ReportedFinding F, Suppressions &Comments) {
  SuppressedFinding Hidden;
  for (const NoLintComment *Comment : Comments.responsible(F.What)) {
    if (Hidden.Comment.isValid() && Comment->Reason.empty())
      continue;
    Hidden.Reason = Comment->Reason;
    Hidden.Comment = Comments.placeOf(F.What.Where.Path, *Comment);
    if (!Hidden.Reason.empty())
      break;
  }
  Hidden.Finding = std::move(F);
  return Hidden;
}

SelectedFindings addFindings(std::vector<Finding> Found, ArrayRef<Unit> Units,
                             const Options &O, Config &Settings,
                             ArrayRef<std::string> JudgedFiles, Report &R) {
  SelectedFindings Result;
  Suppressions Comments;
  ExcludedPaths Excluded(R.Root, Result.Warnings);
  StringSet<> MainFiles;
  for (const Unit &U : Units)
    MainFiles.insert(U.File);
  auto IsWanted = [&](StringRef Path, StringRef Check) {
    const FolderConfig &Folder = Settings.of(Path);
    return Folder.isEnabled(Check) &&
           !matchesAnyGlob(Path, R.Root, O.Exclude) &&
           !Excluded.contains(Path, Check, Folder) &&
           (MainFiles.contains(Path) ||
            (isBelow(Path, R.Root) && Folder.wantsHeader(Path)));
  };

  std::vector<Finding> Unused;
  if (O.Gate.ReportUnusedSuppressions)
    Unused = unusedSuppressions(Found, JudgedFiles, Comments, IsWanted);
  // Fingerprints count the findings that are alike, the hidden ones too.
  for (Finding &F : Found)
    R.Findings.push_back({std::move(F), false, ""});
  assignFingerprints(R);

  erase_if(R.Findings, [&](ReportedFinding &F) {
    const FolderConfig &Folder = Settings.of(F.What.Where.Path);
    if (!IsWanted(F.What.Where.Path, F.What.Check))
      return true;
    F.AsError = Folder.isError(F.What.Check);
    bool IsUnsure = F.What.Level < Folder.minConfidence(F.What.Check);
    if (!IsUnsure && !Comments.isSuppressed(F.What))
      return false;
    if (IsUnsure)
      Result.Unsure.push_back(std::move(F));
    else
      R.Suppressed.push_back(suppressed(std::move(F), Comments));
    return true;
  });
  if (O.Gate.ReportUnusedSuppressions)
    addUnusedSuppressions(std::move(Unused), R);
  append_range(Result.Warnings, Comments.mistakes());
  return Result;
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
