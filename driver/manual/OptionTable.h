//===- OptionTable.h - All options, as plain values -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An option is declared once, in Options.cpp, for llvm::cl, which reads the
// command line. What people are told of it (--help, the man page, what a shell
// completes) is made from the same declaration, read into the plain values
// here: there is nothing else that could be forgotten.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_MANUAL_OPTIONTABLE_H
#define HANGPROOF_DRIVER_MANUAL_OPTIONTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/CommandLine.h"
#include <string>
#include <utility>
#include <vector>

namespace hangproof {

/// One of the words that an option takes.
struct ValueWord {
  std::string Name, Help;
};

struct OptionEntry {
  std::string Name;  ///< Without dashes.
  std::string Value; ///< "FILE", "sarif|json"; empty if it takes no value.
  std::string Help;  ///< One paragraph; its first clause says what it is.
  std::vector<ValueWord> Words; ///< Empty if the value is free.
  bool IsValueOptional = false;

  /// "-p", "--output": as it is typed without a value.
  std::string spelling() const;
  /// "-p DIR", "--output=FILE", "--help[=TOPIC]".
  std::string usage() const;
};

struct OptionTopic {
  std::string Name, Title;
  std::vector<OptionEntry> Options; ///< By name. Never empty.
};

/// The program itself, or one of its commands.
struct CommandEntry {
  std::string Name; ///< Empty for the program itself.
  std::string Help;
  std::vector<OptionTopic> Topics;
  std::string Arguments; ///< Empty: those of the program itself.
};

/// What is not in an option.
struct NamedText {
  std::string Name, Text;
};

struct OptionTable {
  std::string Summary;   ///< What the program does, in a sentence.
  std::string Arguments; ///< "[FILE|DIR...]": what follows the options.
  std::vector<CommandEntry> Commands; ///< The program itself is the first.
  std::vector<NamedText> ExitCodes, Environment;
  std::string SeeAlso;

  llvm::StringRef argumentsOf(const CommandEntry &Command) const {
    return Command.Arguments.empty() ? Arguments : Command.Arguments;
  }
  /// What --help takes: the topics of the program, then its commands.
  std::vector<std::string> topicNames() const;
};

/// Keeps the words of an option where readCommand finds them: llvm::cl shows
/// them to the option's own type only.
void noteWords(const llvm::cl::Option &O,
               const llvm::cl::generic_parser_base &Words);

/// An llvm::cl option or list whose value is one of some words.
template <typename Base> class WithWords : public Base {
public:
  template <typename... Modifiers>
  explicit WithWords(const Modifiers &...Ms) : Base(Ms...) {
    noteWords(*this, this->getParser());
  }
};

/// The declared options of a command that are not hidden, in the given order
/// of topics. A topic's name and description are its word and its title.
CommandEntry
readCommand(llvm::cl::SubCommand &Command,
            llvm::ArrayRef<const llvm::cl::OptionCategory *> Topics);

/// For a terminal of 80 columns. Without a topic the first clause of every
/// option; else all about the options of that topic, or of that command.
/// Returns false, and prints nothing, if there is no such topic.
bool writeHelp(llvm::raw_ostream &OS, const OptionTable &Table,
               llvm::StringRef Name, llvm::StringRef Topic);

/// A manual page in the man macros, which groff and mandoc read.
void writeManPage(llvm::raw_ostream &OS, const OptionTable &Table,
                  llvm::StringRef Version);

/// A script that a shell sources, or finds in its folder of completions.
void writeBashCompletion(llvm::raw_ostream &OS, const OptionTable &Table);
void writeZshCompletion(llvm::raw_ostream &OS, const OptionTable &Table);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_MANUAL_OPTIONTABLE_H
