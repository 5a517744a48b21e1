//===- Analyze.cpp --------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Analyze.h"
#include "Invocation.h"
#include "Paths.h"
#include "Prelude.h"
#include "StageTimes.h"
#include "UnknownNames.h"
#include "engine/Extract.h"
#include "engine/Symbols.h"
#include "stand-ins/Rounds.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Sema/Sema.h"
#include "clang/Sema/SemaConsumer.h"
#include "clang/Sema/TemplateInstCallback.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace hangproof {

namespace {

/// Takes a tree, and the functions that were instantiated in it.
using TreeReader = llvm::function_ref<void(
    ASTContext &, llvm::ArrayRef<const FunctionDecl *>)>;

/// Errors of a parse, as the report tells them.
class ErrorCollector : public DiagnosticConsumer {
public:
  /// Directory is where the command runs.
  explicit ErrorCollector(llvm::StringRef Directory) : Directory(Directory) {}

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error)
      return;
    llvm::SmallString<256> Text;
    Info.FormatDiagnostic(Text);
    if (Info.getID() == diag::err_pp_file_not_found ||
        Info.getID() == diag::err_pp_error_opening_file) {
      ++MissingHeaders;
      IsIncomplete = true;
    } else {
      ++Errors;
    }
    if (Messages.size() < MessageLimit)
      Messages.push_back(position(Info) + Text.str().str());
  }

  unsigned Errors = 0;
  unsigned MissingHeaders = 0;
  bool IsIncomplete = false;         ///< A header is missing.
  std::vector<std::string> Messages; ///< The first ones.

private:
  static constexpr unsigned MessageLimit = 5;

  /// "FILE:LINE: ", or nothing for an error of the command line.
  std::string position(const Diagnostic &Info) const {
    if (!Info.getLocation().isValid() || !Info.hasSourceManager())
      return "";
    PresumedLoc Where =
        Info.getSourceManager().getPresumedLoc(Info.getLocation());
    if (Where.isInvalid())
      return "";
    return absolutePath(Where.getFilename(), Directory) + ":" +
           std::to_string(Where.getLine()) + ": ";
  }

  llvm::StringRef Directory;
};

/// The end of the time that one file may take. Counts the thread's CPU time, so
/// that a busy machine changes no result.
class Deadline {
public:
  explicit Deadline(unsigned Seconds)
      : End(Seconds ? threadCpuSeconds() + Seconds : 0) {}

  bool isOver() {
    Over = Over || (End != 0 && threadCpuSeconds() > End);
    return Over;
  }

private:
  double End;
  bool Over = false;
};

/// Whether the rest of a parse is worth its time.
class Patience {
public:
  /// HasPrelude: the unit is parsed again if there is an error, or if it
  /// Clashes with its prelude.
  Patience(Deadline &Limit, bool HasPrelude, const bool &Clashes,
           const DiagnosticsEngine &Diagnostics)
      : Limit(Limit), HasPrelude(HasPrelude), Clashes(Clashes),
        Diagnostics(Diagnostics) {}

  bool isOver() const {
    return (HasPrelude && (Clashes || Diagnostics.hasErrorOccurred())) ||
           Limit.isOver();
  }

private:
  Deadline &Limit;
  bool HasPrelude;
  const bool &Clashes;
  const DiagnosticsEngine &Diagnostics;
};

/// Lets no more templates be instantiated when the parse is not worth it: Clang
/// does not after a fatal error.
class InstantiationGuard : public TemplateInstantiationCallback {
public:
  explicit InstantiationGuard(const Patience &Limit) : Limit(Limit) {}

  void initialize(const Sema &) override {}
  void finalize(const Sema &) override {}
  void atTemplateBegin(const Sema &S,
                       const Sema::CodeSynthesisContext &) override {
    DiagnosticsEngine &Diagnostics = S.getDiagnostics();
    if (!Limit.isOver() || Diagnostics.hasFatalErrorOccurred())
      return;
    Diagnostics.setFatalsAsError(false);
    // One of Clang's own: only those count as errors that stop instantiation.
    Diagnostics.Report(diag::fatal_too_many_errors);
  }
  void atTemplateEnd(const Sema &,
                     const Sema::CodeSynthesisContext &) override {}

private:
  Patience Limit;
};

/// Gives the tree of the translation unit, without the bodies that no check
/// looks at.
class TreeConsumer : public SemaConsumer {
public:
  TreeConsumer(size_t UnitIndex, const HeaderOwners *Owners,
               const Patience &Limit, const bool &IsIncomplete,
               TreeReader WithTree)
      : UnitIndex(UnitIndex), Owners(Owners), Limit(Limit),
        IsIncomplete(IsIncomplete), WithTree(WithTree) {}

  void InitializeSema(Sema &S) override {
    S.addExternalSource(new UnknownNames(S, IsIncomplete));
    S.TemplateInstCallbacks.push_back(
        std::make_unique<InstantiationGuard>(Limit));
  }

  bool shouldSkipFunctionBody(Decl *D) override {
    if (Limit.isOver())
      return true;
    if (!Owners)
      return false;
    const SourceManager &SM = D->getASTContext().getSourceManager();
    FileID File = SM.getFileID(SM.getExpansionLoc(D->getLocation()));
    auto [Entry, IsNew] = SkippedFiles.try_emplace(File, Skip::None);
    if (IsNew)
      Entry->second = skipOf(SM, File);
    // A template is read from an instance, and those are made where it is
    // used, not only in the file that owns its header.
    if (Entry->second == Skip::OthersHeader)
      return !D->isTemplated();
    return Entry->second == Skip::System;
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (const Decl *D : Group)
      if (const auto *Function = dyn_cast<FunctionDecl>(D);
          Function && Function->isTemplateInstantiation() &&
          !Function->isFromASTFile())
        Instances.push_back(Function);
    return true;
  }
  /// What a precompiled header holds.
  void HandleInterestingDecl(DeclGroupRef) override {}

  void HandleTranslationUnit(ASTContext &Context) override {
    WithTree(Context, Instances);
  }

private:
  enum class Skip : uint8_t { None, System, OthersHeader };

  Skip skipOf(const SourceManager &SM, FileID File) const {
    if (File == SM.getMainFileID())
      return Skip::None;
    if (isSystemHeader(SM, SM.getLocForStartOfFile(File)))
      return Skip::System;
    OptionalFileEntryRef Header = SM.getFileEntryRefForID(File);
    return Header && Owners->isOthers(Header->getUniqueID(), UnitIndex)
               ? Skip::OthersHeader
               : Skip::None;
  }

  size_t UnitIndex;
  const HeaderOwners *Owners; ///< Null: no body is skipped.
  Patience Limit;
  const bool &IsIncomplete;
  TreeReader WithTree;
  llvm::DenseMap<FileID, Skip> SkippedFiles;
  std::vector<const FunctionDecl *> Instances;
};

class TreeAction : public ASTFrontendAction {
public:
  TreeAction(size_t UnitIndex, Shortcuts Ways, Deadline &Limit,
             IncludePlaces &Places, const bool &IsIncomplete,
             TreeReader WithTree)
      : UnitIndex(UnitIndex), Ways(Ways), Limit(Limit), Places(Places),
        IsIncomplete(IsIncomplete), WithTree(WithTree) {}

  /// Something in the unit may change the headers of the prelude.
  bool clashes() const { return Clashes; }

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 llvm::StringRef) override {
    Preprocessor &Reader = Compiler.getPreprocessor();
    Reader.addPPCallbacks(watchIncludes(Reader, Places));
    if (Ways.Before)
      Reader.addPPCallbacks(Ways.Before->watchMacros(Reader, Clashes));
    return std::make_unique<TreeConsumer>(
        UnitIndex, Ways.Owners,
        Patience(Limit, Ways.Before, Clashes, Compiler.getDiagnostics()),
        IsIncomplete, WithTree);
  }

private:
  size_t UnitIndex;
  Shortcuts Ways;
  Deadline &Limit;
  IncludePlaces &Places;
  const bool &IsIncomplete;
  TreeReader WithTree;
  bool Clashes = false;
};

} // namespace

static std::string countOf(unsigned Count, llvm::StringRef What) {
  return (llvm::Twine(Count) + " " + What + (Count == 1 ? "" : "s")).str();
}

static std::string describe(const ErrorCollector &Errors) {
  std::string Text;
  if (Errors.Errors)
    Text = countOf(Errors.Errors, "error");
  if (Errors.MissingHeaders)
    Text += (Text.empty() ? "" : ", ") +
            countOf(Errors.MissingHeaders, "missing header");
  if (Text.empty() || Errors.Messages.empty())
    return Text;
  return Text + ", first: " + Errors.Messages.front();
}

void analyzeUnit(const Unit &U, size_t Index, Shortcuts Ways,
                 const ApiTable &Api, unsigned Seconds, UnitResult &Result) {
  IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files(
      llvm::vfs::createPhysicalFileSystem().release());
  if (Files->setCurrentWorkingDirectory(U.Directory)) {
    Result.Problem = "the folder of its command does not exist: " + U.Directory;
    return;
  }
  if (auto Buffer = Files->getBufferForFile(U.File); !Buffer) {
    Result.Problem = "cannot be read: " + Buffer.getError().message();
    return;
  }
  std::unique_ptr<CompilerInvocation> Invocation = makeInvocation(U, Files);
  if (!Invocation || Invocation->getFrontendOpts().Inputs.empty() ||
      Invocation->getFrontendOpts().Inputs.front().getKind().getLanguage() ==
          Language::Asm) {
    Result.Problem = "its command compiles no C or C++ file";
    return;
  }

  Deadline Limit(Seconds);
  bool Clashes = false;
  // Returns where headers are included.
  auto Parse = [&](std::unique_ptr<CompilerInvocation> How,
                   IntrusiveRefCntPtr<llvm::vfs::FileSystem> Sources,
                   DiagnosticConsumer &Errors, const bool &IsIncomplete,
                   TreeReader WithTree) {
    IncludePlaces Places;
    CompilerInstance Compiler;
    Compiler.setInvocation(std::move(How));
    Compiler.setVerboseOutputStream(llvm::nulls());
    Compiler.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
    // A missing header shall not end the parse.
    Compiler.getDiagnostics().setFatalsAsError(true);
    Compiler.createFileManager(std::move(Sources));
    Compiler.createSourceManager(Compiler.getFileManager());
    TreeAction Action(Index, Ways, Limit, Places, IsIncomplete, WithTree);
    Compiler.ExecuteAction(Action);
    Clashes = Action.clashes();
    return Places;
  };
  auto ReadFacts = [&](ASTContext &Context,
                       llvm::ArrayRef<const FunctionDecl *> Instances) {
    std::optional<llvm::ArrayRef<const FunctionDecl *>> OfPrelude;
    if (Ways.Before)
      OfPrelude = Instances;
    Result.Facts = extractFacts(Context, Api, OfPrelude);
  };
  bool IsCPlusPlus = Invocation->getLangOpts().CPlusPlus;
  std::optional<ErrorCollector> Errors(U.Directory);
  if (const Prelude *Before = Ways.Before) {
    auto How = std::make_unique<CompilerInvocation>(*Invocation);
    auto Sources = Before->use(*How, Files);
    Parse(std::move(How), std::move(Sources), *Errors, Errors->IsIncomplete,
          ReadFacts);
    Result.HasPrelude =
        Result.Facts && !Clashes && !Errors->Errors && !Errors->MissingHeaders;
    Before->tell(Result.HasPrelude);
    Ways.Before = nullptr;
  }
  IncludePlaces Places;
  // What was read until the time was over is better than nothing.
  if (!Result.HasPrelude && !Limit.isOver()) {
    Result.Facts.reset();
    Errors.emplace(U.Directory);
    Places = Parse(std::move(Invocation), Files, *Errors, Errors->IsIncomplete,
                   ReadFacts);
  }

  // What a missing header would have declared is guessed from its uses.
  if (Errors->Errors)
    distrustIncludes(Places);
  if (!Places.Missing.empty()) {
    auto ParseWith = [&](IntrusiveRefCntPtr<llvm::vfs::FileSystem> StandIns,
                         DiagnosticConsumer &StandInErrors, bool IsLast,
                         TreeReader WithTree) {
      auto Both =
          llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(Files);
      Both->pushOverlay(std::move(StandIns));
      std::unique_ptr<CompilerInvocation> How = makeInvocation(U, Both);
      How->getHeaderSearchOpts().AddPath(StandInFolder, frontend::Angled,
                                         /*IsFramework=*/false,
                                         /*IgnoreSysRoot=*/true);
      Parse(std::move(How), Both, StandInErrors, IsLast, WithTree);
    };
    IntrusiveRefCntPtr<llvm::vfs::FileSystem> StandIns =
        standInFiles(IsCPlusPlus, std::move(Places),
                     [&](IntrusiveRefCntPtr<llvm::vfs::FileSystem> Tried,
                         DiagnosticConsumer &StandInErrors,
                         llvm::function_ref<void(ASTContext &)> WithTree) {
                       ParseWith(std::move(Tried), StandInErrors,
                                 /*IsLast=*/false,
                                 [&](ASTContext &Context,
                                     llvm::ArrayRef<const FunctionDecl *>) {
                                   WithTree(Context);
                                 });
                     });
    if (StandIns && !Limit.isOver()) {
      IgnoringDiagConsumer Known;
      ParseWith(std::move(StandIns), Known, /*IsLast=*/true, ReadFacts);
    }
  }

  Result.IsCutShort = Limit.isOver();
  Result.Problem =
      Result.IsCutShort
          ? "took more than " + std::to_string(Seconds) +
                " s (--timeout): not all functions and templates were read"
          : describe(*Errors);
  if (Result.Facts) {
    BlindSpots &Unseen = Result.Facts->Unseen;
    Unseen.Errors = Errors->Errors;
    Unseen.MissingHeaders = Errors->MissingHeaders;
    Unseen.Messages = Errors->Messages;
  } else if (Result.Problem.empty()) {
    Result.Problem = "cannot be parsed";
  }
}

} // namespace hangproof
