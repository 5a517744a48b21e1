//===- CpuLimits.cpp - Who looks at what the process may use --------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CpuLimits.h"
#include "Effects.h"
#include "ValueWalk.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

static CpuNumber parse(llvm::StringRef Cpus) {
  return llvm::StringSwitch<CpuNumber>(Cpus)
      .Case("online", CpuNumber::Online)
      .Case("configured", CpuNumber::Configured)
      .Case("affinity", CpuNumber::Affinity)
      .Case("quota", CpuNumber::Quota)
      .Default(CpuNumber::None);
}

CpuLimits::CpuLimits(const Program &P) : P(P) {
  for (const ApiRow &Row : P.api().rows())
    for (const Effect &What : Row.Effects) {
      if (What.Kind != EffectKind::CountsCpus)
        continue;
      for (const Condition &C : What.When)
        for (const ArgumentTest &Test : C.AnyOf) {
          if (Test.Test != ArgumentTest::Kind::Like)
            continue;
          llvm::Expected<llvm::GlobPattern> Glob =
              llvm::GlobPattern::create(Test.Name);
          if (Glob)
            Files.push_back({std::move(*Glob), parse(What.Cpus)});
          else
            llvm::consumeError(Glob.takeError()); // The loader has refused it.
        }
    }
}

CpuNumber CpuLimits::inFile(llvm::StringRef Text) const {
  for (const auto &[Pattern, Number] : Files)
    if (Pattern.match(Text))
      return Number;
  return CpuNumber::None;
}

CpuNumber CpuLimits::givenBy(FunctionRef F, const CallFacts &Call,
                             int &Into) const {
  Into = RoleReturn;
  if (Call.ApiRow == NoIndex)
    return CpuNumber::None;
  const Effect *What = effectOf(P, F, Call, EffectKind::CountsCpus);
  if (!What)
    return CpuNumber::None;
  if (What->Into != RoleNone)
    Into = What->Into;
  return parse(What->Cpus);
}

CpuNumber CpuLimits::askedIn(FunctionRef F) { return find(F, 2); }

CpuNumber CpuLimits::find(FunctionRef F, unsigned Depth) {
  auto [It, IsNew] = Known.try_emplace({F.Function, Depth}, CpuNumber::None);
  if (!IsNew)
    return It->second;
  CpuNumber Best = CpuNumber::None;
  auto Join = [&](CpuNumber Number) {
    if (Number == CpuNumber::Affinity || Number == CpuNumber::Quota)
      Best = std::max(Best, Number);
  };
  for (const ValueFacts &V : F->Values)
    if (V.Kind == ValueKind::String)
      Join(inFile(V.Text));
  for (const CallFacts &Call : F->Calls) {
    if (Best == CpuNumber::Quota)
      break;
    int Into;
    Join(givenBy(F, Call, Into));
    llvm::SmallVector<FunctionRef, 2> Targets = P.targets(F, Call);
    if (Depth)
      for (FunctionRef Target : Targets)
        Join(find(Target, Depth - 1));
    if (Targets.empty() && Call.ApiRow == NoIndex) {
      llvm::StringRef Name = lastComponent(Call.CalleeName);
      // "CGroups::GetCPULimit": the class may say it.
      if (hasWord(Call.CalleeName, "cgroup quota"))
        Join(CpuNumber::Quota);
      else if (hasWord(Name, "affinity cpuset") &&
               !hasWord(Name, "set pin bind apply"))
        Join(CpuNumber::Affinity);
    }
  }
  Known[{F.Function, Depth}] = Best;
  return Best;
}

} // namespace hangproof
