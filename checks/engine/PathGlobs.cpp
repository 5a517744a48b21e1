//===- PathGlobs.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathGlobs.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

/// Path below Root, or Path if it is not.
static StringRef below(StringRef Path, StringRef Root) {
  StringRef Rest = Path;
  if (Root.empty() || !Rest.consume_front(Root) || Rest.empty() ||
      !(Root.ends_with("/") || Rest.starts_with("/")))
    return Path;
  return Rest.ltrim('/');
}

bool matchesAnyGlob(StringRef Path, StringRef Root,
                    ArrayRef<std::string> Globs) {
  for (StringRef Text : Globs) {
    Text.consume_front("./");
    Text = Text.rtrim('/');
    Expected<GlobPattern> Glob = GlobPattern::create(Text);
    if (!Glob) {
      consumeError(Glob.takeError());
      continue;
    }
    for (StringRef Part = Path; !Part.empty() && Part != Root && Part != "/";
         Part = sys::path::parent_path(Part))
      if (Glob->match(below(Part, Root)) || Glob->match(Part))
        return true;
  }
  return false;
}

std::vector<std::string> globsIn(StringRef Option,
                                 std::vector<std::string> &Mistakes) {
  std::vector<std::string> Result;
  SmallVector<StringRef, 4> Parts;
  SplitString(Option, Parts, ";,");
  for (StringRef Part : Parts) {
    Part = Part.trim();
    if (Part.empty())
      continue;
    if (Error E = GlobPattern::create(Part).takeError())
      Mistakes.push_back(("'" + Part + "': ").str() + toString(std::move(E)));
    else
      Result.push_back(Part.str());
  }
  return Result;
}

} // namespace hangproof
