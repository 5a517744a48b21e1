// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *work(void *argument) { return argument; }

static void *take(void *argument) {
  sigset_t set;
  int number;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  sigwait(&set, &number);
  return NULL;
}

void restored_bad(pthread_t *thread) {
  sigset_t set, old;
  sigemptyset(&set);
  pthread_sigmask(SIG_SETMASK, &set, &old);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_sigmask' is given an empty set before 'pthread_create': it opens all signals where it was to block them, so that the new thread takes signals from the one that waits for them; fill the set with 'sigfillset' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+1]]:7: note: 'pthread_create' starts a thread, which inherits the mask
  if (pthread_create(thread, NULL, work, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void not_restored_bad(pthread_t *thread) {
  sigset_t set;
  sigemptyset(&set);
  pthread_sigmask(SIG_SETMASK, &set, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_sigmask' is given an empty set before 'pthread_create': it opens all signals where it was to block them, so that the new thread takes signals from the one that waits for them; fill the set with 'sigfillset' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+1]]:7: note: 'pthread_create' starts a thread, which inherits the mask
  if (pthread_create(thread, NULL, work, NULL))
    abort();
}

void nothing_blocked_bad(pthread_t *thread) {
  sigset_t set, old;
  sigemptyset(&set);
  pthread_sigmask(SIG_BLOCK, &set, &old);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_sigmask' is given an empty set before 'pthread_create': it opens all signals where it was to block them, so that the new thread takes signals from the one that waits for them; fill the set with 'sigfillset' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+1]]:7: note: 'pthread_create' starts a thread, which inherits the mask
  if (pthread_create(thread, NULL, work, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void make(pthread_t *thread) {
  if (pthread_create(thread, NULL, work, NULL))
    abort();
}

void through_a_function_bad(pthread_t *thread) {
  sigset_t set, old;
  sigemptyset(&set);
  pthread_sigmask(SIG_SETMASK, &set, &old);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_sigmask' is given an empty set before 'make': it opens all signals where it was to block them, so that the new thread takes signals from the one that waits for them; fill the set with 'sigfillset' [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+1]]:3: note: 'make' starts a thread, which inherits the mask
  make(thread);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void filled_ok(pthread_t *thread) {
  sigset_t set, old;
  sigfillset(&set);
  pthread_sigmask(SIG_SETMASK, &set, &old);
  if (pthread_create(thread, NULL, work, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void some_ok(pthread_t *thread) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_SETMASK, &set, &old);
  if (pthread_create(thread, NULL, work, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

// The child of a fork opens what it has inherited.
void child_ok(char **arguments) {
  if (fork() == 0) {
    sigset_t set;
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    execv(arguments[0], arguments);
    _exit(127);
  }
}

void opened_for_the_signal_thread_ok(pthread_t *thread) {
  sigset_t set, old;
  sigemptyset(&set);
  pthread_sigmask(SIG_SETMASK, &set, &old);
  if (pthread_create(thread, NULL, take, NULL))
    abort();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

// Clears what the caller of the program has left.
int main(void) {
  pthread_t thread;
  sigset_t set;
  sigemptyset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  make(&thread);
  pthread_join(thread, NULL);
  return 0;
}
