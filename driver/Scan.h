//===- Scan.h - Which file answers for which header -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A header's functions are the same in every file that includes it. So that
// they are analysed once in the whole program and not once a file, each header
// has an owner, the first file that includes it; the others skip its bodies.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_SCAN_H
#define HANGPROOF_DRIVER_SCAN_H

#include "Commands.h"
#include "llvm/Support/FileSystem/UniqueID.h"
#include <map>

namespace hangproof {

class HeaderOwners {
public:
  /// Whether another unit than this one analyses the header's functions.
  /// A header that no scan has seen is everybody's.
  bool isOthers(const llvm::sys::fs::UniqueID &Header, size_t Unit) const {
    auto Found = Owners.find(Header);
    return Found != Owners.end() && Found->second != Unit;
  }

private:
  friend HeaderOwners scanHeaders(llvm::ArrayRef<Unit>, llvm::StringRef,
                                  unsigned);
  std::map<llvm::sys::fs::UniqueID, size_t> Owners;
};

/// Finds the include closure of every unit by a scan of the preprocessor
/// directives, which costs a small part of a parse. Headers outside Root have
/// no owner. A unit whose scan fails owns what it was seen to include.
HeaderOwners scanHeaders(llvm::ArrayRef<Unit> Units, llvm::StringRef Root,
                         unsigned Jobs);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_SCAN_H
