//===- CommandOrigin.h - Who chose the command ------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A shell, a build tool or an init runs the commands that it is given; a
// program that runs "modprobe " and a name per item has chosen the command
// itself. The difference is in where the command's text comes from.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_EXECINHOTLOOP_COMMANDORIGIN_H
#define HANGPROOF_EXECINHOTLOOP_COMMANDORIGIN_H

#include "engine/Acts.h"
#include "engine/Trips.h"

namespace hangproof {

/// Where the command of a started program leads, inside one function.
struct CommandOrigin {
  bool IsLiteral = false;  ///< A part of it is written in the code.
  bool IsItem = false;     ///< A part of it is the loop's item.
  bool IsOutside = false;  ///< A global or something unknown.
  bool IsShell = false;    ///< The program is a shell, with a command to run.
  bool UsesObject = false; ///< Members of the function's own object.
  bool IsKnown = false;    ///< There was a command to look at.
  struct FromParameter {
    unsigned Index;
    bool FirstElement; ///< argv[0] of an array of arguments.
    bool InMember;     ///< A member of what the parameter points to.
  };
  llvm::SmallVector<FromParameter, 2> Parameters;
  llvm::SmallVector<SymbolId, 2> Captured; ///< Variables around a lambda.
  llvm::SmallVector<SymbolId, 2> Fields;   ///< Members that hold it.
};

class CommandOrigins {
public:
  CommandOrigins(const Program &P, LoopTrips &Loops, const Acts &Found)
      : P(P), Loops(Loops), Found(Found) {}

  /// Of the program that a step starts, seen from the step's function. Items
  /// are those of Loop, which may be NoIndex.
  CommandOrigin of(const ActStep &Step, uint32_t Loop, unsigned Depth = 0);

  /// Whether anything that the step's call is given is another thing each turn
  /// of the loop.
  bool usesItem(const ActStep &Step, uint32_t Loop);

  /// Whether no part of the command is written in the program, as far as its
  /// members and the callers of its functions show: somebody configured it, and
  /// to run it is what the program is asked to do.
  bool isConfigured(FunctionRef F, const CommandOrigin &Origin,
                    unsigned Depth = 0);

private:
  const Program &P;
  LoopTrips &Loops;
  const Acts &Found;
};

} // namespace hangproof

#endif // HANGPROOF_EXECINHOTLOOP_COMMANDORIGIN_H
