//===- resolvers.h - Loops and their resolvers for tests ---*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A little of libuv, libevent and libev as far as names and timers go.
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_RESOLVERS_H
#define MOCK_RESOLVERS_H
#include <netdb.h>
#include <sys/types.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_timer_s {
  void *data;
} uv_timer_t;
typedef struct uv_stream_s {
  void *data;
} uv_stream_t;
typedef struct uv_work_s {
  void *data;
} uv_work_t;
typedef struct uv_getaddrinfo_s {
  void *data;
  struct addrinfo *addrinfo;
} uv_getaddrinfo_t;
typedef struct {
  char *base;
  size_t len;
} uv_buf_t;
typedef void (*uv_timer_cb)(uv_timer_t *handle);
typedef void (*uv_connection_cb)(uv_stream_t *server, int status);
typedef void (*uv_work_cb)(uv_work_t *request);
typedef void (*uv_after_work_cb)(uv_work_t *request, int status);
typedef void (*uv_getaddrinfo_cb)(uv_getaddrinfo_t *request, int status,
                                  struct addrinfo *result);
typedef enum { UV_RUN_DEFAULT = 0, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;
int uv_run(uv_loop_t *loop, uv_run_mode mode);
int uv_timer_start(uv_timer_t *handle, uv_timer_cb callback,
                   unsigned long timeout, unsigned long repeat);
int uv_listen(uv_stream_t *stream, int backlog, uv_connection_cb callback);
int uv_queue_work(uv_loop_t *loop, uv_work_t *request, uv_work_cb work,
                  uv_after_work_cb after);
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *request,
                   uv_getaddrinfo_cb callback, const char *node,
                   const char *service, const struct addrinfo *hints);

typedef int evutil_socket_t;
struct event_base;
struct event;
struct bufferevent;
struct evhttp_request;
struct event *event_new(struct event_base *base, evutil_socket_t fd, short what,
                        void (*callback)(evutil_socket_t, short, void *),
                        void *argument);
int evutil_getaddrinfo(const char *node, const char *service,
                       const struct addrinfo *hints, struct addrinfo **result);
int event_base_dispatch(struct event_base *base);

struct ev_loop;
typedef struct ev_timer {
  void *data;
} ev_timer;

#ifdef __cplusplus
}
#endif
#endif // MOCK_RESOLVERS_H
