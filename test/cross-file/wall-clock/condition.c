// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-wall-clock-duration \
// RUN:   %s %S/Inputs/condition.c -- -I%S/Inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Condition variable, deadline and wait are in two files.
#include "condition.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void plain_bad(void) {
  struct timespec deadline;
  deadline_in(&deadline, 5);
  pthread_cond_timedwait(&plain_condition, &lock, &deadline);
  // CHECK: condition.c:[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'plain_condition' uses the wall clock
  // CHECK: condition.c:4:16: note: initialized for the wall clock here
  // CHECK: condition.c:14:3: note: 'clock_gettime' reads the monotonic clock here
}

void wall_bad(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&monotonic_condition, &lock, &deadline);
  // CHECK: condition.c:[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a wall-clock deadline but 'monotonic_condition' uses the monotonic clock
}

void monotonic_ok(void) {
  struct timespec deadline;
  deadline_in(&deadline, 5);
  pthread_cond_timedwait(&monotonic_condition, &lock, &deadline);
}
