// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout -- -std=gnu11
//
// Pools with a C interface.

#include "mock/thread-pools.h"
#include <fcntl.h>
#include <netdb.h>
#include <unistd.h>

struct job {
  uv_work_t request;
  struct job *next;
  const char *name;
  char data[64];
};

static void load(uv_work_t *request) {
  struct job *job = request->data;
  int fd = open(job->name, O_RDONLY);
  if (fd >= 0) {
    if (read(fd, job->data, sizeof job->data) < 0)
      job->data[0] = 0;
    close(fd);
  }
}
static void loaded(uv_work_t *request, int status) {}

static void add(uv_work_t *request) {
  struct job *job = request->data;
  job->data[0]++;
}

void work_bad(uv_loop_t *loop, struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next)
    uv_queue_work(loop, &job->request, load, loaded);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'uv_queue_work' starts a task for each element that 'job' visits, and each blocks in 'open' (disk) with no limit on how many do so at once: under load descriptors run out and the disk thrashes; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE-19]]:12: note: 'load' calls 'open', which blocks (disk)
}

void work_ok(uv_loop_t *loop, struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next)
    uv_queue_work(loop, &job->request, add, loaded);
}

static void resolve(gpointer data, gpointer user) {
  struct addrinfo *found;
  getaddrinfo(data, "80", NULL, &found);
}

void push_bad(GList *hosts) {
  GThreadPool *pool = g_thread_pool_new(resolve, NULL, -1, 0, NULL);
  for (GList *l = hosts; l; l = l->next)
    g_thread_pool_push(pool, l->data, NULL);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'g_thread_pool_push' starts a task for each element that 'l' visits, and each blocks in 'getaddrinfo' (dns)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'l' visits
// CHECK-NOTES: :[[@LINE-9]]:3: note: 'resolve' calls 'getaddrinfo', which blocks (dns)
}

void push_ok(GList *hosts) {
  GThreadPool *pool = g_thread_pool_new(resolve, NULL, 8, 0, NULL);
  for (GList *l = hosts; l; l = l->next)
    g_thread_pool_push(pool, l->data, NULL);
}
