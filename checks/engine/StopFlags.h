//===- StopFlags.h - Requests to stop, and who looks at them ----*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A stop flag is what a signal handler or a stop() method of the program writes
// and the end of some loop reads, as a variable, an atomic or through a getter.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_STOPFLAGS_H
#define HANGPROOF_ENGINE_STOPFLAGS_H

#include "Entries.h"
#include "Program.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include <map>
#include <string>

namespace hangproof {

enum class StopFlagKind : uint8_t {
  Signal, ///< A handler of a signal writes it.
  Method, ///< A function that is named for stopping does.
  Named,  ///< Who writes it is not in view; its name says what it is.
};

struct StopFlag {
  StopFlagKind Kind = StopFlagKind::Named;
  /// The field or global; the function for a getter without a body.
  SymbolId Variable = 0;
  std::string Name;
  FunctionRef Writer; ///< None for Named.
  Place WrittenAt;
  /// Signal: the function that is registered, and by which call.
  FunctionRef Handler;
  CallRef By;
  /// Signal: the handlers do nothing that could end a wait elsewhere.
  bool OnlySets = false;
  /// Signal: calls that the handlers interrupt go on, whichever signal it was.
  bool Restarts = false;
  /// Method: the writer does more than writing, which may end a wait.
  bool MayWake = false;
  /// No other file can name it.
  bool IsOwnFile = false;
};

class StopFlags {
public:
  StopFlags(const Program &P, const Entries &Handed);

  llvm::ArrayRef<StopFlag> all() const { return Flags; }
  const StopFlag *find(SymbolId Variable) const;

  /// Blocks of F in which a stop flag is read, also by what is called there.
  const llvm::BitVector &readsIn(FunctionRef F);

  /// A flag that is read in the block, Signal ones first, or null.
  const StopFlag *readIn(FunctionRef F, uint32_t Block, Place &Where) const;

  /// Whether F reads a flag, by itself or a few calls down.
  bool reads(FunctionRef F) const;

  /// A flag that F itself reads when it is called, Signal ones first, or null.
  const StopFlag *readBy(FunctionRef F) const;

  /// Whether no function without a body in view can read a flag: all of them
  /// are known to their file only, and so are the functions that read them.
  bool areHidden() const;

  /// Functions that mention the flag.
  llvm::ArrayRef<FunctionRef> users(const StopFlag &Flag) const;

private:
  void findHandlerWrites();
  void findMethodWrites();
  void findNamed();
  void addWrites(FunctionRef Handler, const Entry &By, FunctionRef In,
                 unsigned Depth, llvm::DenseSet<const FunctionFacts *> &Seen);
  void keepThoseThatEndLoops();
  void findReaders();
  /// Symbols that the value is made from: fields, globals, and what the
  /// getters return that are called in it.
  void symbolsIn(FunctionRef F, ValueId V,
                 llvm::SmallVectorImpl<SymbolId> &Result) const;
  bool onlySets(FunctionRef F, unsigned Depth) const;
  /// How many calls down a flag may be read or written.
  static constexpr unsigned MostLevels = 3;

  StopFlag &flag(SymbolId Variable, llvm::StringRef Name, StopFlagKind Kind);

  const Program &P;
  const Entries &Handed;
  std::vector<StopFlag> Flags;
  llvm::DenseMap<SymbolId, unsigned> IndexOf;
  /// Getters: what they return.
  llvm::DenseMap<const FunctionFacts *, llvm::SmallVector<SymbolId, 1>>
      Returned;
  llvm::DenseMap<const FunctionFacts *, unsigned> ReaderLevel;
  llvm::DenseMap<SymbolId, std::vector<FunctionRef>> UsersOf;
  std::map<const FunctionFacts *, llvm::BitVector> ReadBlocks;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_STOPFLAGS_H
