//===- Provenance.h - Where the analysed code comes from --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PROVENANCE_H
#define HANGPROOF_DRIVER_PROVENANCE_H

#include "report/Report.h"

namespace hangproof {

/// What git says about the folder; empty members where it says nothing or is
/// not there.
VersionControl versionOf(llvm::StringRef Folder);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PROVENANCE_H
