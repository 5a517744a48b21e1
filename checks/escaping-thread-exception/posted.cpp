// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// What a posted task throws comes out of the loop that runs it.

#include "mock/asio-threads.h"
#include <stdexcept>

namespace asio = boost::asio;

bool ready();
void work() {
  if (ready())
    throw std::runtime_error("empty");
}

void posted_ok(asio::io_context &io) {
  asio::post(io, [] { work(); });
}

// A pool's own threads run nothing else than what they are given.
void pooled_bad(asio::thread_pool &pool) {
  asio::post(pool, [] { work(); });
// CHECK-NOTES: :[[@LINE-1]]:25: warning: 'work' can throw 'std::runtime_error' out of the lambda
// CHECK-NOTES: note:
// CHECK-NOTES: note:
}
