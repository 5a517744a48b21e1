//===- TidyIndex.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TidyIndex.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <mutex>

using namespace llvm;

namespace hangproof {

namespace {
struct KnownIndex {
  sys::fs::UniqueID Id; ///< A new index comes by a rename.
  uint64_t Size = 0;
  sys::TimePoint<> Modified;
  uint64_t Rows = 0;
  std::shared_ptr<const ProgramIndex> Index;
  std::string Problem;
};
} // namespace

static void read(StringRef Path, const ApiTable &Api, KnownIndex &Result) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer) {
    Result.Problem = Buffer.getError().message();
    return;
  }
  Expected<ProgramIndex> Index = readIndex((*Buffer)->getBuffer(), Api);
  if (Index)
    Result.Index = std::make_shared<const ProgramIndex>(std::move(*Index));
  else
    Result.Problem = toString(Index.takeError());
}

std::shared_ptr<const ProgramIndex>
programIndex(StringRef Path, const ApiTable &Api, std::string &Problem) {
  static std::mutex Lock;
  static StringMap<KnownIndex> AllKnown;

  sys::fs::file_status Status;
  if (std::error_code Failed = sys::fs::status(Path, Status)) {
    Problem = Failed.message();
    return nullptr;
  }
  uint64_t Rows = Api.fingerprint();
  std::lock_guard<std::mutex> Guard(Lock);
  KnownIndex &Known = AllKnown[Path];
  bool IsSame =
      Known.Id == Status.getUniqueID() && Known.Size == Status.getSize() &&
      Known.Modified == Status.getLastModificationTime() && Known.Rows == Rows;
  if (!IsSame) {
    Known = {Status.getUniqueID(),
             Status.getSize(),
             Status.getLastModificationTime(),
             Rows,
             nullptr,
             ""};
    read(Path, Api, Known);
  }
  Problem = Known.Problem;
  return Known.Index;
}

} // namespace hangproof
