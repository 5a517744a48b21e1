//===- ClangTidyMain.cpp - clang-tidy with the checks in it ---------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For editors and build systems that let the user name the program clang-tidy
// but no arguments for it, so that the plugin cannot be loaded.
//
//===----------------------------------------------------------------------===//

namespace clang::tidy {
// In libclangTidyMain.a, which comes without a header.
int clangTidyMain(int argc, const char **argv);
} // namespace clang::tidy

int main(int argc, const char **argv) {
  return clang::tidy::clangTidyMain(argc, argv);
}
