//===- Progress.h - How far a run is ----------------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_PROGRESS_H
#define HANGPROOF_DRIVER_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <string>

namespace hangproof {

/// "[12/340, 3.4/s, 1:36 left] ": files done of all, their rate and the time
/// that the rest takes at that rate. The latter two from the second second on.
std::string progressText(size_t Done, size_t Count,
                         std::chrono::duration<double> Elapsed);

/// One line that is written over and over, on a terminal only: in a log it
/// would be noise. It is gone when this is destroyed.
class ProgressLine {
public:
  ProgressLine(size_t Count, llvm::StringRef Root, bool IsQuiet);
  ProgressLine(const ProgressLine &) = delete;
  ProgressLine &operator=(const ProgressLine &) = delete;
  ~ProgressLine();

  /// File is the one that is begun now.
  void show(size_t Done, llvm::StringRef File);

private:
  size_t Count;
  llvm::StringRef Root;
  bool IsShown;
  std::chrono::steady_clock::time_point Begin;
};

} // namespace hangproof

#endif // HANGPROOF_DRIVER_PROGRESS_H
