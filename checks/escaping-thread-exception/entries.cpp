// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++20
//
// How a function comes to run on a thread.

#include <functional>
#include <future>
#include <list>
#include <memory>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <threads.h>
#include <vector>

bool ready();
std::string next();

static void work(const std::string &s) {
  if (s.empty())
    throw std::runtime_error("empty");
}

static void freeFunction_bad() {
  while (ready())
    work(next());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'work' can throw 'std::runtime_error' out of 'freeFunction_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE+3]]:17: note: 'freeFunction_bad' is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-8]]:5: note: 'std::runtime_error' is thrown here
}
void start1() { std::thread(freeFunction_bad).detach(); }

class Server {
public:
  void start() {
    thread_ = std::thread(&Server::run_bad, this);
    other_ = std::make_unique<std::thread>([this] { loop_bad(); });
    bound_ = std::jthread(std::bind(&Server::bound_bad, this, 3));
  }
  void grow() {
    pool_.emplace_back(&Server::pooled_bad, this);
    more_.push_back(std::thread([this] { pushed_bad(); }));
  }

private:
  void run_bad() {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Server::run_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-14]]:15: note: 'Server::run_bad' is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-30]]:5: note: 'std::runtime_error' is thrown here
  }
  void loop_bad() {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Server::loop_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-20]]:19: note: the lambda is handed over here: 'std::make_unique' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-21]]:53: note: the lambda calls 'Server::loop_bad' on that thread
      // CHECK-NOTES: :[[@LINE-38]]:5: note: 'std::runtime_error' is thrown here
  }
  void bound_bad(int count) {
    while (count--)
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Server::bound_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-27]]:14: note: 'Server::bound_bad' is handed over here: 'std::jthread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-45]]:5: note: 'std::runtime_error' is thrown here
  }
  void pooled_bad() {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Server::pooled_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-31]]:11: note: 'Server::pooled_bad' is handed over here: 'std::vector::emplace_back' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-52]]:5: note: 'std::runtime_error' is thrown here
  }
  void pushed_bad() {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Server::pushed_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-37]]:21: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-38]]:42: note: the lambda calls 'Server::pushed_bad' on that thread
      // CHECK-NOTES: :[[@LINE-60]]:5: note: 'std::runtime_error' is thrown here
  }
  std::thread thread_;
  std::unique_ptr<std::thread> other_;
  std::jthread bound_;
  std::vector<std::thread> pool_;
  std::list<std::thread> more_;
};

struct Functor {
  std::string text;
  void operator()() const { work(text); }
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'work' can throw 'std::runtime_error' out of 'Functor::operator()', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE+3]]:30: note: 'Functor::operator()' is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-74]]:5: note: 'std::runtime_error' is thrown here
};
void start2(std::string s) { std::thread(Functor{s}).detach(); }
void start3(std::string s) {
  Functor functor{s};
  std::thread t(functor);
  t.join();
}

static void *posix_bad(void *) {
  while (ready())
    work(next());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'work' can throw 'std::runtime_error' out of 'posix_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE+6]]:3: note: 'posix_bad' is handed over here: 'pthread_create' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-88]]:5: note: 'std::runtime_error' is thrown here
  return nullptr;
}
void start4() {
  pthread_t t;
  pthread_create(&t, nullptr, posix_bad, nullptr);
}

static int c11_bad(void *) {
  work(next());
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'work' can throw 'std::runtime_error' out of 'c11_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE+6]]:3: note: 'c11_bad' is handed over here: 'thrd_create' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-100]]:5: note: 'std::runtime_error' is thrown here
  return 0;
}
void start5() {
  thrd_t t;
  thrd_create(&t, c11_bad, nullptr);
}

// A class of threads as every project has one.
class Thread {
public:
  virtual ~Thread() = default;
  void start() { pthread_create(&id_, nullptr, &Thread::entry, this); }

protected:
  virtual void run() = 0;

private:
  static void *entry(void *self) {
    static_cast<Thread *>(self)->run();
    return nullptr;
  }
  pthread_t id_;
};

class Poller : public Thread {
  void run() override {
    while (ready())
      work(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'work' can throw 'std::runtime_error' out of 'Poller::run', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-18]]:18: note: 'Thread::entry' is handed over here: 'pthread_create' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-12]]:34: note: 'Thread::entry' calls 'Thread::run' on that thread
      // CHECK-NOTES: :[[@LINE-132]]:5: note: 'std::runtime_error' is thrown here
  }
};

class CarefulPoller : public Thread {
  void run() override {
    while (ready()) {
      try {
        work(next());
      } catch (const std::exception &) {
      }
    }
  }
};

// A class that is given the function.
class Job {
public:
  void start(void (*function)(void *), void *context) {
    function_ = function;
    context_ = context;
    pthread_create(&id_, nullptr, entry, this);
  }

private:
  void run() { function_(context_); }
  static void *entry(void *self) {
    static_cast<Job *>(self)->run();
    return nullptr;
  }
  void (*function_)(void *);
  void *context_;
  pthread_t id_;
};

static void given_bad(void *) {
  while (ready())
    work(next());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'work' can throw 'std::runtime_error' out of 'given_bad', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-18]]:5: note: 'Job::entry' is handed over here: 'pthread_create' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-13]]:31: note: 'Job::entry' calls 'Job::run' on that thread
    // CHECK-NOTES: :[[@LINE-16]]:16: note: 'Job::run' calls 'function_' on that thread
    // CHECK-NOTES: :[[@LINE-174]]:5: note: 'std::runtime_error' is thrown here
}
static void given_ok(void *) {
  while (ready()) {
    try {
      work(next());
    } catch (...) {
    }
  }
}
void start6(Job &job) { job.start(given_bad, nullptr); }
void start7(Job &job) { job.start(given_ok, nullptr); }

// The loop is in a callee, and so is the try to be.
class Daemon {
public:
  void start() {
    thread_ = std::thread([this] {
      prepare();
      serve();
      finish();
    });
  }

private:
  void prepare();
  void finish();
  void serve() {
    while (ready())
      handle(next());
      // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'Daemon::handle' can throw 'std::runtime_error' out of 'Daemon::serve', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
      // CHECK-NOTES: :[[@LINE-14]]:15: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
      // CHECK-NOTES: :[[@LINE-13]]:7: note: the lambda calls 'Daemon::serve' on that thread
      // CHECK-NOTES: :[[@LINE+3]]:39: note: 'Daemon::handle' calls 'work'
      // CHECK-NOTES: :[[@LINE-208]]:5: note: 'std::runtime_error' is thrown here
  }
  void handle(const std::string &s) { work(s); }
  std::thread thread_;
};

void invoked() {
  std::thread([] {
    std::invoke(work, next());
    // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'std::invoke' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
    // CHECK-NOTES: :[[@LINE-219]]:5: note: 'std::runtime_error' is thrown here
  }).detach();
}

void noexceptBody() {
  std::thread([]() noexcept { work(next()); }).detach();
  // CHECK-NOTES: :[[@LINE-1]]:31: warning: 'work' can throw 'std::runtime_error' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-2]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-227]]:5: note: 'std::runtime_error' is thrown here
}

// --- somebody takes the exception ---

void async_ok() {
  auto result = std::async(std::launch::async, [] { work(next()); });
  result.wait();
}

void packaged_ok() {
  std::packaged_task<void()> task([] { work(next()); });
  auto result = task.get_future();
  std::thread(std::move(task)).detach();
  result.wait();
}

void packagedInside_ok() {
  auto task = std::make_shared<std::packaged_task<void()>>(
      [] { work(next()); });
  std::thread([task] { (*task)(); }).detach();
}

void promise_ok() {
  std::promise<void> promise;
  std::thread([&] {
    try {
      work(next());
      promise.set_value();
    } catch (...) {
      promise.set_exception(std::current_exception());
    }
  }).join();
}

void notOnAThread_ok() { freeFunction_bad(); }
