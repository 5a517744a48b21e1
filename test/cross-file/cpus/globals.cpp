// What a header initializes is the same in all files, what a file initializes
// itself is its own.
// RUN: %exit 1 %hangproof --quiet --no-cache --config={} \
// RUN:   --checks=-*,hangproof-cpu-count-ignores-quota \
// RUN:   %S/Inputs/globals-first.cpp %s -- -std=c++17 | FileCheck %s
#include "Inputs/globals.h"
#include <thread>
#include <vector>

// CHECK: globals.cpp:[[#@LINE+1]]:{{.*}}: 'std::thread::hardware_concurrency' counts
static const unsigned threads = std::thread::hardware_concurrency();

void run();

void start(std::vector<std::thread> &all) {
  for (unsigned i = 0; i < threads; ++i)
    all.emplace_back(run);
}
