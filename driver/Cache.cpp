//===- Cache.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Cache.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <chrono>

using namespace llvm;

namespace hangproof {

/// A blob that was used this recently keeps its time: not every run shall touch
/// every file.
static constexpr auto TimeIsFresh = std::chrono::hours(1);

/// Temporary files of runs that were killed are removed after this time.
static constexpr auto TemporaryIsOld = std::chrono::hours(24);

std::string Cache::pathOf(uint64_t Key, StringRef Kind) const {
  std::string Name = utohexstr(Key, /*LowerCase=*/true, /*Width=*/16);
  SmallString<256> Path(Folder);
  // Two hundred folders, so that none gets too long to list.
  sys::path::append(Path, StringRef(Name).take_front(2), Name + "." + Kind);
  return std::string(Path);
}

void Cache::note(std::string Text) {
  std::lock_guard<std::mutex> Guard(Lock);
  if (!is_contained(Notes, Text))
    Notes.push_back(std::move(Text));
}

std::vector<std::string> Cache::takeNotes() {
  std::lock_guard<std::mutex> Guard(Lock);
  return std::move(Notes);
}

std::unique_ptr<MemoryBuffer> Cache::get(uint64_t Key, StringRef Kind) {
  if (isOff())
    return nullptr;
  std::string Path = pathOf(Key, Kind);
  int File;
  if (sys::fs::openFileForRead(Path, File))
    return nullptr;
  sys::fs::file_status Status;
  std::unique_ptr<MemoryBuffer> Result;
  if (!sys::fs::status(File, Status)) {
    auto Buffer = MemoryBuffer::getOpenFile(
        sys::fs::convertFDToNativeFile(File), Path, Status.getSize(),
        /*RequiresNullTerminator=*/false);
    if (Buffer)
      Result = std::move(*Buffer);
    auto Now = std::chrono::system_clock::now();
    // NOLINTNEXTLINE(hangproof-wall-clock-duration): file times are wall times.
    if (Now - Status.getLastModificationTime() > TimeIsFresh)
      (void)sys::fs::setLastAccessAndModificationTime(File, Now, Now);
  }
  sys::fs::closeFile(File);
  return Result;
}

void Cache::put(uint64_t Key, StringRef Kind, StringRef Bytes) {
  if (isOff())
    return;
  std::string Path = pathOf(Key, Kind);
  auto Write = [&]() -> Error {
    if (std::error_code Failed =
            sys::fs::create_directories(sys::path::parent_path(Path)))
      return errorCodeToError(Failed);
    Expected<sys::fs::TempFile> Temporary =
        sys::fs::TempFile::create(Path + ".%%%%%%%%.tmp");
    if (!Temporary)
      return Temporary.takeError();
    raw_fd_ostream OS(Temporary->FD, /*shouldClose=*/false);
    OS << Bytes;
    OS.flush();
    if (std::error_code Failed = OS.error()) {
      OS.clear_error();
      return joinErrors(errorCodeToError(Failed), Temporary->discard());
    }
    return Temporary->keep(Path);
  };
  if (Error E = Write()) {
    note("the cache in '" + Folder +
         "' cannot be written: " + toString(std::move(E)));
    return;
  }
  std::lock_guard<std::mutex> Guard(Lock);
  HasAdded = true;
}

void Cache::drop(uint64_t Key, StringRef Kind, StringRef Reason) {
  std::string Path = pathOf(Key, Kind);
  note("'" + Path + "' is not used: " + Reason.str());
  (void)sys::fs::remove(Path);
}

void Cache::prune() {
  if (isOff() || !HasAdded)
    return;
  struct Blob {
    sys::TimePoint<> Used;
    uint64_t Size;
    std::string Path;
  };
  std::vector<Blob> Blobs;
  uint64_t Total = 0;
  auto Now = std::chrono::system_clock::now();
  std::error_code Failed;
  for (sys::fs::recursive_directory_iterator At(Folder, Failed), End;
       At != End && !Failed; At.increment(Failed)) {
    ErrorOr<sys::fs::basic_file_status> Status = At->status();
    if (!Status || Status->type() != sys::fs::file_type::regular_file)
      continue;
    sys::TimePoint<> Used = Status->getLastModificationTime();
    if (StringRef(At->path()).ends_with(".tmp")) {
      // NOLINTNEXTLINE(hangproof-wall-clock-duration): as above.
      if (Now - Used > TemporaryIsOld)
        (void)sys::fs::remove(At->path());
      continue;
    }
    Blobs.push_back({Used, Status->getSize(), At->path()});
    Total += Status->getSize();
  }
  if (Total <= MostBytes)
    return;
  sort(Blobs, [](const Blob &A, const Blob &B) { return A.Used < B.Used; });
  // Some room, or the next run would prune again.
  uint64_t Wanted = MostBytes - MostBytes / 10;
  for (const Blob &Oldest : Blobs) {
    if (Total <= Wanted)
      break;
    if (!sys::fs::remove(Oldest.Path))
      Total -= Oldest.Size;
  }
}

std::string defaultCacheFolder() {
  SmallString<256> Folder;
  if (!sys::path::cache_directory(Folder))
    return "";
  sys::path::append(Folder, "hangproof");
  return std::string(Folder);
}

uint64_t buildOfThisTool() {
  std::string Path = sys::fs::getMainExecutable(
      nullptr, reinterpret_cast<void *>(&buildOfThisTool));
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  return Buffer ? xxh3_64bits((*Buffer)->getBuffer()) : 0;
}

} // namespace hangproof
