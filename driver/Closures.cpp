//===- Closures.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Closures.h"
#include "Parallel.h"
#include "Paths.h"
#include "Scan.h"
#include "engine/ByteFormat.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include <chrono>

using namespace llvm;

namespace hangproof {

struct KnownFile {
  std::string Path;
  uint64_t Size = 0;
  int64_t Modified = 0;
  uint64_t Hash = 0;
  bool IsSure = false; ///< Its time tells whether it was written since.
};

/// A folder that is searched for headers, with a hash of their names. A header
/// that appears may stand before one that is included now.
struct KnownFolder {
  std::string Path;
  uint64_t Names = 0;
};

struct KnownUnit {
  uint64_t Command = 0;
  std::vector<uint32_t> Files;
  std::vector<uint32_t> Folders;
};

/// What earlier runs have seen.
struct ClosureManifest {
  std::vector<KnownFile> Files;
  std::vector<KnownFolder> Folders;
  std::vector<KnownUnit> Units;
};

HANGPROOF_FIELDS(KnownFile, Path, Size, Modified, Hash, IsSure)
HANGPROOF_FIELDS(KnownFolder, Path, Names)
HANGPROOF_FIELDS(KnownUnit, Command, Files, Folders)
HANGPROOF_FIELDS(ClosureManifest, Files, Folders, Units)

namespace {

constexpr char ManifestKind = 'M';
constexpr unsigned ManifestVersion = 1;
constexpr StringLiteral ManifestName = "manifest";

/// Units of other runs in the same root that a manifest keeps.
constexpr size_t MostUnits = 50000;

/// A file that was written so shortly before it was read may be written again
/// within the same tick of its file system's clock.
constexpr int64_t ClockTick = 2'000'000'000;

template <typename T> uint64_t hashOf(const T &Numbers) {
  return xxh3_64bits(
      ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(Numbers.data()),
                        Numbers.size() * sizeof(Numbers[0])));
}

uint64_t hashOfCommand(const Unit &U) {
  std::string Text = U.File + '\0' + U.Directory;
  for (const std::string &Argument : U.Arguments)
    (Text += '\0') += Argument;
  return xxh3_64bits(Text);
}

int64_t nanoseconds(sys::TimePoint<> Time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             Time.time_since_epoch())
      .count();
}

/// Names of what an #include may mean in the folder; 0 if it cannot be read.
uint64_t hashOfHeaderNames(StringRef Folder) {
  std::vector<std::string> Names;
  std::error_code Failed;
  for (sys::fs::directory_iterator At(Folder, Failed), End;
       At != End && !Failed; At.increment(Failed)) {
    StringRef Extension = sys::path::extension(At->path());
    if (Extension.empty() || Extension.starts_with(".h") ||
        Extension.starts_with(".i") || Extension == ".def")
      Names.push_back(sys::path::filename(At->path()).str());
  }
  sort(Names);
  return xxh3_64bits(join(Names, "/"));
}

/// Keeps the first of equal numbers: a file without an include guard is entered
/// several times.
void dropRepeats(std::vector<uint32_t> &Files) {
  DenseSet<uint32_t> Seen;
  erase_if(Files, [&](uint32_t File) { return !Seen.insert(File).second; });
}

/// Folders below Root that the command searches for headers.
void addSearchedFolders(const Unit &U, StringRef Root,
                        std::vector<std::string> &Folders) {
  for (size_t I = 0; I < U.Arguments.size(); ++I) {
    StringRef Argument = U.Arguments[I];
    for (StringRef Option : {"-I", "-isystem", "-iquote"}) {
      if (!Argument.consume_front(Option))
        continue;
      if (Argument.empty() && I + 1 < U.Arguments.size())
        Argument = U.Arguments[++I];
      std::string Folder = absolutePath(Argument, U.Directory);
      if (isBelow(Folder, Root))
        Folders.push_back(std::move(Folder));
      break;
    }
  }
}

} // namespace

/// Stats and hashes a file. False if it cannot be read.
template <typename T> static bool readState(T &File, uint64_t *Hash) {
  sys::fs::file_status Status;
  if (sys::fs::status(File.Path, Status))
    return false;
  File.Id = Status.getUniqueID();
  File.Size = Status.getSize();
  File.Modified = nanoseconds(Status.getLastModificationTime());
  if (!Hash)
    return true;
  File.IsSure =
      nanoseconds(std::chrono::system_clock::now()) - File.Modified > ClockTick;
  auto Buffer = MemoryBuffer::getFile(File.Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return false;
  *Hash = xxh3_64bits((*Buffer)->getBuffer());
  return true;
}

uint32_t Closures::indexOf(StringRef Path) {
  auto [Entry, IsNew] = Indices.try_emplace(Path, Files.size());
  if (IsNew) {
    Files.emplace_back();
    Files.back().Path = Path.str();
    Files.back().IsBelowRoot = isBelow(Path, Root);
  }
  return Entry->second;
}

Closures::Closures(ArrayRef<Unit> Units, StringRef Root, unsigned Jobs,
                   Cache &Store, bool IsNeeded)
    : Root(Root.str()), UnitsFiles(Units.size()) {
  for (auto [U, Of] : zip(Units, UnitsFiles))
    Of.Command = hashOfCommand(U);
  uint64_t Key = xxh3_64bits(Root);
  ClosureManifest Known;
  if (auto Buffer = Store.get(Key, ManifestName)) {
    Expected<ClosureManifest> Read = readBytes<ClosureManifest>(
        (*Buffer).getBuffer(), ManifestKind, ManifestVersion);
    if (Read)
      Known = std::move(*Read);
    else
      Store.drop(Key, ManifestName, toString(Read.takeError()));
  }
  std::vector<size_t> Unknown = addKnown(Known, Units);
  Scanned = Unknown.size();
  // A single file answers for all that it includes.
  if (Store.isOff() && Units.size() < 2 && !IsNeeded)
    return;
  scan(Units, Unknown, Jobs);
  findOwners();
  if (!Unknown.empty())
    Store.put(Key, ManifestName,
              writeBytes(merged(Known, Units), ManifestKind, ManifestVersion));
}

std::vector<size_t> Closures::addKnown(const ClosureManifest &Known,
                                       ArrayRef<Unit> Units) {
  DenseMap<uint64_t, const KnownUnit *> ByCommand;
  for (const KnownUnit &U : Known.Units)
    ByCommand[U.Command] = &U;
  // 0 not asked yet, 1 as it was, 2 not.
  std::vector<char> FileStates(Known.Files.size());
  std::vector<char> FolderStates(Known.Folders.size());
  auto IsFileSame = [&](uint32_t I) {
    if (I >= Known.Files.size())
      return false;
    if (!FileStates[I]) {
      const KnownFile &Old = Known.Files[I];
      File New;
      New.Path = Old.Path;
      bool IsSame = Old.Hash && readState(New, nullptr) && New.Size == Old.Size;
      New.Hash = Old.Hash;
      New.IsSure = Old.IsSure;
      if (IsSame && (New.Modified != Old.Modified || !Old.IsSure))
        IsSame = readState(New, &New.Hash) && New.Hash == Old.Hash;
      FileStates[I] = IsSame ? 1 : 2;
      if (IsSame) {
        New.IsBelowRoot = isBelow(New.Path, Root);
        Indices[New.Path] = Files.size();
        Files.push_back(std::move(New));
      }
    }
    return FileStates[I] == 1;
  };
  auto IsFolderSame = [&](uint32_t I) {
    if (I >= Known.Folders.size())
      return false;
    if (!FolderStates[I])
      FolderStates[I] =
          hashOfHeaderNames(Known.Folders[I].Path) == Known.Folders[I].Names
              ? 1
              : 2;
    return FolderStates[I] == 1;
  };
  std::vector<size_t> Unknown;
  for (size_t I = 0; I < Units.size(); ++I) {
    const KnownUnit *Old = ByCommand.lookup(UnitsFiles[I].Command);
    if (!Old || !all_of(Old->Files, IsFileSame) ||
        !all_of(Old->Folders, IsFolderSame)) {
      Unknown.push_back(I);
      continue;
    }
    UnitsFiles[I].IsWhole = true;
    for (uint32_t File : Old->Files)
      UnitsFiles[I].Files.push_back(Indices.lookup(Known.Files[File].Path));
  }
  return Unknown;
}

void Closures::scan(ArrayRef<Unit> Units, ArrayRef<size_t> Which,
                    unsigned Jobs) {
  if (Which.empty())
    return;
  size_t FirstNew = Files.size();
  std::vector<Inclusions> Found = scanInclusions(Units, Which, Jobs);
  // The same names come again and again, and cleaning one may ask the disk.
  StringMap<std::string> CleanPaths;
  for (auto [I, Of] : zip(Which, Found)) {
    UnitsFiles[I].IsWhole = Of.IsWhole;
    for (StringRef Name : Of.Files) {
      SmallString<256> Path(Name);
      sys::fs::make_absolute(Units[I].Directory, Path);
      std::string &Clean = CleanPaths[Path];
      if (Clean.empty())
        Clean = absolutePath(Path);
      UnitsFiles[I].Files.push_back(indexOf(Clean));
    }
    dropRepeats(UnitsFiles[I].Files);
  }
  forEachParallel(
      Files.size() - FirstNew, Jobs,
      [&](size_t I) {
        File &New = Files[FirstNew + I];
        uint64_t Hash = 0;
        if (readState(New, &Hash))
          New.Hash = Hash;
      },
      [](size_t) {});
}

void Closures::findOwners() {
  for (size_t I = 0; I < UnitsFiles.size(); ++I)
    for (uint32_t File : UnitsFiles[I].Files)
      if (Files[File].IsBelowRoot)
        Owners.Owners.try_emplace(Files[File].Id, I);
}

ClosureManifest Closures::merged(const ClosureManifest &Known,
                                 ArrayRef<Unit> Units) const {
  ClosureManifest New;
  StringMap<uint32_t> FileIndices, FolderIndices;
  auto AddFolder = [&](KnownUnit &U, StringRef Path) {
    auto [Entry, IsNew] = FolderIndices.try_emplace(Path, New.Folders.size());
    if (IsNew)
      New.Folders.push_back({Path.str(), hashOfHeaderNames(Path)});
    if (!is_contained(U.Folders, Entry->second))
      U.Folders.push_back(Entry->second);
  };
  DenseMap<uint64_t, char> IsOfThisRun;
  for (auto [U, Of] : zip(Units, UnitsFiles)) {
    IsOfThisRun[Of.Command] = 1;
    // What misses a header may find it next time.
    if (!Of.IsWhole)
      continue;
    KnownUnit Unit;
    Unit.Command = Of.Command;
    std::vector<std::string> Folders;
    addSearchedFolders(U, Root, Folders);
    for (uint32_t Index : Of.Files) {
      const File &F = Files[Index];
      auto [Entry, IsNew] = FileIndices.try_emplace(F.Path, New.Files.size());
      if (IsNew)
        New.Files.push_back({F.Path, F.Size, F.Modified, F.Hash, F.IsSure});
      Unit.Files.push_back(Entry->second);
      if (F.IsBelowRoot)
        Folders.push_back(sys::path::parent_path(F.Path).str());
    }
    sort(Folders);
    Folders.erase(std::unique(Folders.begin(), Folders.end()), Folders.end());
    for (StringRef Folder : Folders)
      AddFolder(Unit, Folder);
    New.Units.push_back(std::move(Unit));
  }
  for (const KnownUnit &Old : Known.Units) {
    if (IsOfThisRun.count(Old.Command) || New.Units.size() >= MostUnits)
      continue;
    KnownUnit Unit;
    Unit.Command = Old.Command;
    // A file that has changed may include others now.
    bool IsCurrent = all_of(Old.Files, [&](uint32_t Index) {
      auto Entry = FileIndices.find(Known.Files[Index].Path);
      return Entry == FileIndices.end() ||
             New.Files[Entry->second].Hash == Known.Files[Index].Hash;
    });
    if (!IsCurrent)
      continue;
    for (uint32_t Index : Old.Files) {
      const KnownFile &F = Known.Files[Index];
      auto [Entry, IsNew] = FileIndices.try_emplace(F.Path, New.Files.size());
      if (IsNew)
        New.Files.push_back(F);
      Unit.Files.push_back(Entry->second);
    }
    for (uint32_t Index : Old.Folders) {
      const KnownFolder &F = Known.Folders[Index];
      auto [Entry, IsNew] =
          FolderIndices.try_emplace(F.Path, New.Folders.size());
      if (IsNew)
        New.Folders.push_back(F);
      Unit.Folders.push_back(Entry->second);
    }
    New.Units.push_back(std::move(Unit));
  }
  return New;
}

uint64_t Closures::keyOf(size_t Unit, uint64_t Salt) const {
  const UnitFiles &Of = UnitsFiles[Unit];
  if (Of.Files.empty())
    return 0;
  std::vector<uint64_t> Numbers = {Salt, Of.Command};
  for (uint32_t Index : Of.Files) {
    const File &F = Files[Index];
    if (!F.Hash)
      return 0;
    Numbers.push_back(F.Hash);
    Numbers.push_back(xxh3_64bits(F.Path));
    Numbers.push_back(F.IsBelowRoot && !Owners.isOthers(F.Id, Unit));
  }
  return hashOf(Numbers);
}

bool Closures::isUnchanged(size_t Unit) const {
  return all_of(UnitsFiles[Unit].Files, [&](uint32_t Index) {
    const File &Then = Files[Index];
    if (!Then.IsBelowRoot)
      return true;
    File Now;
    Now.Path = Then.Path;
    return readState(Now, nullptr) && Now.Size == Then.Size &&
           Now.Modified == Then.Modified;
  });
}

std::optional<uint64_t> Closures::contentOf(StringRef Path) const {
  auto Found = Indices.find(Path);
  if (Found != Indices.end() && Files[Found->second].Hash)
    return Files[Found->second].Hash;
  // The scan may know it by another name.
  sys::fs::UniqueID Id;
  if (sys::fs::getUniqueID(Path, Id))
    return std::nullopt;
  for (const File &Each : Files)
    if (Each.Hash && Each.Id == Id)
      return Each.Hash;
  return std::nullopt;
}

std::optional<uint64_t> Closures::currentContentOf(StringRef Path) {
  File Now;
  Now.Path = Path.str();
  uint64_t Hash = 0;
  if (!readState(Now, &Hash))
    return std::nullopt;
  return Hash;
}

std::vector<StringRef> Closures::ownFiles(size_t Unit) const {
  std::vector<StringRef> Result;
  for (uint32_t Index : UnitsFiles[Unit].Files)
    if (Files[Index].IsBelowRoot)
      Result.push_back(Files[Index].Path);
  return Result;
}

} // namespace hangproof
