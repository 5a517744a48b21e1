// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=c11
// The code declares what it uses of the system itself, without a header.

struct timeval {
  long tv_sec;
  long tv_usec;
};
struct timespec {
  long tv_sec;
  long tv_nsec;
};
int gettimeofday(struct timeval *time, void *zone);
int clock_gettime(int clock, struct timespec *time);
long time(long *out);
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1

int is_ready(void);

int wait_ready_bad(long most) {
  struct timeval begin, now;
  gettimeofday(&begin, 0);
  while (!is_ready()) {
    gettimeofday(&now, 0);
    if ((now.tv_sec - begin.tv_sec) * 1000 > most)
// CHECK-NOTES: :[[@LINE-1]]:21: warning: 'now - begin' subtracts wall-clock readings
// CHECK-NOTES: :[[@LINE-5]]:3: note: 'gettimeofday' reads the wall clock here into 'begin'
// CHECK-NOTES: :[[@LINE-4]]:5: note: 'gettimeofday' reads the wall clock here into 'now'
      return -1;
  }
  return 0;
}

static long milliseconds(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int wait_steadily_ok(long most) {
  long begin = milliseconds(CLOCK_MONOTONIC);
  while (!is_ready())
    if (milliseconds(CLOCK_MONOTONIC) - begin > most)
      return -1;
  return 0;
}

// One of many in an array.
static long last_seen[8];

int is_too_soon_bad(int peer) {
  long now = time(0);
  if (now - last_seen[peer] < 10)
// CHECK-NOTES: :[[@LINE-1]]:11: warning: 'now - last_seen{{.*}}' subtracts wall-clock readings
// CHECK-NOTES: note:
// CHECK-NOTES: note:
    return 1;
  last_seen[peer] = now;
  return 0;
}
