//===- Api.h - Effects of library calls, as data ----------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What APIs do is data: the YAML files of checks/api, embedded at build time,
// and files of the same schema that a user gives. docs/api-knowledge.md is the
// reference of the schema. Checks ask for effects and roles, never for names
// or argument positions.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_API_H
#define HANGPROOF_ENGINE_API_H

#include "Facts.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hangproof {

enum class EffectKind : uint8_t {
  ReadsClock,       ///< clock, into, clock-from.
  PassesValue,      ///< from, into: the value flows through unchanged in kind.
  Subtracts,        ///< left, right: the result is left - right.
  Compares,         ///< left, right.
  WaitsUntil,       ///< deadline, handle, clock.
  SetsClock,        ///< handle, clock-from: of a condition variable attribute.
  Initializes,      ///< handle, attributes.
  StartsProgram,    ///< command, thread: its process id.
  Forks,            ///< Returns twice; zero in the child.
  ReplacesProgram,  ///< command: exec.
  Binds,            ///< pair, saves, value.
  Releases,         ///< pair, from.
  Saves,            ///< pair, into: reads the state for a later restore.
  IdentifiesThread, ///< Returns the calling thread: pthread_self.
  YieldsItem,       ///< Each call gives one more item of outside data.
  Blocks,           ///< kind, timeout: a finite one ends the wait.
  Spawns,           ///< entry, argument: a new thread runs entry.
  Submits,          ///< entry: a shared pool's thread runs entry, once a call.
  Registers,        ///< entry, context: runs entry once an event.
  RunsNow,          ///< entry: calls entry before it returns.
  RunsAtThreadExit, ///< entry: pthread_key destructors and the like.
  RunsOnce,         ///< entry: call_once.
  Handler,          ///< context: the row's method, overridden, is a handler.
  Throws,           ///< type, cause.
  Joins,            ///< thread: waits for the end of a thread or task.
  Detaches,         ///< thread: nobody will wait for it.
  AcquiresLimit,    ///< limit: waits for, or takes, one of finitely many slots.
  ReleasesLimit,    ///< limit: gives the slot back.
  Opens,            ///< family, into, from: makes a handle.
  Bounds,           ///< family, handle, waits: from here on such waits end.
  Unbounds,         ///< family, handle, waits: takes a bound away again.
  Waits,            ///< family, handle, waits, timeout: may wait for the peer.
  Polls,            ///< handle, timeout, waits: until a handle is ready.
  Wraps,            ///< family, handle, from: handle uses the handle from.
  CountsCpus,       ///< cpus, into: gives a number of processors.
  ParsesAddress,    ///< value: tells numeric addresses from names.
  TakesSignals,     ///< value: waits for, or reads, the signals of a set.
  SizesPool,        ///< value: how many threads or tasks may run at once.
  Signals,          ///< thread: signals or cancels a thread or process.
  BuildsSignals,    ///< into, signals, value: makes or changes a set.
  RestartsCalls,    ///< Calls that the handler interrupts go on after it.
  MasksProgram,     ///< attributes: chooses the signal mask of a program.
  Logs,             ///< Writes for people to read.
  Serves,           ///< family, handle: waits for whoever comes, from here on.
  Ends,             ///< family, handle: waits on the handle return.
  TakesEvents,      ///< timeout: one turn of an event loop: epoll_wait.
  RunsEvents,       ///< The whole event loop: returns when the loop has ended.
  FailsRarely,      ///< Only a mistake in the code makes it fail.
};

/// "reads-clock" and the like; the spelling in YAML.
llvm::StringRef toString(EffectKind K);
std::optional<EffectKind> parseEffectKind(llvm::StringRef Name);

/// Argument roles: an index, or one of these.
constexpr int RoleReturn = -1; ///< "return"
constexpr int RoleObject = -2; ///< "object": the object of a member call
constexpr int RoleNone = -3;
constexpr int RoleAnyArgument = -4; ///< "any": each argument

/// One alternative of a `when` condition.
struct ArgumentTest {
  enum class Kind : uint8_t {
    Constant, ///< Name or Number matches.
    Null,
    NonNull,
    Self,  ///< The calling thread: 0, or a call that IdentifiesThread.
    Saved, ///< Comes from a saved state of the pair.
    NotSaved,
    ConstantNot, ///< A known constant with another value.
    Absent,      ///< The call has no such argument (overloads).
    HasBits,     ///< A known constant with all bits of Number.
    Like,        ///< A string literal that the pattern Name matches.
    Unlike,      ///< No string literal that the pattern Name matches.
    LacksBits,   ///< Not known to have all bits of Number. With Member: that
                 ///< member of the struct that the argument points to.
    ClearsBits,  ///< A known constant without the bits, or `x & ~bits`.
    HoldsBits,   ///< A struct into which a constant with these bits is put.
                 ///< With Member: before the call, into that member of the
                 ///< struct that the argument points to.
    Computed,    ///< There, and no literal or constant.
    NotText,     ///< For the result: the call does not return a string.
  } Test = Kind::Constant;
  std::string Name;
  std::string Member; ///< LacksBits, HoldsBits: "ai_flags"
  std::optional<int64_t> Number;
};

struct Condition {
  int Role = RoleNone;
  std::vector<ArgumentTest> AnyOf;
};

/// One effect of a row. Keys that a kind does not use stay unset.
struct Effect {
  EffectKind Kind = EffectKind::Blocks;
  std::vector<Condition> When; ///< All must hold.
  std::string Pair;
  std::string Clock; ///< wall, monotonic, cpu, argument, handle,
                     ///< forced-wall, any
  /// event, timer, request, signal, connection or worker; once: a single time
  /// for each call of the row
  std::string Context;
  std::string BlockKind; ///< disk, network, dns, process, sleep, lock, foreign
  std::string Lasts;     ///< Blocks: short or long, where the kind says else.
  /// many: several at the same time, each on a thread of the library's
  std::string AtOnce;
  std::string Until;       ///< Blocks: event or handle; unset: its own end
  std::string Unit;        ///< Of timeout: seconds, ..., timespec, timeval
  std::string Interrupted; ///< By a signal: fails, restarts or resumes
  std::string Signals;     ///< BuildsSignals: all, none, add or remove
  std::string Type;        ///< throws: qualified type
  std::string Family;      ///< Kind of handle: fd, curl, ssl, asio, ...
  /// read, write, connect, accept or all; bounds also dead-peer. Of opens: what
  /// use of the handle can wait at all
  std::string WaitsFor;
  std::string Repeats; ///< nonzero: is run again if it returns that
  std::string Amount;  ///< whole: waits on after some data has come
  std::string Cpus;    ///< online, configured, affinity or quota
  /// throws: input, environment, exhaustion, misuse, rare or callees
  std::string Cause;
  /// kept: what the entry throws is stored for whoever asks for its result;
  /// passed: it comes out of the call that runs the executor's tasks, unless
  /// the executor is a pool with threads of its own; dropped: the library
  /// catches it, and the entry has ended
  std::string Exceptions;
  /// What the end of the handle does while the thread runs: joins waits for
  /// it, terminates ends the program
  std::string Dropped;
  int Into = RoleNone, From = RoleNone, Left = RoleNone, Right = RoleNone;
  int Deadline = RoleNone, Handle = RoleNone, Attributes = RoleNone;
  int ClockFrom = RoleNone, Command = RoleNone, Saves = RoleNone;
  int Entry = RoleNone, Argument = RoleNone, Value = RoleNone;
  int Thread = RoleNone, Limit = RoleNone, Timeout = RoleNone;
  int Executor = RoleNone;
};

/// How a call tells that it failed.
enum class FailureForm : uint8_t {
  Unknown,
  NonZero,
  Negative,
  Null,
  False,
  MinusOne,
  Positive ///< An error number, never a negative one: pthread_*.
};

/// Everything known about one function (or method, constructor, macro-free
/// callable) of a library.
struct ApiRow {
  std::string Name;    ///< "pthread_sigmask", "std::thread::join"
  std::string Library; ///< "posix"
  std::string Source;  ///< URL or man page that says so.
  std::string File;    ///< Data file, for messages.
  unsigned Line = 0;
  bool IsUser = false; ///< From a user's file.
  std::string Remedy;  ///< What to call instead, for messages; may be empty.
  FailureForm Fails = FailureForm::Unknown;
  std::vector<std::pair<std::string, int>> Roles; ///< name -> argument index
  std::vector<Effect> Effects;
};

/// State that ties itself to the calling thread.
struct PairKind {
  std::string Name;         ///< "signal-mask"
  std::string Title;        ///< "the signal mask", for messages
  std::string Consequence;  ///< What production sees.
  std::string Remedy;       ///< Fix in one clause.
  bool MustRelease = false; ///< Leaving it bound is wrong even with no release
                            ///< in view.
  bool EndsWithThread = false; ///< Thread end cleans up.
  /// Each piece of work chooses it anew, so that what is left is no harm to the
  /// next one.
  bool ChosenPerUse = false;
  /// While it lasts, other threads suffer: they want the same CPU.
  bool BurdensOthers = false;
  /// Callers pass a variable for the old state only because they must: that it
  /// is never read says nothing.
  bool SaveIsCustomary = false;
};

/// The parameters of functions that a library calls. A function that looks like
/// this and that nobody in view hands over has been handed over out of view.
struct CallbackSignature {
  std::vector<std::string> Parameters; ///< As ParameterFacts::TypeName.
  bool IsOpen = false; ///< More parameters of any type may follow.
  bool AtOnce = false; ///< Several threads may run it at the same time.
  std::string Result;  ///< As FunctionFacts::ResultTypeName; empty for any.
  std::string Context; ///< As Effect::Context.
  std::string Library;
  std::string Source;
};

struct ApiDocument;

/// Library of the rows that annotations stand for.
constexpr llvm::StringLiteral AnnotationLibrary = "annotation";

/// All rows, built-in and the user's.
class ApiTable {
public:
  /// Adds the rows of one YAML document. On an error nothing of it is added;
  /// the message has the form "FILE:LINE:COLUMN: error: TEXT", one a line.
  llvm::Error addYaml(llvm::StringRef Text, llvm::StringRef FileName,
                      bool IsUserFile);

  /// The table of the embedded files. Aborts when they are broken, which the
  /// unit tests exclude.
  static ApiTable builtIn();

  /// Rows for a qualified name without template arguments and inline
  /// namespaces; NoIndex if there is none.
  uint32_t find(llvm::StringRef QualifiedName) const;
  /// Whether any row's last name component is Name: the cheap first test.
  bool mayMatch(llvm::StringRef LastName) const;

  const ApiRow &row(uint32_t Index) const { return Rows[Index]; }
  llvm::ArrayRef<ApiRow> rows() const { return Rows; }
  const PairKind *pair(llvm::StringRef Name) const;
  llvm::ArrayRef<PairKind> pairs() const { return Pairs; }
  llvm::ArrayRef<CallbackSignature> callbacks() const { return Callbacks; }

  /// Row of an annotation such as "hangproof::starts-program" or
  /// "hangproof::binds(gpu-context)"; NoIndex, with Message, if it is unknown.
  /// The rows are made with the table, so that a const one serves all threads.
  uint32_t annotationRow(llvm::StringRef Annotation,
                         std::string &Message) const;

  /// A hash of all rows: part of every cache key.
  uint64_t fingerprint() const;

private:
  /// Checks the documents against the table and adds all of them or none.
  llvm::Error addDocuments(std::vector<ApiDocument> &Documents,
                           bool IsUserFile);
  void removeAnnotationRows();
  void makeIndexes();

  std::vector<ApiRow> Rows; ///< Annotation rows last.
  std::vector<PairKind> Pairs;
  std::vector<CallbackSignature> Callbacks;
  llvm::StringMap<uint32_t> ByName;
  llvm::StringMap<unsigned> LastNames;
  llvm::StringMap<uint32_t> Annotations; ///< Their rows, by annotation.
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_API_H
