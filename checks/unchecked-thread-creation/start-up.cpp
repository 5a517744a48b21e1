// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -std=c++17
//
// A program that cannot make its threads does not come up, and says so.

#include <thread>
#include <vector>

void work();
bool next();

class Workers {
public:
  explicit Workers(unsigned count) {
    for (unsigned i = 0; i < count; ++i)
      threads_.emplace_back(work); // start-up only: ok
  }

private:
  std::vector<std::thread> threads_;
};

static void startWorkers_ok(std::vector<std::thread> &threads) {
  std::vector<std::thread> made;
  for (int i = 0; i < 4; ++i)
    made.emplace_back(work);
  threads.swap(made);
}

static void serve_bad() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back(work);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'std::vector::emplace_back' throws where no thread can be made (EAGAIN at pids.max or ulimit -u), and 'threads' then destroys the joinable threads that it holds, which ends the program; catch it, stop and join those first [hangproof-unchecked-thread-creation]
  // CHECK-NOTES: :[[@LINE-3]]:3: note: each turn adds one more joinable thread to 'threads'
  for (std::thread &thread : threads)
    thread.join();
}

int main() {
  std::vector<std::thread> threads;
  startWorkers_ok(threads);
  Workers workers(4);
  for (;;)
    if (next())
      serve_bad();
}
