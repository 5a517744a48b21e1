// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// The clock is changed where both readings are in view.
#include <chrono>
#include <ctime>

using namespace std::chrono_literals;
bool work();
void record(double);
void show(std::chrono::system_clock::time_point);

void auto_bad() {
  const auto start = std::chrono::system_clock::now();
  // CHECK-FIXES: const auto start = std::chrono::steady_clock::now();
  work();
  const auto end = std::chrono::system_clock::now();
  // CHECK-FIXES: const auto end = std::chrono::steady_clock::now();
  record(std::chrono::duration<double>(end - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:44: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:49: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-5]]:47: note: 'system_clock::now' reads the wall clock here into 'end'
}

void type_bad() {
  std::chrono::system_clock::time_point start =
      std::chrono::system_clock::now();
  // CHECK-FIXES: std::chrono::steady_clock::time_point start =
  // CHECK-FIXES-NEXT: std::chrono::steady_clock::now();
  while (work())
    if (std::chrono::system_clock::now() - start > 5s)
    // CHECK-NOTES: :[[@LINE-1]]:42: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-6]]:34: note: 'system_clock::now' reads the wall clock here into 'start'
    // CHECK-NOTES: :[[@LINE-3]]:36: note: 'system_clock::now' reads the wall clock here
      // CHECK-FIXES: if (std::chrono::steady_clock::now() - start > 5s)
      return;
}

void high_resolution_bad() {
  auto start = std::chrono::high_resolution_clock::now();
  // CHECK-FIXES: auto start = std::chrono::steady_clock::now();
  work();
  record((std::chrono::high_resolution_clock::now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:53: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:52: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:47: note: 'system_clock::now' reads the wall clock here
  // CHECK-FIXES: record((std::chrono::steady_clock::now() - start).count());
}

// Used for a date as well.
void shown_bad() {
  auto start = std::chrono::system_clock::now();
  // CHECK-FIXES: auto start = std::chrono::system_clock::now();
  show(start);
  work();
  record((std::chrono::system_clock::now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:44: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:43: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:38: note: 'system_clock::now' reads the wall clock here
}

// The clock has a name of its own, which stands elsewhere.
using Clock = std::chrono::system_clock;
// CHECK-FIXES: using Clock = std::chrono::system_clock;
void alias_bad() {
  auto start = Clock::now();
  work();
  record((Clock::now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:23: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'system_clock::now' reads the wall clock here
}

// The deadline is a variable of its own.
void deadline_bad() {
  auto deadline = std::chrono::system_clock::now() + 5s;
  // CHECK-FIXES: auto deadline = std::chrono::system_clock::now() + 5s;
  while (std::chrono::system_clock::now() < deadline)
  // CHECK-NOTES: :[[@LINE-1]]:43: warning: 'system_clock::now() < deadline' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:46: note: 'system_clock::now' reads the wall clock here into 'deadline'
  // CHECK-NOTES: :[[@LINE-3]]:37: note: 'system_clock::now' reads the wall clock here
    work();
}

class Timer {
  std::chrono::system_clock::time_point start_ =
      std::chrono::system_clock::now();
  // CHECK-FIXES: std::chrono::system_clock::now();

public:
  Timer() {}
  double elapsed_bad() {
    return (std::chrono::system_clock::now() - start_).count();
    // CHECK-NOTES: :[[@LINE-1]]:46: warning: 'system_clock::now() - start_' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-8]]:34: note: 'system_clock::now' reads the wall clock here into 'start_'
    // CHECK-NOTES: :[[@LINE-3]]:40: note: 'system_clock::now' reads the wall clock here
  }
};
