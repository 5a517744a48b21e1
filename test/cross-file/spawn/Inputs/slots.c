#include "slots.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int running, most = 64;

int slot_reserve(void) {
  int failed = 1;
  pthread_mutex_lock(&lock);
  if (running < most) {
    running++;
    failed = 0;
  }
  pthread_mutex_unlock(&lock);
  return failed;
}

void slot_free(void) {
  pthread_mutex_lock(&lock);
  running--;
  pthread_mutex_unlock(&lock);
}
