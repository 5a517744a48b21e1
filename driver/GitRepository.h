//===- GitRepository.h - What git knows of the code -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All that is asked of git goes through the git program, so that its own rules
// hold: work trees, partial clones, configuration. Names are read from -z
// output or from quoted form, so that none of them can be mistaken.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_GITREPOSITORY_H
#define HANGPROOF_DRIVER_GITREPOSITORY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

/// A file that git takes for another one under a new name.
struct GitRename {
  std::string From, To; ///< Relative to the top of the work tree, with '/'.
};

class GitRepository {
public:
  /// The repository whose work tree holds Folder. The error says what is
  /// missing: git, a repository, git's trust in it.
  static llvm::Expected<GitRepository> open(llvm::StringRef Folder);

  /// Top of the work tree, absolute, symbolic links resolved.
  llvm::StringRef top() const { return Top; }

  /// The full hash of the commit that Revision names. The error tells what to
  /// do when it may merely not have been fetched.
  llvm::Expected<std::string> commit(llvm::StringRef Revision) const;

  /// The newest commit that both Revision and HEAD come from.
  llvm::Expected<std::string> mergeBase(llvm::StringRef Revision) const;

  /// The unified diff from the commit to the files as they are, without
  /// context, renames found, names prefixed with "a/" and "b/".
  llvm::Expected<std::string> diffFrom(llvm::StringRef Commit) const;

  /// Files that git does not know and is not told to ignore, relative to the
  /// top.
  llvm::Expected<std::vector<std::string>> untracked() const;

  /// What was renamed from one commit to another or, without To, to the files
  /// as they are.
  llvm::Expected<std::vector<GitRename>> renames(llvm::StringRef From,
                                                 llvm::StringRef To = "") const;

  /// First line that git prints; empty if it fails.
  std::string ask(llvm::ArrayRef<llvm::StringRef> Arguments) const;

private:
  GitRepository() = default;
  /// Standard output; the error holds what git complains of.
  llvm::Expected<std::string> run(llvm::ArrayRef<llvm::StringRef> Arguments,
                                  unsigned Seconds = 600) const;
  bool isShallow() const;

  std::string Git; ///< The program.
  std::string Top;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_GITREPOSITORY_H
