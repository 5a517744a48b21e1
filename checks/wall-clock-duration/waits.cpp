// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++20
// Waits that end at a time of the wall clock.
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>

using namespace std::chrono_literals;
using Clock = std::chrono::system_clock;

std::mutex mutex;
std::condition_variable changed;
std::condition_variable_any changedAny;
bool done;

void wait_until_bad() {
  std::unique_lock lock(mutex);
  changed.wait_until(lock, std::chrono::system_clock::now() + 5s);
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'condition_variable::wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:55: note: 'system_clock::now' reads the wall clock here
}

void deadline_bad() {
  auto deadline = Clock::now() + 5s;
  std::unique_lock lock(mutex);
  while (!done)
    if (changed.wait_until(lock, deadline) == std::cv_status::timeout)
    // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'condition_variable::wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-5]]:26: note: 'system_clock::now' reads the wall clock here into 'deadline'
      break;
}

void predicate_bad() {
  auto deadline = Clock::now() + 5s;
  std::unique_lock lock(mutex);
  changed.wait_until(lock, deadline, [] { return done; });
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'condition_variable::wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:26: note: 'system_clock::now' reads the wall clock here into 'deadline'
}

void any_bad() {
  std::unique_lock lock(mutex);
  changedAny.wait_until(lock, Clock::now() + 5s);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'condition_variable_any::wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:38: note: 'system_clock::now' reads the wall clock here
}

void sleep_bad() { std::this_thread::sleep_until(Clock::now() + 1s); }
// CHECK-NOTES: :[[@LINE-1]]:38: warning: 'this_thread::sleep_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE-2]]:57: note: 'system_clock::now' reads the wall clock here

void periodic_bad() {
  auto next = std::chrono::high_resolution_clock::now();
  for (;;) {
    next += 10ms;
    std::this_thread::sleep_until(next);
    // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'this_thread::sleep_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-5]]:51: note: 'system_clock::now' reads the wall clock here into 'next'
  }
}

void future_bad(std::future<int> &future) {
  future.wait_until(Clock::now() + 5s);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:28: note: 'system_clock::now' reads the wall clock here
}

void timed_mutex_bad(std::timed_mutex &m) {
  if (m.try_lock_until(Clock::now() + 1s))
  // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'timed_mutex::try_lock_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:31: note: 'system_clock::now' reads the wall clock here
    m.unlock();
}

void unique_lock_bad(std::timed_mutex &m) {
  std::unique_lock<std::timed_mutex> lock(m, std::defer_lock);
  lock.try_lock_until(Clock::now() + 1s);
  // CHECK-NOTES: :[[@LINE-1]]:8: warning: 'unique_lock::try_lock_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:30: note: 'system_clock::now' reads the wall clock here
}

void semaphore_bad(std::counting_semaphore<8> &s) {
  s.try_acquire_until(Clock::now() + 1s);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'counting_semaphore::try_acquire_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-2]]:30: note: 'system_clock::now' reads the wall clock here
}

// An own sleeper: the wait stands in it, the time comes from its callers.
class Sleeper {
public:
  void until_bad(Clock::time_point end) {
    std::unique_lock lock(mutex_);
    wake_.wait_until(lock, end);
    // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'condition_variable::wait_until' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE+9]]:55: note: 'system_clock::now' reads the wall clock here
    // CHECK-NOTES: :[[@LINE+8]]:38: note: passed to 'Sleeper::until_bad' here
  }

private:
  std::mutex mutex_;
  std::condition_variable wake_;
};

void use(Sleeper &sleeper) { sleeper.until_bad(Clock::now() + 1min); }

void steady_ok() {
  std::unique_lock lock(mutex);
  changed.wait_until(lock, std::chrono::steady_clock::now() + 5s);
}

void wait_for_ok() {
  std::unique_lock lock(mutex);
  changed.wait_for(lock, 5s);
}

void given_ok(Clock::time_point alarm) {
  std::this_thread::sleep_until(alarm);
}

// The next full minute of the calendar.
void calendar_ok() {
  auto minute = Clock::now().time_since_epoch() / 1min * 1min + 1min;
  std::this_thread::sleep_until(Clock::time_point(minute));
}
