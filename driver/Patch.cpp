//===- Patch.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patch.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

namespace {

class PatchParser {
public:
  PatchParser(StringRef Text, StringRef Name)
      : Text(Text), Rest(Text), Name(Name) {}

  Expected<std::vector<PatchFile>> parse();

private:
  bool next();
  Error fail(const Twine &Message) const {
    return createStringError(Name + ":" + Twine(Number) + ": " + Message);
  }
  Error readGitHeader(StringRef Names);
  Error readNames(StringRef Old);
  Error readHunk();
  PatchFile &current() { return Files.back(); }

  StringRef Text, Rest, Name;
  StringRef Line;      ///< The current one, without its line end.
  unsigned Number = 0; ///< Of the current line, from 1.
  std::vector<PatchFile> Files;
  bool IsOpen = false;    ///< Hunks belong to the last file.
  bool IsGitOpen = false; ///< Its names are those of its "diff --git".
};

} // namespace

/// Goes to the next line; false at the end.
bool PatchParser::next() {
  if (Rest.empty())
    return false;
  std::tie(Line, Rest) = Rest.split('\n');
  ++Number;
  return true;
}

/// Text in double quotes with the escapes of C, as git writes odd names; None
/// if it is not closed. What follows is left in Text.
static std::optional<std::string> takeQuoted(StringRef &Text) {
  std::string Result;
  size_t I = 1;
  for (; I < Text.size() && Text[I] != '"'; ++I) {
    if (Text[I] != '\\') {
      Result += Text[I];
      continue;
    }
    if (++I == Text.size())
      return std::nullopt;
    StringRef Digits = Text.substr(I, 3);
    unsigned Code;
    if (Digits.size() == 3 && !Digits.getAsInteger(8, Code)) {
      Result += char(Code);
      I += 2;
      continue;
    }
    size_t Known = StringRef("abtnvfr").find(Text[I]);
    Result += Known == StringRef::npos ? Text[I] : "\a\b\t\n\v\f\r"[Known];
  }
  if (I >= Text.size())
    return std::nullopt;
  Text = Text.drop_front(I + 1);
  return Result;
}

/// A name behind "--- " or "+++ ": quoted, or up to a tab (behind which a date
/// stands).
static std::optional<std::string> nameIn(StringRef Text) {
  Text.consume_back("\r");
  if (Text.starts_with("\""))
    return takeQuoted(Text);
  return Text.take_until([](char C) { return C == '\t'; }).rtrim(' ').str();
}

/// Both names of "diff --git A B"; only what follows may tell them apart if
/// there are blanks in them. Then they are equal but for their prefix, or other
/// lines name them.
static std::pair<std::string, std::string> gitNames(StringRef Text) {
  Text.consume_back("\r");
  if (Text.starts_with("\"")) {
    std::optional<std::string> Old = takeQuoted(Text);
    std::optional<std::string> New = nameIn(Text.ltrim(' '));
    if (Old && New)
      return {*Old, *New};
    return {};
  }
  if (size_t Quote = Text.find(" \""); Quote != StringRef::npos) {
    std::optional<std::string> New = nameIn(Text.drop_front(Quote + 1));
    return {Text.take_front(Quote).str(), New.value_or("")};
  }
  auto WithoutPrefix = [](StringRef Path) { return Path.split('/').second; };
  for (size_t At = Text.find(' '); At != StringRef::npos;
       At = Text.find(' ', At + 1)) {
    StringRef Old = Text.take_front(At), New = Text.drop_front(At + 1);
    if (Old == New || (!WithoutPrefix(Old).empty() &&
                       WithoutPrefix(Old) == WithoutPrefix(New)))
      return {Old.str(), New.str()};
  }
  return {};
}

/// Names that stand for no file.
static bool isNoFile(StringRef Path) { return Path == "/dev/null"; }

Error PatchParser::readGitHeader(StringRef Names) {
  Files.emplace_back();
  IsOpen = false;
  IsGitOpen = true;
  std::tie(current().OldPath, current().NewPath) = gitNames(Names);
  return Error::success();
}

/// Reads "--- OLD" and "+++ NEW" behind it.
Error PatchParser::readNames(StringRef Old) {
  std::optional<std::string> OldPath = nameIn(Old);
  if (!OldPath)
    return fail("the name of the old file is not closed");
  next();
  std::optional<std::string> NewPath = nameIn(Line.drop_front(4));
  if (!NewPath)
    return fail("the name of the new file is not closed");
  if (isNoFile(*OldPath) && isNoFile(*NewPath))
    return fail("neither the old nor the new file has a name");
  if (!IsGitOpen)
    Files.emplace_back();
  IsGitOpen = false;
  IsOpen = true;
  current().OldPath = isNoFile(*OldPath) ? "" : *OldPath;
  current().NewPath = isNoFile(*NewPath) ? "" : *NewPath;
  return Error::success();
}

/// "12,3" or "12", which is one line.
static bool takeSpan(StringRef &Text, unsigned &Begin, unsigned &Count) {
  Count = 1;
  if (Text.consumeInteger(10, Begin))
    return false;
  return !Text.consume_front(",") || !Text.consumeInteger(10, Count);
}

Error PatchParser::readHunk() {
  unsigned OldBegin, OldCount, NewBegin, NewCount;
  StringRef Head = Line;
  if (Head.starts_with("@@@"))
    return fail("a combined diff of a merge; give the diff against one side");
  if (!Head.consume_front("@@ -") || !takeSpan(Head, OldBegin, OldCount) ||
      !Head.consume_front(" +") || !takeSpan(Head, NewBegin, NewCount) ||
      !Head.starts_with(" @@"))
    return fail("'" + Line.rtrim('\r') + "' is no head of a hunk");
  if (!IsOpen)
    return fail("a hunk without the name of its file");

  // Without a line, the number is that of the line before.
  unsigned At = NewCount ? NewBegin : NewBegin + 1;
  unsigned OldLeft = OldCount, NewLeft = NewCount;
  // Of the run of changed lines that is being read.
  bool HasRemoved = false, HasAdded = false;
  auto EndRun = [&] {
    if (HasRemoved && !HasAdded)
      current().Changes.push_back({At - 1, At, /*IsGap=*/true});
    HasRemoved = HasAdded = false;
  };
  while (OldLeft || NewLeft) {
    if (!next())
      return fail("the patch ends within a hunk");
    char Mark = Line.empty() || Line == "\r" ? ' ' : Line.front();
    StringRef Content = Line.drop_front(Line.empty() || Line == "\r" ? 0 : 1);
    Content.consume_back("\r");
    if (Mark == '\\')
      continue;
    bool IsOld = Mark == ' ' || Mark == '-', IsNew = Mark == ' ' || Mark == '+';
    if ((!IsOld && !IsNew) || (IsOld && !OldLeft) || (IsNew && !NewLeft))
      return fail("a hunk has not the lines that its head says");
    OldLeft -= IsOld;
    NewLeft -= IsNew;
    if (IsNew)
      current().Lines.push_back({At, Content.str()});
    if (Mark == '+') {
      std::vector<ChangedRange> &Changes = current().Changes;
      if (HasAdded && Changes.back().Last + 1 == At)
        Changes.back().Last = At;
      else
        Changes.push_back({At, At, /*IsGap=*/false});
      HasAdded = true;
    } else if (Mark == '-') {
      HasRemoved = true;
    } else {
      EndRun();
    }
    At += IsNew;
  }
  EndRun();
  return Error::success();
}

Expected<std::vector<PatchFile>> PatchParser::parse() {
  while (next()) {
    StringRef Head = Line;
    Error E = Error::success();
    if (Head.consume_front("diff --git ")) {
      E = readGitHeader(Head);
    } else if (Head.starts_with("diff --cc ") ||
               Head.starts_with("diff --combined ")) {
      E = fail("a combined diff of a merge; give the diff against one side");
    } else if (Head.starts_with("--- ") && Rest.starts_with("+++ ")) {
      E = readNames(Head.drop_front(4));
    } else if (Head.starts_with("@@")) {
      // In the text around a diff it is text.
      if (IsOpen || Head.starts_with("@@ -"))
        E = readHunk();
    } else if (IsGitOpen) {
      StringRef Value = Head.rtrim('\r');
      if (Value.consume_front("rename from ") ||
          Value.consume_front("copy from "))
        current().OldPath = nameIn(Value).value_or("");
      else if (Value.consume_front("rename to ") ||
               Value.consume_front("copy to "))
        current().NewPath = nameIn(Value).value_or("");
      else if (Value.starts_with("deleted file mode"))
        current().NewPath = "";
      else if (Value.starts_with("new file mode"))
        current().OldPath = "";
      else if (Value.starts_with("Binary files ") ||
               Value.starts_with("GIT binary patch"))
        current().IsBinary = true;
      if (Value.ends_with(" 120000") || Value.ends_with(" 160000"))
        current().IsSpecial = true;
    }
    if (E)
      return std::move(E);
  }
  // Nothing at all is a change of nothing.
  if (Files.empty() && !Text.trim().empty())
    return createStringError(Name + ": there is no unified diff in it");
  return std::move(Files);
}

Expected<std::vector<PatchFile>> parsePatch(StringRef Text, StringRef Name) {
  return PatchParser(Text, Name).parse();
}

} // namespace hangproof
