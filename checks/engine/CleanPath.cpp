//===- CleanPath.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CleanPath.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace hangproof {

std::string cleanPath(StringRef Absolute) {
  SmallString<256> Result;
  for (auto It = sys::path::begin(Absolute), End = sys::path::end(Absolute);
       It != End; ++It) {
    if (*It == ".")
      continue;
    if (*It != "..") {
      sys::path::append(Result, *It);
      continue;
    }
    SmallString<256> Meant;
    if (sys::fs::is_symlink_file(Result) && !sys::fs::real_path(Result, Meant))
      Result = Meant;
    if (sys::path::has_relative_path(Result))
      sys::path::remove_filename(Result);
  }
  return std::string(Result);
}

} // namespace hangproof
