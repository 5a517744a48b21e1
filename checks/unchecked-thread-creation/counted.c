// RUN: %check_hangproof %s hangproof-unchecked-thread-creation -- -std=c11 -D_GNU_SOURCE
//
// The caller drops the result, and looks at what was counted.

#include <pthread.h>
#include <stdbool.h>

struct pool {
  int threads;
  int wanted;
};

void *work(void *pool);

static bool add_thread(struct pool *p) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, p) != 0)
    return false;
  pthread_detach(thread);
  p->threads++;
  return true;
}

bool counted_ok(struct pool *p) {
  for (int i = 0; i < p->wanted; i++)
    add_thread(p);
  return p->threads >= p->wanted;
}

void not_looked_at_bad(struct pool *p) {
  for (int i = 0; i < p->wanted; i++)
    add_thread(p);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: nobody sees when 'add_thread' (through 'pthread_create') makes no thread
// CHECK-NOTES: :[[@LINE-17]]:7: note: 'add_thread' leaves a failure of 'pthread_create' to its caller
}

static bool add_anyway(struct pool *p) {
  pthread_t thread;
  p->threads++;
  return pthread_create(&thread, NULL, work, p) == 0;
}

bool counted_either_way_bad(struct pool *p) {
  for (int i = 0; i < p->wanted; i++)
    add_anyway(p);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: nobody sees when 'add_anyway' (through 'pthread_create') makes no thread
// CHECK-NOTES: :[[@LINE-7]]:10: note: 'add_anyway' leaves a failure of 'pthread_create' to its caller
  return p->threads >= p->wanted;
}
