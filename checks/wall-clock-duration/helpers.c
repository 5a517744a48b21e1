// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// Readings come through functions of the project.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

int work(void);
void record(double);

// --- tick helpers: the callers subtract ---
static uint64_t tick_ms(void) {
  struct timeval tv;
  gettimeofday(&tv, NULL);
  return (uint64_t)tv.tv_sec * 1000 + tv.tv_usec / 1000;
}

void tick_bad(void) {
  uint64_t begin = tick_ms();
  work();
  record(tick_ms() - begin);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'tick_ms() - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-5]]:20: note: 'tick_ms' returns the reading here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'tick_ms' returns the reading here
}

static uint64_t tick_us(void) { return tick_ms() * 1000; }

void two_levels_bad(void) {
  uint64_t begin = tick_us();
  work();
  record(tick_us() - begin);
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'tick_us() - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-21]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-8]]:40: note: 'tick_ms' returns the reading here
  // CHECK-NOTES: :[[@LINE-6]]:20: note: 'tick_us' returns the reading here into 'begin'
  // CHECK-NOTES: :[[@LINE-5]]:10: note: 'tick_us' returns the reading here
}

static void get_now(struct timespec *now) {
  clock_gettime(CLOCK_REALTIME, now);
}

void written_by_helper_bad(void) {
  struct timespec a, b;
  get_now(&a);
  work();
  get_now(&b);
  record(b.tv_sec - a.tv_sec);
  // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-10]]:3: note: 'clock_gettime' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'get_now' gives the reading here into 'a'
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'get_now' gives the reading here into 'b'
}

static void get_seconds(long *seconds) { *seconds = time(NULL); }

void written_number_bad(void) {
  long a, b;
  get_seconds(&a);
  work();
  get_seconds(&b);
  record(b - a);
  // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'b - a' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-9]]:53: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'get_seconds' gives the reading here into 'a'
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'get_seconds' gives the reading here into 'b'
}

static long to_ms(const struct timeval *tv) {
  return tv->tv_sec * 1000 + tv->tv_usec / 1000;
}

// One conversion for readings of both clocks: each caller is judged alone.
void converted_bad(void) {
  struct timeval a, b;
  gettimeofday(&a, NULL);
  work();
  gettimeofday(&b, NULL);
  record(to_ms(&b) - to_ms(&a));
  // CHECK-NOTES: :[[@LINE-1]]:20: warning: 'to_ms() - to_ms()' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'a'
  // CHECK-NOTES: :[[@LINE-3]]:22: note: passed to 'to_ms' here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'b'
  // CHECK-NOTES: :[[@LINE-5]]:10: note: passed to 'to_ms' here
}

long converted_constant_ok(void) {
  struct timeval limit = {5, 0};
  struct timeval now;
  gettimeofday(&now, NULL);
  return to_ms(&now) - to_ms(&limit);
}

// --- helpers that subtract: their calls are the place ---
static long difference(const struct timeval *end, const struct timeval *begin) {
  return (end->tv_sec - begin->tv_sec) * 1000 +
         (end->tv_usec - begin->tv_usec) / 1000;
}

void subtracting_helper_bad(void) {
  struct timeval begin, end;
  gettimeofday(&begin, NULL);
  work();
  gettimeofday(&end, NULL);
  record(difference(&end, &begin));
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'difference' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'end'
  // CHECK-NOTES: :[[@LINE-13]]:23: note: subtracted here
}

void subtracting_helper_ok(const struct timeval *from_peer) {
  struct timeval now;
  gettimeofday(&now, NULL);
  record(difference(&now, from_peer));
}

// GNU libc's manual shows this one.
static int timeval_subtract(struct timeval *result, struct timeval *x,
                            struct timeval *y) {
  if (x->tv_usec < y->tv_usec) {
    int nsec = (y->tv_usec - x->tv_usec) / 1000000 + 1;
    y->tv_usec -= 1000000 * nsec;
    y->tv_sec += nsec;
  }
  if (x->tv_usec - y->tv_usec > 1000000) {
    int nsec = (x->tv_usec - y->tv_usec) / 1000000;
    y->tv_usec += 1000000 * nsec;
    y->tv_sec -= nsec;
  }
  result->tv_sec = x->tv_sec - y->tv_sec;
  result->tv_usec = x->tv_usec - y->tv_usec;
  return x->tv_sec < y->tv_sec;
}

void manual_bad(void) {
  struct timeval begin, end, took;
  gettimeofday(&begin, NULL);
  work();
  gettimeofday(&end, NULL);
  timeval_subtract(&took, &end, &begin);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'timeval_subtract' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'end'
  // CHECK-NOTES: :[[@LINE-23]]:28: note: subtracted here
  record(took.tv_sec);
}

// --- one side through a parameter ---
static time_t last_report;

static void report_if_due_bad(time_t now) {
  if (now - last_report < 60)
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now - last_report' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE+10]]:23: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE+9]]:5: note: passed to 'report_if_due_bad' here
  // CHECK-NOTES: :[[@LINE+2]]:3: note: kept in 'last_report' here
    return;
  last_report = now;
  work();
}

void loop(void) {
  for (;;)
    report_if_due_bad(time(NULL));
}

static int is_past_bad(time_t deadline) { return time(NULL) > deadline; }
// CHECK-NOTES: :[[@LINE-1]]:61: warning: 'time() > deadline' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE+5]]:21: note: 'time' reads the wall clock here into 'deadline'
// CHECK-NOTES: :[[@LINE+5]]:11: note: passed to 'is_past_bad' here
// CHECK-NOTES: :[[@LINE-4]]:50: note: 'time' reads the wall clock here

void wait_until_past(void) {
  time_t deadline = time(NULL) + 10;
  while (!is_past_bad(deadline))
    work();
}

static double since_bad(time_t start) { return difftime(time(NULL), start); }
// CHECK-NOTES: :[[@LINE-1]]:48: warning: 'difftime' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE+5]]:18: note: 'time' reads the wall clock here into 'start'
// CHECK-NOTES: :[[@LINE+6]]:10: note: passed to 'since_bad' here
// CHECK-NOTES: :[[@LINE-4]]:57: note: 'time' reads the wall clock here

void timed(void) {
  time_t start = time(NULL);
  work();
  record(since_bad(start));
}

// --- quiet ---
static uint64_t monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void monotonic_helper_ok(void) {
  uint64_t begin = monotonic_ms();
  work();
  record(monotonic_ms() - begin);
}

// The wall clock is the last resort.
static uint64_t best_ms(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
  struct timeval tv;
  gettimeofday(&tv, NULL);
  return tv.tv_sec * 1000 + tv.tv_usec / 1000;
}

void fallback_ok(void) {
  uint64_t begin = best_ms();
  work();
  record(best_ms() - begin);
}

#ifdef CLOCK_MONOTONIC
static uint64_t compiled_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
#else
static uint64_t compiled_ms(void) { return time(NULL) * 1000; }
#endif

void branch_not_compiled_ok(void) {
  uint64_t begin = compiled_ms();
  work();
  record(compiled_ms() - begin);
}

// The clock is chosen at start-up.
static clockid_t chosen = CLOCK_REALTIME;
void choose(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    chosen = CLOCK_MONOTONIC;
}
static uint64_t chosen_ms(void) {
  struct timespec now;
  clock_gettime(chosen, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void chosen_ok(void) {
  uint64_t begin = chosen_ms();
  work();
  record(chosen_ms() - begin);
}

// A variable that holds nothing but the wall clock's id.
static clockid_t fixed = CLOCK_REALTIME;
static uint64_t fixed_ms(void) {
  struct timespec now;
  clock_gettime(fixed, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void fixed_bad(void) {
  uint64_t begin = fixed_ms();
  work();
  record(fixed_ms() - begin);
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'fixed_ms() - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-5]]:20: note: 'fixed_ms' returns the reading here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:10: note: 'fixed_ms' returns the reading here
}

static void get_clock(clockid_t id, struct timespec *now) {
  clock_gettime(id, now);
}

// A time of the project's own: the differences of its parts are one duration.
struct stamp {
  int64_t sec;
  int64_t usec;
};

static void get_stamp(struct stamp *s) {
  struct timeval tv;
  gettimeofday(&tv, NULL);
  s->sec = tv.tv_sec;
  s->usec = tv.tv_usec;
}

static float stamp_since(const struct stamp *from) {
  struct stamp now;
  get_stamp(&now);
  float seconds = now.sec - from->sec;
  // CHECK-NOTES: :[[@LINE-1]]:27: warning: 'now - from' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-10]]:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK-NOTES: :[[@LINE-10]]:6: note: kept in 'sec' here
  seconds += (now.usec - from->usec) / 1e6f;
  return seconds;
}

void stamps_bad(void) {
  struct stamp begin;
  get_stamp(&begin);
  work();
  record(stamp_since(&begin));
}
