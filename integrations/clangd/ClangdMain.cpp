//===- ClangdMain.cpp - clangd with the checks in it ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// clangd loads no plugins, so this is clangd itself with one more module of
// clang-tidy.
//
//===----------------------------------------------------------------------===//

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace clang::clangd {
// In libclangdMain.a, which comes without a header.
int clangdMain(int argc, char *argv[]);
} // namespace clang::clangd

// clangd::isFastTidyCheck(llvm::StringRef): by default clangd runs only the
// checks that its table knows to be fast, and of ours it knows none. The linker
// leads its calls to us (--wrap), under these names.
#define IS_FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"
std::optional<bool>
clangdIsFast(llvm::StringRef Check) __asm__("__real_" IS_FAST);
std::optional<bool> isFast(llvm::StringRef Check) __asm__("__wrap_" IS_FAST);

std::optional<bool> isFast(llvm::StringRef Check) {
  return Check.starts_with("hangproof-") ? true : clangdIsFast(Check);
}

int main(int argc, char *argv[]) {
  return clang::clangd::clangdMain(argc, argv);
}
