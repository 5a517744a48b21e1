//===- PreludePlan.cpp ----------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreludePlan.h"
#include "clang/Tooling/Inclusions/StandardLibrary.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <map>
#include <optional>

using namespace llvm;

namespace hangproof {

/// To make a prelude costs about as much as it saves in two units.
static constexpr size_t CostInUnits = 2;
static constexpr size_t LeastUsers = 4;
static constexpr uint64_t LeastBytes = 64 << 10;
/// A part is divided by one of that many sets of files...
static constexpr size_t MostCandidates = 32;
/// ... and is judged by that many of its units.
static constexpr size_t MostJudged = 512;

namespace {
/// Units, and what all of them include.
struct Part {
  std::vector<size_t> Units;
  std::vector<uint32_t> Common; ///< Sorted.
  uint64_t Bytes = 0;           ///< Of Common.
  /// The file by which it is best divided, and the bytes that are then read
  /// less often.
  std::optional<uint32_t> Divider;
  double Gain = 0;
};

class Planner {
public:
  explicit Planner(const Closures &Files) : Files(Files) {}

  std::vector<Part> divide(ArrayRef<size_t> Which, size_t Most) {
    std::vector<Part> Parts;
    Parts.push_back(partOf(Which.vec()));
    while (Parts.size() < Most) {
      Part &Best = *llvm::max_element(
          Parts, [](const Part &A, const Part &B) { return A.Gain < B.Gain; });
      if (!Best.Divider)
        break;
      std::vector<size_t> With, Without;
      for (size_t Unit : Best.Units)
        (includes(Unit, *Best.Divider) ? With : Without).push_back(Unit);
      Best = partOf(std::move(With));
      Parts.push_back(partOf(std::move(Without)));
    }
    return Parts;
  }

  static double worthOf(size_t Units, uint64_t Bytes) {
    return Units < LeastUsers || Bytes < LeastBytes
               ? 0
               : double(Units - CostInUnits) * double(Bytes);
  }

private:
  /// Units that include a file, by a hash of their numbers.
  struct Candidate {
    uint32_t File = 0;
    size_t Units = 0;
    uint64_t Bytes = 0; ///< Of all files that just these units include.
  };

  ArrayRef<uint32_t> sortedFilesOf(size_t Unit) {
    auto [Entry, IsNew] = Sorted.try_emplace(Unit);
    if (IsNew) {
      ArrayRef<uint32_t> All = Files.filesOf(Unit);
      // The first is the unit's own.
      Entry->second.assign(All.begin() + !All.empty(), All.end());
      llvm::sort(Entry->second);
    }
    return Entry->second;
  }

  bool includes(size_t Unit, uint32_t File) {
    ArrayRef<uint32_t> All = sortedFilesOf(Unit);
    return std::binary_search(All.begin(), All.end(), File);
  }

  Part partOf(std::vector<size_t> Units) {
    Part New;
    New.Units = std::move(Units);
    DenseMap<uint32_t, size_t> Counts;
    for (size_t Unit : New.Units)
      for (uint32_t File : sortedFilesOf(Unit))
        if (++Counts[File] == New.Units.size()) {
          New.Common.push_back(File);
          New.Bytes += Files.sizeOf(File);
        }
    llvm::sort(New.Common);
    findDivider(New);
    return New;
  }

  std::vector<Candidate> candidates(ArrayRef<size_t> Units) {
    struct OfFile {
      size_t Count = 0;
      uint64_t Hash = 0;
    };
    DenseMap<uint32_t, OfFile> ByFile;
    for (size_t Unit : Units)
      for (uint32_t File : sortedFilesOf(Unit)) {
        OfFile &Found = ByFile[File];
        ++Found.Count;
        Found.Hash = hash_combine(Found.Hash, Unit);
      }
    std::map<uint64_t, Candidate> ByUnits;
    for (auto &[File, Found] : ByFile) {
      if (Found.Count < LeastUsers || Found.Count == Units.size())
        continue;
      Candidate &C = ByUnits[Found.Hash];
      C.File = C.Units ? std::min(C.File, File) : File;
      C.Units = Found.Count;
      C.Bytes += Files.sizeOf(File);
    }
    std::vector<Candidate> Result;
    for (auto &[Hash, C] : ByUnits)
      Result.push_back(C);
    llvm::sort(Result, [](const Candidate &A, const Candidate &B) {
      return std::make_tuple(B.Units * B.Bytes, A.File) <
             std::make_tuple(A.Units * A.Bytes, B.File);
    });
    if (Result.size() > MostCandidates)
      Result.resize(MostCandidates);
    return Result;
  }

  void findDivider(Part &P) {
    if (P.Units.size() < LeastUsers)
      return;
    size_t Step = P.Units.size() / MostJudged + 1;
    std::vector<size_t> Judged;
    for (size_t I = 0; I < P.Units.size(); I += Step)
      Judged.push_back(P.Units[I]);
    DenseMap<uint32_t, size_t> Counts;
    for (size_t Unit : Judged)
      for (uint32_t File : sortedFilesOf(Unit))
        ++Counts[File];
    double Whole = worthOf(P.Units.size(), P.Bytes);
    for (const Candidate &C : candidates(Judged)) {
      DenseMap<uint32_t, size_t> Inside;
      for (size_t Unit : Judged)
        if (includes(Unit, C.File))
          for (uint32_t File : sortedFilesOf(Unit))
            ++Inside[File];
      uint64_t With = 0, Without = 0;
      for (auto &[File, Count] : Counts) {
        size_t In = Inside.lookup(File);
        if (In == C.Units)
          With += Files.sizeOf(File);
        if (Count - In == Judged.size() - C.Units)
          Without += Files.sizeOf(File);
      }
      double Gain = worthOf(C.Units * Step, With) +
                    worthOf((Judged.size() - C.Units) * Step, Without) - Whole;
      if (Gain > P.Gain) {
        P.Gain = Gain;
        P.Divider = C.File;
      }
    }
  }

  const Closures &Files;
  DenseMap<size_t, std::vector<uint32_t>> Sorted;
};
} // namespace

/// How a prelude includes the file; empty for one that comes with others, or
/// that is no header of its own.
static std::string spellingOf(uint32_t File, const Closures &Files) {
  static const StringSet<> Library = [] {
    StringSet<> Names;
    for (const auto &Header : clang::tooling::stdlib::Header::all())
      Names.insert(Header.name().trim("<>"));
    return Names;
  }();
  StringRef Path = Files.path(File);
  if (Files.isBelowRoot(File))
    return StringSwitch<bool>(sys::path::extension(Path))
                   .Cases(".h", ".hh", ".hpp", ".hxx", ".H", ".h++", true)
                   .Default(false)
               ? ("\"" + Path + "\"").str()
               : "";
  // The C++ library's headers have no extension, and theirs do.
  StringRef Name = sys::path::filename(Path);
  return !Name.contains('.') && Library.contains(Name)
             ? ("<" + Name + ">").str()
             : "";
}

double PreludePlan::saved() const {
  return Planner::worthOf(Users.size(), Bytes);
}

std::vector<PreludePlan> planPreludes(ArrayRef<size_t> Which,
                                      const Closures &Files, size_t Most) {
  std::vector<PreludePlan> Plans;
  for (Part &P : Planner(Files).divide(Which, Most)) {
    PreludePlan New;
    for (uint32_t File : Files.filesOf(P.Units.front()))
      if (std::binary_search(P.Common.begin(), P.Common.end(), File))
        if (std::string Spelling = spellingOf(File, Files); !Spelling.empty())
          New.Headers.push_back(std::move(Spelling));
    New.Users = std::move(P.Units);
    New.Bytes = P.Bytes;
    if (!New.Headers.empty() && New.saved() > 0)
      Plans.push_back(std::move(New));
  }
  return Plans;
}

} // namespace hangproof
