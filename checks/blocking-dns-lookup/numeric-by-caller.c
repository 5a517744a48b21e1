// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// A flag that a function takes away only for the callers that ask for names.

#include <netdb.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>

static void describe(const struct sockaddr *from, char *name, int look_up) {
  int flags = NI_NUMERICSERV | NI_NUMERICHOST;
  if (look_up)
    flags = NI_NUMERICSERV;
  getnameinfo(from, sizeof *from, name, 100, NULL, 0, flags);
}

static void describe_without_names(const struct sockaddr *from, char *name,
                                   int look_up) {
  int flags = NI_NUMERICSERV | NI_NUMERICHOST;
  look_up = 0; // As configured.
  if (look_up)
    flags = NI_NUMERICSERV;
  getnameinfo(from, sizeof *from, name, 100, NULL, 0, flags);
}

static int next_connection(int server, struct sockaddr *from) {
  socklen_t length = sizeof *from;
  fd_set ready;
  FD_ZERO(&ready);
  FD_SET(server, &ready);
  select(server + 1, &ready, NULL, NULL, NULL);
  return accept(server, from, &length);
}

void addresses_ok(int server) {
  struct sockaddr from;
  char name[100];
  while (next_connection(server, &from) >= 0) {
    describe(&from, name, 0);
    puts(name);
  }
}

void without_names_ok(int server) {
  struct sockaddr from;
  char name[100];
  while (next_connection(server, &from) >= 0) {
    describe_without_names(&from, name, 0);
    puts(name);
  }
}

void names_bad(int server) {
  struct sockaddr from;
  char name[100];
  while (next_connection(server, &from) >= 0) {
    describe(&from, name, 1);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'describe' (through 'getnameinfo') waits for a name server in the event loop of 'names_bad'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop serves what 'select' tells of
// CHECK-NOTES: :[[@LINE-29]]:3: note: 'next_connection' calls 'select' for it
// CHECK-NOTES: :[[@LINE-47]]:3: note: 'describe' calls 'getnameinfo', which asks a name server
    puts(name);
  }
}
