// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// Waits for children: those that were told to end, and others.

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_stop(int signal) { stop = 1; }

static int killed_ok(pid_t child) {
  int status;
  kill(child, SIGKILL);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

static int left_alone_bad(pid_t child) {
  int status;
  waitpid(child, &status, 0);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'waitpid' goes on after a signal, since its handler restarts calls, and 'on_stop' only sets 'stop': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE+8]]:3: note: 'on_stop' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-15]]:35: note: 'stop' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE+7]]:3: note: the loop ends when 'stop' says so
  // CHECK-NOTES: :[[@LINE+7]]:29: note: 'loop' calls 'left_alone_bad'
  return status;
}

void loop(pid_t child) {
  signal(SIGTERM, on_stop);
  while (!stop)
    if (killed_ok(child) != left_alone_bad(child))
      pause();
}
