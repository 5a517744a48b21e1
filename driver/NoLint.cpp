//===- NoLint.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NoLint.h"
#include "clang-tidy/GlobList.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace hangproof {

bool NoLintComment::suppresses(StringRef Check) const {
  if (!Checks)
    return true;
  clang::tidy::GlobList Globs(join(*Checks, ","), /*KeepNegativeGlobs=*/false);
  return Globs.contains(Check);
}

static std::optional<NoLintKind> kindOf(StringRef Word) {
  return StringSwitch<std::optional<NoLintKind>>(Word)
      .Case("NOLINT", NoLintKind::Line)
      .Case("NOLINTNEXTLINE", NoLintKind::NextLine)
      .Case("NOLINTBEGIN", NoLintKind::Begin)
      .Case("NOLINTEND", NoLintKind::End)
      .Default(std::nullopt);
}

/// What Rest, the remainder of a line, says as a reason.
static std::string reasonIn(StringRef Rest) {
  // Another directive is not the reason of this one.
  Rest = Rest.take_front(Rest.find("NOLINT"));
  Rest = Rest.take_front(Rest.find("*/"));
  Rest = Rest.trim();
  Rest = Rest.ltrim(":-").trim();
  // The beginning of a comment that stands behind the code or behind us.
  while (Rest.consume_back("/*") || Rest.consume_back("//"))
    Rest = Rest.rtrim();
  Rest.consume_front("//");
  return Rest.trim().str();
}

/// Gives every Begin its End, the innermost first, as brackets are matched; an
/// End must name the same checks.
static void matchBlocks(std::vector<NoLintComment> &Comments) {
  std::vector<NoLintComment *> Open;
  for (NoLintComment &Comment : Comments) {
    if (Comment.Kind == NoLintKind::Begin) {
      Open.push_back(&Comment);
    } else if (Comment.Kind == NoLintKind::End && !Open.empty() &&
               Open.back()->Checks == Comment.Checks) {
      Open.back()->BlockEnd = Comment.Offset;
      Open.pop_back();
    }
  }
}

std::vector<NoLintComment> findNoLints(StringRef Text) {
  std::vector<NoLintComment> Result;
  unsigned Line = 1;
  size_t Counted = 0;
  for (size_t At = Text.find("NOLINT"); At != StringRef::npos;
       At = Text.find("NOLINT", At)) {
    NoLintComment Comment;
    Comment.Offset = At;
    size_t End = At + StringRef("NOLINT").size();
    while (End < Text.size() && isAlpha(Text[End]))
      ++End;
    std::optional<NoLintKind> Kind = kindOf(Text.slice(At, End));
    At = End;
    if (!Kind)
      continue;
    Comment.Kind = *Kind;
    StringRef Rest = Text.drop_front(End);
    Rest = Rest.take_front(Rest.find('\n'));
    if (Rest.starts_with("(") && Rest.contains(')')) {
      SmallVector<StringRef, 4> Globs;
      Rest.slice(1, Rest.find(')')).split(Globs, ',');
      Comment.Checks.emplace();
      for (StringRef Glob : Globs)
        Comment.Checks->push_back(Glob.trim().str());
      End += Rest.find(')') + 1;
      Rest = Rest.drop_front(Rest.find(')') + 1);
    }
    At = Comment.EndOffset = End;
    Comment.Reason = reasonIn(Rest);
    Line += Text.slice(Counted, Comment.Offset).count('\n');
    Counted = Comment.Offset;
    Comment.Line = Line;
    Result.push_back(std::move(Comment));
  }
  matchBlocks(Result);
  return Result;
}

std::vector<const NoLintComment *> responsible(ArrayRef<NoLintComment> Comments,
                                               StringRef Check, size_t Offset,
                                               unsigned Line) {
  std::vector<const NoLintComment *> Result;
  auto Add = [&](function_ref<bool(const NoLintComment &)> IsNear) {
    for (const NoLintComment &Comment : Comments)
      if (IsNear(Comment) && Comment.suppresses(Check))
        Result.push_back(&Comment);
  };
  Add([&](const NoLintComment &C) {
    return C.Kind == NoLintKind::Line && C.Line == Line;
  });
  Add([&](const NoLintComment &C) {
    return C.Kind == NoLintKind::NextLine && C.Line + 1 == Line;
  });
  Add([&](const NoLintComment &C) {
    return C.BlockEnd && C.Offset < Offset && Offset < *C.BlockEnd;
  });
  return Result;
}

} // namespace hangproof
