//===- TestCode.h - Code that tests other code ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_TESTCODE_H
#define HANGPROOF_ENGINE_TESTCODE_H

#include "Program.h"

namespace hangproof {

/// A test may end as it likes: that it dies is how it fails.
class TestCode {
public:
  explicit TestCode(const Program &P);

  /// Whether F belongs to a test: its file uses a test framework, is named
  /// as one ("cache_test.cc"), or stands in a folder of tests below the folder
  /// that all files of the program share.
  bool holds(FunctionRef F) const;

private:
  size_t RootLength = 0; ///< Of the shared folder's path.
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_TESTCODE_H
