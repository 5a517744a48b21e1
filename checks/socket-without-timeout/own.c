// Options, and sockets that are connected with themselves.
// RUN: %check_hangproof %s hangproof-socket-without-timeout -- -std=c11 -D_GNU_SOURCE

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// An option that is off unless somebody sets it.
struct options {
  int seconds;
};
static struct options options = {0};

int optional_ok(const struct sockaddr_in *sa, char *buf, size_t n) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (options.seconds > 0) {
    struct timeval limit = {options.seconds, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }
  if (connect(fd, (const struct sockaddr *)sa, sizeof *sa))
    return -1;
  return recv(fd, buf, n, 0);
}

// --- a pair of one's own ---

int pair_ok(int ends[2], char *buf) {
  struct sockaddr_in own = {.sin_family = AF_INET};
  socklen_t length = sizeof own;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&own, length) || listen(listener, 1) ||
      getsockname(listener, (struct sockaddr *)&own, &length))
    return -1;
  int client = socket(AF_INET, SOCK_STREAM, 0);
  connect(client, (struct sockaddr *)&own, length);
  int server = accept(listener, NULL, NULL);
  ends[0] = client;
  ends[1] = server;
  return read(server, buf, 1);
}

// It listens, and is a client of somebody else.
int other_bad(const struct sockaddr_in *peer, char *buf) {
  struct sockaddr_in own = {.sin_family = AF_INET};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&own, sizeof own))
    return -1;
  int client = socket(AF_INET, SOCK_STREAM, 0);
  connect(client, (const struct sockaddr *)peer, sizeof *peer);
  return read(client, buf, 1);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'read' on 'client' can wait for ever
  // CHECK-NOTES: :[[@LINE-4]]:16: note: 'socket' makes the handle here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'connect' can wait on it as well
  // CHECK-NOTES: :[[@LINE-37]]:5: note: another handle of the kind has a time limit
}
