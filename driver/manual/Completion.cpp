//===- Completion.cpp - What shells complete ------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands behind an option is told by the name of its value: FILE, DIR,
// CHECK and TOPIC are completed, words are offered, anything else is left to
// the user.
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

static std::string wordsOf(const OptionEntry &Option) {
  std::vector<std::string> Names;
  for (const ValueWord &Word : Option.Words)
    Names.push_back(Word.Name);
  return join(Names, " ");
}

/// "--output=", "--quiet", "-p": what is offered.
static std::string offerOf(const OptionEntry &Option) {
  bool NeedsValue = !Option.Value.empty() && !Option.IsValueOptional;
  return Option.spelling() + (NeedsValue && Option.Name.size() > 1 ? "=" : "");
}

/// The options of a command by name.
static std::vector<OptionEntry> optionsOf(const CommandEntry &Command) {
  std::vector<OptionEntry> All;
  for (const OptionTopic &Topic : Command.Topics)
    All.insert(All.end(), Topic.Options.begin(), Topic.Options.end());
  llvm::sort(All, [](const OptionEntry &A, const OptionEntry &B) {
    return A.Name < B.Name;
  });
  return All;
}

static std::string commandNames(const OptionTable &Table) {
  std::vector<std::string> Names;
  for (const CommandEntry &Command : drop_begin(Table.Commands))
    Names.push_back(Command.Name);
  return join(Names, " ");
}

void writeBashCompletion(raw_ostream &OS, const OptionTable &Table) {
  OS << R"bash(# Completion of hangproof for bash; made by: hangproof --completion=bash
_hangproof() {
  local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} option= command=
  # bash takes "--format=sarif" for three words.
  if [[ $current == = ]]; then
    option=${COMP_WORDS[COMP_CWORD-1]} current=
  elif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ ${COMP_WORDS[COMP_CWORD-1]} == -? ]]; then
    option=${COMP_WORDS[COMP_CWORD-1]}
  fi
  ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
  COMPREPLY=()
  case $command in
)bash";
  for (const CommandEntry &Command : reverse(Table.Commands)) {
    bool IsProgram = Command.Name.empty();
    OS << "  " << (IsProgram ? "*" : Command.Name) << ")\n"
       << "    case $option in\n";
    std::vector<std::string> Offers;
    for (const OptionEntry &Option : optionsOf(Command)) {
      Offers.push_back(offerOf(Option));
      if (Option.Value.empty())
        continue;
      OS << "    " << Option.spelling() << ") ";
      if (!Option.Words.empty())
        OS << "COMPREPLY=($(compgen -W '" << wordsOf(Option)
           << "' -- \"$current\"))";
      else if (Option.Value == "TOPIC")
        OS << "COMPREPLY=($(compgen -W '" << join(Table.topicNames(), " ")
           << "' -- \"$current\"))";
      else if (Option.Value == "FILE")
        OS << "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$current\"))";
      else if (Option.Value == "DIR")
        OS << "compopt -o filenames; COMPREPLY=($(compgen -d -- \"$current\"))";
      else if (Option.Value == "CHECK")
        OS << "COMPREPLY=($(compgen -W \"$(\"$program\" "
              "--checks='hangproof-*' --list-checks 2>/dev/null | grep -o "
              "'hangproof-[a-z-]*')\" -- \"$current\"))";
      else
        OS << ":";
      OS << " ;;\n";
    }
    OS << "    *)\n"
       << "      if [[ $current == -* ]]; then\n"
       << "        compopt -o nospace\n"
       << "        COMPREPLY=($(compgen -W '" << join(Offers, " ")
       << "' -- \"$current\"))\n"
       << "        [[ ${COMPREPLY[0]-} == *= ]] || compopt +o nospace\n"
       << "      else\n"
       << "        compopt -o filenames\n"
       << "        COMPREPLY=($(compgen -f -- \"$current\"))\n";
    if (IsProgram && Table.Commands.size() > 1)
      OS << "        ((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W '"
         << commandNames(Table) << "' -- \"$current\"))\n";
    OS << "      fi ;;\n    esac ;;\n";
  }
  OS << "  esac\n}\ncomplete -F _hangproof hangproof\n";
}

/// Inside single quotes, in a bracket of a zsh specification.
static std::string zshText(StringRef Text) {
  std::string Result;
  for (char C : Text) {
    if (C == '\'')
      Result += "'\\''";
    else if (StringRef("[]:\\").contains(C))
      Result += std::string("\\") + C;
    else
      Result += C;
  }
  return Result;
}

static void writeZshOption(raw_ostream &OS, const OptionTable &Table,
                           const OptionEntry &Option) {
  bool IsLong = Option.Name.size() > 1;
  OS << "    '*" << Option.spelling();
  if (!Option.Value.empty())
    OS << (IsLong ? "=" : "+") << (Option.IsValueOptional ? "-" : "");
  OS << '[' << zshText(StringRef(Option.Help).split(';').first) << ']';
  if (!Option.Value.empty()) {
    OS << (Option.IsValueOptional ? "::" : ":")
       << zshText(StringRef(Option.Value).contains('|') ? StringRef("word")
                                                        : Option.Value)
       << ':';
    if (!Option.Words.empty()) {
      OS << "((";
      ListSeparator Blank(" ");
      for (const ValueWord &Word : Option.Words)
        OS << StringRef(Blank) << Word.Name << "\\:\"" << zshText(Word.Help)
           << '"';
      OS << "))";
    } else if (Option.Value == "TOPIC")
      OS << '(' << join(Table.topicNames(), " ") << ')';
    else if (Option.Value == "FILE")
      OS << "_files";
    else if (Option.Value == "DIR")
      OS << "_files -/";
    else if (Option.Value == "CHECK")
      OS << "_hangproof_checks";
    else
      OS << ' ';
  }
  OS << "' \\\n";
}

void writeZshCompletion(raw_ostream &OS, const OptionTable &Table) {
  OS << R"zsh(#compdef hangproof
# Completion of hangproof for zsh; made by: hangproof --completion=zsh
_hangproof_checks() {
  local -a checks
  checks=(${(f)"$(${words[1]} --checks='hangproof-*' --list-checks 2>/dev/null | grep -o 'hangproof-[a-z-]*')"})
  compadd -a checks
}
_hangproof() {
  case ${words[2]} in
)zsh";
  for (const CommandEntry &Command : reverse(Table.Commands)) {
    bool IsProgram = Command.Name.empty();
    OS << "  " << (IsProgram ? "*" : Command.Name) << ")\n    _arguments \\\n";
    if (!IsProgram)
      OS << "    '1:command:(" << Command.Name << ")' \\\n";
    for (const OptionEntry &Option : optionsOf(Command))
      writeZshOption(OS, Table, Option);
    OS << "    '*:file:_files' ;;\n";
  }
  OS << R"zsh(  esac
}
if [[ ${funcstack[1]} == _hangproof ]]; then
  _hangproof "$@"
else
  compdef _hangproof hangproof
fi
)zsh";
}

} // namespace hangproof
