//===- Paths.h - Feasible paths through one function ------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks the flow graph of a function from its entry along every path that its
// branches allow. What makes paths infeasible is what real code uses to pair
// calls: a flag that is set and tested, one condition tested twice, an error
// code that was zero. Everything else is taken both ways.
//
// A client gives each path a mark (a few bits of its own) and says what an
// event does to it. Two paths that come to the same block with the same mark
// and the same knowledge are one, so loops end.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_PATHS_H
#define HANGPROOF_ENGINE_PATHS_H

#include "PathKnowledge.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include <deque>

namespace hangproof {

/// Where a path is.
struct PathPoint {
  uint32_t Node = NoIndex; ///< For PathWalk::trace.
  uint32_t Block = NoIndex;
  uint32_t Event = NoIndex; ///< Index in the events of the block.
};

/// How a path may go on after an event.
struct PathOutcome {
  uint32_t Mark = 0;
  ValueId Subject = NoIndex; ///< A watched value that is Value from here on.
  KnownValue Value;
  /// More watched values that are not null from here on.
  llvm::ArrayRef<ValueId> NonNull = {};
};

enum class ExitKind : uint8_t {
  Return,    ///< Index is the return statement.
  EndOfBody, ///< The closing brace.
  Throw,     ///< Index is the throw.
  Exception, ///< Index is the call that threw.
};

/// The end of a path that leaves the function for its caller. Paths that end
/// in exit() or abort() have none.
struct PathExit {
  ExitKind Kind = ExitKind::EndOfBody;
  uint32_t Index = NoIndex;
  KnownValue Result; ///< What the function returns.
};

/// What a call may throw on a path.
struct PathThrow {
  llvm::SmallVector<llvm::StringRef, 2> Types; ///< "" for any type.
  /// Take each handler of the enclosing try, whether or not anything is known
  /// to throw: what stands in a handler is code too.
  bool VisitHandlers = false;
};

class PathClient {
public:
  virtual ~PathClient() = default;
  /// How paths with Mark go on after E: Outcomes holds one outcome with the
  /// same mark; none means that the path ends here.
  virtual void atEvent(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
                       llvm::SmallVectorImpl<PathOutcome> &Outcomes) = 0;
  /// What the call of event E may throw before it has its effect.
  virtual void atCall(const PathPoint &At, const FlowEvent &E, uint32_t Mark,
                      PathThrow &Thrown) {}
  virtual void atExit(const PathPoint &At, const PathExit &Exit,
                      uint32_t Mark) = 0;
};

/// One block on the way to a node, and the edge that left it.
struct PathStep {
  uint32_t Block = NoIndex;
  uint32_t Edge = NoIndex; ///< In Successors; NoIndex for an exception.
  uint32_t Mark = 0;       ///< At the entry of the block.
  /// The call whose exception brought the path into this block, a handler.
  CallId Thrower = NoIndex;
};

/// How much a walk remembers of values.
enum class PathDetail : uint8_t {
  Feasible, ///< What decides branches.
  Graph,    ///< Nothing: every path of the graph is taken.
};

class PathWalk {
public:
  /// A function with more states than this is left alone.
  static constexpr unsigned DefaultMostStates = 20000;

  /// Watched values are results of calls that the client says more about.
  PathWalk(const FunctionFacts &F, PathClient &Client,
           llvm::ArrayRef<ValueId> Watched = {},
           PathDetail Detail = PathDetail::Feasible,
           unsigned MostStates = DefaultMostStates)
      : F(F), Client(Client), Knowledge(F, Watched), Detail(Detail),
        MostStates(MostStates) {}

  /// Visits all paths that start at the entry with Mark, short ones first.
  /// False when there are too many of them; what was seen until then has been
  /// told to the client.
  bool run(uint32_t Mark = 0);

  /// The blocks from the entry to a node, the node's own block last.
  std::vector<PathStep> trace(uint32_t Node) const;

  unsigned states() const { return Nodes.size(); }

private:
  struct State {
    uint32_t Mark = 0;
    uint32_t Return = NoIndex;
    KnownValue Result;
    PathFacts Known;
  };
  /// A block that some path entered.
  struct Node {
    uint32_t Block, Parent, Edge, Mark;
    CallId Thrower;
  };

  void visit(uint32_t Node, State Start);
  void raise(const PathPoint &At, uint32_t Try, llvm::StringRef Type,
             const PathExit &Exit, const State &S);
  void enter(uint32_t Block, uint32_t Parent, uint32_t Edge, State S,
             CallId Thrower = NoIndex);

  const FunctionFacts &F;
  PathClient &Client;
  PathKnowledge Knowledge;
  PathDetail Detail;
  unsigned MostStates;
  std::vector<Node> Nodes;
  std::deque<std::pair<uint32_t, State>> Queue;
  llvm::StringSet<> Seen;
};

/// The handlers of Try and the tries around it that may take an exception of
/// Type ("" for any), innermost first. True when it goes past all of them; a
/// handler of a class that may be a base of Type counts as taking it.
bool handlersOf(const FunctionFacts &F, uint32_t Try, llvm::StringRef Type,
                llvm::SmallVectorImpl<uint32_t> &Blocks);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_PATHS_H
