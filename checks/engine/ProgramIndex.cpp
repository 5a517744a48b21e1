//===- ProgramIndex.cpp ---------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramIndex.h"
#include "FactsFields.h"
#include "FactsFormat.h"

namespace hangproof {

/// What is asked before all the facts are read.
struct IndexHead {
  std::string ToolVersion;
  uint64_t Rows = 0;
};

HANGPROOF_FIELDS(IndexHead, ToolVersion, Rows)
HANGPROOF_FIELDS(ProgramIndex, ToolVersion, Rows, Files)

static constexpr char IndexKind = 'I';

std::string writeIndex(std::vector<FileFacts> &Files, const ApiTable &Api) {
  ProgramIndex Index{HANGPROOF_VERSION, Api.fingerprint(), std::move(Files)};
  std::string Bytes = writeBytes(Index, IndexKind, FactsFormatVersion);
  Files = std::move(Index.Files);
  return Bytes;
}

llvm::Expected<ProgramIndex> readIndex(llvm::StringRef Bytes,
                                       const ApiTable &Api) {
  llvm::Expected<llvm::StringRef> Payload =
      payloadOf(Bytes, IndexKind, FactsFormatVersion);
  if (!Payload)
    return Payload.takeError();
  ByteReader In(*Payload);
  IndexHead Head;
  In.read(Head);
  if (Head.ToolVersion != HANGPROOF_VERSION)
    return llvm::createStringError("written by hangproof " + Head.ToolVersion +
                                   ", this is " HANGPROOF_VERSION);
  if (Head.Rows != Api.fingerprint())
    return llvm::createStringError(
        "made with other rows of API knowledge (hangproof.Api, --api)");
  ProgramIndex Index{Head.ToolVersion, Head.Rows, {}};
  In.read(Index.Files);
  if (!In.isGood())
    return llvm::createStringError("damaged");
  return std::move(Index);
}

} // namespace hangproof
