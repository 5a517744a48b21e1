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
#include "PreludePlan.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/ASTWriter.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace llvm;

namespace hangproof {

/// Each takes 10 to 50 MB while the units are read.
static constexpr size_t MostPreludes = 12;
/// Failed parses after which a prelude has to be of use more often than not.
static constexpr unsigned FreeFailures = 3;
/// How often headers are left out that cannot be parsed alone.
static constexpr unsigned MostTries = 4;

static constexpr StringLiteral PrecompiledPath = "/hangproof-prelude.pch";

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

bool Prelude::make(const Unit &U, std::vector<std::string> Headers) {
  for (unsigned Try = 0; Try < MostTries && !Headers.empty(); ++Try)
    switch (tryToMake(U, Headers)) {
    case Outcome::Made:
      return true;
    case Outcome::Failed:
      return false;
    case Outcome::Again:
      break;
    }
  return false;
}

/// Leaves out the headers that could not be parsed.
Prelude::Outcome Prelude::tryToMake(const Unit &U,
                                    std::vector<std::string> &Headers) {
  Source.clear();
  for (const std::string &Header : Headers)
    Source += "#include " + Header + "\n";
  SourcePath = absolutePath("hangproof-prelude.hpp", U.Directory);
  IntrusiveRefCntPtr<vfs::FileSystem> Physical(
      vfs::createPhysicalFileSystem().release());
  if (Physical->setCurrentWorkingDirectory(U.Directory))
    return Outcome::Failed;
  std::unique_ptr<clang::CompilerInvocation> Invocation =
      makeInvocation(U, Physical);
  if (!Invocation || Invocation->getFrontendOpts().Inputs.size() != 1)
    return Outcome::Failed;
  clang::FrontendInputFile &Input = Invocation->getFrontendOpts().Inputs[0];
  const clang::PreprocessorOptions &Options = Invocation->getPreprocessorOpts();
  if (Input.getKind().getLanguage() != clang::Language::CXX ||
      !Options.Includes.empty() || !Options.MacroIncludes.empty() ||
      !Options.ImplicitPCHInclude.empty() || Invocation->getLangOpts().Modules)
    return Outcome::Failed;
  Input = clang::FrontendInputFile(SourcePath, Input.getKind());
  Invocation->getLangOpts().CompilingPCH = true;
  // Not once more in each unit.
  Invocation->getLangOpts().PCHInstantiateTemplates = true;

  clang::IgnoringDiagConsumer Ignored;
  clang::CompilerInstance Compiler;
  Compiler.setInvocation(std::move(Invocation));
  Compiler.setVerboseOutputStream(nulls());
  Compiler.createDiagnostics(&Ignored, /*ShouldOwnClient=*/false);
  Compiler.getDiagnostics().setFatalsAsError(true);
  Compiler.createFileManager(over(Physical));
  Compiler.createSourceManager(Compiler.getFileManager());
  auto Buffer = std::make_shared<clang::PCHBuffer>();
  PreludeAction Action(Buffer);
  bool IsGood = Compiler.ExecuteAction(Action) && Buffer->IsComplete &&
                !Compiler.getDiagnostics().hasErrorOccurred();
  if (!Action.badLines().empty()) {
    std::vector<std::string> Good;
    for (size_t Line = 0; Line < Headers.size(); ++Line)
      if (!Action.badLines().count(Line))
        Good.push_back(std::move(Headers[Line]));
    Headers = std::move(Good);
    return Outcome::Again;
  }
  if (!IsGood)
    return Outcome::Failed;
  Files = Action.files();
  Bytes = std::move(Buffer->Data);
  return Outcome::Made;
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
  struct Candidate {
    const std::vector<size_t> *Group;
    PreludePlan Plan;
    Prelude *Result = nullptr;
    bool IsGood = false;
  };
  std::vector<Candidate> All;
  for (auto &[Key, Group] : Groups)
    for (PreludePlan &P : planPreludes(Group, Files, MostPreludes))
      All.push_back({&Group, std::move(P)});
  llvm::sort(All, [](const Candidate &A, const Candidate &B) {
    return std::make_pair(B.Plan.saved(), A.Plan.Users) <
           std::make_pair(A.Plan.saved(), B.Plan.Users);
  });
  if (All.size() > MostPreludes)
    All.resize(MostPreludes);
  for (Candidate &C : All)
    C.Result = &Made.emplace_back();
  forEachParallel(
      All.size(), Jobs,
      [&](size_t I) {
        Candidate &C = All[I];
        C.IsGood = C.Result->make(Units[C.Plan.Users.front()],
                                  std::move(C.Plan.Headers));
      },
      [](size_t) {});
  // Each unit takes the one that holds most.
  llvm::sort(All, [](const Candidate &A, const Candidate &B) {
    return std::tie(B.Plan.Bytes, A.Plan.Users) <
           std::tie(A.Plan.Bytes, B.Plan.Users);
  });
  for (auto &[Key, Group] : Groups)
    for (size_t Unit : Group) {
      std::optional<IncludeOrder> Order;
      for (const Candidate &C : All) {
        if (!C.IsGood || C.Group != &Group)
          continue;
        if (!Order) {
          Order.emplace();
          for (uint32_t File : Files.filesOf(Unit))
            Order->try_emplace(Files.id(File), Order->size());
        }
        if (suits(Unit, *Order, *C.Result)) {
          ByUnit[Unit] = C.Result;
          break;
        }
      }
    }
}

/// Whether the unit sees the same with the prelude as without.
bool Preludes::suits(size_t Unit, const IncludeOrder &Order,
                     const Prelude &P) const {
  const PreludeFiles &In = P.Files;
  return all_of(In.Order, [&](auto &File) { return Order.count(File); }) &&
         all_of(In.Own,
                [&](uint32_t I) {
                  return Files.owners().isOthers(In.Order[I], Unit);
                }) &&
         all_of(In.Dependent, [&](auto Two) {
           auto [A, B] = Two;
           return (A < B) ==
                  (Order.lookup(In.Order[A]) < Order.lookup(In.Order[B]));
         });
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
  MacroWatch(clang::Preprocessor &PP, const Prelude &Before, bool &Clashes)
      : PP(PP), SM(PP.getSourceManager()), Before(Before), Clashes(Clashes) {}

  void MacroDefined(const clang::Token &Name,
                    const clang::MacroDirective *New) override {
    // Some headers define what others have, in case they are not included.
    const clang::MacroDirective *Old = New->getPrevious();
    const clang::MacroInfo *Known = Old ? Old->getMacroInfo() : nullptr;
    if (!Known || Old->getKind() != clang::MacroDirective::MD_Define ||
        !New->getMacroInfo()->isIdenticalTo(*Known, PP, /*Syntactically=*/true))
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
    // What comes after the first may be so because of it. Those of the command
    // are the same in all units of a prelude.
    clang::SourceLocation Where = Name.getLocation();
    if (Clashes || Where.isInvalid() || !Name.getIdentifierInfo() ||
        SM.isInSystemHeader(Where) || SM.isWrittenInCommandLineFile(Where) ||
        SM.isWrittenInBuiltinFile(Where) ||
        !Before.Files.Identifiers.contains(
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

  clang::Preprocessor &PP;
  const clang::SourceManager &SM;
  const Prelude &Before;
  bool &Clashes;
};

std::unique_ptr<clang::PPCallbacks>
Prelude::watchMacros(clang::Preprocessor &PP, bool &Clashes) const {
  return std::make_unique<MacroWatch>(PP, *this, Clashes);
}

} // namespace hangproof
