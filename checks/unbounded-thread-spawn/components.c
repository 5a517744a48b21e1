// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn --
//
// Parts of the program that each have a thread, as many as were set up.

#include <pthread.h>
#include <stddef.h>

struct module {
  struct module *next;
  pthread_t thread;
  void *(*run)(void *);
};
struct configuration {
  struct module *first;
};

static struct module *nextModule(struct configuration *c, struct module *m) {
  return m ? m->next : c->first;
}
static int launch(pthread_t *thread, void *(*run)(void *), void *argument) {
  return pthread_create(thread, NULL, run, argument);
}

int modules_ok(struct configuration *c) {
  struct module *m = nextModule(c, NULL);
  while (m) {
    if (launch(&m->thread, m->run, m))
      return -1;
    m = nextModule(c, m);
  }
  return 0;
}

struct relay {
  struct relay *next;
  pthread_t thread;
};
static void *relayRun(void *argument) { return argument; }
static void check(struct relay *r) {
  pthread_create(&r->thread, NULL, relayRun, r);
}
void relays_ok(struct relay *first) {
  for (struct relay *r = first; r; r = r->next)
    check(r);
}

// Hosts are data.
struct host {
  struct host *next;
  const char *name;
};
static struct host *nextHost(struct host *h) { return h->next; }
static void probe(struct host *h) {
  pthread_t thread;
  pthread_create(&thread, NULL, relayRun, h);
  pthread_detach(thread);
}
void hosts_bad(struct host *first) {
  struct host *h = first;
  while (h) {
    probe(h);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'probe' (through 'pthread_create') starts a thread for each element that 'h' visits
    // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'h' visits
    // CHECK-NOTES: :[[@LINE-9]]:3: note: 'probe' calls 'pthread_create', which makes the thread
    h = nextHost(h);
  }
}

// One at a time for each program of a list that is there anyhow.
struct program {
  struct program *next;
  int isRunning;
};
static struct program *programs;
void programs_ok(void) {
  for (struct program *p = programs; p; p = p->next) {
    pthread_t thread;
    if (p->isRunning)
      continue;
    p->isRunning = 1;
    pthread_create(&thread, NULL, relayRun, p);
    pthread_detach(thread);
  }
}
