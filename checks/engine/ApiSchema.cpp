//===- ApiSchema.cpp - Which keys an effect takes -------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ApiSchema.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace hangproof {

// In the order of EffectKind, so that schemaOf is an index.
static constexpr EffectSchema Schemas[] = {
    {EffectKind::ReadsClock, "reads-clock", "clock", "into clock-from"},
    {EffectKind::PassesValue, "passes-value", "from", "into value exceptions"},
    {EffectKind::Subtracts, "subtracts", "left right", "into"},
    {EffectKind::Compares, "compares", "left right", ""},
    {EffectKind::WaitsUntil, "waits-until", "deadline clock",
     "handle clock-from"},
    {EffectKind::SetsClock, "sets-clock", "handle clock-from", "clock"},
    {EffectKind::Initializes, "initializes", "handle", "attributes"},
    {EffectKind::StartsProgram, "starts-program", "",
     "command attributes thread"},
    {EffectKind::Forks, "forks", "", ""},
    {EffectKind::ReplacesProgram, "replaces-program", "", "command"},
    {EffectKind::Binds, "binds", "pair", "saves value"},
    {EffectKind::Releases, "releases", "pair", "from"},
    {EffectKind::Saves, "saves", "pair into", ""},
    {EffectKind::IdentifiesThread, "identifies-thread", "", ""},
    {EffectKind::YieldsItem, "yields-item", "", "into context"},
    {EffectKind::Blocks, "blocks", "kind",
     "timeout handle until unit interrupted lasts value context"},
    {EffectKind::Spawns, "spawns", "",
     "entry argument thread exceptions dropped"},
    {EffectKind::Submits, "submits", "",
     "entry argument thread exceptions executor dropped"},
    {EffectKind::Registers, "registers", "entry context",
     "argument value at-once repeats"},
    {EffectKind::RunsNow, "runs-now", "entry", "argument"},
    {EffectKind::RunsAtThreadExit, "runs-at-thread-exit", "entry", ""},
    {EffectKind::RunsOnce, "runs-once", "entry", "argument"},
    {EffectKind::Handler, "handler", "context", "exceptions at-once"},
    {EffectKind::Throws, "throws", "", "type cause"},
    {EffectKind::Joins, "joins", "", "thread timeout"},
    {EffectKind::Detaches, "detaches", "", "thread"},
    {EffectKind::AcquiresLimit, "acquires-limit", "", "limit kind"},
    {EffectKind::ReleasesLimit, "releases-limit", "", "limit kind"},
    {EffectKind::Opens, "opens", "family", "into from waits"},
    {EffectKind::Bounds, "bounds", "family", "handle waits timeout"},
    {EffectKind::Unbounds, "unbounds", "family", "handle waits"},
    {EffectKind::Waits, "waits", "family handle", "waits timeout amount"},
    {EffectKind::Polls, "polls", "", "handle timeout waits into"},
    {EffectKind::Wraps, "wraps", "family handle from", ""},
    {EffectKind::CountsCpus, "counts-cpus", "cpus", "into"},
    {EffectKind::ParsesAddress, "parses-address", "value", ""},
    {EffectKind::TakesSignals, "takes-signals", "", "value"},
    {EffectKind::SizesPool, "sizes-pool", "value", ""},
    {EffectKind::Signals, "signals", "thread", ""},
    {EffectKind::BuildsSignals, "builds-signals", "into signals", "value"},
    {EffectKind::RestartsCalls, "restarts-calls", "", ""},
    {EffectKind::MasksProgram, "masks-program", "attributes", ""},
    {EffectKind::Logs, "logs", "", ""},
    {EffectKind::Serves, "serves", "family handle", ""},
    {EffectKind::Ends, "ends", "family handle", ""},
    {EffectKind::TakesEvents, "takes-events", "", "timeout"},
    {EffectKind::RunsEvents, "runs-events", "", ""},
    {EffectKind::FailsRarely, "fails-rarely", "", ""},
};

static constexpr RoleKey RoleKeys[] = {
    {"into", &Effect::Into},
    {"from", &Effect::From},
    {"left", &Effect::Left},
    {"right", &Effect::Right},
    {"deadline", &Effect::Deadline},
    {"handle", &Effect::Handle},
    {"attributes", &Effect::Attributes},
    {"clock-from", &Effect::ClockFrom},
    {"command", &Effect::Command},
    {"saves", &Effect::Saves},
    {"entry", &Effect::Entry},
    {"argument", &Effect::Argument},
    {"value", &Effect::Value},
    {"thread", &Effect::Thread},
    {"limit", &Effect::Limit},
    {"timeout", &Effect::Timeout},
    {"executor", &Effect::Executor},
};

static constexpr WordKey WordKeys[] = {
    {"pair", &Effect::Pair, ""},
    {"clock", &Effect::Clock,
     "wall monotonic cpu argument handle forced-wall any"},
    {"context", &Effect::Context,
     "event timer user request signal connection worker once"},
    {"kind", &Effect::BlockKind, "disk network dns process sleep lock foreign"},
    {"type", &Effect::Type, ""},
    {"family", &Effect::Family, ""},
    {"waits", &Effect::WaitsFor,
     "read write connect accept all dead-peer none"},
    {"amount", &Effect::Amount, "some whole"},
    {"repeats", &Effect::Repeats, "nonzero"},
    {"cpus", &Effect::Cpus, "online configured affinity quota"},
    {"until", &Effect::Until, "event handle"},
    {"unit", &Effect::Unit,
     "seconds milliseconds microseconds timespec timeval duration"},
    {"interrupted", &Effect::Interrupted, "fails restarts resumes"},
    {"signals", &Effect::Signals, "all none add remove"},
    {"exceptions", &Effect::Exceptions, "kept passed dropped"},
    {"dropped", &Effect::Dropped, "joins terminates"},
    {"cause", &Effect::Cause,
     "input environment exhaustion misuse rare callees"},
    {"lasts", &Effect::Lasts, "short long"},
    {"at-once", &Effect::AtOnce, "many"},
};

llvm::ArrayRef<EffectSchema> effectSchemas() { return Schemas; }
llvm::ArrayRef<RoleKey> roleKeys() { return RoleKeys; }
llvm::ArrayRef<WordKey> wordKeys() { return WordKeys; }

const EffectSchema &schemaOf(EffectKind Kind) {
  const EffectSchema &Schema = Schemas[static_cast<unsigned>(Kind)];
  assert(Schema.Kind == Kind && "schemas out of order");
  return Schema;
}

llvm::StringRef toString(EffectKind K) { return schemaOf(K).Name; }

std::optional<EffectKind> parseEffectKind(llvm::StringRef Name) {
  for (const EffectSchema &Schema : Schemas)
    if (Schema.Name == Name)
      return Schema.Kind;
  return std::nullopt;
}

bool isListed(llvm::StringRef List, llvm::StringRef Word) {
  llvm::SmallVector<llvm::StringRef, 8> Words;
  List.split(Words, ' ', -1, /*KeepEmpty=*/false);
  return llvm::is_contained(Words, Word);
}

std::string withCommas(llvm::StringRef List) {
  llvm::SmallVector<llvm::StringRef, 8> Words;
  List.split(Words, ' ', -1, /*KeepEmpty=*/false);
  return llvm::join(Words, ", ");
}

} // namespace hangproof
