#include "condition.h"

pthread_cond_t monotonic_condition;
pthread_cond_t plain_condition = PTHREAD_COND_INITIALIZER;

void set_up(void) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&monotonic_condition, &attributes);
}

void deadline_in(struct timespec *deadline, int seconds) {
  clock_gettime(CLOCK_MONOTONIC, deadline);
  deadline->tv_sec += seconds;
}
