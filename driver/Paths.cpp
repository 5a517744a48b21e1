//===- Paths.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"
#include "engine/CleanPath.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

std::string absolutePath(StringRef Path, StringRef Base) {
  SmallString<256> Result(Path);
  if (!Base.empty())
    sys::fs::make_absolute(Base, Result);
  sys::fs::make_absolute(Result);
  return cleanPath(Result);
}

bool isBelow(StringRef Path, StringRef Folder) {
  if (!Path.consume_front(Folder))
    return false;
  return Path.empty() || Folder.ends_with("/") || Path.starts_with("/");
}

StringRef relativeTo(StringRef Path, StringRef Folder) {
  if (!isBelow(Path, Folder) || Path.size() == Folder.size())
    return Path;
  return Path.drop_front(Folder.size()).ltrim('/');
}

std::string commonFolder(ArrayRef<std::string> Paths) {
  if (Paths.empty())
    return "";
  StringRef Common = sys::path::parent_path(Paths.front());
  for (StringRef Path : Paths.drop_front())
    while (!isBelow(Path, Common))
      Common = sys::path::parent_path(Common);
  return Common.str();
}

} // namespace hangproof
