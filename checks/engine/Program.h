//===- Program.h - Linked facts of one or many files ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PROGRAM_H
#define HANGPROOF_ENGINE_PROGRAM_H

#include "Api.h"
#include "Facts.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <memory>
#include <mutex>

namespace hangproof {

/// A function of the program with the file that it was read from.
struct FunctionRef {
  const FunctionFacts *Function = nullptr;
  const FileFacts *File = nullptr;
  explicit operator bool() const { return Function; }
  const FunctionFacts *operator->() const { return Function; }
  const FunctionFacts &operator*() const { return *Function; }
  friend bool operator==(FunctionRef A, FunctionRef B) {
    return A.Function == B.Function;
  }
};

/// A call with the function that contains it.
struct CallRef {
  FunctionRef Caller;
  CallId Call = NoIndex;
  const CallFacts &facts() const { return Caller->Calls[Call]; }
  friend bool operator==(CallRef A, CallRef B) {
    return A.Caller == B.Caller && A.Call == B.Call;
  }
};

/// Calls that lead to a function, each in the function that the one before it
/// runs; the last one runs the function that is looked at. What the callers
/// pass is known on it.
using CallPath = llvm::ArrayRef<CallRef>;

/// A store to a field or global with the function that does it.
struct StoreRef {
  FunctionRef Function;
  uint32_t Store = NoIndex;
  const StoreFacts &facts() const { return Function->Stores[Store]; }
};

/// A call that puts a value into a field or global: push_back, emplace.
struct FillRef {
  FunctionRef Function;
  ValueId Value = NoIndex;
};

/// Which variables hold saved thread state (SavedState.h).
class SavedState;

struct ProgramIndex;

/// The facts of all files, joined by symbol. A function that was read in
/// several files (inline, in a header) is kept once.
class Program {
public:
  /// Files are linked in the order of their main paths, whatever order they
  /// come in, so that the result does not depend on scheduling.
  /// Others, if given, holds the rest of the program as an earlier run has seen
  /// it. What Files say of a file or function is newer, and stands alone.
  Program(std::vector<FileFacts> Files, const ApiTable &Api,
          std::shared_ptr<const ProgramIndex> Others = nullptr);

  const ApiTable &api() const { return Api; }

  /// What several checks ask of the same program, T(program): made when the
  /// first one asks and kept as long as the program. Two threads that ask at
  /// once may both make it, and then use the same one: nobody waits for a check
  /// that crashed. T's const members must be safe from any thread.
  template <class T> const T &shared() const {
    static char Key; // Its address stands for T.
    const void *Part = Shared->find(&Key);
    if (!Part)
      Part = Shared->add(&Key, std::make_shared<const T>(*this));
    return *static_cast<const T *>(Part);
  }

  auto files() const { return llvm::make_pointee_range(llvm::ArrayRef(Files)); }
  /// Whether a finding in this file is this run's to report: always without an
  /// index, and with one if the files given hold code of it.
  bool isInView(llvm::StringRef Path) const {
    return !Index || OwnPaths.contains(Path);
  }
  /// Every function once, ordered by file and place.
  llvm::ArrayRef<FunctionRef> functions() const { return Functions; }
  /// The definition of a function. A database may hold several programs that
  /// define the same name: then the one nearest to Near in the source tree.
  FunctionRef find(SymbolId Id, FunctionRef Near = {}) const;
  /// The reference of a function of this program, from its facts.
  FunctionRef find(const FunctionFacts &F) const;

  /// What a call may run: the callee, the overriders of a virtual one, the
  /// function or lambda that an indirect call's value is known to be.
  llvm::SmallVector<FunctionRef, 2> targets(FunctionRef Caller,
                                            const CallFacts &Call) const;
  llvm::SmallVector<FunctionRef, 2> targets(const FunctionFacts &Caller,
                                            const CallFacts &Call) const {
    return targets(find(Caller), Call);
  }
  /// Calls that may run F, in program order.
  llvm::ArrayRef<CallRef> callers(SymbolId F) const;
  /// Stores to a field or global variable.
  llvm::ArrayRef<StoreRef> stores(SymbolId Variable) const;

  /// What calls put into a field or global that is a container.
  llvm::ArrayRef<FillRef> fills(SymbolId Variable) const;

  /// The row of a call, or null.
  const ApiRow *row(const CallFacts &Call) const {
    return Call.ApiRow == NoIndex ? nullptr : &Api.row(Call.ApiRow);
  }

  const SavedState &savedState() const;

  SourceRange range(FunctionRef F, const Place &P) const;

private:
  void addFunctions();
  void addVariables();
  void addCallers();

  class SharedParts {
  public:
    /// Null if there is none.
    const void *find(const void *Key) const;
    /// Returns the one that was there first.
    const void *add(const void *Key, std::shared_ptr<const void> Part);

  private:
    mutable std::mutex Lock;
    std::map<const void *, std::shared_ptr<const void>> Parts;
  };

  std::vector<FileFacts> Own;
  std::shared_ptr<const ProgramIndex> Index;
  std::vector<const FileFacts *> Files; ///< Of Own and of Index.
  llvm::StringSet<> OwnPaths;
  const ApiTable &Api;
  std::vector<FunctionRef> Functions;
  llvm::DenseMap<SymbolId, llvm::SmallVector<uint32_t, 1>> ById;
  llvm::DenseMap<const FunctionFacts *, uint32_t> ByFacts;
  /// Callers of one symbol stand together, in program order; the first ones
  /// are given for the first function that has the symbol.
  std::vector<CallRef> Callers;
  std::vector<uint32_t> FirstCaller;
  llvm::DenseMap<SymbolId, std::vector<StoreRef>> StoresTo;
  llvm::DenseMap<SymbolId, std::vector<FillRef>> FillsOf;
  llvm::DenseMap<SymbolId, std::vector<SymbolId>> OverridersOf;
  std::unique_ptr<SharedParts> Shared = std::make_unique<SharedParts>();
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PROGRAM_H
