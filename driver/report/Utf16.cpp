//===- Utf16.cpp - Columns and text as editors count them -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Utf16.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;

namespace hangproof {

/// Code points of Bytes. LLVM's lenient conversion replaces the maximal
/// subpart of an ill-formed sequence, which is what we want.
static std::vector<UTF32> decode(StringRef Bytes) {
  std::vector<UTF32> Points(Bytes.size());
  const UTF8 *Source = Bytes.bytes_begin();
  UTF32 *Target = Points.data();
  ConvertUTF8toUTF32(&Source, Bytes.bytes_end(), &Target,
                     Points.data() + Points.size(), lenientConversion);
  Points.resize(Target - Points.data());
  return Points;
}

static bool isAscii(StringRef Bytes) {
  return llvm::all_of(Bytes, [](unsigned char C) { return C < 0x80; });
}

std::vector<uint16_t> decodeToUtf16(StringRef Bytes) {
  if (isAscii(Bytes))
    return {Bytes.bytes_begin(), Bytes.bytes_end()};
  std::vector<uint16_t> Units;
  Units.reserve(Bytes.size());
  for (UTF32 Point : decode(Bytes)) {
    if (Point < 0x10000) {
      Units.push_back(Point);
      continue;
    }
    Units.push_back(0xD800 + ((Point - 0x10000) >> 10));
    Units.push_back(0xDC00 + ((Point - 0x10000) & 0x3FF));
  }
  return Units;
}

size_t utf16Length(StringRef Bytes) {
  if (isAscii(Bytes))
    return Bytes.size();
  size_t Length = 0;
  for (UTF32 Point : decode(Bytes))
    Length += Point < 0x10000 ? 1 : 2;
  return Length;
}

std::string toValidUtf8(StringRef Bytes) {
  if (isAscii(Bytes))
    return Bytes.str();
  std::string Text;
  Text.reserve(Bytes.size());
  for (UTF32 Point : decode(Bytes)) {
    char Buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
    char *End = Buffer;
    if (ConvertCodePointToUTF8(Point, End))
      Text.append(Buffer, End);
  }
  return Text;
}

std::string limitText(StringRef Text, size_t Limit) {
  std::string Valid = toValidUtf8(Text);
  // Bytes are never fewer than characters, so most texts need no counting.
  if (Valid.size() <= Limit)
    return Valid;
  auto IsStart = [](char C) { return (C & 0xC0) != 0x80; };
  if (static_cast<size_t>(llvm::count_if(Valid, IsStart)) <= Limit)
    return Valid;
  size_t Kept = 0, End = 0;
  for (; End != Valid.size(); ++End)
    if (IsStart(Valid[End]) && ++Kept > Limit - 3)
      break;
  return Valid.substr(0, End) + "...";
}

} // namespace hangproof
