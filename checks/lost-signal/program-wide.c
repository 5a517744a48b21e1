// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

// main blocks the signals that one thread waits for, and never opens them
// again: every program that is started inherits that.

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct plugin {
  void (*run)(char **arguments);
};

static void run_program(char **arguments) {
  pid_t child = fork();
  if (child == 0) {
    execvp(arguments[0], arguments); // bad
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'execvp' starts a program that inherits a signal mask with SIGTERM and others blocked: it cannot be stopped by a signal; empty the mask with 'sigprocmask' and SIG_SETMASK in the child before the exec [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+37]]:3: note: 'main' blocks SIGTERM and others here
  // CHECK-NOTES: :[[@LINE+25]]:3: note: 'worker' calls 'run_program'
  // CHECK-NOTES: :[[@LINE+37]]:7: note: 'main' starts a thread with that mask: 'pthread_create'
  // CHECK-NOTES: :[[@LINE-7]]:17: note: 'fork' makes a child with the same mask
    _exit(127);
  }
}

static void run_open_ok(char **arguments) {
  pid_t child = fork();
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(arguments[0], arguments);
    _exit(127);
  }
}

static void *signal_thread(void *set) {
  int number;
  sigwait(set, &number);
  return NULL;
}

static void *worker(void *arguments) {
  run_program(arguments);
  run_open_ok(arguments);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t a, b;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  if (pthread_create(&a, NULL, signal_thread, &set) ||
      pthread_create(&b, NULL, worker, argv))
    abort();
  pthread_join(a, NULL);
  return 0;
}
