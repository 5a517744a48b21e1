// The socket is made in one file and waited on in another.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-socket-without-timeout \
// RUN:   %s %S/Inputs/link.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// The order of the files does not matter.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-socket-without-timeout \
// RUN:   %S/Inputs/link.c %s -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}
// Alone, nothing is known of the sockets.
// RUN: %hangproof --quiet --config={} --checks=-*,hangproof-socket-without-timeout \
// RUN:   %s -- -std=c11 -D_GNU_SOURCE | count 0

#include "Inputs/link.h"
#include <sys/socket.h>
#include <unistd.h>

int ask_bad(const char *path, char *buf, size_t n) {
  int fd = dial(path);
  write(fd, "?", 1);
  return read_all(fd, buf, n);
// CHECK: client.c:[[@LINE-1]]:10: warning: 'read_all' (through 'read') on 'fd' can wait for ever: no timeout that holds for it is set between 'socket' and here
// CHECK: link.c:16:12: note: 'socket' makes the handle here
// CHECK: client.c:[[@LINE-5]]:12: note: 'dial' gives it to 'ask_bad'
// CHECK: link.c:39:19: note: 'read_all' calls 'read', which waits
// CHECK: link.c:17:18: note: 'connect_to' can wait on it as well
// CHECK: client.c:[[@LINE-7]]:3: note: 'write' can wait on it as well
// CHECK: link.c:26:12: note: another handle of the kind has a time limit
}

int ask_ok(const char *path, char *buf, size_t n) {
  int fd = dial_timed(path);
  write(fd, "?", 1);
  return read_all(fd, buf, n);
}

// The connect is over by then.
int ask_nonblocking_ok(const char *path, char *buf, size_t n) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  make_nonblocking(fd);
  return read_all(fd, buf, n);
}

int link_ask_ok(struct link *l, char *buf, size_t n) {
  return recv(l->timed_fd, buf, n, 0);
}
