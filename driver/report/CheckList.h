//===- CheckList.h - All about every check, as JSON -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_REPORT_CHECKLIST_H
#define HANGPROOF_DRIVER_REPORT_CHECKLIST_H

#include "engine/Check.h"
#include "llvm/Support/raw_ostream.h"

namespace hangproof {

/// An array with an object for each check, in the order of names: what
/// docs/checks.md is made from.
void writeCheckList(llvm::raw_ostream &OS, llvm::ArrayRef<CheckInfo> Checks);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_REPORT_CHECKLIST_H
