// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-wall-clock-duration \
// RUN:   %s %S/Inputs/ticks.c -- -I%S/Inputs \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The helper that reads the clock is in another file.
#include "ticks.h"

int work(void);
void record(long);

// The subtraction stands in the other file, which comes first in the report.
void since_bad(void) {
  long start = ticks();
  work();
  record(since(start));
}
// CHECK: ticks.c:19:41: warning: 'ticks() - start' subtracts wall-clock readings
// CHECK: helper.c:[[@LINE-5]]:16: note: 'ticks' returns the reading here into 'start'
// CHECK: helper.c:[[@LINE-4]]:10: note: passed to 'since' here

void measure_bad(void) {
  long start = ticks();
  work();
  record(ticks() - start);
  // CHECK: helper.c:[[@LINE-1]]:18: warning: 'ticks() - start' subtracts wall-clock readings
  // CHECK: ticks.c:7:3: note: 'gettimeofday' reads the wall clock here into 'tv'
  // CHECK: helper.c:[[@LINE-5]]:16: note: 'ticks' returns the reading here into 'start'
  // CHECK: helper.c:[[@LINE-4]]:10: note: 'ticks' returns the reading here
}

void written_bad(void) {
  long start, end;
  get_time(&start);
  work();
  get_time(&end);
  record(end - start);
  // CHECK: helper.c:[[@LINE-1]]:14: warning: 'end - start' subtracts wall-clock readings
}

void steady_ok(void) {
  long start = steady_ticks();
  work();
  record(steady_ticks() - start);
}
