// Sockets that are made and used in one function.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11 -D_GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

struct peer {
  struct sockaddr_storage address;
  socklen_t length;
};

int ask_bad(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0)
    return -1;
  if (connect(fd, (const struct sockaddr *)&p->address, p->length) < 0)
    return -1;
  send(fd, "GET\n", 4, 0);
  int got = recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-8]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-6]]:7: note: 'connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'send' can wait on it as well
  // CHECK-NOTES: :[[@LINE+8]]:3: note: another handle of the kind has a time limit
  close(fd);
  return got;
}

int ask_ok(const struct peer *p, char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  send(fd, "GET\n", 4, 0);
  return recv(fd, buf, n, 0);
}

// The family comes from the resolver.
int resolved_bad(const struct addrinfo *ai, char *buf, size_t n) {
  for (; ai; ai = ai->ai_next) {
    int fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
    if (fd < 0)
      continue;
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
      return read(fd, buf, n);
      // CHECK-NOTES: :[[@LINE-1]]:14: warning: 'read' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
      // CHECK-NOTES: :[[@LINE-6]]:14: note: 'socket' makes the handle here
      // CHECK-NOTES: :[[@LINE-4]]:9: note: 'connect' can wait on it as well
      // CHECK-NOTES: :[[@LINE-18]]:3: note: another handle of the kind has a time limit
    close(fd);
  }
  return -1;
}

// A read timeout does not bound the connect, nor what is sent.
void read_timeout_only_bad(const struct peer *p, const char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'connect' on 'fd' can hold its thread for minutes: no timeout that holds for it is set between 'socket' and here; use SO_SNDTIMEO, or a non-blocking connect with poll and a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'setsockopt' does not end this wait
  // CHECK-NOTES: :[[@LINE+2]]:3: note: 'write' can wait on it as well
  // CHECK-NOTES: :[[@LINE-34]]:3: note: another handle of the kind has a time limit
  write(fd, buf, n);
}

void user_timeout_bad(const struct peer *p, char *buf, size_t n) {
  unsigned ms = 5000;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  write(fd, buf, n);
  read(fd, buf, n);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'read' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'setsockopt' does not end this wait
  // CHECK-NOTES: :[[@LINE-48]]:3: note: another handle of the kind has a time limit
}

void user_timeout_ok(const struct peer *p, char *buf, size_t n) {
  unsigned ms = 5000;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof ms);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  write(fd, buf, n);
}

void keepalive_bad(const struct peer *p, char *buf, size_t n) {
  int on = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'setsockopt' does not end this wait
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-69]]:3: note: another handle of the kind has a time limit
}

// The limit comes too late for the connect.
void late_bad(const struct peer *p, char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'connect' on 'fd' can hold its thread for minutes: no timeout that holds for it is set between 'socket' and here; use SO_SNDTIMEO, or a non-blocking connect with poll and a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE+2]]:3: note: 'setsockopt' does not end this wait
  // CHECK-NOTES: :[[@LINE-80]]:3: note: another handle of the kind has a time limit
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  recv(fd, buf, n, 0);
}

// Zero is no limit.
void zero_timeout_bad(const struct peer *p, char *buf, size_t n) {
  struct timeval tv;
  tv.tv_sec = 0;
  tv.tv_usec = 0;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-96]]:3: note: another handle of the kind has a time limit
}

void unix_bad(const char *path, const char *text) {
  struct sockaddr_un un = {.sun_family = AF_UNIX};
  strncpy(un.sun_path, path, sizeof un.sun_path - 1);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  connect(fd, (struct sockaddr *)&un, sizeof un);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'connect' on 'fd' can hold its thread for minutes: no timeout that holds for it is set between 'socket' and here; use SO_SNDTIMEO, or a non-blocking connect with poll and a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-106]]:3: note: another handle of the kind has a time limit
  close(fd);
}

// A lost answer.
int datagram_bad(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  sendto(fd, "?", 1, 0, (const struct sockaddr *)&p->address, p->length);
  return recvfrom(fd, buf, n, 0, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recvfrom' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
}

void datagram_send_ok(const struct peer *p) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  send(fd, "!", 1, 0);
  sendto(fd, "!", 1, 0, (const struct sockaddr *)&p->address, p->length);
}

void datagram_server_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  bind(fd, (const struct sockaddr *)&p->address, p->length);
  for (;;)
    recvfrom(fd, buf, n, 0, NULL, NULL);
}

// The type in the answer of the resolver is that of the hints.
void hinted_ok(const char *host, const char *text, size_t n) {
  struct addrinfo hints = {0}, *found;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  if (getaddrinfo(host, "514", &hints, &found) != 0)
    return;
  int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  connect(fd, found->ai_addr, found->ai_addrlen);
  send(fd, text, n, 0);
}

int hinted_bad(const char *host, char *buf, size_t n) {
  struct addrinfo hints = {0}, *found;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(host, "514", &hints, &found) != 0)
    return -1;
  int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-3]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-154]]:3: note: another handle of the kind has a time limit
}

// What is bound and not connected reads datagrams.
void bound_ok(const struct addrinfo *ai, char *buf, size_t n) {
  int fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
  bind(fd, ai->ai_addr, ai->ai_addrlen);
  recv(fd, buf, n, 0);
}

int bound_client_bad(const struct addrinfo *ai, const struct sockaddr *from,
                     socklen_t length, char *buf, size_t n) {
  int fd = socket(ai->ai_family, SOCK_STREAM, 0);
  bind(fd, from, length);
  connect(fd, ai->ai_addr, ai->ai_addrlen);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'bind' does not end this wait
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-174]]:3: note: another handle of the kind has a time limit
}

// --- non-blocking ---

int nonblocking_type_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

int nonblocking_fcntl_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

int nonblocking_compound_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  flags |= O_NONBLOCK;
  fcntl(fd, F_SETFL, flags);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

int nonblocking_ioctl_ok(const struct peer *p, char *buf, size_t n) {
  int on = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  ioctl(fd, FIONBIO, &on);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

// Non-blocking for the connect only.
int cleared_bad(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  if (connect(fd, (const struct sockaddr *)&p->address, p->length) < 0) {
    struct pollfd pfd = {fd, POLLOUT, 0};
    if (poll(&pfd, 1, 5000) <= 0)
      return -1;
  }
  fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
  return recv(fd, buf, n, MSG_WAITALL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: what bounded it is taken away again before it; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-11]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'fcntl' takes the bound away again
  // CHECK-NOTES: :[[@LINE-225]]:3: note: another handle of the kind has a time limit
}

int restored_bad(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  fcntl(fd, F_SETFL, flags);
  return recv(fd, buf, n, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: what bounded it is taken away again before it; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-7]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'fcntl' takes the bound away again
  // CHECK-NOTES: :[[@LINE-238]]:3: note: another handle of the kind has a time limit
}

int restored_nonblocking_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  fcntl(fd, F_SETFL, flags);
  return recv(fd, buf, n, 0);
}

int restored_with_timeout_ok(const struct peer *p, char *buf, size_t n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  int flags = fcntl(fd, F_GETFL, 0);
  fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  fcntl(fd, F_SETFL, flags);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  return recv(fd, buf, n, 0);
}

int dontwait_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  return recv(fd, buf, n, MSG_DONTWAIT | MSG_PEEK);
}

// --- readiness ---

int poll_first_ok(const struct addrinfo *ai, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd;
  pfd.fd = fd;
  pfd.events = POLLIN;
  if (poll(&pfd, 1, 1000) <= 0)
    return -1;
  return recv(fd, buf, n, 0);
}

int select_first_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct timeval tv = {1, 0};
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  if (select(fd + 1, &set, NULL, NULL, &tv) <= 0)
    return -1;
  return recv(fd, buf, n, 0);
}

int epoll_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0), ep = epoll_create1(0);
  struct epoll_event ev = {.events = EPOLLIN}, out[4];
  ev.data.fd = fd;
  epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
  epoll_wait(ep, out, 4, 2000);
  return recv(fd, buf, n, 0);
}

int poll_forever_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  poll(&pfd, 1, -1);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'poll' on 'fd' can wait for ever: it has no time limit, and nothing else is in the set that could wake it; use a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  return recv(fd, buf, n, 0);
}

int select_forever_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  select(fd + 1, &set, NULL, NULL, NULL);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'select' on 'fd' can wait for ever: it has no time limit, and nothing else is in the set that could wake it; use a time limit [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-6]]:12: note: 'socket' makes the handle here
  return recv(fd, buf, n, 0);
}

// Something else in the set can wake it.
int poll_two_ok(int wake, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfds[2] = {{.fd = fd, .events = POLLIN}};
  pfds[1].fd = wake;
  pfds[1].events = POLLIN;
  poll(pfds, 2, -1);
  return recv(fd, buf, n, 0);
}

int select_two_ok(int wake, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  FD_SET(wake, &set);
  select(wake + 1, &set, NULL, NULL, NULL);
  return recv(fd, buf, n, 0);
}

// Ready for a byte is not ready for all of them.
int waitall_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  poll(&pfd, 1, 1000);
  return recv(fd, buf, n, MSG_WAITALL);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'poll' does not end this wait
}

int exactly_bad(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  size_t have = 0;
  poll(&pfd, 1, 1000);
  while (have < n) {
    ssize_t got = recv(fd, buf + have, n - have, 0);
    // CHECK-NOTES: :[[@LINE-1]]:19: warning: 'recv' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
    // CHECK-NOTES: :[[@LINE-7]]:12: note: 'socket' makes the handle here
    // CHECK-NOTES: :[[@LINE-5]]:3: note: 'poll' does not end this wait
    if (got <= 0)
      return -1;
    have += got;
  }
  return 0;
}

int exactly_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  size_t have = 0;
  while (have < n) {
    if (poll(&pfd, 1, 1000) <= 0)
      return -1;
    ssize_t got = recv(fd, buf + have, n - have, 0);
    if (got <= 0)
      return -1;
    have += got;
  }
  return 0;
}

int retry_ok(char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct pollfd pfd = {.fd = fd, .events = POLLIN};
  ssize_t got;
  poll(&pfd, 1, 1000);
  do
    got = recv(fd, buf, n, 0);
  while (got < 0 && errno == EINTR);
  return got;
}

// --- opt-in ---

int opt_in_ok(const struct peer *p, int seconds, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (seconds > 0) {
    struct timeval tv = {seconds, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  }
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

int alarm_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  alarm(10);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  int got = recv(fd, buf, n, 0);
  alarm(0);
  return got;
}

static int under_alarm_ok(const struct peer *p, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  connect(fd, (const struct sockaddr *)&p->address, p->length);
  return recv(fd, buf, n, 0);
}

int outer_alarm_ok(const struct peer *p, char *buf, size_t n) {
  alarm(10);
  int got = under_alarm_ok(p, buf, n);
  alarm(0);
  return got;
}

// --- no network ---

void wake_up_ok(char *buf) {
  int ends[2], pair[2];
  pipe(ends);
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  int event = eventfd(0, 0);
  int file = open("/etc/hosts", O_RDONLY);
  read(ends[0], buf, 1);
  read(pair[0], buf, 1);
  read(event, buf, 8);
  read(file, buf, 8);
}

void netlink_ok(char *buf, size_t n) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  recv(fd, buf, n, 0);
}

int parameter_ok(int fd, char *buf, size_t n) { return recv(fd, buf, n, 0); }

int my_socket(void);
int unknown_creation_ok(char *buf, size_t n) {
  int fd = my_socket();
  return recv(fd, buf, n, 0);
}

void accept_ok(const struct peer *p) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  bind(fd, (const struct sockaddr *)&p->address, p->length);
  listen(fd, 16);
  for (;;) {
    int client = accept(fd, NULL, NULL);
    close(client);
  }
}

// --- streams ---

void stream_bad(const struct peer *p, char *buf, int n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  FILE *in = fdopen(fd, "r");
  while (fgets(buf, n, in))
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'fgets' on 'in' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO on the socket below it [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-4]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-472]]:3: note: another handle of the kind has a time limit
    puts(buf);
}

void stream_ok(const struct peer *p, char *buf, int n) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
  FILE *in = fdopen(fd, "r");
  while (fgets(buf, n, in))
    puts(buf);
}

// --- a thread for each connection, which shuts it at its end ---

struct session {
  int sock;
  int number;
};

static void *serve_session(void *arg) {
  struct session *s = arg;
  char buf[64];
  while (recv(s->sock, buf, sizeof buf, 0) > 0)
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'sock' can wait for ever: no timeout that holds for it is set between 'accept' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE+13]]:14: note: 'accept' makes the handle here
    puts(buf);
  close(s->sock);
  free(s);
  return NULL;
}

void sessions_bad(const struct peer *p) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  bind(listener, (const struct sockaddr *)&p->address, p->length);
  listen(listener, 16);
  for (;;) {
    pthread_t thread;
    int fd = accept(listener, NULL, NULL);
    struct session *s = malloc(sizeof *s);
    s->sock = fd;
    if (pthread_create(&thread, NULL, serve_session, s) != 0) {
      // Only when nobody reads from it.
      close(fd);
      free(s);
    }
  }
}
