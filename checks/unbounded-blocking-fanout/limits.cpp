// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++20
//
// What caps how many wait at once.

#include "mock/executors.h"
#include <fstream>
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
