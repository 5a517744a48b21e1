//===- WriteMap.cpp -------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WriteMap.h"
#include "report/OutputFile.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace hangproof {

Error writeMap(const MapOptions &O, const ThreadMap &Map) {
  std::string Svg;
  if (O.Format == MapFormat::Svg) {
    Expected<std::string> Drawn = mapAsSvg(Map);
    if (!Drawn)
      return Drawn.takeError();
    Svg = std::move(*Drawn);
  }
  return writeOutputFile(O.Path, [&](raw_ostream &OS) {
    switch (O.Format) {
    case MapFormat::Dot:
      return writeMapDot(OS, Map);
    case MapFormat::Json:
      return writeMapJson(OS, Map);
    case MapFormat::Svg:
      OS << Svg;
      return;
    }
  });
}

void writeMapSummary(raw_ostream &OS, const ThreadMap &Map, const Report &R) {
  for (const IncompleteFile &File : R.Incomplete)
    OS << "hangproof: '" << File.Path
       << "' was not analysed whole: " << File.Reason << '\n';
  OS << "hangproof: ";
  if (Map.isEmpty()) {
    OS << "the map is empty: no thread, task, process or handler is in view";
  } else {
    auto Count = [&](RunnerKind Kind) {
      return count_if(Map.Runners,
                      [&](const Runner &R) { return R.Kind == Kind; });
    };
    size_t Unbounded = count_if(Map.Spawns, [](const MapSpawn &S) {
      return S.Bound.Kind == BoundKind::Unbounded;
    });
    OS << "functions of threads: " << Count(RunnerKind::Thread)
       << ", processes: " << Count(RunnerKind::Process)
       << ", tasks: " << Count(RunnerKind::Task)
       << ", handlers: " << Count(RunnerKind::Handler)
       << "; calls that start them: " << Map.Spawns.size() << ", " << Unbounded
       << " of them without a bound";
  }
  OS << "; files: " << R.Files.size() << '\n';
}

} // namespace hangproof
