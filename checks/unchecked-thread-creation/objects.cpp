// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -std=c++20
//
// Thread objects whose construction throws.

#include "mock/qt.h"
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

void work();

class Pool {
public:
  explicit Pool(unsigned count) {
    for (unsigned i = 0; i < count; ++i)
      threads_.emplace_back(work);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'std::vector::emplace_back' throws where no thread can be made (EAGAIN at pids.max or ulimit -u), and 'threads_' then destroys the joinable threads that it holds, which ends the program; catch it, stop and join those first [hangproof-unchecked-thread-creation]
// CHECK-NOTES: :[[@LINE-3]]:5: note: each turn adds one more joinable thread to 'threads_'
  }

private:
  std::vector<std::thread> threads_;
};

void local_bad(unsigned count) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i)
    threads.push_back(std::thread(work));
// CHECK-NOTES: :[[@LINE-1]]:23: warning: 'std::thread' throws where no thread can be made
// CHECK-NOTES: :[[@LINE-3]]:3: note: each turn adds one more joinable thread to 'threads'
  for (auto &thread : threads)
    thread.join();
}

void array_bad() {
  std::thread threads[4];
  for (int i = 0; i < 4; ++i)
    threads[i] = std::thread(work);
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'std::thread' throws where no thread can be made
// CHECK-NOTES: :[[@LINE-3]]:3: note: each turn adds one more joinable thread to 'threads'
  for (auto &thread : threads)
    thread.join();
}

void two_bad() {
  std::thread first(work);
  std::thread second(work);
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'std::thread' throws where no thread can be made
// CHECK-NOTES: :[[@LINE-3]]:15: note: 'first' is joinable from here
  first.join();
  second.join();
}

class Server : public QTcpServer {
protected:
  void incomingConnection(long long descriptor) override {
    std::thread worker(work);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'std::thread' throws where no thread can be made
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Server::incomingConnection' is a handler: 'QTcpServer::incomingConnection' is run for each connection
    worker.detach();
  }
};

void one_ok() {
  std::thread thread(work);
  thread.join();
}

void serial_ok() {
  std::thread first(work);
  first.join();
  std::thread second(work);
  second.join();
}

void detached_ok() {
  std::thread first(work);
  first.detach();
  std::thread second(work);
  second.detach();
}

void moved_ok(std::vector<std::thread> &all) {
  std::thread first(work);
  all.push_back(std::move(first));
  std::thread second(work);
  all.push_back(std::move(second));
}

void caught_ok(unsigned count) {
  std::vector<std::thread> threads;
  try {
    for (unsigned i = 0; i < count; ++i)
      threads.push_back(std::thread(work));
  } catch (const std::system_error &) {
  }
  for (auto &thread : threads)
    thread.join();
}

void joinsAtTheEnd_ok(unsigned count) {
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < count; ++i)
    threads.push_back(std::jthread(work));
}

void joinedInTurn_ok(unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    std::thread thread(work);
    thread.join();
  }
}

void empty_ok() {
  std::thread none;
  std::thread thread(work);
  thread.join();
}

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(work);
  std::thread first(work), second(work);
  for (auto &thread : threads)
    thread.join();
  first.join();
  second.join();
}
