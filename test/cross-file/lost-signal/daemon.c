// The mask is set in another file, and so is the flag of the handler.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-lost-signal \
// RUN:   %s %S/Inputs/main.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-lost-signal \
// RUN:   %S/Inputs/main.c %s -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Neither file alone shows it.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-lost-signal \
// RUN:   %s -- -std=c11 -D_GNU_SOURCE | count 0
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-lost-signal \
// RUN:   %S/Inputs/main.c -- -std=c11 -D_GNU_SOURCE | count 0

#include "Inputs/daemon.h"
#include <errno.h>
#include <time.h>
#include <unistd.h>

void run_hook(const char *path) {
  if (fork() == 0) {
    execl(path, path, (char *)0);
// CHECK: daemon.c:[[@LINE-1]]:5: warning: 'execl' starts a program that inherits a signal mask with all signals blocked
// CHECK: main.c:22:3: note: 'main' blocks all signals here
// CHECK: main.c:11:3: note: 'helper' calls 'run_hook'
// CHECK: main.c:23:7: note: 'main' starts a thread with that mask: 'pthread_create'
// CHECK: daemon.c:[[@LINE-6]]:7: note: 'fork' makes a child with the same mask
    _exit(127);
  }
}

void run_hook_with_open_mask(const char *path) {
  if (fork() == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    execl(path, path, (char *)0);
    _exit(127);
  }
}

void wait_a_while(int seconds) {
  struct timespec rest = {seconds, 0};
  while (nanosleep(&rest, &rest) == -1 && errno == EINTR)
// CHECK: daemon.c:[[@LINE-1]]:10: warning: 'nanosleep' is called again when a signal has interrupted it, and 'stopping' is not read in between
// CHECK: main.c:20:3: note: 'on_term' is installed as a signal handler here
// CHECK: main.c:8:35: note: 'stopping' is set here to ask for the stop
// CHECK: main.c:28:3: note: the loop ends when 'stopping' says so
// CHECK: main.c:29:5: note: 'main' calls 'wait_a_while'
    ;
}

void wait_until_stopped(int seconds) {
  struct timespec rest = {seconds, 0};
  while (nanosleep(&rest, &rest) == -1 && errno == EINTR && !stopping)
    ;
}
