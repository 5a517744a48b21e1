// The thread in one file, the throw in another.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-escaping-thread-exception \
// RUN:   %s %S/Inputs/parse.cpp -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-escaping-thread-exception \
// RUN:   %S/Inputs/parse.cpp %s -- -std=c++17 \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Alone, nothing is known about what the functions throw.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-escaping-thread-exception \
// RUN:   %s -- -std=c++17 | count 0

#include "Inputs/parse.h"
#include <thread>

bool next(std::string &text);

void start_bad() {
  std::thread([] {
    std::string text;
    while (next(text))
      parse(text);
// CHECK: thread.cpp:[[@LINE-1]]:7: warning: 'parse' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own
// CHECK: thread.cpp:[[@LINE-5]]:3: note: the lambda is handed over here
// CHECK: parse.cpp:6:5: note: 'std::runtime_error' is thrown here
  }).detach();
}

void start_ok() {
  std::thread([] {
    std::string text;
    while (next(text))
      parseSafely(text);
  }).detach();
}
