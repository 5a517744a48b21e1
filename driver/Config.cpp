//===- Config.cpp ---------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Config.h"
#include "Paths.h"
#include "engine/Check.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace clang::tidy;

namespace hangproof {

/// What is on when nobody says anything.
constexpr const char *AllChecks = "hangproof-*";

/// Parses YAML of a .clang-tidy file. Mistakes are appended to Errors.
static std::optional<ClangTidyOptions>
parseSettings(MemoryBufferRef Text, std::vector<std::string> &Errors) {
  std::string Message;
  auto Note = [&](const SMDiagnostic &Diagnostic) {
    if (!Message.empty() || Diagnostic.getKind() != SourceMgr::DK_Error)
      return;
    raw_string_ostream OS(Message);
    OS << Text.getBufferIdentifier();
    if (Diagnostic.getLineNo() > 0)
      OS << ':' << Diagnostic.getLineNo() << ':'
         << Diagnostic.getColumnNo() + 1;
    OS << ": " << Diagnostic.getMessage();
  };
  ErrorOr<ClangTidyOptions> Parsed = parseConfigurationWithDiags(Text, Note);
  if (Parsed)
    return *Parsed;
  if (Message.empty())
    Message =
        (Text.getBufferIdentifier() + ": " + Parsed.getError().message()).str();
  Errors.push_back(std::move(Message));
  return std::nullopt;
}

namespace {
/// Reads .clang-tidy files; keeps their mistakes instead of printing them.
class FolderOptionsProvider : public FileOptionsProvider {
public:
  explicit FolderOptionsProvider(std::vector<std::string> &Errors)
      : FileOptionsProvider(ClangTidyGlobalOptions(), ClangTidyOptions(),
                            ClangTidyOptions(), handlers(Errors)) {
    // This constructor of the base leaves it null.
    FS = vfs::getRealFileSystem();
  }

private:
  static ConfigFileHandlers handlers(std::vector<std::string> &Errors) {
    return {{".clang-tidy",
             [&Errors](MemoryBufferRef Text) -> ErrorOr<ClangTidyOptions> {
               return parseSettings(Text, Errors).value_or(ClangTidyOptions());
             }}};
  }
};
} // namespace

/// Whether one of the globs names hangproof.
static bool speaksOfUs(StringRef Globs) {
  SmallVector<StringRef, 8> Parts;
  Globs.split(Parts, ',');
  return any_of(Parts, [](StringRef Part) {
    Part = Part.trim();
    Part.consume_front("-");
    return Part.contains("hangproof");
  });
}

static std::unique_ptr<Regex> regexOf(const std::optional<std::string> &Text) {
  if (!Text || Text->empty())
    return nullptr;
  auto Result = std::make_unique<Regex>(*Text);
  std::string Ignored;
  return Result->isValid(Ignored) ? std::move(Result) : nullptr;
}

FolderConfig::FolderConfig(const ClangTidyOptions &Settings, const Options &O)
    : CheckOptions(Settings.CheckOptions) {
  Checks = AllChecks;
  if (Settings.Checks && speaksOfUs(*Settings.Checks))
    Checks += "," + *Settings.Checks;
  if (O.Checks)
    Checks += "," + *O.Checks;
  CheckGlobs = std::make_unique<GlobList>(Checks);
  AsErrors =
      O.WarningsAsErrors.value_or(Settings.WarningsAsErrors.value_or(""));
  ErrorGlobs = std::make_unique<GlobList>(AsErrors);
  Header =
      regexOf(O.HeaderFilter ? O.HeaderFilter : Settings.HeaderFilterRegex);
  ExcludedHeader = regexOf(Settings.ExcludeHeaderFilterRegex);
  Least = O.MinConfidence;
}

bool FolderConfig::isEnabled(StringRef Check) const {
  return CheckGlobs->contains(Check);
}

bool FolderConfig::isError(StringRef Check) const {
  return ErrorGlobs->contains(Check);
}

bool FolderConfig::wantsHeader(StringRef Path) const {
  if (ExcludedHeader && ExcludedHeader->match(Path))
    return false;
  return !Header || Header->match(Path);
}

std::optional<StringRef> FolderConfig::option(StringRef Check,
                                              StringRef Name) const {
  for (StringRef Owner : {Check, StringRef("hangproof")}) {
    auto Found = CheckOptions.find((Owner + "." + Name).str());
    if (Found != CheckOptions.end())
      return Found->second.Value;
  }
  return std::nullopt;
}

std::string FolderConfig::allOptions() const {
  std::vector<std::string> Lines;
  for (const auto &Option : CheckOptions)
    Lines.push_back((Option.first() + "=" + Option.second.Value).str());
  llvm::sort(Lines);
  return llvm::join(Lines, "\n");
}

Confidence FolderConfig::minConfidence(StringRef Check) const {
  if (Least)
    return *Least;
  return StringSwitch<Confidence>(
             option(Check, "MinConfidence").value_or("medium"))
      .CaseLower("low", Confidence::Low)
      .CaseLower("high", Confidence::High)
      .Default(Confidence::Medium);
}

/// The first glob of the list that matches no check; empty if all do.
static std::string globWithoutCheck(StringRef Globs) {
  SmallVector<StringRef, 8> Parts;
  Globs.split(Parts, ',');
  for (StringRef Part : Parts) {
    Part = Part.trim();
    StringRef Positive = Part;
    Positive.consume_front("-");
    if (Positive.empty())
      continue;
    GlobList One(Positive);
    if (none_of(allChecks(),
                [&](const CheckInfo &Info) { return One.contains(Info.Name); }))
      return Part.str();
  }
  return "";
}

Expected<Config> Config::create(const Options &O) {
  auto Fail = [](const Twine &Message) { return createStringError(Message); };
  if (O.Checks) {
    std::string Unknown = globWithoutCheck(*O.Checks);
    if (!Unknown.empty())
      return Fail("--checks: '" + Unknown +
                  "' matches no check; see --list-checks");
  }
  if (O.HeaderFilter) {
    std::string Message;
    if (!Regex(*O.HeaderFilter).isValid(Message))
      return Fail("--header-filter: '" + *O.HeaderFilter + "': " + Message);
  }

  Config Result;
  Result.Command = &O;
  Result.Errors = std::make_unique<std::vector<std::string>>();
  std::string Text, Name;
  if (O.Config) {
    Text = *O.Config;
    Name = "--config";
  } else if (!O.ConfigFile.empty()) {
    auto Buffer = MemoryBuffer::getFile(O.ConfigFile, /*IsText=*/true);
    if (!Buffer)
      return Fail(O.ConfigFile + ": " + Buffer.getError().message());
    Text = (*Buffer)->getBuffer().str();
    Name = O.ConfigFile;
  } else {
    Result.Provider = std::make_unique<FolderOptionsProvider>(*Result.Errors);
    return std::move(Result);
  }
  std::vector<std::string> Mistakes;
  std::optional<ClangTidyOptions> Settings =
      parseSettings(MemoryBufferRef(Text, Name), Mistakes);
  if (!Settings)
    return Fail(Mistakes.front());
  Result.Provider = std::make_unique<ConfigOptionsProvider>(
      ClangTidyGlobalOptions(), ClangTidyOptions(), *Settings,
      ClangTidyOptions());
  return std::move(Result);
}

const FolderConfig &Config::of(StringRef File) {
  std::unique_ptr<FolderConfig> &Entry = Folders[sys::path::parent_path(File)];
  if (!Entry)
    Entry =
        std::make_unique<FolderConfig>(Provider->getOptions(File), *Command);
  return *Entry;
}

std::vector<ConfigSource> Config::sources(StringRef File) {
  std::vector<ConfigSource> Result(1);
  Result.front().Name = "the default";
  Result.front().Settings.Checks = AllChecks;
  bool SpeaksOfUs = speaksOfUs(Provider->getOptions(File).Checks.value_or(""));
  for (auto &[Settings, Name] : Provider->getRawOptions(File)) {
    // What clang-tidy itself does by default is not for us.
    if (Name == ClangTidyOptionsProvider::OptionsSourceTypeDefaultBinary)
      continue;
    if (Name ==
        ClangTidyOptionsProvider::OptionsSourceTypeConfigCommandLineOption)
      Name = Command->Config ? "--config" : Command->ConfigFile;
    if (!SpeaksOfUs)
      Settings.Checks.reset();
    Result.push_back({std::move(Name), std::move(Settings)});
  }
  auto AddOption = [&](StringRef Name,
                       std::optional<std::string> ClangTidyOptions::*Member,
                       const std::optional<std::string> &Value) {
    if (!Value)
      return;
    Result.push_back({Name.str(), {}});
    Result.back().Settings.*Member = Value;
  };
  AddOption("--checks", &ClangTidyOptions::Checks, Command->Checks);
  AddOption("--warnings-as-errors", &ClangTidyOptions::WarningsAsErrors,
            Command->WarningsAsErrors);
  AddOption("--header-filter", &ClangTidyOptions::HeaderFilterRegex,
            Command->HeaderFilter);
  return Result;
}

} // namespace hangproof
