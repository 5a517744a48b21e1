// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// A reading is kept in a field, static or global by one function, and used in
// another one.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

int work(void);
void reconnect(void);

// --- static variable ---
static time_t last_try;

void rate_limit_bad(void) {
  time_t now = time(NULL);
  if (now - last_try < 10)
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now - last_try' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'time' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE+2]]:3: note: kept in 'last_try' here
    return;
  last_try = now;
  reconnect();
}

void static_local_bad(void) {
  static time_t last;
  time_t now = time(NULL);
  if (now - last > 60) {
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now - last' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'time' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE+1]]:5: note: copied to 'last' here
    last = now;
    reconnect();
  }
}

// --- field, stored and used in different functions ---
struct connection {
  time_t last_seen;
  struct timeval opened;
  time_t deadline;
  time_t expires;
};

void touch(struct connection *c) { c->last_seen = time(NULL); }
void open_connection(struct connection *c) { gettimeofday(&c->opened, NULL); }

int idle_bad(const struct connection *c) {
  return time(NULL) - c->last_seen > 300;
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() - last_seen' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:51: note: 'time' reads the wall clock here into 'last_seen'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
}

// Two comparisons with one field are one defect.
int idle_twice_bad(const struct connection *c) {
  if (time(NULL) - c->last_seen > 300)
  // CHECK-NOTES: :[[@LINE-1]]:18: warning: 'time() - last_seen' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-14]]:51: note: 'time' reads the wall clock here into 'last_seen'
  // CHECK-NOTES: :[[@LINE-3]]:7: note: 'time' reads the wall clock here
    return 2;
  if (time(NULL) - c->last_seen > 100)
    return 1;
  return 0;
}

long age_bad(const struct connection *c) {
  struct timeval now;
  gettimeofday(&now, NULL);
  return (now.tv_sec - c->opened.tv_sec) * 1000 +
  // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'now - opened' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-26]]:46: note: 'gettimeofday' reads the wall clock here into 'opened'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'gettimeofday' reads the wall clock here into 'now'
         (now.tv_usec - c->opened.tv_usec) / 1000;
}

// --- deadline ---
void arm(struct connection *c, int seconds) {
  c->deadline = time(NULL) + seconds;
}
void disarm(struct connection *c) { c->deadline = 0; }

int expired_bad(const struct connection *c) {
  return c->deadline && time(NULL) >= c->deadline;
  // CHECK-NOTES: :[[@LINE-1]]:36: warning: 'time() >= deadline' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-7]]:17: note: 'time' reads the wall clock here into 'deadline'
  // CHECK-NOTES: :[[@LINE-3]]:25: note: 'time' reads the wall clock here
}

long remaining_bad(const struct connection *c) {
  return c->deadline - time(NULL);
  // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'deadline - time()' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-14]]:17: note: 'time' reads the wall clock here into 'deadline'
  // CHECK-NOTES: :[[@LINE-3]]:24: note: 'time' reads the wall clock here
}

int last_plus_interval_bad(const struct connection *c) {
  return time(NULL) > c->last_seen + 30;
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'time() > last_seen + 30' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-55]]:51: note: 'time' reads the wall clock here into 'last_seen'
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'time' reads the wall clock here
}

int now_minus_interval_bad(const struct connection *c) {
  return c->last_seen < time(NULL) - 30;
  // CHECK-NOTES: :[[@LINE-1]]:23: warning: 'last_seen < time() - 30' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-62]]:51: note: 'time' reads the wall clock here into 'last_seen'
  // CHECK-NOTES: :[[@LINE-3]]:25: note: 'time' reads the wall clock here
}

// --- clock kept for all ---
static time_t current_time;
void tick(void) { current_time = time(NULL); }

struct item {
  time_t expires;
};
void keep(struct item *i, int seconds) { i->expires = current_time + seconds; }
int dropped_bad(const struct item *i) { return i->expires < current_time; }
// CHECK-NOTES: :[[@LINE-1]]:59: warning: 'expires < current_time' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE-8]]:34: note: 'time' reads the wall clock here into 'current_time'
// CHECK-NOTES: :[[@LINE-4]]:45: note: kept in 'expires' here

// --- whole structures ---
struct job {
  struct timespec begin;
};
static struct job current;

void begin_job(void) { clock_gettime(CLOCK_REALTIME, &current.begin); }
double took_bad(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec - current.begin.tv_sec +
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'now - begin' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:24: note: 'clock_gettime' reads the wall clock here into 'begin'
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
         (now.tv_nsec - current.begin.tv_nsec) / 1e9;
}

// --- array of structures on the heap ---
struct slot {
  time_t used;
};
static struct slot *slots;
void make_slots(int n) {
  slots = calloc(n, sizeof *slots);
  memset(slots, 0, n * sizeof *slots);
}
void use(int i) { slots[i].used = time(NULL); }
int stale_bad(int i) { return time(NULL) - slots[i].used > 3600; }
// CHECK-NOTES: :[[@LINE-1]]:42: warning: 'time() - used' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE-3]]:35: note: 'time' reads the wall clock here into 'used'
// CHECK-NOTES: :[[@LINE-3]]:31: note: 'time' reads the wall clock here

// --- quiet ---

// Filled from a file as well: the other store may be of another day.
struct record {
  time_t saved;
};
void stamp(struct record *r) { r->saved = time(NULL); }
int load(struct record *r, FILE *f) { return fscanf(f, "%ld", &r->saved) == 1; }
int old_ok(const struct record *r) { return time(NULL) - r->saved > 86400; }

// Read as a whole.
struct header {
  time_t written;
};
static struct header head;
void write_header(FILE *f) {
  head.written = time(NULL);
  fwrite(&head, sizeof head, 1, f);
}
void read_header(FILE *f) { fread(&head, sizeof head, 1, f); }
long header_age_ok(void) { return time(NULL) - head.written; }

// Saved in a record that is read back: it must survive a restart.
struct session {
  time_t left;
};
struct on_disk {
  time_t left;
};
void leave(struct session *s) { s->left = time(NULL); }
void save(const struct session *s, FILE *f) {
  struct on_disk d;
  d.left = s->left;
  fwrite(&d, sizeof d, 1, f);
}
time_t loaded_ok(FILE *f) {
  struct on_disk d;
  if (fread(&d, sizeof d, 1, f) != 1)
    return 0;
  return d.left;
}
int gone_ok(const struct session *s) { return time(NULL) - s->left > 60; }

// A change is no order in time.
static time_t shown;
void on_change_ok(void) {
  time_t now = time(NULL);
  if (now != shown) {
    shown = now;
    printf("%s", ctime(&now));
  }
}

// Newer of two, and a look for a step of the clock.
static time_t newest;
void newest_ok(void) {
  time_t now = time(NULL);
  if (now > newest)
    newest = now;
}

// The tree of timers is kept in order.
struct timer {
  time_t next;
};
void first(struct timer *t) { t->next = time(NULL); }
void again(struct timer *t, int seconds) { t->next = time(NULL) + seconds; }
int order_ok(const struct timer *a, const struct timer *b) {
  return a->next < b->next ? -1 : a->next > b->next;
}

// Deadline and rest of the time are one defect.
int until_bad(int seconds) {
  time_t end = time(NULL) + seconds;
  for (;;) {
    time_t now = time(NULL);
    if (now >= end)
    // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'now >= end' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
    // CHECK-NOTES: :[[@LINE-5]]:16: note: 'time' reads the wall clock here into 'end'
    // CHECK-NOTES: :[[@LINE-4]]:18: note: 'time' reads the wall clock here into 'now'
      return 0;
    if (work())
      return end - now;
  }
}

// Counters that wrap are compared by the sign of their difference.
static unsigned wake_at;
void sleep_for(unsigned seconds) { wake_at = (unsigned)time(NULL) + seconds; }
int is_awake_bad(void) { return (int)((unsigned)time(NULL) - wake_at) >= 0; }
// CHECK-NOTES: :[[@LINE-1]]:60: warning: 'time() - wake_at' subtracts wall-clock readings: a clock step (NTP, manual set) makes the duration wrong or negative; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
// CHECK-NOTES: :[[@LINE-3]]:56: note: 'time' reads the wall clock here into 'wake_at'
// CHECK-NOTES: :[[@LINE-3]]:49: note: 'time' reads the wall clock here

// The caller gives the time, and the last one is kept from another call.
static int is_time(time_t now) {
  static time_t last;
  if (now - last < 60)
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now - last' subtracts wall-clock readings
  // CHECK-NOTES: :[[@LINE+7]]:40: note: 'time' reads the wall clock here
  // CHECK-NOTES: :[[@LINE+6]]:32: note: passed to 'is_time' here
  // CHECK-NOTES: :[[@LINE+2]]:3: note: copied to 'last' here
    return 0;
  last = now;
  return 1;
}
int is_time_bad(void) { return is_time(time(NULL)); }
