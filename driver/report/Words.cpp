//===- Words.cpp - What the smaller formats say of a finding --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Words.h"
#include "Utf16.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>
#include <tuple>

using namespace llvm;

namespace hangproof {

std::string evidenceWords(const Finding &F, ReportPaths &Paths) {
  std::string Text;
  for (auto [Index, Step] : enumerate(F.Evidence)) {
    if (Index)
      Text += '\n';
    Text += utostr(Index + 1) + ". ";
    if (Step.Where.isValid())
      Text += Paths.get(Step.Where.Path).Path + ":" + utostr(Step.Where.Line) +
              ": ";
    Text += Step.Message;
  }
  return toValidUtf8(Text);
}

std::string reasonWords(const Report &R, const IncompleteFile &File) {
  std::string Text = toValidUtf8(File.Reason);
  if (R.Root.size() > 1) {
    std::string Folder = R.Root + "/";
    for (size_t At = 0; (At = Text.find(Folder, At)) != std::string::npos;)
      Text.erase(At, Folder.size());
  }
  return Text;
}

std::vector<size_t> mostImportantFirst(const Report &R) {
  std::vector<size_t> Indices(R.Findings.size());
  std::iota(Indices.begin(), Indices.end(), 0);
  auto Key = [&](size_t Index) {
    const ReportedFinding &F = R.Findings[Index];
    bool IsError = StringRef(levelOf(R, F)) == "error";
    return std::tuple(!IsError, -static_cast<int>(F.What.Level), Index);
  };
  llvm::sort(Indices, [&](size_t A, size_t B) { return Key(A) < Key(B); });
  return Indices;
}

} // namespace hangproof
