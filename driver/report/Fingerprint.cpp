//===- Fingerprint.cpp - What stays the same when lines move --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace hangproof {

static std::string withoutBlanks(StringRef Line) {
  std::string Text;
  copy_if(Line, std::back_inserter(Text), [](char C) { return !isSpace(C); });
  return Text;
}

/// The first half of SHA-256 over the parts. NUL parts them: it cannot stand
/// in a name, and hardly in a line of code.
static std::string digest(ArrayRef<StringRef> Parts) {
  SHA256 Hash;
  for (StringRef Part : Parts) {
    Hash.update(Part);
    Hash.update(StringRef("\0", 1));
  }
  std::array<uint8_t, 32> Bytes = Hash.final();
  return toHex(ArrayRef<uint8_t>(Bytes).take_front(16), /*LowerCase=*/true);
}

std::vector<std::string> fingerprints(const Report &R, SourceTexts &Texts) {
  std::vector<std::string> Result;
  StringMap<unsigned> Seen;
  for (const ReportedFinding &F : R.Findings) {
    if (!F.Fingerprint.empty()) {
      Result.push_back(F.Fingerprint);
      continue;
    }
    const Finding &What = F.What;
    std::string Line;
    if (const SourceText *Text = Texts.get(What.Where.Path))
      Line = withoutBlanks(Text->line(What.Where.Line));
    StringRef Name = sys::path::filename(What.Where.Path);
    std::string Same = digest({What.Check, Name, What.Function, Line});
    unsigned Ordinal = ++Seen[Same];
    Result.push_back(Ordinal == 1 ? Same : digest({Same, utostr(Ordinal)}));
  }
  return Result;
}

void assignFingerprints(Report &R) {
  SourceTexts Texts(R.FileSystem);
  std::vector<std::string> All = fingerprints(R, Texts);
  for (auto [F, Fingerprint] : zip_equal(R.Findings, All))
    F.Fingerprint = std::move(Fingerprint);
}

} // namespace hangproof
