//===- Text.cpp - Findings in clang's own form ----------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Clang prints: the findings are turned back into locations of a source manager
// that holds the files, and go through the class that clang and clang-tidy
// print with. So tabs, wide characters, invalid bytes, ranges and fix-it lines
// look as people know them.
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnostic.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace hangproof {

namespace {

class TextWriter {
public:
  TextWriter(llvm::raw_ostream &OS, const Report &R, bool Colour);
  void write(const ReportedFinding &F);

private:
  FileID file(llvm::StringRef Path);
  FullSourceLoc location(llvm::StringRef Path, unsigned Line, unsigned Column);
  CharSourceRange range(const SourceRange &Where);
  void emit(const SourceRange &Where, DiagnosticsEngine::Level Level,
            llvm::StringRef Message, llvm::ArrayRef<FixItHint> Hints);
  void emitWithoutSource(const SourceRange &Where,
                         DiagnosticsEngine::Level Level,
                         llvm::StringRef Message);

  llvm::raw_ostream &OS;
  bool Colour;
  LangOptions Language;
  llvm::IntrusiveRefCntPtr<DiagnosticOptions> Options;
  DiagnosticsEngine Diagnostics;
  FileManager FilesOnDisk;
  SourceManager Sources;
  llvm::StringMap<FileID> Loaded;
};

} // namespace

static LangOptions languageForPrinting() {
  LangOptions Language;
  Language.CPlusPlus = true;
  return Language;
}

TextWriter::TextWriter(llvm::raw_ostream &OS, const Report &R, bool Colour)
    : OS(OS), Colour(Colour), Language(languageForPrinting()),
      Options(new DiagnosticOptions),
      // A file that cannot be read is our affair, not a diagnostic.
      Diagnostics(new DiagnosticIDs, Options, new IgnoringDiagConsumer),
      FilesOnDisk(FileSystemOptions(), R.FileSystem),
      Sources(Diagnostics, FilesOnDisk) {
  Options->ShowColors = Colour;
}

FileID TextWriter::file(llvm::StringRef Path) {
  auto [Entry, IsNew] = Loaded.try_emplace(Path);
  if (!IsNew || Path.empty())
    return Entry->second;
  auto File = FilesOnDisk.getFileRef(Path);
  if (!File) {
    llvm::consumeError(File.takeError());
    return Entry->second;
  }
  FileID Id = Sources.createFileID(*File, SourceLocation(), SrcMgr::C_User);
  if (Sources.getBufferDataOrNone(Id))
    Entry->second = Id;
  return Entry->second;
}

/// Invalid when the file cannot be read or has no such place any more.
FullSourceLoc TextWriter::location(llvm::StringRef Path, unsigned Line,
                                   unsigned Column) {
  FileID Id = file(Path);
  if (Id.isInvalid() || Line == 0 || Column == 0)
    return {};
  SourceLocation Location = Sources.translateLineCol(Id, Line, Column);
  if (Location.isInvalid() || Sources.getSpellingLineNumber(Location) != Line ||
      Sources.getSpellingColumnNumber(Location) != Column)
    return {};
  return FullSourceLoc(Location, Sources);
}

CharSourceRange TextWriter::range(const SourceRange &Where) {
  SourceLocation Begin = location(Where.Path, Where.Line, Where.Column);
  SourceLocation End = location(Where.Path, Where.EndLine, Where.EndColumn);
  if (Begin.isInvalid() || End.isInvalid() || End < Begin)
    return {};
  return CharSourceRange::getCharRange(Begin, End);
}

void TextWriter::emit(const SourceRange &Where, DiagnosticsEngine::Level Level,
                      llvm::StringRef Message,
                      llvm::ArrayRef<FixItHint> Hints) {
  FullSourceLoc Location = location(Where.Path, Where.Line, Where.Column);
  if (Location.isInvalid())
    return emitWithoutSource(Where, Level, Message);
  llvm::SmallVector<CharSourceRange, 1> Ranges;
  if (CharSourceRange Range = range(Where); Range.isValid())
    Ranges.push_back(Range);
  // A printer remembers the last place and leaves out the path of the next one
  // in some cases; each finding and note must stand alone.
  TextDiagnostic Printer(OS, Language, Options.get());
  Printer.emitDiagnostic(Location, Level, Message, Ranges, Hints);
}

void TextWriter::emitWithoutSource(const SourceRange &Where,
                                   DiagnosticsEngine::Level Level,
                                   llvm::StringRef Message) {
  if (Colour)
    OS.changeColor(llvm::raw_ostream::SAVEDCOLOR, /*Bold=*/true);
  if (!Where.Path.empty())
    OS << Where.Path << ':';
  if (Where.isValid())
    OS << Where.Line << ':' << Where.Column << ':';
  if (!Where.Path.empty())
    OS << ' ';
  TextDiagnostic::printDiagnosticLevel(OS, Level, Colour);
  TextDiagnostic::printDiagnosticMessage(
      OS, /*IsSupplemental=*/Level == DiagnosticsEngine::Note, Message,
      /*CurrentColumn=*/0, /*Columns=*/0, Colour);
}

void TextWriter::write(const ReportedFinding &F) {
  llvm::SmallVector<FixItHint, 4> Hints;
  for (const FixEdit &Edit : F.What.Fixes)
    if (CharSourceRange Range = range(Edit.Where); Range.isValid())
      Hints.push_back(FixItHint::CreateReplacement(Range, Edit.Replacement));

  std::string Message = F.What.Message + " [" + F.What.Check;
  if (F.AsError)
    Message += ",-warnings-as-errors";
  Message += "]";
  emit(F.What.Where,
       F.AsError ? DiagnosticsEngine::Error : DiagnosticsEngine::Warning,
       Message, Hints);
  for (const EvidenceStep &Step : F.What.Evidence)
    emit(Step.Where, DiagnosticsEngine::Note, Step.Message, {});
}

void writeText(llvm::raw_ostream &OS, const Report &R, bool Colour) {
  bool HadColour = OS.colors_enabled();
  OS.enable_colors(Colour);
  TextWriter Writer(OS, R, Colour);
  for (const ReportedFinding &F : R.Findings)
    Writer.write(F);
  OS.enable_colors(HadColour);
}

} // namespace hangproof
