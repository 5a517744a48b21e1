// The library call is in another file, and its callers are who must look.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unchecked-thread-creation \
// RUN:   %s %S/Inputs/threads.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-unchecked-thread-creation \
// RUN:   %S/Inputs/threads.c %s -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Neither file alone shows it.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unchecked-thread-creation \
// RUN:   %s -- -std=c11 -D_GNU_SOURCE | count 0
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unchecked-thread-creation \
// RUN:   %S/Inputs/threads.c -- -std=c11 -D_GNU_SOURCE | count 0

#include "Inputs/threads.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

void dropped_bad(struct worker *w) {
  worker_start(w);
// CHECK: wrappers.c:[[@LINE-1]]:3: warning: nobody sees when 'worker_start' (through 'pthread_create') makes no thread
// CHECK: threads.c:8:7: note: 'worker_start' leaves a failure of 'pthread_create' to its caller
  worker_stop(w);
}

void child_bad(void (*function)(void)) {
  pid_t pid = run_in_child(function);
// CHECK: wrappers.c:[[@LINE-1]]:15: warning: -1 of a failed 'run_in_child' is taken for a child: 'pid' goes to 'kill', which then signals every process that it may
// CHECK: threads.c:23:15: note: 'run_in_child' returns what 'fork' gives
  kill(pid, SIGTERM);
// CHECK: wrappers.c:[[@LINE-1]]:3: note: 'kill' is given it, whatever it is
  waitpid(pid, NULL, 0);
}

void tested_ok(struct worker *w) {
  if (worker_start(w) != 0)
    abort();
}

void loud_ok(struct worker *w) { worker_start_loudly(w); }

int child_ok(void (*function)(void)) {
  pid_t pid = run_in_child(function);
  if (pid < 0)
    return -1;
  return waitpid(pid, NULL, 0) == pid ? 0 : -1;
}
