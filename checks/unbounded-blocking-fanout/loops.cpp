// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// Loops over data that hand blocking work to a pool that others use too.

#include "mock/executors.h"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <future>
#include <netdb.h>
#include <string>
#include <vector>

static std::string load(const std::string &path) {
  std::ifstream in(path);
  std::string text;
  std::getline(in, text);
  return text;
}
static int compute(int n) { return n * n; }

void async_bad(const std::vector<std::string> &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(std::async(load, path));
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'std::async' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-13]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  for (auto &one : all)
    one.get();
}

void asyncLambda_bad(const std::vector<std::string> &hosts) {
  std::vector<std::future<void>> all;
  for (const auto &host : hosts)
    all.emplace_back(std::async([host] {
// CHECK-NOTES: :[[@LINE-1]]:27: warning: 'std::async' starts a task for each element of 'hosts', and each blocks in 'getaddrinfo' (dns)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
// CHECK-NOTES: :[[@LINE+2]]:7: note: the lambda calls 'getaddrinfo', which blocks (dns)
      addrinfo *found = nullptr;
      getaddrinfo(host.c_str(), "80", nullptr, &found);
    }));
}

// The temporary future waits: one after the other.
void asyncSerial_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    std::async(load, path);
}

void asyncTurn_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths) {
    auto one = std::async(load, path);
    one.get();
  }
}

void asyncCompute_ok(const std::vector<int> &numbers) {
  std::vector<std::future<int>> all;
  for (int n : numbers)
    all.push_back(std::async(compute, n));
}

// A thread per item is the finding of another check.
void asyncThread_ok(const std::vector<std::string> &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(std::async(std::launch::async, load, path));
}

void qt_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QtConcurrent::run([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:32: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-62]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

class LoadJob : public QRunnable {
public:
  explicit LoadJob(const std::string &path) : path_(path) {}
  void run() override { load(path_); }

private:
  std::string path_;
};

void runnable_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QThreadPool::globalInstance()->start(new LoadJob(path));
// CHECK-NOTES: :[[@LINE-1]]:36: warning: 'QThreadPool::start' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-11]]:25: note: 'LoadJob::run' calls 'load'
// CHECK-NOTES: :[[@LINE-80]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void ownPool_ok(const std::vector<std::string> &paths) {
  QThreadPool pool;
  pool.setMaxThreadCount(4);
  for (const auto &path : paths)
    pool.start(new LoadJob(path));
}

void taskGroup_bad(const std::vector<std::string> &paths) {
  tbb::task_group group;
  for (const auto &path : paths)
    group.run([&path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'tbb::task_group::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:25: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-97]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  group.wait();
}

void parallelFor_bad(const std::vector<std::string> &paths) {
  tbb::parallel_for(size_t(0), paths.size(),
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'tbb::parallel_for' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-2]]:8: note: 'tbb::parallel_for' has the threads of a shared pool run it once per element
// CHECK-NOTES: :[[@LINE+2]]:37: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-106]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
                    [&](size_t i) { load(paths[i]); });
}

void parallelForEach_bad(const std::vector<std::string> &paths) {
  tbb::parallel_for_each(paths, [](const std::string &path) { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:8: warning: 'tbb::parallel_for_each' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-2]]:8: note: 'tbb::parallel_for_each' has the threads of a shared pool run it once per element
// CHECK-NOTES: :[[@LINE-3]]:63: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-115]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void parallelConstant_ok() {
  tbb::parallel_for(0, 4, [](int i) { load(std::to_string(i)); });
}

void post_bad(boost::asio::io_context &io,
              const std::vector<std::string> &tools) {
  for (const auto &tool : tools)
    boost::asio::post(io, [tool] { system(tool.c_str()); });
// CHECK-NOTES: :[[@LINE-1]]:18: warning: 'boost::asio::post' starts a task for each element of 'tools', and each blocks in 'system' (process)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'tools' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:36: note: the lambda calls 'system', which blocks (process)
}

void postOwnPool_ok(const std::vector<std::string> &tools) {
  boost::asio::thread_pool pool(4);
  for (const auto &tool : tools)
    boost::asio::post(pool, [tool] { system(tool.c_str()); });
  pool.join();
}

// The loop is in the caller.
static void startLoad(const std::string &path) {
  QtConcurrent::run([path] { load(path); });
}
void wrapper_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    startLoad(path);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'startLoad' (through 'QtConcurrent::run') starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-7]]:17: note: 'startLoad' calls 'QtConcurrent::run', which hands the work to a pool
// CHECK-NOTES: :[[@LINE-8]]:30: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-149]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void forEach_bad(const std::vector<std::string> &paths) {
  std::for_each(paths.begin(), paths.end(), [](const std::string &path) {
    QtConcurrent::run([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:19: warning: 'QtConcurrent::run' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'std::for_each' runs it once per element
// CHECK-NOTES: :[[@LINE-3]]:32: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-158]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  });
}

void constant_ok() {
  for (int i = 0; i < 4; ++i)
    QtConcurrent::run([] { load("a"); });
}

static const char *const tables[] = {"a", "b"};
void table_ok() {
  for (const char *name : tables)
    QtConcurrent::run([name] { load(name); });
}

void once_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths) {
    QtConcurrent::run([path] { load(path); });
    break;
  }
}

// It has ended before the next one starts.
void taskGroupTurn_ok(const std::vector<std::string> &paths) {
  for (const auto &path : paths) {
    tbb::task_group group;
    group.run([&path] { load(path); });
    group.wait();
  }
}

// A constructor that would also convert.
class PathJob : public QRunnable {
public:
  PathJob(std::string path) : path_(path) {}
  void run() override { load(path_); }

private:
  std::string path_;
};

void converting_bad(const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    QThreadPool::globalInstance()->start(new PathJob(path));
  // CHECK-NOTES: :[[@LINE-1]]:36: warning: 'QThreadPool::start' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
  // CHECK-NOTES: :[[@LINE-11]]:25: note: 'PathJob::run' calls 'load'
  // CHECK-NOTES: :15:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}
