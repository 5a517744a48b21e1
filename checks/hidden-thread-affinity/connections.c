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
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'java_log' (through 'AttachCurrentThread') takes the attachment to the Java VM and leaves it so, in a thread for each operation: the VM keeps a Java thread for it, and a thread that ends attached leaks or stops the VM; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+10]]:3: note: loop runs once per connection from 'accept'
// CHECK-NOTES: :[[@LINE+13]]:9: note: 'connection_bad' is handed over here: 'pthread_create' runs it on a thread of its own
// CHECK-NOTES: :[[@LINE-15]]:17: note: 'java_log' calls 'java' here
// CHECK-NOTES: :[[@LINE-21]]:14: note: 'AttachCurrentThread' takes the attachment to the Java VM here
// CHECK-NOTES: :[[@LINE+3]]:3: note: 'connection_bad' ends here with the attachment to the Java VM still taken
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
// CHECK-NOTES: :[[@LINE-1]]:12: warning: 'open_tunnel' (through 'setns') takes the namespace of a shared pool's thread and leaves it so: later work of the thread opens sockets and files in another namespace; release it before the call returns, or route such calls through a fixed pool of bound threads [hangproof-hidden-thread-affinity]
// CHECK-NOTES: :[[@LINE+8]]:3: note: 'tunnel_bad' is handed over here: 'uv_queue_work' has a pool's thread run it
// CHECK-NOTES: :[[@LINE-55]]:7: note: 'open_tunnel' calls 'enter_namespace' here
// CHECK-NOTES: :[[@LINE-61]]:16: note: 'setns' takes the namespace here
// CHECK-NOTES: :[[@LINE+3]]:1: note: 'tunnel_bad' ends here with the namespace still taken
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
