//===- Paths.cpp - Feasible paths through one function --------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Paths.h"
#include "Throwing.h"
#include "llvm/ADT/SmallString.h"

namespace hangproof {

bool PathWalk::run(uint32_t Mark) {
  if (F.FlowFailed || F.Flow.Entry >= F.Flow.Blocks.size())
    return true;
  State Start;
  Start.Mark = Mark;
  enter(F.Flow.Entry, NoIndex, NoIndex, std::move(Start));
  while (!Queue.empty()) {
    if (Nodes.size() > MostStates)
      return false;
    auto [Node, S] = std::move(Queue.front());
    Queue.pop_front();
    visit(Node, std::move(S));
  }
  return true;
}

std::vector<PathStep> PathWalk::trace(uint32_t Node) const {
  std::vector<PathStep> Steps;
  uint32_t Edge = NoIndex;
  for (; Node != NoIndex; Node = Nodes[Node].Parent) {
    Steps.push_back(
        {Nodes[Node].Block, Edge, Nodes[Node].Mark, Nodes[Node].Thrower});
    Edge = Nodes[Node].Edge;
  }
  std::reverse(Steps.begin(), Steps.end());
  return Steps;
}

void PathWalk::enter(uint32_t Block, uint32_t Parent, uint32_t Edge, State S,
                     CallId Thrower) {
  if (Block >= F.Flow.Blocks.size())
    return;
  if (Detail == PathDetail::Graph) {
    S.Known.clear();
    S.Result = {};
  }
  Knowledge.dropDead(Block, S.Known);
  llvm::SmallString<64> Key;
  auto Append = [&](uint64_t N) {
    Key.append(llvm::StringRef(reinterpret_cast<const char *>(&N), sizeof(N)));
  };
  auto AppendValue = [&](const KnownValue &V) {
    Append(V.min());
    Append(V.max());
    Append(V.excluded().size());
    for (int64_t C : V.excluded())
      Append(C);
  };
  Append(Block);
  Append(S.Mark);
  Append(S.Return);
  AppendValue(S.Result);
  for (const PathFact &Fact : S.Known) {
    Append(Fact.Subject);
    Append(Fact.Origin);
    AppendValue(Fact.Value);
  }
  if (!Seen.insert(Key).second)
    return;
  Nodes.push_back({Block, Parent, Edge, S.Mark, Thrower});
  Queue.emplace_back(Nodes.size() - 1, std::move(S));
}

void PathWalk::raise(const PathPoint &At, uint32_t Try, llvm::StringRef Type,
                     const PathExit &Exit, const State &S) {
  llvm::SmallVector<uint32_t, 4> Handlers;
  bool Leaves = handlersOf(F, Try, Type, Handlers);
  CallId Thrower = Exit.Kind == ExitKind::Exception ? Exit.Index : NoIndex;
  for (uint32_t Handler : Handlers)
    enter(Handler, At.Node, NoIndex, S, Thrower);
  // An exception that leaves a noexcept function ends the process.
  if (Leaves && !F.IsNoexcept)
    Client.atExit(At, Exit, S.Mark);
}

void PathWalk::visit(uint32_t Node, State Start) {
  const uint32_t BlockIndex = Nodes[Node].Block;
  const FlowBlock &Block = F.Flow.Blocks[BlockIndex];
  llvm::SmallVector<State, 2> States{std::move(Start)};
  PathPoint At{Node, BlockIndex, 0};
  for (uint32_t I = 0; I < Block.Events.size(); ++I) {
    const FlowEvent &E = Block.Events[I];
    At.Event = I;
    llvm::SmallVector<State, 2> Next;
    for (State &S : States) {
      bool IsCall = E.Kind == EventKind::Call && E.Index < F.Calls.size();
      if (IsCall) {
        const CallFacts &Call = F.Calls[E.Index];
        PathThrow Thrown;
        Client.atCall(At, E, S.Mark, Thrown);
        PathExit Exit{ExitKind::Exception, E.Index, {}};
        for (llvm::StringRef Type : Thrown.Types)
          raise(At, Call.Try, Type, Exit, S);
        if (Thrown.VisitHandlers)
          for (uint32_t Try = Call.Try; Try < F.Tries.size();
               Try = F.Tries[Try].Parent)
            for (uint32_t Handler : F.Tries[Try].HandlerBlocks)
              enter(Handler, Node, NoIndex, S);
      }
      Knowledge.apply(E, S.Known);
      llvm::SmallVector<PathOutcome, 2> Outcomes{
          PathOutcome{S.Mark, NoIndex, {}}};
      Client.atEvent(At, E, S.Mark, Outcomes);
      for (const PathOutcome &Outcome : Outcomes) {
        State After = S;
        After.Mark = Outcome.Mark;
        if (Outcome.Subject != NoIndex)
          Knowledge.learn(Outcome.Subject, Outcome.Value, After.Known);
        for (ValueId V : Outcome.NonNull)
          Knowledge.learn(V, KnownValue::signs(KnownValue::Positive),
                          After.Known);
        if (E.Kind == EventKind::Throw) {
          if (E.Index < F.Throws.size())
            raise(At, F.Throws[E.Index].Try, F.Throws[E.Index].Type,
                  {ExitKind::Throw, E.Index, {}}, After);
          continue;
        }
        if (E.Kind == EventKind::Return) {
          After.Return = E.Index;
          After.Result = Knowledge.evaluate(E.Value, After.Known);
        }
        Next.push_back(std::move(After));
      }
    }
    States = std::move(Next);
  }
  if (Block.IsNoReturn)
    return;
  for (const State &S : States) {
    if (BlockIndex == F.Flow.Exit) {
      PathExit Exit{S.Return == NoIndex ? ExitKind::EndOfBody
                                        : ExitKind::Return,
                    S.Return, S.Result};
      Client.atExit(At, Exit, S.Mark);
      continue;
    }
    for (uint32_t Edge = 0; Edge < Block.Successors.size(); ++Edge) {
      State After = S;
      if (Knowledge.follow(BlockIndex, Edge, After.Known))
        enter(Block.Successors[Edge].To, Node, Edge, std::move(After));
    }
  }
}

bool handlersOf(const FunctionFacts &F, uint32_t Try, llvm::StringRef Type,
                llvm::SmallVectorImpl<uint32_t> &Blocks) {
  bool IsDoubtful = false;
  for (; Try < F.Tries.size(); Try = F.Tries[Try].Parent) {
    const TryFacts &T = F.Tries[Try];
    for (unsigned I = 0; I < T.CaughtTypes.size(); ++I) {
      Catches Answer = catches(T.CaughtTypes[I], Type);
      if (Answer == Catches::No)
        continue;
      if (I < T.HandlerBlocks.size() && T.HandlerBlocks[I] != NoIndex)
        Blocks.push_back(T.HandlerBlocks[I]);
      if (Answer == Catches::Yes)
        return false;
      IsDoubtful = true;
    }
    if (T.CatchesAll)
      return false;
  }
  return !IsDoubtful;
}

} // namespace hangproof
