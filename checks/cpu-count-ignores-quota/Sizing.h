//===- Sizing.h - What a number of CPUs is used for -------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A number of CPUs is right for tables, masks and statistics. It is wrong as
// the number of things that run at once. Where the code does not say which it
// is, the names of variables and functions do.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_CPUCOUNTIGNORESQUOTA_SIZING_H
#define HANGPROOF_CPUCOUNTIGNORESQUOTA_SIZING_H

#include "engine/Entries.h"
#include "engine/ValueReach.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace hangproof {

/// How plainly the code says that threads, tasks or processes are counted.
enum class SizingKind : uint8_t {
  Getter,    ///< Given to whoever asks how many CPUs there are.
  Local,     ///< A local of that name, handed to a function not in view.
  Parameter, ///< A parameter of that name.
  Name,      ///< A variable, option or function of that name.
  Container, ///< Threads are kept in it.
  Pool,      ///< A library makes so many threads.
  Loop,      ///< Each turn starts one.
};

struct Sizing {
  SizingKind Kind = SizingKind::Getter;
  FunctionRef Function;
  Place Where;
  std::string Object;   ///< "the threads that 'pthread_create' starts".
  std::string Sentence; ///< For the evidence.
};

class SizingFinder {
public:
  SizingFinder(const ValueSources &Sources, const Entries &Handed);

  /// The plainest use of a value as a size at this very step; none if it is
  /// no such use.
  std::optional<Sizing> at(const ReachedValue &At) const;

private:
  bool starts(FunctionRef F, CallId Id) const;
  std::optional<Sizing> inLoops(const ReachedValue &At) const;
  std::optional<Sizing> inCalls(const ReachedValue &At) const;
  std::optional<Sizing> byName(const ReachedValue &At) const;
  std::optional<Sizing> inReturn(const ReachedValue &At) const;

  const ValueSources &Sources;
  const Program &P;
  const Entries &Handed;
  llvm::DenseSet<std::pair<const FunctionFacts *, CallId>> Handovers;
  /// Functions that start a thread, task or process, a call or two away.
  llvm::SmallPtrSet<const FunctionFacts *, 32> Starting;
};

/// Whether a function of that name gives a number of CPUs.
bool isCpuGetter(llvm::StringRef QualifiedName);

/// The same, where the name must say that it counts.
bool isCpuCounter(llvm::StringRef QualifiedName);

} // namespace hangproof

#endif // HANGPROOF_CPUCOUNTIGNORESQUOTA_SIZING_H
