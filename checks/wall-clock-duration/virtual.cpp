// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// A clock behind an interface.
#include <chrono>
#include <ctime>
#include <functional>

int work();
void record(long);

class Clock {
public:
  virtual ~Clock() = default;
  virtual long now() = 0;
};

class SystemClock : public Clock {
public:
  long now() override { return std::time(nullptr); }
};

// A fake for tests takes nothing from the real one.
class FakeClock : public Clock {
public:
  long now() override { return now_; }
  void set(long now) { now_ = now; }

private:
  long now_ = 0;
};

// A wrapper calls itself as far as is known.
class CountingClock : public Clock {
public:
  explicit CountingClock(Clock *inner) : inner_(inner) {}
  long now() override {
    ++calls_;
    return inner_->now();
  }

private:
  Clock *inner_;
  int calls_ = 0;
};

void virtual_bad(Clock *clock) {
  long start = clock->now();
  work();
  record(clock->now() - start);
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'Clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-32]]:37: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:23: note: 'SystemClock::now' returns the reading here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:17: note: 'SystemClock::now' returns the reading here
}

// Which clock it is was decided by somebody else.
class Choice {
public:
  virtual ~Choice() = default;
  virtual long now() = 0;
};
class ByWall : public Choice {
public:
  long now() override { return std::time(nullptr); }
};
class BySteady : public Choice {
public:
  long now() override {
    return std::chrono::steady_clock::now().time_since_epoch().count();
  }
};

void chosen_ok(Choice *clock) {
  long start = clock->now();
  work();
  record(clock->now() - start);
}

// A class of its own around the reading.
class Stamp {
public:
  explicit Stamp(std::time_t seconds) : seconds_(seconds) {}
  static Stamp now() { return Stamp(std::time(nullptr)); }
  friend long operator-(const Stamp &a, const Stamp &b) {
    return a.seconds_ - b.seconds_;
  }

private:
  std::time_t seconds_;
};

void own_class_bad() {
  Stamp start = Stamp::now();
  work();
  record(Stamp::now() - start);
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'Stamp::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-14]]:42: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:24: note: 'Stamp::now' returns the reading here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:17: note: 'Stamp::now' returns the reading here
}

long seconds() { return std::time(nullptr); }

void pointer_bad() {
  long (*now)() = seconds;
  long start = now();
  work();
  record(now() - start);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-8]]:30: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:16: note: 'seconds' returns the reading here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'seconds' returns the reading here
}

void function_bad() {
  std::function<long()> now = [] { return std::time(nullptr); };
  long start = now();
  work();
  record(now() - start);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'now - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:48: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:16: note: 'function_bad::(lambda)' returns the reading here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'function_bad::(lambda)' returns the reading here
}

// One of the clocks adds to what another reads.
class Source {
public:
  virtual ~Source() = default;
  virtual long now() = 0;
};
class RealSource : public Source {
public:
  long now() override { return std::time(nullptr); }
};
class SkewedSource : public Source {
public:
  SkewedSource(Source *inner, long skew) : inner_(inner), skew_(skew) {}
  long now() override { return inner_->now() + skew_; }

private:
  Source *inner_;
  long skew_;
};

class Collection {
public:
  explicit Collection(Source *clock) : clock_(clock) {}
  void collect() {
    begin_ = clock_->now();
    work();
    end_ = clock_->now();
    until_ = clock_->now() + 60;
  }
  bool is_over_ok() const { return end_ > begin_; }
  bool is_old_bad() const { return clock_->now() >= until_; }
  // CHECK-NOTES: :[[@LINE-1]]:50: warning: 'Source::now() >= until_' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-24]]:37: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-6]]:22: note: 'RealSource::now' returns the reading here into 'until_'
  // CHECK-NOTES: :[[@LINE-21]]:40: note: 'RealSource::now' returns the reading here
  // CHECK-NOTES: :[[@LINE-5]]:44: note: 'SkewedSource::now' returns the reading here

private:
  Source *clock_;
  long begin_ = 0, end_ = 0, until_ = 0;
};
