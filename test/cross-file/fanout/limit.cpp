// The tasks in one file, what they wait for and the limit around it in another.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unbounded-blocking-fanout \
// RUN:   %s %S/Inputs/limited-load.cpp -- -std=c++20 | count 0
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unbounded-blocking-fanout \
// RUN:   %s %S/Inputs/load.cpp -- -std=c++20 | FileCheck %s

#include "Inputs/pool.h"
#include <future>
#include <vector>

void loadAll(const std::vector<std::string> &paths) {
  std::vector<std::future<void>> all;
  for (const auto &path : paths)
    all.push_back(std::async([path] { load(path); }));
  // CHECK: limit.cpp:[[@LINE-1]]:24: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
}
