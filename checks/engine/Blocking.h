//===- Blocking.h - What a piece of work waits for --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does this function block its thread, in what, and through which calls? The
// calls that block are rows of data. A function blocks when it makes such a
// call, or calls a function that does, on its own thread: what it hands to
// another thread is that thread's time.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_BLOCKING_H
#define HANGPROOF_ENGINE_BLOCKING_H

#include "Acts.h"
#include <array>
#include <functional>
#include <memory>

namespace hangproof {

/// What a thread waits for, what costs most first.
enum class BlockKind : uint8_t {
  Dns,
  Process,
  Network,
  Foreign, ///< A call of another runtime or of a device.
  Disk,
  Sleep,
  Lock,
};
constexpr unsigned BlockKinds = 7;

/// Bits of kinds.
using BlockKindSet = unsigned;
constexpr BlockKindSet bit(BlockKind Kind) {
  return 1u << static_cast<unsigned>(Kind);
}
/// Work that others would rather wait for: all but sleep and lock.
constexpr BlockKindSet WorkKinds =
    bit(BlockKind::Dns) | bit(BlockKind::Process) | bit(BlockKind::Network) |
    bit(BlockKind::Foreign) | bit(BlockKind::Disk);

/// "disk", "network" and the like, as in the rows.
llvm::StringRef toString(BlockKind Kind);

enum class BlockLength : uint8_t {
  Short,  ///< A look at a directory entry: it counts for nothing.
  Normal, ///< A file or a message.
  Long,   ///< Seconds are usual: another service, a program, a whole tree.
};

/// What one call does by itself.
struct Block {
  BlockKind Kind = BlockKind::Disk;
  BlockLength Length = BlockLength::Normal;
};

/// How a function comes to block.
struct BlockPath {
  Block What;
  /// From the call in the function that was asked about down to the call that
  /// blocks, one for each function on the way. Never empty.
  llvm::SmallVector<ActStep, 4> Steps;
  /// Some call on the way is dispatched at run time and may not block at all.
  bool IsOverApproximated = false;

  const ActStep &first() const { return Steps.front(); }
  const CallFacts &blockingCall() const { return Steps.back().facts(); }
};

class Blocking {
public:
  /// Whether a limit keeps all but a few from coming to a step at the same
  /// time. Such a step blocks nobody beyond the limit, so it does not count.
  using LimitTest = std::function<bool(const ActStep &Step)>;

  /// Looks at nothing before it is asked; all references must live as long.
  Blocking(const Program &P, const Entries &Handed, OnceGuards &Guards,
           LimitTest IsLimited = {});

  /// What the call blocks in by itself; none if it does not.
  std::optional<Block> at(FunctionRef F, CallId Call) const;

  /// How F blocks, in the worst of Kinds, for at least as long as Least.
  std::optional<BlockPath> of(FunctionRef F, BlockKindSet Kinds = WorkKinds,
                              BlockLength Least = BlockLength::Normal);

  /// How this call blocks, by itself or in what it runs.
  std::optional<BlockPath> through(FunctionRef F, CallId Call,
                                   BlockKindSet Kinds = WorkKinds,
                                   BlockLength Least = BlockLength::Normal);

private:
  const Acts &acts(Block What);

  const Program &P;
  const Entries &Handed;
  OnceGuards &Guards;
  LimitTest IsLimited;
  llvm::DenseMap<std::pair<const FunctionFacts *, CallId>, Block> Direct;
  /// By kind, and whether they are long.
  std::array<std::array<std::unique_ptr<Acts>, 2>, BlockKinds> Found;
};

} // namespace hangproof

#endif // HANGPROOF_ENGINE_BLOCKING_H
