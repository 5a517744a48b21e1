//===- PreludeAction.cpp --------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreludeAction.h"
#include "engine/Symbols.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace hangproof {

/// What the preprocessor does while the headers are read.
struct PreludeAction::Directives {
  std::vector<const FileEntry *> Order;
  llvm::DenseMap<const FileEntry *, uint32_t> Numbers; ///< In Order.
  llvm::DenseMap<const FileEntry *, llvm::SmallVector<const FileEntry *, 8>>
      Includes;
  /// Names, as hashes, that files other than system headers define.
  llvm::DenseMap<const FileEntry *, llvm::SmallVector<uint64_t, 4>> Macros;
  std::vector<OptionalFileEntryRef> OfLine; ///< What each line includes.
  /// The parts of files that conditions left out: where they begin and end.
  llvm::DenseMap<const FileEntry *,
                 llvm::SmallVector<std::pair<unsigned, unsigned>, 2>>
      LeftOut;
  /// The first time that each file was read.
  llvm::DenseMap<const FileEntry *, FileID> FirstRead;
};

class PreludeAction::Watch : public PPCallbacks {
public:
  Watch(const SourceManager &SM, Directives &Seen) : SM(SM), Seen(Seen) {}

  void LexedFileChanged(FileID File, LexedFileChangeReason Reason,
                        SrcMgr::CharacteristicKind, FileID,
                        SourceLocation) override {
    if (Reason != LexedFileChangeReason::EnterFile ||
        File == SM.getMainFileID())
      return;
    if (const FileEntry *Entry = SM.getFileEntryForID(File))
      if (Seen.Numbers.try_emplace(Entry, Seen.Order.size()).second) {
        Seen.Order.push_back(Entry);
        Seen.FirstRead[Entry] = File;
      }
  }

  void InclusionDirective(SourceLocation Where, const Token &, StringRef, bool,
                          CharSourceRange, OptionalFileEntryRef File, StringRef,
                          StringRef, const Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    FileID By = SM.getFileID(SM.getExpansionLoc(Where));
    if (By == SM.getMainFileID()) {
      size_t Line = SM.getExpansionLineNumber(Where);
      Seen.OfLine.resize(std::max(Seen.OfLine.size(), Line));
      Seen.OfLine[Line - 1] = File;
    } else if (const FileEntry *Entry = SM.getFileEntryForID(By); Entry && File)
      Seen.Includes[Entry].push_back(&File->getFileEntry());
  }

  void MacroDefined(const Token &Name, const MacroDirective *) override {
    SourceLocation Where = SM.getExpansionLoc(Name.getLocation());
    const FileEntry *File = SM.getFileEntryForID(SM.getFileID(Where));
    if (File && Name.getIdentifierInfo() && !isSystemHeader(SM, Where))
      Seen.Macros[File].push_back(
          llvm::xxh3_64bits(Name.getIdentifierInfo()->getName()));
  }

  void SourceRangeSkipped(clang::SourceRange Range, SourceLocation) override {
    auto [File, Begin] = SM.getDecomposedExpansionLoc(Range.getBegin());
    auto [EndFile, End] = SM.getDecomposedExpansionLoc(Range.getEnd());
    const FileEntry *Entry = SM.getFileEntryForID(File);
    if (Entry && File == EndFile && Seen.FirstRead.lookup(Entry) == File)
      Seen.LeftOut[Entry].push_back({Begin, End});
  }

private:
  const SourceManager &SM;
  Directives &Seen;
};

namespace {
/// Bodies are read where their header's owner includes it. Templates are read
/// from their instances, which any unit may have.
class BodySkipper : public ASTConsumer {
public:
  bool shouldSkipFunctionBody(Decl *D) override {
    const SourceManager &SM = D->getASTContext().getSourceManager();
    return !D->isTemplated() ||
           isSystemHeader(SM, SM.getExpansionLoc(D->getLocation()));
  }
};

/// Remembers which lines of the main file errors come from.
class ErrorLines : public DiagnosticConsumer {
public:
  explicit ErrorLines(std::set<unsigned> &Lines) : Lines(Lines) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Info.hasSourceManager())
      return;
    const SourceManager &SM = Info.getSourceManager();
    SourceLocation Where = Info.getLocation();
    while (Where.isValid()) {
      Where = SM.getExpansionLoc(Where);
      FileID File = SM.getFileID(Where);
      if (File == SM.getMainFileID()) {
        Lines.insert(SM.getExpansionLineNumber(Where) - 1);
        return;
      }
      Where = SM.getIncludeLoc(File);
    }
  }

private:
  std::set<unsigned> &Lines;
};
} // namespace

PreludeAction::PreludeAction(std::shared_ptr<PCHBuffer> Buffer)
    : Buffer(std::move(Buffer)), Seen(std::make_unique<Directives>()) {}

PreludeAction::~PreludeAction() = default;

std::unique_ptr<ASTConsumer>
PreludeAction::CreateASTConsumer(CompilerInstance &Compiler, StringRef) {
  Preprocessor &PP = Compiler.getPreprocessor();
  PP.addPPCallbacks(
      std::make_unique<Watch>(Compiler.getSourceManager(), *Seen));
  Compiler.getDiagnostics().setClient(new ErrorLines(BadLines),
                                      /*ShouldOwnClient=*/true);
  std::vector<std::unique_ptr<ASTConsumer>> Both;
  Both.push_back(std::make_unique<PCHGenerator>(
      PP, Compiler.getModuleCache(), /*OutputFile=*/"", /*isysroot=*/"", Buffer,
      Compiler.getFrontendOpts().ModuleFileExtensions));
  Both.push_back(std::make_unique<BodySkipper>());
  return std::make_unique<MultiplexConsumer>(std::move(Both));
}

void PreludeAction::EndSourceFileAction() {
  findUnguarded();
  readFiles();
}

void PreludeAction::findUnguarded() {
  CompilerInstance &Compiler = getCompilerInstance();
  HeaderSearch &Headers = Compiler.getPreprocessor().getHeaderSearchInfo();
  const SourceManager &SM = Compiler.getSourceManager();
  for (unsigned Line = 0; Line < Seen->OfLine.size(); ++Line) {
    OptionalFileEntryRef File = Seen->OfLine[Line];
    if (!File) {
      BadLines.insert(Line);
      continue;
    }
    FileID Id = SM.translateFile(*File);
    if (Id.isValid() && !isSystemHeader(SM, SM.getLocForStartOfFile(Id)) &&
        !Headers.isFileMultipleIncludeGuarded(*File))
      BadLines.insert(Line);
  }
}

static bool isPredefined(const Preprocessor &PP, const IdentifierInfo &Name) {
  const MacroInfo *Macro = PP.getMacroInfo(&Name);
  if (!Macro)
    return false;
  const SourceManager &SM = PP.getSourceManager();
  SourceLocation Where = Macro->getDefinitionLoc();
  return SM.isWrittenInBuiltinFile(Where) ||
         SM.isWrittenInCommandLineFile(Where);
}

/// Adds the identifiers of a text, but for those in the parts left out. What
/// conditions there say counts: it may be why the part was left out.
static void addNames(StringRef Text, const LangOptions &Language,
                     llvm::ArrayRef<std::pair<unsigned, unsigned>> LeftOut,
                     llvm::DenseSet<uint64_t> &Names) {
  // A lexer wants a zero behind the end: a file's buffer has one.
  Lexer Raw(SourceLocation(), Language, Text.begin(), Text.begin(), Text.end());
  bool IsInCondition = false, IsAfterHash = false;
  const auto *Part = LeftOut.begin();
  Token Next;
  while (!Raw.LexFromRawLexer(Next)) {
    if (Next.isAtStartOfLine())
      IsInCondition = false;
    bool IsDirective = std::exchange(IsAfterHash, Next.isAtStartOfLine() &&
                                                      Next.is(tok::hash));
    if (Next.isNot(tok::raw_identifier))
      continue;
    llvm::StringRef Name = Next.getRawIdentifier();
    if (IsDirective)
      IsInCondition = Name.starts_with("if") || Name.starts_with("elif");
    unsigned End = Raw.getCurrentBufferOffset();
    while (Part != LeftOut.end() && Part->second < End)
      ++Part;
    if (IsInCondition || Part == LeftOut.end() || End <= Part->first)
      Names.insert(llvm::xxh3_64bits(Name));
  }
}

void PreludeAction::readFiles() {
  CompilerInstance &Compiler = getCompilerInstance();
  // Those of the command do not count, unless a file names them too.
  const Preprocessor &PP = Compiler.getPreprocessor();
  for (const auto &Entry : PP.getIdentifierTable())
    if (!isPredefined(PP, *Entry.second))
      Files.Identifiers.insert(llvm::xxh3_64bits(Entry.first()));

  SourceManager &SM = Compiler.getSourceManager();
  // Whether a file includes another one, itself or by way of others.
  auto Reaches = [&](const FileEntry *From, const FileEntry *To) {
    llvm::SmallVector<const FileEntry *, 32> Next = {From};
    llvm::DenseSet<const FileEntry *> Visited = {From};
    while (!Next.empty()) {
      const FileEntry *File = Next.pop_back_val();
      for (const FileEntry *Included : Seen->Includes[File]) {
        if (Included == To)
          return true;
        if (Visited.insert(Included).second)
          Next.push_back(Included);
      }
    }
    return false;
  };
  for (uint32_t Number = 0; Number < Seen->Order.size(); ++Number) {
    const FileEntry *File = Seen->Order[Number];
    Files.Order.push_back(File->getUniqueID());
    FileID Id = SM.translateFile(File);
    if (!Id.isValid() || !isSystemHeader(SM, SM.getLocForStartOfFile(Id)))
      Files.Own.push_back(Number);
    llvm::DenseSet<uint64_t> Names;
    if (auto Text = Id.isValid() ? SM.getBufferOrNone(Id) : std::nullopt)
      addNames(Text->getBuffer(), Compiler.getLangOpts(), Seen->LeftOut[File],
               Names);
    Files.Identifiers.insert(Names.begin(), Names.end());
    for (auto &[Definer, Macros] : Seen->Macros)
      if (Definer != File &&
          llvm::any_of(Macros, [&](uint64_t M) { return Names.contains(M); }) &&
          !Reaches(File, Definer))
        Files.Dependent.push_back({Seen->Numbers.lookup(Definer), Number});
  }
}

} // namespace hangproof
