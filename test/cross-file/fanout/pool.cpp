// The loop in one file, the pool in another, what blocks in a third.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unbounded-blocking-fanout \
// RUN:   %s %S/Inputs/pool.cpp %S/Inputs/load.cpp -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unbounded-blocking-fanout \
// RUN:   %S/Inputs/load.cpp %S/Inputs/pool.cpp %s -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Without what blocks there is nothing to say.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unbounded-blocking-fanout \
// RUN:   %s %S/Inputs/pool.cpp -- -std=c++17 | count 0

#include "Inputs/pool.h"

void loadAll_bad(Pool &pool, const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    pool.add([path] { load(path); });
// CHECK: pool.cpp:[[@LINE-1]]:10: warning: 'Pool::add' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit
// CHECK: pool.cpp:[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK: pool.cpp:[[@LINE-3]]:23: note: the lambda calls 'load'
// CHECK: load.cpp:5:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void loadOwn_ok(const std::vector<std::string> &paths) {
  Pool pool(4);
  for (const auto &path : paths)
    pool.add([path] { load(path); });
}
