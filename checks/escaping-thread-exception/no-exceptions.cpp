// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17 -fno-exceptions
//
// A throw is the end of such a program anyhow.

#include <functional>
#include <string>
#include <thread>

void use(int);
bool ready();

void parse_ok(std::string text) {
  std::thread([text] { use(std::stoi(text)); }).detach();
}

void loop_ok(std::function<void()> task) {
  std::thread([task] {
    while (ready())
      task();
  }).detach();
}
