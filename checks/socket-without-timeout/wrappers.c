// Sockets that several functions have their hands on.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11 -D_GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// --- a helper that waits ---

static int read_full(int fd, char *buf, size_t n) {
  size_t have = 0;
  while (have < n) {
    ssize_t got = read(fd, buf + have, n - have);
    if (got <= 0)
      return -1;
    have += got;
  }
  return 0;
}

int helper_waits_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return read_full(fd, buf, n);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read_full' (through 'read') on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-13]]:19: note: 'read_full' calls 'read', which waits
  // CHECK-NOTES: :[[@LINE+6]]:3: note: another handle of the kind has a time limit
}

int helper_waits_ok(char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  return read_full(fd, buf, n);
}

int ready_once_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  poll(&pfd, 1, 1000);
  return read_full(fd, buf, n);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read_full' (through 'read') on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'poll' does not end this wait
  // CHECK-NOTES: :[[@LINE-32]]:19: note: 'read_full' calls 'read', which waits
  // CHECK-NOTES: :[[@LINE-13]]:3: note: another handle of the kind has a time limit
}

static int read_timed(int fd, char *buf, size_t n, int ms) {
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  if (poll(&pfd, 1, ms) <= 0)
    return -1;
  return read(fd, buf, n);
}

int helper_polls_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return read_timed(fd, buf, n, 1000);
}

int helper_polls_forever_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return read_timed(fd, buf, n, -1);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read_timed' (through 'poll') on 'fd' can wait for ever: it has no time limit, and nothing else is in the set that could wake it; use a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-15]]:7: note: 'read_timed' calls 'poll', which waits
  // CHECK-NOTES: :[[@LINE-34]]:3: note: another handle of the kind has a time limit
}

// --- a helper that bounds ---

static int set_timeout(int fd, int seconds) {
  struct timeval tv = {seconds, 0};
  if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) < 0)
    return -1;
  return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
}

int helper_bounds_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  set_timeout(fd, 5);
  return recv(fd, buf, n, 0);
}

static int set_option(int fd, int option, int value) {
  return setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
}

int other_option_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  set_option(fd, SO_REUSEADDR, 1);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-62]]:3: note: another handle of the kind has a time limit
}

static int set_blocking(int fd, int on) {
  int flags = fcntl(fd, F_GETFL, 0);
  if (on)
    flags &= ~O_NONBLOCK;
  else
    flags |= O_NONBLOCK;
  return fcntl(fd, F_SETFL, flags);
}

int switched_off_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  set_blocking(fd, 0);
  return recv(fd, buf, n, 0);
}

int switched_on_bad(const struct sockaddr *a, socklen_t l, char *buf,
                    size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  set_blocking(fd, 0);
  connect(fd, a, l);
  set_blocking(fd, 1);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: what bounded it is taken away again before it; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'set_blocking' takes the bound away again
  // CHECK-NOTES: :[[@LINE-90]]:3: note: another handle of the kind has a time limit
}

static int choose_mode(int fd, int block) {
  return fcntl(fd, F_SETFL, block ? 0 : O_NONBLOCK);
}

int chosen_off_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  choose_mode(fd, 0);
  return recv(fd, buf, n, 0);
}

int chosen_on_bad(const struct sockaddr *a, socklen_t l, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  choose_mode(fd, 0);
  connect(fd, a, l);
  choose_mode(fd, 1);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: what bounded it is taken away again before it; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'choose_mode' takes the bound away again
  // CHECK-NOTES: :[[@LINE-112]]:3: note: another handle of the kind has a time limit
}

// Either may be.
int chosen_by_caller_ok(int block, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  choose_mode(fd, block);
  return recv(fd, buf, n, 0);
}

static int make_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int nonblocking_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (make_nonblocking(fd) < 0)
    return -1;
  return recv(fd, buf, n, 0);
}

// --- a helper that makes ---

static int dial(const struct sockaddr *a, socklen_t l) {
  struct timeval tv = {5, 0};
  int fd = socket(a->sa_family, SOCK_STREAM, 0);
  if (fd < 0)
    return -1;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, a, l) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

int dial_bad(const struct sockaddr *a, socklen_t l, char *buf, size_t n) {
  int fd = dial(a, l);
  if (fd < 0)
    return -1;
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-17]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'dial' gives it to 'dial_bad'
  // CHECK-NOTES: :[[@LINE-157]]:3: note: another handle of the kind has a time limit
}

int dial_ok(const struct sockaddr *a, socklen_t l, char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = dial(a, l);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  return recv(fd, buf, n, 0);
}

static int open_into(int *out) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0)
    return -1;
  *out = fd;
  return 0;
}

int out_parameter_bad(char *buf, size_t n) {
  int fd;
  if (open_into(&fd) < 0)
    return -1;
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-13]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-5]]:7: note: 'open_into' gives it to 'out_parameter_bad'
  // CHECK-NOTES: :[[@LINE-183]]:3: note: another handle of the kind has a time limit
}

static int any_socket(int domain, int type) { return socket(domain, type, 0); }

void any_netlink_ok(char *buf, size_t n) {
  int fd = any_socket(AF_NETLINK, SOCK_RAW);
  recv(fd, buf, n, 0);
}

void any_send_ok(const char *buf, size_t n) {
  int fd = any_socket(AF_INET, SOCK_DGRAM);
  send(fd, buf, n, 0);
}

// --- members and globals ---

struct link {
  int fd;
  int number;
};

int link_open(struct link *l, const struct sockaddr *a, socklen_t length) {
  struct timeval tv = {5, 0};
  l->fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(l->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  return connect(l->fd, a, length);
}

int link_ask_bad(struct link *l, char *buf, size_t n) {
  send(l->fd, "?", 1, 0);
  return recv(l->fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-9]]:11: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'setsockopt' does not end this wait
  // CHECK-NOTES: :[[@LINE-218]]:3: note: another handle of the kind has a time limit
}

struct timed_link {
  int fd;
};

int timed_link_open(struct timed_link *l) {
  l->fd = socket(AF_INET, SOCK_STREAM, 0);
  return l->fd;
}

void timed_link_tune(struct timed_link *l) { set_timeout(l->fd, 5); }

int timed_link_ask_ok(struct timed_link *l, char *buf, size_t n) {
  int fd = l->fd;
  send(fd, "?", 1, 0);
  return recv(fd, buf, n, 0);
}

static int control = -1;

void control_open(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  control = fd;
}

int control_ask_bad(char *buf, size_t n) { return read(control, buf, n); }
// CHECK-NOTES: :[[@LINE-1]]:51: warning: 'read' on 'control' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
// CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-248]]:3: note: another handle of the kind has a time limit

// "Not now" is told from a failure: somebody has made it non-blocking.
static int busy = -1;
void busy_open(void) { busy = socket(AF_INET, SOCK_STREAM, 0); }
int busy_ask_ok(char *buf, size_t n) {
  int got = read(busy, buf, n);
  if (got < 0 && errno == EAGAIN)
    return 0;
  return got;
}

// A member that files come into as well.
struct source {
  int fd;
};
void source_open(struct source *s, const char *path) {
  if (path)
    s->fd = open(path, O_RDONLY);
  else
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
}
int source_read_ok(struct source *s, char *buf, size_t n) {
  return read(s->fd, buf, n);
}

// --- accepted connections ---

void serve_bad(int listener) {
  char buf[512];
  for (;;) {
    int client = accept(listener, NULL, NULL);
    while (read(client, buf, sizeof buf) > 0)
    // CHECK-NOTES: :[[@LINE-1]]:12: warning: 'read' on 'client' can wait for ever: no timeout that holds for it is set between 'accept' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
    // CHECK-NOTES: :[[@LINE-3]]:18: note: 'accept' makes the handle here
    // CHECK-NOTES: :[[@LINE+23]]:5: note: another handle of the kind has a time limit
      ;
    close(client);
  }
}

void serve_keepalive_ok(int listener) {
  char buf[512];
  int on = 1;
  for (;;) {
    int client = accept(listener, NULL, NULL);
    setsockopt(client, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    while (read(client, buf, sizeof buf) > 0)
      ;
    close(client);
  }
}

void serve_timed_ok(int listener) {
  char buf[512];
  struct timeval tv = {5, 0};
  for (;;) {
    int client = accept(listener, NULL, NULL);
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    read(client, buf, sizeof buf);
    close(client);
  }
}

// The time limit of the listener is inherited.
void serve_inherited_ok(void) {
  char buf[512];
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  set_timeout(listener, 5);
  listen(listener, 8);
  int client = accept(listener, NULL, NULL);
  read(client, buf, sizeof buf);
  close(client);
}

static void *talk_bad(void *argument) {
  int fd = (int)(intptr_t)argument;
  char buf[512];
  while (read(fd, buf, sizeof buf) > 0)
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read' on 'fd' can wait for ever: no timeout that holds for it is set between 'accept' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE+10]]:18: note: 'accept' makes the handle here
  // CHECK-NOTES: :[[@LINE-23]]:5: note: another handle of the kind has a time limit
    ;
  close(fd);
  return NULL;
}

void serve_threads(int listener) {
  for (;;) {
    pthread_t thread;
    int client = accept(listener, NULL, NULL);
    pthread_create(&thread, NULL, talk_bad, (void *)(intptr_t)client);
  }
}

// --- a thread that waits until its socket is shut ---

static int feed = -1;
static pthread_t feeder;

static void *feed_run(void *argument) {
  char buf[512];
  while (recv(feed, buf, sizeof buf, 0) > 0)
    ;
  return NULL;
}

void feed_start_ok(void) {
  feed = socket(AF_INET, SOCK_STREAM, 0);
  pthread_create(&feeder, NULL, feed_run, NULL);
}

void feed_stop_ok(void) {
  shutdown(feed, SHUT_RDWR);
  pthread_join(feeder, NULL);
}

// --- helpers without a body in view: some names tell ---

void setnonblocking(int fd);
void socket_setsocktimeout(int fd, int seconds);
void remember(int fd);

int named_mode_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setnonblocking(fd);
  return recv(fd, buf, n, 0);
}

int named_time_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  socket_setsocktimeout(fd, 10);
  return recv(fd, buf, n, 0);
}

int remembered_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  remember(fd);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-389]]:3: note: another handle of the kind has a time limit
}

// A dead client is noticed: the function that serves it sees to that.
static void serve_kept(int fd) {
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  char text[64];
  while (read(fd, text, sizeof text) > 0) {
  }
  close(fd);
}
void acceptKept_ok(int listener) {
  for (;;)
    serve_kept(accept(listener, NULL, NULL));
}

// To ask is not to set.
int asked_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int type;
  socklen_t size = sizeof type;
  getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-415]]:3: note: another handle of the kind has a time limit
}

static int close_on_exec_socket(int domain, int type) {
  return socket(domain, type | SOCK_CLOEXEC, 0);
}

int datagram_connect_ok(const struct sockaddr *a, socklen_t length) {
  int fd = close_on_exec_socket(AF_INET, SOCK_DGRAM);
  return connect(fd, a, length);
}

int stream_connect_bad(const struct sockaddr *a, socklen_t length) {
  int fd = close_on_exec_socket(AF_INET, SOCK_STREAM);
  return connect(fd, a, length);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'connect' on 'fd' can hold its thread for minutes
  // CHECK-NOTES: :[[@LINE-12]]:10: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'close_on_exec_socket' gives it to 'stream_connect_bad'
  // CHECK-NOTES: :[[@LINE-292]]:3: note: another handle of the kind has a time limit
}
