//===- ManPage.cpp - The manual page --------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace hangproof {

/// Text as roff takes it: dashes that can be copied, and no line that begins
/// with a control character.
static std::string roff(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    bool IsFirst = Result.empty() || Result.back() == '\n';
    if (IsFirst && (C == '.' || C == '\''))
      Result += "\\&";
    if (C == '\\')
      Result += "\\e";
    else if (C == '-')
      Result += "\\-";
    else
      Result += C;
  }
  return Result;
}

/// ".TP" with the tag in bold.
static void writeTag(raw_ostream &OS, StringRef Tag, StringRef Text) {
  OS << ".TP\n\\fB" << roff(Tag) << "\\fR\n" << roff(Text) << '\n';
}

/// "\fB--output\fR=\fIFILE\fR"; words are typed as they stand.
static std::string tagOf(const OptionEntry &Option) {
  std::string Tag = "\\fB" + roff(Option.spelling()) + "\\fR";
  if (Option.Value.empty())
    return Tag;
  StringRef Font = Option.Words.empty() ? "\\fI" : "\\fB";
  std::string Value = (Font + roff(Option.Value) + "\\fR").str();
  if (Option.IsValueOptional)
    return Tag + "[=" + Value + "]";
  return Tag + (Option.Name.size() == 1 ? " " : "=") + Value;
}

static void writeOption(raw_ostream &OS, const OptionEntry &Option) {
  OS << ".TP\n" << tagOf(Option) << '\n' << roff(Option.Help) << '\n';
  if (Option.Words.empty())
    return;
  OS << ".RS\n";
  for (const ValueWord &Word : Option.Words)
    writeTag(OS, Word.Name, Word.Help);
  OS << ".RE\n";
}

/// The option that the program itself declares in the same words.
static bool isKnownOf(const CommandEntry &Program, const OptionEntry &Option) {
  for (const OptionTopic &Topic : Program.Topics)
    for (const OptionEntry &Other : Topic.Options)
      if (Other.Name == Option.Name && Other.Help == Option.Help)
        return true;
  return false;
}

void writeManPage(raw_ostream &OS, const OptionTable &Table,
                  StringRef Version) {
  const CommandEntry &Program = Table.Commands.front();
  OS << ".\\\" Made by hangproof --man.\n"
     << ".TH HANGPROOF 1 \"\" \"hangproof " << Version
     << "\" \"User Commands\"\n"
     << ".SH NAME\nhangproof \\- find C and C++ code that hangs, leaks "
        "threads or stalls under load\n"
     << ".SH SYNOPSIS\n";
  for (const CommandEntry &Command : Table.Commands) {
    OS << (&Command == &Program ? "" : ".br\n") << ".B hangproof"
       << (Command.Name.empty() ? "" : " ") << Command.Name << "\n"
       << roff("[OPTION...] " + Table.argumentsOf(Command).str()) << '\n';
  }
  OS << ".SH DESCRIPTION\n" << roff(Table.Summary) << '\n';
  OS << ".SH OPTIONS\n";
  for (const OptionTopic &Topic : Program.Topics) {
    OS << ".SS " << roff(Topic.Title) << '\n';
    for (const OptionEntry &Option : Topic.Options)
      writeOption(OS, Option);
  }
  if (Table.Commands.size() > 1)
    OS << ".SH COMMANDS\n";
  for (const CommandEntry &Command : drop_begin(Table.Commands)) {
    OS << ".SS hangproof " << Command.Name << '\n'
       << roff(Command.Help)
       << "\n.PP\nOptions of its own, besides those that say what is analysed "
          "and how:\n";
    for (const OptionTopic &Topic : Command.Topics)
      for (const OptionEntry &Option : Topic.Options)
        if (!isKnownOf(Program, Option))
          writeOption(OS, Option);
  }
  OS << ".SH EXIT STATUS\n";
  for (const NamedText &Code : Table.ExitCodes)
    writeTag(OS, Code.Name, Code.Text);
  OS << ".SH ENVIRONMENT\n";
  for (const NamedText &Variable : Table.Environment)
    writeTag(OS, Variable.Name, Variable.Text);
  OS << ".SH SEE ALSO\n" << roff(Table.SeeAlso) << '\n';
}

} // namespace hangproof
