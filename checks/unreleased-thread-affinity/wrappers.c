// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
// Own functions that are one half of a pair, and their callers.
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

extern int failing(void);

static int block_all(sigset_t *old) {
  sigset_t all;
  sigfillset(&all);
  return pthread_sigmask(SIG_BLOCK, &all, old);
}
static void put_back(const sigset_t *old) {
  pthread_sigmask(SIG_SETMASK, old, NULL);
}
static int enter_critical(sigset_t *old) { return block_all(old); }

int caller_bad(void) {
  sigset_t old;
  if (enter_critical(&old) != 0)
    return -1;
  if (failing())
    return -1;
  put_back(&old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:7: warning: 'enter_critical' changes the signal mask, but the path through 'return -1' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-12]]:51: note: 'enter_critical' calls 'block_all' here
// CHECK-NOTES: :[[@LINE-18]]:10: note: 'pthread_sigmask' changes the signal mask here
// CHECK-NOTES: :[[@LINE-8]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-8]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-8]]:3: note: another path puts it back here
int caller_ok(void) {
  sigset_t old;
  if (enter_critical(&old) != 0)
    return -1;
  int result = failing();
  put_back(&old);
  return result;
}

// Says whether it has blocked.
static bool try_block(sigset_t *old) {
  if (failing())
    return false;
  return block_all(old) == 0;
}
int result_tells_bad(void) {
  sigset_t old;
  if (!try_block(&old))
    return -1;
  if (failing())
    return -1;
  put_back(&old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:8: warning: 'try_block' changes the signal mask, but the path through 'return -1' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-12]]:10: note: 'try_block' calls 'block_all' here
// CHECK-NOTES: :[[@LINE-48]]:10: note: 'pthread_sigmask' changes the signal mask here
// CHECK-NOTES: :[[@LINE-8]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-8]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-8]]:3: note: another path puts it back here
int result_tells_ok(void) {
  sigset_t old;
  if (!try_block(&old))
    return -1;
  put_back(&old);
  return 0;
}

// Without a saved state.
static sigset_t signals;
static void hold(void) { sigprocmask(SIG_BLOCK, &signals, NULL); }
static void unhold(void) { sigprocmask(SIG_UNBLOCK, &signals, NULL); }
int hold_bad(void) {
  hold();
  if (failing())
    return -1;
  unhold();
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'hold' changes the signal mask, but the path through 'return -1' does not put it back: the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-10]]:26: note: 'sigprocmask' changes the signal mask here
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here
int hold_in_helper_ok(void) {
  hold();
  int result = failing();
  if (result) {
    unhold();
    return result;
  }
  unhold();
  return 0;
}
// Only one half here, too: the other is somewhere else.
void hold_for_good_ok(void) {
  hold();
  failing();
}
// Balanced: its callers are not bound, nor does it release what they bound.
static int balanced(void) {
  hold();
  int result = failing();
  unhold();
  return result;
}
int around_balanced_bad(void) {
  hold();
  if (balanced())
    return -1;
  unhold();
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'hold' changes the signal mask, but the path through 'return -1' does not put it back: the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-44]]:26: note: 'sigprocmask' changes the signal mask here
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'balanced' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here

// A fork in a wrapper is a fork.
static pid_t start(void) {
  pid_t pid = fork();
  if (pid > 0)
    failing();
  return pid;
}
int fork_in_wrapper_ok(void) {
  sigset_t old;
  if (block_all(&old) != 0)
    return -1;
  pid_t pid = start();
  if (pid == 0) {
    failing();
    return 0;
  }
  put_back(&old);
  return pid < 0 ? -1 : 0;
}
int fork_failed_bad(void) {
  sigset_t old;
  if (block_all(&old) != 0)
    return -1;
  pid_t pid = start();
  if (pid < 0)
    return -1;
  put_back(&old);
  return 0;
}
// CHECK-NOTES: :[[@LINE-8]]:7: warning: 'block_all' changes the signal mask, but the path through 'return -1' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-141]]:10: note: 'pthread_sigmask' changes the signal mask here
// CHECK-NOTES: :[[@LINE-8]]:15: note: the outcome of 'start' sends the path past the release
// CHECK-NOTES: :[[@LINE-7]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-7]]:3: note: another path puts it back here
