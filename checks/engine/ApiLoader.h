//===- ApiLoader.h - From YAML to rows --------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_APILOADER_H
#define HANGPROOF_ENGINE_APILOADER_H

#include "Api.h"
#include "ApiYaml.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hangproof {

/// What one YAML document says, with the places that later complaints need.
struct ApiDocument {
  explicit ApiDocument(llvm::StringRef FileName)
      : FileName(FileName), Complaints(FileName) {}

  struct Placed {
    unsigned Line, Column;
  };
  /// A use of a pair's name. Another document may declare it, so it can only
  /// be checked once all are read.
  struct PairUse {
    std::string Name;
    Placed Where;
  };
  struct Removal {
    std::string Name;
    Placed Where;
  };

  std::string FileName;
  YamlComplaints Complaints;
  std::vector<ApiRow> Rows;
  std::vector<Placed> RowPlaces; ///< Same length as Rows.
  std::vector<PairKind> Pairs;
  std::vector<Placed> PairPlaces; ///< Same length as Pairs.
  std::vector<PairUse> PairUses;
  std::vector<Removal> Removals;
  std::vector<CallbackSignature> Callbacks;
};

/// Reads and checks all that can be checked in the document alone. Errors are
/// in its Complaints.
ApiDocument loadApiDocument(llvm::StringRef Text, llvm::StringRef FileName,
                            bool IsUserFile);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_APILOADER_H
