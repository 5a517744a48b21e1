// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// A tool that makes one connection and has nobody else to serve.

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int dial_ok(const char *host, const char *port) {
  struct addrinfo *list;
  if (getaddrinfo(host, port, NULL, &list))
    return -1;
  int fd = socket(list->ai_family, list->ai_socktype, 0);
  if (connect(fd, list->ai_addr, list->ai_addrlen) < 0)
    return -1;
  freeaddrinfo(list);
  return fd;
}

int main(int argc, char **argv) {
  int fd = -1;
  for (int tries = 0; tries < 3 && fd < 0; tries++)
    fd = dial_ok(argv[1], "80");
  struct pollfd fds[2] = {{fd, POLLIN, 0}, {0, POLLIN, 0}};
  for (;;) {
    char buffer[512];
    if (poll(fds, 2, -1) < 0)
      return 1;
    if (read(fds[0].fd, buffer, sizeof buffer) <= 0)
      return 0;
  }
}
