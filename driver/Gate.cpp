//===- Gate.cpp -----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Gate.h"
#include "GitRepository.h"
#include "Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace hangproof {

/// The change that the options name.
static Expected<ChangedLines> readChange(const GateOptions &O, StringRef Root) {
  Expected<GitRepository> Git = GitRepository::open(Root);
  if (O.DiffBase) {
    if (!Git)
      return createStringError("--diff-base: " + toString(Git.takeError()));
    Expected<ChangedLines> Changes = ChangedLines::since(*Git, *O.DiffBase);
    if (!Changes)
      return createStringError("--diff-base: " + toString(Changes.takeError()));
    return Changes;
  }
  std::vector<std::string> Folders;
  if (Git)
    Folders.push_back(Git->top().str());
  else
    consumeError(Git.takeError());
  Folders.push_back(Root.str());
  Folders.push_back(absolutePath("."));
  StringRef Name = *O.ChangedLines;
  auto Text = MemoryBuffer::getFileOrSTDIN(Name, /*IsText=*/false);
  if (!Text)
    return createStringError("--changed-lines: cannot read '" + Name +
                             "': " + Text.getError().message());
  if (Name == "-")
    Name = "<stdin>";
  Expected<ChangedLines> Changes =
      ChangedLines::ofPatch((*Text)->getBuffer(), Name, Folders);
  if (!Changes)
    return createStringError("--changed-lines: " +
                             toString(Changes.takeError()));
  return Changes;
}

Expected<Gate> Gate::create(const GateOptions &O, StringRef Root) {
  Gate Result(O, Root);
  auto Read = [](const std::string &File,
                 std::optional<Baseline> &Into) -> Error {
    Expected<Baseline> Known = Baseline::read(File);
    if (!Known)
      return createStringError("baseline: " + toString(Known.takeError()));
    Into = std::move(*Known);
    return Error::success();
  };
  if (!O.Baseline.empty()) {
    if (Error E = Read(O.Baseline, Result.Known))
      return std::move(E);
    Result.followRenames();
  }
  // What was said about its findings is kept.
  if (!O.WriteBaseline.empty() && sys::fs::exists(O.WriteBaseline) &&
      sys::fs::is_regular_file(O.WriteBaseline))
    if (Error E = Read(O.WriteBaseline, Result.Written))
      return std::move(E);
  if (O.DiffBase || O.ChangedLines) {
    Expected<ChangedLines> Changes = readChange(O, Root);
    if (!Changes)
      return Changes.takeError();
    Result.Changes = std::move(*Changes);
  }
  return std::move(Result);
}

bool Gate::isGone(StringRef Path) const {
  return !sys::fs::exists(absolutePath(Path, Root));
}

std::string Gate::revision() const {
  Expected<GitRepository> Git = GitRepository::open(Root);
  if (Git)
    return Git->ask({"rev-parse", "--verify", "HEAD"});
  consumeError(Git.takeError());
  return "";
}

/// Gives entries the names that their files have now. Without git, or without
/// the revision, the code alone has to tell.
void Gate::followRenames() {
  if (Known->Revision.empty() ||
      none_of(Known->Findings,
              [&](const KnownFinding &K) { return isGone(K.Path); }))
    return;
  Expected<GitRepository> Git = GitRepository::open(Root);
  if (!Git)
    return consumeError(Git.takeError());
  Expected<std::string> Commit = Git->commit(Known->Revision);
  if (!Commit)
    return consumeError(Commit.takeError());
  Expected<std::vector<GitRename>> Renames = Git->renames(*Commit);
  if (!Renames)
    return consumeError(Renames.takeError());
  SmallString<256> RealRoot;
  if (sys::fs::real_path(Root, RealRoot))
    RealRoot = Root;
  StringMap<std::string> NewNames;
  for (const GitRename &Rename : *Renames) {
    auto Name = [&](StringRef Path) {
      return relativeTo(absolutePath(Path, Git->top()), RealRoot).str();
    };
    NewNames[Name(Rename.From)] = Name(Rename.To);
  }
  for (KnownFinding &K : Known->Findings)
    if (auto New = NewNames.find(K.Path);
        New != NewNames.end() && isGone(K.Path)) {
      K.Path = New->second;
      HasRenames = true;
    }
}

/// Pointers to all elements.
static std::vector<const ReportedFinding *>
pointers(ArrayRef<ReportedFinding> First, ArrayRef<ReportedFinding> Second) {
  std::vector<const ReportedFinding *> All;
  for (ArrayRef<ReportedFinding> Part : {First, Second})
    for (const ReportedFinding &F : Part)
      All.push_back(&F);
  return All;
}

static void sortSuppressed(Report &R) {
  sort(R.Suppressed,
       [](const SuppressedFinding &A, const SuppressedFinding &B) {
         const Finding &F = A.Finding.What, &G = B.Finding.What;
         return std::tie(F.Where, F.Check, F.Message) <
                std::tie(G.Where, G.Check, G.Message);
       });
}

Error Gate::leaveOutKnown(Report &R, const RunScope &Scope,
                          std::vector<std::string> &Told) {
  R.HasBaseline = true;
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());
  // What is shown takes the entries first; what is not sure keeps those that
  // are left from being gone.
  std::vector<KnownFinding> Found =
      knownForm(pointers(R.Findings, Scope.Unsure), Texts, Paths);
  std::vector<std::optional<size_t>> Matches =
      matchKnown(Known->Findings, Found, [&](const KnownFinding &K) {
        return isGone(K.Path) || Scope.Judges(K.Path, K.Check);
      });

  std::vector<char> IsAlive(Known->Findings.size());
  for (auto [Match, Now] : zip_equal(Matches, Found)) {
    if (!Match)
      continue;
    IsAlive[*Match] = true;
    KnownFinding &Entry = Known->Findings[*Match];
    if (Entry.Path != Now.Path) {
      Entry.Path = Now.Path;
      HasRenames = true;
    }
  }
  size_t Index = 0;
  erase_if(R.Findings, [&](ReportedFinding &F) {
    std::optional<size_t> Match = Matches[Index++];
    if (!Match)
      return false;
    R.Suppressed.push_back({std::move(F), SuppressionKind::Baseline,
                            Known->Findings[*Match].Reason, SourceRange()});
    return true;
  });
  sortSuppressed(R);

  std::vector<KnownFinding> Kept;
  for (auto [Entry, Alive] : zip_equal(Known->Findings, IsAlive))
    if (Alive ||
        (!isGone(Entry.Path) && !Scope.Judges(Entry.Path, Entry.Check)))
      Kept.push_back(Entry);
  size_t Gone = Known->Findings.size() - Kept.size();
  // What a failed check would have found is not gone.
  if (!R.ToolError.empty())
    return Error::success();
  if (!O.PruneBaseline) {
    R.GoneFromBaseline = Gone;
    return Error::success();
  }
  // A file that would say the same is left as it is, revision and all.
  if (!Gone && !HasRenames)
    return Error::success();
  Known->Findings = std::move(Kept);
  if (std::string Now = revision(); !Now.empty())
    Known->Revision = Now;
  Told.push_back("'" + O.Baseline + "': " + std::to_string(Gone) +
                 (Gone == 1 ? " finding" : " findings") + " taken out, " +
                 std::to_string(Known->Findings.size()) + " left");
  return Known->write(O.Baseline);
}

Error Gate::writeBaseline(Report &R, const RunScope &Scope,
                          std::vector<std::string> &Told) {
  SourceTexts Texts(R.FileSystem);
  ReportPaths Paths(R.Root, Texts.fileSystem());
  // What an older baseline knows is known by the new one too.
  std::vector<const ReportedFinding *> All = pointers(R.Findings, {});
  for (const SuppressedFinding &F : R.Suppressed)
    if (F.Kind == SuppressionKind::Baseline)
      All.push_back(&F.Finding);
  sort(All, [](const ReportedFinding *A, const ReportedFinding *B) {
    return std::tie(A->What.Where, A->What.Check, A->What.Message) <
           std::tie(B->What.Where, B->What.Check, B->What.Message);
  });
  Baseline New;
  New.Revision = revision();
  New.Findings = knownForm(All, Texts, Paths);
  size_t Count = New.Findings.size();
  if (Written) {
    std::vector<std::optional<size_t>> Matches =
        matchKnown(Written->Findings, New.Findings,
                   [&](const KnownFinding &K) { return isGone(K.Path); });
    std::vector<char> IsAlive(Written->Findings.size());
    for (auto [Entry, Match] : zip_equal(New.Findings, Matches)) {
      if (!Match)
        continue;
      IsAlive[*Match] = true;
      Entry.Reason = Written->Findings[*Match].Reason;
      Entry.Members = Written->Findings[*Match].Members;
    }
    for (auto [Entry, Alive] : zip_equal(Written->Findings, IsAlive))
      if (!Alive && !isGone(Entry.Path) &&
          !Scope.Judges(Entry.Path, Entry.Check))
        New.Findings.push_back(Entry);
  }
  size_t Others = New.Findings.size() - Count;
  if (Error E = New.write(O.WriteBaseline))
    return E;
  std::string Text = "'" + O.WriteBaseline + "': " + std::to_string(Count) +
                     (Count == 1 ? " finding" : " findings") + " written";
  if (Others)
    Text += ", " + std::to_string(Others) + " of other files kept";
  Told.push_back(std::move(Text));
  R.HasBaseline = true;
  for (ReportedFinding &F : R.Findings)
    R.Suppressed.push_back(
        {std::move(F), SuppressionKind::Baseline, "", SourceRange()});
  R.Findings.clear();
  sortSuppressed(R);
  return Error::success();
}

void Gate::leaveOutUntouched(Report &R, const RunScope &Scope) {
  R.ChangedFiles = Changes->size();
  size_t Before = R.Findings.size();
  erase_if(R.Findings, [&](const ReportedFinding &F) {
    return !Changes->touches(F.What, O.Scope, Scope.Functions);
  });
  R.Untouched = Before - R.Findings.size();
}

Error Gate::apply(Report &R, const RunScope &Scope,
                  std::vector<std::string> &Told) {
  if (Known)
    if (Error E = leaveOutKnown(R, Scope, Told))
      return E;
  if (!O.WriteBaseline.empty() && R.ToolError.empty())
    if (Error E = writeBaseline(R, Scope, Told))
      return E;
  if (Changes)
    leaveOutUntouched(R, Scope);
  return Error::success();
}

} // namespace hangproof
