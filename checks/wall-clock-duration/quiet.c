// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11
// The wall clock is right: for people, for other machines, for the calendar.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <utime.h>

void log_ok(const char *text) {
  char buffer[32];
  time_t now = time(NULL);
  strftime(buffer, sizeof buffer, "%F %T", localtime(&now));
  fprintf(stderr, "%s %s\n", buffer, text);
}

void file_name_ok(void) {
  char name[64];
  snprintf(name, sizeof name, "dump-%ld", (long)time(NULL));
  fclose(fopen(name, "w"));
}

void seed_ok(void) { srand(time(NULL)); }
unsigned id_ok(void) { return (unsigned)time(NULL) ^ (unsigned)rand(); }

int file_age_ok(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0)
    return 0;
  return time(NULL) - st.st_mtime > 86400;
}

int newer_file_ok(const struct stat *a, const struct stat *b) {
  return a->st_mtime - b->st_mtime > 0;
}

struct lease {
  time_t expires; // From the server.
};
int lease_ok(const struct lease *l) { return time(NULL) >= l->expires; }

int message_age_ok(int fd) {
  time_t sent;
  if (recv(fd, &sent, sizeof sent, 0) != sizeof sent)
    return 0;
  return time(NULL) - sent > 60;
}

int configured_ok(const char *text) { return time(NULL) > atol(text); }

// --- calendar ---
long second_of_day_ok(void) {
  time_t now = time(NULL);
  return now - now / 86400 * 86400;
}

time_t full_hour_ok(void) {
  time_t now = time(NULL);
  return now - now % 3600;
}

void next_minute_ok(void) {
  time_t now = time(NULL);
  time_t next = now - now % 60 + 60;
  struct timespec rest = {next - now, 0};
  nanosleep(&rest, NULL);
}

int midnight_ok(void) {
  time_t now = time(NULL);
  struct tm parts;
  localtime_r(&now, &parts);
  parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
  time_t midnight = mktime(&parts);
  return now - midnight < 3600;
}

static int last_hour;
int new_hour_ok(void) {
  time_t now = time(NULL);
  int hour = localtime(&now)->tm_hour;
  int changed = hour - last_hour != 0;
  last_hour = hour;
  return changed;
}

// --- setting the clock ---
void set_clock_ok(time_t from_radio) {
  struct timeval tv = {from_radio, 0};
  if (labs(time(NULL) - from_radio) > 2)
    settimeofday(&tv, NULL);
}

// The limit around it is a duration all the same.
static time_t last_set;
void limited_bad(time_t from_radio) {
  time_t now = time(NULL);
  if (now < last_set + 600)
  // CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now < last_set + 600' compares wall-clock readings: a clock step (NTP, manual set) makes the time end early or never; use clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:16: note: 'time' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE+2]]:3: note: kept in 'last_set' here
    return;
  last_set = now;
  set_clock_ok(from_radio);
}

// --- equality ---
static time_t second;
int new_second_ok(void) {
  time_t now = time(NULL);
  if (now == second)
    return 0;
  second = now;
  return 1;
}

// --- sorting by time ---
struct event {
  time_t at;
};
void schedule(struct event *e, int seconds) { e->at = time(NULL) + seconds; }
int by_time_ok(const void *a, const void *b) {
  const struct event *x = a, *y = b;
  return x->at < y->at ? -1 : x->at > y->at;
}

// --- not compared with another reading ---
int clock_set_ok(void) { return time(NULL) > 1500000000; }

// --- one number in parts ---
static const char *age_text(int age) {
  static char text[32];
  int days = (int)((double)age / 86400);
  int hours = (int)((double)(age - days * 86400) / 3600);
  int minutes = (int)((double)(age - days * 86400 - hours * 3600) / 60);
  snprintf(text, sizeof text, "%dd %dh %dm", days, hours, minutes);
  return text;
}
void ages_ok(const char *seen, const char *asked) {
  puts(age_text(time(NULL) - atoi(seen)));
  puts(age_text(time(NULL) - atoi(asked)));
}
