// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout
//
// A pool in C: threads take nodes off a list and call the function in them.

#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct work {
  struct work *next;
  void (*function)(void *argument);
  void *argument;
};
struct pool {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  struct work *first;
  void (*on_error)(const char *text);
};
static struct pool common;

static void *run(void *argument) {
  struct pool *pool = argument;
  for (;;) {
    struct work *work;
    pthread_mutex_lock(&pool->lock);
    while (!pool->first)
      pthread_cond_wait(&pool->filled, &pool->lock);
    work = pool->first;
    pool->first = work->next;
    pthread_mutex_unlock(&pool->lock);
    work->function(work->argument);
    free(work);
    if (!pool->first)
      pool->on_error("idle");
  }
  return NULL;
}

struct pool *pool_new(int threads) {
  struct pool *pool = calloc(1, sizeof *pool);
  pthread_t thread;
  for (int i = 0; i < threads; i++)
    if (pthread_create(&thread, NULL, run, pool))
      abort();
  return pool;
}

struct pool *pool_common(void) { return &common; }

void pool_add(struct pool *pool, void (*function)(void *), void *argument) {
  struct work *work = malloc(sizeof *work);
  work->function = function;
  work->argument = argument;
  pthread_mutex_lock(&pool->lock);
  work->next = pool->first;
  pool->first = work;
  pthread_cond_signal(&pool->filled);
  pthread_mutex_unlock(&pool->lock);
}

void pool_on_error(struct pool *pool, void (*function)(const char *)) {
  pool->on_error = function;
}

struct host {
  struct host *next;
  const char *name;
  int known;
};
static void look_up(void *argument) {
  struct host *host = argument;
  struct addrinfo *found = NULL;
  host->known = getaddrinfo(host->name, NULL, NULL, &found) == 0;
}
static void count(void *argument) { ((struct host *)argument)->known = 1; }
static void report(const char *text) {
  struct addrinfo *found = NULL;
  if (getaddrinfo(text, NULL, NULL, &found) == 0)
    freeaddrinfo(found);
}

void common_bad(struct host *hosts) {
  for (struct host *host = hosts; host; host = host->next)
    pool_add(pool_common(), look_up, host);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pool_add' starts a task for each element that 'host' visits, and each blocks in 'getaddrinfo' (dns) with no limit on how many do so at once: under load sockets and threads run out, and the other side is flooded; take a slot of a std::counting_semaphore around it, or use a pool of fixed size for this work [hangproof-unbounded-blocking-fanout]
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'host' visits
// CHECK-NOTES: :[[@LINE-14]]:17: note: 'look_up' calls 'getaddrinfo', which blocks (dns)
}

void computes_ok(struct host *hosts) {
  for (struct host *host = hosts; host; host = host->next)
    pool_add(pool_common(), count, host);
}

void own_ok(struct host *hosts) {
  struct pool *pool = pool_new(4);
  for (struct host *host = hosts; host; host = host->next)
    pool_add(pool, look_up, host);
}

/* A callback that is set is no work. */
void callback_ok(struct pool **pools, int n) {
  for (int i = 0; i < n; i++)
    pool_on_error(pools[i], report);
}
