#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

struct conn {
  int fd;
};

int timed_open(struct conn *c, const struct sockaddr_in *sa) {
  struct timeval limit = {5, 0};
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return connect(c->fd, (const struct sockaddr *)sa, sizeof *sa);
}

long timed_read_ok(struct conn *c, char *buf, size_t n) {
  return recv(c->fd, buf, n, 0);
}
