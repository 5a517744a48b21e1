//===- ParsedProgram.h - A program from code, for tests ---------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Parses a piece of C++ that includes nothing, so that a test says in a few
// lines what hand-made facts would take a page for.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_UNIT_PARSEDPROGRAM_H
#define HANGPROOF_UNIT_PARSEDPROGRAM_H

#include "engine/Extract.h"
#include "engine/Program.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

namespace hangproof {

class ParsedProgram {
public:
  ParsedProgram(const char *Rows, const std::string &Code) {
    llvm::Error Failure = Api.addYaml(Rows, "rows.yaml", true);
    EXPECT_FALSE(bool(Failure)) << llvm::toString(std::move(Failure));
    std::unique_ptr<clang::ASTUnit> Ast =
        clang::tooling::buildASTFromCodeWithArgs(Code, {"-std=c++17"}, "t.cpp");
    EXPECT_FALSE(Ast->getDiagnostics().hasErrorOccurred());
    std::vector<FileFacts> Files;
    Files.push_back(extractFacts(Ast->getASTContext(), Api));
    P = std::make_unique<Program>(std::move(Files), Api);
  }

  const Program &program() const { return *P; }

  FunctionRef function(llvm::StringRef Name) const {
    for (FunctionRef F : P->functions())
      if (F->Name == Name)
        return F;
    ADD_FAILURE() << "no function " << Name.str();
    return {};
  }

  /// The first call of the callee in the function.
  CallId call(FunctionRef F, llvm::StringRef Callee) const {
    for (CallId I = 0; I < F->Calls.size(); ++I)
      if (F->Calls[I].CalleeName == Callee)
        return I;
    ADD_FAILURE() << F->Name << " does not call " << Callee.str();
    return NoIndex;
  }

private:
  ApiTable Api;
  std::unique_ptr<Program> P;
};

} // namespace hangproof

#endif // HANGPROOF_UNIT_PARSEDPROGRAM_H
