// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c++17
// Pools that the project has made itself.
#include "mock/jni.h"
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <sched.h>
#include <thread>
#include <vector>

void work();
extern JavaVM *vm;

// --- the library ---
static void pin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(0, &cpus);
  sched_setaffinity(0, sizeof(cpus), &cpus);
}
double compute(double x) {
  pin();
  return x * 2;
}

// --- a pool ---
class ThreadPool {
public:
  explicit ThreadPool(unsigned count) {
    for (unsigned i = 0; i < count; ++i)
      threads_.emplace_back([this] { run(); });
  }
  void submit(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push(std::move(task));
    ready_.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return !tasks_.empty(); });
        task = std::move(tasks_.front());
        tasks_.pop();
      }
      task();
    }
  }
  std::vector<std::thread> threads_;
  std::queue<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable ready_;
};

extern ThreadPool shared;
void other() {
  shared.submit([] { work(); });
}
void submits_bad(double x) {
  shared.submit([x] { compute(x); });
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'compute' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE-2]]:10: note: this function is handed over here: 'ThreadPool::submit' has a pool's thread run it
  // CHECK-NOTES: :[[@LINE-44]]:3: note: 'compute' calls 'pin' here
  // CHECK-NOTES: :[[@LINE-48]]:3: note: 'sched_setaffinity' changes the CPU affinity here
  // CHECK-NOTES: :[[@LINE-5]]:35: note: the lambda ends here with the CPU affinity still changed
}

// Only the declaration is in view.
class Executor {
public:
  void post(std::function<void()> task);
};
void posts_bad(Executor &executor, double x) {
  executor.post([x] { compute(x); });
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'compute' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE-2]]:12: note: this function is handed over here: 'Executor::post' has a pool's thread run it
  // CHECK-NOTES: :[[@LINE-58]]:3: note: 'compute' calls 'pin' here
  // CHECK-NOTES: :[[@LINE-62]]:3: note: 'sched_setaffinity' changes the CPU affinity here
  // CHECK-NOTES: :[[@LINE-5]]:35: note: the lambda ends here with the CPU affinity still changed
}

// Each job is an object.
class Job {
public:
  virtual ~Job() = default;
  virtual void run() = 0;
};
class JobQueue {
public:
  void start() {
    thread_ = std::thread([this] { serve(); });
  }
  void add(std::unique_ptr<Job> job) {
    std::lock_guard<std::mutex> lock(mutex_);
    jobs_.push(std::move(job));
  }

private:
  void serve() {
    for (;;) {
      std::unique_ptr<Job> job;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        job = std::move(jobs_.front());
        jobs_.pop();
      }
      job->run();
    }
  }
  std::queue<std::unique_ptr<Job>> jobs_;
  std::mutex mutex_;
  std::thread thread_;
};
class Solve : public Job {
public:
  explicit Solve(double x) : x_(x) {}
  void run() override { compute(x_); }
  // CHECK-NOTES: :[[@LINE-1]]:25: warning: 'compute' (through 'sched_setaffinity') changes the CPU affinity of a shared pool's thread and leaves it so: the thread, and each thread that it starts, stays on these CPUs; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE+13]]:8: note: 'Solve::run' is handed over here: 'JobQueue::add' has a pool's thread run it
  // CHECK-NOTES: :[[@LINE-101]]:3: note: 'compute' calls 'pin' here
  // CHECK-NOTES: :[[@LINE-105]]:3: note: 'sched_setaffinity' changes the CPU affinity here
  // CHECK-NOTES: :[[@LINE-5]]:38: note: 'Solve::run' ends here with the CPU affinity still changed

private:
  double x_;
};
class Print : public Job {
public:
  void run() override { work(); }
};
void addsJobs(JobQueue &jobs) {
  jobs.add(std::make_unique<Solve>(1));
  jobs.add(std::make_unique<Print>());
}

// The pool's own threads bind themselves.
class BoundPool {
public:
  BoundPool() {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this] {
        pin();
        run();
      });
  }
  void submit(std::function<void()> task) { tasks_.push(std::move(task)); }

private:
  void run() {
    for (;;) {
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop();
      task();
    }
  }
  std::vector<std::thread> threads_;
  std::queue<std::function<void()>> tasks_;
};
void boundPool_ok(BoundPool &pool) {
  pool.submit([] { work(); });
}
