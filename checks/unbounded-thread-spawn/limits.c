// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn --
//
// What caps the number of threads, wherever it stands.

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MaxClients = 32 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static sem_t slots;
static int clients, maximum, listening = 1;
static int total;

static void *serve(void *argument) {
  close((int)(long)argument);
  sem_post(&slots);
  pthread_mutex_lock(&lock);
  clients--;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void start(int fd) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve, (void *)(long)fd) == 0)
    pthread_detach(thread);
}

void semaphore_ok(int listener) {
  for (;;) {
    sem_wait(&slots);
    start(accept(listener, NULL, NULL));
  }
}

void tried_ok(int listener) {
  int fd;
  while ((fd = accept(listener, NULL, NULL)) >= 0) {
    if (sem_trywait(&slots) != 0) {
      close(fd);
      continue;
    }
    start(fd);
  }
}

void refuses_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (clients >= MaxClients) {
      close(fd);
      continue;
    }
    clients++;
    start(fd);
  }
}

void waitsBeforeAccept_ok(int listener) {
  for (;;) {
    pthread_mutex_lock(&lock);
    while (clients >= maximum)
      pthread_cond_wait(&changed, &lock);
    clients++;
    pthread_mutex_unlock(&lock);
    start(accept(listener, NULL, NULL));
  }
}

void waitsAtTheEnd_ok(int listener) {
  for (;;) {
    start(accept(listener, NULL, NULL));
    clients++;
    while (clients >= maximum)
      usleep(1000);
  }
}

// Polls its listeners only while there is room.
void stopsListening_ok(int listener) {
  struct pollfd fds[1] = {{listener, POLLIN, 0}};
  nfds_t polled = 1;
  for (;;) {
    poll(fds, polled, 1000);
    if (fds[0].revents & POLLIN) {
      int fd = accept(listener, NULL, NULL);
      clients++;
      start(fd);
    }
    if (clients >= maximum)
      polled = 0;
    else
      polled = 1;
  }
}

static int full(void) { return clients >= maximum; }

void predicate_ok(int listener) {
  for (;;) {
    if (full()) {
      sleep(1);
      continue;
    }
    int fd = accept(listener, NULL, NULL);
    clients++;
    start(fd);
  }
}

static void waitForRoom(void) {
  pthread_mutex_lock(&lock);
  while (clients >= maximum)
    pthread_cond_wait(&changed, &lock);
  clients++;
  pthread_mutex_unlock(&lock);
}

void helper_ok(int listener) {
  for (;;) {
    waitForRoom();
    start(accept(listener, NULL, NULL));
  }
}

static int startIfRoom(int fd) {
  if (clients >= maximum)
    return -1;
  clients++;
  start(fd);
  return 0;
}

void insideTheWrapper_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (startIfRoom(fd) != 0)
      close(fd);
  }
}

void leavesAtTheMaximum_ok(int listener) {
  while (total < MaxClients) {
    start(accept(listener, NULL, NULL));
    total++;
  }
}

static int freeSlots = 16;

void countsDown_ok(int listener) {
  for (;;) {
    pthread_mutex_lock(&lock);
    while (freeSlots == 0)
      pthread_cond_wait(&changed, &lock);
    freeSlots--;
    pthread_mutex_unlock(&lock);
    start(accept(listener, NULL, NULL));
  }
}

// Counts failures, not threads.
void countsErrors_bad(int listener) {
  int errors = 0;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) {
      if (++errors > 10)
        break;
      continue;
    }
    start(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-9]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
  }
}

// Says that there are many, and goes on.
void onlyLogs_bad(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    clients++;
    if (clients > maximum)
      fprintf(stderr, "%d clients\n", clients);
    start(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-7]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
  }
}

// Waits for items, not for slots.
static sem_t items;
void put(void) { sem_post(&items); }

void countsItems_bad(int (*take)(void)) {
  for (;;) {
    sem_wait(&items);
    start(take());
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each turn of an endless loop
    // CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs for ever
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
  }
}

// The slot is reserved in a function that says whether there was one.
static int reserve(void) {
  int result = -1;
  pthread_mutex_lock(&lock);
  if (clients < maximum) {
    clients++;
    result = 0;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

void reserved_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (reserve() < 0) {
      close(fd);
      continue;
    }
    start(fd);
  }
}

// It counts them, and says yes in any case.
static int count(void) {
  if (clients < maximum)
    fprintf(stderr, "%d clients\n", clients);
  clients++;
  return listening;
}

void counted_bad(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    if (count() < 0)
      continue;
    start(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
  }
}

// The semaphore guards the count, and is given back before the thread.
void givenBack_bad(int listener) {
  static sem_t guard;
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    sem_wait(&guard);
    total++;
    sem_post(&guard);
    start(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-7]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
  }
}

// A mutex is no limit for threads that are started under it.
void underMutex_bad(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    pthread_mutex_lock(&lock);
    start(fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'start' (through 'pthread_create') starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-5]]:3: note: loop runs once per connection from 'accept'
    // CHECK-NOTES: :32:7: note: 'start' calls 'pthread_create', which makes the thread
    pthread_mutex_unlock(&lock);
  }
}

// A table of places, and what to do when it is full.
static struct {
  int used;
  pthread_t thread;
} places[64];

void table_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL), i;
    for (i = 0; i < 64; i++)
      if (!places[i].used)
        break;
    if (i == 64) {
      close(fd);
      continue;
    }
    places[i].used = 1;
    pthread_create(&places[i].thread, NULL, serve, (void *)(long)fd);
  }
}

static pthread_t *freePlace(void) {
  for (int i = 0; i < 64; i++)
    if (!places[i].used) {
      places[i].used = 1;
      return &places[i].thread;
    }
  return NULL;
}

void tableInHelper_ok(int listener) {
  for (;;) {
    int fd = accept(listener, NULL, NULL);
    pthread_t *place = freePlace();
    if (!place) {
      close(fd);
      continue;
    }
    pthread_create(place, NULL, serve, (void *)(long)fd);
  }
}

// What is looked up is not used up.
static struct {
  int port;
  void *(*run)(void *);
} services[] = {{80, serve}, {443, serve}};

void lookedUp_bad(int listener, int port) {
  for (;;) {
    int fd = accept(listener, NULL, NULL), i;
    pthread_t thread;
    for (i = 0; i < 2; i++)
      if (services[i].port == port)
        break;
    if (i == 2)
      continue;
    pthread_create(&thread, NULL, services[i].run, (void *)(long)fd);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each connection
    // CHECK-NOTES: :[[@LINE-10]]:3: note: loop runs once per connection from 'accept'
  }
}

/* The count is read under its lock. */
static pthread_mutex_t jobs_lock = PTHREAD_MUTEX_INITIALIZER;
static int jobs;
static void *job(void *argument) {
  pthread_mutex_lock(&jobs_lock);
  jobs--;
  pthread_mutex_unlock(&jobs_lock);
  return argument;
}
static int running_jobs(void) {
  int n;
  pthread_mutex_lock(&jobs_lock);
  n = jobs;
  pthread_mutex_unlock(&jobs_lock);
  return n;
}
void copy_of_count_ok(int listener) {
  for (;;) {
    pthread_t thread;
    int client = accept(listener, 0, 0);
    while (running_jobs() >= 8)
      usleep(1000);
    pthread_mutex_lock(&jobs_lock);
    jobs++;
    pthread_mutex_unlock(&jobs_lock);
    if (pthread_create(&thread, 0, job, (void *)(long)client) == 0)
      pthread_detach(thread);
  }
}
