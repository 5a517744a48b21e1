//===- Symbols.cpp - Stable names and places of AST nodes -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Symbols.h"
#include "CleanPath.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace hangproof {

static std::string lastName(const NamedDecl &D) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&D))
    if (Method->getParent()->isLambda() &&
        Method->getOverloadedOperator() == OO_Call)
      return "(lambda)";
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(&D))
    return Constructor->getParent()->getNameAsString();
  if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(&D))
    return "~" + Destructor->getParent()->getNameAsString();
  if (const auto *Tag = dyn_cast<TagDecl>(&D))
    if (Tag->getName().empty())
      if (const TypedefNameDecl *Typedef = Tag->getTypedefNameForAnonDecl())
        return Typedef->getNameAsString();
  return D.getNameAsString();
}

std::string qualifiedName(const NamedDecl &D) {
  std::string Name = lastName(D);
  const DeclContext *Context = D.getDeclContext();
  for (; Context && !Context->isTranslationUnit();
       Context = Context->getParent()) {
    std::string Part;
    if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context)) {
      if (!Namespace->isInline() && !Namespace->isAnonymousNamespace())
        Part = Namespace->getNameAsString();
    } else if (const auto *Record = dyn_cast<RecordDecl>(Context)) {
      const auto *Class = dyn_cast<CXXRecordDecl>(Record);
      if (!(Class && Class->isLambda()))
        Part = lastName(*Record);
    } else if (const auto *Function = dyn_cast<FunctionDecl>(Context)) {
      Part = lastName(*Function);
    }
    if (!Part.empty())
      Name = Part + "::" + Name;
  }
  return Name;
}

/// The one declaration that stands for an entity: of a template instance the
/// template itself, so that one function has one id whatever its arguments.
static const Decl *canonical(const Decl *D) {
  if (const auto *Function = dyn_cast<FunctionDecl>(D)) {
    // The definition of a method whose class is in a missing header fits the
    // declaration that was made for it by name only.
    if (const auto *Method = dyn_cast<CXXMethodDecl>(Function))
      if (const CXXRecordDecl *Class = Method->getParent();
          Class->isImplicit() && !Class->isLambda() &&
          Method->getDeclName().isIdentifier())
        for (const NamedDecl *Other : Class->lookup(Method->getDeclName()))
          if (const FunctionDecl *Made = Other->getAsFunction();
              Made && Other->isImplicit())
            return Made->getCanonicalDecl();
    if (const FunctionDecl *Pattern =
            Function->getTemplateInstantiationPattern(/*ForDefinition=*/false))
      Function = Pattern;
    return Function->getCanonicalDecl();
  }
  if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    const auto *Record = dyn_cast<CXXRecordDecl>(Field->getParent());
    if (const CXXRecordDecl *Pattern =
            Record ? Record->getTemplateInstantiationPattern() : nullptr)
      for (const FieldDecl *Other : Pattern->fields())
        if (Other->getFieldIndex() == Field->getFieldIndex())
          return Other->getCanonicalDecl();
  }
  if (const auto *Class = dyn_cast<CXXRecordDecl>(D))
    if (const CXXRecordDecl *Pattern = Class->getTemplateInstantiationPattern())
      return Pattern->getCanonicalDecl();
  return D->getCanonicalDecl();
}

bool isSystemHeader(const SourceManager &SM, SourceLocation Loc) {
  if (SM.isInSystemHeader(Loc))
    return true;
  if (SM.isInMainFile(Loc))
    return false;
  llvm::StringRef Path = SM.getFilename(Loc);
  for (llvm::StringRef Prefix :
       {"/usr/include/", "/usr/lib/", "/usr/local/include/"})
    if (Path.starts_with(Prefix))
      return true;
  return false;
}

std::string typeNameOf(QualType Type) {
  if (Type.isNull())
    return {};
  PrintingPolicy Policy{LangOptions()};
  Policy.SuppressTagKeyword = true;
  Policy.Bool = true;
  std::string Name = Type.getUnqualifiedType().getAsString(Policy);
  // What C writes in front of a name, C++ mostly does not.
  for (llvm::StringRef Tag : {"struct ", "class ", "enum ", "union "})
    for (size_t At = 0; (At = Name.find(Tag, At)) != std::string::npos;)
      if (At == 0 || !llvm::isAlnum(Name[At - 1]))
        Name.erase(At, Tag.size());
      else
        At += Tag.size();
  return Name;
}

int64_t toInt64(const llvm::APSInt &Number) {
  llvm::APSInt Cut = Number.extOrTrunc(64);
  return int64_t(Cut.getRawData()[0]);
}

SymbolId Symbols::idOf(const Decl *D) {
  if (!D)
    return 0;
  D = canonical(D);
  auto [It, IsNew] = Ids.try_emplace(D, 0);
  if (!IsNew)
    return It->second;
  llvm::SmallString<128> Usr;
  bool IsLocal = false;
  if (const auto *Variable = dyn_cast<VarDecl>(D))
    IsLocal = Variable->getDeclContext()->isFunctionOrMethod() ||
              isa<ParmVarDecl>(Variable);
  // The lambdas of an inline function share one USR.
  if (const auto *Class = dyn_cast<CXXRecordDecl>(D->getDeclContext()))
    IsLocal |= Class->isLambda();
  const auto *Named = dyn_cast<NamedDecl>(D);
  bool IsInternal = !Named || !Named->isExternallyVisible();
  if (index::generateUSRForDecl(D, Usr))
    Usr = Named ? Named->getNameAsString() : "?";
  if (IsInternal || IsLocal) {
    Place Where = token(D->getLocation());
    if (Where.isValid()) {
      // A header's internal function is another entity in every file that
      // includes it, but the same code: the file it is written in tells it.
      Usr += '@';
      Usr += Paths[Where.File];
    }
    if (IsLocal || isa<RecordDecl>(D->getDeclContext())) {
      Usr += '@';
      Usr += std::to_string(Where.Offset);
    }
  }
  // In C each source file may have a `struct conn` of its own.
  if (!IsInternal && isa<FieldDecl>(D) && !Context.getLangOpts().CPlusPlus)
    if (Place Where = token(D->getLocation());
        Where.isValid() && llvm::StringRef(Paths[Where.File]).ends_with(".c")) {
      Usr += '@';
      Usr += Paths[Where.File];
    }
  SymbolId Id = llvm::xxh3_64bits(Usr.str());
  if (Id == 0)
    Id = 1;
  return Ids[D] = Id;
}

const std::string &Symbols::nameOf(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  auto It = Names.find(D);
  if (It == Names.end())
    It = Names.try_emplace(D, qualifiedName(*D)).first;
  return It->second;
}

uint32_t Symbols::fileIndex(FileID File) {
  auto It = Files.find(File);
  if (It != Files.end())
    return It->second;
  std::string Path;
  if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File)) {
    llvm::SmallString<256> Absolute(Entry->getName());
    SM.getFileManager().makeAbsolutePath(Absolute);
    Path = cleanPath(Absolute);
  } else {
    Path = SM.getBufferName(SM.getLocForStartOfFile(File)).str();
  }
  // The same file may have several FileIDs (no include guard).
  for (uint32_t I = 0; I < Paths.size(); ++I)
    if (Paths[I] == Path)
      return Files[File] = I;
  Paths.push_back(std::move(Path));
  return Files[File] = Paths.size() - 1;
}

Place Symbols::resolve(SourceLocation Begin, SourceLocation End) {
  Place Result;
  if (Begin.isInvalid())
    return Result;
  auto [File, Offset] = SM.getDecomposedLoc(Begin);
  if (!File.isValid())
    return Result;
  Result.File = fileIndex(File);
  Result.Offset = Offset;
  Result.Line = SM.getLineNumber(File, Offset);
  Result.Column = SM.getColumnNumber(File, Offset);
  unsigned EndOffset = Offset;
  if (End.isValid()) {
    auto [EndFile, LastToken] = SM.getDecomposedLoc(End);
    if (EndFile == File && LastToken >= Offset)
      EndOffset =
          LastToken + Lexer::MeasureTokenLength(End, SM, Context.getLangOpts());
  }
  Result.EndOffset = EndOffset;
  Result.EndLine = SM.getLineNumber(File, EndOffset);
  Result.EndColumn = SM.getColumnNumber(File, EndOffset);
  return Result;
}

Place Symbols::token(SourceLocation Loc) {
  Loc = SM.getFileLoc(Loc);
  return resolve(Loc, Loc);
}

Place Symbols::range(clang::SourceRange Range) {
  SourceLocation Begin = SM.getFileLoc(Range.getBegin());
  SourceLocation End = Range.getEnd().isMacroID()
                           ? SM.getExpansionRange(Range.getEnd()).getEnd()
                           : Range.getEnd();
  if (Range.getBegin().isMacroID() && Range.getEnd().isMacroID()) {
    // Both inside one macro argument: keep to the argument.
    SourceLocation FileEnd = SM.getFileLoc(Range.getEnd());
    if (SM.isMacroArgExpansion(Range.getBegin()) &&
        SM.isMacroArgExpansion(Range.getEnd()))
      End = FileEnd;
    else
      Begin = SM.getExpansionLoc(Range.getBegin());
  }
  return resolve(Begin, End);
}

bool Symbols::isSystem(const Decl *D) {
  SourceLocation Loc = D->getLocation();
  if (Loc.isInvalid())
    return true;
  Loc = SM.getExpansionLoc(Loc);
  auto [It, IsNew] = SystemFiles.try_emplace(SM.getFileID(Loc), false);
  if (IsNew)
    It->second = isSystemHeader(SM, Loc);
  // A pragma may make the rest of a file a system header.
  return It->second || SM.isInSystemHeader(Loc);
}

llvm::StringRef Symbols::text(clang::SourceRange Range) const {
  if (Range.isInvalid() || Range.getBegin().isMacroID() ||
      Range.getEnd().isMacroID())
    return {};
  return Lexer::getSourceText(CharSourceRange::getTokenRange(Range), SM,
                              Context.getLangOpts());
}

Place Symbols::tokenInside(clang::SourceRange Range, llvm::StringRef Word) {
  llvm::StringRef Text = text(Range);
  for (size_t At = Text.find(Word); At != llvm::StringRef::npos;
       At = Text.find(Word, At + 1)) {
    auto IsIdentifier = [&](size_t I) {
      return I < Text.size() && (isAlphanumeric(Text[I]) || Text[I] == '_');
    };
    if ((At && IsIdentifier(At - 1)) || IsIdentifier(At + Word.size()))
      continue;
    return token(Range.getBegin().getLocWithOffset(At));
  }
  return {};
}

} // namespace hangproof
