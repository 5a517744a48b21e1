//===- Commands.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"
#include "Arguments.h"
#include "Database.h"
#include "Guess.h"
#include "Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using clang::tooling::CompileCommand;

namespace hangproof {

namespace {

/// The files and folders of the command line, absolute.
struct Inputs {
  std::vector<std::string> Files;
  std::vector<std::string> Folders;

  bool empty() const { return Files.empty() && Folders.empty(); }
  bool selects(StringRef File) const {
    if (empty() || is_contained(Files, File))
      return true;
    return any_of(Folders,
                  [&](StringRef Folder) { return isBelow(File, Folder); });
  }
};

/// The file that the command compiles, absolute.
std::string fileOf(const CompileCommand &Command) {
  return absolutePath(Command.Filename, absolutePath(Command.Directory));
}

/// Adds units and keeps one of those that would be analysed alike.
class UnitCollector {
public:
  explicit UnitCollector(CommandSet &Set) : Set(Set) {}

  void add(const CompileCommand &Command) {
    Unit New;
    New.Directory = absolutePath(Command.Directory);
    New.File = fileOf(Command);
    New.Arguments = adjustArguments(Command.CommandLine);
    std::string Key =
        New.File + '\0' + New.Directory + '\0' + commandKey(New.Arguments);
    if (Seen.insert(Key).second)
      Set.Units.push_back(std::move(New));
  }

private:
  CommandSet &Set;
  StringSet<> Seen;
};

} // namespace

static Expected<Inputs> resolveInputs(const Options &O) {
  Inputs Result;
  for (StringRef Given : O.Inputs) {
    sys::fs::file_status Status;
    if (std::error_code Code = sys::fs::status(Given, Status))
      return createStringError(Code, "'%s': %s", Given.str().c_str(),
                               Code.message().c_str());
    std::string Path = absolutePath(Given);
    if (sys::fs::is_directory(Status))
      Result.Folders.push_back(Path);
    else
      Result.Files.push_back(Path);
  }
  return Result;
}

/// "FILE -- ARGS": every file is compiled with these arguments.
static Error fixedCommands(const Inputs &In, const Options &O,
                           CommandSet &Set) {
  std::vector<std::string> Files = In.Files;
  for (StringRef Folder : In.Folders)
    for (std::string &Source : findSources(Folder))
      Files.push_back(std::move(Source));
  if (Files.empty())
    return createStringError("no source file is given before '--'");
  UnitCollector Collector(Set);
  std::string Here = absolutePath(".");
  bool SaysOpenMp = any_of(*O.CompilerArguments, [](StringRef Argument) {
    return Argument.contains("openmp");
  });
  for (const std::string &File : Files) {
    std::vector<std::string> Line = {compilerFor(File)};
    append_range(Line, *O.CompilerArguments);
    if (!SaysOpenMp && usesOpenMp(File))
      Line.push_back("-fopenmp");
    Line.push_back(File);
    Collector.add(CompileCommand(Here, File, std::move(Line), ""));
  }
  return Error::success();
}

static void databaseCommands(const Inputs &In, Database &DB, CommandSet &Set) {
  UnitCollector Collector(Set);
  StringSet<> Known;
  for (const CompileCommand &Command : DB.commands()) {
    std::string File = fileOf(Command);
    Known.insert(File);
    if (!isAnalyzable(Command))
      continue;
    if (!In.selects(File)) {
      Set.IsPartial = true;
      continue;
    }
    if (!sys::fs::exists(File)) {
      if (!is_contained(Set.MissingFiles, File))
        Set.MissingFiles.push_back(File);
      continue;
    }
    Collector.add(Command);
  }
  // A file that is given but not built: a header, or a source of another
  // configuration. A neighbour's command is the best guess.
  for (const std::string &File : In.Files) {
    if (Known.contains(File))
      continue;
    for (const CompileCommand &Command : DB.commandsFor(File))
      Collector.add(Command);
    Set.Inferred.push_back(File);
  }
}

static Error guessedCommands(Inputs In, CommandSet &Set) {
  Set.IsGuessed = true;
  if (In.empty())
    In.Folders.push_back(absolutePath("."));
  UnitCollector Collector(Set);
  std::vector<std::string> Files = In.Files;
  std::vector<std::string> Folders = In.Folders;
  for (StringRef Folder : In.Folders)
    for (std::string &Source : findSources(Folder))
      Files.push_back(std::move(Source));
  if (Files.empty())
    return createStringError("no compile_commands.json and no C or C++ source "
                             "in '" +
                             In.Folders.front() + "'");
  if (Folders.empty())
    Folders.push_back(commonFolder(In.Files));
  for (const CompileCommand &Command : guessCommands(Files, Folders))
    Collector.add(Command);
  return Error::success();
}

/// Whether the database that was merely found is about what is to be
/// analysed, and not another project's in a folder above. May narrow In.
static bool concerns(const FoundDatabase &Found, const Database &DB,
                     Inputs &In) {
  std::string Here = absolutePath(".");
  std::vector<CompileCommand> Commands = DB.commands();
  auto HasEntry = [&](const Inputs &Some) {
    return any_of(Commands, [&](const CompileCommand &Command) {
      return Some.selects(fileOf(Command));
    });
  };
  if (In.empty()) {
    // In the project's top or build folder everything is meant, in one of its
    // source folders that folder.
    Inputs OnlyHere;
    OnlyHere.Folders.push_back(Here);
    if (Found.Folder == Here)
      return true;
    if (HasEntry(OnlyHere)) {
      In = OnlyHere;
      return true;
    }
    return isBelow(Here, sys::path::parent_path(Found.Path));
  }
  if (HasEntry(In))
    return true;
  // Headers have no entry; those of the project are given a neighbour's.
  std::string Source = sourceFolderOf(Found.Path);
  return any_of(In.Files, [&](const std::string &File) {
    return isBelow(File, Source.empty() ? Found.Folder : Source);
  });
}

/// Fills Set from the database that is named or found. Leaves it empty when
/// there is none.
static Error readDatabase(const Options &O, Inputs &In, CommandSet &Set) {
  std::string Path = O.BuildPath;
  FoundDatabase Found;
  if (!Path.empty()) {
    if (sys::fs::is_directory(Path))
      Path = absolutePath("compile_commands.json", absolutePath(Path));
  } else {
    std::string Start = absolutePath(".");
    if (!In.Folders.empty())
      Start = In.Folders.front();
    else if (!In.Files.empty())
      Start = sys::path::parent_path(In.Files.front()).str();
    Found = findDatabase(Start);
    Path = Found.Path;
    if (Path.empty())
      return Error::success();
  }
  Expected<Database> DB = Database::load(Path);
  if (!DB)
    return DB.takeError();
  if (O.BuildPath.empty() && !concerns(Found, *DB, In))
    return Error::success();
  Set.Database = absolutePath(Path);
  databaseCommands(In, *DB, Set);
  if (Set.Units.empty() && Set.MissingFiles.empty())
    return createStringError(Path + ": no entry for a C or C++ file" +
                             (In.empty() ? "" : " among those asked for"));
  return Error::success();
}

Expected<CommandSet> collectCommands(const Options &O) {
  Expected<Inputs> In = resolveInputs(O);
  if (!In)
    return In.takeError();

  CommandSet Set;
  if (O.CompilerArguments) {
    if (Error E = fixedCommands(*In, O, Set))
      return std::move(E);
  } else {
    if (Error E = readDatabase(O, *In, Set))
      return std::move(E);
    if (Set.Database.empty())
      if (Error E = guessedCommands(*In, Set))
        return std::move(E);
  }

  sort(Set.Units, [](const Unit &A, const Unit &B) {
    return std::tie(A.File, A.Directory, A.Arguments) <
           std::tie(B.File, B.Directory, B.Arguments);
  });
  sort(Set.MissingFiles);
  sort(Set.Inferred);
  return Set;
}

} // namespace hangproof
