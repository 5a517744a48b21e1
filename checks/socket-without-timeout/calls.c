// RUN: %check_hangproof %s hangproof-socket-without-timeout --
//
// Every call that can wait on a descriptor; what bounds the one and not the
// other.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

static int dial(const struct sockaddr *to, socklen_t length) {
  int fd = socket(to->sa_family, SOCK_STREAM, 0);
  struct timeval limit = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  connect(fd, to, length);
  return fd;
}

static int dial_to_read(const struct sockaddr *to, socklen_t length) {
  int fd = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  connect(fd, to, length);
  return fd;
}

int recv_bad(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  return recv(fd, buf, n, 0);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-17]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:12: note: 'dial' gives it to 'recv_bad'
// CHECK-NOTES: :[[@LINE+123]]:3: note: another handle of the kind has a time limit
}
int recvfrom_bad(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  return recvfrom(fd, buf, n, 0, NULL, NULL);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recvfrom' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-25]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:12: note: 'dial' gives it to 'recvfrom_bad'
// CHECK-NOTES: :[[@LINE+115]]:3: note: another handle of the kind has a time limit
}
int recvmsg_bad(const struct sockaddr *to, socklen_t length, struct msghdr *message) {
  int fd = dial(to, length);
  return recvmsg(fd, message, 0);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recvmsg' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-33]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:12: note: 'dial' gives it to 'recvmsg_bad'
// CHECK-NOTES: :[[@LINE+107]]:3: note: another handle of the kind has a time limit
}
int read_bad(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  return read(fd, buf, n);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-41]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:12: note: 'dial' gives it to 'read_bad'
// CHECK-NOTES: :[[@LINE+99]]:3: note: another handle of the kind has a time limit
}
int readv_bad(const struct sockaddr *to, socklen_t length, struct iovec *parts) {
  int fd = dial(to, length);
  return readv(fd, parts, 2);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'readv' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-49]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:12: note: 'dial' gives it to 'readv_bad'
// CHECK-NOTES: :[[@LINE+91]]:3: note: another handle of the kind has a time limit
}
int stream_bad(const struct sockaddr *to, socklen_t length, char *buf, int n) {
  int fd = dial(to, length);
  FILE *stream = fdopen(fd, "r");
  return fgets(buf, n, stream) != NULL;
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'fgets' on 'stream' can wait for ever
// CHECK-NOTES: :[[@LINE-58]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-5]]:12: note: 'dial' gives it to 'stream_bad'
// CHECK-NOTES: :[[@LINE+82]]:3: note: another handle of the kind has a time limit
}

// A read timeout bounds neither.
int send_bad(const struct sockaddr *to, socklen_t length, const char *buf, size_t n) {
  int fd = socket(to->sa_family, SOCK_STREAM, 0);
  struct timeval limit = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  connect(fd, to, length);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'connect' on 'fd' can hold its thread for minutes
// CHECK-NOTES: :[[@LINE-5]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-4]]:3: note: 'setsockopt' does not end this wait
// CHECK-NOTES: :[[@LINE+2]]:10: note: 'send' can wait on it as well
// CHECK-NOTES: :[[@LINE-71]]:3: note: another handle of the kind has a time limit
  return send(fd, buf, n, 0);
}

int keepalive_bad(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial(to, length);
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &on, sizeof on);
  return recv(fd, buf, n, 0);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-84]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-7]]:12: note: 'dial' gives it to 'keepalive_bad'
// CHECK-NOTES: :[[@LINE-6]]:3: note: 'setsockopt' does not end this wait
// CHECK-NOTES: :[[@LINE+55]]:3: note: another handle of the kind has a time limit
}

int either_family_bad(int kind, const struct sockaddr *to, socklen_t length, char *buf) {
  int fd;
  switch (kind) {
  case 0:
    fd = socket(AF_INET, SOCK_STREAM, 0);
    break;
  case 1:
    fd = socket(AF_INET6, SOCK_STREAM, 0);
    break;
  default:
    return -1;
  }
  struct timeval limit = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  connect(fd, to, length);
  return recv(fd, buf, 5, 0);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'recv' on 'fd' can wait for ever
// CHECK-NOTES: :[[@LINE-10]]:10: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'setsockopt' does not end this wait
// CHECK-NOTES: :[[@LINE+33]]:3: note: another handle of the kind has a time limit
}

int nonblocking_ok(const struct sockaddr *to, socklen_t length, char *buf, size_t n) {
  int fd = dial_to_read(to, length);
  return recv(fd, buf, n, 0) + read(fd, buf, n) + send(fd, buf, n, 0);
}

// --- TLS reads more than the one record that is there ---

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
SSL *SSL_new(SSL_CTX *context);
int SSL_set_fd(SSL *tls, int fd);
int SSL_read(SSL *tls, void *buf, int n);

int tls_after_poll_bad(SSL_CTX *context, const struct sockaddr *to, socklen_t length, char *buf, int n) {
  int fd = dial(to, length);
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, fd);
  struct pollfd ready = {.fd = fd, .events = POLLIN};
  if (poll(&ready, 1, 1000) <= 0)
    return -1;
  return SSL_read(tls, buf, n);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'SSL_read' on 'tls' can wait for ever
// CHECK-NOTES: :[[@LINE-134]]:12: note: 'socket' makes the handle here
// CHECK-NOTES: :[[@LINE-9]]:12: note: 'dial' gives it to 'tls_after_poll_bad'
// CHECK-NOTES: :[[@LINE-6]]:7: note: 'poll' does not end this wait
// CHECK-NOTES: :[[@LINE+5]]:3: note: another handle of the kind has a time limit
}
int tls_limited_ok(SSL_CTX *context, const struct sockaddr *to, socklen_t length, char *buf, int n) {
  int fd = dial(to, length);
  struct timeval limit = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  SSL *tls = SSL_new(context);
  SSL_set_fd(tls, fd);
  return SSL_read(tls, buf, n);
}
