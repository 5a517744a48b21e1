#include "slots.h"
#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

static void *session(void *argument) {
  close((int)(intptr_t)argument);
  slot_free();
  return NULL;
}

void session_start(int fd) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, session, (void *)(intptr_t)fd) == 0)
    pthread_detach(thread);
}
