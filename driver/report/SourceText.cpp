//===- SourceText.cpp - Source files as reports quote them ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceText.h"
#include "LineHash.h"
#include "Utf16.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace hangproof {

SourceText::SourceText(std::unique_ptr<MemoryBuffer> TheBuffer)
    : Buffer(std::move(TheBuffer)), Text(Buffer->getBuffer()) {
  if (Text.starts_with("\xEF\xBB\xBF"))
    MarkLength = 3;
  LineStarts.push_back(MarkLength);
  for (size_t I = MarkLength; I < Text.size(); ++I) {
    if (Text[I] == '\r' && I + 1 < Text.size() && Text[I + 1] == '\n')
      ++I;
    if (Text[I] == '\n' || Text[I] == '\r')
      LineStarts.push_back(I + 1);
  }
}

size_t SourceText::contentEnd(unsigned Line) const {
  size_t End = Line < lineCount() ? LineStarts[Line] : Text.size();
  size_t Start = LineStarts[Line - 1];
  if (End > Start && Text[End - 1] == '\n')
    --End;
  if (End > Start && Text[End - 1] == '\r')
    --End;
  return End;
}

StringRef SourceText::line(unsigned Line) const {
  if (Line == 0 || Line > lineCount())
    return {};
  return Text.slice(LineStarts[Line - 1], contentEnd(Line));
}

StringRef SourceText::lines(unsigned First, unsigned Last) const {
  First = std::max(First, 1u);
  Last = std::min(Last, lineCount());
  if (First > Last)
    return {};
  size_t End = Last < lineCount() ? LineStarts[Last] : Text.size();
  return Text.slice(LineStarts[First - 1], End);
}

SourceText::Position SourceText::position(unsigned Line,
                                          unsigned Column) const {
  if (Line == 0)
    return {1, LineStarts[0]};
  if (Line > lineCount())
    return {lineCount(), Text.size()};
  // Clang counts the byte order mark as three columns of line 1.
  size_t Start = Line == 1 ? 0 : LineStarts[Line - 1];
  size_t Offset = Start + (Column ? Column - 1 : 0);
  return {Line,
          std::min(std::max(Offset, LineStarts[Line - 1]), contentEnd(Line))};
}

std::pair<SourceText::Position, SourceText::Position>
SourceText::bounds(const SourceRange &Range, bool Widen) const {
  Position Begin = position(Range.Line, Range.Column);
  Position End =
      Range.EndLine ? position(Range.EndLine, Range.EndColumn) : Begin;
  if (End.Offset < Begin.Offset)
    End = Begin;
  if (Widen && End.Offset == Begin.Offset) {
    size_t Limit = contentEnd(Begin.Line);
    while (End.Offset < Limit &&
           (isAlnum(Text[End.Offset]) || Text[End.Offset] == '_'))
      ++End.Offset;
    // Not a word: one character, with all of its bytes.
    if (End.Offset == Begin.Offset && End.Offset < Limit)
      do
        ++End.Offset;
      while (End.Offset < Limit && (Text[End.Offset] & 0xC0) == 0x80);
  }
  return {Begin, End};
}

unsigned SourceText::utf16Column(Position P) const {
  return utf16Length(Text.slice(LineStarts[P.Line - 1], P.Offset)) + 1;
}

Utf16Region SourceText::region(const SourceRange &Range, bool Widen) const {
  auto [Begin, End] = bounds(Range, Widen);
  return {Begin.Line, utf16Column(Begin), End.Line, utf16Column(End)};
}

StringRef SourceText::text(const SourceRange &Range, bool Widen) const {
  auto [Begin, End] = bounds(Range, Widen);
  return Text.slice(Begin.Offset, End.Offset);
}

StringRef SourceText::lineHash(unsigned Line) const {
  // GitHub hashes the byte order mark with the first line.
  if (Hashes.empty())
    Hashes = lineHashes(Text);
  return Line == 0 || Line > Hashes.size() ? StringRef() : Hashes[Line - 1];
}

SourceTexts::SourceTexts(IntrusiveRefCntPtr<vfs::FileSystem> TheFileSystem)
    : FileSystem(std::move(TheFileSystem)) {
  if (!FileSystem)
    FileSystem = vfs::getRealFileSystem();
}

const SourceText *SourceTexts::get(StringRef Path) {
  auto [Entry, IsNew] = Texts.try_emplace(Path);
  if (IsNew && !Path.empty())
    if (auto Buffer = FileSystem->getBufferForFile(Path))
      Entry->second = std::make_unique<SourceText>(std::move(*Buffer));
  return Entry->second.get();
}

} // namespace hangproof
