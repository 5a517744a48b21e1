//===- LineHash.cpp - The fingerprint that GitHub knows -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The hash of a line covers the hundred code units that begin at it, blanks
// left out, so that it survives moves and indentation. The values must be equal
// to those that GitHub would compute itself, or an alert is closed and another
// one opened whenever somebody uploads without our fingerprints.
//
//===----------------------------------------------------------------------===//

#include "LineHash.h"
#include "Utf16.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace hangproof {

static constexpr size_t WindowLength = 100;
static constexpr uint64_t Base = 37;
static constexpr uint16_t EndMark = 0xFFFF;

std::vector<std::string> lineHashes(StringRef Text) {
  std::vector<uint16_t> Units = decodeToUtf16(Text);
  Units.push_back(EndMark);

  std::vector<uint16_t> Kept;
  std::vector<size_t> Starts;
  Kept.reserve(Units.size() + WindowLength);
  bool AtLineStart = true, AfterCarriageReturn = false;
  for (uint16_t Unit : Units) {
    bool SecondHalf = AfterCarriageReturn && Unit == '\n';
    AfterCarriageReturn = Unit == '\r';
    if (SecondHalf || Unit == ' ' || Unit == '\t')
      continue;
    if (Unit == '\r')
      Unit = '\n';
    if (AtLineStart)
      Starts.push_back(Kept.size());
    Kept.push_back(Unit);
    AtLineStart = Unit == '\n';
  }
  // Lines near the end hash zeros in place of what is not there.
  Kept.resize(Kept.size() + WindowLength, 0);

  StringMap<unsigned> Seen;
  std::vector<std::string> Hashes;
  Hashes.reserve(Starts.size());
  for (size_t Start : Starts) {
    uint64_t Hash = 0;
    for (size_t I = Start; I != Start + WindowLength; ++I)
      Hash = Hash * Base + Kept[I];
    std::string Hex = utohexstr(Hash, /*LowerCase=*/true);
    unsigned Occurrence = ++Seen[Hex];
    Hashes.push_back(Hex + ":" + utostr(Occurrence));
  }
  return Hashes;
}

} // namespace hangproof
