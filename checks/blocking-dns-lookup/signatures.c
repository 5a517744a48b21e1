// RUN: %check_hangproof %s hangproof-blocking-dns-lookup -- -std=c11 -D_GNU_SOURCE
//
// Handlers that are handed over out of view: their parameters tell.

#include "mock/resolvers.h"
#include <netdb.h>
#include <stddef.h>

const char *server_of(void *data);

void on_tick_bad(uv_timer_t *timer) {
  struct addrinfo *list;
  getaddrinfo(server_of(timer->data), "80", NULL, &list);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'getaddrinfo' waits for a name server for each timer tick in 'on_tick_bad': while it is slow or dead, everything else on this event loop stands still for seconds; use getaddrinfo_a, c-ares or a thread that only resolves [hangproof-blocking-dns-lookup]
// CHECK-NOTES: :[[@LINE-4]]:6: note: 'on_tick_bad' is a handler: it takes what libuv gives to a function for each timer tick
}

void on_read_bad(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
  gethostbyname(buffer->base);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each event in 'on_read_bad'
// CHECK-NOTES: :[[@LINE-3]]:6: note: 'on_read_bad' is a handler: it takes what libuv gives to a function for each event
}

void on_readable_bad(evutil_socket_t fd, short what, void *argument) {
  gethostbyname(server_of(argument));
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each event in 'on_readable_bad'
// CHECK-NOTES: :[[@LINE-3]]:6: note: 'on_readable_bad' is a handler: it takes what libevent gives to a function for each event
}

void on_request_bad(struct evhttp_request *request, void *argument) {
  struct addrinfo *list;
  evutil_getaddrinfo(server_of(argument), "80", NULL, &list);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'evutil_getaddrinfo' waits for a name server for each request in 'on_request_bad'
// CHECK-NOTES: :[[@LINE-4]]:6: note: 'on_request_bad' is a handler: it takes what libevent gives to a function for each request
}

void on_timeout_bad(struct ev_loop *loop, struct ev_timer *timer, int what) {
  gethostbyname(server_of(timer->data));
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'gethostbyname' waits for a name server for each timer tick in 'on_timeout_bad'
// CHECK-NOTES: :[[@LINE-3]]:6: note: 'on_timeout_bad' is a handler: it takes what libev gives to a function for each timer tick
}

// libuv's pool runs it.
void work_ok(uv_work_t *request) { gethostbyname(server_of(request->data)); }

void two_arguments_ok(uv_timer_t *timer, int tries) {
  gethostbyname(server_of(timer->data));
}

// Called in view: the caller knows.
static void lookup_ok(uv_timer_t *timer) {
  gethostbyname(server_of(timer->data));
}

void configure_ok(uv_timer_t *timer, const char *name) { lookup_ok(timer); }
