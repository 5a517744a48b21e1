// RUN: %check_hangproof %s hangproof-unbounded-thread-spawn --
//
// Every call that makes a thread, and every function of a library that runs
// once per connection.

#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>
#include <threads.h>

struct job {
  struct job *next;
};

static void *serve(void *argument) { return argument; }
static int run(void *argument) { return argument != NULL; }

void pthread_bad(struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next) {
    pthread_t thread;
    pthread_create(&thread, NULL, serve, job);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'pthread_create' starts a thread for each element that 'job' visits
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE+1]]:5: note: it is detached: nothing waits for its end
    pthread_detach(thread);
  }
}
void thrd_bad(struct job *jobs) {
  while (jobs) {
    thrd_t thread;
    thrd_create(&thread, run, jobs);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'thrd_create' starts a thread for each element that 'jobs' visits
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'jobs' visits
    jobs = jobs->next;
  }
}

// --- Windows ---

typedef void *HANDLE;
typedef unsigned long (*THREAD_START)(void *);
HANDLE CreateThread(void *security, size_t stack, THREAD_START start, void *argument, unsigned long flags, unsigned long *id);
int CloseHandle(HANDLE handle);
uintptr_t _beginthreadex(void *security, unsigned stack, unsigned (*start)(void *), void *argument, unsigned flags, unsigned *id);
unsigned long WaitForSingleObject(HANDLE handle, unsigned long milliseconds);

static unsigned long client(void *argument) { return argument != NULL; }
static unsigned work(void *argument) { return argument != NULL; }

void create_thread_bad(int listener) {
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    CloseHandle(CreateThread(NULL, 0, client, (void *)(intptr_t)connection, 0, NULL));
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'CreateThread' starts a thread for each connection
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE-3]]:5: note: it is detached: nothing waits for its end
  }
}
void begin_thread_bad(struct job *jobs) {
  do {
    _beginthreadex(NULL, 0, work, jobs, 0, NULL);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: '_beginthreadex' starts a thread for each element that 'jobs' visits
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'jobs' visits
    jobs = jobs->next;
  } while (jobs);
}
void waited_for_ok(struct job *jobs) {
  for (; jobs; jobs = jobs->next) {
    HANDLE thread = CreateThread(NULL, 0, client, jobs, 0, NULL);
    WaitForSingleObject(thread, 0xffffffff);
    CloseHandle(thread);
  }
}

// --- loops without a keyword ---

void jump_bad(int listener) {
  pthread_t thread;
  int connection;
next:
  connection = accept(listener, NULL, NULL);
  if (connection < 0)
    return;
  pthread_create(&thread, NULL, serve, (void *)(intptr_t)connection);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_create' starts a thread for each connection
// CHECK-NOTES: :[[@LINE-6]]:1: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE+1]]:3: note: it is detached: nothing waits for its end
  pthread_detach(thread);
  goto next;
}

// --- once per connection, says the library ---

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_stream_s {
  uv_loop_t *loop;
} uv_stream_t;
typedef unsigned long uv_thread_t;
int uv_listen(uv_stream_t *stream, int backlog, void (*on_connection)(uv_stream_t *server, int status));
int uv_thread_create(uv_thread_t *thread, void (*entry)(void *), void *argument);

static void talk(void *argument) {}
static void on_stream_bad(uv_stream_t *server, int status) {
  uv_thread_t thread;
  uv_thread_create(&thread, talk, server);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'uv_thread_create' starts a thread for each connection
// CHECK-NOTES: :[[@LINE+3]]:10: note: 'on_stream_bad' is handed over here: 'uv_listen' has it run for each connection
}
int listen_on(uv_stream_t *server) {
  return uv_listen(server, 128, on_stream_bad);
}

struct evconnlistener;
struct event_base;
struct evconnlistener *evconnlistener_new_bind(struct event_base *base, void (*accepted)(struct evconnlistener *, int, struct sockaddr *, int, void *), void *argument, unsigned flags, int backlog, const struct sockaddr *at, int length);
int evconnlistener_disable(struct evconnlistener *listener);

static void on_accept_bad(struct evconnlistener *listener, int fd, struct sockaddr *from, int length, void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'pthread_create' starts a thread for each connection
// CHECK-NOTES: :[[@LINE+15]]:3: note: 'on_accept_bad' is handed over here: 'evconnlistener_new_bind' has it run for each connection
// CHECK-NOTES: :[[@LINE+1]]:3: note: it is detached: nothing waits for its end
  pthread_detach(thread);
}

// With the twentieth it stops listening.
static int clients;
static void on_accept_ok(struct evconnlistener *listener, int fd, struct sockaddr *from, int length, void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, serve, (void *)(intptr_t)fd);
  pthread_detach(thread);
  if (++clients >= 20)
    evconnlistener_disable(listener);
}
void bind_all(struct event_base *base, const struct sockaddr *at, int length) {
  evconnlistener_new_bind(base, on_accept_bad, NULL, 0, -1, at, length);
  evconnlistener_new_bind(base, on_accept_ok, NULL, 0, -1, at, length);
}

/* The member of a table says what its function runs for. */
struct operations {
  void (*on_connect)(void *context, int client);
  void (*on_idle)(void *context, int client);
};
void set_operations(const struct operations *operations);
static void *chat(void *argument) { return argument; }
static void connected_bad(void *context, int client) {
  pthread_t thread;
  (void)context;
  if (pthread_create(&thread, 0, chat, (void *)(long)client) == 0)
// CHECK-NOTES: :[[@LINE-1]]:7: warning: 'pthread_create' starts a thread for each connection, however many there are: under load they pile up until memory or the limit on threads is used up; give the work to a pool of fixed size, or wait while a maximum of them runs [hangproof-unbounded-thread-spawn]
// CHECK-NOTES: :[[@LINE-5]]:13: note: 'connected_bad' is a handler: the name of 'on_connect', which it is put into, says that it runs for each connection
// CHECK-NOTES: :[[@LINE+1]]:5: note: it is detached: nothing waits for its end
    pthread_detach(thread);
}
static void idle_ok(void *context, int client) {
  pthread_t thread;
  (void)context;
  if (pthread_create(&thread, 0, chat, (void *)(long)client) == 0)
    pthread_detach(thread);
}
static const struct operations operations = {connected_bad, idle_ok};
void use_operations(void) { set_operations(&operations); }
