//===- Closures.h - The files that a unit depends on ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The include closure of every unit, with the content of each file as a hash.
// Two things come from it: the key under which a unit's facts are kept, and the
// owner of every header. A header's functions are the same in every file that
// includes it. So that they are analysed once in the whole program and not once
// a file, each header has an owner, the first file that includes it; the others
// skip its bodies.
//
// What the last run has seen is kept (the manifest): a unit is scanned again
// only if its command, a file of its closure, or the set of headers in a folder
// that it includes from has changed.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_CLOSURES_H
#define HANGPROOF_DRIVER_CLOSURES_H

#include "Cache.h"
#include "Commands.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include <map>
#include <optional>

namespace hangproof {

struct ClosureManifest;

class HeaderOwners {
public:
  /// Whether another unit than this one analyses the header's functions.
  /// A header that no scan has seen is everybody's.
  bool isOthers(const llvm::sys::fs::UniqueID &Header, size_t Unit) const {
    auto Found = Owners.find(Header);
    return Found != Owners.end() && Found->second != Unit;
  }

private:
  friend class Closures;
  std::map<llvm::sys::fs::UniqueID, size_t> Owners;
};

class Closures {
public:
  /// Finds the closures, with the help of the manifest in Store. Headers
  /// outside Root have no owner. A unit whose scan fails owns what it was seen
  /// to include. A single unit that is not to be kept is scanned only if
  /// IsNeeded is set.
  Closures(llvm::ArrayRef<Unit> Units, llvm::StringRef Root, unsigned Jobs,
           Cache &Store, bool IsNeeded = false);

  const HeaderOwners &owners() const { return Owners; }

  /// A hash of all that the facts of a unit depend on: its command, the content
  /// of its closure, which headers it owns, and Salt. 0 if a file could not be
  /// read: such facts are not to be kept.
  uint64_t keyOf(size_t Unit, uint64_t Salt) const;

  /// Whether the closure is on disk as it was when it was hashed. What was read
  /// while somebody wrote is not to be kept.
  bool isUnchanged(size_t Unit) const;

  /// The hash of a file's content as the analysis has found it; None for a file
  /// that is in no closure.
  std::optional<uint64_t> contentOf(llvm::StringRef Path) const;

  /// The hash of the content of a file now; None if it cannot be read.
  static std::optional<uint64_t> currentContentOf(llvm::StringRef Path);

  /// The files below the root that the unit includes, itself among them.
  std::vector<llvm::StringRef> ownFiles(size_t Unit) const;

  /// The files of a unit's closure in the order in which they are first
  /// included; empty if the scan did not see it whole. Numbers of one file are
  /// the same in all units.
  llvm::ArrayRef<uint32_t> filesOf(size_t Unit) const {
    return UnitsFiles[Unit].IsWhole
               ? llvm::ArrayRef<uint32_t>(UnitsFiles[Unit].Files)
               : llvm::ArrayRef<uint32_t>();
  }
  llvm::StringRef path(uint32_t File) const { return Files[File].Path; }
  llvm::sys::fs::UniqueID id(uint32_t File) const { return Files[File].Id; }
  uint64_t sizeOf(uint32_t File) const { return Files[File].Size; }
  bool isBelowRoot(uint32_t File) const { return Files[File].IsBelowRoot; }

  /// How many units had to be scanned.
  size_t scanned() const { return Scanned; }

private:
  struct File {
    std::string Path;
    llvm::sys::fs::UniqueID Id;
    uint64_t Size = 0;
    int64_t Modified = 0; ///< Nanoseconds since the epoch.
    uint64_t Hash = 0;    ///< Of the content; 0: could not be read.
    bool IsSure = false;  ///< Modified tells whether it was written since.
    bool IsBelowRoot = false;
  };
  struct UnitFiles {
    uint64_t Command = 0;
    std::vector<uint32_t> Files;
    bool IsWhole = false;
  };

  /// Takes the closures that are as they were; returns the other units.
  std::vector<size_t> addKnown(const ClosureManifest &Known,
                               llvm::ArrayRef<Unit> Units);
  void scan(llvm::ArrayRef<Unit> Units, llvm::ArrayRef<size_t> Which,
            unsigned Jobs);
  void findOwners();
  ClosureManifest merged(const ClosureManifest &Known,
                         llvm::ArrayRef<Unit> Units) const;
  uint32_t indexOf(llvm::StringRef Path);

  std::string Root;
  std::vector<File> Files;
  llvm::StringMap<uint32_t> Indices; ///< Of Files, by path.
  std::vector<UnitFiles> UnitsFiles;
  HeaderOwners Owners;
  size_t Scanned = 0;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_CLOSURES_H
