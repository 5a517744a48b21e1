// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// What the handler asked for when it was installed, not before or after.

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted, restarted, by_wrapper;
static volatile sig_atomic_t child_gone;

static void on_interrupt(int signal) {
  if (signal == SIGCHLD)
    child_gone = 1;
  else
    interrupted = 1;
}
static void on_restart(int signal) { restarted = 1; }
static void on_wrapper(int signal) { by_wrapper = 1; }

static void restart_set_later(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  action.sa_flags = 0;
  sigaction(SIGTERM, &action, NULL);
  action.sa_flags |= SA_RESTART | SA_NOCLDSTOP;
  sigaction(SIGCHLD, &action, NULL);
}

static void restart_set_before(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_flags = SA_NOCLDSTOP;
  sigaction(SIGCHLD, &action, NULL);
  action.sa_flags |= SA_RESTART;
  action.sa_handler = on_restart;
  sigaction(SIGTERM, &action, NULL);
}

typedef void handler(int);
static handler *install(int signal, handler *function) {
  struct sigaction action, old;
  action.sa_handler = function;
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;
  if (signal != SIGALRM)
    action.sa_flags |= SA_RESTART;
  return sigaction(signal, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}

void setup(void) {
  restart_set_later();
  restart_set_before();
  install(SIGINT, on_wrapper);
}

void interrupted_ok(int listener) {
  while (!interrupted) {
    int client = accept(listener, NULL, NULL);
    if (client >= 0)
      close(client);
  }
}

void restarted_bad(int listener) {
  while (!restarted) {
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_restart' only sets 'restarted': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-32]]:3: note: 'on_restart' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-53]]:38: note: 'restarted' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-5]]:3: note: the loop ends when 'restarted' says so
    if (client >= 0)
      close(client);
  }
}

void by_wrapper_bad(int listener) {
  for (;;) {
    if (by_wrapper)
      break;
    int client = accept(listener, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'accept' goes on after a signal, since its handler restarts calls, and 'on_wrapper' only sets 'by_wrapper': a stop request is not heard, and the program waits until something else happens; install the handler without SA_RESTART, or wake the loop through a pipe [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-35]]:10: note: 'on_wrapper' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-66]]:38: note: 'by_wrapper' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop ends when 'by_wrapper' says so
    if (client >= 0)
      close(client);
  }
}
