//===- HandleFrame.h - The handles of one function --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Inside one function, the variables that hold the same handle are one: a local
// and the member that it is stored in, a TLS session and the socket below it.
// What calls do to it, directly or in the functions that they run, is carried
// along the paths of the function.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_HANDLEFRAME_H
#define HANGPROOF_ENGINE_HANDLEFRAME_H

#include "HandleActs.h"
#include "llvm/ADT/BitVector.h"
#include <map>

namespace hangproof {

/// What a function does to a handle that others have: one of its parameters, a
/// member or global.
struct HandleEffects {
  uint32_t Gen = 0;    ///< May be in force after it.
  uint32_t Keep = ~0u; ///< What was in force before and still may be.
  llvm::SmallVector<HandleOrigin, 1> Opens;
  llvm::SmallVector<HandleWait, 2> Waits; ///< That it bounds by nothing itself.
  llvm::SmallVector<SymbolId, 1> KeptIn;  ///< Where it stores the handle.
  bool Ends = false;
  bool DependsOnCaller = false;
  unsigned Depth = 0; ///< Calls between the function and what does it.
};

struct HandleSummary {
  std::map<uint32_t, HandleEffects> Parameters;
  std::map<SymbolId, HandleEffects> Variables;
  llvm::SmallVector<HandleOrigin, 1> Returned;
  llvm::SmallVector<SymbolId, 1> ReturnedVariables;
  llvm::SmallVector<uint32_t, 1> ReturnedParameters;
  /// What it does to the timer that ends all waits of the process: it may run
  /// after the call; it may still run if it did before.
  bool StartsTimer = false, KeepsTimer = true;
  /// Equal ones say the same.
  std::string fingerprint() const;
};

/// A call that runs a function of the project, and where the arguments of that
/// function start among those of the call.
struct HandleCallee {
  FunctionRef Function;
  unsigned FirstArgument = 0;
  bool IsSpawned = false; ///< On another thread.
};

/// Stands for none in particular: only what is done to all concerns it.
constexpr uint32_t NoHandle = NoIndex - 1;

class HandleFrame;

/// What is known of the other functions while a frame is made.
class HandleLookup {
public:
  virtual ~HandleLookup() = default;
  virtual const HandleSummary *summaryOf(FunctionRef F) const = 0;
  virtual const HandleFrame *frameOf(FunctionRef F) const = 0;
  virtual llvm::SmallVector<HandleCallee, 2> calleesOf(FunctionRef F,
                                                       CallId Call) const = 0;
};

/// The outcome of carrying one handle's state through a function.
struct HandleStates {
  std::vector<uint32_t> Before; ///< For each event, HandleReached if it is.
  std::vector<uint32_t> AtEnd;  ///< For each block.
  uint32_t AtExit = 0;
};

class HandleFrame {
public:
  HandleFrame(const Program &P, const HandleActs &Acts, FunctionRef F,
              const std::vector<HandleEvent> &Direct,
              const HandleLookup &Others);

  FunctionRef function() const { return F; }
  llvm::ArrayRef<HandleEvent> events() const { return Events; }
  /// The handle that a value is; NoIndex if it is none. Equal handles have
  /// equal numbers.
  uint32_t handleOf(ValueId Value) const;
  uint32_t handleOf(const HandleEvent &E) const {
    return E.Handle == NoIndex ? NoIndex : handleOf(E.Handle);
  }
  /// The handles that events speak of, in their order.
  llvm::ArrayRef<uint32_t> handles() const { return Handles; }
  llvm::SmallVector<uint32_t, 2> parametersOf(uint32_t Handle) const;
  llvm::SmallVector<SymbolId, 2> variablesOf(uint32_t Handle) const;
  /// Events that speak of the handle.
  bool concerns(const HandleEvent &E, uint32_t Handle) const {
    return E.Handle == NoIndex || handleOf(E.Handle) == Handle;
  }
  bool opens(uint32_t Handle) const;
  bool handlesBusyError() const { return HandlesBusyError; }

  /// From the entry, for a handle that was there before; its new openings end
  /// the paths.
  HandleStates fromEntry(uint32_t Handle, uint32_t State) const {
    return solve(Handle, true, State, {});
  }
  /// From each opening in this function.
  HandleStates fromOpening(uint32_t Handle) const {
    return solve(Handle, false, 0, {});
  }

  /// Whether State bounds the wait.
  bool isBounded(const HandleEvent &E, const HandleWait &Wait,
                 uint32_t State) const;
  /// Whether one readiness is not enough: a loop that goes on reading.
  bool readsOn(CallId Id) const;
  /// What was opened, if the event opens.
  static const HandleOrigin *opened(const HandleActs &Acts,
                                    const HandleEvent &E);

  HandleSummary summary() const;

private:
  /// What the arguments of one caller rule out.
  struct RuledOut {
    llvm::BitVector Blocks;
    llvm::BitVector Events;
    bool hasBlock(uint32_t B) const {
      return B < Blocks.size() && Blocks.test(B);
    }
    bool hasEvent(uint32_t E) const {
      return E < Events.size() && Events.test(E);
    }
  };

  uint32_t nodeOf(ValueId Value) const;
  uint32_t find(uint32_t Node) const;
  void unite(uint32_t A, uint32_t B);
  void uniteValues(ValueId A, ValueId B);
  void findSets(const std::vector<HandleEvent> &Direct);
  void findAliases(const std::vector<HandleEvent> &Direct);
  void addCallees(CallId Id);
  void addGuess(CallId Id);
  void markOwnPairs();
  HandleStates solve(uint32_t Handle, bool FromEntry, uint32_t State,
                     const RuledOut &Out) const;
  /// What a callee does to the timer.
  void addTimer(CallId Id, const HandleCallee &Callee,
                const HandleSummary &Known);
  void apply(const HandleEvent &E, bool FromEntry, const RuledOut &Out,
             uint32_t &State) const;
  RuledOut ruledOut(const CallRef &Caller, unsigned FirstArgument) const;
  void addVariable(SymbolId Variable, uint32_t Node);
  HandleEffects effectsOn(uint32_t Handle) const;

  const Program &P;
  const HandleActs &Acts;
  FunctionRef F;
  const HandleLookup &Others;
  std::vector<HandleEvent> Events; ///< In the order of the calls.
  std::vector<std::vector<uint32_t>> EventsIn;
  std::vector<uint32_t> Handles;
  /// Nodes: values that name a variable, calls; joined.
  mutable std::vector<uint32_t> Parent;
  llvm::DenseMap<SymbolId, uint32_t> NodeOfSymbol;
  std::vector<SymbolId> Symbols;
  llvm::BitVector Sets; ///< Locals that hold several handles for a poll.
  uint32_t FirstParameter = 0, FirstCall = 0, FirstSymbol = 0;
  /// Tells "not now" from other failures of a call.
  bool HandlesBusyError = false;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_HANDLEFRAME_H
