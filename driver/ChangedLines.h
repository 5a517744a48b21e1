//===- ChangedLines.h - What a change touches -------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_CHANGEDLINES_H
#define HANGPROOF_DRIVER_CHANGEDLINES_H

#include "GateOptions.h"
#include "GitRepository.h"
#include "Patch.h"
#include "UnitFacts.h"
#include "engine/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace hangproof {

class ChangedLines {
public:
  /// What the work tree has that the merge base of Revision and HEAD has not.
  static llvm::Expected<ChangedLines> since(const GitRepository &Git,
                                            llvm::StringRef Revision);

  /// What a patch, which is applied already, has changed. Its names are looked
  /// for below each of Folders, with and without a prefix such as "b/". The
  /// error names the patch and what does not fit.
  static llvm::Expected<ChangedLines>
  ofPatch(llvm::StringRef Text, llvm::StringRef Name,
          llvm::ArrayRef<std::string> Folders);

  /// Whether the place of the finding, or one of its evidence, is in what the
  /// change touches.
  bool touches(const Finding &F, ChangedScope Scope,
               llvm::ArrayRef<FileFunctions> Functions) const;

  /// How many files are changed.
  size_t size() const { return Files.size(); }

private:
  struct ChangedFile {
    bool IsWhole = false; ///< A new file.
    std::vector<ChangedRange> Ranges;
  };
  ChangedFile &file(llvm::StringRef Path);
  const ChangedFile *find(llvm::StringRef Path) const;
  bool touches(const SourceRange &Where, ChangedScope Scope,
               llvm::ArrayRef<FileFunctions> Functions) const;

  llvm::StringMap<ChangedFile> Files; ///< By path with links resolved.
  /// Paths as findings have them, resolved.
  mutable llvm::StringMap<std::string> Resolved;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_CHANGEDLINES_H
