// Frameworks with clocks of their own.
// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17

namespace base {
class TimeDelta {
public:
  bool operator>(TimeDelta other) const;
};
class Time {
public:
  static Time Now();
  TimeDelta operator-(Time other) const;
};
class TimeTicks {
public:
  static TimeTicks Now();
  TimeDelta operator-(TimeTicks other) const;
};
} // namespace base

namespace juce {
class Time {
public:
  static long long currentTimeMillis();
  static unsigned getMillisecondCounter();
};
} // namespace juce

void record(base::TimeDelta took);

class Loader {
public:
  void start() {
    begun = base::Time::Now();
    ticks = base::TimeTicks::Now();
  }
  void done_bad() {
    record(base::Time::Now() - begun);
    // CHECK-NOTES: :[[@LINE-1]]:30: warning: 'Time::Now() - begun' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use base::TimeTicks [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-6]]:25: note: 'Time::Now' reads the wall clock here into 'begun'
    // CHECK-NOTES: :[[@LINE-3]]:24: note: 'Time::Now' reads the wall clock here
  }
  void done_ok() { record(base::TimeTicks::Now() - ticks); }

private:
  base::Time begun;
  base::TimeTicks ticks;
};

class Meter {
public:
  bool isDue_bad() {
    return juce::Time::currentTimeMillis() - shown > 500;
    // CHECK-NOTES: :[[@LINE-1]]:44: warning: 'Time::currentTimeMillis() - shown' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use juce::Time::getMillisecondCounter [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE+5]]:25: note: 'Time::currentTimeMillis' reads the wall clock here into 'shown'
    // CHECK-NOTES: :[[@LINE-3]]:24: note: 'Time::currentTimeMillis' reads the wall clock here
  }
  void show() {
    // Kept for the next look.
    shown = juce::Time::currentTimeMillis();
    counted = juce::Time::getMillisecondCounter();
  }
  bool isDue_ok() { return juce::Time::getMillisecondCounter() - counted > 500; }

private:
  long long shown = 0;
  unsigned counted = 0;
};
