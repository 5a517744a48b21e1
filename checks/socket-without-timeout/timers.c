// Timers that other functions set, and sets of several sockets.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11 -D_GNU_SOURCE

#include <netinet/in.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

static void timer_on(unsigned seconds) { alarm(seconds); }
static void timer_off(void) { alarm(0); }
static void timer_set(unsigned seconds) { alarm(seconds); }

int timer_in_helper_ok(const struct sockaddr_in *sa, char *buf, size_t n) {
  int got = -1;
  timer_on(5);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (const struct sockaddr *)sa, sizeof *sa) == 0)
    got = recv(fd, buf, n, 0);
  timer_off();
  return got;
}

int timer_is_over_bad(const struct sockaddr_in *sa, char *buf, size_t n) {
  timer_on(5);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int failed = connect(fd, (const struct sockaddr *)sa, sizeof *sa);
  timer_off();
  if (failed)
    return -1;
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
  // CHECK-NOTES: :[[@LINE-7]]:12: note: 'socket' makes the handle here
}

// A time of zero takes the timer away.
int timer_of_zero_bad(const struct sockaddr_in *sa, char *buf, size_t n) {
  timer_set(5);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (const struct sockaddr *)sa, sizeof *sa);
  timer_set(0);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
}

// --- sets ---

struct listeners {
  int fds[8];
  int count;
};

int listen_on(struct listeners *l, const struct sockaddr_in *sa) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(fd, (const struct sockaddr *)sa, sizeof *sa) || listen(fd, 5))
    return -1;
  l->fds[l->count++] = fd;
  return 0;
}

int several_in_set_ok(const struct listeners *l) {
  fd_set set;
  int most = 0;
  FD_ZERO(&set);
  for (int i = 0; i < l->count; i++) {
    FD_SET(l->fds[i], &set);
    if (l->fds[i] > most)
      most = l->fds[i];
  }
  return select(most + 1, &set, NULL, NULL, NULL);
}

struct peer {
  int fd;
  struct peer *next;
};
static struct peer *peers;

int dial(struct peer *p, const struct sockaddr_in *sa) {
  p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  return connect(p->fd, (const struct sockaddr *)sa, sizeof *sa);
}

int list_in_set_ok(void) {
  fd_set set;
  FD_ZERO(&set);
  for (struct peer *p = peers; p; p = p->next)
    FD_SET(p->fd, &set);
  return select(FD_SETSIZE, &set, NULL, NULL, NULL);
}

// The same one again, after an interruption.
int one_in_set_bad(const struct sockaddr_in *sa) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int ready;
  connect(fd, (const struct sockaddr *)sa, sizeof *sa);
  do {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    ready = select(fd + 1, NULL, &set, NULL, NULL);
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'select' on 'fd' can wait for ever: it has no time limit, and nothing else is in the set that could wake it
    // CHECK-NOTES: :[[@LINE-9]]:12: note: 'socket' makes the handle here
  } while (ready < 0);
  return fd;
}
