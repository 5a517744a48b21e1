// RUN: %check_hangproof %s hangproof-unbounded-blocking-fanout --
//
// Libraries in C that hand work to threads of a pool, each with work of every
// kind that waits; and asynchronous calls that wait without a thread.

#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// --- libuv ---

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_work_s {
  void *data;
} uv_work_t;
typedef struct uv_fs_s uv_fs_t;
typedef struct uv_getaddrinfo_s uv_getaddrinfo_t;
int uv_queue_work(uv_loop_t *loop, uv_work_t *request, void (*work)(uv_work_t *), void (*after)(uv_work_t *, int));
int uv_fs_open(uv_loop_t *loop, uv_fs_t *request, const char *path, int flags, int mode, void (*opened)(uv_fs_t *));
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *request, void (*found)(uv_getaddrinfo_t *, int, struct addrinfo *), const char *node, const char *service, const struct addrinfo *hints);

struct job {
  uv_work_t request;
  uv_fs_t *file;
  uv_getaddrinfo_t *lookup;
  struct job *next;
  const char *name;
};

typedef struct CURL CURL;
CURL *curl_easy_init(void);
int curl_easy_perform(CURL *handle);

[[clang::annotate("hangproof::blocking")]] int render(const char *name);

static void on_disk(uv_work_t *request) {
  struct job *job = request->data;
  int fd = open(job->name, O_RDWR);
  fsync(fd);
  close(fd);
}
static void on_network(uv_work_t *request) {
  curl_easy_perform(curl_easy_init());
}
static void in_process(uv_work_t *request) {
  struct job *job = request->data;
  FILE *pipe = popen(job->name, "r");
  pclose(pipe);
}
static void in_native(uv_work_t *request) {
  struct job *job = request->data;
  render(job->name);
}
static void computes(uv_work_t *request) {
  struct job *job = request->data;
  unsigned sum = 0;
  for (const char *at = job->name; *at; ++at)
    sum = sum * 33 + *at;
  job->name += sum & 1;
}
static void done(uv_work_t *request, int status) {}

void disk_bad(uv_loop_t *loop, struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next)
    uv_queue_work(loop, &job->request, on_disk, done);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'uv_queue_work' starts a task for each element that 'job' visits, and each blocks in 'fsync' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE-29]]:3: note: 'on_disk' calls 'fsync', which blocks (disk)
}
void network_bad(uv_loop_t *loop, struct job *job) {
  while (job) {
    uv_queue_work(loop, &job->request, on_network, done);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'uv_queue_work' starts a task for each element that 'job' visits, and each blocks in 'curl_easy_perform' (network)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE-32]]:3: note: 'on_network' calls 'curl_easy_perform', which blocks (network)
    job = job->next;
  }
}
void process_bad(uv_loop_t *loop, struct job *job) {
  do {
    uv_queue_work(loop, &job->request, in_process, done);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'uv_queue_work' starts a task for each element that 'job' visits, and each blocks in 'popen' (process)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE-37]]:16: note: 'in_process' calls 'popen', which blocks (process)
    job = job->next;
  } while (job);
}
void native_bad(uv_loop_t *loop, struct job *job) {
again:
  if (!job)
    return;
  uv_queue_work(loop, &job->request, in_native, done);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'uv_queue_work' starts a task for each element that 'job' visits, and each blocks in 'render' (foreign)
// CHECK-NOTES: :[[@LINE-5]]:1: note: loop runs once per element that 'job' visits
// CHECK-NOTES: :[[@LINE-43]]:3: note: 'in_native' calls 'render', which blocks (foreign)
  job = job->next;
  goto again;
}
void compute_ok(uv_loop_t *loop, struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next)
    uv_queue_work(loop, &job->request, computes, done);
}

// No more than four at once; each that ends starts the next.
static struct job *waiting;
static int running;
static void pump(uv_loop_t *loop);
static void next_one(uv_work_t *request, int status) {
  --running;
  pump(NULL);
}
static void pump(uv_loop_t *loop) {
  while (waiting && running < 4) {
    struct job *job = waiting;
    waiting = job->next;
    ++running;
    uv_queue_work(loop, &job->request, on_disk, next_one);
  }
}

static void opened(uv_fs_t *request) {}
static void found(uv_getaddrinfo_t *request, int status, struct addrinfo *all) {}
void asynchronous_ok(uv_loop_t *loop, struct job *jobs) {
  for (struct job *job = jobs; job; job = job->next) {
    uv_fs_open(loop, job->file, job->name, 0, 0, opened);
    uv_getaddrinfo(loop, job->lookup, found, job->name, "80", NULL);
  }
}

// --- GLib ---

typedef struct _GTask GTask;
typedef struct _GThreadPool GThreadPool;
typedef struct _GList {
  void *data;
  struct _GList *next;
} GList;
typedef void *gpointer;
GTask *g_task_new(gpointer source, void *cancellable, void (*ready)(void), gpointer data);
void g_task_run_in_thread(GTask *task, void (*work)(GTask *task, gpointer source, gpointer data, void *cancellable));
GThreadPool *g_thread_pool_new(void (*work)(gpointer data, gpointer user), gpointer user, int most, int exclusive, void **error);
int g_thread_pool_push(GThreadPool *pool, gpointer data, void **error);

static void look_up(GTask *task, gpointer source, gpointer data, void *cancellable) {
  struct addrinfo *all;
  getaddrinfo(data, "80", NULL, &all);
}
static void load(gpointer data, gpointer user) {
  FILE *file = fopen(data, "r");
  if (file)
    fclose(file);
}
void task_bad(GList *names) {
  for (; names; names = names->next) {
    GTask *task = g_task_new(NULL, NULL, NULL, names->data);
    g_task_run_in_thread(task, look_up);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'g_task_run_in_thread' starts a task for each element that 'names' visits, and each blocks in 'getaddrinfo' (dns)
// CHECK-NOTES: :[[@LINE-4]]:3: note: loop runs once per element that 'names' visits
// CHECK-NOTES: :[[@LINE-13]]:3: note: 'look_up' calls 'getaddrinfo', which blocks (dns)
  }
}
void unlimited_bad(GList *names) {
  GThreadPool *pool = g_thread_pool_new(load, NULL, -1, 0, NULL);
  for (; names; names = names->next)
    g_thread_pool_push(pool, names->data, NULL);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'g_thread_pool_push' starts a task for each element that 'names' visits, and each blocks in 'fopen' (disk)
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop runs once per element that 'names' visits
// CHECK-NOTES: :[[@LINE-19]]:16: note: 'load' calls 'fopen', which blocks (disk)
}
void limited_ok(GList *names) {
  GThreadPool *pool = g_thread_pool_new(load, NULL, 4, 0, NULL);
  for (; names; names = names->next)
    g_thread_pool_push(pool, names->data, NULL);
}
