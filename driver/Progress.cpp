//===- Progress.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"
#include "Paths.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace hangproof {

std::string progressText(size_t Done, size_t Count,
                         std::chrono::duration<double> Elapsed) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << '[' << Done << '/' << Count;
  if (Done != 0 && Done <= Count && Elapsed >= std::chrono::seconds(1)) {
    double Rate = double(Done) / Elapsed.count();
    uint64_t Left = uint64_t(double(Count - Done) / Rate + 0.5);
    OS << format(Rate < 10 ? ", %.1f/s, " : ", %.0f/s, ", Rate);
    if (Left >= 3600)
      OS << Left / 3600 << format(":%02u", unsigned(Left / 60 % 60));
    else
      OS << Left / 60;
    OS << format(":%02u left", unsigned(Left % 60));
  }
  OS << "] ";
  return Text;
}

ProgressLine::ProgressLine(size_t Count, StringRef Root, bool IsQuiet)
    : Count(Count), Root(Root),
      IsShown(!IsQuiet && sys::Process::StandardErrIsDisplayed()),
      Begin(std::chrono::steady_clock::now()) {}

void ProgressLine::show(size_t Done, StringRef File) {
  if (!IsShown)
    return;
  std::string Text =
      progressText(Done, Count, std::chrono::steady_clock::now() - Begin) +
      relativeTo(File, Root).str();
  unsigned Columns = sys::Process::StandardErrColumns();
  if (Columns > 1 && Text.size() >= Columns)
    Text.resize(Columns - 1);
  // Back to the first column, and erase what the last file left there.
  errs() << '\r' << Text << "\033[K";
}

ProgressLine::~ProgressLine() {
  if (IsShown)
    errs() << "\r\033[K";
}

} // namespace hangproof
