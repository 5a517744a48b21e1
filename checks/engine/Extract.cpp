//===- Extract.cpp - From the AST of one file to its facts ----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Extract.h"
#include "FunctionReader.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace hangproof {

/// Names that generators give to their output: moc, uic, rcc, protoc, flex,
/// bison, flatc.
static bool isGeneratedName(llvm::StringRef Path) {
  llvm::StringRef Name = llvm::sys::path::filename(Path);
  if (Name.starts_with("moc_") || Name.starts_with("qrc_") ||
      Name.starts_with("ui_") || Name.starts_with("lex.yy"))
    return true;
  for (llvm::StringRef Ending :
       {".moc", ".pb.cc", ".pb.h", ".pb.c", ".pb-c.c", ".pb-c.h", ".tab.c",
        ".tab.cc", ".tab.cpp", ".tab.h", ".tab.hh", "_generated.h",
        "_generated.cc", "-protocol.c"})
    if (Name.ends_with(Ending))
      return true;
  return false;
}

bool isAnalyzed(const Decl &D, const ASTContext &Context) {
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Loc = D.getLocation();
  if (Loc.isInvalid())
    return false;
  Loc = SM.getExpansionLoc(Loc);
  return !isSystemHeader(SM, Loc) && !SM.isWrittenInBuiltinFile(Loc) &&
         !SM.isWrittenInCommandLineFile(Loc) &&
         !isGeneratedName(SM.getFilename(Loc));
}

namespace {
/// Finds the functions with bodies. Walks declarations only; what stands
/// inside bodies comes through ReaderContext::Pending.
class FunctionFinder {
public:
  FunctionFinder(ReaderContext &Shared, bool IsLibraryLoaded)
      : Shared(Shared), IsLibraryLoaded(IsLibraryLoaded) {}

  /// The whole translation unit, or some of its declarations.
  void declarations(llvm::ArrayRef<Decl *> Scope) {
    for (const Decl *D : Scope)
      if (const auto *Unit = dyn_cast<TranslationUnitDecl>(D))
        declarations(Unit);
      else
        declaration(D);
  }

  void declarations(const DeclContext *Context) {
    for (const Decl *D :
         IsLibraryLoaded ? Context->noload_decls() : Context->decls())
      declaration(D);
  }

  /// The templates of precompiled headers of which these are instances.
  void instances(llvm::ArrayRef<const FunctionDecl *> Functions) {
    llvm::DenseSet<const Decl *> Templates;
    for (const FunctionDecl *Function : Functions)
      if (const Decl *Template = outermostTemplate(Function))
        if (Template->isFromASTFile() &&
            Templates.insert(Template->getCanonicalDecl()).second)
          declaration(Template);
  }

  void finish() {
    drain();
    for (auto &[File, Globals] : GlobalsOf)
      if (!Globals->Stores.empty() || !Globals->Calls.empty())
        Shared.File.Functions.push_back(std::move(*Globals));
  }

private:
  /// The template that declarations() would have come to.
  static const Decl *outermostTemplate(const FunctionDecl *Function) {
    const Decl *Found = Function->getPrimaryTemplate();
    for (const DeclContext *In = Function->getDeclContext(); In;
         In = In->getParent())
      if (const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(In))
        Found = Class->getSpecializedTemplate();
    return Found;
  }

  void declaration(const Decl *D);
  void record(const CXXRecordDecl *Record);
  void function(const FunctionDecl *Function);
  void initializer(const ValueDecl *D, const Expr *Init);
  void drain();

  ReaderContext &Shared;
  bool IsLibraryLoaded;
  /// Static initialization, by file: that of a header is the same function in
  /// every file that includes it.
  llvm::MapVector<FileID, std::unique_ptr<FunctionFacts>> GlobalsOf;
  /// Templates are read once, from their first instance.
  llvm::DenseSet<SymbolId> Seen;
  llvm::DenseSet<SymbolId> SeenFields;
};
} // namespace

void FunctionFinder::declaration(const Decl *D) {
  if (const auto *Namespace = dyn_cast<NamespaceDecl>(D))
    return isAnalyzed(*D, Shared.Ast) || !Namespace->isStdNamespace()
               ? declarations(Namespace)
               : void();
  if (const auto *Linkage = dyn_cast<LinkageSpecDecl>(D))
    return declarations(Linkage);
  if (const auto *Export = dyn_cast<ExportDecl>(D))
    return declarations(Export);
  if (D->isImplicit() || !isAnalyzed(*D, Shared.Ast))
    return;
  if (const auto *Function = dyn_cast<FunctionDecl>(D))
    return function(Function);
  if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
    for (const FunctionDecl *Instance : Template->specializations())
      if (Instance->hasBody() && !Instance->isDependentContext())
        return function(Instance->getDefinition() ? Instance->getDefinition()
                                                  : Instance);
    return function(Template->getTemplatedDecl());
  }
  if (const auto *Record = dyn_cast<CXXRecordDecl>(D))
    return record(Record);
  if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
    // Members are instantiated one by one: take each from the first instance
    // that has it, and what nobody instantiated from the template.
    for (const ClassTemplateSpecializationDecl *Instance :
         Template->specializations())
      if (Instance->getSpecializationKind() != TSK_ExplicitSpecialization)
        record(Instance);
    return record(Template->getTemplatedDecl());
  }
  if (const auto *Variable = dyn_cast<VarDecl>(D)) {
    if (Variable->hasInit() && !Variable->isInvalidDecl() &&
        !Variable->getType()->isDependentType() &&
        Variable->isThisDeclarationADefinition()) {
      initializer(Variable, Variable->getInit());
    }
  }
}

void FunctionFinder::initializer(const ValueDecl *D, const Expr *Init) {
  const SourceManager &SM = Shared.Ast.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(D->getLocation()));
  std::unique_ptr<FunctionFacts> &Globals = GlobalsOf[File];
  if (!Globals) {
    Globals = std::make_unique<FunctionFacts>();
    Globals->IsStaticInitializer = true;
    Globals->Name = "static initialization";
    Globals->FlowFailed = true;
    Globals->Id = Shared.Names.idOf(D) ^ 0x676c6f62616c73;
    Globals->Where = Shared.Names.token(D->getLocation());
  }
  FunctionReader(Shared, *Globals).readInitializer(D, Init);
}

void FunctionFinder::record(const CXXRecordDecl *Record) {
  if (!Record->isThisDeclarationADefinition())
    return;
  for (const Decl *D : Record->decls()) {
    if (const auto *Inner = dyn_cast<CXXRecordDecl>(D)) {
      if (!Inner->isInjectedClassName() && !Inner->isLambda())
        record(Inner);
      continue;
    }
    if (const auto *Field = dyn_cast<FieldDecl>(D))
      if (Field->hasInClassInitializer() && !Field->isInvalidDecl() &&
          SeenFields.insert(Shared.Names.idOf(Field)).second)
        initializer(Field, Field->getInClassInitializer());
    declaration(D);
  }
}

void FunctionFinder::function(const FunctionDecl *Function) {
  // One with a mistake in its head, as where the header of a parameter's type
  // is missing, is read as far as it goes: its body was parsed all the same.
  if (!Function->doesThisDeclarationHaveABody() || Function->isDefaulted() ||
      Function->isDeleted() || !Function->getBody())
    return;
  SymbolId Id = Shared.Names.idOf(Function);
  if (!Seen.insert(Id).second)
    return;
  FunctionFacts Facts;
  Facts.Id = Id;
  Facts.Name = Shared.Names.nameOf(Function);
  Facts.Where = Shared.Names.token(Function->getLocation());
  Facts.EndOfBody = Shared.Names.token(Function->getBody()->getEndLoc());
  Facts.IsMain = Function->isMain();
  Facts.IsNoexcept = isNothrow(*Function);
  Facts.IsCoroutine = isa<CoroutineBodyStmt>(Function->getBody());
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Function)) {
    Facts.Class = Shared.Names.idOf(Method->getParent());
    Facts.IsConstructor = isa<CXXConstructorDecl>(Method);
    Facts.IsDestructor = isa<CXXDestructorDecl>(Method);
    Facts.IsVirtual = Method->isVirtual();
    Facts.IsLambda = Method->getParent()->isLambda();
    for (const CXXMethodDecl *Overridden : Method->overridden_methods())
      Facts.Overrides.push_back(Shared.Names.idOf(Overridden));
    if (!Facts.Overrides.empty())
      Method->getParent()->forallBases([&](const CXXRecordDecl *Base) {
        Facts.ClassBases.push_back(Shared.Names.idOf(Base));
        return true;
      });
  }
  Facts.ApiRows = Shared.rowsOfFunction(Function);
  // What a default argument computes is computed for the parameter, by
  // whoever calls.
  for (const ParmVarDecl *Parameter : Function->parameters())
    if (const Expr *Default = defaultArgument(*Parameter))
      initializer(Parameter, Default);
  FunctionReader(Shared, Facts).read(Function);
  Shared.File.Functions.push_back(std::move(Facts));
}

void FunctionFinder::drain() {
  while (!Shared.Pending.empty() || !Shared.PendingRecords.empty()) {
    auto Lambdas = std::exchange(Shared.Pending, {});
    for (const CXXMethodDecl *Lambda : Lambdas)
      function(Lambda);
    auto Records = std::exchange(Shared.PendingRecords, {});
    for (const CXXRecordDecl *Record : Records)
      record(Record);
  }
}

/// Whether the file sees one of the common frameworks for unit tests.
static bool usesTestFramework(ASTContext &Context) {
  auto Holds = [&](const DeclContext *In, llvm::StringRef Name) {
    for (const NamedDecl *D : In->lookup(&Context.Idents.get(Name)))
      return cast<Decl>(D);
    return static_cast<const Decl *>(nullptr);
  };
  const DeclContext *Top = Context.getTranslationUnitDecl();
  for (llvm::StringRef Name : {"Catch", "doctest", "CppUnit", "QTest"})
    if (isa_and_nonnull<NamespaceDecl>(Holds(Top, Name)))
      return true;
  const std::pair<llvm::StringRef, llvm::StringRef> Inside[] = {
      {"testing", "Test"}, {"boost", "unit_test"}, {"CxxTest", "TestSuite"}};
  for (auto [Outer, Inner] : Inside)
    if (const auto *Space = dyn_cast_or_null<NamespaceDecl>(Holds(Top, Outer)))
      if (Holds(Space, Inner))
        return true;
  return false;
}

FileFacts
extractFacts(ASTContext &Context, const ApiTable &Api,
             std::optional<llvm::ArrayRef<const FunctionDecl *>> Instances) {
  FileFacts File;
  Symbols Names(Context, File.Paths);
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Start = SM.getLocForStartOfFile(SM.getMainFileID());
  Place Main = Names.token(Start);
  if (Main.isValid())
    File.MainPath = File.Paths[Main.File];
  File.HasNoExceptions = !Context.getLangOpts().CXXExceptions;
  File.UsesTestFramework =
      Context.getLangOpts().CPlusPlus && usesTestFramework(Context);
  ReaderContext Shared{Context, Api, Names, File};
  FunctionFinder Finder(Shared, /*IsLibraryLoaded=*/Instances.has_value());
  Finder.declarations(Context.getTraversalScope());
  if (Instances)
    Finder.instances(*Instances);
  Finder.finish();
  return File;
}

} // namespace hangproof
