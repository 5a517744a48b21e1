//===- UnknownNames.cpp - Names whose header is missing -------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnknownNames.h"
#include "engine/Symbols.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Sema/Lookup.h"
#include "clang/Sema/Scope.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace hangproof {

static bool isIdentifierChar(char C) { return llvm::isAlnum(C) || C == '_'; }

/// The tokens after Offset as words: an identifier, a number or a sign.
static std::vector<llvm::StringRef> wordsAfter(llvm::StringRef Text,
                                               size_t Offset, size_t Count) {
  std::vector<llvm::StringRef> Words;
  while (Words.size() < Count) {
    Text = Text.drop_front(std::min(Offset, Text.size())).ltrim();
    if (Text.starts_with("//")) {
      Offset = Text.find('\n');
      continue;
    }
    if (Text.starts_with("/*")) {
      Offset = Text.find("*/");
      Offset += Offset == llvm::StringRef::npos ? 0 : 2;
      continue;
    }
    if (Text.empty())
      break;
    size_t Length = 1;
    if (isIdentifierChar(Text.front()))
      Length = Text.take_while(isIdentifierChar).size();
    else
      for (llvm::StringRef Sign :
           {"<<=", ">>=", "::", "->", "==", "!=", "<=", ">=", "&&", "||",
            "++",  "--",  "+=", "-=", "*=", "/=", "|=", "&=", "<<", ">>"})
        if (Length == 1 && Text.starts_with(Sign))
          Length = Sign.size();
    Words.push_back(Text.take_front(Length));
    Offset = Length;
  }
  Words.resize(Count);
  return Words;
}

/// The word that ends before Offset, without comments in between.
static llvm::StringRef wordBefore(llvm::StringRef Text, size_t Offset) {
  Text = Text.take_front(Offset).rtrim();
  while (Text.ends_with("*/") && Text.rfind("/*") != llvm::StringRef::npos)
    Text = Text.take_front(Text.rfind("/*")).rtrim();
  size_t Length = 0;
  while (Length < Text.size() &&
         isIdentifierChar(Text[Text.size() - 1 - Length]))
    ++Length;
  if (Length == 0 && !Text.empty()) {
    Length = 1;
    for (llvm::StringRef Sign :
         {"::", "->", "==", "!=", "<=", ">=", "&&", "||"})
      if (Text.ends_with(Sign))
        Length = 2;
  }
  return Text.take_back(Length);
}

static bool isName(llvm::StringRef Word) {
  return !Word.empty() && (llvm::isAlpha(Word.front()) || Word.front() == '_');
}

/// Words that stand where a statement or declaration begins.
static bool isStart(llvm::StringRef Word) {
  return llvm::StringSwitch<bool>(Word)
      .Cases("", ";", "{", "}", ")", ":", "else", "do", true)
      .Cases("static", "const", "extern", "volatile", "register", true)
      .Cases("inline", "constexpr", "mutable", "thread_local", "for", true)
      .Default(false);
}

struct UnknownNames::Neighbours {
  llvm::StringRef Before, Before2;
  std::vector<llvm::StringRef> After;

  /// The next word that is no `*`, `&` or const, and how many were left out.
  llvm::StringRef pointee(size_t &Skipped) const {
    for (Skipped = 0; Skipped + 1 < After.size(); ++Skipped)
      if (After[Skipped] != "*" && After[Skipped] != "&" &&
          After[Skipped] != "&&" && After[Skipped] != "const")
        break;
    return After[Skipped];
  }

  /// `Name x`, `Name *x = ...`, `(Name *)`, `Name *function(...)`.
  bool isDeclaration(bool IsInBody) const {
    size_t Skipped = 0;
    llvm::StringRef Next = pointee(Skipped);
    if (Before == "." || Before == "->" || Before == "::")
      return false;
    if (Skipped == 0)
      return isName(Next) && Before != "return" && Before != "case" &&
             Before != "goto";
    if (!isName(Next))
      return Before == "(" && Next == ")" && After[0] == "*";
    if (isStart(Before))
      return true;
    // Between parentheses `a * b` is a product, but of a parameter.
    return !IsInBody && (Before == "(" || Before == ",");
  }

  /// `(Name)x`
  bool isCast() const {
    return Before == "(" && After[0] == ")" && !isName(Before2) &&
           Before2 != ")" && Before2 != "]" &&
           (isName(After[1]) || After[1] == "(" || After[1] == "\"" ||
            (!After[1].empty() && llvm::isDigit(After[1].front())));
  }
};

UnknownNames::Kind UnknownNames::kindInC(const Neighbours &Near,
                                         bool IsInBody) const {
  llvm::StringRef Next = Near.After[0];
  // C declares a function where it is called.
  if (Next == "(" || Near.Before == "." || Near.Before == "->")
    return Kind::Nothing;
  if (Near.isDeclaration(IsInBody) || Near.isCast())
    return Kind::Type;
  return IsInBody ? Kind::Value : Kind::Nothing;
}

UnknownNames::Kind UnknownNames::kindInCpp(const Neighbours &Near,
                                           bool IsInBody) const {
  llvm::StringRef Next = Near.After[0], Before = Near.Before;
  if (Before == "::" || Before == "." || Before == "->" || Next == "::" ||
      Next == "<" || Before == "throw" || Before == "new" ||
      Before == "typename" || Before == "template" || Before == "namespace" ||
      Before == "using")
    return Kind::Nothing;
  // What a handler takes must not become another class.
  if (Near.Before2 == "catch" ||
      (Before == "const" && Near.Before2 == "(" && IsInBody))
    return Kind::Nothing;
  if (Near.isDeclaration(IsInBody) || Near.isCast())
    return Kind::Type;
  if ((Before == "<" || Before == ",") && Next == ">")
    return Kind::Type;
  if (!IsInBody)
    return Kind::Nothing;
  if (Next == "(")
    return Kind::Function;
  if (Next == "." || Next == "->" || Next == "[")
    return Kind::Object;
  return isName(Next) ? Kind::Nothing : Kind::Value;
}

bool isSuccessName(llvm::StringRef Name) {
  std::string Lower = Name.lower();
  llvm::StringRef Rest = Lower;
  return Rest.ends_with("success") || Rest.ends_with("_ok");
}

NamedDecl *UnknownNames::declare(llvm::StringRef Name, SourceLocation Where,
                                 Kind As) {
  ASTContext &Ast = Actions.getASTContext();
  DeclContext *Unit = Ast.getTranslationUnitDecl();
  IdentifierInfo *Id = &Ast.Idents.get(Name);
  NamedDecl *D = nullptr;
  switch (As) {
  case Kind::Nothing:
    return nullptr;
  case Kind::Type:
    D = TypedefDecl::Create(Ast, Unit, Where, Where, Id,
                            Ast.getTrivialTypeSourceInfo(Ast.IntTy, Where));
    break;
  case Kind::Success: {
    auto *Constant = EnumConstantDecl::Create(
        Ast,
        EnumDecl::Create(Ast, Unit, Where, Where, nullptr, nullptr, false,
                         false, false),
        Where, Id, Ast.IntTy, nullptr, llvm::APSInt::get(0).extOrTrunc(32));
    D = Constant;
    break;
  }
  case Kind::Value:
  case Kind::Object:
  case Kind::Function: {
    // Of a dependent type anything may be asked, and any arguments be given.
    QualType Type = As == Kind::Value ? Ast.IntTy : Ast.DependentTy;
    D = VarDecl::Create(Ast, Unit, Where, Where, Id, Type,
                        Ast.getTrivialTypeSourceInfo(Type, Where), SC_Extern);
    break;
  }
  }
  D->setImplicit();
  return D;
}

namespace {
/// `Name::method(...) ... {` somewhere in the file.
struct Method {
  llvm::StringRef Name;
  llvm::StringRef Returned; ///< The last word before.
  bool HasParameters = false;
};
} // namespace

static std::vector<Method> methodsIn(llvm::StringRef Text,
                                     llvm::StringRef Class) {
  std::vector<Method> Result;
  for (size_t At = 0; (At = Text.find(Class, At)) != llvm::StringRef::npos;) {
    size_t Begin = At;
    At += Class.size();
    if (Begin > 0 && isIdentifierChar(Text[Begin - 1]))
      continue;
    std::vector<llvm::StringRef> Words = wordsAfter(Text, At, 4);
    if (Words[0] != "::" || !isName(Words[1]) || Words[2] != "(")
      continue;
    // To the end of the parameters, and what may stand before the body.
    size_t Close = Words[2].data() - Text.data();
    unsigned Depth = 0;
    for (; Close < Text.size(); ++Close) {
      Depth += Text[Close] == '(';
      if (Text[Close] == ')' && --Depth == 0)
        break;
    }
    std::vector<llvm::StringRef> After = wordsAfter(Text, Close + 1, 1);
    if (After[0] != "{" && After[0] != "const" && After[0] != "noexcept" &&
        After[0] != "try")
      continue;
    Result.push_back({Words[1], wordBefore(Text, Begin), Words[3] != ")"});
  }
  return Result;
}

/// A method that takes whatever it is given: a template, or, as the address of
/// a template's function cannot be passed on, one with an ellipsis.
static NamedDecl *makeMethod(ASTContext &Ast, CXXRecordDecl *Class,
                             const Method &What, bool IsPassedOn,
                             SourceLocation Where) {
  QualType Returned = What.Returned == "void"   ? Ast.VoidTy
                      : What.Returned == "bool" ? Ast.BoolTy
                                                : Ast.IntTy;
  FunctionProtoType::ExtProtoInfo Info;
  Info.Variadic = What.HasParameters && IsPassedOn;
  Info.TypeQuals.addConst();
  bool IsTemplate = What.HasParameters && !IsPassedOn;
  TemplateTypeParmDecl *Pack = nullptr;
  llvm::SmallVector<QualType, 1> Parameters;
  if (IsTemplate) {
    Pack = TemplateTypeParmDecl::Create(Ast, Class, Where, Where, /*D=*/0,
                                        /*P=*/0, /*Id=*/nullptr,
                                        /*Typename=*/true,
                                        /*ParameterPack=*/true);
    Pack->setImplicit();
    Parameters.push_back(Ast.getPackExpansionType(
        Ast.getRValueReferenceType(QualType(Pack->getTypeForDecl(), 0)),
        std::nullopt));
  }
  QualType Type = Ast.getFunctionType(Returned, Parameters, Info);
  DeclarationName Name(&Ast.Idents.get(What.Name));
  auto *Method = CXXMethodDecl::Create(
      Ast, Class, Where, DeclarationNameInfo(Name, Where), Type,
      Ast.getTrivialTypeSourceInfo(Type, Where), SC_None,
      /*UsesFPIntrin=*/false, /*isInline=*/false,
      ConstexprSpecKind::Unspecified, Where);
  Method->setAccess(AS_public);
  Method->setImplicit();
  if (!IsTemplate)
    return Method;
  auto *Parameter = ParmVarDecl::Create(
      Ast, Method, Where, Where, /*Id=*/nullptr, Parameters.front(),
      Ast.getTrivialTypeSourceInfo(Parameters.front(), Where), SC_None,
      /*DefArg=*/nullptr);
  Parameter->setScopeInfo(0, 0);
  Method->setParams(Parameter);
  NamedDecl *List[] = {Pack};
  auto *Template = FunctionTemplateDecl::Create(
      Ast, Class, Where, Name,
      TemplateParameterList::Create(Ast, Where, Where, List, Where, nullptr),
      Method);
  Method->setDescribedFunctionTemplate(Template);
  Template->setAccess(AS_public);
  Template->setImplicit();
  return Template;
}

CXXRecordDecl *UnknownNames::classOf(llvm::StringRef Name,
                                     SourceLocation Where) {
  auto [It, IsNew] = Classes.try_emplace(Name, nullptr);
  if (!IsNew)
    return It->second;
  ASTContext &Ast = Actions.getASTContext();
  const SourceManager &SM = Ast.getSourceManager();
  llvm::StringRef Text = SM.getBufferData(SM.getMainFileID());
  std::vector<Method> Methods = methodsIn(Text, Name);
  if (Methods.empty())
    return nullptr;
  DeclContext *Context = Actions.CurContext;
  while (!Context->isFileContext())
    Context = Context->getParent();
  auto *Class = CXXRecordDecl::Create(Ast, TagTypeKind::Class, Context, Where,
                                      Where, &Ast.Idents.get(Name));
  Class->setImplicit();
  Class->startDefinition();
  // Inside a class its own name stands for it: constructors are found by it.
  auto *Injected =
      CXXRecordDecl::Create(Ast, TagTypeKind::Class, Class, Where, Where,
                            &Ast.Idents.get(Name), /*PrevDecl=*/nullptr,
                            /*DelayTypeCreation=*/true);
  Ast.getTypeDeclType(Injected, Class);
  Injected->setImplicit();
  Injected->setAccess(AS_public);
  Class->addDecl(Injected);
  llvm::StringMap<bool> Seen;
  for (const Method &What : Methods) {
    if (What.Name == Name || !Seen.try_emplace(What.Name, true).second)
      continue;
    bool IsPassedOn = Text.contains(("&" + Name + "::" + What.Name).str());
    Class->addDecl(makeMethod(Ast, Class, What, IsPassedOn, Where));
  }
  Class->completeDefinition();
  return It->second = Class;
}

bool UnknownNames::LookupUnqualified(LookupResult &Result, Scope *S) {
  if (!IsIncomplete || !S || Result.isForRedeclaration() ||
      !Result.getLookupName().isIdentifier())
    return false;
  Sema::LookupNameKind Looked = Result.getLookupKind();
  if (Looked != Sema::LookupOrdinaryName &&
      Looked != Sema::LookupNestedNameSpecifierName)
    return false;
  const SourceManager &SM = Actions.getSourceManager();
  SourceLocation Where = SM.getSpellingLoc(Result.getNameLoc());
  if (Where.isInvalid() || isSystemHeader(SM, Where))
    return false;
  llvm::StringRef Name =
      Result.getLookupName().getAsIdentifierInfo()->getName();
  auto [File, Offset] = SM.getDecomposedLoc(Where);
  llvm::StringRef Text = SM.getBufferData(File);
  if (!Text.drop_front(Offset).starts_with(Name))
    return false;
  Neighbours Near;
  Near.After = wordsAfter(Text, Offset + Name.size(), 5);
  Near.Before = wordBefore(Text, Offset);
  Near.Before2 = Near.Before.empty()
                     ? llvm::StringRef()
                     : wordBefore(Text, Near.Before.data() - Text.data());
  bool IsCpp = Actions.getLangOpts().CPlusPlus;

  if (Looked == Sema::LookupNestedNameSpecifierName) {
    CXXRecordDecl *Class =
        IsCpp && File == SM.getMainFileID() ? classOf(Name, Where) : nullptr;
    if (!Class)
      return false;
    Result.addDecl(Class);
    Result.resolveKind();
    return true;
  }
  if (IsCpp && Near.After[0] != "::")
    if (auto It = Classes.find(Name);
        It != Classes.end() && It->second && Near.After[0] != "(") {
      Result.addDecl(It->second);
      Result.resolveKind();
      return true;
    }

  bool IsInBody = S->getFnParent() != nullptr;
  Kind As = IsCpp ? kindInCpp(Near, IsInBody) : kindInC(Near, IsInBody);
  if (As == Kind::Nothing)
    return false;
  if (As == Kind::Value && isSuccessName(Name))
    As = Kind::Success;
  // A name stays what it was first; but an object may be used as a value.
  std::string Key = (Name + "/" + std::to_string(unsigned(As))).str();
  auto [It, IsNew] = Known.try_emplace(Key, nullptr);
  if (IsNew)
    It->second = declare(Name, Where, As);
  Result.addDecl(It->second);
  Result.resolveKind();
  return true;
}

} // namespace hangproof
