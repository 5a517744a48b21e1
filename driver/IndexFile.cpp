//===- IndexFile.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexFile.h"
#include "report/OutputFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace hangproof {

Expected<std::shared_ptr<const ProgramIndex>>
readIndexFile(StringRef Path, const ApiTable &Api) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError(Buffer.getError().message());
  Expected<ProgramIndex> Index = readIndex((*Buffer)->getBuffer(), Api);
  if (!Index)
    return Index.takeError();
  return std::make_shared<const ProgramIndex>(std::move(*Index));
}

Error writeIndexFile(StringRef Path, std::vector<FileFacts> &Files,
                     const ApiTable &Api) {
  std::string Bytes = writeIndex(Files, Api);
  return writeOutputFile(Path, [&](raw_ostream &OS) { OS << Bytes; });
}

} // namespace hangproof
