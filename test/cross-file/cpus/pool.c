// The number is asked for in one file, sizes threads in another, and what
// limits it is in a third.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-cpu-count-ignores-quota \
// RUN:   %s %S/Inputs/cpus.c %S/Inputs/limit.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-cpu-count-ignores-quota \
// RUN:   %S/Inputs/limit.c %S/Inputs/cpus.c %s -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}

#include "Inputs/cpus.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

void *work(void *argument);

static void start(int count) {
  pthread_t thread;
  for (int i = 0; i < count; i++)
    if (pthread_create(&thread, NULL, work, NULL) != 0)
      abort();
}

void start_bad(void) { start(cpu_count()); }
// CHECK: cpus.c:5:35: warning: 'sysconf' counts the CPUs of the machine for the loop around 'pthread_create'
// CHECK: pool.c:[[@LINE-2]]:30: note: 'cpu_count' returns it here
// CHECK: pool.c:[[@LINE-3]]:24: note: it is passed to 'start'
// CHECK: pool.c:[[@LINE-9]]:3: note: it bounds this loop, and each turn calls 'pthread_create'

void start_ok(void) { start(limited_cpu_count()); }

void report_ok(void) { printf("%d\n", cpu_count()); }
