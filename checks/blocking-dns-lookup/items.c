// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// One lookup for each element, one for each attempt.

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
  struct server *next;
  const char *host;
  int resolved;
  struct addrinfo *addresses;
};

int open_connection(struct addrinfo *list);

static int lookup(struct server *server) {
  return getaddrinfo(server->host, "3478", NULL, &server->addresses);
}

void each_server_bad(struct server *servers) {
  for (struct server *s = servers; s; s = s->next) {
    struct addrinfo *list;
    if (getaddrinfo(s->host, "3478", NULL, &list) == 0)
      freeaddrinfo(list);
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'getaddrinfo' waits for a name server for each element that 's' visits: the waits add up, and one dead server holds up all that follow; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 's' visits
  }
}

void each_wrapped_bad(struct server **servers, size_t count) {
  for (size_t i = 0; i < count; i++)
    lookup(servers[i]);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lookup' (through 'getaddrinfo') waits for a name server for each element of 'servers'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'servers' runs once per element
// CHECK-NOTES: :[[@LINE-18]]:10: note: 'lookup' calls 'getaddrinfo', which asks a name server for 'host'
}

// Stops at the first that answers.
int first_that_answers_ok(struct server *servers) {
  for (struct server *s = servers; s; s = s->next)
    if (lookup(s) == 0)
      return 0;
  return -1;
}

// Each address is kept.
void kept_per_server_ok(struct server *servers) {
  for (struct server *s = servers; s; s = s->next)
    if (!s->resolved) {
      lookup(s);
      s->resolved = 1;
    }
}

int attempts_bad(const char *host, int max_attempts) {
  for (int attempt = 0; attempt < max_attempts; attempt++) {
    struct addrinfo *list;
    if (getaddrinfo(host, "80", NULL, &list) != 0)
      continue;
// CHECK-NOTES: :[[@LINE-2]]:9: warning: 'getaddrinfo' waits for a name server at each attempt
// CHECK-NOTES: :[[@LINE-5]]:3: note: each turn of the loop looks the same name up again
    int fd = open_connection(list);
    freeaddrinfo(list);
    if (fd >= 0)
      return fd;
    sleep(1);
  }
  return -1;
}

// Only the lookup is tried again.
struct addrinfo *attempts_of_lookup_ok(const char *host) {
  struct addrinfo *list;
  for (int attempt = 0; attempt < 3; attempt++) {
    if (getaddrinfo(host, "80", NULL, &list) == 0)
      return list;
    sleep(1);
  }
  return NULL;
}

int before_attempts_ok(const char *host, int max_attempts) {
  struct addrinfo *list;
  if (getaddrinfo(host, "80", NULL, &list) != 0)
    return -1;
  int fd = -1;
  for (int attempt = 0; attempt < max_attempts && fd < 0; attempt++)
    fd = open_connection(list);
  freeaddrinfo(list);
  return fd;
}

// The addresses of one name.
int each_address_ok(struct addrinfo *list) {
  char name[64];
  for (struct addrinfo *a = list; a; a = a->ai_next)
    getnameinfo(a->ai_addr, a->ai_addrlen, name, sizeof name, NULL, 0,
                NI_NUMERICHOST);
  return 0;
}

static void *refresh_ok(void *argument) {
  for (;;) {
    for (struct server *s = argument; s; s = s->next)
      lookup(s);
    sleep(60);
  }
  return NULL;
}

int one_lookup_ok(struct server *server) { return lookup(server); }

void start_ok(pthread_t *id, struct server *servers) {
  pthread_create(id, NULL, refresh_ok, servers);
}

// Set up at start. The loop below comes to it as well, over more calls than
// tell what it does.
static void listen_on_all_ok(struct server *list) {
  for (struct server *s = list; s; s = s->next)
    lookup(s);
}
static void far_5(struct server *list) { listen_on_all_ok(list); }
static void far_4(struct server *list) { far_5(list); }
static void far_3(struct server *list) { far_4(list); }
static void far_2(struct server *list) { far_3(list); }
static void far_1(struct server *list) { far_2(list); }
static void far_0(struct server *list) { far_1(list); }

static void listen_again_bad(struct server *list) {
  for (struct server *s = list; s; s = s->next)
    lookup(s);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lookup' (through 'getaddrinfo') waits for a name server for each element that 's' visits
// CHECK-NOTES: :[[@LINE+7]]:3: note: event loop of 'serve_far'
// CHECK-NOTES: :[[@LINE+11]]:7: note: 'serve_far' calls 'listen_again_bad'
// CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per element that 's' visits
// CHECK-NOTES: :[[@LINE-120]]:10: note: 'lookup' calls 'getaddrinfo', which asks a name server for 'host'
}

void serve_far(struct pollfd *fds, int count, struct server *list) {
  for (;;) {
    poll(fds, count, -1);
    if (fds[0].revents)
      far_0(list);
    if (fds[1].revents)
      listen_again_bad(list);
  }
}
