//===- thread-pools.h - Pools with a C interface --------------*- C++ -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_THREAD_POOLS_H
#define MOCK_THREAD_POOLS_H

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_work_s {
  void *data;
} uv_work_t;
typedef void (*uv_work_cb)(uv_work_t *request);
typedef void (*uv_after_work_cb)(uv_work_t *request, int status);
int uv_queue_work(uv_loop_t *loop, uv_work_t *request, uv_work_cb work,
                  uv_after_work_cb after);

typedef void *gpointer;
typedef struct _GThreadPool GThreadPool;
typedef struct _GList {
  gpointer data;
  struct _GList *next;
} GList;
typedef void (*GFunc)(gpointer data, gpointer user_data);
GThreadPool *g_thread_pool_new(GFunc function, gpointer user_data,
                               int most_threads, int exclusive, void **error);
int g_thread_pool_push(GThreadPool *pool, gpointer data, void **error);

#endif // MOCK_THREAD_POOLS_H
