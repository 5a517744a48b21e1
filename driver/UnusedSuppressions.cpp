//===- UnusedSuppressions.cpp ---------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnusedSuppressions.h"
#include "clang-tidy/GlobList.h"
#include "engine/Check.h"
#include "report/Fingerprint.h"
#include "report/SourceText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include <set>

using namespace llvm;

namespace hangproof {

static constexpr char Name[] = "hangproof-unused-suppression";

static const char Page[] = R"(# hangproof-unused-suppression

## What it finds

A `NOLINT`, `NOLINTNEXTLINE` or `NOLINTBEGIN` comment that names a check of hangproof and suppresses no finding. It is looked for with `--report-unused-suppressions`.

## Why it matters

The defect that the comment was about is gone or has moved. What stays behind hides the next one in the same line, with a reason that was never about it.

## What to do instead

Remove the comment, or only the name of the check from its list. `--fix` does that where nothing else stands in the comment.

## What it cannot see

Only checks that are enabled and files that were analysed whole are judged. clang-tidy, which sees one file at a time, may still report what the whole program shows to be right; then the comment is of use there.
)";

/// What the reports say of the rule.
static CheckInfo info() {
  CheckInfo Info{};
  Info.Name = Name;
  Info.Summary = "A NOLINT comment for hangproof suppresses nothing";
  Info.Description =
      "The comment names a check of hangproof, but that check finds nothing "
      "there any more. It would hide the next finding in the same place.";
  Info.Precision = "high";
  Info.Severity = "warning";
  Info.Cwe = "";
  Info.ConfidenceRules = "Always high.";
  Info.NeedsProgram = true;
  Info.HasFixes = true;
  Info.Page = Page;
  return Info;
}

/// The checks that a glob names; None if it is not about hangproof.
static std::optional<std::vector<StringRef>> checksOf(StringRef Glob) {
  if (Glob.starts_with("-") || !Glob.contains("hangproof"))
    return std::nullopt;
  clang::tidy::GlobList Globs(Glob);
  std::vector<StringRef> Result;
  for (const CheckInfo &Info : allChecks())
    if (Globs.contains(Info.Name))
      Result.push_back(Info.Name);
  return Result;
}

static const char *wordOf(NoLintKind Kind) {
  switch (Kind) {
  case NoLintKind::Line:
    return "NOLINT";
  case NoLintKind::NextLine:
    return "NOLINTNEXTLINE";
  case NoLintKind::Begin:
    return "NOLINTBEGIN";
  case NoLintKind::End:
    return "NOLINTEND";
  }
  llvm_unreachable("all kinds are named");
}

/// Takes out a comment, from "//" to the end of its line, with the line if
/// nothing else is in it. None if the comment says something else too.
static std::optional<FixEdit> removal(StringRef Text,
                                      const SourceRange &Where) {
  size_t LineBegin = Text.rfind('\n', Where.Offset) + 1;
  size_t LineEnd = Text.find('\n', Where.Offset);
  LineEnd = LineEnd == StringRef::npos ? Text.size() : LineEnd;
  StringRef Before = Text.slice(LineBegin, Where.Offset).rtrim(" \t");
  if (!Before.consume_back("//") ||
      Text.slice(Where.EndOffset, LineEnd).contains("NOLINT"))
    return std::nullopt;
  // What a backslash joins is more than this line.
  if (Text.slice(Where.EndOffset, LineEnd).rtrim("\r \t").ends_with("\\"))
    return std::nullopt;
  Before = Before.rtrim(" \t");
  FixEdit Edit;
  Edit.Where = Where;
  bool IsAlone = Before.empty();
  Edit.Where.Offset = IsAlone ? LineBegin : LineBegin + Before.size();
  Edit.Where.Column = Edit.Where.Offset - LineBegin + 1;
  Edit.Where.EndOffset = LineEnd;
  if (!IsAlone && LineEnd && Text[LineEnd - 1] == '\r')
    --Edit.Where.EndOffset;
  Edit.Where.EndLine = Where.Line;
  Edit.Where.EndColumn = Edit.Where.EndOffset - LineBegin + 1;
  if (IsAlone && LineEnd < Text.size()) {
    ++Edit.Where.EndOffset;
    ++Edit.Where.EndLine;
    Edit.Where.EndColumn = 1;
  }
  return Edit;
}

namespace {

class Judge {
public:
  Judge(ArrayRef<Finding> Found, Suppressions &Comments,
        WantedFindings IsWanted)
      : Comments(Comments), IsWanted(IsWanted) {
    for (const Finding &F : Found)
      for (const NoLintComment *Comment : Comments.responsible(F))
        Used[F.Where.Path].insert({Comment->Offset, F.Check});
  }

  void judge(StringRef Path, std::vector<Finding> &Result) {
    for (const NoLintComment &Comment : Comments.commentsOf(Path)) {
      if (!Comment.Checks || Comment.Kind == NoLintKind::End)
        continue;
      // One that is never closed is told as a mistake.
      if (Comment.Kind == NoLintKind::Begin && !Comment.BlockEnd)
        continue;
      for (StringRef Glob : *Comment.Checks)
        if (std::string Message = messageOn(Path, Comment, Glob);
            !Message.empty())
          Result.push_back(finding(Path, Comment, std::move(Message)));
    }
  }

private:
  static bool isTypo(StringRef Glob) {
    std::optional<std::vector<StringRef>> Named = checksOf(Glob);
    return Named && Named->empty();
  }

  /// What is wrong with one glob of a comment; empty if nothing is.
  std::string messageOn(StringRef Path, const NoLintComment &Comment,
                        StringRef Glob) {
    std::optional<std::vector<StringRef>> Named = checksOf(Glob);
    // "hangproof-unused-suppression" suppresses ourselves.
    if (!Named || Glob == Name)
      return "";
    std::string Word = wordOf(Comment.Kind);
    if (isTypo(Glob))
      return ("'" + Glob + "' in this " + Word + " names no check").str();
    for (StringRef Check : *Named)
      if (!IsWanted(Path, Check) ||
          Used[Path].count({Comment.Offset, Check.str()}))
        return "";
    if (Comment.Checks->size() > 1)
      return ("'" + Glob + "' in this " + Word +
              " suppresses nothing; take it out of the list")
          .str();
    return Word + "(" + Glob.str() + ") suppresses nothing; remove it";
  }

  Finding finding(StringRef Path, const NoLintComment &Comment,
                  std::string Message) {
    Finding F;
    F.Check = Name;
    F.Where = Comments.placeOf(Path, Comment);
    F.Message = std::move(Message);
    F.Level = Confidence::High;
    std::vector<SourceRange> Places = {F.Where};
    if (Comment.BlockEnd)
      for (const NoLintComment &End : Comments.commentsOf(Path))
        if (End.Offset == *Comment.BlockEnd) {
          Places.push_back(Comments.placeOf(Path, End));
          F.Evidence.push_back({Places.back(), "the block ends here"});
        }
    // A name that is no check was meant to be one.
    if (Comment.Checks->size() == 1 && !isTypo(Comment.Checks->front()))
      for (const SourceRange &Place : Places) {
        std::optional<FixEdit> Edit = removal(Comments.textOf(Path), Place);
        if (!Edit) {
          F.Fixes.clear();
          break;
        }
        F.Fixes.push_back(std::move(*Edit));
      }
    return F;
  }

  Suppressions &Comments;
  WantedFindings IsWanted;
  /// By path: offsets of comments with the checks that they suppress.
  StringMap<std::set<std::pair<size_t, std::string>>> Used;
};

} // namespace

std::vector<Finding> unusedSuppressions(ArrayRef<Finding> Found,
                                        ArrayRef<std::string> Files,
                                        Suppressions &Comments,
                                        WantedFindings IsWanted) {
  Judge Each(Found, Comments, IsWanted);
  std::vector<Finding> Result;
  for (const std::string &Path : Files)
    Each.judge(Path, Result);
  sortAndUnique(Result);
  return Result;
}

void addUnusedSuppressions(std::vector<Finding> Unused, Report &R) {
  CheckInfo Info = info();
  R.Checks.insert(lower_bound(R.Checks, Info,
                              [](const CheckInfo &A, const CheckInfo &B) {
                                return StringRef(A.Name) < B.Name;
                              }),
                  Info);
  for (Finding &F : Unused)
    R.Findings.push_back({std::move(F), false, ""});
  sort(R.Findings, [](const ReportedFinding &A, const ReportedFinding &B) {
    return std::tie(A.What.Where, A.What.Check, A.What.Message) <
           std::tie(B.What.Where, B.What.Check, B.What.Message);
  });
  assignFingerprints(R);
}

} // namespace hangproof
