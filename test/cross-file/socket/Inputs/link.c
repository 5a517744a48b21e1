#include "link.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int connect_to(int fd, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return connect(fd, (struct sockaddr *)&address, sizeof address);
}

int dial(const char *path) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd >= 0 && connect_to(fd, path) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

int dial_timed(const char *path) {
  struct timeval limit = {5, 0};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect_to(fd, path) < 0) {
    close(fd);
    return -1;
  }
  return fd;
}

int read_all(int fd, char *buf, size_t n) {
  size_t have = 0;
  while (have < n) {
    ssize_t got = read(fd, buf + have, n - have);
    if (got <= 0)
      return -1;
    have += got;
  }
  return 0;
}

int make_nonblocking(int fd) {
  int flags = fcntl(fd, F_GETFL, 0);
  return fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int link_open(struct link *l, const char *path) {
  l->timed_fd = dial_timed(path);
  l->fd = dial(path);
  return l->fd;
}
