//===- ResultUse.h - Whether a failed call is noticed -----------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Follows the result of a call along the flow graph, through the locals that
// it is put into, and looks at the tests it comes to. A test is wrong when it
// goes the same way for success and for every failure: `rc < 0` where errors
// are positive. What stands behind the other side of a wrong test is never
// reached with this result.
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_ENGINE_RESULTUSE_H
#define HANGPROOF_ENGINE_RESULTUSE_H

#include "Api.h"
#include "Facts.h"
#include "KnownValue.h"

namespace hangproof {

/// What a call returns when it has worked, and when it has not.
struct CallOutcomes {
  KnownValue Success;
  KnownValue Failure;
};

/// The outcomes of a way to fail; none for Unknown.
std::optional<CallOutcomes> resultsOf(FailureForm Form);

struct ResultUse {
  /// The call stands as a statement of its own.
  bool IsUnused = false;
  /// It is put into a local that nobody reads afterwards.
  bool IsForgotten = false;
  /// A right test, a comparison with something unknown, an argument of another
  /// call, a member or global: somebody may notice.
  bool IsNoticed = false;
  /// Returned to the caller, as it is or as part of a value.
  bool IsReturned = false;
  /// Wrong tests; in FunctionFacts::Operations.
  llvm::SmallVector<uint32_t, 1> WrongTests;
  /// Blocks of the flow graph where control goes on after a right test of a
  /// call that has failed.
  llvm::SmallVector<uint32_t, 1> FailureBlocks;
};

/// Both sets may be unknown: then no test is wrong.
ResultUse useOf(const FunctionFacts &F, CallId Call,
                const CallOutcomes &Outcomes);

} // namespace hangproof

#endif // HANGPROOF_ENGINE_RESULTUSE_H
