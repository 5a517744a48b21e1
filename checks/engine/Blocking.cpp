//===- Blocking.cpp - What a piece of work waits for ----------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocking.h"
#include "EffectConditions.h"
#include "Effects.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace hangproof {

llvm::StringRef toString(BlockKind Kind) {
  static constexpr llvm::StringLiteral Names[] = {
      "dns", "process", "network", "foreign", "disk", "sleep", "lock"};
  return Names[static_cast<unsigned>(Kind)];
}

static Block blockOf(const Effect &What) {
  Block Result;
  Result.Kind = llvm::StringSwitch<BlockKind>(What.BlockKind)
                    .Case("dns", BlockKind::Dns)
                    .Case("process", BlockKind::Process)
                    .Case("network", BlockKind::Network)
                    .Case("foreign", BlockKind::Foreign)
                    .Case("sleep", BlockKind::Sleep)
                    .Case("lock", BlockKind::Lock)
                    .Default(BlockKind::Disk);
  switch (Result.Kind) {
  case BlockKind::Dns:
  case BlockKind::Process:
  case BlockKind::Foreign:
    Result.Length = BlockLength::Long;
    break;
  default:
    break;
  }
  if (What.Lasts == "long")
    Result.Length = BlockLength::Long;
  else if (What.Lasts == "short")
    Result.Length = BlockLength::Short;
  return Result;
}

Blocking::Blocking(const Program &P, const Entries &Handed, OnceGuards &Guards,
                   LimitTest IsLimited)
    : P(P), Handed(Handed), Guards(Guards), IsLimited(std::move(IsLimited)) {
  for (FunctionRef F : P.functions())
    for (CallId I = 0; I < F->Calls.size(); ++I) {
      const CallFacts &Call = F->Calls[I];
      if (Call.ApiRow == NoIndex)
        continue;
      for (const AppliedEffect &Applied : effectsOf(P, F, Call)) {
        if (Applied.What->Kind != EffectKind::Blocks)
          continue;
        // A wait of no time is a look.
        ValueId Timeout = argumentOf(Call, Applied.What->Timeout);
        if (std::optional<KnownConstant> Known = constantOf(P, F, Timeout);
            Known && Known->Number == 0 && Timeout != NoIndex &&
            F->Values[Timeout].Kind != ValueKind::Null)
          continue;
        Block What = blockOf(*Applied.What);
        auto [It, IsNew] = Direct.try_emplace({F.Function, I}, What);
        if (!IsNew && What.Kind < It->second.Kind)
          It->second = What;
      }
    }
}

std::optional<Block> Blocking::at(FunctionRef F, CallId Call) const {
  auto It = Direct.find({F.Function, Call});
  if (It == Direct.end())
    return std::nullopt;
  return It->second;
}

const Acts &Blocking::acts(Block What) {
  bool IsLong = What.Length == BlockLength::Long;
  std::unique_ptr<Acts> &Slot =
      Found[static_cast<unsigned>(What.Kind)][IsLong ? 1 : 0];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<Acts>();
  Slot->find(
      P, Handed, Guards,
      [&](FunctionRef F, CallId Call) -> std::optional<CallId> {
        std::optional<Block> Does = at(F, Call);
        if (!Does || Does->Kind != What.Kind || Does->Length != What.Length)
          return std::nullopt;
        return Call;
      },
      [&](const ActStep &Step) {
        const CallFacts &Call = Step.facts();
        return Call.InTask || Call.InCritical || (IsLimited && IsLimited(Step));
      },
      ActsFollow::SameThread);
  return *Slot;
}

std::optional<BlockPath> Blocking::of(FunctionRef F, BlockKindSet Kinds,
                                      BlockLength Least) {
  for (BlockLength Length : {BlockLength::Long, BlockLength::Normal}) {
    if (Length < Least)
      break;
    for (unsigned I = 0; I < BlockKinds; ++I) {
      auto Kind = static_cast<BlockKind>(I);
      if (!(Kinds & bit(Kind)))
        continue;
      const Acts &Ways = acts({Kind, Length});
      const ActStep *Step = Ways.of(F);
      if (!Step)
        continue;
      BlockPath Path;
      Path.What = {Kind, Length};
      Path.Steps = Ways.path(*Step);
      Path.IsOverApproximated = Step->IsOverApproximated;
      return Path;
    }
  }
  return std::nullopt;
}

std::optional<BlockPath> Blocking::through(FunctionRef F, CallId Call,
                                           BlockKindSet Kinds,
                                           BlockLength Least) {
  ActStep Step;
  Step.In = F;
  Step.Call = Step.Trigger = Call;
  if (std::optional<Block> Does = at(F, Call)) {
    if (!(Kinds & bit(Does->Kind)) || Does->Length < Least ||
        Does->Length == BlockLength::Short)
      return std::nullopt;
    BlockPath Path;
    Path.What = *Does;
    Path.Steps.push_back(std::move(Step));
    return Path;
  }
  llvm::SmallVector<FunctionRef, 2> Targets = P.targets(F, F->Calls[Call]);
  for (FunctionRef Target : Targets)
    if (std::optional<BlockPath> Path = of(Target, Kinds, Least)) {
      Step.Next = Target;
      Step.Depth = Path->first().Depth + 1;
      Path->IsOverApproximated |= Targets.size() > 1;
      Step.IsOverApproximated = Path->IsOverApproximated;
      Path->Steps.insert(Path->Steps.begin(), std::move(Step));
      return Path;
    }
  return std::nullopt;
}

} // namespace hangproof
