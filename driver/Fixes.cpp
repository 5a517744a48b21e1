//===- Fixes.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes.h"
#include "Paths.h"
#include "report/OutputFile.h"
#include "clang/Tooling/Core/Replacement.h"
#include "clang/Tooling/DiagnosticsYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include <set>

using namespace llvm;
using clang::tooling::Replacement;
using clang::tooling::Replacements;

namespace hangproof {

namespace {

/// The texts of the files that are to be fixed.
class FixedFiles {
public:
  /// None if the file cannot be read.
  std::optional<StringRef> text(StringRef Path) {
    auto [Entry, IsNew] = Texts.try_emplace(Path);
    if (IsNew)
      if (auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false))
        Entry->second = std::move(*Buffer);
    if (!Entry->second)
      return std::nullopt;
    return Entry->second->getBuffer();
  }

  /// The edit with the line ends of its file; None if it is not in the file.
  std::optional<Replacement> replacementOf(const FixEdit &Edit) {
    std::optional<StringRef> Text = text(Edit.Where.Path);
    if (!Text || Edit.Where.EndOffset < Edit.Where.Offset ||
        Edit.Where.EndOffset > Text->size())
      return std::nullopt;
    std::string New = Edit.Replacement;
    if (Text->contains("\r\n"))
      for (size_t At = 0; (At = New.find('\n', At)) != std::string::npos;
           At += 2) {
        if (At && New[At - 1] == '\r') {
          --At;
          continue;
        }
        New.insert(At, 1, '\r');
      }
    return Replacement(Edit.Where.Path, Edit.Where.Offset,
                       Edit.Where.EndOffset - Edit.Where.Offset, New);
  }

private:
  StringMap<std::unique_ptr<MemoryBuffer>> Texts;
};

using ReplacementsByFile = std::map<std::string, Replacements>;

} // namespace

/// Adds one that is not there yet. False if it overlaps another.
static bool add(ReplacementsByFile &All, const Replacement &New) {
  Replacements &OfFile = All[New.getFilePath().str()];
  // Two findings may want the same line to be added.
  if (is_contained(OfFile, New))
    return true;
  if (Error E = OfFile.add(New)) {
    consumeError(std::move(E));
    return false;
  }
  return true;
}

Expected<FixOutcome> applyFixes(const Report &R,
                                function_ref<bool(StringRef)> IsAsAnalyzed) {
  FixOutcome Outcome;
  FixedFiles Files;
  ReplacementsByFile All;
  StringMap<bool> IsFit;
  auto Fits = [&](StringRef Path) {
    auto [Entry, IsNew] = IsFit.try_emplace(Path, false);
    if (!IsNew)
      return Entry->second;
    Entry->second = Files.text(Path) && IsAsAnalyzed(Path);
    if (!Entry->second)
      Outcome.Refused.push_back(
          ("'" + Path +
           "' has changed since it was analysed: its fixes are "
           "not applied; run again")
              .str());
    return Entry->second;
  };
  for (const ReportedFinding &F : R.Findings) {
    const std::vector<FixEdit> &Edits = F.What.Fixes;
    if (Edits.empty()) {
      ++Outcome.WithoutFix;
      continue;
    }
    if (!all_of(Edits, [&](const FixEdit &E) { return Fits(E.Where.Path); }))
      continue;
    ReplacementsByFile With = All;
    bool IsApplied = all_of(Edits, [&](const FixEdit &Edit) {
      std::optional<Replacement> New = Files.replacementOf(Edit);
      return New && add(With, *New);
    });
    if (!IsApplied) {
      ++Outcome.Conflicting;
      continue;
    }
    All = std::move(With);
    ++Outcome.Findings;
    std::set<std::string> Touched;
    for (const FixEdit &Edit : Edits)
      Touched.insert(Edit.Where.Path);
    for (const std::string &Path : Touched)
      ++Outcome.Applied[Path];
  }

  std::vector<OutputText> Texts;
  for (const auto &[Path, OfFile] : All) {
    Expected<std::string> New =
        clang::tooling::applyAllReplacements(*Files.text(Path), OfFile);
    if (!New)
      return createStringError("cannot fix '" + Path +
                               "': " + toString(New.takeError()));
    Texts.push_back({Path, std::move(*New)});
  }
  if (Error E = writeOutputFiles(Texts))
    return std::move(E);
  return Outcome;
}

static std::string counted(unsigned Count, StringRef Noun) {
  return (Twine(Count) + " " + Noun + (Count == 1 ? "" : "s")).str();
}

void tellFixes(raw_ostream &OS, const FixOutcome &Outcome, StringRef Root) {
  for (const auto &[Path, Count] : Outcome.Applied)
    OS << "hangproof: fixed '" << relativeTo(Path, Root)
       << "': " << counted(Count, "finding") << '\n';
  OS << "hangproof: " << counted(Outcome.Findings, "finding") << " fixed in "
     << counted(Outcome.Applied.size(), "file");
  if (Outcome.Conflicting)
    OS << "; " << Outcome.Conflicting
       << " whose fixes overlap others: run again";
  if (Outcome.WithoutFix)
    OS << "; " << Outcome.WithoutFix << " without a fix";
  OS << '\n';
}

Error exportFixes(StringRef File, const Report &R) {
  FixedFiles Files;
  auto MessageOf = [](const SourceRange &Where, StringRef Text) {
    clang::tooling::DiagnosticMessage Message(Text);
    Message.FilePath = Where.Path;
    Message.FileOffset = Where.Offset;
    if (Where.EndOffset > Where.Offset) {
      clang::tooling::FileByteRange Range;
      Range.FilePath = Where.Path;
      Range.FileOffset = Where.Offset;
      Range.Length = Where.EndOffset - Where.Offset;
      Message.Ranges.push_back(std::move(Range));
    }
    return Message;
  };
  clang::tooling::TranslationUnitDiagnostics Document;
  for (const ReportedFinding &F : R.Findings) {
    clang::tooling::DiagnosticMessage Message =
        MessageOf(F.What.Where, F.What.Message);
    ReplacementsByFile Edits;
    bool IsWhole = all_of(F.What.Fixes, [&](const FixEdit &Edit) {
      std::optional<Replacement> New = Files.replacementOf(Edit);
      return New && add(Edits, *New);
    });
    if (IsWhole)
      for (auto &[Path, OfFile] : Edits)
        Message.Fix[Path] = std::move(OfFile);
    SmallVector<clang::tooling::DiagnosticMessage, 1> Notes;
    for (const EvidenceStep &Step : F.What.Evidence)
      Notes.push_back(MessageOf(Step.Where, Step.Message));
    auto Level = StringRef(levelOf(R, F)) == "error"
                     ? clang::tooling::Diagnostic::Error
                     : clang::tooling::Diagnostic::Warning;
    Document.Diagnostics.emplace_back(F.What.Check, Message, Notes, Level,
                                      /*BuildDirectory=*/R.Root);
  }
  return writeOutputFile(File, [&](raw_ostream &OS) {
    yaml::Output Output(OS);
    Output << Document;
  });
}

} // namespace hangproof
