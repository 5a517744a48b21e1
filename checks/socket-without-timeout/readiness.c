// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11
//
// What a poll has waited for: that one can write says nothing of reading.

#include <errno.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int connected_bad(const struct sockaddr *to, socklen_t length, char *buf) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, to, length) < 0)
    return -1;
  struct pollfd pfd = {fd, POLLOUT, 0};
  if (poll(&pfd, 1, 5000) != 1)
    return -1;
  return read(fd, buf, 10);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-9]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'setsockopt' does not end this wait
}

int selected_bad(const struct sockaddr *to, socklen_t length, char *buf) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, to, length) < 0)
    return -1;
  fd_set writable;
  FD_ZERO(&writable);
  FD_SET(fd, &writable);
  if (select(fd + 1, NULL, &writable, NULL, &tv) != 1)
    return -1;
  return read(fd, buf, 10);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read' on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here; use SO_RCVTIMEO, or poll with a time limit first [hangproof-socket-without-timeout]
  // CHECK-NOTES: :[[@LINE-11]]:12: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-11]]:3: note: 'setsockopt' does not end this wait
}

// Set anew for the second one.
int both_ok(const struct sockaddr *to, socklen_t length, char *buf) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, to, length) < 0)
    return -1;
  struct pollfd pfd = {fd, POLLOUT, 0};
  if (poll(&pfd, 1, 5000) != 1)
    return -1;
  pfd.events = POLLIN;
  if (poll(&pfd, 1, 5000) != 1)
    return -1;
  return read(fd, buf, 10);
}

int written_ok(const struct sockaddr *to, socklen_t length, const char *buf) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (connect(fd, to, length) < 0 && errno != EINPROGRESS)
    return -1;
  struct pollfd pfd = {fd, POLLOUT, 0};
  if (poll(&pfd, 1, 5000) != 1)
    return -1;
  return write(fd, buf, 10);
}

// Which of the two is not known here.
static int wait_for(int fd, short events) {
  struct pollfd pfd;
  pfd.fd = fd;
  pfd.events = events;
  pfd.revents = 0;
  return poll(&pfd, 1, 5000);
}
int asked_ok(const struct sockaddr *to, socklen_t length, char *buf) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, to, length) < 0)
    return -1;
  if (wait_for(fd, POLLIN) != 1)
    return -1;
  return read(fd, buf, 10);
}
int either_ok(const struct sockaddr *to, socklen_t length, char *buf, int out) {
  struct timeval tv = {5, 0};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
  if (connect(fd, to, length) < 0)
    return -1;
  struct pollfd pfd = {fd, 0, 0};
  pfd.events = out ? POLLOUT : POLLIN;
  if (poll(&pfd, 1, 5000) != 1)
    return -1;
  return read(fd, buf, 10);
}

// Whoever has called select passes on what it said.
static int served;
void open_served(void) { served = socket(AF_INET, SOCK_DGRAM, 0); }
int on_ready_ok(fd_set *set, char *buf) {
  if (served == -1 || !FD_ISSET(served, set))
    return 0;
  FD_CLR(served, set);
  return recv(served, buf, 10, 0);
}

// Another one is ready.
static int other;
void open_other(void) { other = socket(AF_INET, SOCK_DGRAM, 0); }
int on_other_bad(fd_set *set, char *buf) {
  if (!FD_ISSET(served, set))
    return 0;
  return recv(other, buf, 10, 0);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'other' can wait for ever
  // CHECK-NOTES: :[[@LINE-6]]:33: note: 'socket' makes the handle here
}
