// RUN: %check_hangproof %s hangproof-lost-signal -- -std=c11 -D_GNU_SOURCE

// A tool without handlers: a signal ends it, whatever it waits for.

#include <errno.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int done;

int receive_ok(int socket, char *buffer, int size) {
  int got;
  do
    got = recv(socket, buffer, size, 0);
  while (got < 0 && errno == EINTR);
  if (got == 0)
    done = 1;
  return got;
}

void wait_ok(int listener) {
  for (;;) {
    int client = accept(listener, 0, 0);
    if (client < 0 && errno == EINTR)
      continue;
    close(client);
    sleep(30);
  }
}

int main(int argc, char **argv) {
  char buffer[64];
  while (!done)
    receive_ok(0, buffer, sizeof buffer);
  wait_ok(0);
}
