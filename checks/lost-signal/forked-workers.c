// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A master blocks the signals that it takes with sigsuspend. The workers that
// it forks open them before they start threads of their own.

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t child_ended;

static void on_signal(int number) { child_ended = 1; }

static void *help(void *argument) { return argument; }

static void start_helper(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, help, NULL))
    abort();
}

static void worker_init_ok(void) {
  sigset_t set;
  sigemptyset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  start_helper();
}

static void worker_ok(void *data) {
  worker_init_ok();
  for (;;)
    pause();
}

static pid_t spawn(void (*run)(void *), void *data) {
  pid_t child = fork();
  switch (child) {
  case -1:
    return -1;
  case 0:
    run(data);
    break;
  default:
    break;
  }
  return child;
}

void master(int workers) {
  sigset_t set;
  signal(SIGCHLD, on_signal);
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  sigemptyset(&set);
  for (int i = 0; i < workers; i++)
    spawn(worker_ok, NULL);
  for (;;) {
    sigsuspend(&set);
    if (child_ended)
      child_ended = 0;
  }
}

// The same without anybody who has blocked them before: built wrong.
static void helpers_bad(void) {
  sigset_t set;
  sigemptyset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sigprocmask' is given an empty set before 'start_helper': it opens all signals where it was to block them
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'start_helper' starts a thread, which inherits the mask
  start_helper();
}

int main(int count, char **arguments) {
  if (count > 1)
    helpers_bad();
  else
    master(4);
  return 0;
}
