//===- SourceText.h - Source files as reports quote them --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_SOURCETEXT_H
#define HANGPROOF_DRIVER_REPORT_SOURCETEXT_H

#include "engine/Place.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <string>
#include <vector>

namespace hangproof {

/// A region in lines and UTF-16 columns, both from 1, the end exclusive.
struct Utf16Region {
  unsigned StartLine = 1, StartColumn = 1, EndLine = 1, EndColumn = 1;
};

/// The text of one file. Lines end at LF, CR LF and lone CR, as in Clang.
class SourceText {
public:
  explicit SourceText(std::unique_ptr<llvm::MemoryBuffer> Buffer);

  unsigned lineCount() const { return LineStarts.size(); }
  /// Line from 1 without its line end; empty past the last one. Line 1 has no
  /// byte order mark.
  llvm::StringRef line(unsigned Line) const;
  /// Lines First to Last with their line ends.
  llvm::StringRef lines(unsigned First, unsigned Last) const;

  /// Converts byte columns; a place that is not in the file is moved into it.
  /// An empty range grows to the word that begins there if Widen is set.
  Utf16Region region(const SourceRange &Range, bool Widen) const;
  /// The bytes of a range, again moved into the file.
  llvm::StringRef text(const SourceRange &Range, bool Widen) const;

  /// See lineHashes; empty for a line that is not there.
  llvm::StringRef lineHash(unsigned Line) const;

private:
  struct Position {
    unsigned Line;
    size_t Offset;
  };
  Position position(unsigned Line, unsigned Column) const;
  std::pair<Position, Position> bounds(const SourceRange &Range,
                                       bool Widen) const;
  size_t contentEnd(unsigned Line) const;
  unsigned utf16Column(Position P) const;

  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  llvm::StringRef Text;
  std::vector<size_t> LineStarts; ///< Line 1 starts after a byte order mark.
  size_t MarkLength = 0;
  mutable std::vector<std::string> Hashes;
};

/// Reads each file once.
class SourceTexts {
public:
  /// A null FileSystem is the real one.
  explicit SourceTexts(
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FileSystem);

  /// Null when the file cannot be read.
  const SourceText *get(llvm::StringRef Path);
  llvm::vfs::FileSystem &fileSystem() { return *FileSystem; }

private:
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FileSystem;
  llvm::StringMap<std::unique_ptr<SourceText>> Texts;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_SOURCETEXT_H
