//===- glib-time.h - Clocks and waits of GLib and libev for tests -*- C -*-===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_GLIB_TIME_H
#define MOCK_GLIB_TIME_H

typedef long gint64;
typedef struct {
  long tv_sec;
  long tv_usec;
} GTimeVal;
typedef struct GDateTime GDateTime;
typedef struct {
  void *p;
} GCond;
typedef struct {
  void *p;
} GMutex;

gint64 g_get_real_time(void);
gint64 g_get_monotonic_time(void);
void g_get_current_time(GTimeVal *result);
GDateTime *g_date_time_new_now_utc(void);
gint64 g_date_time_to_unix(GDateTime *time);
gint64 g_date_time_difference(GDateTime *end, GDateTime *begin);
int g_cond_wait_until(GCond *condition, GMutex *mutex, gint64 end);

struct ev_loop;
double ev_now(struct ev_loop *loop);
double ev_time(void);

#endif // MOCK_GLIB_TIME_H
