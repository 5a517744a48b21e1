#include <pthread.h>
#include <sys/types.h>

struct worker {
  pthread_t thread;
};

int worker_start(struct worker *w);
int worker_start_loudly(struct worker *w);
void worker_stop(struct worker *w);
pid_t run_in_child(void (*function)(void));
