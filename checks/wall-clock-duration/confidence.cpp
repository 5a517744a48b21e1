// RUN: %check_hangproof %s hangproof-wall-clock-duration --min-confidence=high -- -std=c++17
// What is certain: no helper, no parameter, no virtual call.
#include <ctime>

int work();
void record(long);

void direct_bad() {
  long start = std::time(nullptr);
  work();
  record(std::time(nullptr) - start);
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:21: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:15: note: 'time' reads the wall clock here
}

static long last;
void kept_bad() {
  if (std::time(nullptr) - last > 5)
  // CHECK-NOTES: :[[@LINE-1]]:26: warning: 'time() - last' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE+2]]:17: note: 'time' reads the wall clock here into 'last'
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'time' reads the wall clock here
    last = std::time(nullptr);
}

static long seconds() { return std::time(nullptr); }

// Medium: through a helper.
void helper_ok() {
  long begin = seconds();
  work();
  record(seconds() - begin);
}

// The name says that it is a duration.
void named_bad() {
  long last_activity = seconds();
  work();
  record(seconds() - last_activity);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'seconds() - last_activity' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-15]]:37: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:24: note: 'seconds' returns the reading here into 'last_activity'
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'seconds' returns the reading here
}

// Medium: the sign is looked at first.
void guarded_ok() {
  long start = std::time(nullptr);
  work();
  long took = std::time(nullptr) - start;
  record(took < 0 ? 0 : took);
}
