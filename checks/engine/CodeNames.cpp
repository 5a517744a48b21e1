//===- CodeNames.cpp ------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodeNames.h"
#include "ValueWalk.h"

namespace hangproof {

std::string calleeName(const FunctionFacts &F, const CallFacts &Call) {
  llvm::StringRef Callee = Call.CalleeName;
  if (Call.IsConstructor)
    Callee = Callee.rsplit("::").first;
  if (Callee.ends_with("(lambda)")) {
    // The variable that holds it.
    Callee = nameOf(F, Call.Object != NoIndex ? Call.Object : Call.Target);
    if (Callee.empty() || Callee == "lambda")
      return "the lambda";
  }
  if (Callee.empty())
    Callee = nameOf(F, Call.Target);
  return Callee.empty() ? "a function pointer" : ("'" + Callee + "'").str();
}

std::string functionName(const FunctionFacts &F) {
  return F.IsLambda ? "the lambda" : "'" + F.Name + "'";
}

} // namespace hangproof
