//===- IndexFile.h - The program index on disk ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_INDEXFILE_H
#define HANGPROOF_DRIVER_INDEXFILE_H

#include "engine/ProgramIndex.h"
#include <memory>

namespace hangproof {

/// What --write-index has written. The error says what is wrong with the file,
/// and does not name it.
llvm::Expected<std::shared_ptr<const ProgramIndex>>
readIndexFile(llvm::StringRef Path, const ApiTable &Api);

/// Takes the facts and gives them back. The error names the file.
llvm::Error writeIndexFile(llvm::StringRef Path, std::vector<FileFacts> &Files,
                           const ApiTable &Api);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_INDEXFILE_H
