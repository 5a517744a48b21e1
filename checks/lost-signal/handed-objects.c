// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE
//
// What a handler writes into the objects that it goes over asks for nothing.

#include <signal.h>
#include <time.h>
#include <unistd.h>

struct interface {
  struct interface *next;
  int index;
  int leaving;
};
struct interface *interfaces;
static struct {
  volatile sig_atomic_t over;
} state;

static void reset(struct interface *one) { one->index = 0; }

static void on_stop(int signal) {
  for (struct interface *one = interfaces; one; one = one->next)
    reset(one);
  state.over = 1;
}

int find(struct interface *one);
void number_ok(struct interface *one) {
  while (one->index < 100)
    one->index += find(one);
}

void send_ok(void) {
  while (find(interfaces) == 0)
    usleep(100000);
}

void setup(void) { signal(SIGTERM, on_stop); }

void member_bad(void) {
  while (!state.over)
    if (find(interfaces)) {
      struct timespec rest = {30, 0};
      while (nanosleep(&rest, &rest) != 0)
  // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'nanosleep' is called again when a signal has interrupted it, and 'over' is not read in between: a stop request is not heard, and the program waits for the rest of its 30 seconds; leave the loop on EINTR when 'over' asks for it [hangproof-lost-signal]
  // CHECK-NOTES: :[[@LINE-8]]:20: note: 'on_stop' is installed as a signal handler here
  // CHECK-NOTES: :[[@LINE-23]]:9: note: 'over' is set here to ask for the stop
  // CHECK-NOTES: :[[@LINE-7]]:3: note: the loop ends when 'over' says so
        ;
    }
}
