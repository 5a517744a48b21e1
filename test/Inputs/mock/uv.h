//===- uv.h - A little of libuv for tests ----------------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_UV_H
#define MOCK_UV_H
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
typedef void (*uv_timer_cb)(uv_timer_t *handle);
typedef void (*uv_connection_cb)(uv_stream_t *server, int status);

int uv_timer_start(uv_timer_t *handle, uv_timer_cb callback,
                   unsigned long timeout, unsigned long repeat);
int uv_listen(uv_stream_t *stream, int backlog, uv_connection_cb callback);

#ifdef __cplusplus
}
#endif
#endif // MOCK_UV_H
