// Each of two files has a struct of one name: the time limit of the one says
// nothing of the other.
// RUN: not %hangproof --quiet --config={} --checks=-*,hangproof-socket-without-timeout \
// RUN:   %s %S/Inputs/same-name.c -- -std=c11 -D_GNU_SOURCE \
// RUN:   | FileCheck %s --implicit-check-not={{warning:}}

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
  int fd;
};

int conn_open(struct conn *c, const struct sockaddr_in *sa) {
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  return connect(c->fd, (const struct sockaddr *)sa, sizeof *sa);
}

long conn_read_bad(struct conn *c, char *buf, size_t n) {
  return recv(c->fd, buf, n, 0);
  // CHECK: same-name.c:[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
}
