//===- MapJson.cpp - The map for programs ---------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadMap.h"
#include "report/Json.h"

using namespace llvm;

namespace hangproof {

static Json placeOf(const MapPlace &Place) {
  return {{"path", Place.Path}, {"line", Place.Line}};
}

static Json blockOf(const MapBlock &Block) {
  return {{"kind", Block.Kind},
          {"call", Block.Call},
          {"place", placeOf(Block.Where)},
          {"long", Block.IsLong}};
}

static Json runnerOf(const Runner &R, size_t Id) {
  Json Result = {{"id", Id},
                 {"kind", toString(R.Kind)},
                 {"name", R.Name},
                 {"folder", R.Folder}};
  if (R.Where.Line)
    Result["place"] = placeOf(R.Where);
  if (!R.Per.empty())
    Result["per"] = R.Per;
  Result["eventLoops"] = R.EventLoops;
  Result["blocks"] = Json::array();
  for (const MapBlock &Block : R.Blocks)
    Result["blocks"].push_back(blockOf(Block));
  Result["boundedWaits"] = R.BoundedWaits;
  Result["endlessWaits"] = Json::array();
  for (const MapBlock &Wait : R.EndlessWaits)
    Result["endlessWaits"].push_back(blockOf(Wait));
  return Result;
}

static Json boundOf(const SpawnBound &Bound) {
  Json Result = {{"kind", toString(Bound.Kind)}};
  if (!Bound.Per.empty())
    Result["per"] = Bound.Per;
  if (!Bound.By.empty())
    Result["by"] = Bound.By;
  if (Bound.Where.Line)
    Result["place"] = placeOf(Bound.Where);
  return Result;
}

static Json spawnOf(const MapSpawn &S) {
  Json Result = {{"makes", toString(S.Makes)},
                 {"call", S.Call},
                 {"function", S.Function},
                 {"folder", S.Folder},
                 {"place", placeOf(S.Where)},
                 {"bound", boundOf(S.Bound)},
                 {"from", S.From},
                 {"starts", S.Starts}};
  if (!S.Fate.empty())
    Result["fate"] = S.Fate;
  return Result;
}

void writeMapJson(raw_ostream &OS, const ThreadMap &Map) {
  Json Result = {{"format", "hangproof-map"},
                 {"version", 1},
                 {"testFunctionsLeftOut", Map.LeftOut},
                 {"runners", Json::array()},
                 {"spawns", Json::array()},
                 {"registrations", Json::array()}};
  for (size_t I = 0; I < Map.Runners.size(); ++I)
    Result["runners"].push_back(runnerOf(Map.Runners[I], I));
  for (const MapSpawn &S : Map.Spawns)
    Result["spawns"].push_back(spawnOf(S));
  for (const Registration &R : Map.Registrations) {
    Json Entry = {
        {"handler", R.Handler}, {"from", R.From}, {"place", placeOf(R.Where)}};
    if (!R.Call.empty())
      Entry["call"] = R.Call;
    Result["registrations"].push_back(std::move(Entry));
  }
  writeJsonValue(OS, Result);
}

} // namespace hangproof
