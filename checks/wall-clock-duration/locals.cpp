// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c++17
// Both readings are locals of one function, in C++.
#include <chrono>
#include <cstdint>
#include <ctime>
#include <iostream>

using namespace std::chrono_literals;
bool work();
void record(std::int64_t);

void system_clock_bad() {
  const auto start = std::chrono::system_clock::now();
  work();
  const auto end = std::chrono::system_clock::now();
  std::cout << std::chrono::duration_cast<std::chrono::milliseconds>(end -
  // CHECK-NOTES: :[[@LINE-1]]:74: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:49: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:47: note: 'system_clock::now' reads the wall clock here into 'end'
                                                                     start)
                   .count();
}

// The wall clock in libstdc++.
void high_resolution_clock_bad() {
  auto start = std::chrono::high_resolution_clock::now();
  work();
  record((std::chrono::high_resolution_clock::now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:53: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:52: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:47: note: 'system_clock::now' reads the wall clock here
}

using Clock = std::chrono::system_clock;

void alias_bad() {
  Clock::time_point start = Clock::now();
  while (work())
    if (Clock::now() - start > 5s)
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-4]]:36: note: 'system_clock::now' reads the wall clock here into 'start'
    // CHECK-NOTES: :[[@LINE-3]]:16: note: 'system_clock::now' reads the wall clock here
      return;
}

void namespace_alias_bad() {
  namespace chrono = std::chrono;
  auto start = chrono::system_clock::now();
  work();
  chrono::duration<double> took = chrono::system_clock::now() - start;
  // CHECK-NOTES: :[[@LINE-1]]:63: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:38: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:57: note: 'system_clock::now' reads the wall clock here
  record(took.count());
}

void since_epoch_bad() {
  auto start = std::chrono::system_clock::now().time_since_epoch();
  work();
  auto end = std::chrono::system_clock::now().time_since_epoch();
  record((end - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:43: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:41: note: 'system_clock::now' reads the wall clock here into 'end'
}

void milliseconds_bad() {
  std::int64_t start = std::chrono::duration_cast<std::chrono::milliseconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
  work();
  std::int64_t end = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
  record(end - start);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-8]]:55: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-5]]:53: note: 'system_clock::now' reads the wall clock here into 'end'
}

void to_time_t_bad() {
  std::time_t start = Clock::to_time_t(Clock::now());
  work();
  std::time_t end = Clock::to_time_t(Clock::now());
  record(end - start);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:47: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:45: note: 'system_clock::now' reads the wall clock here into 'end'
}

void difftime_bad() {
  std::time_t start = std::time(nullptr);
  work();
  record(std::difftime(std::time(nullptr), start));
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'difftime' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:28: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:29: note: 'time' reads the wall clock here
}

void time_point_cast_bad() {
  auto start = std::chrono::time_point_cast<std::chrono::seconds>(Clock::now());
  work();
  auto end = std::chrono::time_point_cast<std::chrono::seconds>(Clock::now());
  record((end - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:74: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:72: note: 'system_clock::now' reads the wall clock here into 'end'
}

void lambda_bad() {
  auto start = Clock::now();
  auto elapsed = [&] { return Clock::now() - start; };
  // CHECK-NOTES: :[[@LINE-1]]:44: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:23: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:38: note: 'system_clock::now' reads the wall clock here
  work();
  record(elapsed().count());
}

void lambda_clock_bad() {
  auto now = [] { return Clock::now(); };
  auto start = now();
  work();
  record((now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'lambda_clock_bad::(lambda)() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:33: note: 'system_clock::now' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:16: note: 'lambda_clock_bad::(lambda)' returns the reading here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:11: note: 'lambda_clock_bad::(lambda)' returns the reading here
}

template <typename T> void template_bad(T work) {
  auto start = Clock::now();
  work();
  record((Clock::now() - start).count());
  // CHECK-NOTES: :[[@LINE-1]]:24: warning: 'system_clock::now() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:23: note: 'system_clock::now' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'system_clock::now' reads the wall clock here
}

void instantiate() {
  template_bad([] {});
  template_bad(work);
}

void starts_at_min_bad() {
  auto last = Clock::time_point::min();
  for (;;) {
    auto now = Clock::now();
    if (now - last > 1min) {
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'now - last' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use std::chrono::steady_clock [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-3]]:23: note: 'system_clock::now' reads the wall clock here into 'now'
    // CHECK-NOTES: :[[@LINE+2]]:7: note: copied to 'last' here
      work();
      last = now;
    }
  }
}

void steady_ok() {
  auto start = std::chrono::steady_clock::now();
  work();
  record((std::chrono::steady_clock::now() - start).count());
}

using Steady = std::conditional_t<std::chrono::high_resolution_clock::is_steady,
                                  std::chrono::high_resolution_clock,
                                  std::chrono::steady_clock>;

void chosen_steady_ok() {
  auto start = Steady::now();
  work();
  record((Steady::now() - start).count());
}
