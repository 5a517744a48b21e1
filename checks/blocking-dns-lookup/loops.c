// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Loops that take events.

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

static volatile int stop;
static int reload_wanted;

struct upstream {
  struct upstream *next;
  const char *host;
  struct in_addr address;
  int fd;
};
struct upstream *upstreams;

int connect_to(struct in_addr address);

static int lookup(const char *host, struct in_addr *address) {
  struct addrinfo *list;
  if (getaddrinfo(host, NULL, NULL, &list))
    return -1;
  *address = ((struct sockaddr_in *)list->ai_addr)->sin_addr;
  freeaddrinfo(list);
  return 0;
}

void epoll_bad(int epoll, const char *host) {
  struct epoll_event events[16];
  struct hostent *entry;
  while (!stop) {
    int count = epoll_wait(epoll, events, 16, 1000);
    for (int i = 0; i < count; i++) {
      if (events[i].events & EPOLLHUP)
        entry = gethostbyname(host);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'gethostbyname' waits for a name server in the event loop of 'epoll_bad': while it is slow or dead, everything else that the loop serves stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop serves what 'epoll_wait' tells of
    }
  }
  (void)entry;
}

static void check_upstream(struct upstream *u) {
  if (u->fd >= 0)
    return;
  if (lookup(u->host, &u->address) == 0)
    u->fd = connect_to(u->address);
}

static void tick(struct upstream *u) { check_upstream(u); }
// CHECK-NOTES: :[[@LINE-1]]:40: warning: 'check_upstream' (through 'getaddrinfo') waits for a name server in the event loop of 'select_bad'
// CHECK-NOTES: :[[@LINE+6]]:3: note: loop serves what 'select' tells of
// CHECK-NOTES: :[[@LINE+11]]:5: note: 'select_bad' calls 'tick'
// CHECK-NOTES: :[[@LINE-8]]:7: note: 'check_upstream' calls 'lookup'
// CHECK-NOTES: :[[@LINE-34]]:7: note: 'lookup' calls 'getaddrinfo', which asks a name server for 'host'

void select_bad(int fd, struct upstream *u) {
  for (;;) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    struct timeval second = {1, 0};
    select(fd + 1, &set, NULL, NULL, &second);
    tick(u);
  }
}

static int wait_for_events(struct pollfd *fds, nfds_t count) {
  return poll(fds, count, 500);
}

static void run_once(struct pollfd *fds, nfds_t count, struct in_addr *a) {
  wait_for_events(fds, count);
  if (reload_wanted)
    lookup("ntp.example.org", a);
}

void wrapped_bad(struct pollfd *fds, nfds_t count, struct in_addr *a) {
  while (!stop)
    run_once(fds, count, a);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'run_once' (through 'getaddrinfo') waits for a name server in the event loop of 'wrapped_bad'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop serves what 'poll' tells of
// CHECK-NOTES: :[[@LINE-14]]:10: note: 'wait_for_events' calls 'poll' for it
// CHECK-NOTES: :[[@LINE-9]]:5: note: 'run_once' calls 'lookup'
// CHECK-NOTES: :[[@LINE-64]]:7: note: 'lookup' calls 'getaddrinfo', which asks a name server for 'host'
}

// A thread of its own serves its loop like any other.
static void *network_bad(void *argument) {
  struct upstream *u = argument;
  struct epoll_event events[16];
  for (;;) {
    epoll_wait(3, events, 16, -1);
    lookup(u->host, &u->address);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lookup' (through 'getaddrinfo') waits for a name server in the event loop of 'network_bad'
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop serves what 'epoll_wait' tells of
// CHECK-NOTES: :[[@LINE-76]]:7: note: 'lookup' calls 'getaddrinfo', which asks a name server for 'host'
  }
  return NULL;
}

static void *resolver_ok(void *argument) {
  struct upstream *u = argument;
  for (;;) {
    lookup(u->host, &u->address);
    sleep(60);
  }
  return NULL;
}

void threads(pthread_t *ids, struct upstream *u) {
  pthread_create(&ids[0], NULL, network_bad, u);
  pthread_create(&ids[1], NULL, resolver_ok, u);
}

// Before the loop.
void before_ok(int epoll, struct upstream *u) {
  struct epoll_event events[16];
  lookup(u->host, &u->address);
  while (!stop)
    epoll_wait(epoll, events, 16, -1);
}

// Waits for an answer of its own.
int query_ok(int fd, const char *host, struct in_addr *address) {
  struct pollfd own = {fd, POLLIN, 0};
  if (lookup(host, address))
    return -1;
  return poll(&own, 1, 1000);
}

// The address is kept.
static int has_address;
void once_ok(int epoll, struct upstream *u) {
  struct epoll_event events[16];
  while (!stop) {
    epoll_wait(epoll, events, 16, 1000);
    if (!has_address) {
      lookup(u->host, &u->address);
      has_address = 1;
    }
  }
}

struct entry {
  const char *host;
  struct in_addr address;
  long resolved_at;
};

void with_age_ok(int epoll, struct entry *e) {
  struct epoll_event events[16];
  while (!stop) {
    epoll_wait(epoll, events, 16, 1000);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - e->resolved_at > 300) {
      lookup(e->host, &e->address);
      e->resolved_at = now.tv_sec;
    }
  }
}
