// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c11 -D_GNU_SOURCE
//
// The wall clock where there is no other: one side of a branch whose other side
// reads a monotonic clock.

#include <stdint.h>
#include <sys/time.h>
#include <time.h>

static struct timespec started;
static struct timeval startedByWall;
static int hasMonotonic;

void begin(void) {
  if (clock_gettime(CLOCK_MONOTONIC, &started) == 0)
    hasMonotonic = 1;
  else
    gettimeofday(&startedByWall, NULL);
}

uint64_t ticks_ok(void) {
  if (hasMonotonic) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - started.tv_sec) * 1000;
  } else {
    struct timeval now;
    gettimeofday(&now, NULL);
    return (now.tv_sec - startedByWall.tv_sec) * 1000;
  }
}

uint64_t early_return_ok(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    return now.tv_sec - started.tv_sec;
  struct timeval wall;
  gettimeofday(&wall, NULL);
  return wall.tv_sec - startedByWall.tv_sec;
}

// The branch has nothing to do with which clock there is.
uint64_t both_sides_bad(int precise) {
  struct timeval wall;
  if (precise)
    startedByWall.tv_usec = 0;
  gettimeofday(&wall, NULL);
  return wall.tv_sec - startedByWall.tv_sec;
// CHECK-NOTES: :[[@LINE-1]]:22: warning: 'wall - startedByWall' subtracts wall-clock readings
// CHECK-NOTES: :[[@LINE-32]]:5: note: 'gettimeofday' reads the wall clock here into 'startedByWall'
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'wall'
}

// How long the process runs decides, not whether there is a clock.
uint64_t by_value_bad(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (now.tv_sec > 100) {
    struct timeval wall;
    gettimeofday(&wall, NULL);
    return wall.tv_sec - startedByWall.tv_sec;
// CHECK-NOTES: :[[@LINE-1]]:24: warning: 'wall - startedByWall' subtracts wall-clock readings
// CHECK-NOTES: :[[@LINE-45]]:5: note: 'gettimeofday' reads the wall clock here into 'startedByWall'
// CHECK-NOTES: :[[@LINE-4]]:5: note: 'gettimeofday' reads the wall clock here into 'wall'
  }
  return 0;
}

// The clock is chosen once; until then there is none.
static clockid_t chosenClock = (clockid_t)-42;
static time_t chosenStart, wallStart;

void choose(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0)
    chosenClock = CLOCK_MONOTONIC_COARSE;
  else if (clock_gettime(CLOCK_BOOTTIME, &now) == 0)
    chosenClock = CLOCK_BOOTTIME;
  else
    chosenClock = (clockid_t)-42;
  chosenStart = now.tv_sec;
  wallStart = time(NULL);
}

time_t chosen_ok(void) {
  struct timespec now;
  if (chosenClock != (clockid_t)-42 && clock_gettime(chosenClock, &now) == 0)
    return now.tv_sec - chosenStart;
  return time(NULL) - wallStart;
}

// The caller asks for one or the other.
time_t by_kind_bad(int precise) {
  struct timespec now;
  if (precise && clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    return now.tv_sec - chosenStart;
  return time(NULL) - wallStart;
// CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() - wallStart' subtracts wall-clock readings
// CHECK-NOTES: :[[@LINE-17]]:15: note: 'time' reads the wall clock here into 'wallStart'
// CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
}

// One of the clocks that may be chosen is the wall clock, and nothing is
// tested.
static clockid_t anyClock = (clockid_t)-1;
void choose_any(int precise) {
  anyClock = precise ? CLOCK_REALTIME : CLOCK_REALTIME_COARSE;
}
time_t any_bad(void) {
  struct timespec from, to;
  clock_gettime(anyClock, &from);
  clock_gettime(anyClock, &to);
  return to.tv_sec - from.tv_sec;
// CHECK-NOTES: :[[@LINE-1]]:20: warning: 'to - from' subtracts wall-clock readings
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'from'
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'to'
}

// The same where the wall clock stands for none.
static clockid_t pickedClock = CLOCK_REALTIME;
static time_t pickedStart, plainStart;

void pick(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    pickedClock = CLOCK_MONOTONIC;
  pickedStart = now.tv_sec;
  plainStart = time(NULL);
}

time_t picked_ok(void) {
  struct timespec now;
  if (CLOCK_REALTIME != pickedClock && clock_gettime(pickedClock, &now) == 0)
    return now.tv_sec - pickedStart;
  return time(NULL) - plainStart;
}
