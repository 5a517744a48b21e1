//===- ReadParallel.cpp - OpenMP directives -------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A directive keeps the statement that it stands before inside captured
// regions, which Clang's flow graph looks through; so does this.
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"
#include "clang/AST/OpenMPClause.h"
#include "clang/Basic/OpenMPKinds.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace hangproof {

void FunctionReader::directive(const OMPExecutableDirective *Directive) {
  if (!Directive->hasAssociatedStmt() || Directive->isStandaloneDirective())
    return;
  OpenMPDirectiveKind Kind = Directive->getDirectiveKind();
  bool IsTask = Kind == llvm::omp::OMPD_task;
  bool IsCritical = Kind == llvm::omp::OMPD_critical;
  bool IsCounted = Directive->hasClausesOfKind<OMPNumThreadsClause>();
  // num_threads(n) is for one region what omp_set_num_threads is for all.
  for (const auto *Clause :
       Directive->getClausesOfKind<OMPNumThreadsClause>()) {
    const Expr *Number = Clause->getNumThreads();
    CallId First = Facts.Calls.size();
    CallId Id =
        addCall(Number, nullptr, Clause->getBeginLoc(),
                clang::SourceRange(Clause->getBeginLoc(), Clause->getEndLoc()));
    Facts.Calls[Id].CalleeName = "num_threads";
    Facts.Calls[Id].ApiRow = Shared.Api.find("omp_set_num_threads");
    addArguments(Id, nullptr, Number);
    // The flow graph has no clauses.
    for (CallId Call = First; Call < Facts.Calls.size(); ++Call)
      event(Directive, EventKind::Call, Call);
  }
  llvm::SaveAndRestore Task(TaskDepth, TaskDepth + IsTask);
  llvm::SaveAndRestore Critical(CriticalDepth, CriticalDepth + IsCritical);
  llvm::SaveAndRestore Teams(CountedTeams, CountedTeams + IsCounted);
  bool IsShared =
      isOpenMPLoopDirective(Kind) &&
      (isOpenMPWorksharingDirective(Kind) || isOpenMPTaskLoopDirective(Kind));
  llvm::SaveAndRestore Loop(LoopDirective, IsShared ? Directive : nullptr);
  statement(Directive->getRawStmt());
}

/// The loop that a directive stands before; loops inside it are plain ones.
void FunctionReader::takeDirective(LoopFacts &Loop) {
  // Tasks that a plain loop makes are the team's, too.
  Loop.HasThreadCount = CountedTeams != 0;
  if (!LoopDirective)
    return;
  Loop.IsParallel = true;
  Loop.Directive = Shared.Names.token(LoopDirective->getBeginLoc());
  LoopDirective = nullptr;
}

} // namespace hangproof
