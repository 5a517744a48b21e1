// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++20
//
// What caps how many wait at once.

#include "mock/executors.h"
#include <fstream>
#include <mutex>
#include <semaphore>
#include <semaphore.h>
#include <string>
#include <vector>

static void load(const std::string &path) {
  std::ifstream in(path);
  std::string text;
  std::getline(in, text);
}

static std::counting_semaphore<8> slots(8);

void inTask_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
      slots.acquire();
      load(path);
      slots.release();
    });
}

void inLoop_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths) {
    slots.acquire();
    QtConcurrent::run([path] {
      load(path);
      slots.release();
    });
  }
}

static void loadLimited(const std::string &path) {
  slots.acquire();
  load(path);
  slots.release();
}
void inWrapper_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] { loadLimited(path); });
}

class Permit {
public:
  Permit() { slots.acquire(); }
  ~Permit() { slots.release(); }
};
void permit_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
      Permit permit;
      load(path);
    });
}

void afterBlocking_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:7: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-55]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
      load(path);
      slots.acquire();
      slots.release();
    });
}

void onePath_bad(const std::vector<std::string> &paths, bool careful) {
  for (const auto &path : paths)
    QtConcurrent::run([path, careful] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+4]]:7: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-68]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
      if (careful)
        slots.acquire();
      load(path);
      if (careful)
        slots.release();
    });
}

// It is over before the wait begins.
void permitEnds_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+5]]:7: note: the lambda calls 'load'
// CHECK-NOTES: :14:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
      {
        Permit permit;
      }
      load(path);
    });
}

void givenBack_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+4]]:7: note: the lambda calls 'load'
// CHECK-NOTES: :14:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
      slots.acquire();
      slots.release();
      load(path);
    });
}

// A mutex that is held lets one in.
static std::mutex one;
void underMutex_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] {
      std::lock_guard<std::mutex> lock(one);
      load(path);
    });
}

void afterMutex_bad(const std::vector<std::string> &paths) {
  static int count;
  for (const auto &path : paths)
    QtConcurrent::run([path] {
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE+5]]:7: note: the lambda calls 'load'
// CHECK-NOTES: :14:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
      std::unique_lock<std::mutex> lock(one);
      ++count;
      lock.unlock();
      load(path);
    });
}

// It is held while the tasks are made, not while they run.
void mutexAroundLoop_bad(const std::vector<std::string> &paths) {
  std::lock_guard<std::mutex> lock(one);
  for (const auto &path : paths)
    QtConcurrent::run([path] { load(path); });
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
  // CHECK-NOTES: :[[@LINE-3]]:32: note: the lambda calls 'load'
  // CHECK-NOTES: :14:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

// A pool of its own, given as the first argument.
class Thumbnails {
public:
  Thumbnails() { pool_.setMaxThreadCount(4); }
  void ownPool_ok(const std::vector<std::string> &paths) {
    for (const auto &path : paths)
      QtConcurrent::run(&pool_, [path] { load(path); });
  }

private:
  QThreadPool pool_;
};

// No more than the threads of the arena.
void arena_ok(const std::vector<std::string> &paths) {
  tbb::task_arena arena(4);
  arena.execute([&] {
    for (const auto &path : paths)
      QtConcurrent::run([path] { load(path); });
  });
}
