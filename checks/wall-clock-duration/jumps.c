// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// Code that looks for steps of the wall clock, and code that only seems to.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
static int64_t monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int64_t last_wall, last_monotonic;

void differences_ok(void) {
  int64_t wall = wall_ms(), monotonic = monotonic_ms();
  if (llabs((wall - last_wall) - (monotonic - last_monotonic)) > 5000)
    printf("clock was stepped\n");
  last_wall = wall;
  last_monotonic = monotonic;
}

void named_differences_ok(void) {
  int64_t wall = wall_ms(), monotonic = monotonic_ms();
  int64_t by_wall = wall - last_wall;
  int64_t by_monotonic = monotonic - last_monotonic;
  if (by_wall > by_monotonic + 5000)
    printf("clock was stepped\n");
}

static int64_t offset;
void offset_ok(void) {
  int64_t now = wall_ms() - monotonic_ms();
  if (llabs(now - offset) > 1000)
    printf("clock was stepped\n");
  offset = now;
}

static time_t previous;
void backwards_ok(void) {
  time_t now = time(NULL);
  if (now < previous)
    printf("clock went back\n");
  previous = now;
}

static time_t earlier;
void sign_ok(void) {
  time_t now = time(NULL);
  if (now - earlier < 0)
    printf("clock went back\n");
  earlier = now;
}

// How long ago was the last look, which every look renews.
static int64_t last_look;
void range_ok(void) {
  int64_t now = wall_ms();
  int64_t delta = now - last_look;
  if (delta < 0 || delta > 2000)
    printf("clock was stepped, or we slept\n");
  last_look = now;
}

// The same guard around a rate limit: what is renewed is the last action.
static int64_t last_action;
void limit_bad(void) {
  int64_t now = wall_ms();
  int64_t delta = now - last_action;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'now - last_action' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-67]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-4]]:17: note: 'wall_ms' returns the reading here into 'now'
  // CHECK-NOTES: :[[@LINE+3]]:5: note: kept in 'last_action' here
  if (delta < 0 || delta > 2000) {
    system("true");
    last_action = now;
  }
}

// Both clocks are read; only one is used for the duration.
void both_read_bad(void) {
  int64_t wall = wall_ms(), monotonic = monotonic_ms();
  printf("%lld %lld\n", (long long)wall, (long long)monotonic);
  system("true");
  printf("%lld\n", (long long)(wall_ms() - wall));
  // CHECK-NOTES: :[[@LINE-1]]:42: warning: 'wall_ms() - wall' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-83]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-6]]:18: note: 'wall_ms' returns the reading here into 'wall'
  // CHECK-NOTES: :[[@LINE-4]]:32: note: 'wall_ms' returns the reading here
}
