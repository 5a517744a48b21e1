// RUN: %check_hangproof %s hangproof-wall-clock-duration -- -std=gnu11 -D_GNU_SOURCE
// pthread_cond_timedwait and the clock of its condition variable.
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t plain = PTHREAD_COND_INITIALIZER;

void realtime_bad(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'deadline'
}

void seconds_bad(void) {
  struct timespec deadline;
  deadline.tv_sec = time(NULL) + 5;
  deadline.tv_nsec = 0;
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:21: note: 'time' reads the wall clock here into 'deadline'
}

void initialized_bad(void) {
  struct timespec deadline = {time(NULL) + 5, 0};
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-3]]:31: note: 'time' reads the wall clock here into 'deadline'
}

void timeval_bad(int milliseconds) {
  struct timeval now;
  struct timespec deadline;
  gettimeofday(&now, NULL);
  deadline.tv_sec = now.tv_sec + milliseconds / 1000;
  deadline.tv_nsec = (now.tv_usec + milliseconds % 1000 * 1000) * 1000;
  if (deadline.tv_nsec >= 1000000000) {
    deadline.tv_sec++;
    deadline.tv_nsec -= 1000000000;
  }
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-9]]:3: note: 'gettimeofday' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-9]]:12: note: copied to 'deadline' here
}

static void in_ms(struct timespec *ts, int ms) {
  clock_gettime(CLOCK_REALTIME, ts);
  ts->tv_sec += ms / 1000;
  ts->tv_nsec += ms % 1000 * 1000000;
}

void helper_bad(void) {
  struct timespec deadline;
  in_ms(&deadline, 500);
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-10]]:3: note: 'clock_gettime' reads the wall clock here
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'in_ms' gives the reading here into 'deadline'
}

void clockwait_bad(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_clockwait(&plain, &lock, CLOCK_REALTIME, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_clockwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'deadline'
}

// --- the clocks differ ---
void monotonic_for_plain_bad(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&plain, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'plain' uses the wall clock: the wait ends at once, in a busy loop; set CLOCK_MONOTONIC in the attributes of 'plain' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-74]]:23: note: initialized for the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the monotonic clock here
}

struct queue {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  pthread_cond_t drained;
  pthread_cond_t chosen;
};

void init_queue(struct queue *q, clockid_t clock) {
  pthread_condattr_t attributes, of_choice, unset;
  pthread_mutex_init(&q->lock, NULL);
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&q->filled, &attributes);
  pthread_condattr_init(&unset);
  pthread_cond_init(&q->drained, &unset);
  pthread_condattr_init(&of_choice);
  pthread_condattr_setclock(&of_choice, clock);
  pthread_cond_init(&q->chosen, &of_choice);
}

void wall_for_monotonic_bad(struct queue *q) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&q->filled, &q->lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a wall-clock deadline but 'filled' uses the monotonic clock: the wait does not end in time; make the deadline from clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-15]]:3: note: given the monotonic clock here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the wall clock here into 'deadline'
}

void monotonic_for_unset_bad(struct queue *q) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&q->drained, &q->lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'drained' uses the wall clock: the wait ends at once, in a busy loop; set CLOCK_MONOTONIC in the attributes of 'drained' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-22]]:3: note: initialized for the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the monotonic clock here
}

void local_bad(void) {
  pthread_cond_t local;
  pthread_cond_init(&local, NULL);
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&local, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'local' uses the wall clock: the wait ends at once, in a busy loop; set CLOCK_MONOTONIC in the attributes of 'local' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-6]]:3: note: initialized for the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the monotonic clock here
}

void clockwait_mismatch_bad(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_clockwait(&plain, &lock, CLOCK_MONOTONIC, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_clockwait' gets a wall-clock deadline but 'plain' uses the monotonic clock: the wait does not end in time; make the deadline from clock_gettime(CLOCK_MONOTONIC) [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-4]]:3: note: 'clock_gettime' reads the wall clock here into 'deadline'
}

static int timed_wait_bad(pthread_cond_t *condition, pthread_mutex_t *m) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 1;
  return pthread_cond_timedwait(condition, m, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'condition' uses the wall clock: the wait ends at once, in a busy loop; set CLOCK_MONOTONIC in the attributes of 'condition' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-145]]:23: note: initialized for the wall clock here
  // CHECK-NOTES: :[[@LINE-5]]:3: note: 'clock_gettime' reads the monotonic clock here
}

int through_parameter(void) { return timed_wait_bad(&plain, &lock); }

// A wrapper, with a right and a wrong caller.
static int until_bad(pthread_cond_t *condition, const struct timespec *end) {
  return pthread_cond_timedwait(condition, &lock, end);
  // CHECK-NOTES: :[[@LINE-1]]:10: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'condition' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE+13]]:3: note: 'clock_gettime' reads the wall clock here into 'end'
  // CHECK-NOTES: :[[@LINE+14]]:10: note: passed to 'until_bad' here
}

int right_caller(struct queue *q) {
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += 1;
  return until_bad(&q->filled, &end);
}

int wrong_caller(void) {
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += 1;
  return until_bad(&plain, &end);
}

// --- quiet ---
void monotonic_ok(struct queue *q) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&q->filled, &q->lock, &deadline);
}

// The clock of the attributes is chosen at run time.
void chosen_ok(struct queue *q) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&q->chosen, &q->lock, &deadline);
}

void chosen_wall_ok(struct queue *q) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(&q->chosen, &q->lock, &deadline);
}

// No initialization in view.
void unknown_condition_ok(pthread_cond_t *condition, pthread_mutex_t *m) {
  struct timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  deadline.tv_sec += 5;
  pthread_cond_timedwait(condition, m, &deadline);
}

void given_ok(const struct timespec *deadline) {
  pthread_cond_timedwait(&plain, &lock, deadline);
}

// These leave no choice.
void forced_ok(sem_t *semaphore, mqd_t queue, char *buffer) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += 5;
  sem_timedwait(semaphore, &deadline);
  if (pthread_mutex_timedlock(&lock, &deadline) == 0)
    pthread_mutex_unlock(&lock);
  mq_timedreceive(queue, buffer, 100, NULL, &deadline);
}

// --- a number of milliseconds, taken apart again ---
static pthread_cond_t by_default = PTHREAD_COND_INITIALIZER;

static long long wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static long long monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void parts_of_wall_bad(int timeout) {
  long long end = wall_ms() + timeout;
  struct timespec deadline;
  deadline.tv_sec = end / 1000;
  deadline.tv_nsec = end % 1000 * 1000000;
  pthread_cond_timedwait(&by_default, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' waits for a wall-clock time: a clock step (NTP, manual set) makes the wait end early or hang; use a deadline from clock_gettime(CLOCK_MONOTONIC) and set the same clock in the attributes of 'by_default' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-17]]:3: note: 'clock_gettime' reads the wall clock here into 'now'
  // CHECK-NOTES: :[[@LINE-7]]:19: note: 'wall_ms' returns the reading here into 'end'
  // CHECK-NOTES: :[[@LINE-6]]:12: note: copied to 'deadline' here
}

void parts_of_monotonic_bad(int timeout) {
  long long end = monotonic_ms() + timeout;
  struct timespec deadline = {end / 1000, end % 1000 * 1000000};
  pthread_cond_timedwait(&by_default, &lock, &deadline);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_cond_timedwait' gets a monotonic deadline but 'by_default' uses the wall clock: the wait ends at once, in a busy loop; set CLOCK_MONOTONIC in the attributes of 'by_default' [hangproof-wall-clock-duration]
  // CHECK-NOTES: :[[@LINE-31]]:23: note: initialized for the wall clock here
  // CHECK-NOTES: :[[@LINE-22]]:3: note: 'clock_gettime' reads the monotonic clock here
  // CHECK-NOTES: :[[@LINE-6]]:19: note: 'monotonic_ms' returns the reading here into 'end'
  // CHECK-NOTES: :[[@LINE-6]]:19: note: copied to 'deadline' here
}

void parts_of_monotonic_ok(struct queue *q, int timeout) {
  long long end = monotonic_ms() + timeout;
  struct timespec deadline = {end / 1000, end % 1000 * 1000000};
  pthread_cond_timedwait(&q->filled, &q->lock, &deadline);
}

// The next full minute is a time of the calendar.
void next_minute_ok(void) {
  time_t now = time(NULL);
  struct timespec deadline = {now - now % 60 + 60, 0};
  pthread_cond_timedwait(&by_default, &lock, &deadline);
}
