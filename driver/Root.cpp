//===- Root.cpp - What paths are relative to ------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Database.h"
#include "Paths.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

std::string findRoot(const Options &O, const CommandSet &Commands) {
  if (!O.Root.empty())
    return absolutePath(O.Root);

  std::vector<std::string> Files;
  for (const Unit &U : Commands.Units)
    Files.push_back(U.File);
  Files.insert(Files.end(), Commands.MissingFiles.begin(),
               Commands.MissingFiles.end());
  std::string Common = commonFolder(Files);
  std::string Home =
      Commands.Database.empty() ? "" : sourceFolderOf(Commands.Database);
  std::string Start = Home.empty() ? Common : Home;

  for (StringRef Folder = Start; !Folder.empty();
       Folder = sys::path::parent_path(Folder)) {
    SmallString<256> Git(Folder);
    sys::path::append(Git, ".git");
    if (sys::fs::exists(Git))
      return Folder.str();
  }
  if (!Home.empty())
    return Home;
  // The headers of "src/" may well be in "include/" beside it.
  if (!Commands.Database.empty())
    for (StringRef Folder = sys::path::parent_path(Commands.Database);
         Folder.size() > 1; Folder = sys::path::parent_path(Folder))
      if (isBelow(Common, Folder))
        return Folder.str();
  for (StringRef Given : O.Inputs)
    if (sys::fs::is_directory(Given) && isBelow(Common, absolutePath(Given)))
      return absolutePath(Given);
  std::string Here = absolutePath(".");
  if (Here.size() > 1 && isBelow(Common, Here))
    return Here;
  return Common.empty() ? Here : Common;
}

} // namespace hangproof
