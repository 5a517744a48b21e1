// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#include <signal.h>
#include <stddef.h>

extern void work(void);

void blocks_the_old_mask_bad(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigprocmask(SIG_BLOCK, &old, NULL);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'sigprocmask' with 'SIG_BLOCK' does not give back 'old', it leaves the signal mask changed: the thread, and each program that it starts, no longer hears these signals; use SIG_SETMASK [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'sigprocmask' saves the old state in 'old' here
// CHECK-FIXES: sigprocmask(SIG_SETMASK, &old, NULL);
