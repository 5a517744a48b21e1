// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Flags that stand in variables before they go into the hints.

#include "mock/resolvers.h"
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

const char *host_of(void *data);

static void variable_ok(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  int flags = AI_NUMERICHOST;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = flags;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void added_ok(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  int flags = 0;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  flags |= AI_NUMERICHOST;
  flags |= AI_NUMERICSERV;
  hints.ai_flags |= flags;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void either_way_ok(uv_timer_t *timer, bool passive) {
  struct addrinfo hints = {0}, *list;
  int flags;
  if (passive)
    flags = AI_NUMERICHOST | AI_PASSIVE;
  else
    flags = AI_NUMERICHOST;
  hints.ai_flags = flags & ~AI_PASSIVE;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
}

static void one_way_bad(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  const char *host = host_of(timer->data);
  int flags = 0;
  if (strchr(host, ':'))
    flags |= AI_NUMERICHOST;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = flags;
  getaddrinfo(host, "80", &hints, &list);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for a name server for each timer tick in 'one_way_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE+69]]:3: note: 'one_way_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static void taken_away_bad(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  int flags = AI_NUMERICHOST | AI_NUMERICSERV;
  memset(&hints, 0, sizeof hints);
  flags &= ~AI_NUMERICHOST;
  hints.ai_flags = flags;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for a name server for each timer tick in 'taken_away_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE+59]]:3: note: 'taken_away_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static void set_too_late_bad(uv_timer_t *timer) {
  struct addrinfo hints, *list;
  int flags = 0;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = flags;
  flags = AI_NUMERICHOST;
  getaddrinfo(host_of(timer->data), "80", &hints, &list);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for a name server for each timer tick in 'set_too_late_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE+49]]:3: note: 'set_too_late_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
  (void)flags;
}

static int find(const char *host, int flags) {
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  flags |= AI_NUMERICSERV;
  hints.ai_flags = flags;
  return getaddrinfo(host, "80", &hints, &list);
}

static void passed_ok(uv_timer_t *timer) {
  int flags = 0;
  flags |= AI_NUMERICHOST;
  find(host_of(timer->data), flags);
}

static void passed_bad(uv_timer_t *timer) { find(host_of(timer->data), 0); }
  // CHECK-NOTES: :[[@LINE-1]]:45: warning: 'find' (through 'getaddrinfo') waits for a name server for each timer tick in 'passed_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE+31]]:3: note: 'passed_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
  // CHECK-NOTES: :[[@LINE-12]]:10: note: 'find' calls 'getaddrinfo', which asks a name server for 'host'

static void name_of_peer_ok(uv_timer_t *timer) {
  char name[256];
  int flags = NI_NUMERICSERV;
  flags |= NI_NUMERICHOST;
  getnameinfo(timer->data, sizeof(struct sockaddr), name, sizeof name, NULL, 0,
              flags);
}

static void name_of_peer_bad(uv_timer_t *timer) {
  char name[256];
  int flags = NI_NUMERICSERV;
  flags |= NI_NAMEREQD;
  getnameinfo(timer->data, sizeof(struct sockaddr), name, sizeof name, NULL, 0,
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getnameinfo' waits for a name server for each timer tick in 'name_of_peer_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use NI_NUMERICHOST, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
  // CHECK-NOTES: :[[@LINE+16]]:3: note: 'name_of_peer_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
              flags);
}

static void either_way_timer(uv_timer_t *timer) { either_way_ok(timer, true); }

void start(uv_timer_t *timer) {
  uv_timer_start(timer, variable_ok, 0, 1000);
  uv_timer_start(timer, added_ok, 0, 1000);
  uv_timer_start(timer, either_way_timer, 0, 1000);
  uv_timer_start(timer, one_way_bad, 0, 1000);
  uv_timer_start(timer, taken_away_bad, 0, 1000);
  uv_timer_start(timer, set_too_late_bad, 0, 1000);
  uv_timer_start(timer, passed_ok, 0, 1000);
  uv_timer_start(timer, passed_bad, 0, 1000);
  uv_timer_start(timer, name_of_peer_ok, 0, 1000);
  uv_timer_start(timer, name_of_peer_bad, 0, 1000);
}
