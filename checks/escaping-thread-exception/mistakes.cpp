// RUN: %check_hangproof %s hangproof-escaping-thread-exception -- -std=c++17
//
// What is thrown where the code is wrong is no news about its threads.

#include <pthread.h>
#include <stdexcept>
#include <thread>
#include <time.h>

class SystemError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
class NullPointerException : public std::runtime_error {
  using std::runtime_error::runtime_error;
};
class AssertionFailed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Mutex {
public:
  void lock() {
    if (pthread_mutex_lock(&mutex_) != 0)
      throw SystemError("cannot lock");
  }
  void unlock() {
    int error = pthread_mutex_unlock(&mutex_);
    if (error)
      throw SystemError("cannot unlock");
  }
  // Others may hold it: that is what the caller asked for.
  void lockNow() {
    if (pthread_mutex_trylock(&mutex_) != 0)
      throw SystemError("busy");
  }
  // Under the lock, for another reason.
  void check(int value) {
    if (pthread_mutex_lock(&mutex_) == 0) {
      if (value < 0)
        throw SystemError("negative");
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'SystemError' that is thrown here gets out of 'Mutex::check', which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE+103]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE+104]]:11: note: the lambda calls 'Mutex::check' on that thread
      pthread_mutex_unlock(&mutex_);
    }
  }

private:
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

void pause(long milliseconds) {
  timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  if (nanosleep(&time, &time) < 0)
    throw SystemError("cannot sleep");
}

template <typename T> class Pointer {
public:
  T *operator->() const {
    if (!pointer_)
      throw NullPointerException("null");
    return pointer_;
  }

private:
  T *pointer_ = nullptr;
};

[[noreturn]] void fail(const char *text) { throw AssertionFailed(text); }
#define ASSERT(condition)                                                      \
  do {                                                                         \
    if (!(condition))                                                          \
      fail(#condition);                                                        \
  } while (0)

struct Queue {
  int take() noexcept;
};

// The class of what is thrown says nothing, the operator does.
template <typename T> class Handle {
public:
  T &operator*() const { return *get(); }
  T *operator->() const {
    if (!pointer_)
      throw SystemError("empty");
    return pointer_;
  }
  T &operator[](int index) const {
    if (index >= size_)
      throw SystemError("range");
    return pointer_[index];
  }
  T *get() const {
    if (!pointer_)
      throw SystemError("empty");
    return pointer_;
  }

private:
  T *pointer_ = nullptr;
  int size_ = 0;
};

void access_ok(Handle<Queue> queue) {
  std::thread([queue] {
    queue->take();
    (*queue).take();
    queue[1].take();
  }).detach();
}

void locks_ok() {
  std::thread([] {
    Mutex mutex;
    mutex.lock();
    mutex.unlock();
    pause(10);
  }).detach();
}

void points_ok(Pointer<Queue> queue) {
  std::thread([queue] { queue->take(); }).detach();
}

void asserts_ok(Queue &queue) {
  std::thread([&queue] {
    int value = queue.take();
    ASSERT(value >= 0);
  }).detach();
}

void busy_bad() {
  std::thread([] {
    Mutex mutex;
    mutex.lockNow();
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'Mutex::lockNow' can throw 'SystemError' out of the lambda, which runs on a thread of its own: std::terminate takes down the whole process; catch it before it leaves the thread [hangproof-escaping-thread-exception]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: the lambda is handed over here: 'std::thread' runs it on a thread of its own
  // CHECK-NOTES: :[[@LINE-106]]:7: note: 'SystemError' is thrown here
  }).detach();
}

void under_the_lock_bad(Queue &queue) {
  std::thread([&queue] {
    Mutex mutex;
    mutex.check(queue.take());
  }).detach();
}
