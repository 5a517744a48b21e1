#include "threads.h"
#include <stdio.h>
#include <unistd.h>

static void *work(void *argument) { return argument; }

int worker_start(struct worker *w) {
  if (pthread_create(&w->thread, NULL, work, w) != 0)
    return -1;
  return 0;
}

int worker_start_loudly(struct worker *w) {
  int rc = pthread_create(&w->thread, NULL, work, w);
  if (rc != 0)
    fprintf(stderr, "no thread: %d\n", rc);
  return rc;
}

void worker_stop(struct worker *w) { pthread_join(w->thread, NULL); }

pid_t run_in_child(void (*function)(void)) {
  pid_t pid = fork();
  if (pid == 0) {
    function();
    _exit(0);
  }
  return pid;
}
