// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Loops around an event loop.

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
  const char *host;
  int fd, wake;
  volatile int runs;
};

static int client_connect(struct client *client) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(client->host, "1883", &hints, &list))
    return -1;
  client->fd = socket(list->ai_family, SOCK_STREAM, 0);
  int result = connect(client->fd, list->ai_addr, list->ai_addrlen);
  freeaddrinfo(list);
  return result;
}

static int client_turn(struct client *client) {
  struct pollfd set[2] = {{client->fd, POLLIN, 0}, {client->wake, POLLIN, 0}};
  char data[64];
  int count = poll(set, 2, 1000);
  if (count < 0 || (count > 0 && read(client->fd, data, sizeof data) <= 0))
    return -1;
  return 0;
}

// The event loop has ended with its one connection.
void session_ok(struct client *client) {
  while (client->runs) {
    int result;
    do {
      result = client_turn(client);
    } while (client->runs && result == 0);
    sleep(1);
    client_connect(client);
  }
}

// Every turn of the event loop may come to it.
void turn_bad(struct client *client) {
  while (client->runs)
    if (client_turn(client) < 0)
      client_connect(client);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'client_connect' (through 'getaddrinfo') waits for a name server in the event loop of 'turn_bad': while it is slow or dead, everything else that the loop serves stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: loop serves what 'poll' tells of
  // CHECK-NOTES: :[[@LINE-25]]:15: note: 'client_turn' calls 'poll' for it
  // CHECK-NOTES: :[[@LINE-37]]:7: note: 'client_connect' calls 'getaddrinfo', which asks a name server for 'host'
}

// The inner loop is only there for signals.
void interrupted_bad(struct client *client, struct pollfd *set, int size) {
  for (;;) {
    int count;
    do {
      count = poll(set, size, -1);
    } while (count < 0 && errno == EINTR);
    if (set[0].revents & POLLHUP)
      client_connect(client);
  // CHECK-NOTES: :[[@LINE-1]]:7: warning: 'client_connect' (through 'getaddrinfo') waits for a name server in the event loop of 'interrupted_bad': while it is slow or dead, everything else that the loop serves stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-8]]:3: note: loop serves what 'poll' tells of
  // CHECK-NOTES: :[[@LINE-51]]:7: note: 'client_connect' calls 'getaddrinfo', which asks a name server for 'host'
  }
}

// The connections are still there when the loop is left for new settings.
extern volatile int reload;
void serve_turn(struct pollfd *set, int size);
void reload_bad(struct client *client, struct pollfd *set, int size) {
  for (;;) {
    reload = 0;
    client_connect(client);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'client_connect' (through 'getaddrinfo') waits for a name server in the event loop of 'reload_bad': while it is slow or dead, everything else that the loop serves stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: loop serves what 'poll' tells of
  // CHECK-NOTES: :[[@LINE-64]]:7: note: 'client_connect' calls 'getaddrinfo', which asks a name server for 'host'
    while (!reload) {
      if (poll(set, size, -1) > 0)
        serve_turn(set, size);
    }
  }
}
