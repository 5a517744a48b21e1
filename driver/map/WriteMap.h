//===- WriteMap.h - The map in the form that is asked for -------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef HANGPROOF_DRIVER_MAP_WRITEMAP_H
#define HANGPROOF_DRIVER_MAP_WRITEMAP_H

#include "Options.h"
#include "ThreadMap.h"
#include "report/Report.h"

namespace hangproof {

llvm::Error writeMap(const MapOptions &O, const ThreadMap &Map);

/// One line on what is on the map, for the end of the run; each file that was
/// not read whole has a line before it.
void writeMapSummary(llvm::raw_ostream &OS, const ThreadMap &Map,
                     const Report &R);

} // namespace hangproof

#endif // HANGPROOF_DRIVER_MAP_WRITEMAP_H
