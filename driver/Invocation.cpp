//===- Invocation.cpp -----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Invocation.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/Utils.h"

using namespace clang;

namespace hangproof {

std::unique_ptr<CompilerInvocation>
makeInvocation(const Unit &U, IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files) {
  llvm::SmallVector<const char *, 64> Arguments;
  for (const std::string &Argument : U.Arguments)
    Arguments.push_back(Argument.c_str());
  // Complaints about flags of other compilers: the parse shows whether they
  // matter.
  IgnoringDiagConsumer Ignored;
  CreateInvocationOptions Creation;
  Creation.Diags = CompilerInstance::createDiagnostics(
      new DiagnosticOptions, &Ignored, /*ShouldOwnClient=*/false);
  Creation.VFS = std::move(Files);
  Creation.RecoverOnError = true;
  std::unique_ptr<CompilerInvocation> Invocation =
      createInvocation(Arguments, Creation);
  if (!Invocation)
    return nullptr;

  FrontendOptions &Frontend = Invocation->getFrontendOpts();
  Frontend.DisableFree = false;
  Frontend.SkipFunctionBodies = true;
  Frontend.ProgramAction = frontend::ParseSyntaxOnly;
  Frontend.Plugins.clear();
  Frontend.OutputFile.clear();
  Invocation->getCodeGenOpts().DisableFree = false;
  Invocation->getDependencyOutputOpts() = DependencyOutputOptions();

  // Warnings are other tools' business, and Clang makes errors of some that
  // other compilers accept.
  DiagnosticOptions &Diagnostics = Invocation->getDiagnosticOpts();
  Diagnostics.IgnoreWarnings = 1;
  Diagnostics.Warnings.push_back("no-everything");
  Diagnostics.ErrorLimit = 0;
  Diagnostics.ShowCarets = 0;
  Diagnostics.VerifyDiagnostics = 0;
  Diagnostics.DiagnosticSerializationFile.clear();
  LangOptions &Language = Invocation->getLangOpts();
  Language.SpellChecking = 0;
  Language.BracketDepth = 8192;
  return Invocation;
}

} // namespace hangproof
