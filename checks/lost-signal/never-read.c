// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A flag that the handler sets, that has an initial value, and that nobody
// looks at. Its definition is no look at it.

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile sig_atomic_t stop = 0;

static void on_term(int number) { stop = 1; }

int measure(void);

int main(void) {
  signal(SIGTERM, on_term);
  for (;;) {
    printf("%d\n", measure());
    sleep(10);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'sleep' waits in a loop that never reads 'stop', which 'on_term' sets: a stop request is not heard while the loop runs; test 'stop' in the loop [hangproof-lost-signal]
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'on_term' is installed as a signal handler here
// CHECK-NOTES: :12:35: note: 'stop' is set here to ask for the stop
// CHECK-NOTES: :[[@LINE-6]]:3: note: this loop does not look at 'stop'
  }
}
