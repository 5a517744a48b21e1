#include "server.h"
#include <thread>

void startThread(std::function<void()> run) {
  std::thread thread(std::move(run));
  thread.detach();
}
