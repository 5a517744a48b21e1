//===- ChangedLines.cpp ---------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChangedLines.h"
#include "Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace hangproof {

static std::string resolved(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

ChangedLines::ChangedFile &ChangedLines::file(StringRef Path) {
  return Files[resolved(Path)];
}

const ChangedLines::ChangedFile *ChangedLines::find(StringRef Path) const {
  auto [Entry, IsNew] = Resolved.try_emplace(Path);
  if (IsNew)
    Entry->second = resolved(Path);
  auto Found = Files.find(Entry->second);
  return Found == Files.end() ? nullptr : &Found->second;
}

Expected<ChangedLines> ChangedLines::since(const GitRepository &Git,
                                           StringRef Revision) {
  Expected<std::string> Base = Git.mergeBase(Revision);
  if (!Base)
    return Base.takeError();
  Expected<std::string> Text = Git.diffFrom(*Base);
  if (!Text)
    return Text.takeError();
  Expected<std::vector<PatchFile>> Patch = parsePatch(*Text, "git diff");
  if (!Patch)
    return Patch.takeError();
  Expected<std::vector<std::string>> New = Git.untracked();
  if (!New)
    return New.takeError();

  ChangedLines Result;
  for (const PatchFile &File : *Patch) {
    StringRef Path = File.NewPath;
    if (File.IsSpecial || File.Changes.empty() || !Path.consume_front("b/"))
      continue;
    ChangedFile &Changed = Result.file(absolutePath(Path, Git.top()));
    Changed.IsWhole = File.OldPath.empty();
    Changed.Ranges = File.Changes;
  }
  for (const std::string &Path : *New)
    Result.file(absolutePath(Path, Git.top())).IsWhole = true;
  return std::move(Result);
}

/// The file of the work tree that a patch means, absolute; empty if there is
/// none.
static std::string fileMeant(StringRef Path, ArrayRef<std::string> Folders) {
  auto Below = [&](StringRef Relative) -> std::string {
    if (Relative.empty())
      return "";
    for (StringRef Folder : Folders) {
      std::string Candidate = absolutePath(Relative, Folder);
      if (sys::fs::exists(Candidate))
        return Candidate;
    }
    return "";
  };
  // Git's prefixes are the rule, but a project may have a folder "b".
  auto [Prefix, Stripped] = Path.split('/');
  bool IsGits = Prefix.size() == 1 && StringRef("abciow").contains(Prefix);
  std::string Found = Below(IsGits ? Stripped : Path);
  return Found.empty() ? Below(IsGits ? Path : Stripped) : Found;
}

/// Whether the file has the lines that the patch says.
static Error checkFit(const PatchFile &File, StringRef Path, StringRef Name) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false);
  if (!Buffer)
    return createStringError(Name + ": '" + Path +
                             "': " + Buffer.getError().message());
  SmallVector<StringRef, 0> Lines;
  (*Buffer)->getBuffer().split(Lines, '\n');
  for (const PatchLine &Line : File.Lines) {
    StringRef Has;
    if (Line.Number >= 1 && Line.Number <= Lines.size())
      Has = Lines[Line.Number - 1];
    Has.consume_back("\r");
    if (Has != Line.Text || Line.Number == 0 || Line.Number > Lines.size())
      return createStringError(
          Name + ": line " + Twine(Line.Number) + " of '" + Path +
          "' is not what the patch says; it has to lead to the files that are "
          "analysed");
  }
  return Error::success();
}

Expected<ChangedLines> ChangedLines::ofPatch(StringRef Text, StringRef Name,
                                             ArrayRef<std::string> Folders) {
  Expected<std::vector<PatchFile>> Patch = parsePatch(Text, Name);
  if (!Patch)
    return Patch.takeError();
  ChangedLines Result;
  for (const PatchFile &File : *Patch) {
    if (File.NewPath.empty() || File.IsSpecial || File.Changes.empty())
      continue;
    std::string Path = fileMeant(File.NewPath, Folders);
    if (Path.empty())
      return createStringError(Name + ": there is no file '" + File.NewPath +
                               "' below '" + Folders.front() + "'");
    if (Error E = checkFit(File, Path, Name))
      return std::move(E);
    ChangedFile &Changed = Result.file(Path);
    Changed.IsWhole |= File.OldPath.empty();
    append_range(Changed.Ranges, File.Changes);
  }
  return std::move(Result);
}

/// Whether a part of the change is in the function.
static bool isWithin(const ChangedRange &Range, const FunctionLines &Function) {
  // What was removed beside a function was not in it.
  if (Range.IsGap)
    return Function.First <= Range.First && Range.Last <= Function.Last;
  return Range.First <= Function.Last && Function.First <= Range.Last;
}

bool ChangedLines::touches(const SourceRange &Where, ChangedScope Scope,
                           ArrayRef<FileFunctions> Functions) const {
  const ChangedFile *File = Where.isValid() ? find(Where.Path) : nullptr;
  if (!File)
    return false;
  if (File->IsWhole || Scope == ChangedScope::File)
    return true;
  unsigned Last = std::max(Where.Line, Where.EndLine);
  for (const ChangedRange &Range : File->Ranges)
    if (Range.First <= Last && Where.Line <= Range.Last)
      return true;
  if (Scope == ChangedScope::Line)
    return false;
  auto Of = find_if(Functions, [&](const FileFunctions &Each) {
    return Each.Path == Where.Path;
  });
  return Of != Functions.end() &&
         any_of(Of->Functions, [&](const FunctionLines &Each) {
           return Each.First <= Where.Line && Where.Line <= Each.Last &&
                  any_of(File->Ranges, [&](const ChangedRange &Range) {
                    return isWithin(Range, Each);
                  });
         });
}

bool ChangedLines::touches(const Finding &F, ChangedScope Scope,
                           ArrayRef<FileFunctions> Functions) const {
  return touches(F.Where, Scope, Functions) ||
         any_of(F.Evidence, [&](const EvidenceStep &Step) {
           return touches(Step.Where, Scope, Functions);
         });
}

} // namespace hangproof
