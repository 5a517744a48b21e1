//===- Prelude.h - Headers that are parsed once ---------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Most of what a C++ file costs are the headers of the C++ library and of the
// project, the same ones in every file. Those that many units with the same
// options include are parsed once and precompiled, the prelude of these units.
//
// A unit sees them earlier than it includes them, and not in its own order.
// That makes no difference if it includes all of them anyway, which the scan
// tells; if no header of the project needs a macro of another one that it does
// not include, or the unit includes these two in the same order; and if no file
// outside of the prelude, system headers apart, defines a macro whose name
// occurs in it, which is watched during the parse. Where it does, and where the
// parse has errors, the unit is parsed again without its prelude. The owner of
// a header in it is given none, for the bodies are skipped.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PRELUDE_H
#define HANGPROOF_DRIVER_PRELUDE_H

#include "Closures.h"
#include "Commands.h"
#include "PreludeAction.h"
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
class Preprocessor;
} // namespace clang

namespace hangproof {

class Prelude {
public:
  /// Parses the headers, as they stand in a directive, with the options of U.
  /// Those that cannot be parsed alone are left out. False if nothing is left.
  bool make(const Unit &U, std::vector<std::string> Headers);

  /// Makes the invocation take the prelude; returns the files that it needs
  /// over those given.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  use(clang::CompilerInvocation &Invocation,
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Physical) const;

  /// Sets Clashes if a file defines a macro that could have changed the
  /// headers; other units with that file are then given no prelude.
  std::unique_ptr<clang::PPCallbacks> watchMacros(clang::Preprocessor &PP,
                                                  bool &Clashes) const;
  /// Whether a unit could be parsed with it: one that is of no use, as where
  /// every unit has errors, is given to no more units. From any thread.
  void tell(bool WasOfUse) const;

private:
  friend class MacroWatch;
  friend class Preludes;
  enum class Outcome : uint8_t { Made, Again, Failed };
  Outcome tryToMake(const Unit &U, std::vector<std::string> &Headers);
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  over(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Physical) const;

  std::string Source;     ///< The code.
  std::string SourcePath; ///< A name for it; there is no such file.
  llvm::SmallVector<char, 0> Bytes;
  PreludeFiles Files;
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
  /// The place of each of a unit's files among those that it includes.
  using IncludeOrder = llvm::DenseMap<llvm::sys::fs::UniqueID, uint32_t>;

  bool suits(size_t Unit, const IncludeOrder &Order, const Prelude &P) const;

  const Closures &Files;
  std::list<Prelude> Made; // Hold locks: are not moved.
  llvm::DenseMap<size_t, const Prelude *> ByUnit;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PRELUDE_H
