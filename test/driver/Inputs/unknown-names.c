#include "engine.h"
#include <pthread.h>
#include <signal.h>

// The way out of an error path is a constant of the missing header.
int start(engine_t *engine) {
  sigset_t all, old;
  int rc;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  // CHECK: unknown-names.c:[[@LINE-1]]:3: warning: {{.*}}'return ENGINE_FAILED'{{.*}}[hangproof-unreleased-thread-affinity]
  rc = pthread_create(&engine->thread, NULL, engine_main, engine);
  if (rc != ENGINE_OK)
    return ENGINE_FAILED;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return ENGINE_OK;
}

int start_ok(engine_t *engine) {
  sigset_t all, old;
  int rc;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old);
  rc = pthread_create(&engine->thread, NULL, engine_main, engine);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (rc != ENGINE_OK)
    return ENGINE_FAILED;
  return ENGINE_OK;
}

// A local of an unknown type, an unknown member and an unknown argument.
void *spawn(queue_t *queue) {
  ticket_t *ticket = take(queue);
  pthread_create(&ticket->worker, NULL, work, ticket);
  // CHECK: unknown-names.c:[[@LINE-1]]:3: warning: nobody sees when 'pthread_create' makes no thread{{.*}}
  pthread_join(ticket->worker, NULL);
  return ticket;
}

void *spawn_ok(queue_t *queue) {
  ticket_t *ticket = take(queue);
  if (pthread_create(&ticket->worker, NULL, work, ticket) != 0)
    return DROPPED;
  pthread_join(ticket->worker, NULL);
  return ticket;
}

// A local of an unknown type, by value.
int dump(sink_t *sink) {
  PyGILState_STATE gil = PyGILState_Ensure();
  // CHECK: unknown-names.c:[[@LINE-1]]:26: warning: {{.*}}[hangproof-unreleased-thread-affinity]
  PyObject *module = PyImport_ImportModule("gc");
  if (!module)
    return SINK_FAILED;
  sink_write(sink, module);
  PyGILState_Release(gil);
  return SINK_OK;
}

// A method of an unknown class with a telling name, and zero for success.
void post_ok(JavaVM *vm, jobject target) {
  JNIEnv *env = NULL;
  if ((*vm)->AttachCurrentThread(vm, &env, NULL) != JNI_OK)
    return;
  (*env)->CallVoidMethod(env, target, method);
  (*vm)->DetachCurrentThread(vm);
}

void post_bad(JavaVM *vm, jobject target) {
  JNIEnv *env = NULL;
  if ((*vm)->AttachCurrentThread(vm, &env, NULL) != JNI_OK)
    // CHECK: unknown-names.c:[[@LINE-1]]:14: warning: {{.*}}[hangproof-unreleased-thread-affinity]
    return;
  if (!target)
    return;
  (*env)->CallVoidMethod(env, target, method);
  (*vm)->DetachCurrentThread(vm);
}
