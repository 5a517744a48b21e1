// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// A reading is kept in a member by one function and used in another one.
#include <atomic>
#include <chrono>
#include <ctime>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

using Clock = std::chrono::system_clock;
using namespace std::chrono_literals;

class Stopwatch {
public:
  Stopwatch() : start_(Clock::now()) {}
  void reset() { start_ = Clock::now(); }
  double elapsed_bad() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
    // CHECK-NOTES: :[[@LINE-1]]:55: warning: 'system_clock::now() - start_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-5]]:31: note: 'system_clock::now' reads the wall clock here into 'start_'
    // CHECK-NOTES: :[[@LINE-3]]:49: note: 'system_clock::now' reads the wall clock here
  }

private:
  Clock::time_point start_;
};

class DefaultMember {
public:
  DefaultMember() {}
  bool old_bad() const { return Clock::now() - created > 1h; }
  // CHECK-NOTES: :[[@LINE-1]]:46: warning: 'system_clock::now() - created' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE+4]]:38: note: 'system_clock::now' reads the wall clock here into 'created'
  // CHECK-NOTES: :[[@LINE-3]]:40: note: 'system_clock::now' reads the wall clock here

private:
  Clock::time_point created = Clock::now();
};

class RateLimiter {
public:
  bool allow_bad() {
    auto now = Clock::now();
    if (now - last_ < 1s)
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'now - last_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-3]]:23: note: 'system_clock::now' reads the wall clock here into 'now'
    // CHECK-NOTES: :[[@LINE+2]]:5: note: kept in 'last_' here
      return false;
    last_ = now;
    return true;
  }

private:
  Clock::time_point last_{};
};

class Session {
public:
  void renew() { expiry_ = Clock::now() + 30s; }
  bool expired_bad() const { return Clock::now() > expiry_; }
  // CHECK-NOTES: :[[@LINE-1]]:50: warning: 'system_clock::now() > expiry_' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:35: note: 'system_clock::now' reads the wall clock here into 'expiry_'
  // CHECK-NOTES: :[[@LINE-3]]:44: note: 'system_clock::now' reads the wall clock here

private:
  Clock::time_point expiry_;
};

class AtomicTime {
public:
  void touch() { last_.store(std::time(nullptr)); }
  bool idle_bad() const { return std::time(nullptr) - last_.load() > 60; }
  // CHECK-NOTES: :[[@LINE-1]]:53: warning: 'time() - last_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:35: note: 'time' reads the wall clock here into 'last_'
  // CHECK-NOTES: :[[@LINE-3]]:39: note: 'time' reads the wall clock here
  bool idle_converted_bad() const { return std::time(nullptr) - last_ > 60; }
  // CHECK-NOTES: :[[@LINE-1]]:63: warning: 'time() - last_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:35: note: 'time' reads the wall clock here into 'last_'
  // CHECK-NOTES: :[[@LINE-3]]:49: note: 'time' reads the wall clock here

private:
  std::atomic<std::time_t> last_{0};
};

class Cache {
public:
  void put(const std::string &key) { times_[key] = Clock::now(); }
  bool fresh_bad(const std::string &key) {
    return Clock::now() - times_[key] < 5min;
    // CHECK-NOTES: :[[@LINE-1]]:25: warning: 'system_clock::now() - times_[key]' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-4]]:59: note: 'system_clock::now' reads the wall clock here into 'times_'
    // CHECK-NOTES: :[[@LINE-3]]:19: note: 'system_clock::now' reads the wall clock here
  }

private:
  std::map<std::string, Clock::time_point> times_;
};

class History {
public:
  void add() { times_.push_back(std::time(nullptr)); }
  std::time_t span_bad(unsigned i) { return std::time(nullptr) - times_[i]; }
  // CHECK-NOTES: :[[@LINE-1]]:64: warning: 'time() - times_[i]' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:38: note: 'time' reads the wall clock here into 'times_'
  // CHECK-NOTES: :[[@LINE-3]]:50: note: 'time' reads the wall clock here

private:
  std::vector<std::time_t> times_;
};

class Optional {
public:
  void begin() { start_ = Clock::now(); }
  bool late_bad() const { return start_ && Clock::now() - *start_ > 1s; }
  // CHECK-NOTES: :[[@LINE-1]]:57: warning: 'system_clock::now() - start_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:34: note: 'system_clock::now' reads the wall clock here into 'start_'
  // CHECK-NOTES: :[[@LINE-3]]:51: note: 'system_clock::now' reads the wall clock here
  bool later_bad() const { return Clock::now() - start_.value() > 2s; }
  // CHECK-NOTES: :[[@LINE-1]]:48: warning: 'system_clock::now() - start_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:34: note: 'system_clock::now' reads the wall clock here into 'start_'
  // CHECK-NOTES: :[[@LINE-3]]:42: note: 'system_clock::now' reads the wall clock here

private:
  std::optional<Clock::time_point> start_;
};

struct Entry {
  std::string name;
  std::time_t created;
};

class Table {
public:
  void add(std::string name) {
    Entry entry;
    entry.name = std::move(name);
    entry.created = std::time(nullptr);
    entries_.push_back(entry);
  }
  int old_bad() const {
    int count = 0;
    for (const Entry &entry : entries_)
      if (std::time(nullptr) - entry.created > 600)
      // CHECK-NOTES: :[[@LINE-1]]:30: warning: 'time() - created' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
      // CHECK-NOTES: :[[@LINE-8]]:26: note: 'time' reads the wall clock here into 'created'
      // CHECK-NOTES: :[[@LINE-3]]:16: note: 'time' reads the wall clock here
        ++count;
    return count;
  }

private:
  std::vector<Entry> entries_;
};

std::time_t started_at_ = std::time(nullptr);
long uptime_bad() { return std::time(nullptr) - started_at_; }
// CHECK-NOTES: :[[@LINE-1]]:47: warning: 'time() - started_at_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE-3]]:32: note: 'time' reads the wall clock here into 'started_at_'
// CHECK-NOTES: :[[@LINE-3]]:33: note: 'time' reads the wall clock here

// --- quiet ---

class FileTime {
public:
  void load(std::ifstream &in) { in >> written_; }
  void write() { written_ = std::time(nullptr); }
  bool old_ok() const { return std::time(nullptr) - written_ > 3600; }

private:
  std::time_t written_;
};

class Token {
public:
  explicit Token(std::time_t expires) : expires_(expires) {}
  bool expired_ok() const { return std::time(nullptr) > expires_; }

private:
  std::time_t expires_;
};

class Twin {
public:
  void run() {
    lastRun_ = Clock::now();
    lastRunMonotonic_ = std::chrono::steady_clock::now();
  }
  bool due_ok() const {
    return std::chrono::steady_clock::now() - lastRunMonotonic_ > 1min;
  }
  std::time_t shown_ok() const { return Clock::to_time_t(lastRun_); }

private:
  Clock::time_point lastRun_;
  std::chrono::steady_clock::time_point lastRunMonotonic_;
};
