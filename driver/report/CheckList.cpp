//===- CheckList.cpp - All about every check, as JSON ---------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckList.h"
#include "Json.h"

namespace hangproof {

void writeCheckList(llvm::raw_ostream &OS, llvm::ArrayRef<CheckInfo> Checks) {
  Json List = Json::array();
  for (const CheckInfo &Info : Checks)
    List.push_back({{"name", Info.Name},
                    {"summary", Info.Summary},
                    {"description", Info.Description},
                    {"precision", Info.Precision},
                    {"severity", Info.Severity},
                    {"cwe", Info.Cwe},
                    {"securitySeverity", Info.SecuritySeverity},
                    {"confidence", Info.ConfidenceRules},
                    {"needsProgram", Info.NeedsProgram},
                    {"hasFixes", Info.HasFixes},
                    {"nearest", Info.Nearest}});
  writeJsonValue(OS, List);
}

} // namespace hangproof
