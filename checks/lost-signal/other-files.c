// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// What functions without a body in view may look at. A static flag that only
// this file reads is not among it.

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_term(int number) { stop = 1; }

int is_up(void);
void work(void);

static void wait_for_peer_bad(void) {
  while (!is_up())
    sleep(5);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'sleep' waits in a loop that never reads 'stop', which 'on_term' sets
// CHECK-NOTES: note: 'on_term' is installed as a signal handler here
// CHECK-NOTES: note: 'stop' is set here to ask for the stop
// CHECK-NOTES: note: the loop ends when 'stop' says so
// CHECK-NOTES: note: 'main' calls 'wait_for_peer_bad'
// CHECK-NOTES: :[[@LINE-7]]:3: note: this loop does not look at 'stop'
}

static void wait_for_peer_ok(void) {
  while (!is_up() && !stop)
    sleep(5);
}

// Some state that is there in a moment.
static void wait_a_moment_ok(void) {
  while (!is_up())
    usleep(1000);
}

int main(void) {
  signal(SIGTERM, on_term);
  while (!stop) {
    wait_for_peer_bad();
    wait_for_peer_ok();
    wait_a_moment_ok();
    work();
  }
  return 0;
}
