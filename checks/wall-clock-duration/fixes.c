// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// The clock id is changed where both readings are in view.
#include <stdio.h>
#include <time.h>

int work(void);
void record(double seconds);
void show(const struct timespec *when);

void both_bad(void) {
  struct timespec start, end;
  clock_gettime(CLOCK_REALTIME, &start);
  // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC, &start);
  work();
  clock_gettime(CLOCK_REALTIME, &end);
  // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC, &end);
  record(end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:3: note: 'clock_gettime' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'end'
}

void coarse_bad(void) {
  struct timespec start, end;
  clock_gettime(CLOCK_REALTIME_COARSE, &start);
  // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC_COARSE, &start);
  work();
  clock_gettime(CLOCK_REALTIME_COARSE, &end);
  // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC_COARSE, &end);
  record(end.tv_sec - start.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:3: note: 'clock_gettime' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'end'
}

// All readings that meet change together.
void loop_bad(void) {
  struct timespec start, now;
  clock_gettime(CLOCK_REALTIME, &start);
  // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC, &start);
  for (;;) {
    clock_gettime(CLOCK_REALTIME, &now);
    // CHECK-FIXES: clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - start.tv_sec > 5)
    // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'now - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-7]]:3: note: 'clock_gettime' reads the wall clock here into 'start'
    // CHECK-NOTES: :[[@LINE-5]]:5: note: 'clock_gettime' reads the wall clock here into 'now'
      return;
    work();
  }
}

// Also shown to a person: no edit.
void shown_bad(void) {
  struct timespec start, end;
  clock_gettime(CLOCK_REALTIME, &start);
  // CHECK-FIXES: clock_gettime(CLOCK_REALTIME, &start);
  show(&start);
  work();
  clock_gettime(CLOCK_REALTIME, &end);
  // CHECK-FIXES: clock_gettime(CLOCK_REALTIME, &end);
  record(end.tv_sec - start.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-8]]:3: note: 'clock_gettime' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'end'
}

// Another way to read the clock: no edit.
void time_bad(void) {
  time_t start = time(NULL);
  // CHECK-FIXES: time_t start = time(NULL);
  work();
  record(time(NULL) - start);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:18: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
}
