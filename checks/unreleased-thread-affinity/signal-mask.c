// RUN: %check_hangproof %s hangproof-unreleased-thread-affinity --
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern void *worker(void *argument);
extern void work(void);
extern int failing(void);

//===-- reported ----------------------------------------------------------===//

int early_return_bad(void) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  pthread_t thread;
  if (pthread_create(&thread, NULL, worker, NULL) != 0)
    return -1;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'pthread_sigmask' changes the signal mask, but the path through 'return -1' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:7: note: the outcome of 'pthread_create' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

int error_in_local_bad(void) {
  sigset_t all, old;
  pthread_t thread;
  int rc;
  sigfillset(&all);
  rc = pthread_sigmask(SIG_SETMASK, &all, &old);
  if (rc != 0)
    return rc;
  rc = pthread_create(&thread, NULL, worker, NULL);
  if (rc)
    return rc;
  return pthread_sigmask(SIG_SETMASK, &old, NULL);
}
// CHECK-NOTES: :[[@LINE-8]]:8: warning: 'pthread_sigmask' changes the signal mask, but the path through 'return rc' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:8: note: the outcome of 'pthread_create' sends the path past the release
// CHECK-NOTES: :[[@LINE-5]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-5]]:10: note: another path puts it back here

// The error label stands after the restore.
int goto_past_restore_bad(void) {
  sigset_t all, old;
  int result = -1;
  sigfillset(&all);
  if (sigprocmask(SIG_BLOCK, &all, &old) < 0)
    goto out;
  pid_t pid = fork();
  if (pid < 0)
    goto out;
  if (pid == 0) {
    sigprocmask(SIG_SETMASK, &old, NULL);
    execl("/bin/true", "true", NULL);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  result = 0;
out:
  return result;
}
// CHECK-NOTES: :[[@LINE-15]]:7: warning: 'sigprocmask' changes the signal mask, but the path through 'return result' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-14]]:15: note: the outcome of 'fork' sends the path past the release
// CHECK-NOTES: :[[@LINE-4]]:3: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-8]]:3: note: another path puts it back here

void next_iteration_bad(int count) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  for (int i = 0; i < count; ++i) {
    sigprocmask(SIG_BLOCK, &set, &old);
    if (failing())
      continue;
    sigprocmask(SIG_SETMASK, &old, NULL);
  }
}
// CHECK-NOTES: :[[@LINE-6]]:5: warning: 'sigprocmask' changes the signal mask, but the path to the next iteration does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:9: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-8]]:5: note: the next iteration saves the changed state over 'old'
// CHECK-NOTES: :[[@LINE-8]]:9: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-5]]:1: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-8]]:5: note: another path puts it back here

int no_saved_mask_bad(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  if (failing())
    return -EIO;
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  return 0;
}
// CHECK-NOTES: :[[@LINE-6]]:3: warning: 'pthread_sigmask' changes the signal mask, but the path through 'return' does not put it back: the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-6]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-6]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-6]]:3: note: another path puts it back here

void wrong_operation_bad(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigprocmask(SIG_BLOCK, &old, NULL);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'sigprocmask' with 'SIG_BLOCK' does not give back 'old', it leaves the signal mask changed: the thread, and each program that it starts, no longer hears these signals; use SIG_SETMASK [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'sigprocmask' saves the old state in 'old' here

void unblocks_the_saved_bad(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigprocmask(SIG_UNBLOCK, &old, NULL);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'sigprocmask' with 'SIG_UNBLOCK' does not give back 'old', it leaves the signal mask changed: the thread, and each program that it starts, no longer hears these signals; use SIG_SETMASK [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'sigprocmask' saves the old state in 'old' here

void overwritten_bad(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigprocmask(SIG_SETMASK, &old, NULL);
}
// CHECK-NOTES: :[[@LINE-4]]:3: warning: 'sigprocmask' saves the signal mask over 'old', which still holds what an earlier call saved: the thread, and each program that it starts, no longer hears these signals; save into a variable of its own, or restore first [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-8]]:3: note: 'sigprocmask' saves the old state in 'old' here

void never_read_bad(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
}
// CHECK-NOTES: :[[@LINE-3]]:3: warning: 'sigprocmask' changes the signal mask and the old state in 'old' is never read: the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]

// Restored only if the lock was had.
int only_in_branch_bad(void) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  if (failing() == 1) {
    work();
    sigprocmask(SIG_SETMASK, &old, NULL);
  }
  return 0;
}
// CHECK-NOTES: :[[@LINE-7]]:3: warning: 'sigprocmask' changes the signal mask, but the path through 'return 0' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-7]]:7: note: the outcome of 'failing' sends the path past the release
// CHECK-NOTES: :[[@LINE-4]]:3: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-7]]:5: note: another path puts it back here

// One function blocks, the other adds the old mask to what is blocked.
static sigset_t outer;
void tell_wait_ok(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, &outer);
}
void wait_bad(void) {
  work();
  sigprocmask(SIG_BLOCK, &outer, NULL);
}
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'sigprocmask' with 'SIG_BLOCK' does not give back the saved state, it leaves the signal mask changed: the thread, and each program that it starts, no longer hears these signals; use SIG_SETMASK [hangproof-unreleased-thread-affinity]

//===-- quiet -------------------------------------------------------------===//

int restored_ok(void) {
  sigset_t all, old;
  sigfillset(&all);
  if (pthread_sigmask(SIG_BLOCK, &all, &old) != 0)
    return -1;
  pthread_t thread;
  int rc = pthread_create(&thread, NULL, worker, NULL);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return rc;
}

int shared_label_ok(void) {
  sigset_t all, old;
  int result = -1;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  if (failing())
    goto out;
  if (failing())
    goto out;
  result = 0;
out:
  sigprocmask(SIG_SETMASK, &old, NULL);
  return result;
}

int child_of_fork_ok(void) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  pid_t pid = fork();
  if (pid == 0) {
    work();
    return 0;
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return pid;
}

int child_in_switch_ok(void) {
  sigset_t all, old;
  int status = 0;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  pid_t pid;
  switch ((pid = fork())) {
  case -1:
    sigprocmask(SIG_SETMASK, &old, NULL);
    return -1;
  case 0:
    execl("/bin/true", "true", NULL);
    return 127;
  default:
    waitpid(pid, &status, 0);
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return status;
}

void flag_beside_the_bind_ok(int wanted) {
  sigset_t set, old;
  int blocked = 0;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  if (wanted && sigprocmask(SIG_BLOCK, &set, &old) == 0)
    blocked = 1;
  work();
  if (blocked)
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void same_condition_ok(const int *wanted) {
  sigset_t set, old;
  sigemptyset(&set);
  if (*wanted)
    sigprocmask(SIG_BLOCK, &set, &old);
  work();
  if (*wanted)
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void same_comparison_ok(int level, int limit) {
  sigset_t set, old;
  sigemptyset(&set);
  if (level >= limit)
    sigprocmask(SIG_BLOCK, &set, &old);
  work();
  if (limit <= level)
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void process_ends_ok(void) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  if (failing())
    exit(1);
  if (failing())
    abort();
  sigprocmask(SIG_SETMASK, &old, NULL);
}

// Blocked for good: another thread takes the signals.
void bare_ok(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
}

// One half of a pair: undone when it fails, done when not.
int one_half_ok(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, NULL);
  if (failing()) {
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return -1;
  }
  return 0;
}

// The old state goes to the caller, who restores it.
void saved_for_caller_ok(sigset_t *old) {
  sigset_t set;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, old);
}

static sigset_t saved;
void saved_in_global_ok(void) {
  sigset_t set;
  sigfillset(&set);
  if (pthread_sigmask(SIG_BLOCK, &set, &saved) != 0)
    return;
  work();
}
void restored_from_global_ok(void) { pthread_sigmask(SIG_SETMASK, &saved, NULL); }

static void restore(const sigset_t *old) {
  pthread_sigmask(SIG_SETMASK, old, NULL);
}
int restored_in_callee_ok(void) {
  sigset_t set, old;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, &old);
  if (failing()) {
    restore(&old);
    return -1;
  }
  restore(&old);
  return 0;
}

extern void restore_elsewhere(sigset_t *old);
int restored_elsewhere_ok(void) {
  sigset_t set, old;
  sigfillset(&set);
  pthread_sigmask(SIG_BLOCK, &set, &old);
  if (failing()) {
    restore_elsewhere(&old);
    return -1;
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return 0;
}

static void restore_on_exit(sigset_t *old) {
  pthread_sigmask(SIG_SETMASK, old, NULL);
}
int cleanup_attribute_ok(void) {
  sigset_t set;
  sigfillset(&set);
  sigset_t old __attribute__((cleanup(restore_on_exit)));
  pthread_sigmask(SIG_BLOCK, &set, &old);
  if (failing())
    return -1;
  work();
  return 0;
}

// Only asks; nothing is blocked.
int query_ok(void) {
  sigset_t now;
  sigprocmask(SIG_BLOCK, NULL, &now);
  return sigismember(&now, SIGINT);
}

static void *pinned_thread_ok(void *argument) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  if (failing())
    return NULL;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  work();
  return argument;
}
int starts_it_ok(pthread_t *thread) {
  return pthread_create(thread, NULL, pinned_thread_ok, NULL);
}

// Each saved state goes back where it came from.
int nested_ok(void) {
  sigset_t outer, inner, old_outer, old_inner;
  sigemptyset(&outer);
  sigemptyset(&inner);
  sigprocmask(SIG_BLOCK, &outer, &old_outer);
  work();
  sigprocmask(SIG_BLOCK, &inner, &old_inner);
  work();
  sigprocmask(SIG_SETMASK, &old_inner, NULL);
  if (failing()) {
    sigprocmask(SIG_SETMASK, &old_outer, NULL);
    return -1;
  }
  sigprocmask(SIG_SETMASK, &old_outer, NULL);
  return 0;
}

// The old mask is the larger one, so that adding it gives it back.
void unblocked_for_a_while_ok(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_UNBLOCK, &set, &old);
  work();
  sigprocmask(SIG_BLOCK, &old, NULL);
}
void unblocked_and_restored_ok(void) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, &old);
  work();
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  sigprocmask(SIG_BLOCK, &old, NULL);
}

// The result of fork behind a pointer.
int fork_through_pointer_bad(pid_t *pid) {
  sigset_t all, old;
  sigfillset(&all);
  if (pthread_sigmask(SIG_BLOCK, &all, &old) != 0)
    abort();
  *pid = fork();
  if (*pid == -1)
    return -errno;
  if (*pid == 0) {
    work();
    abort();
  }
  if (pthread_sigmask(SIG_SETMASK, &old, NULL) != 0)
    abort();
  return 0;
}
// CHECK-NOTES: :[[@LINE-13]]:7: warning: 'pthread_sigmask' changes the signal mask, but the path through 'return' does not give back 'old': the thread, and each program that it starts, no longer hears these signals; restore the saved mask with SIG_SETMASK on every path [hangproof-unreleased-thread-affinity]
// CHECK-NOTES: :[[@LINE-12]]:10: note: the outcome of 'fork' sends the path past the release
// CHECK-NOTES: :[[@LINE-11]]:5: note: the path leaves here with the signal mask still changed
// CHECK-NOTES: :[[@LINE-7]]:7: note: another path puts it back here

int main(void) {
  sigset_t set, old;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, &old);
  if (failing())
    return 1;
  sigprocmask(SIG_SETMASK, &old, NULL);
  work();
  return 0;
}

// All blocked, then those opened that have a handler: no pair.
void opens_handled_ok(void) {
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, NULL);
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  if (failing())
    return;
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

// A loop that makes no trip is seldom meant.
void released_in_loop_ok(int count) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, NULL);
  for (int i = 0; i < count; ++i) {
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    work();
  }
}
