//===- Guess.cpp ----------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Guess.h"
#include "Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace llvm;
using clang::tooling::CompileCommand;

namespace hangproof {

namespace {
enum class FileType { Other, CSource, CxxSource, Header };

/// The headers below some folders, by file name.
using HeaderIndex = StringMap<std::vector<std::string>>;

/// Folders that make the #include lines of a project resolve.
struct IncludeFolders {
  std::set<std::string> Quoted;
  std::set<std::string> Angled;
};
} // namespace

static FileType typeOf(StringRef Path) {
  return StringSwitch<FileType>(sys::path::extension(Path))
      .Case(".c", FileType::CSource)
      .Cases(".cc", ".cpp", ".cxx", ".c++", ".C", FileType::CxxSource)
      .Cases(".h", ".hh", ".hpp", ".hxx", ".h++", ".inl", ".ipp", ".inc",
             FileType::Header)
      .Default(FileType::Other);
}

static bool isSkippedFolder(StringRef Name) {
  return Name.starts_with(".") || Name.starts_with("build") ||
         Name.starts_with("cmake-build") || Name == "_build" ||
         Name == "CMakeFiles" || Name == "node_modules";
}

/// Calls Visit for every regular file below Folder.
static void walk(StringRef Folder, function_ref<void(StringRef)> Visit) {
  std::error_code Code;
  // Links to folders are not followed: they may lead in circles.
  sys::fs::recursive_directory_iterator I(Folder, Code,
                                          /*follow_symlinks=*/false),
      E;
  while (!Code && I != E) {
    StringRef Path = I->path();
    bool IsFolder = I->type() == sys::fs::file_type::directory_file;
    if (IsFolder && isSkippedFolder(sys::path::filename(Path)))
      I.no_push();
    else if (!IsFolder && !sys::path::filename(Path).starts_with("."))
      Visit(Path);
    I.increment(Code);
    // A folder that cannot be read is left out, the rest is looked at.
    if (Code == std::errc::permission_denied)
      Code.clear();
  }
}

std::vector<std::string> findSources(StringRef Folder) {
  std::vector<std::string> Result;
  walk(Folder, [&](StringRef Path) {
    FileType Type = typeOf(Path);
    if (Type == FileType::CSource || Type == FileType::CxxSource)
      Result.push_back(absolutePath(Path));
  });
  sort(Result);
  return Result;
}

std::string compilerFor(StringRef File) {
  return typeOf(File) == FileType::CSource ? "clang" : "clang++";
}

/// Calls Visit with what stands behind the # of every directive, until it
/// returns false.
static void forEachDirective(StringRef Path,
                             function_ref<bool(StringRef)> Visit) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return;
  StringRef Rest = (*Buffer)->getBuffer();
  while (!Rest.empty()) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    Line = Line.ltrim();
    if (Line.consume_front("#") && !Visit(Line.ltrim()))
      return;
  }
}

/// Calls Visit(name, whether it stands in quotes) for every #include.
static void forEachInclude(StringRef Path,
                           function_ref<void(StringRef, bool)> Visit) {
  forEachDirective(Path, [&](StringRef Line) {
    if (!Line.consume_front("include"))
      return true;
    Line = Line.ltrim();
    if (Line.consume_front("\""))
      Visit(Line.split('"').first, true);
    else if (Line.consume_front("<"))
      Visit(Line.split('>').first, false);
    return true;
  });
}

bool usesOpenMp(StringRef File) {
  bool Uses = false;
  forEachDirective(File, [&](StringRef Line) {
    Uses = Line.consume_front("pragma") && Line.ltrim().starts_with("omp ");
    return !Uses;
  });
  return Uses;
}

/// Among the headers that Name may mean, the folder that stands nearest to
/// the includer: the longest common path. False if there is none.
static bool addFolderFor(StringRef Name, bool IsQuoted, StringRef Includer,
                         const HeaderIndex &Headers, IncludeFolders &Result) {
  SmallString<256> Beside(sys::path::parent_path(Includer));
  sys::path::append(Beside, Name);
  if (IsQuoted && sys::fs::exists(Beside))
    return true;
  while (Name.consume_front("../") || Name.consume_front("./"))
    ;
  auto Found = Headers.find(sys::path::filename(Name));
  if (Found == Headers.end())
    return false;
  StringRef Best;
  size_t BestLength = 0;
  for (StringRef Header : Found->second) {
    StringRef Folder = Header;
    if (!Folder.consume_back(Name) || !Folder.ends_with("/"))
      continue;
    Folder = Folder.drop_back();
    size_t Length = commonFolder({Header.str(), Includer.str()}).size();
    if (Best.empty() || Length > BestLength) {
      Best = Folder;
      BestLength = Length;
    }
  }
  if (!Best.empty())
    (IsQuoted ? Result.Quoted : Result.Angled).insert(Best.str());
  return !Best.empty();
}

namespace {
/// Finds the folders of installed libraries that a build would get from
/// pkg-config: <glib.h> is in /usr/include/glib-2.0.
class InstalledLibraries {
public:
  InstalledLibraries() {
    Roots.push_back("/usr/include");
    list("/usr/local/include", Folders);
    list("/usr/include", Folders);
    std::vector<std::string> Platforms;
    list("/usr/lib", Platforms);
    for (const std::string &Platform : Platforms) {
      StringRef Triple = sys::path::filename(Platform);
      if (!Triple.contains("-linux-"))
        continue;
      Roots.push_back("/usr/include/" + Triple.str());
      list(Roots.back(), Folders);
      list(Platform, Configured);
    }
  }

  /// Adds what makes the header known, unless the compiler knows it already.
  void addFolderFor(StringRef Name, std::set<std::string> &Result) {
    // The standard's headers have no extension.
    if (!Name.contains('.') || Name.contains("..") ||
        !Seen.insert(Name).second ||
        any_of(Roots, [&](StringRef Root) { return has(Root, Name); }))
      return;
    for (const std::string &Folder : Folders) {
      if (!has(Folder, Name))
        continue;
      Result.insert(Folder);
      // What the library found out about the platform it was built for.
      for (const std::string &Library : Configured) {
        std::string Include = Library + "/include";
        if (sys::path::filename(Library) == sys::path::filename(Folder) &&
            sys::fs::is_directory(Include))
          Result.insert(Include);
      }
      return;
    }
  }

private:
  static bool has(StringRef Folder, StringRef Name) {
    return sys::fs::exists(Folder + "/" + Name);
  }
  static void list(StringRef Folder, std::vector<std::string> &Result) {
    std::error_code Code;
    size_t Old = Result.size();
    for (sys::fs::directory_iterator I(Folder, Code), E; I != E && !Code;
         I.increment(Code))
      if (sys::fs::is_directory(I->path()))
        Result.push_back(I->path());
    std::sort(Result.begin() + Old, Result.end());
  }

  std::vector<std::string> Roots;      ///< Searched by the compiler itself.
  std::vector<std::string> Folders;    ///< Those below.
  std::vector<std::string> Configured; ///< /usr/lib/TRIPLE/LIBRARY
  StringSet<> Seen;
};
} // namespace

std::vector<CompileCommand> guessCommands(ArrayRef<std::string> Files,
                                          ArrayRef<std::string> Folders) {
  HeaderIndex Headers;
  std::vector<std::string> Readers(Files.begin(), Files.end());
  std::set<std::string> Standard;
  for (StringRef Folder : Folders) {
    Standard.insert(Folder.str());
    for (StringRef Name : {"include", "src"}) {
      std::string Path = absolutePath(Name, Folder);
      if (sys::fs::is_directory(Path))
        Standard.insert(Path);
    }
    walk(Folder, [&](StringRef Path) {
      if (typeOf(Path) == FileType::Other)
        return;
      Headers[sys::path::filename(Path)].push_back(absolutePath(Path));
      if (typeOf(Path) == FileType::Header)
        Readers.push_back(absolutePath(Path));
    });
  }
  for (auto &Entry : Headers)
    sort(Entry.second);

  IncludeFolders Found;
  InstalledLibraries Installed;
  std::set<std::string> Libraries;
  for (const std::string &Reader : Readers)
    forEachInclude(Reader, [&](StringRef Name, bool IsQuoted) {
      if (!addFolderFor(Name, IsQuoted, Reader, Headers, Found))
        Installed.addFolderFor(Name, Libraries);
    });

  // The project's folders come after the system's for <...>, so that a
  // project's own "string.h" does not hide the C library's.
  std::vector<std::string> Flags;
  for (const std::string &Folder : Standard)
    Flags.push_back("-iquote" + Folder);
  for (const std::string &Folder : Found.Quoted)
    Flags.push_back("-iquote" + Folder);
  for (const std::set<std::string> *Set :
       {&Standard, &Found.Angled, &Found.Quoted, &Libraries})
    for (const std::string &Folder : *Set)
      Flags.push_back("-idirafter" + Folder);

  std::vector<CompileCommand> Result;
  std::string Here = Folders.empty() ? absolutePath(".") : Folders.front();
  for (const std::string &File : Files) {
    std::vector<std::string> Line = {compilerFor(File)};
    append_range(Line, Flags);
    if (usesOpenMp(File))
      Line.push_back("-fopenmp");
    Line.push_back(File);
    Result.emplace_back(Here, File, std::move(Line), "");
  }
  return Result;
}

} // namespace hangproof
