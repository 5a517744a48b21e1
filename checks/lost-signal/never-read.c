// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A flag that the handler sets, that has an initial value, and that nobody
// looks at. Its definition is no look at it.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <unistd.h>

static volatile sig_atomic_t stop = 0;

static void on_term(int number) { stop = 1; }

int measure(void);

void take(int handle);

void serve_bad(int handle) {
  fd_set set;
  for (;;) {
    FD_ZERO(&set);
    FD_SET(handle, &set);
    int ready = select(handle + 1, &set, NULL, NULL, NULL);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'select' is called again when a signal has interrupted it, and 'stop' is not read in between: a stop request is not heard, and the program waits until something else happens; leave the loop on EINTR when 'stop' asks for it
// CHECK-NOTES: :[[@LINE+23]]:3: note: 'on_term' is installed as a signal handler here
// CHECK-NOTES: :14:35: note: 'stop' is set here to ask for the stop
// CHECK-NOTES: :[[@LINE+1]]:22: note: an interrupted 'select' is told here, and made again
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready < 0)
      return;
    take(handle);
  }
}

void serve_until_interrupted_ok(int handle) {
  fd_set set;
  for (;;) {
    FD_ZERO(&set);
    FD_SET(handle, &set);
    if (select(handle + 1, &set, NULL, NULL, NULL) < 0)
      return;
    take(handle);
  }
}

int main(void) {
  signal(SIGTERM, on_term);
  for (;;) {
    printf("%d\n", measure());
    sleep(10);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'sleep' waits in a loop that never reads 'stop', which 'on_term' sets: a stop request is not heard while the loop runs; test 'stop' in the loop [hangproof-lost-signal]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'on_term' is installed as a signal handler here
// CHECK-NOTES: :14:35: note: 'stop' is set here to ask for the stop
// CHECK-NOTES: :[[@LINE-6]]:3: note: this loop does not look at 'stop'
  }
}
