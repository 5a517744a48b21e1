//===- OutputFile.h - Reports written whole or not at all -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_OUTPUTFILE_H
#define HANGPROOF_DRIVER_REPORT_OUTPUTFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace hangproof {

/// Writes a file through a temporary one beside it and a rename, so that no
/// reader ever sees half a report and a failed write leaves the old one. "-" is
/// standard output; devices and pipes are written directly. The error names
/// the path.
llvm::Error
writeOutputFile(llvm::StringRef Path,
                llvm::function_ref<void(llvm::raw_ostream &)> Write);

/// A file that is there already, with its new content.
struct OutputText {
  std::string Path;
  std::string Text;
};

/// Replaces files: each is written beside the old one, and only when all are
/// written the first takes its place. They keep their permissions.
llvm::Error writeOutputFiles(llvm::ArrayRef<OutputText> Files);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_OUTPUTFILE_H
