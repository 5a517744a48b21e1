//===- Cache.h - Results that outlive a run ---------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Blobs under keys. A key is a hash of all that the blob depends on, so a blob
// is never out of date, only unused. Blobs are written to a temporary file and
// renamed: a run that is killed leaves none half written, and runs at the same
// time do not disturb each other. Nothing here can fail a run; what goes wrong
// is told in notes.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_CACHE_H
#define HANGPROOF_DRIVER_CACHE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hangproof {

class Cache {
public:
  /// A cache in Folder, which is made at the first write; an empty name is a
  /// cache that holds nothing. MostBytes bounds what the folder keeps after
  /// prune().
  Cache(std::string Folder, uint64_t MostBytes)
      : Folder(std::move(Folder)), MostBytes(MostBytes) {}

  bool isOff() const { return Folder.empty(); }

  /// The blob, or null. Kind tells blobs of one key apart: "facts".
  std::unique_ptr<llvm::MemoryBuffer> get(uint64_t Key, llvm::StringRef Kind);
  void put(uint64_t Key, llvm::StringRef Kind, llvm::StringRef Bytes);

  /// Takes a blob away that turned out to be damaged, and notes why.
  void drop(uint64_t Key, llvm::StringRef Kind, llvm::StringRef Reason);

  /// Removes the blobs that were not used for longest until the rest fits, if
  /// this run has added any.
  void prune();

  /// What went wrong, each once.
  std::vector<std::string> takeNotes();

private:
  std::string pathOf(uint64_t Key, llvm::StringRef Kind) const;
  void note(std::string Text);

  std::string Folder;
  uint64_t MostBytes;
  std::mutex Lock; ///< Of the members below.
  std::vector<std::string> Notes;
  bool HasAdded = false;
};

/// Where blobs are kept unless the user says otherwise: "hangproof" in the
/// user's cache folder (XDG_CACHE_HOME); empty if there is none.
std::string defaultCacheFolder();

/// A number that tells this build of hangproof from others.
uint64_t buildOfThisTool();

} // namespace hangproof

#endif // HANGPROOF_DRIVER_CACHE_H
