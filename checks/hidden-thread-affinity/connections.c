// RUN: %check_hangproof %s hangproof-hidden-thread-affinity --
// Network namespaces and attached JVMs in threads of C programs.
#define _GNU_SOURCE
#include "mock/jni.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

extern void work(int fd);
extern JavaVM *vm;

// --- the library ---
static int enter_namespace(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0)
    return -1;
  int result = setns(fd, CLONE_NEWNET);
  close(fd);
  return result;
}
int open_tunnel(const char *name) {
  if (enter_namespace(name) != 0)
    return -1;
  return socket(AF_INET, SOCK_DGRAM, 0);
}
JNIEnv *java(void) {
  JNIEnv *env = NULL;
  if ((*vm)->AttachCurrentThread(vm, (void **)&env, NULL) != JNI_OK)
    return NULL;
  return env;
}
void java_log(const char *text) {
  JNIEnv *env = java();
  if (env)
    work(text[0]);
}

// --- its callers ---
struct job {
  int fd;
};
static void *connection_bad(void *argument) {
  struct job *job = argument;
  java_log("connected");
  work(job->fd);
  free(job);
  return NULL;
}
void accept_all(int listener) {
  for (;;) {
    struct job *job = malloc(sizeof *job);
    job->fd = accept(listener, NULL, NULL);
    pthread_t thread;
    if (pthread_create(&thread, NULL, connection_bad, job) == 0)
      pthread_detach(thread);
  }
}

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_work_s {
  void *data;
} uv_work_t;
int uv_queue_work(uv_loop_t *loop, uv_work_t *request,
                  void (*work)(uv_work_t *request),
                  void (*after)(uv_work_t *request, int status));

static void tunnel_bad(uv_work_t *request) {
  int fd = open_tunnel(request->data);
  if (fd >= 0)
    close(fd);
}
void queue_tunnel(uv_loop_t *loop, uv_work_t *request) {
  uv_queue_work(loop, request, tunnel_bad, NULL);
}

// A logger that lives as long as the program.
static void *logger_ok(void *argument) {
  java_log("started");
  for (;;)
    work(0);
}
int start_logger(void) {
  pthread_t thread;
  return pthread_create(&thread, NULL, logger_ok, NULL);
}
