// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// A flag that other files can name, and a reader that they can call: functions
// without a body in view may look at it.

#include <signal.h>
#include <unistd.h>

volatile sig_atomic_t stop;

static void on_term(int number) { stop = 1; }

int is_up(void);
void work(void);

static void wait_for_peer_ok(void) {
  while (!is_up())
    sleep(5);
}

int main(void) {
  signal(SIGTERM, on_term);
  while (!stop) {
    wait_for_peer_ok();
    work();
  }
  return 0;
}
