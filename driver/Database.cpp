//===- Database.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"
#include "clang/Driver/Types.h"
#include "clang/Tooling/JSONCompilationDatabase.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace clang::tooling;

namespace hangproof {

static std::string databaseIn(StringRef Folder) {
  SmallString<256> Path(Folder);
  sys::path::append(Path, "compile_commands.json");
  return sys::fs::exists(Path) ? std::string(Path) : std::string();
}

static bool looksLikeBuildFolder(StringRef Name) {
  return Name.starts_with("build") || Name.starts_with("cmake-build") ||
         Name.starts_with("obj-") || Name == "out" || Name == "_build";
}

FoundDatabase findDatabase(StringRef Folder) {
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder)) {
    std::string Found = databaseIn(Folder);
    if (!Found.empty())
      return {Found, Folder.str()};
    std::vector<std::string> Candidates;
    std::error_code Code;
    for (sys::fs::directory_iterator I(Folder, Code), E; I != E && !Code;
         I.increment(Code))
      if (looksLikeBuildFolder(sys::path::filename(I->path())))
        Candidates.push_back(I->path());
    sort(Candidates);
    for (const std::string &Candidate : Candidates) {
      Found = databaseIn(Candidate);
      if (!Found.empty())
        return {Found, Folder.str()};
    }
  }
  return {};
}

std::string sourceFolderOf(StringRef DatabasePath) {
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

Expected<Database> Database::load(StringRef Path) {
  auto Fail = [&](const Twine &Reason) {
    return createStringError(Path + ": " + Reason);
  };
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/true);
  if (!Buffer)
    return Fail(Buffer.getError().message());
  if ((*Buffer)->getBuffer().trim().empty())
    return Fail("the compile database is empty");

  // Clang reads databases as YAML and tells little about a mistake, so the
  // strict parser goes first. What only Clang accepts (a trailing comma) is
  // accepted.
  std::string StrictMessage;
  if (Expected<json::Value> Strict = json::parse((*Buffer)->getBuffer())) {
    const json::Array *Entries = Strict->getAsArray();
    if (!Entries)
      return Fail("not a compile database: no array at the top");
    if (Entries->empty())
      return Fail("the compile database has no entry");
    for (const json::Value &Entry : *Entries) {
      const json::Object *Object = Entry.getAsObject();
      if (!Object || !Object->getString("file") ||
          !Object->getString("directory") ||
          !(Object->getString("command") || Object->getArray("arguments")))
        return Fail("not a compile database: entry " +
                    Twine(&Entry - Entries->data() + 1) +
                    " lacks 'directory', 'file', or 'command' or 'arguments'");
    }
  } else {
    StrictMessage = toString(Strict.takeError());
  }

  std::string Message;
  std::unique_ptr<CompilationDatabase> Entries =
      JSONCompilationDatabase::loadFromBuffer(
          (*Buffer)->getBuffer(), Message, JSONCommandLineSyntax::AutoDetect);
  if (!Entries)
    return Fail("not a compile database: " +
                (StrictMessage.empty() ? StringRef(Message).trim().str()
                                       : StrictMessage));
  Database Result;
  Result.Entries = inferTargetAndDriverMode(
      expandResponseFiles(std::move(Entries), vfs::getRealFileSystem()));
  Result.Entries = inferMissingCompileCommands(std::move(Result.Entries));
  return std::move(Result);
}

std::vector<CompileCommand> Database::commands() const {
  return Entries->getAllCompileCommands();
}

std::vector<CompileCommand> Database::commandsFor(StringRef File) const {
  return Entries->getCompileCommands(File);
}

bool isAnalyzable(const CompileCommand &Command) {
  using namespace clang::driver;
  StringRef Name = sys::path::filename(Command.Filename);
  if (Name.starts_with("cmake_pch."))
    return false;
  for (auto I = Command.CommandLine.begin(), E = Command.CommandLine.end();
       I != E; ++I) {
    StringRef Argument = *I;
    if (Argument == "-x" && std::next(I) != E)
      return StringRef(*std::next(I)).starts_with("c");
    if (Argument.consume_front("-x") && !Argument.empty())
      return Argument.starts_with("c");
  }
  StringRef Extension = sys::path::extension(Name);
  types::ID Type = types::lookupTypeForExtension(
      Extension.drop_while([](char C) { return C == '.'; }));
  if (Type == types::TY_INVALID)
    return false;
  return types::isDerivedFromC(Type) && !types::isCuda(Type) &&
         !types::isHIP(Type) && !types::isOpenCL(Type) && !types::isHLSL(Type);
}

} // namespace hangproof
