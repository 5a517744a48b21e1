// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// Both readings are locals of one function.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <time.h>

int work(void);
void record(double seconds);

void busy_wait_bad(void) {
  time_t start = time(NULL);
  while (work())
    if (time(NULL) - start > 5)
    // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-4]]:18: note: 'time' reads the wall clock here into 'start'
    // CHECK-NOTES: :[[@LINE-3]]:9: note: 'time' reads the wall clock here
      return;
}

void out_argument_bad(void) {
  time_t start, now;
  time(&start);
  work();
  time(&now);
  record(now - start);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'now - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'time' reads the wall clock here into 'now'
}

void declared_first_bad(void) {
  time_t begin;
  begin = time(0);
  work();
  printf("took %ld s\n", (long)(time(0) - begin));
  // CHECK-NOTES: :[[@LINE-1]]:41: warning: 'time() - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:11: note: 'time' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-3]]:33: note: 'time' reads the wall clock here
}

void same_variable_bad(void) {
  long diff = time(NULL);
  work();
  diff = time(NULL) - diff;
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() - diff' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:15: note: 'time' reads the wall clock here into 'diff'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
  printf("took %ld s\n", diff);
}

// Seconds and microseconds are one duration.
void timeval_bad(void) {
  struct timeval start, end;
  gettimeofday(&start, NULL);
  work();
  gettimeofday(&end, NULL);
  record((end.tv_sec - start.tv_sec) * 1000.0 +
  // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'end'
         (end.tv_usec - start.tv_usec) / 1000.0);
}

void timersub_bad(void) {
  struct timeval start, end, took;
  gettimeofday(&start, NULL);
  work();
  gettimeofday(&end, NULL);
  timersub(&end, &start, &took);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'end'
  record(took.tv_sec + took.tv_usec / 1e6);
}

void timespec_bad(void) {
  struct timespec a, b;
  clock_gettime(CLOCK_REALTIME, &a);
  work();
  clock_gettime(CLOCK_REALTIME, &b);
  double took = b.tv_sec - a.tv_sec;
  // CHECK-NOTES: :[[@LINE-1]]:26: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'b'
  took += (b.tv_nsec - a.tv_nsec) / 1e9;
  record(took);
}

void coarse_bad(void) {
  struct timespec a, b;
  clock_gettime(CLOCK_REALTIME_COARSE, &a);
  work();
  clock_gettime(CLOCK_REALTIME_COARSE, &b);
  record(b.tv_sec - a.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'b'
}

void timespec_get_bad(void) {
  struct timespec a, b;
  timespec_get(&a, TIME_UTC);
  work();
  timespec_get(&b, TIME_UTC);
  record(b.tv_sec - a.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'timespec_get' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'timespec_get' reads the wall clock here into 'b'
}

void timeb_bad(void) {
  struct timeb a, b;
  ftime(&a);
  work();
  ftime(&b);
  record(b.time - a.time + (b.millitm - a.millitm) / 1000.0);
  // CHECK-NOTES: :[[@LINE-1]]:17: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'ftime' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'ftime' reads the wall clock here into 'b'
}

// difftime is a subtraction like any other.
void difftime_bad(void) {
  time_t start = time(NULL);
  work();
  record(difftime(time(NULL), start));
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'difftime' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:18: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:19: note: 'time' reads the wall clock here
}

void units_bad(void) {
  struct timeval tv;
  gettimeofday(&tv, NULL);
  long long start = tv.tv_sec * 1000LL + tv.tv_usec / 1000;
  work();
  gettimeofday(&tv, NULL);
  long long end = tv.tv_sec * 1000LL + tv.tv_usec / 1000;
  record(end - start);
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-7]]:13: note: copied to 'start' here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-6]]:13: note: copied to 'end' here
}

void floating_bad(void) {
  struct timeval tv;
  gettimeofday(&tv, NULL);
  double start = tv.tv_sec + 0.000001 * tv.tv_usec;
  work();
  gettimeofday(&tv, NULL);
  double end = tv.tv_sec + 0.000001 * tv.tv_usec;
  record(fabs(end - start));
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-7]]:10: note: copied to 'start' here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-6]]:10: note: copied to 'end' here
}

void cleared_first_bad(void) {
  struct timeval start, end;
  memset(&start, 0, sizeof start);
  memset(&end, 0, sizeof end);
  gettimeofday(&start, NULL);
  work();
  gettimeofday(&end, NULL);
  record(end.tv_sec - start.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'end'
}

void copied_bad(void) {
  struct timespec now, start;
  clock_gettime(CLOCK_REALTIME, &now);
  memcpy(&start, &now, sizeof now);
  work();
  clock_gettime(CLOCK_REALTIME, &now);
  record(now.tv_sec - start.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'now - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-6]]:3: note: copied to 'start' here
}

// One defect of the start, however often it is used.
void several_ends_bad(void) {
  time_t start = time(NULL);
  work();
  time_t first = time(NULL);
  printf("first %ld\n", (long)(first - start));
  // CHECK-NOTES: :[[@LINE-1]]:38: warning: 'first - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:18: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:18: note: 'time' reads the wall clock here into 'first'
  work();
  time_t second = time(NULL);
  printf("second %ld\n", (long)(second - start));
}

// Each stage is a duration of its own.
void stages_bad(void) {
  time_t a = time(NULL);
  work();
  time_t b = time(NULL);
  work();
  time_t c = time(NULL);
  printf("%ld, then %ld\n", (long)(b - a), (long)(c - b));
  // CHECK-NOTES: :[[@LINE-1]]:38: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:14: note: 'time' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-6]]:14: note: 'time' reads the wall clock here into 'b'
  // CHECK-NOTES: :[[@LINE-4]]:53: warning: 'c - b' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-8]]:14: note: 'time' reads the wall clock here into 'b'
  // CHECK-NOTES: :[[@LINE-7]]:14: note: 'time' reads the wall clock here into 'c'
}

void one_call_in_a_loop_bad(void) {
  time_t last = 0;
  for (;;) {
    time_t now = time(NULL);
    if (now - last > 60) {
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'now - last' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'time' reads the wall clock here into 'now'
    // CHECK-NOTES: :[[@LINE+2]]:7: note: copied to 'last' here
      work();
      last = now;
    }
  }
}

// The sign is looked at first: weaker, and wrong all the same.
void guarded_bad(void) {
  time_t start = time(NULL);
  work();
  long elapsed = time(NULL) - start;
  // CHECK-NOTES: :[[@LINE-1]]:29: warning: 'time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:18: note: 'time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:18: note: 'time' reads the wall clock here
  if (elapsed < 0)
    elapsed = 0;
  record(elapsed);
}

struct sample {
  time_t begin, end;
};

void members_of_a_local_bad(void) {
  struct sample s;
  s.begin = time(NULL);
  work();
  s.end = time(NULL);
  record(s.end - s.begin);
  // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'end - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:13: note: 'time' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:11: note: 'time' reads the wall clock here into 'end'
}

void initialized_members_bad(void) {
  struct sample s = {.begin = time(NULL)};
  work();
  record(time(NULL) - s.begin);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:31: note: 'time' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
}

void array_bad(void) {
  time_t times[2];
  times[0] = time(NULL);
  work();
  times[1] = time(NULL);
  record(times[1] - times[0]);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'times[1] - times[0]' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:14: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-4]]:14: note: 'time' reads the wall clock here
}

void monotonic_ok(void) {
  struct timespec a, b;
  clock_gettime(CLOCK_MONOTONIC, &a);
  work();
  clock_gettime(CLOCK_MONOTONIC, &b);
  record(b.tv_sec - a.tv_sec);
}

void cpu_time_ok(void) {
  clock_t start = clock();
  work();
  record((double)(clock() - start) / CLOCKS_PER_SEC);
}

void minus_a_constant_ok(void) {
  time_t an_hour_ago = time(NULL) - 3600;
  printf("%ld\n", (long)an_hour_ago);
}

void same_reading_ok(void) {
  struct timeval now;
  gettimeofday(&now, NULL);
  long whole = now.tv_sec;
  record(now.tv_sec - whole);
}
