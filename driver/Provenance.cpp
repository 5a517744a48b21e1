//===- Provenance.cpp -----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Provenance.h"
#include "GitRepository.h"

using namespace llvm;

namespace hangproof {

VersionControl versionOf(StringRef Folder) {
  VersionControl Result;
  Expected<GitRepository> Git = GitRepository::open(Folder);
  if (!Git) {
    consumeError(Git.takeError());
    return Result;
  }
  Result.Revision = Git->ask({"rev-parse", "--verify", "HEAD"});
  if (Result.Revision.empty())
    return Result;
  Result.Branch = Git->ask({"symbolic-ref", "--short", "-q", "HEAD"});
  Result.RepositoryUri = Git->ask({"config", "--get", "remote.origin.url"});
  return Result;
}

} // namespace hangproof
