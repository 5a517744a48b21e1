// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// Algorithms that run on the threads of a shared pool.

#include <algorithm>
#include <execution>
#include <fstream>
#include <string>
#include <vector>

static void load(const std::string &path) { std::ifstream in(path); }

void parallel_bad(const std::vector<std::string> &paths) {
  std::for_each(std::execution::par, paths.begin(), paths.end(),
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'std::for_each' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-2]]:8: note: 'std::for_each' has the threads of a shared pool run it once per element
// CHECK-NOTES: :[[@LINE+2]]:47: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-7]]:59: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
                [](const std::string &path) { load(path); });
}

void serial_ok(const std::vector<std::string> &paths) {
  std::for_each(std::execution::seq, paths.begin(), paths.end(),
                [](const std::string &path) { load(path); });
}

void plain_ok(const std::vector<std::string> &paths) {
  std::for_each(paths.begin(), paths.end(),
                [](const std::string &path) { load(path); });
}

void compute_ok(std::vector<int> &numbers) {
  std::for_each(std::execution::par, numbers.begin(), numbers.end(),
                [](int &number) { ++number; });
}
