// RUN: %check_hangproof %s hangproof-wall-clock-duration
// Clocks and waits of GLib and libev.
#include "mock/glib-time.h"

void work(void);
void record(double);

void real_time_bad(void) {
  gint64 start = g_get_real_time();
  work();
  record(g_get_real_time() - start);
  // CHECK-NOTES: :[[@LINE-1]]:28: warning: 'g_get_real_time() - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use g_get_monotonic_time [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:18: note: 'g_get_real_time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'g_get_real_time' reads the wall clock here
}

void current_time_bad(void) {
  GTimeVal start, end;
  g_get_current_time(&start);
  work();
  g_get_current_time(&end);
  record((end.tv_sec - start.tv_sec) * 1000000.0 +
  // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'end - start' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use g_get_monotonic_time [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'g_get_current_time' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'g_get_current_time' reads the wall clock here into 'end'
         (end.tv_usec - start.tv_usec));
}

void difference_bad(void) {
  GDateTime *start = g_date_time_new_now_utc();
  work();
  record(g_date_time_difference(g_date_time_new_now_utc(), start));
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'g_date_time_difference' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use g_get_monotonic_time [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:22: note: 'g_date_time_new_now_utc' reads the wall clock here into 'start'
  // CHECK-NOTES: :[[@LINE-3]]:33: note: 'g_date_time_new_now_utc' reads the wall clock here
}

void wait_bad(GCond *condition, GMutex *mutex) {
  gint64 end = g_get_real_time() + 5 * 1000000;
  g_cond_wait_until(condition, mutex, end);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'g_cond_wait_until' gets a wall-clock deadline but 'condition' uses the monotonic clock: the wait does not end in time; make the deadline from g_get_monotonic_time [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'g_get_real_time' reads the wall clock here into 'end'
}

struct watcher {
  double last;
};

void activity(struct watcher *w, struct ev_loop *loop) {
  w->last = ev_now(loop);
}

int timed_out_bad(struct watcher *w, struct ev_loop *loop) {
  return ev_now(loop) > w->last + 60.;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'ev_now() > last + 60' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:13: note: 'ev_now' reads the wall clock here into 'last'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'ev_now' reads the wall clock here
}

void monotonic_ok(GCond *condition, GMutex *mutex) {
  gint64 start = g_get_monotonic_time();
  work();
  record(g_get_monotonic_time() - start);
  g_cond_wait_until(condition, mutex, g_get_monotonic_time() + 1000000);
}
