// RUN: %check_hangproof %s hangproof-hidden-thread-affinity -- -std=c11 -D_GNU_SOURCE
//
// Event loops that the project has written itself.

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <unistd.h>

extern volatile bool running;

// --- the library ---
static void enter(int space) { setns(space, CLONE_NEWNET); }
int look(int space) {
  enter(space);
  return access("/proc/net/dev", R_OK);
}
static void leave(int own) { setns(own, CLONE_NEWNET); }
int look_and_return(int own, int space) {
  enter(space);
  int result = access("/proc/net/dev", R_OK);
  leave(own);
  return result;
}

// --- the server ---
static void serve_bad(int fd) {
  int space;
  if (read(fd, &space, sizeof space) == sizeof space)
    look(space);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'look' (through 'setns') takes the namespace of a thread that runs other handlers too and leaves it so: later work of the thread opens sockets and files in another namespace; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE+6]]:3: note: this loop serves what 'poll' tells of
  // CHECK-NOTES: :[[@LINE+10]]:9: note: 'for_ever' calls 'serve_bad' here
  // CHECK-NOTES: :[[@LINE-19]]:3: note: 'look' calls 'enter' here
  // CHECK-NOTES: :[[@LINE-22]]:32: note: 'setns' takes the namespace here
}
void for_ever(struct pollfd *set, int count) {
  for (;;) {
    if (poll(set, count, -1) < 0)
      continue;
    for (int i = 0; i < count; ++i)
      if (set[i].revents)
        serve_bad(set[i].fd);
  }
}

static void serve_until_stopped_bad(int fd) { look(fd); }
  // CHECK-NOTES: :[[@LINE-1]]:47: warning: 'look' (through 'setns') takes the namespace of a thread that runs other handlers too and leaves it so: later work of the thread opens sockets and files in another namespace; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
  // CHECK-NOTES: :[[@LINE+6]]:3: note: this loop serves what 'poll' tells of
  // CHECK-NOTES: :[[@LINE+7]]:7: note: 'until_stopped' calls 'serve_until_stopped_bad' here
  // CHECK-NOTES: :[[@LINE-36]]:3: note: 'look' calls 'enter' here
  // CHECK-NOTES: :[[@LINE-39]]:32: note: 'setns' takes the namespace here
  // CHECK-NOTES: :[[@LINE+5]]:1: note: 'until_stopped' ends here with the namespace still taken
void until_stopped(struct pollfd *set) {
  while (running)
    if (poll(set, 1, 1000) > 0)
      serve_until_stopped_bad(set->fd);
}

static void serve_ok(int own, int fd) { look_and_return(own, fd); }
void comes_back(struct pollfd *set) {
  int own = open("/proc/self/ns/net", O_RDONLY);
  while (running)
    if (poll(set, 1, 1000) > 0)
      serve_ok(own, set->fd);
}

// Before the loop: the thread's own choice.
void once_ok(struct pollfd *set, int space) {
  look(space);
  while (running)
    poll(set, 1, 1000);
}

// A loop that serves nobody.
void no_loop_ok(int space) {
  for (int i = 0; i < 3; ++i)
    if (look(space) == 0)
      break;
}
