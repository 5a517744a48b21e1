//===- TidyIndex.h - The program index in clang-tidy ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_TIDYINDEX_H
#define HANGPROOF_TIDYINDEX_H

#include "engine/ProgramIndex.h"
#include <memory>

namespace hangproof {

/// The index that `hangproof --write-index` has written to Path. Read once in
/// the life of the process, unless the file changes: an editor asks for it
/// after every key. Null if it cannot be used; then Problem says why. May be
/// called from any thread.
std::shared_ptr<const ProgramIndex>
programIndex(llvm::StringRef Path, const ApiTable &Api, std::string &Problem);

} // namespace hangproof

#endif // HANGPROOF_TIDYINDEX_H
