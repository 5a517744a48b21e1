//===- Prelude.cpp --------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Prelude.h"
#include "Invocation.h"
#include "Parallel.h"
#include "Paths.h"
#include "engine/Symbols.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTWriter.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace llvm;

namespace hangproof {

/// To make a prelude costs about as much as it saves in two units.
static constexpr size_t CostInUnits = 2;
static constexpr size_t LeastUsers = 4;
static constexpr size_t LeastHeaders = 4;
/// Each takes 10 to 30 MB while the units are read.
static constexpr size_t MostPreludes = 6;
/// Failed parses after which a prelude has to be of use more often than not.
static constexpr unsigned FreeFailures = 3;

static constexpr StringLiteral PrecompiledPath = "/hangproof-prelude.pch";

namespace {
class PreludeAction : public clang::ASTFrontendAction {
public:
  PreludeAction(std::shared_ptr<clang::PCHBuffer> Buffer,
                std::set<sys::fs::UniqueID> &Files,
                DenseSet<uint64_t> &Identifiers)
      : Buffer(std::move(Buffer)), Files(Files), Identifiers(Identifiers) {}

  /// No check looks into any of the files.
  bool isLibrary() const { return IsLibrary; }

  clang::TranslationUnitKind getTranslationUnitKind() override {
    return clang::TU_Prefix;
  }
  bool hasASTFileSupport() const override { return false; }

protected:
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Compiler, StringRef) override {
    return std::make_unique<clang::PCHGenerator>(
        Compiler.getPreprocessor(), Compiler.getModuleCache(),
        /*OutputFile=*/"", /*isysroot=*/"", Buffer,
        Compiler.getFrontendOpts().ModuleFileExtensions);
  }

  void EndSourceFileAction() override {
    // Those of the command do not count, unless a file names them too.
    clang::Preprocessor &PP = getCompilerInstance().getPreprocessor();
    for (const auto &Entry : PP.getIdentifierTable())
      if (!isPredefined(PP, *Entry.second))
        Identifiers.insert(xxh3_64bits(Entry.first()));
    clang::SourceManager &SM = getCompilerInstance().getSourceManager();
    clang::OptionalFileEntryRef Main =
        SM.getFileEntryRefForID(SM.getMainFileID());
    for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It) {
      if (Main && It->first == *Main)
        continue;
      Files.insert(It->first.getUniqueID());
      if (auto Text = SM.getMemoryBufferForFileOrNone(It->first))
        addIdentifiers(*Text);
      clang::FileID File = SM.translateFile(It->first);
      IsLibrary &=
          File.isValid() && isSystemHeader(SM, SM.getLocForStartOfFile(File));
    }
  }

private:
  static bool isPredefined(const clang::Preprocessor &PP,
                           const clang::IdentifierInfo &Name) {
    const clang::MacroInfo *Macro = PP.getMacroInfo(&Name);
    if (!Macro)
      return false;
    const clang::SourceManager &SM = PP.getSourceManager();
    clang::SourceLocation Where = Macro->getDefinitionLoc();
    return SM.isWrittenInBuiltinFile(Where) ||
           SM.isWrittenInCommandLineFile(Where);
  }

  void addIdentifiers(const MemoryBufferRef &Text) {
    clang::Lexer Raw(clang::SourceLocation(),
                     getCompilerInstance().getLangOpts(), Text.getBufferStart(),
                     Text.getBufferStart(), Text.getBufferEnd());
    clang::Token Next;
    while (!Raw.LexFromRawLexer(Next))
      if (Next.is(clang::tok::raw_identifier))
        Identifiers.insert(xxh3_64bits(Next.getRawIdentifier()));
  }

  std::shared_ptr<clang::PCHBuffer> Buffer;
  std::set<sys::fs::UniqueID> &Files;
  DenseSet<uint64_t> &Identifiers;
  bool IsLibrary = true;
};
} // namespace

IntrusiveRefCntPtr<vfs::FileSystem>
Prelude::over(IntrusiveRefCntPtr<vfs::FileSystem> Physical) const {
  auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Memory->addFile(SourcePath, 0, MemoryBuffer::getMemBuffer(Source));
  if (!Bytes.empty())
    Memory->addFile(
        PrecompiledPath, 0,
        MemoryBuffer::getMemBuffer(StringRef(Bytes.data(), Bytes.size()), "",
                                   /*RequiresNullTerminator=*/false));
  auto Result = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(Physical);
  Result->pushOverlay(std::move(Memory));
  if (auto Folder = Physical->getCurrentWorkingDirectory())
    Result->setCurrentWorkingDirectory(*Folder);
  return Result;
}

bool Prelude::make(const Unit &U, ArrayRef<StringRef> Headers) {
  for (StringRef Header : Headers)
    Source += ("#include <" + Header + ">\n").str();
  SourcePath = absolutePath("hangproof-prelude.hpp", U.Directory);
  IntrusiveRefCntPtr<vfs::FileSystem> Physical(
      vfs::createPhysicalFileSystem().release());
  if (Physical->setCurrentWorkingDirectory(U.Directory))
    return false;
  std::unique_ptr<clang::CompilerInvocation> Invocation =
      makeInvocation(U, Physical);
  if (!Invocation || Invocation->getFrontendOpts().Inputs.size() != 1)
    return false;
  clang::FrontendInputFile &Input = Invocation->getFrontendOpts().Inputs[0];
  const clang::PreprocessorOptions &Options = Invocation->getPreprocessorOpts();
  if (Input.getKind().getLanguage() != clang::Language::CXX ||
      !Options.Includes.empty() || !Options.MacroIncludes.empty() ||
      !Options.ImplicitPCHInclude.empty() || Invocation->getLangOpts().Modules)
    return false;
  Input = clang::FrontendInputFile(SourcePath, Input.getKind());
  Invocation->getLangOpts().CompilingPCH = true;

  clang::IgnoringDiagConsumer Ignored;
  clang::CompilerInstance Compiler;
  Compiler.setInvocation(std::move(Invocation));
  Compiler.setVerboseOutputStream(nulls());
  Compiler.createDiagnostics(&Ignored, /*ShouldOwnClient=*/false);
  Compiler.createFileManager(over(Physical));
  Compiler.createSourceManager(Compiler.getFileManager());
  auto Buffer = std::make_shared<clang::PCHBuffer>();
  PreludeAction Action(Buffer, Files, Identifiers);
  if (!Compiler.ExecuteAction(Action) || !Buffer->IsComplete ||
      Compiler.getDiagnostics().hasErrorOccurred() || !Action.isLibrary())
    return false;
  Bytes = std::move(Buffer->Data);
  return true;
}

IntrusiveRefCntPtr<vfs::FileSystem>
Prelude::use(clang::CompilerInvocation &Invocation,
             IntrusiveRefCntPtr<vfs::FileSystem> Physical) const {
  clang::PreprocessorOptions &Options = Invocation.getPreprocessorOpts();
  Options.ImplicitPCHInclude = PrecompiledPath.str();
  Options.DisablePCHOrModuleValidation =
      clang::DisableValidationForModuleKind::PCH;
  // They are in the prelude.
  Options.UsePredefines = false;
  return over(std::move(Physical));
}

/// What units must have in common to share a prelude.
static std::string groupOf(const Unit &U) {
  std::string Key = U.Directory;
  for (StringRef Argument : U.Arguments)
    if (Argument.starts_with("-") ||
        absolutePath(Argument, U.Directory) != U.File)
      (Key += '\0') += Argument;
  return Key + '\0' + sys::path::extension(U.File).str();
}

Preludes::Preludes(ArrayRef<Unit> Units, ArrayRef<size_t> Which,
                   const Closures &Files, unsigned Jobs)
    : Files(Files) {
  std::map<std::string, std::vector<size_t>> Groups;
  for (size_t I : Which)
    Groups[groupOf(Units[I])].push_back(I);
  for (auto &[Key, Group] : Groups)
    plan(std::move(Group));
  keepBest();
  std::vector<Plan *> All;
  for (Plan &P : Plans)
    All.push_back(&P);
  forEachParallel(
      All.size(), Jobs,
      [&](size_t I) {
        Plan &P = *All[I];
        P.IsGood = P.Made.make(Units[P.Users.front()], P.Headers);
      },
      [](size_t) {});
  for (Plan &P : Plans)
    for (size_t Unit : P.Users)
      if (P.IsGood && includesAll(Unit, P.Made))
        ByUnit[Unit] = &P.Made;
}

std::vector<StringRef> Preludes::libraryHeaders(size_t Unit) const {
  static const StringSet<> Known = [] {
    StringSet<> Names;
    for (const auto &Header : clang::tooling::stdlib::Header::all())
      Names.insert(Header.name().trim("<>"));
    return Names;
  }();
  std::vector<StringRef> Result;
  for (uint32_t File : Files.filesOf(Unit)) {
    StringRef Name = sys::path::filename(Files.path(File));
    // The C++ library's headers have no extension, and theirs do.
    if (!Name.contains('.') && Known.contains(Name) && !Files.isBelowRoot(File))
      Result.push_back(Name);
  }
  sort(Result);
  Result.erase(std::unique(Result.begin(), Result.end()), Result.end());
  return Result;
}

/// Finds the sets of headers that save most, greedily.
void Preludes::plan(std::vector<size_t> Group) {
  std::map<size_t, StringSet<>> HeadersOf;
  std::map<StringRef, size_t> Counts;
  for (size_t Unit : Group)
    for (StringRef Header : libraryHeaders(Unit)) {
      HeadersOf[Unit].insert(Header);
      ++Counts[Header];
    }
  for (size_t N = 0; N < MostPreludes && Group.size() >= LeastUsers; ++N) {
    std::vector<std::pair<StringRef, size_t>> ByCount(Counts.begin(),
                                                      Counts.end());
    sort(ByCount, [](const auto &A, const auto &B) {
      return std::tie(B.second, A.first) < std::tie(A.second, B.first);
    });
    std::vector<size_t> Users = Group;
    size_t Best = 0;
    std::vector<size_t> BestUsers;
    std::vector<StringRef> Headers;
    for (size_t I = 0; I < ByCount.size(); ++I) {
      erase_if(Users, [&](size_t Unit) {
        return !HeadersOf[Unit].contains(ByCount[I].first);
      });
      if (Users.size() < LeastUsers)
        break;
      size_t Saved = (Users.size() - CostInUnits) * (I + 1);
      if (Saved <= Best || I + 1 < LeastHeaders)
        continue;
      Best = Saved;
      BestUsers = Users;
      Headers.clear();
      for (auto &[Header, Count] : ArrayRef(ByCount).take_front(I + 1))
        Headers.push_back(Header);
    }
    if (!Best)
      return;
    sort(Headers);
    for (size_t Unit : BestUsers)
      for (auto &Header : HeadersOf[Unit])
        --Counts[Header.first()];
    erase_if(Group, [&](size_t Unit) { return is_contained(BestUsers, Unit); });
    Plan &New = Plans.emplace_back();
    New.Users = std::move(BestUsers);
    New.Headers = std::move(Headers);
    New.Saved = Best;
  }
}

void Preludes::keepBest() {
  Plans.sort([](const Plan &A, const Plan &B) { return A.Saved > B.Saved; });
  while (Plans.size() > MostPreludes)
    Plans.pop_back();
}

/// Whether the unit includes all that the prelude holds.
bool Preludes::includesAll(size_t Unit, const Prelude &P) const {
  std::set<sys::fs::UniqueID> Seen;
  for (uint32_t File : Files.filesOf(Unit))
    if (P.Files.count(Files.id(File)))
      Seen.insert(Files.id(File));
  return Seen.size() == P.Files.size();
}

const Prelude *Preludes::of(size_t Unit) const {
  const Prelude *P = ByUnit.lookup(Unit);
  if (!P)
    return nullptr;
  std::lock_guard<std::mutex> Guard(P->Lock);
  if (P->Failures > FreeFailures + P->Uses)
    return nullptr;
  bool Clashes =
      !P->Clashing.empty() && any_of(Files.filesOf(Unit), [&](uint32_t File) {
        return P->Clashing.count(Files.id(File));
      });
  return Clashes ? nullptr : P;
}

void Prelude::tell(bool WasOfUse) const {
  std::lock_guard<std::mutex> Guard(Lock);
  ++(WasOfUse ? Uses : Failures);
}

class MacroWatch : public clang::PPCallbacks {
public:
  MacroWatch(const clang::SourceManager &SM, const Prelude &Before,
             bool &Clashes)
      : SM(SM), Before(Before), Clashes(Clashes) {}

  void MacroDefined(const clang::Token &Name,
                    const clang::MacroDirective *) override {
    look(Name);
  }
  void MacroUndefined(const clang::Token &Name,
                      const clang::MacroDefinition &Definition,
                      const clang::MacroDirective *) override {
    if (Definition)
      look(Name);
  }

private:
  void look(const clang::Token &Name) {
    // Those of the command are the same in all units of a prelude.
    clang::SourceLocation Where = Name.getLocation();
    if (Where.isInvalid() || !Name.getIdentifierInfo() ||
        SM.isInSystemHeader(Where) || SM.isWrittenInCommandLineFile(Where) ||
        SM.isWrittenInBuiltinFile(Where) ||
        !Before.Identifiers.contains(
            xxh3_64bits(Name.getIdentifierInfo()->getName())))
      return;
    Clashes = true;
    clang::OptionalFileEntryRef File =
        SM.getFileEntryRefForID(SM.getFileID(Where));
    if (!File)
      return;
    std::lock_guard<std::mutex> Guard(Before.Lock);
    Before.Clashing.insert(File->getUniqueID());
  }

  const clang::SourceManager &SM;
  const Prelude &Before;
  bool &Clashes;
};

std::unique_ptr<clang::PPCallbacks>
Prelude::watchMacros(const clang::SourceManager &SM, bool &Clashes) const {
  return std::make_unique<MacroWatch>(SM, *this, Clashes);
}

} // namespace hangproof
