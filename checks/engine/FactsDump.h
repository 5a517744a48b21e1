//===- FactsDump.h - Facts as text ------------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_FACTSDUMP_H
#define HANGPROOF_ENGINE_FACTSDUMP_H

#include "Facts.h"
#include "llvm/Support/raw_ostream.h"

namespace hangproof {

/// A value as an expression: "time() - start".
std::string toText(const FunctionFacts &F, ValueId Value);

/// All facts of a file, one a line, for tests of the extraction and for those
/// who write a check (`hangproof --dump-facts`).
void dumpFacts(const FileFacts &File, llvm::raw_ostream &Out);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_FACTSDUMP_H
