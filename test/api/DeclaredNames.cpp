//===- DeclaredNames.cpp - Lists what headers declare ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Usage: DeclaredNames FILE [COMPILER ARGUMENTS...]
//
// Parses FILE and prints, for each function, method, constructor and member
// that can be called, "NAME<tab>ARGUMENTS": the name that the engine would look
// it up under, and how many arguments it takes ("*" if there is no limit). The
// exit code is 1 if FILE does not parse.
//
//===----------------------------------------------------------------------===//

#include "engine/Symbols.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace clang;

namespace {

/// The largest number of arguments under each name.
using NameTable = std::map<std::string, unsigned>;
constexpr unsigned NoLimit = ~0u;

class Visitor : public RecursiveASTVisitor<Visitor> {
public:
  explicit Visitor(NameTable &Names) : Names(Names) {}

  bool shouldVisitImplicitCode() const { return true; }

  bool VisitFunctionDecl(FunctionDecl *F) {
    bool HasNoLimit = F->isVariadic() || !F->hasPrototype();
    for (const ParmVarDecl *Parameter : F->parameters())
      HasNoLimit |= Parameter->isParameterPack();
    add(*F, HasNoLimit ? NoLimit : F->getNumParams());
    return true;
  }

  bool VisitFieldDecl(FieldDecl *Field) {
    QualType Pointee = Field->getType()->getPointeeType();
    if (Pointee.isNull() || !Pointee->isFunctionType())
      return true;
    const auto *Prototype = Pointee->getAs<FunctionProtoType>();
    add(*Field, Prototype && !Prototype->isVariadic()
                    ? Prototype->getNumParams()
                    : NoLimit);
    return true;
  }

private:
  void add(const NamedDecl &D, unsigned Arguments) {
    unsigned &Most =
        Names.try_emplace(hangproof::qualifiedName(D), 0).first->second;
    Most = std::max(Most, Arguments);
  }

  NameTable &Names;
};

class Consumer : public ASTConsumer {
public:
  explicit Consumer(NameTable &Names) : Names(Names) {}

  bool shouldSkipFunctionBody(Decl *) override { return true; }

  void HandleTranslationUnit(ASTContext &Context) override {
    Visitor(Names).TraverseDecl(Context.getTranslationUnitDecl());
  }

private:
  NameTable &Names;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(NameTable &Names) : Names(Names) {}

protected:
  bool BeginInvocation(CompilerInstance &CI) override {
    CI.getFrontendOpts().SkipFunctionBodies = true;
    return true;
  }

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 llvm::StringRef) override {
    return std::make_unique<Consumer>(Names);
  }

private:
  NameTable &Names;
};

} // namespace

int main(int Count, char **Arguments) {
  if (Count < 2) {
    llvm::errs() << "usage: DeclaredNames FILE [COMPILER ARGUMENTS...]\n";
    return 2;
  }
  auto Buffer = llvm::MemoryBuffer::getFile(Arguments[1]);
  if (!Buffer) {
    llvm::errs() << Arguments[1] << ": " << Buffer.getError().message() << "\n";
    return 2;
  }
  std::vector<std::string> Flags(Arguments + 2, Arguments + Count);
  Flags.push_back("-resource-dir=" HANGPROOF_RESOURCE_DIR);
  NameTable Names;
  bool IsWhole = tooling::runToolOnCodeWithArgs(std::make_unique<Action>(Names),
                                                (*Buffer)->getBuffer(), Flags,
                                                Arguments[1]);
  for (const auto &[Name, Most] : Names) {
    llvm::outs() << Name << '\t';
    if (Most == NoLimit)
      llvm::outs() << "*\n";
    else
      llvm::outs() << Most << '\n';
  }
  return IsWhole ? 0 : 1;
}
