// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// A shortcut for numeric addresses keeps nothing: names are still asked for
// each time, although both write to the same place.

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

struct peer {
  const char *host;
  struct in_addr address;
  int is_known;
};

static int find(struct peer *peer) {
  if (inet_pton(AF_INET, peer->host, &peer->address) == 1)
    return 0;
  struct hostent *entry = gethostbyname(peer->host);
  if (!entry)
    return -1;
  memcpy(&peer->address, entry->h_addr_list[0], sizeof peer->address);
  return 0;
}

static int is_number(const char *text, struct in_addr *address) {
  return inet_pton(AF_INET, text, address) == 1;
}

static int find_by_helper(struct peer *peer) {
  if (is_number(peer->host, &peer->address))
    return 0;
  struct hostent *entry = gethostbyname(peer->host);
  if (!entry)
    return -1;
  memcpy(&peer->address, entry->h_addr_list[0], sizeof peer->address);
  return 0;
}

static int find_once(struct peer *peer) {
  if (peer->is_known || inet_pton(AF_INET, peer->host, &peer->address) == 1)
    return 0;
  struct hostent *entry = gethostbyname(peer->host);
  if (!entry)
    return -1;
  memcpy(&peer->address, entry->h_addr_list[0], sizeof peer->address);
  peer->is_known = 1;
  return 0;
}

static int find_numbers_only(struct peer *peer) {
  if (inet_pton(AF_INET, peer->host, &peer->address) != 1)
    return -1;
  return gethostbyname(peer->host) ? 0 : -1;
}

void serve_bad(struct pollfd *handles, struct peer *peers) {
  for (;;) {
    poll(handles, 2, -1);
    find(&peers[0]);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'find' (through 'gethostbyname') waits for a name server in the event loop of 'serve_bad'
// CHECK-NOTES: note: loop serves what 'poll' tells of
// CHECK-NOTES: :20:27: note: 'find' calls 'gethostbyname', which asks a name server for 'host'
    find_by_helper(&peers[1]);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'find_by_helper' (through 'gethostbyname') waits for a name server in the event loop of 'serve_bad'
// CHECK-NOTES: note: loop serves what 'poll' tells of
// CHECK-NOTES: :34:27: note: 'find_by_helper' calls 'gethostbyname', which asks a name server for 'host'
  }
}

void serve_ok(struct pollfd *handles, struct peer *peers) {
  for (;;) {
    poll(handles, 2, -1);
    find_once(&peers[0]);
    find_numbers_only(&peers[1]);
  }
}
