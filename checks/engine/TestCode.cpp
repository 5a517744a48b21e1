//===- TestCode.cpp - Code that tests other code --------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestCode.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

namespace hangproof {

TestCode::TestCode(const Program &P) {
  llvm::StringRef Root;
  bool IsFirst = true;
  for (const FileFacts &File : P.files()) {
    llvm::StringRef Folder = llvm::sys::path::parent_path(File.MainPath);
    if (std::exchange(IsFirst, false))
      Root = Folder;
    while (!Root.empty() && Folder != Root &&
           !(Folder.starts_with(Root) && Folder[Root.size()] == '/'))
      Root = llvm::sys::path::parent_path(Root);
  }
  RootLength = Root.size();
}

bool TestCode::holds(FunctionRef F) const {
  if (F.File->UsesTestFramework)
    return true;
  // A framework whose header is missing is not seen.
  llvm::StringRef Stem = llvm::sys::path::stem(F.File->MainPath);
  for (llvm::StringRef End : {"_test", "_tests", "_unittest", "_unittests"})
    if (Stem.ends_with(End))
      return true;
  llvm::StringRef Below =
      llvm::StringRef(F.File->MainPath).drop_front(RootLength);
  llvm::StringRef Folder = llvm::sys::path::parent_path(Below);
  for (auto It = llvm::sys::path::begin(Folder),
            End = llvm::sys::path::end(Folder);
       It != End; ++It)
    if (llvm::StringSwitch<bool>(*It)
            .Cases("test", "tests", "testing", "testsuite", true)
            .Cases("unittest", "unittests", "unit_tests", "gtest", true)
            .Default(false))
      return true;
  return false;
}

} // namespace hangproof
