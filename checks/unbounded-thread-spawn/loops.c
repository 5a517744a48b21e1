// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn --
//
// Threads of C in loops over data.

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <threads.h>
#include <unistd.h>

void *serve(void *argument);
int serve_c11(void *argument);
void note(const char *text);

struct client {
  int fd;
  pthread_t thread;
  struct client *next;
};

void acceptLoop_bad(int listener) {
  for (;;) {
    int *fd = malloc(sizeof *fd);
    *fd = accept(listener, NULL, NULL);
    if (*fd < 0)
      continue;
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, fd) != 0) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'pthread_create' starts a thread for each connection, however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
      // CHECK-NOTES: :[[@LINE-8]]:3: note: loop runs once per connection from 'accept'
      // CHECK-NOTES: :[[@LINE+4]]:5: note: it is detached: nothing waits for its end
      close(*fd);
      continue;
    }
    pthread_detach(thread);
  }
}

void acceptInCondition_bad(int listener) {
  int fd;
  pthread_t thread;
  while ((fd = accept(listener, NULL, NULL)) >= 0)
    pthread_create(&thread, NULL, serve, (void *)(long)fd);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each connection
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per connection from 'accept'
  // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle goes into 'thread', and nothing waits for its end
}

// As many threads as there are hosts, all of them at once.
void growingArray_bad(char **hosts) {
  pthread_t *threads = NULL;
  size_t count = 0;
  for (char **host = hosts; *host; host++) {
    threads = realloc(threads, (count + 1) * sizeof *threads);
    if (pthread_create(&threads[count], NULL, serve, *host) == 0)
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'pthread_create' starts a thread for each element that 'host' visits
      // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'host' visits
      // CHECK-NOTES: :[[@LINE+4]]:5: note: it is waited for only here, when all of them have been started
      count++;
  }
  for (size_t i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
  free(threads);
}

void listWalk_bad(struct client *list) {
  for (struct client *c = list; c != NULL; c = c->next)
    pthread_create(&c->thread, NULL, serve, c);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each element that 'c' visits
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'c' visits
  // CHECK-NOTES: :[[@LINE-3]]:5: note: its handle goes into 'thread', and nothing waits for its end
}

void readdir_bad(const char *path) {
  DIR *folder = opendir(path);
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    thrd_t thread;
    if (thrd_create(&thread, serve_c11, strdup(entry->d_name)) == thrd_success)
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'thrd_create' starts a thread for each item from 'readdir'
      // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per item from 'readdir'
      // CHECK-NOTES: :[[@LINE+1]]:7: note: it is detached: nothing waits for its end
      thrd_detach(thread);
  }
  closedir(folder);
}

void lines_bad(FILE *in) {
  char line[256];
  while (fgets(line, sizeof line, in)) {
    pthread_t thread;
    pthread_create(&thread, NULL, serve, strdup(line));
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each item from 'fgets'
    // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per item from 'fgets'
  }
}

// The counter indexes the data that is given to the threads.
void countedData_bad(char **hosts, int n, pthread_t *ids) {
  for (int i = 0; i < n; i++)
    pthread_create(&ids[i], NULL, serve, hosts[i]);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each element of 'hosts'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
  // CHECK-NOTES: :[[@LINE+2]]:5: note: it is waited for only here, when all of them have been started
  for (int i = 0; i < n; i++)
    pthread_join(ids[i], NULL);
}

struct upload {
  int fd;
};
void countedStructs_bad(struct upload *uploads, size_t count, pthread_t *ids) {
  for (size_t i = 0; i < count; i++)
    pthread_create(&ids[i], NULL, serve, &uploads[i]);
  // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each element of 'uploads'
  // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'uploads' runs once per element
  // CHECK-NOTES: :[[@LINE+2]]:5: note: it is waited for only here, when all of them have been started
  for (size_t i = 0; i < count; i++)
    pthread_join(ids[i], NULL);
}
struct worker_args {
  int id;
};
void givenContexts_ok(struct worker_args *all, size_t count, pthread_t *ids) {
  for (size_t i = 0; i < count; i++)
    pthread_create(&ids[i], NULL, serve, &all[i]);
}

// Joins those that are done, however many are not.
struct peer {
  int fd;
  pthread_t thread;
};

void reap_bad(int listener, struct peer *clients, int (*done)(int)) {
  int used = 0;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    clients[used].fd = fd;
    pthread_create(&clients[used].thread, NULL, serve, &clients[used]);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :[[@LINE+4]]:9: note: it is waited for only here, when all of them have been started
    used++;
    for (int i = 0; i < used; i++)
      if (done(clients[i].fd))
        pthread_join(clients[i].thread, NULL);
  }
}

// A pool: as many threads as somebody has said, or as there are handles.
static pthread_t workers[8];

void constantPool_ok(void) {
  for (int i = 0; i < 8; i++)
    pthread_create(&workers[i], NULL, serve, NULL);
}

void sizeofPool_ok(void) {
  for (size_t i = 0; i < sizeof workers / sizeof *workers; i++)
    pthread_create(&workers[i], NULL, serve, NULL);
}

void threadCount_ok(int nthreads) {
  pthread_t *pool = malloc(nthreads * sizeof *pool);
  for (int i = 0; i < nthreads; i++)
    pthread_create(&pool[i], NULL, serve, NULL);
}

struct settings {
  int count;
};
extern struct settings config;

void configuredCount_ok(void) {
  pthread_t *pool = malloc(config.count * sizeof *pool);
  for (int i = 0; i < config.count; i++)
    pthread_create(&pool[i], NULL, serve, NULL);
}

struct context {
  int id;
  pthread_t thread;
};

// The contexts are the pool's own.
void contexts_ok(int n) {
  struct context *contexts = calloc(n, sizeof *contexts);
  for (int i = 0; i < n; i++) {
    contexts[i].id = i;
    pthread_create(&contexts[i].thread, NULL, serve, &contexts[i]);
  }
}

void onlineCpus_ok(void) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  for (long i = 0; i < n; i++) {
    pthread_t id;
    pthread_create(&id, NULL, serve, (void *)i);
  }
}

static void startMany(int n) {
  pthread_t id;
  for (int i = 0; i < n; i++)
    pthread_create(&id, NULL, serve, NULL);
}
void constantInCaller_ok(void) { startMany(4); }

// Waited for in the same turn.
void joinedInTurn_ok(char **hosts) {
  for (char **host = hosts; *host; host++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, *host) != 0)
      break;
    pthread_join(thread, NULL);
  }
}

void joinedBatch_ok(int listener) {
  for (;;) {
    pthread_t pair[2];
    int fd = accept(listener, NULL, NULL);
    for (int i = 0; i < 2; i++)
      pthread_create(&pair[i], NULL, serve, (void *)(long)fd);
    for (int i = 0; i < 2; i++)
      pthread_join(pair[i], NULL);
  }
}

// The one before is waited for first.
void oneAtATime_ok(int listener) {
  pthread_t last;
  int any = 0;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (any)
      pthread_join(last, NULL);
    any = pthread_create(&last, NULL, serve, (void *)(long)fd) == 0;
  }
}

void leavesAfterTheFirst_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0)
      continue;
    pthread_t thread;
    pthread_create(&thread, NULL, serve, (void *)(long)fd);
    break;
  }
}

void retry_ok(void) {
  pthread_t thread;
  while (pthread_create(&thread, NULL, serve, NULL) != 0)
    sleep(1);
}

static int started;
void once_ok(FILE *in) {
  char line[256];
  while (fgets(line, sizeof line, in)) {
    if (!started) {
      pthread_t thread;
      started = 1;
      pthread_create(&thread, NULL, serve, NULL);
    }
    note(line);
  }
}

// As many as destinations, whose list is allocated here for the threads alone.
struct errand {
  const char *name;
  int result;
};
static int errand_count;
int errands_ok(const char *name) {
  struct errand *errands = calloc(errand_count, sizeof(struct errand));
  pthread_t *threads = calloc(errand_count, sizeof(pthread_t));
  for (int i = 0; i < errand_count; i++) {
    struct errand *errand = errands + i;
    errand->name = name;
    if (pthread_create(&threads[i], NULL, serve, errand))
      abort();
  }
  for (int i = 0; i < errand_count; i++)
    pthread_join(threads[i], NULL);
  return 0;
}

// The list is filled, and its length told, by somebody else.
char **load_hosts(const char *path, int *count);
void loaded_bad(const char *path) {
  int count;
  char **hosts = load_hosts(path, &count);
  pthread_t *threads = calloc(count, sizeof(pthread_t));
  for (int i = 0; i < count; i++)
    if (pthread_create(&threads[i], NULL, serve, hosts[i]))
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'pthread_create' starts a thread for each element of 'hosts'
      // CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'hosts' runs once per element
      // CHECK-NOTES: :[[@LINE+3]]:5: note: it is waited for only here
      abort();
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

int setUp(int *server);
int takeClient(int *server, int *client);
int note_client(int *server);

// What both calls are about is no mark of the first of them.
void handleOfServer_bad(void) {
  int server = 0;
  if (setUp(&server))
    return;
  while (1) {
    int client;
    if (takeClient(&server, &client))
      continue;
    note_client(&server);
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0)
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: 'pthread_create' starts a thread for each turn of an endless loop
      // CHECK-NOTES: :[[@LINE-8]]:3: note: loop runs for ever
      note("no thread");
  }
}

// Variables that each turn sets anew, and a result that is used twice.
int variablesOnTop_bad(int listener, volatile int *stop) {
  struct client *one;
  socklen_t length;
  struct sockaddr_storage peer;
  fd_set set;
  int result;
  do {
    FD_ZERO(&set);
    FD_SET(listener, &set);
    result = select(listener + 1, &set, NULL, NULL, NULL);
    if (result < 0) {
      if (*stop)
        break;
    } else if (result == 0) {
      if (*stop)
        break;
    } else {
      one = malloc(sizeof *one);
      if (!one)
        return 1;
      one->next = NULL;
      length = sizeof peer;
      one->fd = accept(listener, (struct sockaddr *)&peer, &length);
      if (one->fd < 0) {
        free(one);
        continue;
      }
      length = sizeof peer;
      if (getsockname(one->fd, (struct sockaddr *)&peer, &length)) {
        free(one);
        continue;
      }
      result = pthread_create(&one->thread, NULL, serve, one);
      // CHECK-NOTES: :[[@LINE-1]]:16: warning: 'pthread_create' starts a thread for each item from 'select'
      // CHECK-NOTES: :[[@LINE-28]]:3: note: loop runs once per item from 'select'
      // CHECK-NOTES: :[[@LINE-3]]:16: note: its handle goes into 'thread', and nothing waits for its end
      if (result != 0)
        break;
    }
  } while (!*stop);
  return 0;
}

// The inner loop asks each of a few listeners.
void listeners_bad(int *listeners, int count, volatile int *stop) {
  int i, most = 0, ready;
  fd_set set;
  pthread_t thread;
  while (!*stop) {
    FD_ZERO(&set);
    for (i = 0; i < 8; i++)
      if (listeners[i] != -1) {
        FD_SET(listeners[i], &set);
        if (listeners[i] > most)
          most = listeners[i];
      }
    ready = select(most + 1, &set, NULL, NULL, NULL);
    if (ready < 0)
      continue;
    for (i = 0; i < 8; i++)
      if (listeners[i] != -1 && FD_ISSET(listeners[i], &set)) {
        int fd = accept(listeners[i], NULL, NULL);
        if (pthread_create(&thread, NULL, serve, (void *)(long)fd) != 0)
          // CHECK-NOTES: :[[@LINE-1]]:13: warning: 'pthread_create' starts a thread for each item from 'select'
          // CHECK-NOTES: :[[@LINE-16]]:3: note: loop runs once per item from 'select'
          // CHECK-NOTES: :[[@LINE+2]]:9: note: it is detached: nothing waits for its end
          continue;
        pthread_detach(thread);
      }
  }
}

// A few clients, and that is all.
void fewClients_quiet(int listener) {
  pthread_t thread;
  for (int i = 0; i < 8; i++) {
    int fd = accept(listener, NULL, NULL);
    pthread_create(&thread, NULL, serve, (void *)(long)fd);
  }
}

// A mark that the turn before has left.
void onceInLoop_quiet(int listener) {
  int started = 0;
  pthread_t thread;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0 || started)
      continue;
    started = 1;
    pthread_create(&thread, NULL, serve, (void *)(long)fd);
  }
}
