//===- Prelude.h - Headers that are parsed once ---------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most of what a C++ file costs is the C++ library's headers, the same ones in
// every file. Those that many units with the same options include are parsed
// once and precompiled, the prelude of these units.
//
// A unit sees them earlier than it includes them. That makes no difference if
// it includes all of them anyway, which the scan tells, and if no file that is
// not a system header defines a macro whose name occurs in them, which is
// watched during the parse. Where it does, and where the parse has errors, the
// unit is parsed again without its prelude.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PRELUDE_H
#define HANGPROOF_DRIVER_PRELUDE_H

#include "Closures.h"
#include "Commands.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <list>
#include <mutex>
#include <set>
#include <string>

namespace clang {
class CompilerInvocation;
class PPCallbacks;
class SourceManager;
} // namespace clang

namespace hangproof {

class Prelude {
public:
  /// Parses the headers ("vector") with the options of U. False if that fails.
  bool make(const Unit &U, llvm::ArrayRef<llvm::StringRef> Headers);

  /// Makes the invocation take the prelude; returns the files that it needs
  /// over those given.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  use(clang::CompilerInvocation &Invocation,
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Physical) const;

  /// Sets Clashes if a file defines a macro that could have changed the
  /// headers; other units with that file are then given no prelude.
  std::unique_ptr<clang::PPCallbacks>
  watchMacros(const clang::SourceManager &SM, bool &Clashes) const;
  /// Whether a unit could be parsed with it: one that is of no use, as where
  /// every unit has errors, is given to no more units. From any thread.
  void tell(bool WasOfUse) const;

private:
  friend class MacroWatch;
  friend class Preludes;
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Physical) const;

  std::string Source;     ///< The code.
  std::string SourcePath; ///< A name for it; there is no such file.
  llvm::SmallVector<char, 0> Bytes;
  std::set<llvm::sys::fs::UniqueID> Files;
  llvm::DenseSet<uint64_t> Identifiers; ///< Hashes of all in those files.
  mutable std::mutex Lock;
  mutable std::set<llvm::sys::fs::UniqueID> Clashing; ///< Guarded by Lock.
  mutable unsigned Uses = 0, Failures = 0;            ///< Guarded by Lock.
};

class Preludes {
public:
  /// Makes the preludes that pay for these units. Jobs at the same time.
  Preludes(llvm::ArrayRef<Unit> Units, llvm::ArrayRef<size_t> Which,
           const Closures &Files, unsigned Jobs);

  /// Null if the unit has none.
  const Prelude *of(size_t Unit) const;

private:
  struct Plan {
    std::vector<size_t> Users;
    std::vector<llvm::StringRef> Headers;
    size_t Saved = 0; ///< Headers that are not parsed, over all users.
    Prelude Made;     // Holds a lock: a plan is not moved.
    bool IsGood = false;
  };

  void plan(std::vector<size_t> Group);
  void keepBest();
  bool includesAll(size_t Unit, const Prelude &P) const;
  std::vector<llvm::StringRef> libraryHeaders(size_t Unit) const;

  const Closures &Files;
  std::list<Plan> Plans; ///< Those that save most come first.
  llvm::DenseMap<size_t, const Prelude *> ByUnit;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PRELUDE_H
