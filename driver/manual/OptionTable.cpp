//===- OptionTable.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OptionTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace hangproof {

using WordMap = DenseMap<const cl::Option *, const cl::generic_parser_base *>;

/// Options are constructed before main, in any order.
static WordMap &knownWords() {
  static WordMap Known;
  return Known;
}

void noteWords(const cl::Option &O, const cl::generic_parser_base &Words) {
  knownWords()[&O] = &Words;
}

std::string OptionEntry::spelling() const {
  return (Name.size() == 1 ? "-" : "--") + Name;
}

std::string OptionEntry::usage() const {
  if (Value.empty())
    return spelling();
  if (IsValueOptional)
    return spelling() + "[=" + Value + "]";
  return spelling() + (Name.size() == 1 ? " " : "=") + Value;
}

std::vector<std::string> OptionTable::topicNames() const {
  std::vector<std::string> Names;
  for (const OptionTopic &Topic : Commands.front().Topics)
    Names.push_back(Topic.Name);
  for (const CommandEntry &Command : drop_begin(Commands))
    Names.push_back(Command.Name);
  return Names;
}

/// Help texts are broken into lines where the source is.
static std::string paragraph(StringRef Text) {
  SmallVector<StringRef, 8> Parts;
  SplitString(Text, Parts, " \n");
  return join(Parts, " ");
}

static OptionEntry readOption(const cl::Option &O) {
  OptionEntry Entry;
  Entry.Name = O.ArgStr.str();
  Entry.Help = paragraph(O.HelpStr);
  Entry.IsValueOptional =
      O.getValueExpectedFlag() == cl::ValueOptional && !O.ValueStr.empty();
  if (const cl::generic_parser_base *Words = knownWords().lookup(&O)) {
    for (unsigned I = 0; I < Words->getNumOptions(); ++I) {
      Entry.Words.push_back(
          {Words->getOption(I).str(), paragraph(Words->getDescription(I))});
      Entry.Value += (I ? "|" : "") + Entry.Words.back().Name;
    }
  } else {
    Entry.Value = O.ValueStr.upper();
  }
  return Entry;
}

CommandEntry readCommand(cl::SubCommand &Command,
                         ArrayRef<const cl::OptionCategory *> Topics) {
  CommandEntry Result;
  Result.Name = Command.getName().str();
  Result.Help = Command.getDescription().str();
  for (const cl::OptionCategory *Category : Topics) {
    OptionTopic Topic{
        Category->getName().str(), Category->getDescription().str(), {}};
    for (const auto &Registered : cl::getRegisteredOptions(Command))
      if (const cl::Option &O = *Registered.second;
          is_contained(O.Categories, Category) &&
          O.getOptionHiddenFlag() == cl::NotHidden)
        Topic.Options.push_back(readOption(O));
    llvm::sort(Topic.Options, [](const OptionEntry &A, const OptionEntry &B) {
      return A.Name < B.Name;
    });
    if (!Topic.Options.empty())
      Result.Topics.push_back(std::move(Topic));
  }
  return Result;
}

} // namespace hangproof
