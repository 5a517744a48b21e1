//===- ByteFormat.cpp -----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteFormat.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace hangproof {

static constexpr size_t HeaderSize = 4 + 4 + 8;

std::string ByteWriter::finish(char Kind, unsigned Version) {
  std::string Payload;
  raw_string_ostream OS(Payload);
  encodeULEB128(Strings.size(), OS);
  for (StringRef String : Strings) {
    encodeULEB128(String.size(), OS);
    OS << String;
  }
  OS << BodyText;
  std::string Result = {'h', 'p', 'f', Kind};
  Result.resize(HeaderSize);
  support::endian::write32le(&Result[4], Version);
  support::endian::write64le(&Result[8], xxh3_64bits(OS.str()));
  return Result + Payload;
}

Expected<StringRef> payloadOf(StringRef Bytes, char Kind, unsigned Version) {
  if (Bytes.size() < HeaderSize || !Bytes.starts_with("hpf") ||
      Bytes[3] != Kind)
    return createStringError("not written by hangproof");
  if (support::endian::read32le(Bytes.data() + 4) != Version)
    return createStringError("written by another version");
  StringRef Payload = Bytes.drop_front(HeaderSize);
  if (support::endian::read64le(Bytes.data() + 8) != xxh3_64bits(Payload))
    return createStringError("damaged");
  return Payload;
}

} // namespace hangproof
