//===- Provenance.cpp -----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Provenance.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace hangproof {

/// First line that `git -C Folder ARGUMENTS` prints; empty if it fails.
static std::string askGit(StringRef Git, StringRef Folder,
                          std::initializer_list<StringRef> Arguments) {
  SmallString<128> OutputPath;
  if (sys::fs::createTemporaryFile("hangproof-git", "txt", OutputPath))
    return "";
  FileRemover Remover(OutputPath);
  SmallVector<StringRef, 8> Line = {Git, "-C", Folder};
  Line.append(Arguments.begin(), Arguments.end());
  std::optional<StringRef> Redirects[] = {StringRef(""), OutputPath.str(),
                                          StringRef("")};
  if (sys::ExecuteAndWait(Git, Line, std::nullopt, Redirects,
                          /*SecondsToWait=*/10) != 0)
    return "";
  auto Buffer = MemoryBuffer::getFile(OutputPath, /*IsText=*/true);
  if (!Buffer)
    return "";
  return (*Buffer)->getBuffer().split('\n').first.trim().str();
}

VersionControl versionOf(StringRef Folder) {
  VersionControl Result;
  ErrorOr<std::string> Git = sys::findProgramByName("git");
  if (!Git)
    return Result;
  Result.Revision = askGit(*Git, Folder, {"rev-parse", "--verify", "HEAD"});
  if (Result.Revision.empty())
    return Result;
  Result.Branch =
      askGit(*Git, Folder, {"symbolic-ref", "--short", "-q", "HEAD"});
  Result.RepositoryUri =
      askGit(*Git, Folder, {"config", "--get", "remote.origin.url"});
  return Result;
}

} // namespace hangproof
