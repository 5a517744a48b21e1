// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Handlers of libraries' loops.

#include "mock/resolvers.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

struct peer {
  const char *host;
  struct sockaddr_in address;
  int fd;
};

static void on_tick_bad(uv_timer_t *timer) {
  struct peer *peer = timer->data;
  struct addrinfo hints, *list;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(peer->host, "80", &hints, &list) == 0)
    freeaddrinfo(list);
// CHECK-NOTES: :[[@LINE-2]]:7: warning: 'getaddrinfo' waits for a name server for each timer tick in 'on_tick_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE+90]]:3: note: 'on_tick_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static int resolve(const char *host, struct sockaddr_in *address) {
  struct hostent *entry = gethostbyname(host);
  if (!entry)
    return -1;
  memcpy(&address->sin_addr, entry->h_addr_list[0], sizeof address->sin_addr);
  return 0;
}

static void on_connection_bad(uv_stream_t *server, int status) {
  struct peer *peer = server->data;
  if (status == 0)
    resolve(peer->host, &peer->address);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'resolve' (through 'gethostbyname') waits for a name server for each connection in 'on_connection_bad'
// CHECK-NOTES: :[[@LINE+77]]:3: note: 'on_connection_bad' is handed over here: 'uv_listen' has it run for each connection
// CHECK-NOTES: :[[@LINE-13]]:27: note: 'resolve' calls 'gethostbyname', which asks a name server for 'host'
}

static int reconnect(struct peer *peer) {
  if (resolve(peer->host, &peer->address) < 0)
    return -1;
  return 0;
}

// A connection that is there keeps it from running, an address that is kept
// does not.
static void on_reconnect_bad(uv_timer_t *timer) {
  struct peer *peer = timer->data;
  if (peer->fd < 0)
    peer->fd = reconnect(peer);
// CHECK-NOTES: :[[@LINE-1]]:16: warning: 'reconnect' (through 'gethostbyname') waits for a name server for each timer tick in 'on_reconnect_bad'
// CHECK-NOTES: :[[@LINE+58]]:3: note: 'on_reconnect_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
// CHECK-NOTES: :[[@LINE-13]]:7: note: 'reconnect' calls 'resolve'
// CHECK-NOTES: :[[@LINE-31]]:27: note: 'resolve' calls 'gethostbyname', which asks a name server for 'host'
}

static void on_delay_bad(uv_timer_t *timer) {
  struct peer *peer = timer->data;
  resolve(peer->host, &peer->address);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'resolve' (through 'gethostbyname') waits for a name server for each event in 'on_delay_bad'
// CHECK-NOTES: :[[@LINE+50]]:3: note: 'on_delay_bad' is handed over here: 'uv_timer_start' has it run for each event
// CHECK-NOTES: :[[@LINE-39]]:27: note: 'resolve' calls 'gethostbyname', which asks a name server for 'host'
}

static void on_readable_bad(evutil_socket_t fd, short what, void *argument) {
  struct sockaddr_storage from;
  char name[256];
  getnameinfo((struct sockaddr *)&from, sizeof from, name, sizeof name, NULL, 0,
              0);
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'getnameinfo' waits for a name server for each event in 'on_readable_bad'
// CHECK-NOTES: :[[@LINE+43]]:3: note: 'on_readable_bad' is handed over here: 'event_new' has it run for each event
}

static void on_readable_ok(evutil_socket_t fd, short what, void *argument) {
  struct sockaddr_storage from;
  char name[256];
  getnameinfo((struct sockaddr *)&from, sizeof from, name, sizeof name, NULL, 0,
              NI_NUMERICHOST | NI_NUMERICSERV);
}

static void work_ok(uv_work_t *request) {
  struct peer *peer = request->data;
  resolve(peer->host, &peer->address);
}

static void after_work_ok(uv_work_t *request, int status) {}

static void on_resolved_ok(uv_getaddrinfo_t *request, int status,
                           struct addrinfo *result) {}

// Waits, for want of a callback.
int start_bad(uv_loop_t *loop, uv_getaddrinfo_t *request, const char *host) {
  return uv_getaddrinfo(loop, request, NULL, host, "80", NULL);
// CHECK-NOTES: :[[@LINE-1]]:10: warning: 'uv_getaddrinfo' waits for a name server, since it is given no callback
}

int start_ok(uv_loop_t *loop, uv_getaddrinfo_t *request, const char *host) {
  return uv_getaddrinfo(loop, request, on_resolved_ok, host, "80", NULL);
}

int start_numeric_ok(uv_loop_t *loop, uv_getaddrinfo_t *request,
                     const char *host) {
  struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
  return uv_getaddrinfo(loop, request, NULL, host, "80", &hints);
}

void set_up(uv_loop_t *loop, uv_timer_t *timer, uv_stream_t *server,
            uv_work_t *work, struct event_base *base) {
  uv_timer_start(timer, on_tick_bad, 1000, 1000);
  uv_timer_start(timer, on_reconnect_bad, 1000, 1000);
  uv_timer_start(timer, on_delay_bad, 1000, 0);
  uv_listen(server, 128, on_connection_bad);
  uv_queue_work(loop, work, work_ok, after_work_ok);
  event_new(base, 3, 2, on_readable_bad, NULL);
  event_new(base, 4, 2, on_readable_ok, NULL);
}
