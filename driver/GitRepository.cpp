//===- GitRepository.cpp --------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitRepository.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace hangproof {

/// The first line of what git complains of, without its own "fatal: ".
static std::string complaintIn(StringRef Errors) {
  StringRef Line = Errors.trim().split('\n').first.trim();
  Line.consume_front("fatal: ");
  Line.consume_front("error: ");
  return Line.str();
}

Expected<std::string> GitRepository::run(ArrayRef<StringRef> Arguments,
                                         unsigned Seconds) const {
  SmallString<128> OutputPath, ErrorPath;
  if (std::error_code Code =
          sys::fs::createTemporaryFile("hangproof-git", "out", OutputPath))
    return createStringError(Code, "cannot make a temporary file: %s",
                             Code.message().c_str());
  FileRemover RemoveOutput(OutputPath);
  if (std::error_code Code =
          sys::fs::createTemporaryFile("hangproof-git", "err", ErrorPath))
    return createStringError(Code, "cannot make a temporary file: %s",
                             Code.message().c_str());
  FileRemover RemoveErrors(ErrorPath);

  // We only look: no lock is taken and the index is left as it is.
  SmallVector<StringRef, 24> Line = {Git, "--no-optional-locks", "-C", Top};
  Line.append(Arguments.begin(), Arguments.end());
  std::optional<StringRef> Redirects[] = {StringRef(""), OutputPath.str(),
                                          ErrorPath.str()};
  std::string Failure;
  int Code = sys::ExecuteAndWait(Git, Line, std::nullopt, Redirects, Seconds,
                                 /*MemoryLimit=*/0, &Failure);
  auto Output = MemoryBuffer::getFile(OutputPath, /*IsText=*/false);
  auto Errors = MemoryBuffer::getFile(ErrorPath, /*IsText=*/false);
  if (Code == 0 && Output)
    return (*Output)->getBuffer().str();
  std::string Complaint = Errors ? complaintIn((*Errors)->getBuffer()) : "";
  if (Complaint.empty())
    Complaint = Failure.empty() ? "exit code " + std::to_string(Code) : Failure;
  return createStringError("git: " + Complaint);
}

std::string GitRepository::ask(ArrayRef<StringRef> Arguments) const {
  Expected<std::string> Output = run(Arguments, /*Seconds=*/10);
  if (!Output) {
    consumeError(Output.takeError());
    return "";
  }
  return StringRef(*Output).split('\n').first.trim().str();
}

Expected<GitRepository> GitRepository::open(StringRef Folder) {
  GitRepository Result;
  ErrorOr<std::string> Git = sys::findProgramByName("git");
  if (!Git)
    return createStringError("the program 'git' is not found");
  Result.Git = *Git;
  Result.Top = Folder.str();
  Expected<std::string> Top = Result.run({"rev-parse", "--show-toplevel"});
  if (!Top)
    return createStringError("'" + Folder + "': " + toString(Top.takeError()));
  StringRef Line = *Top;
  Line.consume_back("\n");
  if (Line.empty())
    return createStringError("'" + Folder + "' is in no git work tree");
  Result.Top = Line.str();
  return Result;
}

bool GitRepository::isShallow() const {
  return ask({"rev-parse", "--is-shallow-repository"}) == "true";
}

Expected<std::string> GitRepository::commit(StringRef Revision) const {
  // Git would take it for an option.
  if (!Revision.empty() && !Revision.starts_with("-")) {
    std::string Name = (Revision + "^{commit}").str();
    std::string Commit = ask({"rev-parse", "--verify", "--quiet", Name});
    if (!Commit.empty())
      return Commit;
  }
  std::string Message = ("unknown revision '" + Revision + "'").str();
  if (isShallow())
    Message += "; this is a shallow clone: fetch the revision, for example "
               "with 'git fetch --deepen=200 origin', or check out with the "
               "whole history ('fetch-depth: 0')";
  else if (Revision.contains('/'))
    Message += "; it may have to be fetched first";
  return createStringError(Message);
}

Expected<std::string> GitRepository::mergeBase(StringRef Revision) const {
  Expected<std::string> Commit = commit(Revision);
  if (!Commit)
    return Commit.takeError();
  Expected<std::string> Head = commit("HEAD");
  if (!Head)
    return createStringError("the repository has no commit yet");
  std::string Base = ask({"merge-base", *Commit, *Head});
  if (!Base.empty())
    return Base;
  std::string Message =
      ("'" + Revision + "' and HEAD have no common commit").str();
  if (isShallow())
    Message += " in this shallow clone: fetch more of the history, for "
               "example with 'git fetch --deepen=200 origin', or check out "
               "with the whole history ('fetch-depth: 0')";
  return createStringError(Message);
}

Expected<std::string> GitRepository::diffFrom(StringRef Commit) const {
  // Every setting of the user that would change the form is set.
  return run({"-c", "core.quotePath=true", "-c", "diff.relative=false", "-c",
              "diff.suppressBlankEmpty=false", "diff", "--no-ext-diff",
              "--no-textconv", "--no-color", "--submodule=short",
              "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0",
              "-M", "-U0", Commit, "--"});
}

/// The parts of -z output.
static SmallVector<StringRef, 0> partsOf(StringRef Output) {
  SmallVector<StringRef, 0> Parts;
  Output.consume_back(StringRef("\0", 1));
  if (!Output.empty())
    Output.split(Parts, '\0');
  return Parts;
}

Expected<std::vector<std::string>> GitRepository::untracked() const {
  Expected<std::string> Output =
      run({"ls-files", "-z", "--others", "--exclude-standard"});
  if (!Output)
    return Output.takeError();
  std::vector<std::string> Result;
  for (StringRef Path : partsOf(*Output))
    Result.push_back(Path.str());
  return Result;
}

Expected<std::vector<GitRename>> GitRepository::renames(StringRef From,
                                                        StringRef To) const {
  SmallVector<StringRef, 12> Arguments = {
      "-c", "diff.relative=false", "diff", "--no-ext-diff",
      "-z", "--name-status",       "-M",   "--diff-filter=R",
      From};
  if (!To.empty())
    Arguments.push_back(To);
  Arguments.push_back("--");
  Expected<std::string> Output = run(Arguments);
  if (!Output)
    return Output.takeError();
  std::vector<GitRename> Result;
  SmallVector<StringRef, 0> Parts = partsOf(*Output);
  // "R100", the old name, the new name.
  for (size_t I = 0; I + 2 < Parts.size(); I += 3)
    Result.push_back({Parts[I + 1].str(), Parts[I + 2].str()});
  return Result;
}

} // namespace hangproof
