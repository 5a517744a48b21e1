// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// What comes after the main loop knows of the request.

#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

static volatile sig_atomic_t leaving;

static void on_term(int signal) { leaving = 1; }
void setup(void) { signal(SIGTERM, on_term); }

bool take(void);
static int turns;
static void finish(void) { turns++; }

// The parent ends such a process.
void waits_for_the_end_ok(void) {
  while (!leaving)
    if (!take())
      goto out;
out:
  finish();
  while (1)
    sleep(60);
}

// Nobody has asked for an end yet.
void waits_inside_bad(void) {
  while (!leaving) {
    take();
    for (;;) {
      sleep(60);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'sleep' waits in a loop that never reads 'leaving', which 'on_term' sets: a stop request is not heard while the loop runs; test 'leaving' in the loop [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-24]]:20: note: 'on_term' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-26]]:35: note: 'leaving' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-19]]:6: note: 'waits_for_the_end_ok' looks at 'leaving'
  // CHECK-NOTES: :[[@LINE-6]]:5: note: this loop does not look at 'leaving'
      finish();
    }
  }
}
