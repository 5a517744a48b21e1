//===- Help.cpp - Options for a terminal ----------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

constexpr size_t LineWidth = 80;
constexpr size_t TextColumn = 28;

/// Prints Text broken at blanks, with each line beginning at column First,
/// where the cursor is.
static void writeWrapped(raw_ostream &OS, size_t First, StringRef Text) {
  size_t Column = First;
  SmallVector<StringRef, 16> Words;
  SplitString(Text, Words);
  for (StringRef Word : Words) {
    size_t Blank = Column > First;
    if (Column + Blank + Word.size() > LineWidth && Blank) {
      OS << '\n';
      OS.indent(First);
      Column = First;
      Blank = 0;
    }
    OS.indent(Blank) << Word;
    Column += Blank + Word.size();
  }
  OS << '\n';
}

static void writeEntry(raw_ostream &OS, unsigned Indent, StringRef Name,
                       StringRef Text) {
  OS.indent(Indent) << Name;
  size_t Column = Indent + Name.size();
  if (Column + 2 > TextColumn) {
    OS << '\n';
    Column = 0;
  }
  OS.indent(TextColumn - Column);
  writeWrapped(OS, TextColumn, Text);
}

/// Up to the first semicolon.
static StringRef firstClause(StringRef Text) {
  return Text.split(';').first.rtrim();
}

static void writeTopic(raw_ostream &OS, const OptionTopic &Topic,
                       bool IsBrief) {
  OS << '\n' << Topic.Title << ":\n";
  for (const OptionEntry &Option : Topic.Options) {
    writeEntry(OS, 2, Option.usage(),
               IsBrief ? firstClause(Option.Help) : StringRef(Option.Help));
    if (!IsBrief)
      for (const ValueWord &Word : Option.Words)
        writeEntry(OS, 6, Word.Name, Word.Help);
  }
}

static void writeUsage(raw_ostream &OS, const OptionTable &Table,
                       const CommandEntry &Command) {
  OS << "  hangproof" << (Command.Name.empty() ? "" : " ") << Command.Name
     << " [OPTION...] " << Table.argumentsOf(Command) << '\n';
}

bool writeHelp(raw_ostream &OS, const OptionTable &Table, StringRef Name,
               StringRef Topic) {
  auto Find = [&](StringRef Wanted) {
    return find_if(Table.Commands,
                   [&](const CommandEntry &C) { return C.Name == Wanted; });
  };
  auto Command = Find(Name);
  if (Command == Table.Commands.end())
    return false;
  bool IsBrief = Topic.empty();
  if (Name.empty() && !Topic.empty())
    if (auto Other = Find(Topic); Other != Table.Commands.end()) {
      Command = Other;
      Topic = "";
    }
  auto IsWanted = [&](const OptionTopic &T) {
    return Topic.empty() || T.Name == Topic;
  };
  if (!Topic.empty() && none_of(Command->Topics, IsWanted))
    return false;

  if (Topic.empty()) {
    OS << (Command->Name.empty() ? Table.Summary : Command->Help)
       << "\n\nUsage:\n";
    writeUsage(OS, Table, *Command);
    if (Command->Name.empty() && Table.Commands.size() > 1) {
      OS << "\nCommands:\n";
      for (const CommandEntry &C : drop_begin(Table.Commands))
        writeEntry(OS, 2, C.Name, firstClause(C.Help));
    }
  }
  for (const OptionTopic &T : Command->Topics)
    if (IsWanted(T))
      writeTopic(OS, T, IsBrief);
  if (!IsBrief)
    return true;

  OS << '\n';
  std::string Codes = "Exit codes:";
  ListSeparator Semicolon(";");
  for (const NamedText &Code : Table.ExitCodes)
    Codes += (StringRef(Semicolon) + " " + Code.Name + " " + Code.Text).str();
  writeWrapped(OS, 0, Codes + ".");
  std::string Topics = "All about some of them: hangproof --help=TOPIC, where "
                       "TOPIC is";
  ListSeparator Comma(",");
  for (const std::string &Name : Table.topicNames())
    Topics += (StringRef(Comma) + " " + Name).str();
  writeWrapped(OS, 0, Topics + ".");
  return true;
}

} // namespace hangproof
