//===- Dispatch.h - How sure a call is to run a function --------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `handler(line)` in a function that is given its handler runs what this very
// caller has passed; `timer->expired()` runs, sooner or later, all that was
// ever stored there; a virtual call runs what the object is.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_DISPATCH_H
#define HANGPROOF_ENGINE_DISPATCH_H

#include "Program.h"
#include <optional>

namespace hangproof {

enum class DispatchKind : uint8_t {
  Direct,    ///< Runs it, and nothing else.
  Stored,    ///< A function in a field, table or global.
  Virtual,   ///< One of the overriders in view.
  Parameter, ///< One of those that some caller passes.
};

struct Dispatch {
  DispatchKind Kind = DispatchKind::Direct;
  size_t Alternatives = 1; ///< Functions that the call may run.

  /// Whether the call says little about which of them runs.
  bool isDoubtful() const {
    constexpr size_t MostOverriders = 4;
    return (Kind == DispatchKind::Parameter && Alternatives > 1) ||
           (Kind == DispatchKind::Virtual && Alternatives > MostOverriders);
  }
};

/// How the call runs one of its targets.
Dispatch dispatchOf(const Program &P, const CallRef &Ref);

/// Whether a call through a parameter runs Target when its function is called
/// by From; none when that cannot be told, or it is no such call.
std::optional<bool> runsWhenCalledBy(const Program &P, const CallRef &Call,
                                     FunctionRef Target, const CallRef &From);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_DISPATCH_H
