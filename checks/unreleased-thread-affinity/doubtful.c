// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --min-confidence=low --
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-unreleased-thread-affinity %s -- | FileCheck %s --allow-empty --check-prefix=DEFAULT
// DEFAULT-NOT: warning:
// A flag that the walk cannot relate to the bind decides on the release.
#include <signal.h>
#include <stddef.h>

struct options {
  int restores;
};
extern void work(void);

int flag_of_caller_bad(const struct options *options) {
  sigset_t set, old;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  if (options->restores)
    sigprocmask(SIG_SETMASK, &old, NULL);
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'sigprocmask' changes the signal mask, but the path through 'return 0' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-3]]:3: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-5]]:5: note: another path puts it back here
