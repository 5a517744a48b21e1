#include "ticks.h"
#include <sys/time.h>
#include <time.h>

long ticks(void) {
  struct timeval tv;
  gettimeofday(&tv, 0);
  return tv.tv_sec * 1000 + tv.tv_usec / 1000;
}

long steady_ticks(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void get_time(long *result) { *result = ticks(); }

long since(long start) { return ticks() - start; }
