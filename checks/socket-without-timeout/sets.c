// RUN: %check_hangproof %s hangproof-socket-without-timeout --
//
// Waits for a set of descriptors, and descriptors with no network behind them.

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

static int dial(const struct sockaddr *to, socklen_t length) {
  int fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  connect(fd, to, length);
  return fd;
}

// --- epoll ---

int one_bad(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  if (epoll_wait(set, &event, 1, -1) < 1)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'epoll_wait' on 'fd' can wait for ever: it has no time limit, and nothing else is in the set that could wake it; use a time limit
// CHECK-NOTES: :[[@LINE-14]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-7]]:12: note: 'dial' gives it to 'one_bad'
    return -1;
  return recv(fd, buf, n, 0);
}

int limited_ok(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  if (epoll_wait(set, &event, 1, 5000) < 1)
    return -1;
  return recv(fd, buf, n, 0);
}

// The other one may be there to wake it.
int two_ok(const struct sockaddr *to, socklen_t length, int stop) {
  int fd = dial(to, length);
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  epoll_ctl(set, EPOLL_CTL_ADD, stop, &event);
  return epoll_wait(set, &event, 1, -1);
}

int several_ok(const struct sockaddr *const *to, socklen_t length, int count) {
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  for (int i = 0; i < count; i++) {
    int fd = dial(to[i], length);
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  }
  return epoll_wait(set, &event, 1, -1);
}

// Somebody else puts more into it.
void watch_more(int set);
int handed_on_ok(const struct sockaddr *to, socklen_t length) {
  int fd = dial(to, length);
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  watch_more(set);
  return epoll_wait(set, &event, 1, -1);
}

static int kept_set;
int kept_ok(const struct sockaddr *to, socklen_t length) {
  int fd = dial(to, length);
  int set = epoll_create1(0);
  kept_set = set;
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  return epoll_wait(set, &event, 1, -1);
}

// --- a server waits for its clients ---

void listener_ok(const struct sockaddr *at, socklen_t length) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, at, length);
  listen(fd, 8);
  for (;;) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (poll(&ready, 1, -1) > 0)
      close(accept(fd, NULL, NULL));
  }
}

void epoll_listener_ok(const struct sockaddr *at, socklen_t length) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, at, length);
  listen(fd, 8);
  int set = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN};
  epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
  while (epoll_wait(set, &event, 1, -1) > 0)
    close(accept(fd, NULL, NULL));
}

void datagrams_ok(const struct sockaddr *at, socklen_t length, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  bind(fd, at, length);
  for (;;) {
    fd_set ready;
    FD_ZERO(&ready);
    FD_SET(fd, &ready);
    if (select(fd + 1, &ready, NULL, NULL, NULL) > 0)
      recv(fd, buf, n, 0);
  }
}

// --- no network behind it ---

long pipe_ok(char *buf, size_t n) {
  int ends[2];
  pipe(ends);
  return read(ends[0], buf, n);
}
long eventfd_ok(uint64_t *count) {
  int fd = eventfd(0, 0);
  return read(fd, count, sizeof *count);
}
long signalfd_ok(const sigset_t *set, struct signalfd_siginfo *got) {
  int fd = signalfd(-1, set, 0);
  return read(fd, got, sizeof *got);
}
long socketpair_ok(char *buf, size_t n) {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  return recv(ends[0], buf, n, 0);
}
