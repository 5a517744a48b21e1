//===- Submissions.h - Work that is handed to a pool ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which calls hand work to the threads of a pool, and whose pool that is. Pools
// of libraries are rows. A pool of the project is told by what it does: a
// function puts its parameter into a container, and a thread takes it out and
// calls it. Executors whose code is not in view are told by their names.
//
// A pool that a function makes for itself, or that serves one function only,
// holds back what is put into it: its size is a limit. One that others use too
// is none, since blocking work keeps theirs from running.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_SUBMISSIONS_H
#define HANGPROOF_ENGINE_SUBMISSIONS_H

#include "Entries.h"
#include <map>
#include <set>

namespace hangproof {

enum class PoolKind : uint8_t {
  Shared,  ///< Of the library, or used by several functions.
  Own,     ///< Of a fixed size, and for this work only.
  Unknown, ///< A parameter of a function whose callers are not in view.
};

struct Submission {
  /// Functions and lambdas that the pool's thread runs.
  llvm::SmallVector<FunctionRef, 2> Entries;
  PoolKind Pool = PoolKind::Shared;
  bool IsPerItem = false; ///< The call has it run once an element.
  bool IsGuess = false;   ///< Only names say that it is a pool.
};

class Submissions {
public:
  Submissions(const Program &P, const Entries &Handed);

  /// What the call hands over; null if it is no submission.
  const Submission *at(FunctionRef F, CallId Call) const;

private:
  /// A submission with the value that names its pool.
  struct Found {
    FunctionRef In;
    CallId Call = NoIndex;
    ValueId Executor = NoIndex;
    bool IsOwnClass = false; ///< The pool is a class of the project.
    Submission What;
  };

  void findQueues();
  void addQueues(FunctionRef F, ValueId Taken, unsigned Depth);
  void findSubmitters();
  // In WorkLists.cpp: lists that C programs make of work.
  void addListedWork(FunctionRef F, const CallFacts &Call);
  void putIntoList(FunctionRef F, std::set<uint32_t> &Indices) const;
  ValueId poolArgument(FunctionRef F, const CallFacts &Call,
                       const std::set<uint32_t> &Work) const;
  /// Parameters of F that the value is made of or captures.
  void parametersIn(FunctionRef F, ValueId Value,
                    std::set<uint32_t> &Indices) const;
  void addByRow(FunctionRef F, CallId Id);
  void addOwn(FunctionRef F, CallId Id);
  void addByName(FunctionRef F, CallId Id);
  void addWork(FunctionRef F, ValueId Value, Submission &To) const;
  void addWorkOfClass(SymbolId Class, Submission &To) const;
  /// The call that made the pool, or none.
  std::optional<CallRef> makerOf(FunctionRef F, ValueId Executor,
                                 unsigned Depth) const;
  PoolKind poolOf(FunctionRef F, ValueId Executor, bool IsOwnClass,
                  unsigned Depth) const;
  /// Another function than F that uses the pool in this variable.
  bool isUsedElsewhere(FunctionRef F, SymbolId Variable) const;

  const Program &P;
  const Entries &Handed;
  /// Containers that threads take work out of.
  std::set<SymbolId> Queues;
  /// Members that hold a function of the items that threads take off a list.
  std::set<SymbolId> ListedWork;
  /// Virtual methods that threads call on what they take out.
  std::set<SymbolId> WorkMethods;
  /// Functions that put work into such a container: which parameters.
  std::map<const FunctionFacts *, std::set<uint32_t>> Submitters;
  std::vector<Found> All;
  std::map<std::pair<const FunctionFacts *, CallId>, Submission> Known;
  /// Functions that submit to the pool in a field or global.
  std::map<SymbolId, std::set<const FunctionFacts *>> UsersOf;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_SUBMISSIONS_H
