//===- Entries.h - Functions that run again and again -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An entry is a function that nobody in view calls: it is handed to a library
// that runs it once per event, per request or per task, or on a thread of its
// own. How it was handed over is the evidence.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_ENTRIES_H
#define HANGPROOF_ENGINE_ENTRIES_H

#include "Program.h"
#include <optional>
#include <string>
#include <vector>

namespace hangproof {

enum class EntryKind : uint8_t {
  Handler, ///< Once per event, timer tick, request, signal or connection.
  Task,    ///< A shared pool's thread runs it, once per submission.
  Thread,  ///< Runs on a thread made for it.
  Now,     ///< The call that it is given to runs it before it returns.
};

struct Entry {
  EntryKind Kind = EntryKind::Handler;
  /// event, timer, request, signal, connection or worker; empty unless Kind is
  /// Handler.
  std::string Context;
  /// Each handing over makes it run a single time.
  bool IsSingle = false;
  /// Kind is Now, and the call runs it once per element of what it is given:
  /// std::for_each, nftw.
  bool IsPerItem = false;
  /// Kind is Handler: several may run at the same time, each on a thread of the
  /// library's.
  bool IsConcurrent = false;
  /// Only the name of the registering function says what it does, or only the
  /// types of the parameters.
  bool IsGuess = false;
  /// The call that hands it over; no call for a method that overrides a
  /// library's handler, or an annotation.
  CallRef By;
  /// What becomes of an exception that leaves it: "kept" for whoever asks for
  /// the result, "passed" to whoever runs the executor, "dropped" by the
  /// library; empty: it ends the process.
  std::string Exceptions;
  /// "'uv_timer_start' runs it on each timer tick": goes behind the function.
  std::string How;
};

class Entries {
public:
  explicit Entries(const Program &P);

  /// How F is an entry; empty if it is none. In program order.
  llvm::ArrayRef<Entry> of(FunctionRef F) const;

  /// The first entry of F that runs once per event, tick, request or
  /// connection, or null. Signal and worker contexts are none, and a single run
  /// is one only if F hands itself over again.
  const Entry *handler(FunctionRef F) const { return handler(F, false); }
  /// Such a one that may run often: not what a user sets off.
  const Entry *hot(FunctionRef F) const { return handler(F, true); }

  /// The call that runs F for each element of something, or null.
  const Entry *perItem(FunctionRef F) const;

  /// Calls that run F once each, besides Program::callers: submissions, thread
  /// creations, calls that run it at once, and calls through tables and
  /// parameters that hold it.
  llvm::ArrayRef<CallRef> handedTo(FunctionRef F) const;

  /// The member of a table of functions that F is put into, or empty.
  llvm::StringRef slotOf(FunctionRef F) const;

private:
  const Entry *handler(FunctionRef F, bool OnlyHot) const;
  void addHandover(FunctionRef F, CallId Id);
  void addMethod(FunctionRef F);
  void addToResult(FunctionRef F, CallId Id);
  void addIndirect(FunctionRef F, CallId Id);
  void addByName(FunctionRef F, CallId Id);
  void addBySignature(FunctionRef F);

  const Program &P;
  llvm::DenseMap<const FunctionFacts *, std::vector<Entry>> EntriesOf;
  llvm::DenseMap<const FunctionFacts *, std::vector<CallRef>> HandedTo;
  llvm::DenseMap<SymbolId, llvm::StringRef> Slots;
};

/// How the name of a function that nobody in view calls or hands over says
/// that it runs once per connection or request: onClientConnected,
/// handleAccept.
std::optional<Entry> entryByName(const Program &P, const Entries &Handed,
                                 FunctionRef F);

/// "each timer tick", "each request": what an entry of this context runs for.
llvm::StringRef perEvent(llvm::StringRef Context);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_ENTRIES_H
