// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=c++17
//
// Pools that the project has written itself, and executors of others.

#include <condition_variable>
#include <deque>
#include <fstream>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

class Pool {
public:
  explicit Pool(unsigned size) {
    for (unsigned i = 0; i < size; ++i)
      threads_.emplace_back([this] { work(); });
  }
  void add(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push(std::move(task));
    filled_.notify_one();
  }
  template <typename F> auto submit(F &&f) -> std::future<decltype(f())> {
    auto task =
        std::make_shared<std::packaged_task<decltype(f())()>>(std::forward<F>(f));
    auto result = task->get_future();
    add([task] { (*task)(); });
    return result;
  }

private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        filled_.wait(lock, [this] { return !tasks_.empty(); });
        task = std::move(tasks_.front());
        tasks_.pop();
      }
      task();
    }
  }
  std::vector<std::thread> threads_;
  std::queue<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable filled_;
};

static std::string load(const std::string &path) {
  std::ifstream in(path);
  std::string text;
  std::getline(in, text);
  return text;
}

void parameter_bad(Pool &pool, const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    pool.add([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'Pool::add' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:23: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-12]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}

void future_bad(Pool &pool, const std::vector<std::string> &paths) {
  std::vector<std::future<std::string>> all;
  for (const auto &path : paths)
    all.push_back(pool.submit([path] { return load(path); }));
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'Pool::submit' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:47: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-22]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  for (auto &one : all)
    one.get();
}

void turn_ok(Pool &pool, const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    pool.submit([path] { return load(path); }).get();
}

void local_ok(const std::vector<std::string> &paths) {
  Pool pool(8);
  for (const auto &path : paths)
    pool.add([path] { load(path); });
}

static void fill(Pool &pool, const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    pool.add([path] { load(path); });
}
void passesLocal_ok(const std::vector<std::string> &paths) {
  Pool pool(8);
  fill(pool, paths);
}

void compute_ok(Pool &pool, const std::vector<int> &numbers, long &sum) {
  for (int n : numbers)
    pool.add([n, &sum] { sum += n; });
}

// One pool for files, and one for all.
class Store {
public:
  void loadAll_ok(const std::vector<std::string> &paths) {
    for (const auto &path : paths)
      files_.add([path] { load(path); });
  }
  void loadShared_bad(const std::vector<std::string> &paths) {
    for (const auto &path : paths)
      common_.add([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'Pool::add' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:5: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:28: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-65]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
  }
  void count() {
    common_.add([this] { ++count_; });
  }

private:
  Pool files_{2};
  Pool common_{4};
  int count_ = 0;
};

class Executor {
public:
  virtual ~Executor();
  virtual void execute(std::function<void()> task) = 0;
};

void interface_bad(Executor &executor, const std::vector<std::string> &paths) {
  for (const auto &path : paths)
    executor.execute([path] { load(path); });
// CHECK-NOTES: :[[@LINE-1]]:14: warning: 'Executor::execute' starts a task for each element of 'paths', and each blocks in 'std::basic_ifstream' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'paths' runs once per element
// CHECK-NOTES: :[[@LINE-3]]:31: note: the lambda calls 'load'
// CHECK-NOTES: :[[@LINE-89]]:17: note: 'load' calls 'std::basic_ifstream', which blocks (disk)
}
