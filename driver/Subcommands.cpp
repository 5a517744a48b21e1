//===- Subcommands.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Subcommands.h"
#include "DiffReports.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace hangproof {

ArrayRef<Subcommand> subcommands() {
  static const Subcommand All[] = {
      {"diff", "OLD.sarif NEW.sarif", &diffCommand(), diffReports},
  };
  return All;
}

const Subcommand *findSubcommand(int Argc, const char **Argv) {
  if (Argc < 2)
    return nullptr;
  auto Found = find_if(subcommands(), [&](const Subcommand &Each) {
    return StringRef(Argv[1]) == Each.Name;
  });
  return Found == subcommands().end() ? nullptr : Found;
}

} // namespace hangproof
