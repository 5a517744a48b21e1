// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Addresses that are kept, and asked for again when they have become old.

#include <netdb.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct upstream {
  struct addrinfo *ai;
  time_t when;
  int broken;
};
void serve(struct addrinfo *list);

static void next_event(int fd) {
  fd_set ready;
  FD_ZERO(&ready);
  FD_SET(fd, &ready);
  select(fd + 1, &ready, NULL, NULL, NULL);
}

void reconnect_ok(struct upstream *u, const char *host) {
  for (;;) {
    if (!u->ai || time(NULL) - u->when > 300) {
      getaddrinfo(host, "80", NULL, &u->ai);
      u->when = time(NULL);
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, u->ai->ai_addr, u->ai->ai_addrlen) == 0)
      break;
    close(fd);
    sleep(1);
  }
}

void kept_ok(struct upstream *u, const char *host, int fd) {
  for (;;) {
    next_event(fd);
    if (!u->ai || time(NULL) - u->when > 300) {
      struct addrinfo *fresh;
      if (getaddrinfo(host, "80", NULL, &fresh) == 0) {
        u->ai = fresh;
        u->when = time(NULL);
      }
    }
    serve(u->ai);
  }
}

static struct addrinfo *cached;
static time_t cachedAt;
static struct addrinfo *address_of(const char *host) {
  time_t now = time(NULL);
  if (cached && now - cachedAt < 60)
    return cached;
  struct addrinfo *list = NULL;
  if (getaddrinfo(host, "80", NULL, &list) != 0)
    return cached;
  cached = list;
  cachedAt = now;
  return list;
}

void cache_in_function_ok(const char *host, int fd) {
  for (;;) {
    next_event(fd);
    serve(address_of(host));
  }
}

// One of the two is no memory: it leads to a lookup each time.
void either_bad(struct upstream *u, const char *host, int fd) {
  for (;;) {
    next_event(fd);
    if (!u->ai || u->broken) {
      getaddrinfo(host, "80", NULL, &u->ai);
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'getaddrinfo' waits for a name server in the event loop of 'either_bad'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop serves what 'select' tells of
// CHECK-NOTES: :[[@LINE-60]]:3: note: 'next_event' calls 'select' for it
    }
    serve(u->ai);
  }
}
