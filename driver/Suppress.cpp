//===- Suppress.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clang-tidy decides about a diagnostic that is being emitted. So the finding
// is turned back into one, at its place in a source manager of our own.
//
//===----------------------------------------------------------------------===//

#include "Suppress.h"
#include "clang-tidy/NoLintDirectiveHandler.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Tooling/Core/Diagnostic.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace hangproof {

class Suppressions::Judge : public DiagnosticConsumer {
public:
  Judge()
      : Diagnostics(new DiagnosticIDs, new DiagnosticOptions, this,
                    /*ShouldOwnClient=*/false),
        FilesOnDisk(FileSystemOptions()), Sources(Diagnostics, FilesOnDisk) {
    Diagnostics.setSourceManager(&Sources);
    MessageId = Diagnostics.getCustomDiagID(DiagnosticsEngine::Warning, "%0");
  }

  bool isSuppressed(const Finding &F) {
    FileID File = file(F.Where.Path);
    if (File.isInvalid() ||
        F.Where.Offset >= Sources.getBufferData(File).size())
      return false;
    Check = F.Check;
    Result = false;
    Diagnostics.Report(
        Sources.getLocForStartOfFile(File).getLocWithOffset(F.Where.Offset),
        MessageId)
        << F.Message;
    return Result;
  }

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    // Errors of reading a file; such a file has no comment.
    if (Info.getID() != MessageId)
      return;
    llvm::SmallVector<tooling::Diagnostic, 1> Errors;
    Result = Handler.shouldSuppress(Level, Info, Check, Errors,
                                    /*AllowIO=*/true,
                                    /*EnableNoLintBlocks=*/true);
    for (const tooling::Diagnostic &Error : Errors)
      note(Error.Message);
  }

  const std::vector<NoLintComment> &commentsOf(llvm::StringRef Path) {
    auto [Entry, IsNew] = Comments.try_emplace(Path);
    if (FileID File = IsNew ? file(Path) : FileID(); File.isValid())
      Entry->second = findNoLints(Sources.getBufferData(File));
    return Entry->second;
  }

  llvm::StringRef textOf(llvm::StringRef Path) {
    FileID File = file(Path);
    return File.isValid() ? Sources.getBufferData(File) : "";
  }

  /// The line as clang-tidy counts it: it ends with LF.
  unsigned lineOf(const SourceRange &Where) {
    FileID File = file(Where.Path);
    return File.isInvalid() ? 0
                            : Sources.getBufferData(File)
                                      .take_front(Where.Offset)
                                      .count('\n') +
                                  1;
  }

  SourceRange placeOf(llvm::StringRef Path, const NoLintComment &Comment) {
    SourceRange Where;
    Where.Path = Path.str();
    FileID File = file(Path);
    if (File.isInvalid())
      return Where;
    auto Fill = [&](size_t At, uint32_t &Line, uint32_t &Column,
                    uint32_t &Offset) {
      Line = Sources.getLineNumber(File, At);
      Column = Sources.getColumnNumber(File, At);
      Offset = At;
    };
    Fill(Comment.Offset, Where.Line, Where.Column, Where.Offset);
    Fill(Comment.EndOffset, Where.EndLine, Where.EndColumn, Where.EndOffset);
    return Where;
  }

  std::vector<std::string> Mistakes;

private:
  FileID file(llvm::StringRef Path) {
    auto [Entry, IsNew] = Loaded.try_emplace(Path);
    if (!IsNew || Path.empty())
      return Entry->second;
    OptionalFileEntryRef File = FilesOnDisk.getOptionalFileRef(Path);
    if (!File)
      return Entry->second;
    FileID Id = Sources.createFileID(*File, SourceLocation(), SrcMgr::C_User);
    if (Sources.getBufferDataOrNone(Id))
      Entry->second = Id;
    return Entry->second;
  }

  void note(const tooling::DiagnosticMessage &Message) {
    std::string Text = Message.FilePath;
    FileID File = file(Message.FilePath);
    if (File.isValid())
      Text += ":" +
              std::to_string(Sources.getLineNumber(File, Message.FileOffset)) +
              ":" +
              std::to_string(Sources.getColumnNumber(File, Message.FileOffset));
    Text += ": " + Message.Message;
    if (!llvm::is_contained(Mistakes, Text))
      Mistakes.push_back(std::move(Text));
  }

  DiagnosticsEngine Diagnostics;
  FileManager FilesOnDisk;
  SourceManager Sources;
  tidy::NoLintDirectiveHandler Handler;
  llvm::StringMap<FileID> Loaded;
  llvm::StringMap<std::vector<NoLintComment>> Comments;
  unsigned MessageId = 0;
  std::string Check; ///< Of the finding that is being judged.
  bool Result = false;
};

Suppressions::Suppressions() : Impl(std::make_unique<Judge>()) {}
Suppressions::~Suppressions() = default;

bool Suppressions::isSuppressed(const Finding &F) {
  return Impl->isSuppressed(F);
}

std::vector<const NoLintComment *> Suppressions::responsible(const Finding &F) {
  return hangproof::responsible(Impl->commentsOf(F.Where.Path), F.Check,
                                F.Where.Offset, Impl->lineOf(F.Where));
}

llvm::ArrayRef<NoLintComment> Suppressions::commentsOf(llvm::StringRef Path) {
  return Impl->commentsOf(Path);
}

llvm::StringRef Suppressions::textOf(llvm::StringRef Path) {
  return Impl->textOf(Path);
}

SourceRange Suppressions::placeOf(llvm::StringRef Path,
                                  const NoLintComment &Comment) {
  return Impl->placeOf(Path, Comment);
}

llvm::ArrayRef<std::string> Suppressions::mistakes() const {
  return Impl->Mistakes;
}

} // namespace hangproof
