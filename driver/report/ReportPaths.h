//===- ReportPaths.h - How machine formats name files -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_REPORTPATHS_H
#define HANGPROOF_DRIVER_REPORT_REPORTPATHS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <string>

namespace hangproof {

/// A file as reports name it.
struct ReportPath {
  std::string Path;    ///< Relative to the root, or absolute.
  bool InRoot = false; ///< Path is relative.
};

/// Names files relative to the root of the project. Symbolic links are
/// resolved, because a viewer knows a file by the name that version control
/// knows.
class ReportPaths {
public:
  ReportPaths(llvm::StringRef Root, llvm::vfs::FileSystem &FileSystem);

  const ReportPath &get(llvm::StringRef Path);

private:
  llvm::vfs::FileSystem &FileSystem;
  std::string Root;
  std::string RealRoot;
  llvm::StringMap<ReportPath> Known;
};

/// Percent-encodes a path, so that it is a valid relative reference, or the
/// path of a URI.
std::string encodePath(llvm::StringRef Path);

/// "file:///a%20b" for an absolute path.
std::string fileUri(llvm::StringRef Path);

/// A remote as version control names it ("git@host:a/b.git", a path, a URL) as
/// URI. Credentials in it are dropped. Empty if it is none.
std::string repositoryUri(llvm::StringRef Remote);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_REPORTPATHS_H
