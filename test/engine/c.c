// C: function pointers in structs, atomics, cleanup, conditional expressions.
// RUN: %hangproof --dump-facts %s -- -std=gnu11 | FileCheck %s
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

struct table {
  int (*attach)(struct table **, void **);
};

// CHECK-LABEL: function call_table
// CHECK: call table::attach(T, &Env)
int call_table(struct table **T) {
  void *Env;
  return (*T)->attach(T, &Env);
}

static _Atomic time_t last_seen;

// CHECK-LABEL: function atomics
// CHECK: store last_seen = time(null)
// CHECK: operation (time(null) - last_seen)
int atomics(void) {
  atomic_store(&last_seen, time(NULL));
  return time(NULL) - atomic_load(&last_seen) > 3;
}

static void restore(sigset_t *old) { pthread_sigmask(SIG_SETMASK, old, NULL); }

// CHECK-LABEL: function cleanups
// CHECK: local old {{.*}} = out2 of pthread_sigmask
// CHECK: cleanup:restore
// CHECK-SAME: call:pthread_sigmask
void cleanups(void) {
  sigset_t set;
  sigfillset(&set);
  __attribute__((cleanup(restore))) sigset_t old;
  pthread_sigmask(SIG_BLOCK, &set, &old);
}

// CHECK-LABEL: function gone
// CHECK: call restore({{.*}}) at {{[0-9]+:[0-9]+}} unused dead
void gone(sigset_t *old) {
  return;
  restore(old);
}

struct limits {
  time_t start;
  int count;
};

// CHECK-LABEL: function members
// CHECK: local limits reads {{.*}} .= time(null) .= 3
// CHECK: operation (limits.start - 1)
long members(void) {
  struct limits limits = {.start = time(NULL), .count = 3};
  return limits.start - 1;
}
