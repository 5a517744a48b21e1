//===- ExplainConfig.cpp --------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExplainConfig.h"
#include "Paths.h"
#include "engine/Check.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;
using namespace clang::tidy;

namespace hangproof {

namespace {
/// What decided whether a list of globs holds a name.
struct Verdict {
  bool IsOn = false;
  std::string Glob, Source; ///< Empty if nothing speaks of the name.
};
} // namespace

/// The last glob that matches decides, as in GlobList.
static Verdict judge(ArrayRef<ConfigSource> Sources, StringRef Check,
                     std::optional<std::string> ClangTidyOptions::*List) {
  Verdict Result;
  for (const ConfigSource &Source : Sources) {
    std::string Text = (Source.Settings.*List).value_or("");
    SmallVector<StringRef, 8> Globs;
    SplitString(Text, Globs, ",\n");
    for (StringRef Glob : Globs) {
      Glob = Glob.trim();
      StringRef Positive = Glob;
      bool IsOff = Positive.consume_front("-");
      if (!Positive.empty() && GlobList(Positive).contains(Check))
        Result = {!IsOff, Glob.str(), Source.Name};
    }
  }
  return Result;
}

void explainConfig(raw_ostream &OS, Config &Settings, const Options &O,
                   StringRef File) {
  std::vector<ConfigSource> Sources = Settings.sources(absolutePath(File));
  OS << File << ":\n";
  for (const CheckInfo &Info : allChecks()) {
    Verdict On = judge(Sources, Info.Name, &ClangTidyOptions::Checks);
    OS << "  " << Info.Name << ": " << (On.IsOn ? "on" : "off") << ", by '"
       << On.Glob << "' of " << On.Source << '\n';
    if (!On.IsOn)
      continue;
    // A newer list takes the place of an older one on the command line only.
    Verdict Error = judge(
        O.WarningsAsErrors ? ArrayRef(Sources).take_back(O.HeaderFilter ? 2 : 1)
                           : ArrayRef(Sources),
        Info.Name, &ClangTidyOptions::WarningsAsErrors);
    if (Error.IsOn)
      OS << "      error, by '" << Error.Glob << "' of " << Error.Source
         << '\n';
    // By name: what the check's own option says goes before what is for all.
    std::map<std::string, std::string> Lines;
    for (StringRef Owner : {StringRef("hangproof"), StringRef(Info.Name)})
      for (const ConfigSource &Source : Sources)
        for (const auto &Option : Source.Settings.CheckOptions) {
          StringRef Name = Option.first();
          if (Name.consume_front(Owner) && Name.consume_front("."))
            Lines[Name.str()] = (Option.second.Value + ", by " +
                                 Option.first() + " of " + Source.Name)
                                    .str();
        }
    if (O.MinConfidence)
      Lines["MinConfidence"] =
          std::string(toString(*O.MinConfidence)) + ", by --min-confidence";
    for (const auto &[Name, Text] : Lines)
      OS << "      " << Name << ' ' << Text << '\n';
  }
}

} // namespace hangproof
