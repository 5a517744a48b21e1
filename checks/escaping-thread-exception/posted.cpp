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
