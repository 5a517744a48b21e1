//===- LookupReports.h - What is said of a lookup ---------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPREPORTS_H
#define HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPREPORTS_H

#include "Lookups.h"
#include "engine/EventLoops.h"
#include "engine/Finding.h"
#include <set>

namespace hangproof {

/// From the call that is judged down to the lookup.
using LookupPath = llvm::SmallVector<ActStep, 4>;

/// Makes findings, one for each lookup and function it is reported in.
class LookupReports {
public:
  static constexpr const char *CheckName = "hangproof-blocking-dns-lookup";

  LookupReports(const Program &P, EventLoops &Loops, const Lookups &Names,
                std::vector<Finding> &Findings)
      : P(P), Loops(Loops), Names(Names), Findings(Findings) {}

  /// Most is what the finding is at best, whatever the path says.
  void handler(const LookupPath &Path, const Entry &Handler, Confidence Most);
  void eventLoop(const LookupPath &Path, uint32_t Loop, Confidence Most);
  void item(const LookupPath &Path, const Trips &T, FunctionRef LoopIn,
            Confidence Level);
  void retry(const LookupPath &Path, const Trips &T);
  void ownLoop(const LookupPath &Path);
  void add(const LookupPath &Path, Confidence Level, llvm::StringRef When,
           llvm::StringRef Harm, std::vector<EvidenceStep> Before,
           llvm::StringRef Fix = "", bool IsDispatched = false);

private:
  void addContext(FunctionRef F, std::vector<EvidenceStep> &Evidence);

  const Program &P;
  EventLoops &Loops;
  const Lookups &Names;
  std::vector<Finding> &Findings;
  std::set<std::tuple<const FunctionFacts *, const FunctionFacts *, CallId>>
      Reported;
};

} // namespace hangproof

#endif // HANGPROOF_BLOCKINGDNSLOOKUP_LOOKUPREPORTS_H
