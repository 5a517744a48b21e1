// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// Functions that are stored and called in the loop of a worker.

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

bool ready();
void count(int) noexcept;

class Pool {
public:
  explicit Pool(unsigned size) {
    for (unsigned i = 0; i < size; ++i)
      threads_.emplace_back([this] { run(); });
  }
  void submit(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push(std::move(task));
    wake_.notify_one();
  }

private:
  void run() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return stop_ || !tasks_.empty(); });
        if (stop_ && tasks_.empty())
          return;
        task = std::move(tasks_.front());
        tasks_.pop();
      }
      task();
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: what 'task' throws gets out of 'Pool::run', which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-22]]:16: note: the lambda is handed over here: 'std::vector::emplace_back' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-23]]:38: note: the lambda calls 'Pool::run' on that thread
      // CHECK-NOTES: :[[@LINE-4]]:7: note: 'task' is called here, and nobody in view knows what it throws
    }
  }
  std::mutex mutex_;
  std::condition_variable wake_;
  std::queue<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  bool stop_ = false;
};

// The call is a function further.
class Events {
public:
  void start() { thread_ = std::thread(&Events::loop, this); }
  void onEvent(std::function<void(int)> handler) { handler_ = handler; }

private:
  void loop() {
    while (ready())
      dispatch(1);
  }
  void dispatch(int event) {
    if (handler_)
      handler_(event);
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: what 'handler_' throws gets out of 'Events::loop', which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-12]]:28: note: 'Events::loop' is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-7]]:7: note: 'Events::loop' calls 'Events::dispatch'
      // CHECK-NOTES: :[[@LINE-4]]:7: note: 'handler_' is called here, and nobody in view knows what it throws
  }
  std::function<void(int)> handler_;
  std::thread thread_;
};

// An interface that is implemented elsewhere.
class Listener {
public:
  virtual ~Listener() = default;
  virtual void onData(int) = 0;
};

class Source {
public:
  void start() {
    thread_ = std::thread([this] {
      while (ready()) {
        for (Listener *listener : listeners_)
          listener->onData(1);
          // CHECK-NOTES: :[[@LINE-1]]:21: warning: what 'Listener::onData' throws gets out of the lambda, which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
          // CHECK-NOTES: :[[@LINE-5]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
          // CHECK-NOTES: :[[@LINE-3]]:21: note: 'Listener::onData' is called here, and nobody in view knows what it throws
      }
    });
  }

private:
  std::vector<Listener *> listeners_;
  std::thread thread_;
};

// A known one that throws.
class Timer {
public:
  void start() {
    callback_ = [] {
      if (!ready())
        throw 1;
    };
    thread_ = std::thread([this] {
      while (ready())
        callback_();
        // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'callback_' can throw 'int' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
        // CHECK-NOTES: :[[@LINE-4]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
        // CHECK-NOTES: :[[@LINE-7]]:9: note: 'int' is thrown here
    });
  }

private:
  std::function<void()> callback_;
  std::thread thread_;
};

// The handler of an error is called in a handler.
class Reader {
public:
  explicit Reader(std::function<void(std::string)> onError)
      : onError_(onError) {}
  void start() {
    thread_ = std::thread([this] {
      try {
        read();
      } catch (const std::exception &e) {
        onError_(e.what());
        // CHECK-NOTES: :[[@LINE-1]]:9: warning: what 'onError_' throws gets out of the lambda, which runs on a thread of its own: one bad call takes the whole process down by std::terminate; put it into a try that logs and goes on [hangproof-escaping-thread-exception]
        // CHECK-NOTES: :[[@LINE-6]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
        // CHECK-NOTES: :[[@LINE-3]]:9: note: 'onError_' is called here, and nobody in view knows what it throws
      }
    });
  }

private:
  void read();
  std::function<void(std::string)> onError_;
  std::thread thread_;
};

// --- quiet ---

class CarefulPool {
public:
  void start() { threads_.emplace_back(&CarefulPool::run, this); }
  void submit(std::function<void()> task) { tasks_.push_back(std::move(task)); }

private:
  void run() {
    while (ready()) {
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      try {
        task();
      } catch (...) {
      }
    }
  }
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
};

// All that is stored are packaged tasks.
class FuturePool {
public:
  void start() { threads_.emplace_back(&FuturePool::run, this); }
  template <typename F> std::future<void> submit(F f) {
    auto task = std::make_shared<std::packaged_task<void()>>(std::move(f));
    auto result = task->get_future();
    tasks_.emplace_back([task] { (*task)(); });
    return result;
  }

private:
  void run() {
    while (ready()) {
      std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
};

void useFutures() {
  FuturePool pool;
  pool.start();
  pool.submit([] {
    if (!ready())
      throw 1;
  });
}

class DirectPool {
public:
  void start() { threads_.emplace_back(&DirectPool::run, this); }
  std::future<void> submit(std::function<void()> f) {
    std::packaged_task<void()> task(f);
    auto result = task.get_future();
    tasks_.push_back(std::move(task));
    return result;
  }

private:
  void run() {
    while (ready()) {
      std::packaged_task<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }
  std::deque<std::packaged_task<void()>> tasks_;
  std::vector<std::thread> threads_;
};

// All that is stored is known and harmless.
class Ticker {
public:
  void start() {
    callback_ = [] { count(1); };
    thread_ = std::thread([this] {
      while (ready())
        callback_();
    });
  }

private:
  std::function<void()> callback_;
  std::thread thread_;
};

// Passed in and called at once: what it is depends on the caller.
static void retry(const std::function<bool()> &attempt) {
  while (!attempt())
    count(1);
}

void retrying_ok() {
  std::thread([] { retry([] { return ready(); }); }).detach();
}

// What is asked for a value computes; nobody's work fails in it.
class Table {
public:
  using Hash = std::function<unsigned(const std::string &)>;
  explicit Table(Hash hash) : hash_(hash) {}
  void start() { threads_.emplace_back(&Table::run, this); }

private:
  void run() {
    while (ready())
      if (hash_("key") % 2)
        count(1);
  }
  Hash hash_;
  std::vector<std::thread> threads_;
};

// No thread.
class Inline {
public:
  void run() {
    while (ready())
      callback_();
  }

private:
  std::function<void()> callback_;
};
