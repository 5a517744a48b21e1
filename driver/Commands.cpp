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
#include "llvm/Support/MemoryBuffer.h"
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

/// Adds units and keeps one of those that would be analysed alike.
class UnitCollector {
public:
  explicit UnitCollector(CommandSet &Set) : Set(Set) {}

  void add(const CompileCommand &Command) {
    Unit New;
    New.Directory = absolutePath(Command.Directory);
    New.File = absolutePath(Command.Filename, New.Directory);
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
    return createStringError(std::errc::invalid_argument,
                             "no source file is given before '--'");
  UnitCollector Collector(Set);
  std::string Here = absolutePath(".");
  for (const std::string &File : Files) {
    std::vector<std::string> Line = {compilerFor(File)};
    append_range(Line, *O.CompilerArguments);
    Line.push_back(File);
    Collector.add(CompileCommand(Here, File, std::move(Line), ""));
  }
  return Error::success();
}

static void databaseCommands(const Inputs &In, Database &DB, CommandSet &Set) {
  UnitCollector Collector(Set);
  StringSet<> Known;
  for (const CompileCommand &Command : DB.commands()) {
    std::string File =
        absolutePath(Command.Filename, absolutePath(Command.Directory));
    Known.insert(File);
    if (!In.selects(File) || !isAnalyzable(Command))
      continue;
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
    return createStringError(std::errc::no_such_file_or_directory,
                             "no compile_commands.json and no C or C++ source "
                             "in '%s'",
                             In.Folders.front().c_str());
  if (Folders.empty())
    Folders.push_back(commonFolder(In.Files));
  for (const CompileCommand &Command : guessCommands(Files, Folders))
    Collector.add(Command);
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
    std::string Path = O.BuildPath;
    if (!Path.empty()) {
      if (sys::fs::is_directory(Path))
        Path = absolutePath("compile_commands.json", absolutePath(Path));
    } else {
      std::string Start = absolutePath(".");
      if (!In->Folders.empty())
        Start = In->Folders.front();
      else if (!In->Files.empty())
        Start = sys::path::parent_path(In->Files.front()).str();
      Path = findDatabase(Start);
    }
    if (!Path.empty()) {
      Expected<Database> DB = Database::load(Path);
      if (!DB)
        return DB.takeError();
      Set.Database = absolutePath(Path);
      databaseCommands(*In, *DB, Set);
      if (Set.Units.empty() && Set.MissingFiles.empty()) {
        // A database of the surroundings that was merely found is no reason
        // not to look at the folder.
        if (!O.BuildPath.empty() || In->Folders.empty())
          return createStringError(std::errc::no_such_file_or_directory,
                                   "%s: no entry for a C or C++ file%s",
                                   Path.c_str(),
                                   In->empty() ? "" : " among those asked for");
        Set = CommandSet();
      }
    }
    if (Set.Units.empty() && Set.MissingFiles.empty())
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

/// The source folder that CMake noted beside the database.
static std::string cmakeSourceFolder(StringRef DatabasePath) {
  SmallString<256> Cache(sys::path::parent_path(DatabasePath));
  sys::path::append(Cache, "CMakeCache.txt");
  auto Buffer = MemoryBuffer::getFile(Cache);
  if (!Buffer)
    return "";
  StringRef Text = (*Buffer)->getBuffer();
  constexpr StringRef Key = "CMAKE_HOME_DIRECTORY:INTERNAL=";
  size_t At = Text.find(Key);
  if (At == StringRef::npos)
    return "";
  return Text.substr(At + Key.size()).split('\n').first.trim().str();
}

std::string findRoot(const Options &O, const CommandSet &Commands) {
  if (!O.Root.empty())
    return absolutePath(O.Root);

  std::vector<std::string> Files;
  for (const Unit &U : Commands.Units)
    Files.push_back(U.File);
  Files.insert(Files.end(), Commands.MissingFiles.begin(),
               Commands.MissingFiles.end());
  std::string Common = commonFolder(Files);
  std::string Home =
      Commands.Database.empty() ? "" : cmakeSourceFolder(Commands.Database);
  std::string Start = Home.empty() ? Common : Home;

  for (StringRef Folder = Start; !Folder.empty();
       Folder = sys::path::parent_path(Folder)) {
    SmallString<256> Git(Folder);
    sys::path::append(Git, ".git");
    if (sys::fs::exists(Git))
      return Folder.str();
  }
  if (!Home.empty())
    return Home;
  // The headers of "src/" may well be in "include/" beside it.
  if (!Commands.Database.empty())
    for (StringRef Folder = sys::path::parent_path(Commands.Database);
         Folder.size() > 1; Folder = sys::path::parent_path(Folder))
      if (isBelow(Common, Folder))
        return Folder.str();
  for (StringRef Given : O.Inputs)
    if (sys::fs::is_directory(Given) && isBelow(Common, absolutePath(Given)))
      return absolutePath(Given);
  std::string Here = absolutePath(".");
  if (Here.size() > 1 && isBelow(Common, Here))
    return Here;
  return Common.empty() ? Here : Common;
}

} // namespace hangproof
