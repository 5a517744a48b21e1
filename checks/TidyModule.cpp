//===- TidyModule.cpp - The checks as a module of clang-tidy --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One clang-tidy check for each of ours, so that --checks, NOLINT, profiles and
// --warnings-as-errors work. They see the program of one file, linked with the
// program index if there is one. The facts of a translation unit are read once
// for all of them.
//
// This code also runs inside clangd, on code that is being written.
//
//===----------------------------------------------------------------------===//

#include "TidyIndex.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "engine/Check.h"
#include "engine/Extract.h"
#include "engine/PathGlobs.h"
#include "engine/Program.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <memory>
#include <mutex>

using namespace clang;
using namespace clang::ast_matchers;
using namespace clang::tidy;

namespace hangproof {
namespace {

/// CheckOptions for all checks: "hangproof.Name".
std::optional<llvm::StringRef>
commonOption(const ClangTidyOptions::OptionMap &Options, llvm::StringRef Name) {
  auto Found = Options.find(("hangproof." + Name).str());
  if (Found == Options.end())
    return std::nullopt;
  return llvm::StringRef(Found->second.Value);
}

/// What all checks of one clang-tidy context share: the linked facts of the
/// current translation unit.
class SharedFacts {
public:
  /// The program of the translation unit. ApiFile and IndexFile are as the user
  /// names them, empty for none. Message gets what is wrong with those files
  /// and with annotations, once a translation unit.
  const Program &of(ASTContext &Context, llvm::StringRef ApiFile,
                    llvm::StringRef IndexFile, std::string &Message) {
    if (Linked)
      return *Linked;
    // The rows of the binary are the same for all files: reading them once for
    // each would cost more than many a parse.
    static const ApiTable BuiltIn = ApiTable::builtIn();
    const ApiTable *Rows = &BuiltIn;
    if (!ApiFile.empty()) {
      Api = std::make_unique<ApiTable>(BuiltIn);
      readApiFile(Context.getSourceManager(), ApiFile, Message);
      Rows = Api.get();
    }
    std::vector<FileFacts> Files;
    Files.push_back(extractFacts(Context, *Rows));
    auto Tell = [&](const llvm::Twine &Text) {
      Message += ((Message.empty() ? "" : "\n") + Text).str();
    };
    for (const std::string &Mistake : Files.back().Mistakes)
      Tell(Mistake);
    std::shared_ptr<const ProgramIndex> Index;
    if (!IndexFile.empty()) {
      std::string Path = pathOf(Context.getSourceManager(), IndexFile), Problem;
      Index = programIndex(Path, *Rows, Problem);
      if (!Index)
        Tell("the index '" + Path + "' is not used: " + Problem);
    }
    Linked = std::make_unique<Program>(std::move(Files), *Rows, Index);
    return *Linked;
  }

  /// The next translation unit begins, or this one is done with.
  void forget() {
    Linked.reset();
    Api.reset();
  }

private:
  /// A relative name is looked for in the folder of the main file and in its
  /// parents, as .clang-tidy is.
  static std::string pathOf(const SourceManager &SM, llvm::StringRef Name) {
    FileManager &Files = SM.getFileManager();
    OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID());
    if (!Main || llvm::sys::path::is_absolute(Name))
      return Name.str();
    llvm::SmallString<256> Folder(Main->getName());
    Files.makeAbsolutePath(Folder);
    while (llvm::sys::path::has_parent_path(Folder)) {
      llvm::sys::path::remove_filename(Folder);
      llvm::SmallString<256> Candidate(Folder);
      llvm::sys::path::append(Candidate, Name);
      if (Files.getVirtualFileSystem().exists(Candidate))
        return std::string(Candidate);
    }
    return Name.str();
  }

  void readApiFile(const SourceManager &SM, llvm::StringRef Name,
                   std::string &Message) {
    FileManager &Files = SM.getFileManager();
    std::string Path = pathOf(SM, Name);
    auto Buffer = Files.getBufferForFile(Path);
    if (!Buffer) {
      Message = Path + ": " + Buffer.getError().message();
      return;
    }
    if (llvm::Error E = Api->addYaml((*Buffer)->getBuffer(), Path,
                                     /*IsUserFile=*/true))
      Message = llvm::toString(std::move(E));
  }

  std::unique_ptr<ApiTable> Api;
  std::unique_ptr<Program> Linked;
};

class TidyCheck : public ClangTidyCheck {
public:
  TidyCheck(llvm::StringRef Name, ClangTidyContext *Context,
            const CheckInfo &Info, std::shared_ptr<SharedFacts> Facts)
      : ClangTidyCheck(Name, Context), Info(Info), Facts(std::move(Facts)),
        AllOptions(Context->getOptions().CheckOptions),
        MinConfidence(Options.get(
            "MinConfidence",
            commonOption(AllOptions, "MinConfidence").value_or("medium"))),
        ApiFile(commonOption(AllOptions, "Api").value_or("")),
        IndexFile(commonOption(AllOptions, "Index").value_or("")),
        ExcludePaths(Options.get(
            "ExcludePaths",
            commonOption(AllOptions, "ExcludePaths").value_or(""))) {}

  void storeOptions(ClangTidyOptions::OptionMap &Stored) override {
    Options.store(Stored, "MinConfidence", MinConfidence);
    Options.store(Stored, "ExcludePaths", ExcludePaths);
  }

  void registerMatchers(MatchFinder *Finder) override {
    // clangd never visits the translation unit, but one by one what the main
    // file declares. It alone wants findings that need no other one's fix.
    if (areDiagsSelfContained())
      Finder->addMatcher(decl(hasDeclContext(translationUnitDecl())), this);
    else
      Finder->addMatcher(translationUnitDecl(), this);
  }

  void check(const MatchFinder::MatchResult &Result) override;

  void onEndOfTranslationUnit() override {
    IsDone = false;
    Facts->forget();
  }

private:
  std::optional<llvm::StringRef> option(llvm::StringRef Name) const;
  Confidence leastConfidence() const;
  void report(const Finding &F, SourceManager &SM);

  const CheckInfo &Info;
  std::shared_ptr<SharedFacts> Facts;
  const ClangTidyOptions::OptionMap AllOptions;
  const std::string MinConfidence;
  const std::string ApiFile;
  const std::string IndexFile;
  const std::string ExcludePaths;
  /// Of this translation unit.
  bool IsDone = false;
};

} // namespace

std::optional<llvm::StringRef> TidyCheck::option(llvm::StringRef Name) const {
  auto Found = AllOptions.find((llvm::Twine(Info.Name) + "." + Name).str());
  if (Found != AllOptions.end())
    return llvm::StringRef(Found->second.Value);
  return commonOption(AllOptions, Name);
}

Confidence TidyCheck::leastConfidence() const {
  return llvm::StringSwitch<Confidence>(MinConfidence)
      .CaseLower("low", Confidence::Low)
      .CaseLower("high", Confidence::High)
      .Default(Confidence::Medium);
}

/// What globs are relative to: the repository that holds the main file, or
/// else the working directory.
static std::string rootOf(const SourceManager &SM) {
  FileManager &Files = SM.getFileManager();
  llvm::vfs::FileSystem &FS = Files.getVirtualFileSystem();
  if (OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID())) {
    llvm::SmallString<256> Folder(Main->getName());
    Files.makeAbsolutePath(Folder);
    while (llvm::sys::path::has_parent_path(Folder)) {
      llvm::sys::path::remove_filename(Folder);
      llvm::SmallString<256> Git(Folder);
      llvm::sys::path::append(Git, ".git");
      if (FS.exists(Git))
        return std::string(Folder);
    }
  }
  llvm::ErrorOr<std::string> Here = FS.getCurrentWorkingDirectory();
  return Here ? *Here : "";
}

void TidyCheck::check(const MatchFinder::MatchResult &Result) {
  if (IsDone)
    return;
  IsDone = true;
  std::string Message;
  const Program &P = Facts->of(*Result.Context, ApiFile, IndexFile, Message);
  if (!Message.empty())
    configurationDiag("%0") << Message;
  std::vector<Finding> Findings;
  Info.Run(P, [this](llvm::StringRef Name) { return option(Name); }, Findings);
  sortAndUnique(Findings);
  std::vector<std::string> Mistakes;
  std::vector<std::string> Excluded = globsIn(ExcludePaths, Mistakes);
  for (const std::string &Mistake : Mistakes)
    configurationDiag("ExcludePaths: %0") << Mistake;
  std::string Root = Excluded.empty() ? "" : rootOf(*Result.SourceManager);
  for (const Finding &F : Findings)
    if (F.Level >= leastConfidence() && P.isInView(F.Where.Path) &&
        !matchesAnyGlob(F.Where.Path, Root, Excluded))
      report(F, Result.Context->getSourceManager());
}

/// The file of the translation unit that has this path.
static FileID fileOf(const SourceManager &SM, llvm::StringRef Path) {
  OptionalFileEntryRef File =
      SM.getFileManager().getOptionalFileRef(Path, /*OpenFile=*/false,
                                             /*CacheFailure=*/false);
  return File ? SM.translateFile(*File) : FileID();
}

static SourceLocation locationOf(const SourceManager &SM, llvm::StringRef Path,
                                 unsigned Offset) {
  FileID File = fileOf(SM, Path);
  if (File.isInvalid() || Offset > SM.getFileIDSize(File))
    return {};
  return SM.getLocForStartOfFile(File).getLocWithOffset(Offset);
}

static CharSourceRange rangeOf(const SourceManager &SM,
                               const SourceRange &Where) {
  SourceLocation Begin = locationOf(SM, Where.Path, Where.Offset);
  SourceLocation End = locationOf(SM, Where.Path, Where.EndOffset);
  if (Begin.isInvalid() || End.isInvalid() || Where.EndOffset < Where.Offset)
    return {};
  return CharSourceRange::getCharRange(Begin, End);
}

/// A place of the evidence, which may be in a file that the translation unit
/// does not include.
static SourceLocation evidenceLocation(SourceManager &SM,
                                       const SourceRange &Where) {
  OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(
      Where.Path, /*OpenFile=*/false, /*CacheFailure=*/false);
  if (File && SM.translateFile(*File).isInvalid())
    SM.createFileID(*File, SourceLocation(), SrcMgr::C_User);
  return locationOf(SM, Where.Path, Where.Offset);
}

void TidyCheck::report(const Finding &F, SourceManager &SM) {
  SourceLocation Location = locationOf(SM, F.Where.Path, F.Where.Offset);
  if (Location.isInvalid())
    return;
  {
    // Scoped, because a diagnostic is emitted when its builder dies and the
    // notes must follow it.
    DiagnosticBuilder Diagnostic = diag(Location, "%0");
    Diagnostic << F.Message;
    if (CharSourceRange Range = rangeOf(SM, F.Where); Range.isValid())
      Diagnostic << Range;
    std::vector<FixItHint> Fixes;
    for (const FixEdit &Edit : F.Fixes) {
      CharSourceRange Range = rangeOf(SM, Edit.Where);
      // Part of a fix is worse than none.
      if (Range.isInvalid()) {
        Fixes.clear();
        break;
      }
      Fixes.push_back(FixItHint::CreateReplacement(Range, Edit.Replacement));
    }
    for (const FixItHint &Fix : Fixes)
      Diagnostic << Fix;
  }
  for (const EvidenceStep &Step : F.Evidence) {
    SourceLocation Location = evidenceLocation(SM, Step.Where);
    DiagnosticBuilder Note = diag(Location, "%0", DiagnosticIDs::Note);
    // What the index speaks of may be gone.
    Note << (Location.isValid() || Step.Where.Path.empty()
                 ? Step.Message
                 : (llvm::Twine(Step.Message) + " (" + Step.Where.Path + ":" +
                    llvm::Twine(Step.Where.Line) + ")")
                       .str());
    if (CharSourceRange Range = rangeOf(SM, Step.Where); Range.isValid())
      Note << Range;
  }
}

namespace {
/// Gives the checks of one context the same facts. clangd has one set of
/// factories for the files that it parses at the same time, each with a
/// context of its own.
class FactsOfContexts {
public:
  std::shared_ptr<SharedFacts> get(const ClangTidyContext *Context) {
    std::lock_guard<std::mutex> Guard(Lock);
    std::weak_ptr<SharedFacts> &Known = Contexts[Context];
    std::shared_ptr<SharedFacts> Result = Known.lock();
    if (!Result) {
      Result = std::make_shared<SharedFacts>();
      Known = Result;
    }
    return Result;
  }

private:
  std::mutex Lock;
  llvm::DenseMap<const ClangTidyContext *, std::weak_ptr<SharedFacts>> Contexts;
};

class HangproofModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    auto Contexts = std::make_shared<FactsOfContexts>();
    for (const CheckInfo &Info : allChecks())
      Factories.registerCheckFactory(
          Info.Name,
          [&Info, Contexts](llvm::StringRef Name, ClangTidyContext *Context) {
            return std::make_unique<TidyCheck>(Name, Context, Info,
                                               Contexts->get(Context));
          });
  }
};
} // namespace

static ClangTidyModuleRegistry::Add<HangproofModule>
    Registration("hangproof-module", "Hangs, thread leaks and stalls.");

} // namespace hangproof
